import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { cursorFrom } from '../../../core/trigger/errorCursor';
import { oldest, sliced, Times } from '../../../core/trigger/timeSlices';
import { anError, heldIdsOf, readingOf } from './anError';

const NOW_MS = Date.UTC(2024, 0, 15, 12);

function endsOf(times: readonly number[], size: number): number[] {
	const all = new Times();
	for (const time of times) all.add(time);
	return all.ends(size);
}

/** How many of the times each slice has; what comes after the last end is one more. */
function sizesOf(times: readonly number[], ends: readonly number[]): number[] {
	return [...ends, Infinity].map((end, at) => {
		const begin = ends[at - 1] ?? -Infinity;
		return times.filter((time) => time >= begin && time < end).length;
	});
}

describe('times in slices', () => {
	test('what fits into a poll is not divided', () => {
		expect([endsOf([], 3), endsOf([1, 2, 3], 3)]).toEqual([[], []]);
	});

	test('a millisecond is not divided, whatever occurred in it', () => {
		expect(endsOf([9, 3, 1, 3, 2, 3], 3)).toEqual([3, 9]);
		expect([endsOf([5, 5, 5, 5], 2), endsOf([5, 5, 5, 6], 2)]).toEqual([[], [6]]);
	});

	test('no slice is empty or has more than was asked for, unless in one millisecond; ends go up', () => {
		const some = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 80 });
		fc.assert(
			fc.property(some, fc.integer({ min: 1, max: 10 }), (times, size) => {
				const ends = endsOf(times, size);
				const sizes = sizesOf(times, ends);
				expect(ends).toEqual([...new Set(ends)].sort((one, other) => one - other));
				for (const [at, count] of sizes.entries()) {
					const slice = times.filter(
						(time) => time >= (ends[at - 1] ?? -Infinity) && time < (ends[at] ?? Infinity),
					);
					expect(count <= size || new Set(slice).size === 1).toBe(true);
					expect(count > 0 || times.length === 0).toBe(true);
				}
			}),
		);
	});

	test('there are never more slices than the state has room for, nor more times in memory', () => {
		const times = Array.from({ length: 250_000 }, (_, index) => index);
		const few = endsOf(times, 1);
		expect(few.length).toBeLessThanOrEqual(500);
		const sizes = sizesOf(times.slice(0, 20_000), endsOf(times.slice(0, 20_000), 1000));
		expect(sizes).toEqual(Array.from({ length: 20 }, () => 1000));
		expect(endsOf(times, 1000).length).toBeGreaterThan(190);
	});
});

test('of many sources no more is held than a poll emits: the oldest', () => {
	const readings = [
		readingOf('one', [anError('a', NOW_MS - 4000), anError('b', NOW_MS - 1000)]),
		readingOf('two', [anError('c', NOW_MS - 3000), anError('d', NOW_MS - 2000)]),
		readingOf('constructor', []),
	];
	const [one, two, three] = oldest(readings, 2);
	expect(three).toMatchObject({ source: 'constructor', held: [], left: undefined });
	expect([heldIdsOf(one?.held ?? []), one?.left?.timeMs]).toEqual([['a'], NOW_MS - 1000]);
	expect([heldIdsOf(two?.held ?? []), two?.left?.timeMs]).toEqual([['c'], NOW_MS - 2000]);
});

describe('what was read', () => {
	const readings = [
		readingOf(
			'one',
			['a', 'b', 'c', 'd', 'e'].map((id, at) => anError(id, NOW_MS - 500 + at)),
		),
	];
	const times = new Times();
	for (let at = 0; at < 5; at += 1) times.add(NOW_MS - 500 + at);

	test('is as it was when a poll emits it all', () => {
		const state = cursorFrom(0);
		expect(sliced(state, readings, times, 5)).toEqual({ state, readings });
	});

	test('is that of the first slice when it is more', () => {
		const state = { ...cursorFrom(0), slices: [NOW_MS] };
		const { state: after, readings: first } = sliced(state, readings, times, 2);
		expect(after.slices).toEqual([NOW_MS - 498, NOW_MS - 496, NOW_MS]);
		expect(first.map(({ held, left }) => [heldIdsOf(held), left])).toEqual([[['a', 'b'], undefined]]);
	});

	test('cannot be divided within a millisecond: what is left is known by its mark', () => {
		const same = ['a', 'b', 'c'].map((id) => anError(id, NOW_MS - 500));
		const equal = new Times();
		for (let at = 0; at < 3; at += 1) equal.add(NOW_MS - 500);
		const { state, readings: first } = sliced(cursorFrom(0), [readingOf('one', same)], equal, 2);
		expect(state.slices).toBeUndefined();
		expect(first.map(({ held, left }) => [held.length, left?.timeMs])).toEqual([[2, NOW_MS - 500]]);
	});
});
