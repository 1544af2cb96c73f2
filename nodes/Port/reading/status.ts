import type { IDataObject } from 'n8n-workflow';
import { get, isEmpty, max, maxBy } from 'lodash';

import { epochMs, isSameText, textOf } from '../../../core';

/** The five statuses of an integration (provider document, section 7). */
export const STATUSES = ['ACTIVE', 'ERROR', 'INACTIVE', 'PENDING', 'SYNCING'] as const;

const OF_DEPLOYMENT: Readonly<Record<string, string>> = {
	Error: 'ERROR',
	UnHealthy: 'ERROR',
	Creating: 'PENDING',
	Updating: 'PENDING',
	Deleting: 'INACTIVE',
	Deleted: 'INACTIVE',
};

const OF_RESYNC: Readonly<Record<string, string>> = {
	running: 'SYNCING',
	failed: 'ERROR',
	completed: 'ACTIVE',
	aborted: 'INACTIVE',
};

const DEPLOYMENT_STATES = ['Running', ...Object.keys(OF_DEPLOYMENT)];
const RESYNC_STATES = ['pending', 'syncing', ...Object.keys(OF_RESYNC)];

/** A deployment as Port reports it. */
export interface Deployment {
	readonly status: string | undefined;
	readonly message: string | undefined;
}

/** The last resync of an integration; each time as Port writes it. */
export interface Resync {
	readonly status: string | undefined;
	readonly start: string | undefined;
	readonly end: string | undefined;
	readonly updated: string | undefined;
	/** When the next one is due. */
	readonly planned: string | undefined;
}

/** The record with its `status`: Port's own if it sends one, else derived from deployment, resync and mapping. */
export function withStatus(record: IDataObject): IDataObject {
	return { ...record, status: statusOf(record) };
}

/** `statusInfo.integrationStatus`: Port-hosted installations only. */
export function deploymentOf(record: IDataObject): Deployment {
	const deployment: unknown = get(record, 'statusInfo.integrationStatus');
	return {
		status: spelt(get(deployment, 'status'), DEPLOYMENT_STATES),
		message: textOf(get(deployment, 'message')),
	};
}

/** Port's own `status`, where it sends one: as a rule a status of integrations, else maybe that of a deployment. */
export function ownStatusOf(record: IDataObject): string | undefined {
	return spelt(record['status'], [...STATUSES, ...DEPLOYMENT_STATES]);
}

/** The state of a resync, or of one kind of it, in the history and the metrics. */
export function syncStateOf(record: IDataObject): string | undefined {
	return spelt(record['syncState'], RESYNC_STATES);
}

/** A state as the documents have it where only its capitals differ; one that they do not have as it is. */
function spelt(state: unknown, states: readonly string[]): string | undefined {
	return states.find((known) => isSameText(known, state)) ?? textOf(state);
}

/** Whether a deployment of this status has an error. */
export function isErrorOfDeployment(status: string | undefined): boolean {
	return OF_DEPLOYMENT[status ?? ''] === 'ERROR';
}

/** `resyncState`: absent before the first sync, and outside Ocean. An end before the start is that of the run before. */
export function resyncOf(record: IDataObject): Resync {
	const state = record['resyncState'];
	const start = textOf(get(state, 'lastResyncStart'));
	const end = textOf(get(state, 'lastResyncEnd'));
	const isOfRunBefore = (epochMs(end) ?? Number.POSITIVE_INFINITY) < (epochMs(start) ?? 0);
	return {
		status: spelt(get(state, 'status'), RESYNC_STATES),
		start,
		end: isOfRunBefore ? undefined : end,
		updated: textOf(get(state, 'updatedAt')),
		planned: textOf(get(state, 'nextResync')),
	};
}

/** When a resync ended: one that failed or was aborted may have no end. Undefined where none has ended yet. */
export function resyncEndedAt({ status, start, end, updated }: Resync): string | undefined {
	return end ?? (status === undefined ? undefined : (updated ?? start));
}

/** When Port heard of that end: start and end are by the integration's own clock, which may be behind, the update is by Port's. */
export function resyncReportedAt(resync: Resync): string | undefined {
	return maxBy([resync.updated, resyncEndedAt(resync)], (time) => epochMs(time));
}

/**
 * All that the list shows of what an integration does: it changes when a resync or a deployment moves. Its value is undefined
 * while a resync runs, because the log grows then without a sign in the list.
 */
export function movementOf(record: IDataObject) {
	const { status, start, end, updated } = resyncOf(record);
	const shown = [record['resyncState'], record['statusInfo'], record['updatedAt']];
	const times = [start, end, updated, get(record, 'statusInfo.updatedAt'), record['updatedAt']];
	return {
		value: status === 'running' ? undefined : JSON.stringify(shown),
		movedMs: max(times.map((time) => epochMs(time)).filter((time) => time !== undefined)),
	};
}

function statusOf(record: IDataObject): string {
	const given = ownStatusOf(record);
	if (given !== undefined) return given;
	const deployment = deploymentOf(record).status ?? '';
	const derived = OF_DEPLOYMENT[deployment] ?? OF_RESYNC[resyncOf(record).status ?? ''];
	if (derived !== undefined) return derived;
	if (deployment === 'Running') return 'ACTIVE';
	return isEmpty(record['config']) ? 'PENDING' : 'INACTIVE';
}
