import type { IDataObject } from 'n8n-workflow';

import { isRecord, numberedPages, route, textOf } from '../../../core';
import type { ApiClient, Query } from '../../../core';
import { resourceOf, resourcesOf } from './documents';

export const RUNNING: Query = { 'filter[integration.status]': 'running' };
export const WITH_ERRORS: Query = { 'filter[integration.integration-errors]': 'true' };

export const OPTIONS = route`/api/integration-options`;

/**
 * GET /api/integrations by `page[number]`. `meta.page` has the total and the size that the server really gives; without
 * `meta` the first response is complete.
 */
export async function* allIntegrations(api: ApiClient, filters: Query = {}): AsyncGenerator<IDataObject> {
	yield* numberedPages(api, async (page) => {
		const body = await api.get(route`/api/integrations`, {
			...filters,
			'page[size]': api.rowsPerPage,
			'page[number]': page,
		});
		const meta = isRecord(body) && isRecord(body['meta']) ? body['meta']['page'] : undefined;
		const { size, total } = isRecord(meta) ? meta : {};
		const perPage = Number(size) > 0 ? Number(size) : api.rowsPerPage;
		return {
			rows: resourcesOf(api, body),
			perPage,
			// Without a total, pages are read until one is empty.
			lastPage: isRecord(meta) ? Math.ceil(Number(textOf(total)) / perPage) || undefined : 1,
		};
	});
}

/** GET /api/integrations/{id}. */
export async function oneIntegration(api: ApiClient, integrationId: string): Promise<IDataObject> {
	return resourceOf(api, await api.get(route`/api/integrations/${integrationId}`));
}

/** GET /api/integration-options of one integration. */
export async function* optionsOf(api: ApiClient, integrationId: string): AsyncGenerator<IDataObject> {
	yield* resourcesOf(api, await api.get(OPTIONS, ofIntegration(integrationId)));
}

/** The same; none where the server has no such list, or does not show it to the caller. */
export async function readableOptionsOf(api: ApiClient, integrationId: string): Promise<IDataObject[]> {
	const { status, body } = await api.send({
		method: 'GET',
		route: OPTIONS,
		query: ofIntegration(integrationId),
		accept: [403, 404, 405],
	});
	return status >= 400 ? [] : resourcesOf(api, body);
}

function ofIntegration(integrationId: string): Query {
	return { 'filter[integration.id]': integrationId };
}
