import type { IDataObject } from 'n8n-workflow';
import { min, uniq } from 'lodash';

import { Listing, PageGuard, recordsIn, route, textOf } from '../../../core';
import type { ApiClient, ApiRequest, Query } from '../../../core';
import { anyList } from './anyList';
import { freshRecords } from './freshRecords';
import { levelOf, lineIdOf, lineKey, lineMs, newestFirst } from './logLine';

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

export interface LogFilter extends LogSpan {
	readonly levels?: readonly string[];
	/** Which of them Port is asked for, where that is not all of them. */
	readonly levelsAtPort?: readonly string[];
	/** Further query parameters; they filter at Port only. */
	readonly query?: Query;
}

/**
 * GET /integration/{identifier}/logs, newest first. Levels and times are filtered here too, because Port may ignore a
 * parameter.
 */
export async function* logLines(
	api: ApiClient,
	installationId: string,
	filter: LogFilter,
): AsyncGenerator<IDataObject> {
	for await (const lines of logPages(api, installationId, filter)) yield* lines;
}

/** The same as it comes: what the filter leaves of each page. */
async function* logPages(
	api: ApiClient,
	installationId: string,
	filter: LogFilter,
): AsyncGenerator<IDataObject[]> {
	const { levels = [], levelsAtPort = levels, sinceMs = 0, untilMs = Infinity, query } = filter;
	// A line whose time cannot be read may be of that span.
	const isWithin = (ms = sinceMs) => ms >= sinceMs && ms <= untilMs;
	const isWanted = (line: IDataObject) =>
		isWithin(lineMs(line)) && (levels.length === 0 || levels.includes(levelOf(line)));
	const limit = linesAPage(api, levels.length > 0 || Number.isFinite(untilMs));
	const request: ApiRequest = {
		method: 'GET',
		route: route`/integration/${installationId}/logs`,
		query: { limit, levels: levelsAtPort.length === 0 ? undefined : levelsAtPort, ...query },
	};
	const rowsOf = (body: unknown) => api.rows(body, 'data', 'logs');
	for await (const lines of new LogReading(api, { installationId, request, limit, rowsOf }).pages(sinceMs)) {
		yield newestFirst(lines).filter(isWanted);
	}
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
	const rowsOf = (body: unknown) => recordsIn(anyList.rowsOf(body) ?? [body]);
	const installationId = decodeURIComponent(id);
	return new Listing(new LogReading(api, { installationId, request, limit, rowsOf }).pages(0));
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
 * The newest error line of a span of time, if the log has one. It only explains a failure that is known without it, so a log
 * that cannot be read is a remark.
 */
export async function lastErrorLine(
	api: ApiClient,
	installationId: string,
	span: LogSpan,
): Promise<IDataObject | undefined> {
	// Of one without a time nobody knows whether it belongs to the failure.
	const isDated = (line: IDataObject) => lineMs(line) !== undefined;
	try {
		for await (const line of errorLines(api, installationId, span)) if (isDated(line)) return line;
		// Where Port does not count CRITICAL as FATAL, only the lines of all levels show it; one page is enough for a reason.
		const unfiltered = { levels: ERROR_LEVELS, levelsAtPort: [], ...span };
		for await (const lines of logPages(api, installationId, unfiltered)) return lines.find(isDated);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		api.remark(`The reason is not shown because the log of "${installationId}" could not be read: ${reason}`);
	}
	return undefined;
}

/** How a log is asked for, and what comes. */
interface LogRequest {
	readonly installationId: string;
	/** For the newest lines. */
	readonly request: ApiRequest;
	/** Lines of a full page. */
	readonly limit: number;
	readonly rowsOf: (body: unknown) => IDataObject[];
}

/**
 * The pages of a log, from the newest to the oldest. Each further page is asked for from the edge of the last one. What
 * `direction` means is not certain, so the other one is tried when the first brings nothing older.
 */
class LogReading {
	private readonly fresh = freshRecords(lineKey);
	private directions: readonly string[] = ['up', 'down'];
	/** The key of the newest line of the first page. */
	private newest: string | undefined;
	/** Whether the last response was a full page, so that there may be more. */
	private isFull = false;

	constructor(
		private readonly api: ApiClient,
		private readonly log: LogRequest,
	) {}

	/** The lines of each page that no page before had, until they are older than wanted. */
	async *pages(sinceMs: number): AsyncGenerator<IDataObject[]> {
		const guard = new PageGuard(this.api, 'The log');
		let lines = this.fresh(await this.ask({}));
		this.newest = newestFirst(lines).map(lineKey).at(0);
		for (;;) {
			guard.check(lines);
			yield lines;
			if (!this.isFull || lines.length === 0) return;
			const oldestMs = min(lines.map(lineMs));
			if (oldestMs === undefined) this.remarkUndated();
			if (oldestMs === undefined || oldestMs < sinceMs) return;
			lines = await this.older(edgesOf(lines, oldestMs), oldestMs);
			if (lines.length === 0) return;
		}
	}

	/** The next lines from the first edge, in the first direction, that brings any. */
	private async older(edges: readonly Query[], oldestMs: number): Promise<IDataObject[]> {
		const attempts = edges.flatMap((edge) => this.directions.map((direction) => ({ ...edge, direction })));
		let isCut = false;
		let isIgnored = attempts.length > 0;
		let lines: IDataObject[] = [];
		for (const attempt of attempts) {
			const page = await this.ask(attempt);
			isCut ||= this.isFull && isOneInstant(page, oldestMs);
			isIgnored &&= page.length > 1 && page.some((line) => lineKey(line) === this.newest);
			lines = this.fresh(page.filter((line) => (lineMs(line) ?? oldestMs) <= oldestMs));
			if (lines.length === 0) continue;
			if (attempt.direction === 'down') this.directions = ['down'];
			break;
		}
		if (isCut) this.remarkCut(oldestMs);
		else if (isIgnored && lines.length === 0) throw this.cursorIgnored();
		return lines;
	}

	private async ask(edge: Query): Promise<IDataObject[]> {
		const { request, limit, rowsOf } = this.log;
		const { body } = await this.api.send({ ...request, query: { ...request.query, ...edge } });
		const page = rowsOf(body);
		this.isFull = page.length >= limit;
		return page;
	}

	/** Whatever edge is asked for, the newest lines come back: the older ones cannot be had. */
	private cursorIgnored() {
		return this.api.error(
			`Port returned the newest lines of the log of "${this.log.installationId}" again instead of older ones`,
			"Only the newest lines can be read. Set a 'Limit', or a later 'From'.",
		);
	}

	private remarkUndated(): void {
		this.api.remark(
			`No line of a whole page of the log of "${this.log.installationId}" has a time, so the older lines of it cannot be read.`,
		);
	}

	private remarkCut(timeMs: number): void {
		this.api.remark(
			`The log of "${this.log.installationId}" may have more lines at ${new Date(timeMs).toISOString()} than can be distinguished without line IDs.`,
		);
	}
}

/** A page may lose lines to filters of the node; then it is not cut to the few lines that are wanted. */
function linesAPage(api: ApiClient, mayDropLines: boolean): number {
	const isCut = mayDropLines && api.rowsPerPage === api.wanted;
	return Math.min(isCut ? api.platform.rowsPerPage : api.rowsPerPage, MOST_LINES_A_PAGE);
}

/**
 * From where to ask for older lines, the likeliest first. Of several lines of the oldest instant either end may be the
 * page's: Port's order is not certain. Without ids the whole instant is asked for once more, because the page may have cut
 * it; when that brings nothing older, the instant is left.
 */
function edgesOf(lines: readonly IDataObject[], oldestMs: number): Query[] {
	const oldest = newestFirst(lines.filter((line) => lineMs(line) !== undefined)).at(-1);
	const timestamp = textOf(oldest?.['timestamp']);
	if (oldest === undefined || timestamp === undefined) return [];
	if (lineIdOf(oldest) === undefined) {
		return [{ timestamp: new Date(oldestMs + 1).toISOString() }, { timestamp }];
	}
	const ids = lines.filter((line) => line['timestamp'] === oldest['timestamp']).map(lineIdOf);
	return uniq([ids.at(0), ids.at(-1)]).map((id) => ({ timestamp, log_id: id }));
}

/** Whether lines without ids are all of this time, so that it may have more of them than the page shows. */
function isOneInstant(page: readonly IDataObject[], timeMs: number): boolean {
	return page.every((line) => lineIdOf(line) === undefined && (lineMs(line) ?? timeMs) === timeMs);
}
