import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import { omit, uniq } from 'lodash';

import type { ApiClient } from '../../../core/request/ApiClient';
import type { Query } from '../../../core/request/http';
import { textOf } from '../../../core/data/json';
import { route } from '../../../core/request/Route';
import { epochMs, isoTime } from '../../../core/data/times';
import { rowsOf } from '../platform';

export const LOG_LEVELS = ['DEBUG', 'ERROR', 'FATAL', 'INFO', 'WARNING'] as const;

const MOST_LINES_A_PAGE = 300;
const ERROR_LEVELS = ['ERROR', 'FATAL'];

/** Both ends included, in milliseconds since 1970. */
export interface LogSpan {
	readonly sinceMs?: number;
	readonly untilMs?: number;
}

export interface LogFilter extends LogSpan {
	readonly levels?: readonly string[];
	/** Further query parameters; they filter at Port only. */
	readonly query?: Query;
}

/**
 * GET /integration/{identifier}/logs, newest first. Each further page is asked for from the edge of the last one. What
 * `direction` means is not certain, so the other one is tried when the first brings nothing older; levels and times are
 * filtered here too, because a parameter may be ignored.
 */
export async function* logLines(
	port: ApiClient,
	installationId: string,
	{ levels = [], sinceMs = 0, untilMs = Number.POSITIVE_INFINITY, query = {} }: LogFilter,
): AsyncGenerator<IDataObject> {
	const mayDropLines = levels.length > 0 || Number.isFinite(untilMs);
	const limit = linesAPage(port, mayDropLines);
	const ask = async (more: Query) => {
		const filter = { levels: levels.length === 0 ? undefined : levels, ...omit(query, 'limit') };
		const sent = { limit, ...filter, ...more };
		return rowsOf(port, await port.get(route`/integration/${installationId}/logs`, sent), 'data', 'logs');
	};
	const isWanted = (line: IDataObject) =>
		timeOf(line) >= sinceMs &&
		timeOf(line) <= untilMs &&
		(levels.length === 0 || levels.includes(levelOf(line)));
	const seen = new Set<string>();
	let direction = 'up';
	let page = await ask({});
	let fresh = page;
	for (let pages = 1; ; pages += 1) {
		for (const line of fresh) seen.add(lineKey(line));
		yield* newestFirst(fresh).filter(isWanted);
		const edges = edgesOf(fresh);
		const oldestMs = Math.min(...fresh.map(timeOf));
		if (page.length < limit || oldestMs < sinceMs) return;
		if (pages >= port.maxPages) {
			throw port.error(
				`The log did not end after ${port.maxPages} pages`,
				'Set a Limit or "From", or raise "Max Pages" in Options.',
			);
		}
		const older = async (edge: Query) => {
			page = await ask({ ...edge, direction });
			isCut ||= isOneInstant(page, oldestMs, limit);
			return page.filter((line) => !seen.has(lineKey(line)) && timeOf(line) <= oldestMs);
		};
		let isCut = false;
		fresh = [];
		for (const edge of edges) {
			fresh = await older(edge);
			if (fresh.length === 0 && direction === 'up') {
				direction = 'down';
				fresh = await older(edge);
				if (fresh.length === 0) direction = 'up';
			}
			if (fresh.length > 0) break;
		}
		if (isCut) {
			port.remark(
				`The log of "${installationId}" may have more lines at ${new Date(oldestMs).toISOString()} than can be told apart without line IDs.`,
			);
		}
		if (fresh.length === 0) return;
	}
}

/** Lines of the levels ERROR and FATAL (CRITICAL), newest first. */
export function errorLines(
	port: ApiClient,
	installationId: string,
	span: LogSpan,
): AsyncIterable<IDataObject> {
	return logLines(port, installationId, { levels: ERROR_LEVELS, ...span });
}

/**
 * The newest error line of a span of time, if the log has one. It only explains a failure that is known without it, so a log
 * that cannot be read is a remark.
 */
export async function lastErrorLine(
	port: ApiClient,
	installationId: string,
	span: LogSpan,
): Promise<IDataObject | undefined> {
	try {
		for await (const line of errorLines(port, installationId, span)) return line;
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		port.remark(`The log of "${installationId}" could not be read, so no reason is told: ${reason}`);
	}
	return undefined;
}

/** The key of a line's id is not documented. */
export function lineIdOf(line: IDataObject): string | undefined {
	return ['_id', 'id', 'logId', 'log_id'].map((key) => textOf(line[key])).find((id) => id !== undefined);
}

/** The id, or a hash of what the line says. */
export function lineKey(line: IDataObject): string {
	const said = [line['timestamp'], line['level'], line['message']].join('\n');
	return lineIdOf(line) ?? createHash('sha1').update(said).digest('base64url');
}

/** Python's name of the highest level is CRITICAL, Port's is FATAL. */
export function levelOf(line: IDataObject): string {
	const level = String(line['level'] ?? '').toUpperCase();
	return level === 'CRITICAL' ? 'FATAL' : level;
}

/** The short form of a line. */
export function simplifyLine(line: IDataObject): IDataObject {
	return {
		id: lineIdOf(line) ?? null,
		timestamp: isoTime(line['timestamp']) ?? null,
		level: line['level'],
		message: line['message'],
		extra: line['extra'],
	};
}

function timeOf(line: IDataObject): number {
	return epochMs(line['timestamp']) ?? 0;
}

/** A page may lose lines to filters of the node; then it is not cut to the few lines that are wanted. */
function linesAPage(port: ApiClient, mayDropLines: boolean): number {
	const isCut = mayDropLines && port.rowsPerPage === port.wanted;
	return Math.min(isCut ? port.platform.rowsPerPage : port.rowsPerPage, MOST_LINES_A_PAGE);
}

/**
 * From where to ask for older lines, the likeliest first. Of several lines of the oldest instant either end may be the
 * page's: Port's order is not certain. Without ids the whole instant is asked for once more, because the page may have cut
 * it; when that brings nothing older, the instant is left.
 */
function edgesOf(lines: readonly IDataObject[]): Query[] {
	const oldest = newestFirst(lines).at(-1);
	if (oldest === undefined) return [];
	const timestamp = textOf(oldest['timestamp']);
	if (lineIdOf(oldest) === undefined) {
		return [{ timestamp: new Date(timeOf(oldest) + 1).toISOString() }, { timestamp }];
	}
	const ids = lines.filter((line) => line['timestamp'] === oldest['timestamp']).map(lineIdOf);
	return uniq([ids.at(0), ids.at(-1)]).map((id) => ({ timestamp, log_id: id }));
}

function isOneInstant(page: readonly IDataObject[], timeMs: number, limit: number): boolean {
	return (
		page.length >= limit && page.every((line) => lineIdOf(line) === undefined && timeOf(line) === timeMs)
	);
}

/** Within a millisecond the text decides: it has microseconds. Lines of one instant keep Port's order. */
function newestFirst(lines: readonly IDataObject[]): IDataObject[] {
	const textual = (line: IDataObject) => String(line['timestamp']);
	return [...lines].sort(
		(one, other) =>
			timeOf(other) - timeOf(one) ||
			(textual(one) < textual(other) ? 1 : textual(one) > textual(other) ? -1 : 0),
	);
}
