import { expect, test } from '@jest/globals';

import { Collected, type Wanted } from '../../../core/trigger/Collected';
import { leftOf } from '../../../core/trigger/errorCursor';
import { Times } from '../../../core/trigger/timeSlices';
import { anError, heldIdsOf } from './anError';

const NOW_MS = Date.UTC(2024, 0, 15, 12);
const errors = Array.from({ length: 100 }, (_, index) => anError(`e${index}`, NOW_MS - index * 1000));
/** What is there of all the errors, where this is wanted of them. */
function collect(wanted: Partial<Wanted>, times = new Times()): Collected {
	const everything = {
		nowMs: NOW_MS,
		mayEmit: () => true,
		isSeen: () => false,
		mostHeld: 10,
		mostMarks: 1000,
	};
	const collected = new Collected('here', { ...everything, ...wanted }, times);
	for (const error of errors) collected.add(error);
	return collected;
}

test('of more than a poll emits the oldest are held, what was left is known by its mark, and all times', () => {
	const times = new Times();
	const { held, left, known } = collect({ mostHeld: 3 }, times).reading();
	expect(heldIdsOf(held)).toEqual(['e99', 'e98', 'e97']);
	expect(left).toMatchObject({ timeMs: NOW_MS - 96_000, second: Math.floor(NOW_MS / 1000) - 96 });
	expect(known).toEqual([]);
	expect(times.ends(50)).toEqual([NOW_MS - 49_000]);
});

test('of what is known the mark alone is held; what may not be emitted is not held at all', () => {
	const seen = new Set(errors.slice(0, 2).map((error) => leftOf(error, NOW_MS).id));
	const { held, known } = collect({
		mayEmit: (timeMs) => timeMs > NOW_MS - 4000,
		isSeen: (id) => seen.has(id),
	}).reading();
	expect([heldIdsOf(held), known?.length]).toEqual([['e2', 'e3'], 2]);
});

test('of a baseline every mark is held, and no error; the newest marks, where there are more than are remembered', () => {
	const collected = collect({ mostHeld: 0 });
	const { known = [], held } = collected.reading();
	expect([known.length, held]).toEqual([100, []]);
	const { known: marks = [] } = collect({ mostHeld: 0, mostMarks: 5 }).reading();
	expect(marks.length).toBeLessThanOrEqual(11);
	const seconds = marks.map(({ second }) => second).sort();
	expect(seconds.slice(-6)).toEqual([5, 4, 3, 2, 1, 0].map((ago) => Math.floor(NOW_MS / 1000) - ago));
});

test('what may not be emitted and is known is so since the given time, or its own', () => {
	const knownSinceMs = NOW_MS - 20_000;
	const { held, known = [] } = collect({ mayEmit: () => false, knownSinceMs }).reading();
	expect(held).toEqual([]);
	expect(known.map(({ second }) => second)).toEqual(
		errors.map((_, index) => Math.max(NOW_MS - index * 1000, knownSinceMs) / 1000),
	);
	expect(collect({ mayEmit: () => false }).reading().known).toEqual([]);
});
