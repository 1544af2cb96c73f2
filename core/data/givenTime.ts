import { textOf } from './json';
import { epochMs } from './times';

/** Day 0 of spreadsheets. */
const SHEET_EPOCH_MS = Date.UTC(1899, 11, 30);
const DAY_MS = 86_400_000;
/** Seconds, milliseconds, microseconds or nanoseconds since 1970: other digits are those of something else (202401311200). */
const SINCE_1970 = /^(\d{9,10}|\d{13}|\d{16}|\d{19})(\.\d+)?$/;

/**
 * The time that a person or another node gave, in milliseconds since 1970: ISO 8601; seconds, milliseconds or smaller since
 * 1970; a day as one number (20240131); a date of a spreadsheet (45322, 45322.5). Without a zone it is meant in `zone`.
 * Undefined when it is none of these: a number such as 2024 or 0 says no time.
 */
export function givenMs(given: unknown, zone: string): number | undefined {
	const text = textOf(given)?.trim() ?? '';
	const day = givenDay(given);
	if (day !== undefined) return epochMs(day, zone);
	if (/^[2-7]\d{4}\.\d+$/.test(text)) return epochMs(timeOfSheet(text), zone);
	if (/^-?\d+(\.\d+)?$/.test(text)) return SINCE_1970.test(text) ? epochMs(text) : undefined;
	return epochMs(text || given, zone);
}

/** The day (`2024-01-31`) where a whole day was given, without a time: as text, as one number, or by a spreadsheet. */
export function givenDay(given: unknown): string | undefined {
	const text = textOf(given)?.trim() ?? '';
	if (/^[2-7]\d{4}$/.test(text)) return timeOfSheet(text).slice(0, 10);
	const day = text.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
	return /^\d{4}-\d\d-\d\d$/.test(day) && epochMs(day) !== undefined ? day : undefined;
}

/** ISO 8601 without a zone, as a spreadsheet's dates are. */
function timeOfSheet(days: string): string {
	return new Date(SHEET_EPOCH_MS + Math.round(Number(days) * DAY_MS)).toISOString().slice(0, -1);
}
