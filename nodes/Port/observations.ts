import { compact, get } from 'lodash';

import { epochMs, hash } from '../../core';
import type { Observation } from '../../core/trigger';
import { deploymentOf, resyncEndedAt, resyncOf } from './reading/status';
import type { Resync } from './reading/status';
import { errorOf, identityOf, idsOf } from './watched';
import type { Watched } from './watched';

const HOUR_MS = 3_600_000;
/** A planned resync that has not started so long after its time will not start by itself. */
const OVERDUE_AFTER_MS = 10 * 60_000;
const MESSAGE_HASH_LENGTH = 16;
const IDENTITY_LENGTH = 6;

/** The deployment's status and message; a `status` of Port's own that says ERROR counts as such. */
export function deploymentObservation(watched: Watched): Observation {
	const { status: deployed, message: said } = deploymentOf(watched.record);
	const isOwnError = watched.record['status'] === 'ERROR' && !isDeploymentError(deployed);
	const status = isOwnError ? 'ERROR' : (deployed ?? '');
	// What a deployment says that runs is no error.
	const message = isOwnError ? undefined : said;
	const messageHash = hash(message ?? '', MESSAGE_HASH_LENGTH);
	const since = epochMs(get(watched.record, 'statusInfo.updatedAt') ?? watched.record['updatedAt']);
	const now = `${status}:${messageHash}`;
	const shown = identityOf(watched.record);
	const identity = shown && hash(shown, IDENTITY_LENGTH);
	const known = (previous = '') => {
		const [before, was = identity] = previous.split('@');
		return { was, isSame: before === now && was === (identity ?? was) };
	};
	return {
		key: watched.id,
		value: (previous) => compact([now, identity ?? known(previous).was]).join('@'),
		event: (previous) =>
			isDeploymentError(status) && !known(previous).isSame
				? {
						...errorOf(
							watched,
							'deploymentError',
							`${watched.id}:${status}:${messageHash}:${since ?? ''}`,
							since,
						),
						code: status,
						message: message ?? `The integration is in status ${status}`,
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
	const last = resync.status === 'running' ? (resync.start ?? resync.updated) : resyncEndedAt(resync);
	const lastMs = epochMs(last);
	if (last === undefined || lastMs === undefined) return undefined;
	const staleness = stalenessOf(resync, lastMs, after).find(({ sinceMs }) => nowMs > sinceMs);
	return {
		key: watched.id,
		value: staleness === undefined ? 'fresh' : `stale:${lastMs}`,
		event: () =>
			staleness && {
				...errorOf(watched, 'stale', `${watched.id}:${last}`, staleness.sinceMs),
				severity: 'warning',
				code: staleness.code,
				message: staleness.message,
				detail: { ...idsOf(watched), lastResync: last, staleAfterHours: after.hours },
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

function isDeploymentError(status: string | undefined): boolean {
	return status === 'Error' || status === 'UnHealthy' || status === 'ERROR';
}
