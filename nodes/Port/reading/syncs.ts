import type { IDataObject } from 'n8n-workflow';
import { get, orderBy, sumBy } from 'lodash';

import { epochMs, isoTime, isRecord, route, saysItself, simplified, textOf } from '../../../core';
import type { ApiClient, Query, Route } from '../../../core';
import { integrationOf } from './integrations';
import { syncStateOf } from './status';

const ENDED: readonly string[] = ['aborted', 'completed', 'failed'];

/** The id that the sync routes want: the internal one. @throws when Port does not return it. */
export async function internalIdOf(api: ApiClient, installationId: string): Promise<string> {
	const id = textOf((await integrationOf(api, installationId))['_id']);
	if (id !== undefined) return id;
	throw api.error(
		`Port returned no internal ID for the integration "${installationId}"`,
		'Its syncs can only be read by that ID (_id).',
	);
}

/**
 * GET /integration/{id}/syncsMetadata: the syncs of the last four days, or the 50 most recent, newest first whatever their order at
 * Port. An unknown id has none.
 */
export async function syncsOf(api: ApiClient, internalId: string, query?: Query): Promise<IDataObject[]> {
	const rows = await rowsIfKnown(api, route`/integration/${internalId}/syncsMetadata`, query);
	const startMs = (sync: IDataObject) => epochMs(sync['createdAt'] ?? sync['updatedAt']) ?? 0;
	return orderBy(rows ?? noRoutes(api), startMs, 'desc');
}

/** As `syncsOf`; none where Port does not know the route. */
export async function syncsIfKnown(api: ApiClient, internalId: string): Promise<IDataObject[]> {
	return (await rowsIfKnown(api, route`/integration/${internalId}/syncsMetadata`)) ?? [];
}

/** Whether a sync has ended, however. */
export function hasEnded(sync: IDataObject): boolean {
	return ENDED.includes(syncStateOf(sync) ?? '');
}

/** The short form of a sync: its state, and from when to when. */
export function simplifySync(sync: IDataObject): IDataObject {
	const [createdMs, updatedMs] = [epochMs(sync['createdAt']), epochMs(sync['updatedAt'])];
	const isMeasured = hasEnded(sync) && createdMs !== undefined && updatedMs !== undefined;
	return {
		...simplified(sync, ['eventId', 'syncState']),
		createdAt: isoTime(sync['createdAt']) ?? null,
		updatedAt: isoTime(sync['updatedAt']) ?? null,
		durationSeconds: isMeasured ? (updatedMs - createdMs) / 1000 : null,
	};
}

/**
 * GET /integration/{id}/syncMetrics: a row for each kind of one sync; without `resyncId` of the latest. Rows that say that they
 * are of another one are left out.
 */
export async function kindRunsOf(
	api: ApiClient,
	internalId: string,
	resyncId: string | undefined,
	query: Query = {},
): Promise<IDataObject[]> {
	const sent: Query = { resyncId: resyncId ?? '', ...query };
	const rows = await rowsIfKnown(api, route`/integration/${internalId}/syncMetrics`, sent);
	const wanted = textOf(sent['resyncId']);
	const isWanted = ({ eventId }: IDataObject) =>
		wanted === undefined || (textOf(eventId) ?? wanted) === wanted;
	return (rows ?? noRoutes(api)).filter(isWanted);
}

/** Undefined where Port does not know the route; of an id that it does not know there are no rows. */
async function rowsIfKnown(api: ApiClient, path: Route, query?: Query): Promise<IDataObject[] | undefined> {
	const response = await api.send({ method: 'GET', route: path, query, accept: [404] });
	return saysItself(response, 404) ? undefined : api.rows(response.body, 'data');
}

/** @throws always */
function noRoutes(api: ApiClient): never {
	throw api.error(
		'This Port deployment has no endpoints for sync history and metrics',
		'Use Get and Get Logs instead.',
	);
}

/**
 * Whether a row of metrics is one kind of records. Port counts under `__resync__`, `__reconciliation__` and `__runtime__` what
 * belongs to a sync as a whole (provider document, section 3.3); what each of them counts is known of the second only.
 */
export function isOneKind(kindRun: IDataObject, mappedKinds: readonly unknown[]): boolean {
	const kind = textOf(kindRun['kind']);
	const isSpecial = [kind, kindIdentifierOf(kindRun)].some((name = '') => /^__\w+__(-\d+)?$/.test(name));
	return !isSpecial || mappedKinds.includes(kind);
}

/** Port's own, `project-0`, or the same put together. */
export function kindIdentifierOf(kindRun: IDataObject): string {
	const parts = [textOf(kindRun['kind']), textOf(kindRun['kindIndex'])];
	return textOf(kindRun['kindIdentifier']) ?? parts.filter((part) => part !== undefined).join('-');
}

/**
 * Whether the end of a sync loaded all objects that its kinds could not: Ocean tries again what was refused, for example because the
 * target of a relation was not there yet, and counts that under `__reconciliation__`. What it does not try again is not counted
 * there, so less than all is as good as none.
 */
export function isAllLoadedInTheEnd(
	kindRuns: readonly IDataObject[],
	others: readonly IDataObject[],
): boolean {
	const failed = sumBy(kindRuns, (kindRun) => countOf(kindRun, 'failed', 'load') ?? 0);
	return others.some(
		(row) =>
			kindIdentifierOf(row).startsWith('__reconciliation__') &&
			syncStateOf(row) === 'completed' &&
			(countOf(row, 'failed', 'load') ?? 0) === 0 &&
			(countOf(row, 'loaded', 'load') ?? 0) >= failed,
	);
}

/**
 * Why a kind counts as failed: its state, its success, or objects that could not be loaded, unless `isAllLoaded` in the end.
 * Undefined when it went well. Ocean counts a kind as no success until it has ended (`success` of 0): of one that was not reached or
 * was aborted that means nothing.
 */
export function failureOf(kindRun: IDataObject, isAllLoaded: boolean): string | undefined {
	const loadedLater = isAllLoaded ? (countOf(kindRun, 'failed', 'load') ?? 0) : 0;
	const failed = (countOf(kindRun, 'failed') ?? 0) - loadedLater;
	if (failed > 0) return `${failed} ${failed === 1 ? 'object' : 'objects'} failed`;
	const state = syncStateOf(kindRun);
	if (state === 'failed') return 'the sync failed';
	if (state !== undefined && state !== 'completed') return undefined;
	return successOf(kindRun) === false ? 'the sync did not succeed' : undefined;
}

/** The short form: one number a counter, whatever the phase that counted it. */
export function simplifyKindRun(kindRun: IDataObject): IDataObject {
	return {
		...simplified(kindRun, ['kind', 'kindIdentifier', 'syncState']),
		success: successOf(kindRun) ?? null,
		durationSeconds: numberOf(get(kindRun, 'metrics.phase.resync.duration_seconds')) ?? null,
		extracted: countOf(kindRun, 'raw_extracted') ?? null,
		loaded: countOf(kindRun, 'loaded') ?? null,
		failed: countOf(kindRun, 'failed') ?? null,
		...simplified(kindRun, ['eventId']),
	};
}

/** Port returns 1 or 0. */
function successOf(kindRun: IDataObject): boolean | undefined {
	const success = numberOf(get(kindRun, 'metrics.phase.resync.success'));
	return success === undefined ? undefined : success === 1;
}

/** The sum of a counter over all phases, or that of one; undefined when none has it. */
function countOf(kindRun: IDataObject, counter: string, phase?: string): number | undefined {
	const phases: unknown = get(kindRun, 'metrics.phase');
	const known = isRecord(phases) ? phases : {};
	const counts = (phase === undefined ? Object.values(known) : [known[phase]])
		.map((counted) => numberOf(get(counted, ['object_count_type', counter, 'object_count'])))
		.filter((count) => count !== undefined);
	return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}

/** Also of one that is written as text. */
function numberOf(value: unknown): number | undefined {
	const number = Number(textOf(value));
	return Number.isFinite(number) ? number : undefined;
}
