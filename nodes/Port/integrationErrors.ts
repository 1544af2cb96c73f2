import { get, pick } from 'lodash';

import { epochMs, errorsOf, hash, textOf } from '../../core';
import type { ApiClient, IntegrationError } from '../../core';
import type { Observation } from '../../core/trigger';
import { port } from './platform';
import { auditEntries, entryIdOf, entryKey, entryTime } from './reading/auditLog';
import { levelOf, lineIdOf, lineKey } from './reading/logLine';
import { errorLines, lastErrorLine } from './reading/logs';
import { resyncSpan } from './reading/resync';
import { deploymentOf, resyncOf } from './reading/status';
import type { Resync } from './reading/status';
import {
	failureOf,
	hasEnded,
	kindIdentifierOf,
	kindRunsOf,
	simplifyKindRun,
	syncsIfKnown,
} from './reading/syncs';
import type { Watched } from './watched';

const common = errorsOf(port.name);

const HOUR_MS = 3_600_000;
const CLOCK_DIFFERENCE_MS = 60_000;
/** A planned resync that has not started so long after its time will not start by itself. */
const OVERDUE_AFTER_MS = 10 * 60_000;
/** Without a beginning the audit log would be asked for decades, window by window. */
const LONGEST_LOOK_BACK_MS = 90 * 24 * HOUR_MS;
const MESSAGE_HASH_LENGTH = 16;

/** How a resync may end, and what event that is. */
const ENDS = {
	failed: { kind: 'resyncFailed', severity: 'error', message: 'The resync failed' },
	aborted: { kind: 'resyncAborted', severity: 'warning', message: 'The resync was aborted' },
	completed: { kind: 'resyncCompleted', severity: 'info', message: 'The resync completed' },
} as const;

/** The end of an integration's last resync, if it ended so and lately. A failed one gets the last error of its log. */
export async function* resyncEnd(
	api: ApiClient,
	watched: Watched,
	ends: ReadonlyArray<keyof typeof ENDS>,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	const { status, start, end, updated } = resyncOf(watched.record);
	const code = ends.find((one) => one === status);
	const endedAt = end ?? updated ?? start;
	if (code === undefined || isBefore(endedAt, sinceMs)) return;
	const { kind, severity, message } = ENDS[code];
	const line =
		code === 'failed' ? await lastErrorLine(api, watched.id, resyncSpan(watched.record)) : undefined;
	yield {
		...common(watched, kind, `${watched.id}:${start ?? endedAt ?? ''}`, endedAt),
		severity,
		code,
		message: textOf(line?.['message']) ?? message,
		detail: { lastResyncStart: start ?? null, lastResyncEnd: end ?? null },
		raw: watched.record,
	};
}

/** The deployment's status and message; a `status` of Port's own that says ERROR counts as such. */
export function deploymentObservation(watched: Watched): Observation {
	const { status: deployed, message } = deploymentOf(watched.record);
	const isOwnError = watched.record['status'] === 'ERROR' && !isDeploymentError(deployed);
	const status = isOwnError ? 'ERROR' : (deployed ?? '');
	const messageHash = hash(message ?? '', MESSAGE_HASH_LENGTH);
	const occurredAt = get(watched.record, 'statusInfo.updatedAt') ?? watched.record['updatedAt'];
	return {
		key: watched.id,
		value: `${status}:${messageHash}`,
		event: () =>
			isDeploymentError(status)
				? {
						...common(watched, 'deploymentError', `${watched.id}:${status}:${messageHash}`, occurredAt),
						code: status,
						message: message ?? `The integration is in status ${status}`,
						detail: null,
						raw: watched.record,
					}
				: undefined,
	};
}

/** When a resync counts as missing. */
export interface StaleAfter {
	readonly hours: number;
	/** Whether a planned resync that did not start counts, too. */
	readonly includeOverdue: boolean;
}

/** How old the last resync is; undefined for an integration that reports none (not Ocean, or not synced yet). */
export function staleObservation(
	watched: Watched,
	after: StaleAfter,
	nowMs: number,
): Observation | undefined {
	const resync = resyncOf(watched.record);
	const last = resync.status === 'running' ? resync.start : resync.end;
	const lastMs = epochMs(last);
	if (last === undefined || lastMs === undefined) return undefined;
	const staleness = stalenessOf(resync, lastMs, after).find(({ sinceMs }) => nowMs > sinceMs);
	return {
		key: watched.id,
		value: staleness === undefined ? 'fresh' : `stale:${lastMs}`,
		event: () =>
			staleness && {
				...common(watched, 'stale', `${watched.id}:${last}`, staleness.sinceMs),
				severity: 'warning',
				code: staleness.code,
				message: staleness.message,
				detail: { lastResync: last, staleAfterHours: after.hours },
				raw: watched.record,
			},
	};
}

/** What may make an integration stale, and from when on; the first that has come counts. */
function stalenessOf(
	{ status, planned }: Resync,
	lastMs: number,
	{ hours, includeOverdue }: StaleAfter,
): ReadonlyArray<{ readonly code: string | null; readonly message: string; readonly sinceMs: number }> {
	const sinceMs = lastMs + hours * HOUR_MS;
	if (status === 'running') {
		return [{ code: 'running', message: `A resync has been running for more than ${hours} hours`, sinceMs }];
	}
	const plannedMs = epochMs(planned);
	const isPlanned = includeOverdue && plannedMs !== undefined && plannedMs >= lastMs;
	return [
		...(isPlanned
			? [
					{
						code: 'overdue',
						message: 'The planned resync did not start',
						sinceMs: plannedMs + OVERDUE_AFTER_MS,
					},
				]
			: []),
		{ code: null, message: `No resync for more than ${hours} hours`, sinceMs },
	];
}

/** The error lines of an integration's log since a time. */
export async function* logErrors(
	api: ApiClient,
	watched: Watched,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	for await (const line of errorLines(api, watched.id, { sinceMs })) {
		yield {
			...common(watched, 'logLine', `${watched.id}:${lineKey(line)}`, line['timestamp']),
			severity: levelOf(line) === 'FATAL' ? 'fatal' : 'error',
			code: textOf(line['level']) ?? null,
			message: textOf(line['message']) ?? 'Port gives no message',
			errorId: lineIdOf(line) ?? null,
			detail: pick(line, ['extra']),
			raw: line,
		};
	}
}

/** The kinds that failed in the syncs that ended since a time. */
export async function* kindErrors(
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
		const endedAt = sync['updatedAt'] ?? sync['createdAt'];
		if (eventId === undefined || !hasEnded(sync) || isBefore(endedAt, sinceMs)) continue;
		for (const kindRun of await kindRunsOf(api, internalId, eventId)) {
			const failure = failureOf(kindRun);
			if (failure === undefined) continue;
			yield {
				...common(watched, 'kindFailed', `${eventId}:${kindIdentifierOf(kindRun)}`, endedAt),
				code: textOf(kindRun['syncState']) ?? null,
				message: `Kind ${textOf(kindRun['kind']) ?? 'unknown'}: ${failure}`,
				detail: simplifyKindRun(kindRun),
				raw: kindRun,
			};
		}
	}
}

/** The failures of the audit log of an integration since a time; Port's clock may be ahead a little. */
export async function* auditErrors(
	api: ApiClient,
	watched: Watched,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	const query = { InstallationId: watched.id, status: 'FAILURE' };
	const nowMs = Date.now();
	const span = {
		fromMs: Math.max(sinceMs, nowMs - LONGEST_LOOK_BACK_MS),
		toMs: nowMs + CLOCK_DIFFERENCE_MS,
	};
	for await (const entry of auditEntries(api, query, span)) {
		const what = [textOf(entry['action']), textOf(entry['resourceType'])].filter(Boolean).join(' ');
		yield {
			...common(watched, 'auditFailure', entryKey(entry), entryTime(entry)),
			code: textOf(what) ?? null,
			message: textOf(entry['message']) ?? 'Port refused a change',
			errorId: entryIdOf(entry) ?? null,
			detail: pick(entry, ['action', 'resourceType', 'context', 'additionalData']),
			raw: entry,
		};
	}
}

/** Whether a time is known and too early; what has no time counts as recent. */
function isBefore(time: unknown, sinceMs: number): boolean {
	return (epochMs(time) ?? Number.POSITIVE_INFINITY) < sinceMs;
}

function isDeploymentError(status: string | undefined): boolean {
	return status === 'Error' || status === 'UnHealthy' || status === 'ERROR';
}
