import { partition, pick, sortedIndex, sortedLastIndex } from 'lodash';

import type { CursorState } from './cursorText';
import { inOrder, type Left, type Reading } from './errorCursor';

const MINUTE_MS = 60_000;
/** What is too long to be read does not become readable in ever smaller steps. */
const SHORTEST_SLICE_MS = 10_000;
/** Of more, nothing is known: a slice that turns out to have them is divided again. */
const MOST_TIMES = 200_000;
/** Nine characters each in the state. */
const MOST_SLICES = 500;

/** The times of errors, in bounded memory, and how they fall into slices that a poll can emit. Milliseconds since 1970. */
export class Times {
	private readonly times: number[] = [];

	add(timeMs: number): void {
		if (this.times.length < MOST_TIMES) this.times.push(timeMs);
	}

	/**
	 * The ends of slices of at most `size` errors, oldest first, not included in them; what comes after the last is one more.
	 * A slice has more where more occurred in one millisecond.
	 */
	ends(size: number): number[] {
		const times = this.times.sort((one, other) => one - other);
		const ends: number[] = [];
		for (let begin = 0; times.length - begin > size && ends.length < MOST_SLICES; ) {
			const [firstMs = 0, beyondMs = 0] = [times[begin], times[begin + size]];
			begin = beyondMs > firstMs ? sortedIndex(times, beyondMs) : sortedLastIndex(times, firstMs);
			const endMs = times[begin];
			if (endMs === undefined) break;
			ends.push(endMs);
		}
		return ends;
	}
}

/**
 * What more is there than a poll emits, divided into time slices, and what was read of the first: the next polls read one
 * after the other instead of everything again. Where a slice turned out to be more, it is divided again.
 */
export function sliced(
	state: CursorState,
	readings: readonly Reading[],
	times: Times,
	mostEvents: number,
): { readonly state: CursorState; readonly readings: readonly Reading[] } {
	const held = oldest(readings, mostEvents);
	if (!held.some(({ left }) => left !== undefined)) return { state, readings };
	const slices = [...times.ends(mostEvents), ...(state.slices ?? [])];
	const [endMs] = slices;
	if (endMs === undefined) return { state, readings: held };
	const isInFirst = ({ timeMs }: Left) => timeMs < endMs;
	const first = held.map((reading) => ({
		...reading,
		held: reading.held.filter(isInFirst),
		left: reading.left && isInFirst(reading.left) ? reading.left : undefined,
	}));
	return { state: { ...state, slices }, readings: first };
}

/**
 * The end of a slice that is less than all between two times, by age, because most errors are young: undefined where that is no
 * less to read, because so much beyond is listed anyway.
 */
export function endOfLess(fromMs: number, beforeMs: number, nowMs: number, beyondMs = Infinity) {
	const [oldest, youngest] = [fromMs, beforeMs].map((timeMs) => Math.max(nowMs - timeMs, MINUTE_MS));
	const byAgeMs = Math.round(nowMs - Math.sqrt((oldest ?? 0) * (youngest ?? 0)));
	const endMs = Math.min(byAgeMs, beforeMs - Math.max(beyondMs, SHORTEST_SLICE_MS));
	return endMs > fromMs ? endMs : undefined;
}

/** What is read of many sources, with no more errors than a poll emits: the oldest. */
export function oldest(readings: readonly Reading[], most: number): Reading[] {
	const all = readings.flatMap(({ held }) => held).sort(byTime);
	const kept = new Set(all.slice(0, most));
	return readings.map((reading) => {
		const [held, beyond] = partition([...reading.held].sort(byTime), (one) => kept.has(one));
		return { ...reading, held, left: oldestOf(beyond, reading.left) };
	});
}

/** The oldest of these. */
export function oldestOf(held: readonly Left[], left: Left | undefined): Left | undefined {
	const [found] = [...held, ...(left === undefined ? [] : [left])].sort(byTime);
	return found && pick(found, ['timeMs', 'second', 'id']);
}

export function byTime(one: Left, other: Left): number {
	return one.timeMs - other.timeMs || inOrder(one, other);
}
