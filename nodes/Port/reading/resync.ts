import type { IDataObject } from 'n8n-workflow';
import { get } from 'lodash';

import type { ApiClient } from '../../../core/request/ApiClient';
import { textOf } from '../../../core/data/json';
import { epochMs } from '../../../core/data/times';
import { readAfterChange } from './integrations';
import { lastErrorLine } from './logs';
import type { LogSpan } from './logs';
import { resyncStatusOf } from './status';

/** An integration may write why it failed a little after it has told the end. */
const LAST_WORDS_MS = 60_000;

/** Which resync a record tells of, in milliseconds since 1970: its start, where that is told. */
export function resyncTime(integration: IDataObject): number {
	const times = ['lastResyncStart', 'lastResyncEnd', 'updatedAt'].map((key) =>
		epochMs(get(integration, ['resyncState', key])),
	);
	return times.find((time) => time !== undefined) ?? 0;
}

/** From when to when that resync ran, as the lines of its log are dated. */
export function resyncSpan(integration: IDataObject): LogSpan {
	const endMs = epochMs(get(integration, 'resyncState.lastResyncEnd'));
	return {
		sinceMs: resyncTime(integration),
		...(endMs !== undefined && { untilMs: endMs + LAST_WORDS_MS }),
	};
}

/**
 * Waits until the resync that was asked for after `before` was read has ended. Times are compared with those that Port
 * told before, never with this machine's clock.
 *
 * @throws when it failed, was aborted by another one, or did not end in time.
 */
export async function resyncEnded(
	port: ApiClient,
	before: IDataObject,
	timing: { readonly everyMs: number; readonly forMs: number },
): Promise<IDataObject> {
	const installationId = String(before['installationId']);
	const earlier = resyncTime(before);
	let abortedAt: number | undefined;
	const ended = await port.waitUntil(
		async () => {
			const now = await readAfterChange(port, installationId);
			const status = resyncStatusOf(now);
			if (resyncTime(now) <= earlier) return undefined;
			if (status !== 'aborted') return status === 'completed' || status === 'failed' ? now : undefined;
			// The one that our request aborts may show for a moment: it is ours only when it stays.
			if (abortedAt === resyncTime(now)) return now;
			abortedAt = resyncTime(now);
			return undefined;
		},
		{
			...timing,
			what: `The resync of "${installationId}" (it starts only where the integration's process runs, and only for Ocean integrations)`,
		},
	);
	const status = resyncStatusOf(ended);
	if (status === 'completed') return ended;
	const line = await lastErrorLine(port, installationId, resyncSpan(ended));
	const reason = textOf(line?.['message']);
	throw port.error(
		`The resync of "${installationId}" ${status === 'failed' ? 'failed' : 'was aborted'}${reason === undefined ? '' : `: ${reason}`}`,
		status === 'failed'
			? 'Read its log with Get Logs, correct the cause, and resync again.'
			: 'Another resync was asked for meanwhile: wait for that one, or use "Skip If Running".',
	);
}
