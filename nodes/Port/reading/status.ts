import type { IDataObject } from 'n8n-workflow';
import { get, isEmpty } from 'lodash';

import { textOf } from '../../../core/data/json';

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

/** The record with its `status`: Port's own if it sends one, else derived from deployment, resync and mapping. */
export function withStatus(record: IDataObject): IDataObject {
	return { ...record, status: statusOf(record) };
}

/** `statusInfo.integrationStatus`: Port-hosted installations only. */
export function deploymentOf(record: IDataObject): {
	status: string | undefined;
	message: string | undefined;
} {
	const told: unknown = get(record, 'statusInfo.integrationStatus');
	return { status: textOf(get(told, 'status')), message: textOf(get(told, 'message')) };
}

/** `resyncState.status`: absent before the first sync, and outside Ocean. */
export function resyncStatusOf(record: IDataObject): string | undefined {
	return textOf(get(record, 'resyncState.status'));
}

/**
 * All that the list says of an integration's doings: it changes when a resync or a deployment moves. Undefined while a resync
 * runs, because its log grows then without a sign in the list.
 */
export function movementOf(record: IDataObject): string | undefined {
	if (resyncStatusOf(record) === 'running') return undefined;
	return JSON.stringify([record['resyncState'], record['statusInfo'], record['updatedAt']]);
}

function statusOf(record: IDataObject): string {
	const given = textOf(record['status']);
	if (given !== undefined) return given;
	const deployment = deploymentOf(record).status ?? '';
	const derived = OF_DEPLOYMENT[deployment] ?? OF_RESYNC[resyncStatusOf(record) ?? ''];
	if (derived !== undefined) return derived;
	if (deployment === 'Running') return 'ACTIVE';
	return isEmpty(record['config']) ? 'PENDING' : 'INACTIVE';
}
