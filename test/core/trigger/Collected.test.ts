import { expect, test } from '@jest/globals';

import { Collected } from '../../../core/trigger/Collected';
import { markOf } from '../../../core/trigger/errorCursor';
import { anError, idsOf } from './anError';

const NOW_MS = Date.UTC(2024, 0, 15, 12);
const errors = Array.from({ length: 100 }, (_, index) => anError(`e${index}`, NOW_MS - index * 1000));
const always = () => true;
const never = () => false;

test('of more than a poll emits the oldest are held, and what was left is known by its mark', () => {
	const collected = new Collected('here', NOW_MS, always, never, 3);
	for (const error of errors) collected.add(error);
	const { errors: held, left, known } = collected.reading();
	expect(idsOf(held)).toEqual(['e99', 'e98', 'e97']);
	expect(left?.second).toBe(Math.floor(NOW_MS / 1000) - 96);
	expect(known).toEqual([]);
});

test('of what is known the mark alone is held; what may not be emitted is not held at all', () => {
	const seen = new Set(errors.slice(0, 2).map((error) => markOf(error, NOW_MS).id));
	const collected = new Collected(
		'here',
		NOW_MS,
		(timeMs) => timeMs > NOW_MS - 4000,
		(id) => seen.has(id),
		10,
	);
	for (const error of errors) collected.add(error);
	const { errors: held, known } = collected.reading();
	expect([idsOf(held), known?.length]).toEqual([['e2', 'e3'], 2]);
});

test('of a baseline every mark is held, and no error', () => {
	const collected = new Collected('here', NOW_MS, always, never, 0);
	for (const error of errors) collected.add(error);
	expect([collected.marks.length, collected.reading().errors]).toEqual([100, []]);
});
