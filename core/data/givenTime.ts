import { DateTime } from 'luxon';

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
	const day = givenDay(given);
	if (day !== undefined) return epochMs(day, zone);
	const text = typeof given === 'number' || typeof given === 'string' ? String(given).trim() : '';
	if (/^[2-7]\d{4}\.\d+$/.test(text)) {
		const sheetTime = DateTime.fromMillis(sheetMs(Number(text)), { zone: 'utc' });
		return sheetTime.setZone(zone, { keepLocalTime: true }).toMillis();
	}
	if (typeof given !== 'number' && !/^-?\d+(\.\d+)?$/.test(text)) return epochMs(given, zone);
	return SINCE_1970.test(text) ? epochMs(Number(text)) : undefined;
}

/** The day (`2024-01-31`) where a whole day was given, without a time: as text, as one number, or by a spreadsheet. */
export function givenDay(given: unknown): string | undefined {
	const text = typeof given === 'number' || typeof given === 'string' ? String(given).trim() : '';
	if (/^[2-7]\d{4}$/.test(text)) return new Date(sheetMs(Number(text))).toISOString().slice(0, 10);
	const day = text.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
	return /^\d{4}-\d\d-\d\d$/.test(day) && epochMs(day) !== undefined ? day : undefined;
}

function sheetMs(days: number): number {
	return SHEET_EPOCH_MS + Math.round(days * DAY_MS);
}
