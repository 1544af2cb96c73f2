import type { IDataObject } from 'n8n-workflow';
import { get, maxBy } from 'lodash';

import { epochMs, numberedPages, route } from '../../../core';
import type { ApiClient, NumberedPage, Query, Route } from '../../../core';
import { workspaceOf } from '../platform';
import { recordOf, rowsOf } from './envelope';

export type LogReader = 'analytics' | 'workspaceLogs';

const LOG_READERS: Readonly<Record<LogReader, Route>> = {
	analytics: route`/log/v1/analytics`,
	workspaceLogs: route`/log/v1/workspace-logs`,
};

/** All lines of a log reader, page by page; a line that moved to the next page meanwhile comes once. */
export function logLines(api: ApiClient, reader: LogReader, query: Query): AsyncGenerator<IDataObject> {
	return numberedPages(api, async (page) => await logPage(api, reader, query, page));
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

/**
 * GET /log/v1/analytics/{workspace} or /log/v1/workspace-logs/{workspace} (section 4). Totals may be capped, so a page that
 * is full is never taken for the last one.
 */
async function logPage(api: ApiClient, reader: LogReader, query: Query, page: number): Promise<NumberedPage> {
	const limit = api.rowsPerPage;
	const body = await api.get(route`${LOG_READERS[reader]}/${workspaceOf(api)}`, { ...query, page, limit });
	// The list stands in an envelope of its own, beside its metadata.
	const { logs } = recordOf(api, body, 'logs');
	const rows = rowsOf(api, { data: logs });
	const perPage = Math.min(limit, Number(get(logs, ['metadata', 'limit'])) || limit);
	const pages = Number(get(logs, ['metadata', 'totalPages'])) || page;
	return { rows, perPage, lastPage: rows.length >= perPage ? Math.max(pages, page + 1) : pages };
}
