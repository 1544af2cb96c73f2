import type { IDataObject } from 'n8n-workflow';

import { all, isSameText, Listing, route, textOf } from '../../../core';
import type { ApiClient, ApiRequest, ApiResponse, Page, Query, Send } from '../../../core';
import { isRefusedQuery, onRefusal, REFUSED_QUERY } from '../refusals';
import { linkedPages, optionalPages, readOnByOffset } from './pages';
import { MOST_ROWS, rowsOf } from './rows';
import { shortRows } from './shortRows';

const FEWEST_FILTERED_ROWS = 100;

/** By which a flow is chosen. */
const LISTED_FLOW = ['_id', 'name', '_integrationId'];

/** GET /integrations, short rows. */
export function listedIntegrations(api: ApiClient): Listing {
	return integrations(api, { include: '_id,name,sandbox,mode', limit: MOST_ROWS });
}

/** GET /flows, short rows, with these fields besides. */
export function listedFlows(api: ApiClient, more: readonly string[] = []): Listing {
	const include = [...LISTED_FLOW, ...more].join(',');
	return linkedPages(api, route`/flows`, { include, limit: MOST_ROWS });
}

/** GET /integrations. */
export function allIntegrations(api: ApiClient): Listing {
	return integrations(api, { limit: api.rowsPerPage });
}

/** As `allIntegrations`, where not the integrations are what is wanted: as many a page as there may be. */
export function everyIntegration(api: ApiClient): Listing {
	return integrations(api, { limit: MOST_ROWS });
}

function integrations(api: ApiClient, query: Query): Listing {
	return new Listing(integrationPages(api, query));
}

/**
 * Of a token of the sandbox, which has no others, Celigo may list the integrations only when asked for as such; of a token that
 * may not ask so, there are none.
 */
async function* integrationPages(api: ApiClient, query: Query): AsyncGenerator<Page> {
	let isEmpty = true;
	for await (const rows of linkedPages(api, route`/integrations`, query).pages) {
		isEmpty &&= rows.length === 0;
		yield rows;
	}
	if (isEmpty) yield* sandboxPages(api, { ...query, sandbox: true });
}

async function* sandboxPages(api: ApiClient, query: Query): AsyncGenerator<Page> {
	const request: ApiRequest = { method: 'GET', route: route`/integrations`, query, accept: REFUSED_QUERY };
	async function* listed(send: Send): AsyncGenerator<IDataObject[]> {
		for await (const rows of optionalPages(api, request, { isGone: isRefusedQuery, send })) yield rows ?? [];
	}
	yield* readOnByOffset(api, request, listed);
}

/** GET /integrations of one environment. The filter is sent, and applied to the rows that name theirs. */
export function integrationsIn(api: ApiClient, environment: 'production' | 'sandbox'): Listing {
	const sandbox = environment === 'sandbox';
	// A server that ignores the filter sends rows of both, so a page of only as many as are wanted could hold none of them.
	const limit = Math.max(api.rowsPerPage, FEWEST_FILTERED_ROWS);
	return linkedPages(api, route`/integrations`, { limit, sandbox }).filter(
		(row) => typeof row['sandbox'] !== 'boolean' || row['sandbox'] === sandbox,
	);
}

/** GET /flows, and where that list is empty, as it is for a token that is limited to some integrations, those of each of them. */
export function allFlows(api: ApiClient, query: Query = { limit: api.rowsPerPage }): Listing {
	return new Listing(flowPagesOfAll(api, query));
}

/** The same, short rows. */
export function everyListedFlow(api: ApiClient): Listing {
	return allFlows(api, { include: LISTED_FLOW.join(','), limit: MOST_ROWS });
}

async function* flowPagesOfAll(api: ApiClient, query: Query): AsyncGenerator<Page> {
	let isEmpty = true;
	for await (const rows of linkedPages(api, route`/flows`, query).pages) {
		isEmpty &&= rows.length === 0;
		yield rows;
	}
	if (!isEmpty) return;
	for await (const { _id } of listedIntegrations(api)) {
		const id = textOf(_id);
		if (id !== undefined) yield* flowsOf(api, id, query).pages;
	}
}

/** GET /integrations/{id}/flows; where that route is missing, GET /flows filtered (provider document, section 8). */
export function flowsOf(
	api: ApiClient,
	integrationId: string,
	query: Query = { limit: api.rowsPerPage },
): Listing {
	return new Listing(flowPages(api, integrationId, query));
}

/** The same, with these fields only. */
export function listedFlowsOf(api: ApiClient, integrationId: string, fields: readonly string[]): Listing {
	return shortRows(['_id', ...fields].join(','), (query) => flowsOf(api, integrationId, query));
}

/** All flows of the account with `disabled`; read once in a run. */
export async function flowsOfAccount(api: ApiClient): Promise<IDataObject[]> {
	return await api.once('flows of the account', async () => await all(listedFlows(api, ['disabled'])));
}

/**
 * The flows of one integration where those of many are wanted: among all flows. Where that list is empty, as it is for a token that
 * is limited to some integrations, by a list of its own.
 */
export async function flowsOfOneOfMany(api: ApiClient, integrationId: string): Promise<IDataObject[]> {
	const flows = await flowsOfAccount(api);
	return flows.length === 0
		? await all(listedFlowsOf(api, integrationId, ['disabled']))
		: flows.filter((flow) => isSameText(flow['_integrationId'], integrationId));
}

async function* flowPages(api: ApiClient, integrationId: string, query: Query): AsyncGenerator<Page> {
	const request: ApiRequest = { method: 'GET', route: route`/integrations/${integrationId}/flows`, query };
	let isMissing = false;
	const isGone = ({ status }: ApiResponse) => status === 404;
	async function* linked(send: Send): AsyncGenerator<IDataObject[]> {
		for await (const rows of optionalPages(api, request, { isGone, send })) {
			isMissing = rows === undefined;
			yield rows ?? [];
		}
	}
	yield* readOnByOffset(api, request, linked);
	if (isMissing) yield* flowsAmongAll(api, integrationId);
}

/** @throws when there is no such integration: then, too, the list of its flows is a 404. */
async function* flowsAmongAll(api: ApiClient, integrationId: string): AsyncGenerator<Page> {
	await api.record(route`/integrations/${integrationId}`, { id: integrationId });
	const isOfIt = (flow: IDataObject) => isSameText(flow['_integrationId'], integrationId);
	// A page of only as many as are wanted could hold none of them.
	yield* linkedPages(api, route`/flows`, { limit: MOST_ROWS }).filter(isOfIt).pages;
}

/** Whether a server has the lists below an integration is not verified: 404 may mean the route, and not the integration. */
const ofIntegration = onRefusal(
	'Check the ID. If it is right, this Celigo server has no such list. Try another one with API: Custom Call.',
	[404],
);

/** GET /integrations/{id}/exports. */
export function exportsOf(api: ApiClient, integrationId: string): Listing {
	return linkedPages(
		api,
		route`/integrations/${integrationId}/exports`,
		{ limit: api.rowsPerPage },
		ofIntegration,
	);
}

/** GET /integrations/{id}/imports. */
export function importsOf(api: ApiClient, integrationId: string): Listing {
	return linkedPages(
		api,
		route`/integrations/${integrationId}/imports`,
		{ limit: api.rowsPerPage },
		ofIntegration,
	);
}

/** GET /integrations/{id}/connections. */
export function connectionsOf(api: ApiClient, integrationId: string): Listing {
	return linkedPages(
		api,
		route`/integrations/${integrationId}/connections`,
		{ limit: api.rowsPerPage },
		ofIntegration,
	);
}

/** GET /integrations/{id}/revisions. */
export function revisionsOf(api: ApiClient, integrationId: string): Listing {
	return linkedPages(api, route`/integrations/${integrationId}/revisions`, { limit: api.rowsPerPage });
}

/** The same, short rows. */
export function listedRevisions(api: ApiClient, integrationId: string): Listing {
	const revisions = route`/integrations/${integrationId}/revisions`;
	return shortRows('_id,description,createdAt', (query) => linkedPages(api, revisions, query));
}

/** GET /connections. */
export function allConnections(api: ApiClient, limit = api.rowsPerPage): Listing {
	return linkedPages(api, route`/connections`, { limit });
}

/** The same, short rows. */
export function listedConnections(api: ApiClient): Listing {
	return linkedPages(api, route`/connections`, { include: '_id,name,offline', limit: MOST_ROWS });
}

/** GET /integrations/{id}/connections, short rows. */
export function listedRegisteredConnections(api: ApiClient, integrationId: string): Listing {
	const connections = route`/integrations/${integrationId}/connections`;
	return shortRows('_id,name', (query) => linkedPages(api, connections, query));
}

/**
 * GET /integrations/{id}/errors: the flows with open errors, `{_flowId, numError, lastErrorAt?}`. Those of a sandbox
 * integration may show only when they are asked for as such. The number that a list of integrations may have of each is not promised
 * to be the same, so nothing is left out because of it.
 */
export async function errorSummary(
	api: ApiClient,
	integrationId: string,
	isSandbox: boolean,
): Promise<IDataObject[]> {
	const query = isSandbox ? { sandbox: true } : {};
	return rowsOf(api, await api.get(route`/integrations/${integrationId}/errors`, query));
}

/** How many errors a row says a flow or a step has; undefined where it does not say, or not in a number: that is not none. */
export function countIn({ numError }: IDataObject): number | undefined {
	const count = Number(textOf(numError));
	return count >= 0 ? count : undefined;
}

/** Whether an integration is of the sandbox environment; read once in a run of the node. */
export async function isInSandbox(api: ApiClient, integrationId: string): Promise<boolean> {
	return await api.once(`environment of ${integrationId}`, async () => {
		const { sandbox } = await api.record(route`/integrations/${integrationId}`, { id: integrationId });
		return sandbox === true;
	});
}
