import type { IDataObject } from 'n8n-workflow';
import { get, isEqual, maxBy } from 'lodash';

import { epochMs, Listing, numberedPages, onceEach, route } from '../../../core';
import type { ApiClient, NumberedPage, Page, Query, Route } from '../../../core';
import { workspaceOf } from '../platform';
import { isLineOf } from './askedFor';
import { areNewestFirst } from './days';
import { recordOf, remarkMissing, rowsOf } from './envelope';
import { pageSize } from './pageSize';

export type LogReader = 'analytics' | 'workspaceLogs';

const LOG_READERS: Readonly<Record<LogReader, Route>> = {
	analytics: route`/log/v1/analytics`,
	workspaceLogs: route`/log/v1/workspace-logs`,
};

/** A page beyond this is not looked for: a server that ignores the number has no last one. */
const FARTHEST_PAGE = 1_000_000;

interface LogPage extends NumberedPage {
	readonly lastPage: number;
	readonly perPage: number;
	/** As Ductape says it, which may be fewer than there are. */
	readonly total: number;
	/** Without a total, fewer rows than were asked for may be all that there are. */
	readonly mayBeAll: boolean;
}

/** All lines of a log reader, page by page; a line that moved to the next page meanwhile comes once. */
export function logLines(api: ApiClient, reader: LogReader, query: Query): Listing {
	return new Listing(logPages(api, reader, query));
}

async function* logPages(api: ApiClient, reader: LogReader, query: Query): AsyncGenerator<Page> {
	let [received, told, limit] = [0, 0, api.rowsToAsk(query)];
	let [countsOthers, mayBeAll] = [false, false];
	let before: readonly IDataObject[] = [];
	const fetchPage = async (number: number) => await logPage(api, reader, query, number, limit);
	// The page before comes once more, too, where as many lines as it has were added meanwhile: then page 1 is another one by now.
	const comesAgain = async (rows: readonly IDataObject[]) =>
		isEqual(rows, before) && isEqual(rows, (await fetchPage(1)).rows);
	const listing = numberedPages(api, async (number) => {
		const page = await fetchPage(number);
		const { rows, total, perPage } = page;
		if (number === 1) [limit, mayBeAll] = [perPage, mayBeAll || page.mayBeAll];
		// A server that ignores the number of a page has no other one.
		else if (mayBeAll && (await comesAgain(rows))) return { rows: [], lastPage: number };
		before = rows;
		received += rows.length;
		// A list that became shorter has another total than before.
		countsOthers ||= rows.length === 0 && total >= told;
		told = Math.max(told, total);
		if (rows.length === 0) return { ...page, lastPage: number };
		// What is announced behind a short first page may be what filters left out: it is not read ahead.
		return number === 1 && rows.length < perPage && page.lastPage > 1 ? { rows } : page;
	});
	yield* onceEach(api, listing).pages;
	if (!countsOthers) remarkMissing(api, received, told);
}

/**
 * The newest line; null when there is none. A log may have years of lines and begin with the newest or the oldest: where the
 * first page does not begin with the newest, the last ones have it.
 */
export async function newestLine(
	api: ApiClient,
	reader: LogReader,
	query: Query,
	own: (lines: readonly IDataObject[]) => Promise<readonly IDataObject[]>,
): Promise<IDataObject | null> {
	// However few integrations are wanted: the page decides how the log is sorted.
	const first = await logPage(api, reader, query, 1, api.rowsPerFullPage);
	const fetchNext = async (page: number) => await logPage(api, reader, query, page, first.perPage);
	const isWhole = first.rows.length < first.perPage && first.lastPage <= 1;
	const isClear = isWhole || areNewestFirst(first.rows.map(timeOf));
	const last = isClear ? [] : await lastRows(fetchNext, first);
	const lines = [...first.rows, ...last].filter((line) => isLineOf(query, line));
	return maxBy(await own(lines), timeOf) ?? null;
}

/**
 * The rows of the last page, which is looked for: the told total may be capped (section 2.3). Where it has more, twice as
 * far is tried, then halfway between the last full page and an empty one. Unless the log begins with the oldest, a short page
 * comes with the one before it: the lines of one run may stand on both, in whatever order.
 */
async function lastRows(
	fetchPage: (page: number) => Promise<LogPage>,
	first: LogPage,
): Promise<IDataObject[]> {
	let full = { page: 1, rows: first.rows };
	let emptyPage = Number.POSITIVE_INFINITY;
	for (let page = Math.max(2, first.lastPage); page < FARTHEST_PAGE; ) {
		const { rows, perPage } = await fetchPage(page);
		if (rows.length > 0 && isEqual(rows, first.rows)) break;
		if (rows.length >= perPage) full = { page, rows };
		else if (rows.length > 0) {
			const isKnown = full.page === page - 1 || areOldestFirst([...first.rows, ...rows]);
			return [...(isKnown ? full.rows : (await fetchPage(page - 1)).rows), ...rows];
		} else emptyPage = page;
		if (emptyPage - full.page === 1) break;
		const beyond = full.page === first.lastPage ? full.page + 1 : full.page * 2;
		page = Number.isFinite(emptyPage) ? Math.floor((full.page + emptyPage) / 2) : beyond;
	}
	return full.rows;
}

function areOldestFirst(lines: readonly IDataObject[]): boolean {
	return areNewestFirst(lines.map(timeOf).reverse());
}

/** Milliseconds since 1970; 0 of a line without a time. */
export function timeOf(line: IDataObject): number {
	return epochMs(line['timestamp']) ?? 0;
}

/**
 * GET /log/v1/analytics/{workspace} or /log/v1/workspace-logs/{workspace} (section 4). Totals may be capped, so a page that
 * is full is never taken for the last one.
 */
async function logPage(
	api: ApiClient,
	reader: LogReader,
	query: Query,
	page: number,
	limit: number,
): Promise<LogPage> {
	const counts = reader === 'workspaceLogs' ? { include_counts: true } : {};
	const body = await api.get(route`${LOG_READERS[reader]}/${workspaceOf(api)}`, {
		// What the workbench always sends, for its charts.
		groupBy: 'day',
		...query,
		...counts,
		page,
		limit,
	});
	// The list stands in an envelope of its own, beside its metadata.
	const logs = get(body, 'data') === null ? null : recordOf(api, body, 'logs')['logs'];
	const rows = rowsOf(api, { data: logs });
	const total = Number(get(logs, ['metadata', 'total'])) || 0;
	// A total may count what was filtered out, too; without one, others may follow.
	const goesOn = page === 1 && (rows.length < total || total === 0);
	const shown: unknown = get(logs, ['metadata', 'limit']);
	const sizeOf = (mayGoOn: boolean) => pageSize({ asked: limit, shown, rows: rows.length, goesOn: mayGoOn });
	const perPage = sizeOf(goesOn);
	const pages = Number(get(logs, ['metadata', 'totalPages'])) || page;
	const lastPage = rows.length >= perPage ? Math.max(pages, page + 1) : pages;
	return { rows, perPage, total, lastPage, mayBeAll: total === 0 && rows.length < sizeOf(false) };
}
