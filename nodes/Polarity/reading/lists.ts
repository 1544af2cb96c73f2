import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core/request/ApiClient';
import type { Query } from '../../../core/request/http';
import { isRecord, textOf } from '../../../core/data/json';
import { numberedPages } from '../../../core/request/pagination';
import { route } from '../../../core/request/Route';
import { resourcesOf } from './documents';

export const RUNNING: Query = { 'filter[integration.status]': 'running' };
export const WITH_ERRORS: Query = { 'filter[integration.integration-errors]': 'true' };

export const OPTIONS = route`/api/integration-options`;

export function ofIntegration(integrationId: string): Query {
	return { 'filter[integration.id]': integrationId };
}

/**
 * GET /api/integrations by `page[number]`. `meta.page` tells the total and the size that the server really gives; without
 * `meta` the first answer is complete. A row that moves to a later page while pages are read comes once.
 */
export async function* allIntegrations(
	polarity: ApiClient,
	filters: Query = {},
): AsyncGenerator<IDataObject> {
	const seen = new Set<string>();
	const pages = numberedPages(polarity, async (page) => {
		const body = await polarity.get(route`/api/integrations`, {
			...filters,
			'page[size]': polarity.rowsPerPage,
			'page[number]': page,
		});
		const meta = isRecord(body) && isRecord(body['meta']) ? body['meta']['page'] : undefined;
		const { size, total } = isRecord(meta) ? meta : {};
		const perPage = Number(size) > 0 ? Number(size) : polarity.rowsPerPage;
		return {
			rows: resourcesOf(polarity, body),
			perPage,
			// Without a total, pages are read until one is empty.
			lastPage: isRecord(meta) ? Math.ceil(Number(textOf(total)) / perPage) || undefined : 1,
		};
	});
	for await (const row of pages) {
		const id = textOf(row['id']) ?? JSON.stringify(row);
		if (!seen.has(id)) yield row;
		seen.add(id);
	}
}

/** GET /api/integration-options of one integration. */
export async function optionsOf(polarity: ApiClient, integrationId: string): Promise<IDataObject[]> {
	return resourcesOf(polarity, await polarity.get(OPTIONS, ofIntegration(integrationId)));
}
