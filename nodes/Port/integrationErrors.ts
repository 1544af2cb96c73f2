import type { IDataObject } from 'n8n-workflow';
import { countBy, get, partition, pick } from 'lodash';

import { epochMs, isoTime, recordsIn, textOf } from '../../core';
import type { ApiClient, IntegrationError } from '../../core';
import { auditEntries, entryIdOf, entryKey, entryTime } from './reading/auditLog';
import { countedLines, levelOf, lineIdOf, lineKey } from './reading/logLine';
import { errorLines, lastErrorLine } from './reading/logs';
import { resyncSpan } from './reading/resync';
import { resyncEndedAt, resyncOf, resyncReportedAt, syncStateOf } from './reading/status';
import type { Resync } from './reading/status';
import {
	failureOf,
	hasEnded,
	isAllLoadedInTheEnd,
	isOneKind,
	kindIdentifierOf,
	kindRunsOf,
	simplifyKindRun,
	syncsIfKnown,
} from './reading/syncs';
import { errorOf, identityOf, idsOf } from './watched';
import type { Watched } from './watched';

const CLOCK_DIFFERENCE_MS = 60_000;
/** Failures are few: what a poll looks back usually fits into one window. */
const FIRST_WINDOW_MS = 2 * 24 * 3_600_000;
/** Without a beginning the audit log would be asked for decades, window by window. */
const LONGEST_LOOK_BACK_MS = 90 * 24 * 3_600_000;

/** How a resync may end, and what event that is. */
const ENDS = {
	failed: { kind: 'resyncFailed', severity: 'error', message: 'The resync failed' },
	aborted: { kind: 'resyncAborted', severity: 'warning', message: 'The resync was aborted' },
	completed: { kind: 'resyncCompleted', severity: 'info', message: 'The resync completed' },
} as const;

export type ResyncEnding = keyof typeof ENDS;

/** By integration, where Port shows its own ID by that, since two accounts may use the same one: when its last resync ended, as Port writes it, and the ID under which it was read first. */
const lastResyncs = new Map<string, { readonly endedAt: string; readonly id: string }>();

/** The ID of a resync that ended: it is made of the start, which Port may leave out in one response, or show later. */
function resyncId({ id: integrationId, record }: Watched, resync: Resync): string {
	const endedAt = resyncEndedAt(resync) ?? '';
	const key = identityOf(record) ?? integrationId;
	const known = lastResyncs.get(key);
	if (known?.endedAt === endedAt) return known.id;
	const id = `${integrationId}:${resync.start ?? endedAt}`;
	lastResyncs.set(key, { endedAt, id });
	return id;
}

/** The end of an integration's last resync, if it ended so. */
export function resyncEnd(watched: Watched, ending: ResyncEnding): IntegrationError[] {
	const resync = resyncOf(watched.record);
	const { status, start, end } = resync;
	if (status !== ending) return [];
	const { kind, severity, message } = ENDS[ending];
	return [
		{
			...errorOf(watched, kind, resyncId(watched, resync), resyncReportedAt(resync)),
			severity,
			code: ending,
			message,
			detail: { ...idsOf(watched), lastResyncStart: start ?? null, lastResyncEnd: end ?? null },
			raw: watched.record,
		},
	];
}

/** A failed resync with the last error of its log, where there is one. */
export async function withReason(
	api: ApiClient,
	watched: Watched,
	error: IntegrationError,
): Promise<IntegrationError> {
	const line = await lastErrorLine(api, watched.id, resyncSpan(watched.record));
	return { ...error, message: textOf(line?.['message']) ?? error.message };
}

/** The error lines of an integration's log since a time. */
export async function* logErrors(
	api: ApiClient,
	watched: Watched,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	for await (const [line, occurrences] of countedLines(errorLines(api, watched.id, { sinceMs }))) {
		const occurredAt = isoTime(line['timestamp']) ?? api.run.platformNowMs();
		yield {
			...errorOf(watched, 'logLine', `${watched.id}:${lineKey(line)}`, occurredAt),
			severity: levelOf(line) === 'FATAL' ? 'fatal' : 'error',
			code: textOf(line['level']) ?? null,
			message: textOf(line['message']) ?? 'Port returned no message',
			occurrences,
			errorId: lineIdOf(line) ?? null,
			detail: { ...idsOf(watched), ...pick(line, ['extra']) },
			raw: line,
		};
	}
}

/** The syncs that ended since a time, however they did: what failed in them is asked for once, see `kindErrors`. */
export async function* endedSyncs(
	api: ApiClient,
	watched: Watched,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	const internalId = textOf(watched.record['_id']);
	if (internalId === undefined) {
		api.remark(`Port returned no internal ID for "${watched.id}", so the event Kind Failed cannot watch it.`);
		return;
	}
	for (const sync of await syncsIfKnown(api, internalId)) {
		const eventId = textOf(sync['eventId']);
		const endedAt = isoTime(sync['updatedAt'] ?? sync['createdAt']);
		if (eventId === undefined || !hasEnded(sync) || isBefore(endedAt, sinceMs)) continue;
		const time = endedAt ?? api.run.platformNowMs();
		yield { ...errorOf(watched, 'kindFailed', eventId, time), message: 'The sync ended', raw: sync };
	}
}

/** The kinds that failed in a sync that ended; undefined while Port does not have what became of each kind, unless it is the last time. */
export async function kindErrors(
	api: ApiClient,
	watched: Watched,
	{ occurredAt, raw: sync }: IntegrationError,
	isLast: boolean,
): Promise<IntegrationError[] | undefined> {
	const eventId = textOf(sync['eventId']) ?? '';
	const resources = recordsIn(get(watched.record, 'config.resources'));
	const mapped = resources.flatMap(({ kind }) => textOf(kind) ?? []);
	const rows = await kindRunsOf(api, textOf(watched.record['_id']) ?? '', eventId);
	const [kindRuns, others] = partition(rows, (row) => isOneKind(row, mapped));
	if (!isLast && !areWhole(kindRuns, sync, mapped)) return undefined;
	const isAllLoaded = isAllLoadedInTheEnd(kindRuns, others);
	return kindRuns.flatMap((kindRun) => {
		const failure = failureOf(kindRun, isAllLoaded);
		if (failure === undefined) return [];
		return {
			...errorOf(watched, 'kindFailed', `${eventId}:${kindIdentifierOf(kindRun)}`, occurredAt),
			code: syncStateOf(kindRun) ?? null,
			message: `Kind ${textOf(kindRun['kind']) ?? 'unknown'}: ${failure}`,
			detail: { ...idsOf(watched), ...simplifyKindRun(kindRun), eventId },
			raw: kindRun,
		};
	});
}

/**
 * Metrics may be added after a sync has ended, a row for each resource of the mapping; one that broke off has none of the kinds that
 * it did not reach, or leaves them pending.
 */
function areWhole(kindRuns: readonly IDataObject[], sync: IDataObject, mapped: readonly string[]): boolean {
	if (kindRuns.length === 0) return false;
	if (syncStateOf(sync) !== 'completed') {
		return kindRuns.every((kindRun) => hasEnded(kindRun) || syncStateOf(kindRun) === 'pending');
	}
	const known = countBy(kindRuns, 'kind');
	const isThere = ([kind, count]: [string, number]) => (known[kind] ?? 0) >= count;
	return kindRuns.every(hasEnded) && Object.entries(countBy(mapped)).every(isThere);
}

/** The failures of the audit log of an integration since a time, by Port's clock. */
export async function* auditErrors(
	api: ApiClient,
	watched: Watched,
	sinceMs: number,
	beforeMs = Number.POSITIVE_INFINITY,
): AsyncGenerator<IntegrationError> {
	const query = { InstallationId: watched.id, status: 'FAILURE' };
	const nowMs = api.run.platformNowMs();
	const span = {
		fromMs: Math.max(sinceMs, nowMs - LONGEST_LOOK_BACK_MS),
		toMs: Math.min(beforeMs, nowMs + CLOCK_DIFFERENCE_MS),
		firstWindowMs: FIRST_WINDOW_MS,
	};
	for await (const entry of auditEntries(api, query, span)) {
		const what = [textOf(entry['action']), textOf(entry['resourceType'])].filter(Boolean).join(' ');
		yield {
			...errorOf(watched, 'auditFailure', entryKey(entry), entryTime(entry) ?? nowMs),
			code: textOf(what) ?? null,
			message: textOf(entry['message']) ?? 'Port rejected a change',
			errorId: entryIdOf(entry) ?? null,
			detail: {
				...idsOf(watched),
				...pick(entry, ['action', 'resourceType', 'context', 'additionalData']),
				origin: textOf(get(entry, 'trigger.origin')) ?? null,
			},
			raw: entry,
		};
	}
}

/** Whether a time is known and too early; what has no time counts as recent. */
function isBefore(time: unknown, sinceMs: number): boolean {
	return (epochMs(time) ?? Number.POSITIVE_INFINITY) < sinceMs;
}
