import type { IDataObject } from 'n8n-workflow';

import { numberedPages, route, textOf } from '../../../core';
import type { ApiClient, Query } from '../../../core';
import { tagOf } from './documents';
import { recordWith, rowsOf } from './envelope';

/** As many as the log readers are known to take. */
const MOST_PROCESSES = 1000;

/** GET /integrations/v1/job-executions of one integration, page by page until there is no more. */
export async function* jobExecutionsOf(
	api: ApiClient,
	integrationId: string,
	query: Query,
): AsyncGenerator<IDataObject> {
	yield* jobExecutionsUnder(api, await tagOf(api, integrationId), query);
}

/** As `jobExecutionsOf`, of an integration whose tag is known. */
export function jobExecutionsUnder(
	api: ApiClient,
	productTag: string,
	query: Query,
): AsyncGenerator<IDataObject> {
	return numberedPages(api, async (page) => {
		const body = await api.get(route`/integrations/v1/job-executions`, {
			...query,
			product_tag: productTag,
			page,
			limit: api.rowsPerPage,
		});
		const hasMore = recordWith(body, 'hasMore')?.['hasMore'] === true;
		return { rows: rowsOf(api, body), lastPage: hasMore ? page + 1 : page };
	});
}

/** What messages are chosen by; what is undefined is not. */
export type MessageFilters = Readonly<Record<'env' | 'product_tag' | 'status', string | undefined>>;

/** GET /integrations/v1/notification-messages. Filters and paging are not documented: what the response holds is filtered. */
export async function notificationMessages(
	api: ApiClient,
	filters: Partial<MessageFilters>,
): Promise<IDataObject[]> {
	const rows = rowsOf(api, await api.get(route`/integrations/v1/notification-messages`, filters));
	return rows.filter((row) =>
		Object.entries(filters).every(
			([name, wanted]) => row[name] === undefined || wanted === undefined || textOf(row[name]) === wanted,
		),
	);
}

/**
 * GET /integrations/v1/processor/list, which knows a limit but no pages.
 * @throws when more are wanted than it can list.
 */
export async function* processesOf(api: ApiClient, query: Query): AsyncGenerator<IDataObject> {
	const limit = Math.min(api.wanted, MOST_PROCESSES);
	const rows = rowsOf(api, await api.get(route`/integrations/v1/processor/list`, { ...query, limit }));
	yield* rows;
	if (rows.length >= MOST_PROCESSES && api.wanted > rows.length) {
		throw api.error(
			`Ductape lists no more than ${MOST_PROCESSES} processes; there may be others`,
			'Choose fewer days or narrower filters.',
		);
	}
}
