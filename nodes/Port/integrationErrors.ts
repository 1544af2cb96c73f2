import { createHash } from 'node:crypto';

import { get, pick } from 'lodash';

import type { ApiClient } from '../../core/request/ApiClient';
import type { IntegrationError, Observation } from '../../core/trigger/ErrorFeed';
import { errorsOf } from '../../core/shapes/integrationError';
import { textOf } from '../../core/data/json';
import { epochMs } from '../../core/data/times';
import { auditEntries, entryKey, entryTime } from './reading/auditLog';
import { errorLines, lastErrorLine, levelOf, lineKey } from './reading/logs';
import { port as platform } from './platform';
import { resyncSpan } from './reading/resync';
import { deploymentOf, resyncStatusOf } from './reading/status';
import {
	failureOf,
	FINISHED,
	kindIdentifierOf,
	kindRunsOf,
	simplifyKindRun,
	syncsIfKnown,
} from './reading/syncs';
import type { Watched } from './watched';

const common = errorsOf(platform);

const CLOCK_DIFFERENCE_MS = 60_000;
/** A planned resync that has not started so long after its time will not start by itself. */
const OVERDUE_AFTER_MS = 10 * 60_000;
/** Without a beginning the audit log would be asked for decades, window by window. */
const LONGEST_LOOK_BACK_MS = 90 * 24 * 3_600_000;

/** The end of an integration's last resync, if it ended so and lately. A failed one gets the last error of its log. */
export async function* resyncEnd(
	port: ApiClient,
	watched: Watched,
	ends: readonly string[],
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	const status = resyncStatusOf(watched.record);
	if (status === undefined || !ends.includes(status)) return;
	const state = watched.record['resyncState'];
	const [start, end, updated] = ['lastResyncStart', 'lastResyncEnd', 'updatedAt'].map((key) =>
		textOf(get(state, key)),
	);
	const occurredAt = end ?? updated ?? start;
	if ((epochMs(occurredAt) ?? Number.POSITIVE_INFINITY) < sinceMs) return;
	const kind = { completed: 'resyncCompleted', aborted: 'resyncAborted' }[status] ?? 'resyncFailed';
	const line =
		status === 'failed' ? await lastErrorLine(port, watched.id, resyncSpan(watched.record)) : undefined;
	yield {
		...common(
			watched,
			kind,
			`${kind === 'resyncCompleted' ? 'completed' : 'A'}:${watched.id}:${start ?? end ?? updated ?? ''}`,
			occurredAt,
		),
		severity: status === 'failed' ? 'error' : 'warning',
		code: status,
		message: textOf(line?.['message']) ?? `The resync ${status === 'aborted' ? 'was aborted' : status}`,
		detail: { lastResyncStart: start ?? null, lastResyncEnd: end ?? null },
		raw: watched.record,
	};
}

/** The deployment's status and message; a `status` of Port's own that says ERROR counts as such. */
export function deploymentObservation(watched: Watched): Observation {
	const { status: deployed, message } = deploymentOf(watched.record);
	const isOwnError = watched.record['status'] === 'ERROR';
	const status = isOwnError && !isDeploymentError(deployed) ? 'ERROR' : (deployed ?? '');
	const print = createHash('sha1')
		.update(message ?? '')
		.digest('base64url')
		.slice(0, 8);
	return {
		key: watched.id,
		value: `${status}:${print}`,
		event: () =>
			isDeploymentError(status)
				? {
						...common(
							watched,
							'deploymentError',
							`B:${watched.id}:${status}:${message ?? ''}`,
							get(watched.record, 'statusInfo.updatedAt') ?? watched.record['updatedAt'],
						),
						code: status,
						message: message ?? `The integration is in status ${status}`,
						detail: null,
						raw: watched.record,
					}
				: undefined,
	};
}

/** How old the last resync is; undefined for an integration that tells of none (not Ocean, or not synced yet). */
export function staleObservation(
	watched: Watched,
	{ afterHours, includeOverdue }: { readonly afterHours: number; readonly includeOverdue: boolean },
	nowMs: number,
): Observation | undefined {
	const state = watched.record['resyncState'];
	const isRunning = resyncStatusOf(watched.record) === 'running';
	const last = textOf(get(state, isRunning ? 'lastResyncStart' : 'lastResyncEnd'));
	const lastMs = epochMs(last);
	if (last === undefined || lastMs === undefined) return undefined;
	const isOld = nowMs - lastMs > afterHours * 3_600_000;
	const plannedMs = isRunning ? undefined : epochMs(get(state, 'nextResync'));
	const isOverdue =
		includeOverdue && plannedMs !== undefined && plannedMs >= lastMs && nowMs - plannedMs > OVERDUE_AFTER_MS;
	const isStale = isOld || isOverdue;
	const sinceMs = isOverdue ? plannedMs + OVERDUE_AFTER_MS : lastMs + afterHours * 3_600_000;
	const message = isRunning
		? `A resync has been running for more than ${afterHours} hours`
		: isOverdue
			? 'The planned resync did not start'
			: `No resync for more than ${afterHours} hours`;
	return {
		key: watched.id,
		value: isStale ? `stale:${lastMs}` : 'fresh',
		event: () =>
			isStale
				? {
						...common(watched, 'stale', `F:${watched.id}:${last}`, sinceMs),
						severity: 'warning',
						code: isRunning ? 'running' : isOverdue ? 'overdue' : null,
						message,
						detail: { lastResync: last, staleAfterHours: afterHours },
						raw: watched.record,
					}
				: undefined,
	};
}

/** The error lines of an integration's log since a time. */
export async function* logErrors(
	port: ApiClient,
	watched: Watched,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	for await (const line of errorLines(port, watched.id, { sinceMs })) {
		yield {
			...common(watched, 'logLine', `C:${watched.id}:${lineKey(line)}`, line['timestamp']),
			severity: levelOf(line) === 'FATAL' ? 'fatal' : 'error',
			code: textOf(line['level']) ?? null,
			message: textOf(line['message']) ?? 'Port gives no message',
			detail: pick(line, ['extra']),
			raw: line,
		};
	}
}

/** The kinds that failed in the syncs that ended since a time. */
export async function* kindErrors(
	port: ApiClient,
	watched: Watched,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	const internalId = textOf(watched.record['_id']);
	if (internalId === undefined) {
		port.remark(
			`Port does not tell the internal ID of "${watched.id}", so the event Kind Failed cannot watch it.`,
		);
		return;
	}
	for (const sync of (await syncsIfKnown(port, internalId)) ?? []) {
		const eventId = textOf(sync['eventId']);
		const endedAt = sync['updatedAt'] ?? sync['createdAt'];
		const isRecent = (epochMs(endedAt) ?? Number.POSITIVE_INFINITY) >= sinceMs;
		if (eventId === undefined || !isRecent || !FINISHED.includes(String(sync['syncState']))) continue;
		for (const kindRun of await kindRunsOf(port, internalId, eventId)) {
			const failure = failureOf(kindRun);
			if (failure === undefined) continue;
			const kind = textOf(kindRun['kind']) ?? 'unknown';
			yield {
				...common(watched, 'kindFailed', `D:${eventId}:${kindIdentifierOf(kindRun)}`, endedAt),
				code: textOf(kindRun['syncState']) ?? null,
				message: `Kind ${kind}: ${failure}`,
				detail: simplifyKindRun(kindRun),
				raw: kindRun,
			};
		}
	}
}

/** The failures of the audit log of an integration since a time; Port's clock may be ahead a little. */
export async function* auditErrors(
	port: ApiClient,
	watched: Watched,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	const query = { InstallationId: watched.id, status: 'FAILURE' };
	const now = Date.now();
	const window = { fromMs: Math.max(sinceMs, now - LONGEST_LOOK_BACK_MS), toMs: now + CLOCK_DIFFERENCE_MS };
	for await (const entry of auditEntries(port, query, window)) {
		const what = [textOf(entry['action']), textOf(entry['resourceType'])].filter((said) => said).join(' ');
		yield {
			...common(watched, 'auditFailure', `E:${entryKey(entry)}`, entryTime(entry)),
			code: what === '' ? null : what,
			message: textOf(entry['message']) ?? 'Port refused a change',
			detail: pick(entry, ['action', 'resourceType', 'context', 'additionalData']),
			raw: entry,
		};
	}
}

function isDeploymentError(status: string | undefined): boolean {
	return status === 'Error' || status === 'UnHealthy' || status === 'ERROR';
}
