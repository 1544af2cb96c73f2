import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mapValues } from 'lodash';

import { isRecord } from '../../../core';
import { ExactNumber } from '../../../core/data/ExactNumber';
import { isNothing, isStored, notStored } from '../../../core/data/storedAsSent';

/** A value of JSON without keys that `inAnotherForm` adds. */
const sentValue = fc.jsonValue({ maxDepth: 3 }).map((value) => ({ value }));

/** What a platform may make of a value without changing it. */
function inAnotherForm(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(inAnotherForm);
	if (isRecord(value)) {
		const kept = mapValues(value, inAnotherForm);
		return isNothing(value) ? undefined : { ...kept, 'added by the platform': 1 };
	}
	if (typeof value === 'string') return value.trim();
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** The same with another text in place of each value that holds no others. */
function changed(value: unknown): unknown {
	if (Array.isArray(value)) return value.length === 0 ? ['more'] : value.map(changed);
	if (isRecord(value) && Object.keys(value).length > 0) return mapValues(value, changed);
	return isRecord(value) ? { more: 1 } : `${String(value)} and more`;
}

describe('what is stored', () => {
	test('as it was sent, or in another form, is stored', () => {
		fc.assert(
			fc.property(sentValue, (sent) => {
				expect(isStored(sent, structuredClone(sent))).toBe(true);
				expect(isStored(sent, inAnotherForm(sent))).toBe(true);
				expect(isStored(sent, sent, { listsInAnyOrder: true, offIsNothing: true })).toBe(true);
			}),
		);
	});

	test('as another value is not, nor where nothing is', () => {
		fc.assert(
			fc.property(sentValue, (sent) => {
				expect(isStored(sent, changed(sent))).toBe(false);
				expect(isStored([sent], [sent, sent])).toBe(false);
				expect(isStored(sent, undefined)).toBe(isNothing(sent));
			}),
		);
	});

	test.each([
		['Order sync\n', 'Order sync'],
		[true, 'true'],
		['false', false],
		[5, '5'],
		[new ExactNumber('7615917337495251231'), '7615917337495251231'],
		[new ExactNumber('0.12345678901234567890'), 0.12345678901234568],
		['2026-01-01T00:00:00Z', '2026-01-01T01:00:00.000+01:00'],
		['2026-01-01', '2026-01-01T00:00:00Z'],
		[1_767_225_600_000, '2026-01-01T00:00:00Z'],
		[{ a: 1 }, { a: 1, b: 2 }],
		[{ a: null }, { b: 1 }],
		[{ a: {} }, undefined],
	])('%j is stored as %j', (sent, stored) => expect(isStored(sent, stored)).toBe(true));

	test.each([
		[{ a: 1, b: 2 }, { a: 1 }],
		[{}, { a: 1 }],
		[{ a: {} }, 5],
		[[], 'a'],
		[['a'], 'a'],
		[[{}], []],
		[
			[1, 2],
			[2, 1],
		],
		['2024', '2024-01-01'],
		[5, 5000],
		[1_767_225_600, 1_767_225_600_000],
		['1767225600', '1767225600000'],
	])('%j is not stored as %j', (sent, stored) => expect(isStored(sent, stored)).toBe(false));
});

test('nothing is nothing in every form, and something is not', () => {
	const forms = [undefined, null, '', ' ', {}, [], { a: null }];
	for (const one of forms) {
		for (const other of forms) expect([one, other, isStored(one, other)]).toEqual([one, other, true]);
		for (const some of [0, false, 'a', { a: 1 }, [1], [null]]) {
			expect([one, some, isStored(some, one)]).toEqual([one, some, false]);
			expect([one, some, isStored(one, some)]).toEqual([one, some, false]);
		}
	}
});

test('a platform has its own ways', () => {
	expect(isStored([1, 2], ['2', '1'], { listsInAnyOrder: true })).toBe(true);
	expect(isStored([1, 3], [2, 1], { listsInAnyOrder: true })).toBe(false);
	expect(isStored({ a: false }, null, { offIsNothing: true })).toBe(true);
	expect(isStored('false', false, { offIsNothing: true })).toBe(true);
	expect(isStored([{ _id: 'x', a: 1 }], [{ _id: 'y', a: 1 }], { ignored: ['_id'] })).toBe(true);
	expect(isStored([{}], [{ _id: 'y' }], { ignored: ['_id'] })).toBe(true);
});

test('the fields that are not stored are named', () => {
	expect(notStored({ a: 1, b: ' x', c: null, d: 2 }, { a: 2, b: 'x', d: '2' })).toEqual(['a']);
});
