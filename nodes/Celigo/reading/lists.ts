import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core/request/ApiClient';
import { textOf } from '../../../core/data/json';
import { linkPages } from '../../../core/request/pagination';
import { route } from '../../../core/request/Route';
import { linkedPages, rowsOf, rowsOrAbsent } from '../platform';

/** The names of the exports and imports of an integration, by ID; none where those two routes are missing. */
export async function stepNamesOf(celigo: ApiClient, integrationId: string): Promise<Map<string, string>> {
	const names = new Map<string, string>();
	for (const list of [
		route`/integrations/${integrationId}/exports`,
		route`/integrations/${integrationId}/imports`,
	]) {
		const rows = linkPages(celigo, { method: 'GET', route: list, accept: [404] }, rowsOrAbsent(celigo));
		for await (const row of rows) {
			const [id, name] = [textOf(row['_id']), textOf(row['name'])];
			if (id !== undefined && name !== undefined) names.set(id, name);
		}
	}
	return names;
}

/** GET /integrations/{id}/exports. */
export function exportsOf(celigo: ApiClient, integrationId: string): AsyncIterable<IDataObject> {
	return linkedPages(celigo, route`/integrations/${integrationId}/exports`);
}

/** GET /integrations/{id}/imports. */
export function importsOf(celigo: ApiClient, integrationId: string): AsyncIterable<IDataObject> {
	return linkedPages(celigo, route`/integrations/${integrationId}/imports`);
}

/** GET /integrations/{id}/flows; where that route is missing, GET /flows filtered (provider document, section 8). */
export async function* flowsOf(celigo: ApiClient, integrationId: string): AsyncGenerator<IDataObject> {
	let isKnown = true;
	yield* linkPages(
		celigo,
		{ method: 'GET', route: route`/integrations/${integrationId}/flows`, accept: [404] },
		rowsOrAbsent(celigo, () => {
			isKnown = false;
		}),
	);
	if (isKnown) return;
	await celigo.record(route`/integrations/${integrationId}`);
	for await (const flow of allFlows(celigo)) {
		if (textOf(flow['_integrationId']) === integrationId) yield flow;
	}
}

/** GET /integrations/{id}/connections. */
export function connectionsOf(celigo: ApiClient, integrationId: string): AsyncIterable<IDataObject> {
	return linkedPages(celigo, route`/integrations/${integrationId}/connections`);
}

/** GET /integrations. */
export function allIntegrations(celigo: ApiClient): AsyncIterable<IDataObject> {
	return linkedPages(celigo, route`/integrations`, { limit: celigo.rowsPerPage });
}

/** GET /flows. */
export function allFlows(celigo: ApiClient): AsyncIterable<IDataObject> {
	return linkedPages(celigo, route`/flows`, { limit: celigo.rowsPerPage });
}

/**
 * GET /integrations/{id}/errors: the flows with open errors, `{_flowId, numError, lastErrorAt?}`. Those of a sandbox
 * integration may show only when they are asked for as such.
 */
export async function errorSummary(
	celigo: ApiClient,
	integrationId: string,
	isSandbox: boolean,
): Promise<IDataObject[]> {
	const query = isSandbox ? { sandbox: true } : {};
	return rowsOf(celigo, await celigo.get(route`/integrations/${integrationId}/errors`, query));
}

/** GET /integrations/{id}/revisions. */
export function revisionsOf(celigo: ApiClient, integrationId: string): AsyncIterable<IDataObject> {
	return linkedPages(celigo, route`/integrations/${integrationId}/revisions`);
}
