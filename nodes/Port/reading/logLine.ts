import type { IDataObject } from 'n8n-workflow';
import { countBy, get, uniqBy } from 'lodash';

import { epochMs, hash, isoTime, textOf } from '../../../core';

export const LOG_LEVELS = ['DEBUG', 'ERROR', 'FATAL', 'INFO', 'WARNING'] as const;

/** Python has two names for each of these levels; lines have its own, or Port's. */
const OTHER_NAMES: Readonly<Record<string, string>> = { CRITICAL: 'FATAL', WARN: 'WARNING' };

const HASH_LENGTH = 27;
/** Ocean's last line on a resync that failed. The errors themselves are in its `exc_info`, as Python writes them. */
const SUMMARY = /^Resync failed with \d+ errors?, skipping delete phase/;
/** What Python draws before each line of a group of errors. */
const DRAWN = /^ *\| ?/;
/** What comes before an error: its number in the group, then the places of its traceback, each with its line of code. */
const BEFORE_ERROR = /^ *\+[-+]+ \d+ -+|^ *\|? +File "/;
/** A line such as `ValueError: wrong`: the type of an error, and what it says. Code is indented. */
const ERROR = /^[A-Za-z_][\w.]*: \S/;

/** The key of a line's id is not documented. */
export function lineIdOf(line: IDataObject): string | undefined {
	return ['_id', 'id', 'logId', 'log_id'].map((key) => textOf(line[key])).find((id) => id !== undefined);
}

/** The id, or a hash of what the line says. Triggers remember it: another one would have them emit again what they emitted. */
export function lineKey(line: IDataObject): string {
	return lineIdOf(line) ?? hash([line['timestamp'], line['level'], line['message']].join('\n'), HASH_LENGTH);
}

/** As `lineKey`, while a log is read: without an id, lines also differ by what they show beside their message. */
export function lineMark(line: IDataObject): string {
	return lineIdOf(line) ?? hash(lineKey(line) + JSON.stringify(line['extra'] ?? null), HASH_LENGTH);
}

/** Newest first, each line once for its key, with how many share it: without ids, those of one instant that say the same. */
export async function* countedLines(
	lines: AsyncIterable<IDataObject>,
): AsyncGenerator<readonly [line: IDataObject, count: number]> {
	let instant: IDataObject[] = [];
	for await (const line of lines) {
		if (instant[0]?.['timestamp'] !== line['timestamp']) {
			yield* counted(instant);
			instant = [];
		}
		instant.push(line);
	}
	yield* counted(instant);
}

function counted(lines: readonly IDataObject[]) {
	const counts = countBy(lines, lineKey);
	const countOf = (line: IDataObject) => (lineIdOf(line) === undefined ? counts[lineKey(line)] : undefined);
	return uniqBy(lines, lineKey).map((line) => [line, countOf(line) ?? 1] as const);
}

/** As Port names it. */
export function levelOf(line: IDataObject): string {
	const level = String(line['level'] ?? '').toUpperCase();
	return OTHER_NAMES[level] ?? level;
}

/** Undefined where it cannot be read. */
export function lineMs(line: IDataObject): number | undefined {
	return epochMs(line['timestamp']);
}

/**
 * The line; of one that says only how many errors there were, with the last of them as its message. Undefined where it does not have
 * them. They go before older lines of the log: an object that was refused leaves an error there, too, but fails no resync.
 */
export function withCause(line: IDataObject): IDataObject | undefined {
	if (!SUMMARY.test(String(line['message']))) return line;
	const message = lastErrorIn(String(get(line, 'extra.exc_info') ?? ''));
	return message === undefined || SUMMARY.test(message.replace(/^\w+: /, ''))
		? undefined
		: { ...line, message };
}

/** The first line of the last error: what it says may go on in lines of the same form, such as `HINT: try again`. */
function lastErrorIn(written: string): string | undefined {
	let last: string | undefined;
	let isToCome = true;
	for (const line of written.split('\n')) {
		const said = line.replace(DRAWN, '');
		if (BEFORE_ERROR.test(line)) isToCome = true;
		else if (isToCome && ERROR.test(said)) {
			last = said;
			isToCome = false;
		}
	}
	return last;
}

/** Those without a time last. Within a millisecond the text decides: it has microseconds. Lines of one instant keep Port's order. */
export function newestFirst(lines: readonly IDataObject[]): IDataObject[] {
	const textual = (line: IDataObject) => String(line['timestamp']);
	return [...lines].sort(
		(one, other) =>
			(lineMs(other) ?? 0) - (lineMs(one) ?? 0) ||
			(textual(one) < textual(other) ? 1 : textual(one) > textual(other) ? -1 : 0),
	);
}

/** The short form of a line. */
export function simplifyLine(line: IDataObject): IDataObject {
	return {
		timestamp: isoTime(line['timestamp']) ?? null,
		level: line['level'] ?? null,
		message: line['message'] ?? null,
		extra: line['extra'] ?? null,
		id: lineIdOf(line) ?? null,
	};
}
