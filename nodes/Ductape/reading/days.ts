import type { IDataObject } from 'n8n-workflow';

import { epochMs, isoTime } from '../../../core';

export const DAY_MS = 86_400_000;

/** The days that a list is narrowed to, as the API writes them; the first and the last are both meant. */
export interface Days {
	readonly start_date?: string | undefined;
	readonly end_date?: string | undefined;
}

/** A day in UTC as the API's date filters take it: `2026-01-05`. */
export function dayOf(ms: number): string {
	return new Date(Math.max(0, ms)).toISOString().slice(0, 10);
}

/** What to ask for: whether the last day itself is included is not documented, so one more, which `isOfDays` leaves out. */
export function daysToAsk<Filters extends Days>(filters: Filters): Filters {
	const { end_date: last } = filters;
	return last === undefined ? filters : { ...filters, end_date: dayOf((epochMs(last) ?? 0) + DAY_MS) };
}

/**
 * Whether a row is of the chosen days, by its own times from the first to the last: which of them the API goes by is not
 * documented either, or that it heeds days at all. A row without any stays.
 *
 * @param names of the fields that hold the times
 */
export function isOfDays(
	{ start_date, end_date }: Days,
	row: IDataObject,
	names: readonly string[],
): boolean {
	const days = names.flatMap((name) => isoTime(row[name])?.slice(0, 10) ?? []).sort();
	const [first = '', last = ''] = [days[0], days.at(-1)];
	return (
		days.length === 0 ||
		((end_date === undefined || first <= end_date) && (start_date === undefined || last >= start_date))
	);
}

/** Whether times begin with the newest; equal ones do not show it. */
export function areNewestFirst(times: readonly number[]): boolean {
	const isSorted = times.every((time, at) => at === 0 || time <= (times[at - 1] ?? 0));
	return isSorted && times[0] !== times.at(-1);
}
