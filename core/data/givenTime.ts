import { DateTime } from 'luxon';

import { epochMs } from './times';

/** Day 0 of spreadsheets. */
const SHEET_EPOCH_MS = Date.UTC(1899, 11, 30);
const DAY_MS = 86_400_000;
/** A number that stands for a later time, or one of the first years, is none that anybody means. */
const EARLIEST_MS = Date.UTC(1973, 0);
const LATEST_MS = Date.UTC(2200, 0);
/** Seconds, milliseconds, microseconds and nanoseconds since 1970, in milliseconds. */
const UNITS_MS = [1000, 1, 1e-3, 1e-6];

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
	return UNITS_MS.map((unitMs) => Math.trunc(Number(text) * unitMs)).find(
		(ms) => ms >= EARLIEST_MS && ms < LATEST_MS,
	);
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
