import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../core/ApiClient';
import type { Query } from '../../core/http';
import { textOf } from '../../core/json';
import { route } from '../../core/Route';
import { epochMs, isoTime } from '../../core/times';
import { rowsOf } from './platform';

export const LOG_LEVELS = ['DEBUG', 'ERROR', 'FATAL', 'INFO', 'WARNING'] as const;

const MOST_LINES_A_PAGE = 300;
const ERROR_LEVELS = ['ERROR', 'FATAL'];

export interface LogFilter {
	readonly levels?: readonly string[];
	readonly sinceMs?: number;
	readonly untilMs?: number;
	/** Further query parameters; they filter at Port only. */
	readonly query?: Query;
}

/**
 * GET /integration/{identifier}/logs, newest first. Each further page is asked for with time and id of the oldest line so
 * far. What `direction` means is not certain, so the other one is tried once when the first brings nothing older; levels
 * and times are filtered here too, because a parameter may be ignored.
 */
export async function* logLines(
	port: ApiClient,
	installationId: string,
	{ levels = [], sinceMs = 0, untilMs = Number.POSITIVE_INFINITY, query = {} }: LogFilter,
): AsyncGenerator<IDataObject> {
	const limit = Math.min(port.rowsPerPage, MOST_LINES_A_PAGE);
	const ask = async (more: Query) => {
		const sent = { limit, levels: levels.length === 0 ? undefined : levels, ...query, ...more };
		return rowsOf(port, await port.get(route`/integration/${installationId}/logs`, sent), 'data', 'logs');
	};
	const isWanted = (line: IDataObject) =>
		timeOf(line) >= sinceMs &&
		timeOf(line) <= untilMs &&
		(levels.length === 0 || levels.includes(levelOf(line)));
	const seen = new Set<string>();
	let direction = 'up';
	let page = await ask({});
	let fresh = newestFirst(page);
	for (let pages = 1; ; pages += 1) {
		for (const line of fresh) seen.add(lineKey(line));
		yield* fresh.filter(isWanted);
		const oldest = fresh.at(-1);
		if (oldest === undefined || page.length < limit || timeOf(oldest) < sinceMs) return;
		if (pages >= port.maxPages) {
			throw port.error(
				`The log did not end after ${port.maxPages} pages`,
				'Set a Limit or "From", or raise "Max Pages" in Options.',
			);
		}
		const older = async () => {
			page = await ask({ timestamp: textOf(oldest['timestamp']), log_id: lineIdOf(oldest), direction });
			return newestFirst(page).filter((line) => !seen.has(lineKey(line)) && timeOf(line) <= timeOf(oldest));
		};
		fresh = await older();
		if (fresh.length === 0 && direction === 'up') {
			direction = 'down';
			fresh = await older();
		}
	}
}

/** Lines of the levels ERROR and FATAL (CRITICAL), newest first. */
export function errorLines(
	port: ApiClient,
	installationId: string,
	sinceMs: number,
): AsyncIterable<IDataObject> {
	return logLines(port, installationId, { levels: ERROR_LEVELS, sinceMs });
}

/** The newest error line since a time, if the log has one. */
export async function lastErrorLine(
	port: ApiClient,
	installationId: string,
	sinceMs: number,
): Promise<IDataObject | undefined> {
	for await (const line of errorLines(port, installationId, sinceMs)) return line;
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

/** Within a millisecond the text decides: it has microseconds. */
function newestFirst(lines: readonly IDataObject[]): IDataObject[] {
	return [...lines].sort(
		(one, other) =>
			timeOf(other) - timeOf(one) || (String(other['timestamp']) > String(one['timestamp']) ? 1 : -1),
	);
}
