import type { IDataObject } from 'n8n-workflow';

import { distinct, route, textOf } from '../../../core';
import type { ApiClient } from '../../../core';
import { linkedPages, optionalPages, rowsOf } from './pages';

/** Rows a page of lists whose rows are short: the largest page (provider document, section 4). */
export const MOST_ROWS = 1000;

/** GET /integrations, short rows. */
export function listedIntegrations(api: ApiClient): AsyncIterable<IDataObject> {
	return linkedPages(api, route`/integrations`, { include: '_id,name,sandbox', limit: MOST_ROWS });
}

/** GET /flows, short rows. */
export function listedFlows(api: ApiClient): AsyncIterable<IDataObject> {
	return linkedPages(api, route`/flows`, { include: '_id,name,_integrationId', limit: MOST_ROWS });
}

/** GET /integrations. */
export function allIntegrations(api: ApiClient): AsyncIterable<IDataObject> {
	return linkedPages(api, route`/integrations`, { limit: api.rowsPerPage });
}

/** GET /integrations of one environment. The filter is sent, and applied to the rows that name theirs. */
export async function* integrationsIn(
	api: ApiClient,
	environment: 'production' | 'sandbox',
): AsyncGenerator<IDataObject> {
	const sandbox = environment === 'sandbox';
	for await (const row of linkedPages(api, route`/integrations`, { limit: api.rowsPerPage, sandbox })) {
		if (typeof row['sandbox'] !== 'boolean' || row['sandbox'] === sandbox) yield row;
	}
}

/** GET /flows. */
export function allFlows(api: ApiClient): AsyncIterable<IDataObject> {
	return linkedPages(api, route`/flows`, { limit: api.rowsPerPage });
}

/** GET /integrations/{id}/flows; where that route is missing, GET /flows filtered (provider document, section 8). */
export async function* flowsOf(api: ApiClient, integrationId: string): AsyncGenerator<IDataObject> {
	const fresh = distinct(api.platform.recordId);
	const list = route`/integrations/${integrationId}/flows`;
	for await (const rows of optionalPages(api, { method: 'GET', route: list })) {
		if (rows === undefined) yield* flowsAmongAll(api, integrationId);
		else yield* fresh(rows);
	}
}

/** @throws when there is no such integration: then, too, the list of its flows is a 404. */
async function* flowsAmongAll(api: ApiClient, integrationId: string): AsyncGenerator<IDataObject> {
	await api.record(route`/integrations/${integrationId}`);
	for await (const flow of allFlows(api)) {
		if (textOf(flow['_integrationId']) === integrationId) yield flow;
	}
}

/** GET /integrations/{id}/exports. */
export function exportsOf(api: ApiClient, integrationId: string): AsyncIterable<IDataObject> {
	return linkedPages(api, route`/integrations/${integrationId}/exports`);
}

/** GET /integrations/{id}/imports. */
export function importsOf(api: ApiClient, integrationId: string): AsyncIterable<IDataObject> {
	return linkedPages(api, route`/integrations/${integrationId}/imports`);
}

/** GET /integrations/{id}/connections. */
export function connectionsOf(api: ApiClient, integrationId: string): AsyncIterable<IDataObject> {
	return linkedPages(api, route`/integrations/${integrationId}/connections`);
}

/** GET /integrations/{id}/revisions. */
export function revisionsOf(api: ApiClient, integrationId: string): AsyncIterable<IDataObject> {
	return linkedPages(api, route`/integrations/${integrationId}/revisions`);
}

/**
 * GET /integrations/{id}/errors: the flows with open errors, `{_flowId, numError, lastErrorAt?}`. Those of a sandbox
 * integration may show only when they are asked for as such.
 */
export async function errorSummary(
	api: ApiClient,
	integrationId: string,
	isSandbox: boolean,
): Promise<IDataObject[]> {
	const query = isSandbox ? { sandbox: true } : {};
	return rowsOf(api, await api.get(route`/integrations/${integrationId}/errors`, query));
}
