import { compact, get } from 'lodash';

import { epochMs, hash, textOf } from '../../core';
import type { IntegrationError } from '../../core';
import type { Observation } from '../../core/trigger';
import { deploymentOf, ownStatusOf, resyncEndedAt, resyncOf } from './reading/status';
import type { Deployment, Resync } from './reading/status';
import { errorOf, identityOf, idsOf } from './watched';
import type { Watched } from './watched';

const HOUR_MS = 3_600_000;
/** A planned resync that has not started so long after its time will not start by itself. */
const OVERDUE_AFTER_MS = 10 * 60_000;
const MESSAGE_HASH_LENGTH = 16;
const IDENTITY_LENGTH = 6;

/** The deployment's status and message; a `status` of Port's own that says ERROR counts as such. */
export function deploymentObservation(watched: Watched): Observation {
	const deployment = deploymentOf(watched.record);
	const { status: deployed, message: said } = deployment;
	const status = statusOf(deployed, ownStatusOf(watched.record));
	// What a deployment says that runs is no error.
	const message = status === deployed ? said : undefined;
	const messageHash = hash(message ?? '', MESSAGE_HASH_LENGTH);
	const since = epochMs(get(watched.record, 'statusInfo.updatedAt') ?? watched.record['updatedAt']);
	const now = `${status}:${messageHash}`;
	// An error was remembered, and emitted, as it was written, before capitals did not count.
	const written = textOf(get(watched.record, 'statusInfo.integrationStatus.status'));
	const former = status === deployed && isDeploymentError(written) ? `${written}:${messageHash}` : now;
	const shown = identityOf(watched.record);
	const identity = shown && hash(shown, IDENTITY_LENGTH);
	const known = (previous = '') => {
		const [before = '', was = identity] = previous.split('@');
		const isOther = was !== (identity ?? was);
		const isUnchanged = before === former || saysLess(deployment, status, before);
		const value = !isOther && isUnchanged ? before : now;
		return { was, value, isSame: before === value && !isOther };
	};
	const valueAfter = ({ was, value }: ReturnType<typeof known>) =>
		compact([value, identity ?? was]).join('@');
	return {
		key: watched.id,
		value: (previous) => valueAfter(known(previous)),
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

/** The deployment's status, unless Port's own is there instead, or says ERROR; empty where Port returns neither. */
function statusOf(deployed: string | undefined, own: string | undefined): string {
	if (own === 'ERROR' && !isDeploymentError(deployed)) return own;
	return deployed ?? own ?? '';
}

/**
 * Whether Port does not return this time what was remembered: that has not changed. The error of a deployment is over when the
 * deployment says so, whatever Port's own `status` is meanwhile: that says nothing of deployments.
 */
function saysLess(deployment: Deployment, status: string, before: string): boolean {
	const [was] = before.split(':', 1);
	const isOfDeployment = isDeploymentError(was) && was !== 'ERROR';
	if (status === '' || (deployment.status === undefined && isOfDeployment)) return before !== '';
	return deployment.message === undefined && was === status;
}

/** When a resync counts as missing. */
export interface StaleAfter {
	readonly hours: number;
	/** Whether a planned resync that did not start counts, too. */
	readonly includeOverdue: boolean;
}

/**
 * How old the last resync is, and apart from it, where that is wanted, whether a planned one did not start: each is an event,
 * whichever comes first. Nothing of an integration that reports no resync (not Ocean, or not synced yet).
 */
export function staleObservations(watched: Watched, after: StaleAfter, nowMs: number): Observation[] {
	const resync = resyncOf(watched.record);
	const last = resync.status === 'running' ? (resync.start ?? resync.updated) : resyncEndedAt(resync);
	const lastMs = epochMs(last);
	if (last === undefined || lastMs === undefined) return [];
	const { hours, includeOverdue } = after;
	const detail = { ...idsOf(watched), lastResync: last, staleAfterHours: hours };
	const staleError = (id: string, { sinceMs, ...says }: Staleness): IntegrationError => ({
		...errorOf(watched, 'stale', id, sinceMs),
		severity: 'warning',
		...says,
		detail,
		raw: watched.record,
	});
	const stale = stalenessOf(resync.status, lastMs, hours);
	const isStale = nowMs > stale.sinceMs;
	const age: Observation = {
		key: watched.id,
		value: isStale ? `stale:${lastMs}` : 'fresh',
		event: () => (isStale ? staleError(`${watched.id}:${last}`, stale) : undefined),
	};
	if (!includeOverdue) return [age];
	const overdue = overdueOf(resync, lastMs);
	const isOverdue = overdue !== undefined && nowMs > overdue.sinceMs;
	return [
		age,
		{
			key: `${watched.id}:overdue`,
			// Both were one before: it does not say which of them was emitted.
			formerKey: watched.id,
			value: isOverdue ? `overdue:${overdue.sinceMs}` : 'fresh',
			event: (previous) =>
				isOverdue && previous !== `stale:${lastMs}`
					? staleError(`${watched.id}:${last}:overdue:${overdue.sinceMs}`, overdue)
					: undefined,
		},
	];
}

/** Why an integration is stale, and from when on. */
interface Staleness {
	readonly code: string | null;
	readonly message: string;
	readonly sinceMs: number;
}

function stalenessOf(status: Resync['status'], lastMs: number, hours: number): Staleness {
	const sinceMs = lastMs + hours * HOUR_MS;
	return status === 'running'
		? { code: 'running', message: `A resync has been running for more than ${hours} hours`, sinceMs }
		: { code: null, message: `No resync for more than ${hours} hours`, sinceMs };
}

function overdueOf({ status, planned }: Resync, lastMs: number): Staleness | undefined {
	const plannedMs = epochMs(planned);
	if (status === 'running' || plannedMs === undefined || plannedMs < lastMs) return undefined;
	const sinceMs = plannedMs + OVERDUE_AFTER_MS;
	return { code: 'overdue', message: 'The planned resync did not start', sinceMs };
}

function isDeploymentError(status: string | undefined): boolean {
	return status === 'Error' || status === 'UnHealthy' || status === 'ERROR';
}
