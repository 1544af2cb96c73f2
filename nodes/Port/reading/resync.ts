import type { IDataObject } from 'n8n-workflow';

import { epochMs, textOf } from '../../../core';
import type { ApiClient } from '../../../core';
import { readAfterChange } from './integrations';
import { lastErrorLine } from './logs';
import type { LogSpan } from './logs';
import { resyncOf } from './status';

/** An integration may log why it failed a little after it has reported the end. */
const LAST_WORDS_MS = 60_000;

/** Which resync a record shows, in milliseconds since 1970: its start, where that is known. */
export function resyncTime(integration: IDataObject): number {
	const { start, end, updated } = resyncOf(integration);
	return [start, end, updated].map((time) => epochMs(time)).find((time) => time !== undefined) ?? 0;
}

/** From when to when that resync ran, as the lines of its log are dated. */
export function resyncSpan(integration: IDataObject): LogSpan {
	const endMs = epochMs(resyncOf(integration).end);
	return {
		sinceMs: resyncTime(integration),
		untilMs: endMs === undefined ? undefined : endMs + LAST_WORDS_MS,
	};
}

/**
 * Waits until the resync that was requested after `before` was read has ended. Times are compared with those that Port
 * returned before, never with this machine's clock.
 *
 * @throws when it failed, was aborted by another one, or did not end in time.
 */
export async function resyncEnded(
	api: ApiClient,
	installationId: string,
	before: IDataObject,
	timing: { readonly everyMs?: number; readonly forMs: number },
): Promise<IDataObject> {
	const ended = await api.waitUntil(endOfNext(api, installationId, resyncTime(before)), {
		...timing,
		what: `The resync of "${installationId}" (only Ocean integrations resync, and only while their process runs)`,
	});
	const { status } = resyncOf(ended);
	if (status === 'completed') return ended;
	const line = await lastErrorLine(api, installationId, resyncSpan(ended));
	const reason = textOf(line?.['message']);
	throw api.error(
		`The resync of "${installationId}" ${status === 'failed' ? 'failed' : 'was aborted'}${reason === undefined ? '' : `: ${reason}`}`,
		status === 'failed'
			? 'Find the cause with Get Logs, then resync again.'
			: "Another resync was requested in the meantime. Wait for it, or turn on 'Skip If Running'.",
	);
}

/** A look at the integration that shows the end of the first resync after `earlierMs`. */
function endOfNext(
	api: ApiClient,
	installationId: string,
	earlierMs: number,
): () => Promise<IDataObject | undefined> {
	let abortedMs: number | undefined;
	return async () => {
		const now = await readAfterChange(api, installationId);
		const { status } = resyncOf(now);
		const nowMs = resyncTime(now);
		if (nowMs <= earlierMs) return undefined;
		if (status === 'completed' || status === 'failed') return now;
		if (status !== 'aborted') return undefined;
		// The one that our request aborts may show for a moment: it is ours only when it stays.
		if (abortedMs === nowMs) return now;
		abortedMs = nowMs;
		return undefined;
	};
}
