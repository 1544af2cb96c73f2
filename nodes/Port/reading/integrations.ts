import type { IDataObject } from 'n8n-workflow';
import { get, mapValues, omit, pick, pickBy } from 'lodash';

import { isEmpty, isoTime, isRecord, route, saysItself, textOf } from '../../../core';
import type { ApiClient, Query } from '../../../core';
import { deploymentOf, resyncOf, withStatus } from './status';

/** GET /integration: all of them as Port returns them; this list is never paged. */
export async function allIntegrations(api: ApiClient, query?: Query): Promise<IDataObject[]> {
	return api.rows(await api.get(route`/integration`, query), 'integrations', 'data');
}

/** GET /integration/metadata: the list that members may read. */
export async function allMetadata(api: ApiClient, query: Query): Promise<IDataObject[]> {
	return api.rows(await api.get(route`/integration/metadata`, query), 'integrations', 'data');
}

/** GET /integration/{identifier}. */
export async function integrationOf(api: ApiClient, identifier: string, query?: Query): Promise<IDataObject> {
	return requested(api, identifier, await api.get(route`/integration/${identifier}`, query), query);
}

/** GET /integration/{identifier}: none where it is not there. */
export async function* integrationIfThere(api: ApiClient, identifier: string): AsyncGenerator<IDataObject> {
	const request = { method: 'GET', route: route`/integration/${identifier}`, accept: [404] } as const;
	const response = await api.send(request);
	if (!saysItself(response, 404)) yield requested(api, identifier, response.body);
}

/** The same as it is stored, for what is changed and sent back whole. */
export async function storedIntegration(
	api: ApiClient,
	identifier: string,
	query: Query = {},
): Promise<IDataObject> {
	const request = { method: 'GET', route: route`/integration/${identifier}`, query, exact: true } as const;
	return requested(api, identifier, (await api.send(request)).body, query);
}

/**
 * The integration in the response to a change; it is read where Port returned none.
 * @throws when the response is not Port's: then nothing says that the change was carried out.
 */
export async function changed(api: ApiClient, installationId: string, body: unknown): Promise<IDataObject> {
	return returned(api, installationId, body) ?? (await readAfterChange(api, installationId));
}

/** As `changed`, but nothing is read: undefined where Port returned none. */
export function returned(api: ApiClient, installationId: string, body: unknown): IDataObject | undefined {
	if (isEmpty(body)) return undefined;
	const response = api.asRecord(body);
	const isWithout = idOf(recordIn(response)) === undefined;
	if (isWithout && (Object.keys(response).length === 0 || response['ok'] === true)) return undefined;
	return requested(api, installationId, response);
}

/**
 * As `returned`, for a change that requests a resync: undefined also where Port leaves out the last one, because that would pass for
 * an integration that was never synced.
 */
export function returnedWithResync(
	api: ApiClient,
	installationId: string,
	body: unknown,
): IDataObject | undefined {
	const shown = returned(api, installationId, body);
	return shown?.['resyncState'] === undefined ? undefined : shown;
}

/**
 * As `integrationOf`, after a change.
 * @throws what says that the change was carried out, so that nobody repeats it because of the reading.
 */
export async function readAfterChange(api: ApiClient, installationId: string): Promise<IDataObject> {
	try {
		return await integrationOf(api, installationId);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		const applied = api.error(
			`The change to "${installationId}" was applied, but the integration could not be read afterwards: ${reason}`,
			`${textOf(get(error, 'description')) ?? ''} Check it with Get before you run this again.`.trim(),
		);
		// Whoever waits looks again where it may pass.
		throw Object.assign(applied, { failure: get(error, 'failure') });
	}
}

/**
 * As `readAfterChange`, but with the last resync of before the change, where that was read: it may show the next one already, and who
 * waits for a later one than it shows would wait in vain.
 */
export async function readWithResyncBefore(
	api: ApiClient,
	installationId: string,
	before: IDataObject | undefined,
): Promise<IDataObject> {
	const after = await readAfterChange(api, installationId);
	if (before === undefined) return after;
	return { ...omit(after, 'resyncState'), ...pick(before, ['resyncState', 'status']) };
}

/** `installationId`; a record may carry it as `identifier` only. */
export function idOf(integration: IDataObject): string | undefined {
	return textOf(integration['installationId']) ?? textOf(integration['identifier']);
}

/** `title`, which may be null or absent, else the installation id. */
export function titleOf(integration: IDataObject): string | null {
	return textOf(integration['title']) ?? idOf(integration) ?? null;
}

/** Both keys are seen, with the same meaning. */
export function typeOf(integration: IDataObject): string | undefined {
	return textOf(integration['installationAppType']) ?? textOf(integration['integrationType']);
}

/** The short form: no mapping and no specification, so no secret either. */
export function simplifyIntegration(integration: IDataObject): IDataObject {
	const deployment = deploymentOf(integration);
	const resync = resyncOf(integration);
	const short: IDataObject = {
		integrationId: idOf(integration),
		installationId: idOf(integration),
		title: titleOf(integration),
		status: integration['status'],
		type: typeOf(integration),
		resyncStatus: resync.status,
		lastResyncStart: isoTime(resync.start),
		lastResyncEnd: isoTime(resync.end),
		deploymentStatus: deployment.status,
		deploymentMessage: deployment.message,
	};
	return mapValues(short, (value) => value ?? null);
}

/** The short form of what members see: Port documents no keys of it, so every plain value stays. */
export function simplifyMetadata(metadata: IDataObject): IDataObject {
	const plain = pickBy(metadata, (value) => typeof value !== 'object' || value === null);
	return { integrationId: idOf(metadata) ?? null, ...plain };
}

/**
 * The integration of a response, which has an ID: that which was asked for, unless it was asked for by another field.
 * @throws when it is none, or another one: a note that the server is being maintained is no integration
 */
function requested(
	api: ApiClient,
	identifier: string,
	body: unknown,
	{ byField = 'installationId' }: Query = {},
): IDataObject {
	const found = recordIn(api.asRecord(body));
	const id = idOf(found);
	if (id === undefined) throw api.unexpected('a record');
	return withStatus(byField === 'installationId' ? api.sameRecord(found, identifier, [id]) : found);
}

/** Under `integration`, or bare. */
function recordIn(body: IDataObject): IDataObject {
	return isRecord(body['integration']) ? body['integration'] : body;
}
