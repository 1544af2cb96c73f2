import type { IDataObject } from 'n8n-workflow';

import { Listing, recordsIn, route } from '../../../core';
import type { ApiClient, ApiRequest, Query } from '../../../core';
import { anyList } from './anyList';
import { mayBeOf } from './lineContext';
import type { LineContext } from './lineContext';
import { levelOf, lineMs, newestFirst, withCause } from './logLine';
import { LogReading } from './LogReading';
import type { LogRequest } from './LogReading';

const MOST_LINES_A_PAGE = 300;
/** Lines of a page where none are asked for. */
const USUAL_LINES = 100;
const LOG = /^\/integration\/([^/]+)\/logs$/;
/** In this order: most errors are of the last one, which alone may count where Port does not take several. */
const ERROR_LEVELS = ['FATAL', 'ERROR'];

/** Both ends included, in milliseconds since 1970. */
export interface LogSpan {
	readonly sinceMs?: number | undefined;
	readonly untilMs?: number | undefined;
}

export interface LogFilter extends LogSpan, LineContext {
	readonly levels?: readonly string[];
	/** What Port is asked for, where that is something else. */
	readonly levelsAtPort?: readonly string[];
	/** Further query parameters; they filter at Port only. */
	readonly query?: Query;
}

/**
 * GET /integration/{identifier}/logs, newest first. Times are filtered here, and whatever else lines show, too, because Port may
 * ignore a parameter.
 */
export async function* logLines(
	api: ApiClient,
	installationId: string,
	filter: LogFilter,
): AsyncGenerator<IDataObject> {
	for await (const lines of logPages(api, installationId, filter)) yield* lines;
}

/**
 * The lines of levels that somebody chose. Where Port does not count CRITICAL as FATAL, only the lines of all levels show it: where
 * Port has no line of the chosen levels, those of one page are looked through, never a whole log.
 */
export async function* chosenLines(
	api: ApiClient,
	installationId: string,
	filter: LogFilter,
): AsyncGenerator<IDataObject> {
	let isFound = false;
	for await (const line of logLines(api, installationId, filter)) {
		isFound = true;
		yield line;
	}
	if (isFound || !filter.levels?.includes('FATAL')) return;
	const lines = await newestOfAllLevels(api, installationId, filter);
	if (lines.length > 0) {
		api.remark(
			`Port did not find the lines called CRITICAL of "${installationId}", so only those of the newest page are shown. For older ones choose no 'Levels'.`,
		);
	} else if (filter.untilMs !== undefined) {
		api.remark(
			`Lines called CRITICAL of "${installationId}" were looked for on the newest page only, which may be later than 'To'. Choose no 'Levels' to be certain.`,
		);
	}
	yield* lines;
}

/** What the filter leaves of the newest page, where Port is not asked for levels. */
async function newestOfAllLevels(
	api: ApiClient,
	installationId: string,
	filter: LogFilter,
): Promise<IDataObject[]> {
	for await (const lines of logPages(api, installationId, { ...filter, levelsAtPort: [] })) return lines;
	return [];
}

/** What the filter leaves of each page. */
async function* logPages(
	api: ApiClient,
	installationId: string,
	filter: LogFilter,
): AsyncGenerator<IDataObject[]> {
	const { levels = [], levelsAtPort = levels, sinceMs = 0, untilMs = Infinity } = filter;
	const { eventId, kinds, phases } = filter;
	// A line whose time cannot be read may be of that span.
	const isWithin = (ms = sinceMs) => ms >= sinceMs && ms <= untilMs;
	const isWanted = (line: IDataObject) =>
		isWithin(lineMs(line)) &&
		(levels.length === 0 || levels.includes(levelOf(line))) &&
		mayBeOf(line, filter);
	const isFiltered = [levels, kinds, phases].some((wanted = []) => wanted.length > 0);
	const mayDropLines = isFiltered || eventId !== undefined || Number.isFinite(untilMs);
	const limit = linesAPage(api, mayDropLines);
	const log: LogRequest = {
		installationId,
		request: { method: 'GET', route: route`/integration/${installationId}/logs` },
		queries: filtering(levelsAtPort, filter).map((form) => ({
			limit,
			...form,
			etl_phases: some(phases),
			kinds: some(kinds),
			...filter.query,
		})),
		limit,
		rowsOf: (body) => api.rows(body, 'data', 'logs'),
	};
	for await (const lines of new LogReading(api, log).pages(sinceMs)) {
		yield newestFirst(lines).filter(isWanted);
	}
}

/**
 * Levels and sync as query parameters. The sync goes under its older name as well: a server that knows only that one ignores the
 * other, and returns the lines of all syncs. One that refuses what it does not know is asked by the newer names alone, then by the older.
 */
function filtering(levelsAtPort: readonly string[], { eventId }: LogFilter): Query[] {
	const levels = some(levelsAtPort);
	if (eventId === undefined) return [{ levels }];
	return [
		{ levels, event_id: eventId, eventId },
		{ levels, event_id: eventId },
		{ level: levels, eventId },
	];
}

/**
 * The log of an integration as any request for it returns it, page by page from the newest; undefined where the request is for
 * something else, or says itself in which direction it reads.
 */
export function anyLog(api: ApiClient, request: ApiRequest): Listing | undefined {
	const { method, route: asked, query = {} } = request;
	const [, id] = LOG.exec(asked.path) ?? [];
	if (method !== 'GET' || id === undefined || 'direction' in query) return undefined;
	const limit = Number(query['limit'] ?? USUAL_LINES);
	let isFirst = true;
	// Of a first page that is no list nobody knows what it is. A later one would end the log in silence.
	const rowsOf = (body: unknown) => {
		const rows = anyList.rowsOf(body) ?? (isFirst ? [body] : undefined);
		if (rows === undefined) throw api.unexpected('a list');
		isFirst = false;
		return recordsIn(rows);
	};
	const installationId = decodeURIComponent(id);
	const log = { installationId, request, queries: [query], limit, rowsOf };
	return new Listing(new LogReading(api, log).pages(0));
}

/** Lines of the levels ERROR and FATAL (CRITICAL), newest first. */
export function errorLines(
	api: ApiClient,
	installationId: string,
	span: LogSpan,
): AsyncIterable<IDataObject> {
	return logLines(api, installationId, { levels: ERROR_LEVELS, ...span });
}

/**
 * The newest error line of a span of time that says what the error was, else that which says how many there were. It only explains a
 * failure that is known without it, so a log that cannot be read is a remark.
 */
export async function lastErrorLine(
	api: ApiClient,
	installationId: string,
	span: LogSpan,
): Promise<IDataObject | undefined> {
	// Of one without a time nobody knows whether it belongs to the failure.
	const isDated = (line: IDataObject) => lineMs(line) !== undefined;
	// Where nobody knows when the failure began, the lines before its last one may be of an earlier one.
	const reasonIn = (line: IDataObject) => withCause(line) ?? (span.sinceMs === undefined ? line : undefined);
	let summary: IDataObject | undefined;
	try {
		for await (const line of errorLines(api, installationId, span)) {
			const explained = isDated(line) ? reasonIn(line) : undefined;
			if (explained !== undefined) return explained;
			if (isDated(line)) summary ??= line;
		}
		if (summary !== undefined) return summary;
		const unfiltered = await newestOfAllLevels(api, installationId, { levels: ERROR_LEVELS, ...span });
		const dated = unfiltered.filter(isDated);
		return dated.map(reasonIn).find((line) => line !== undefined) ?? dated[0];
	} catch (error) {
		if (summary !== undefined) return summary;
		const reason = error instanceof Error ? error.message : String(error);
		api.remark(`The reason is not shown because the log of "${installationId}" could not be read: ${reason}`);
		return undefined;
	}
}

function some(list: readonly string[] = []): readonly string[] | undefined {
	return list.length === 0 ? undefined : list;
}

/** A page may lose lines to filters of the node; then it is not cut to the few lines that are wanted. */
function linesAPage(api: ApiClient, mayDropLines: boolean): number {
	return Math.min(mayDropLines ? api.rowsPerFullPage : api.rowsPerPage, MOST_LINES_A_PAGE);
}
