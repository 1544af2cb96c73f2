import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../core/ApiClient';
import { textOf } from '../../core/json';
import { linkPages } from '../../core/pagination';
import { route } from '../../core/Route';
import { linkedPages, rowsOf } from './platform';

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
		({ status, body }) => {
			isKnown = status !== 404;
			return isKnown ? rowsOf(celigo, body) : [];
		},
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

/** GET /integrations/{id}/errors: the flows with open errors, `{_flowId, numError, lastErrorAt?}`. */
export async function errorSummary(
	celigo: ApiClient,
	integrationId: string,
	sandbox?: boolean,
): Promise<IDataObject[]> {
	const response = await celigo.send({
		method: 'GET',
		route: route`/integrations/${integrationId}/errors`,
		query: { sandbox: sandbox === true ? true : undefined },
	});
	return rowsOf(celigo, response.body);
}
