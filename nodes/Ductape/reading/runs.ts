import type { IDataObject } from 'n8n-workflow';
import { maxBy } from 'lodash';

import type { ApiClient } from '../../../core/request/ApiClient';
import type { Query } from '../../../core/request/http';
import { isRecord, textOf } from '../../../core/data/json';
import { numberedPages, type NumberedPage } from '../../../core/request/pagination';
import { route, type Route } from '../../../core/request/Route';
import { epochMs } from '../../../core/data/times';
import { tagOf } from './documents';
import { layersOf, recordOf, rowsOf } from '../platform';

export type LogReader = 'analytics' | 'workspaceLogs';

/** As many as the log readers are known to take. */
const MOST_PROCESSES = 1000;

const LOG_READERS: Readonly<Record<LogReader, Route>> = {
	analytics: route`/log/v1/analytics`,
	workspaceLogs: route`/log/v1/workspace-logs`,
};

/** All lines of a log reader, page by page. */
export function logLines(api: ApiClient, reader: LogReader, query: Query): AsyncGenerator<IDataObject> {
	return numberedPages(api, async (page) => await logPage(api, reader, query, page));
}

/**
 * GET /log/v1/analytics/{workspace} or /log/v1/workspace-logs/{workspace}. Totals may be capped, so a page that is full
 * is never taken for the last one.
 */
async function logPage(api: ApiClient, reader: LogReader, query: Query, page: number): Promise<NumberedPage> {
	const { workspaceId = '' } = api.settings;
	const asked = api.rowsPerPage;
	const body = await api.get(route`${LOG_READERS[reader]}/${workspaceId}`, { ...query, page, limit: asked });
	const { logs } = recordOf(api, body, 'logs');
	const rows = rowsOf(api, isRecord(logs) ? (logs['data'] ?? {}) : logs);
	const metadata = isRecord(logs) && isRecord(logs['metadata']) ? logs['metadata'] : {};
	const perPage = Math.min(asked, Number(metadata['limit']) || asked);
	const told = Number(metadata['totalPages']) || page;
	return { rows, perPage, lastPage: rows.length >= perPage ? Math.max(told, page + 1) : told };
}

/**
 * The newest line, from the first page and the last: a log may have years of lines, and whether it begins with the newest
 * is not documented. Null when there is none.
 */
export async function newestLine(
	api: ApiClient,
	reader: LogReader,
	query: Query,
): Promise<IDataObject | null> {
	const first = await logPage(api, reader, query, 1);
	const { lastPage = 1 } = first;
	const last = lastPage > 1 ? await logPage(api, reader, query, lastPage) : first;
	const lines = [...first.rows, ...last.rows];
	return maxBy(lines, (line) => epochMs(line['timestamp']) ?? 0) ?? null;
}

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
		const holder = layersOf(body).find((layer) => isRecord(layer) && layer['hasMore'] !== undefined);
		const hasMore = isRecord(holder) && holder['hasMore'] === true;
		return { rows: rowsOf(api, body), lastPage: hasMore ? page + 1 : page };
	});
}

/** What messages are chosen by; what is undefined is not. */
export type MessageFilters = Readonly<Record<'env' | 'product_tag' | 'status', string | undefined>>;

/** GET /integrations/v1/notification-messages. Filters and paging are not documented: what the answer holds is filtered. */
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

export const DAY_MS = 86_400_000;

/** A day in UTC as the log's filters take it: `2026-01-05`. */
export function dayOf(ms: number): string {
	return new Date(Math.max(0, ms)).toISOString().slice(0, 10);
}
