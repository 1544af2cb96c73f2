import { describe, expect, test } from '@jest/globals';

import { ExactNumber } from '../../../core/data/ExactNumber';
import { dependsOnStored, undefinedPath, withStoredValues } from '../../../core/data/storedValues';

const LONG = '7615917337495251231';

test('what was only shown otherwise is put back as it is stored', () => {
	const id = new ExactNumber(LONG);
	const rate = new ExactNumber('0.12345678901234567890');
	const stored = { id, list: [{ id, rate }], other: id };
	const given = {
		id: LONG,
		list: [{ id: LONG, rate: 0.12345678901234568, more: LONG }],
		other: '5',
		fresh: LONG,
	};
	expect(withStoredValues(given, stored)).toEqual({
		id,
		list: [{ id, rate, more: LONG }],
		other: '5',
		fresh: LONG,
	});
	expect(withStoredValues({ id: LONG, list: 'none' }, stored)).toEqual({ id, list: 'none' });
});

describe('a list', () => {
	const [one, other] = [new ExactNumber(LONG), new ExactNumber(`${LONG}5`)];

	test('in which entries came, went and changed has the numbers of those that stayed', () => {
		const stored = { list: ['a', { id: one, name: 'A' }, { id: other }], numbers: [one, other] };
		const given = {
			list: [{ id: `${LONG}5` }, 'new', { name: 'changed', id: LONG }],
			numbers: [`${LONG}5`],
		};
		expect(withStoredValues(given, stored)).toEqual({
			list: [{ id: other }, 'new', { name: 'changed', id: one }],
			numbers: [other],
		});
	});

	test('takes a text that is stored as text for text', () => {
		const stored = { list: [{ id: LONG }, { id: one }] };
		const given = { list: [{ id: LONG }, { id: LONG }] };
		expect(withStoredValues(given, stored)).toEqual(stored);
	});

	test('takes a short number for a rounded one only at its own place', () => {
		const rate = new ExactNumber('0.30000000000000000001');
		expect(withStoredValues({ list: [0.3, 0.3] }, { list: [rate] })).toEqual({ list: [rate, 0.3] });
	});
});

test('what is undefined keeps what is stored at its place; nothing where nothing is', () => {
	const stored = { a: 1, b: { c: [2], d: 3 }, e: 'text' };
	const given = { a: undefined, b: { c: undefined, x: undefined }, e: { f: undefined } };
	expect(withStoredValues(given, stored)).toEqual({
		a: 1,
		b: { c: [2], x: undefined },
		e: { f: undefined },
	});
});

test.each([
	[{ a: [LONG] }, true],
	[{ rate: 0.12345678901234568 }, true],
	[{ a: { b: undefined } }, true],
	[{ a: '5f1b2c3d4e5f6a7b8c9d0e1f', b: 15, time: '2024-01-15T12:00:00.000Z' }, false],
])('%j may depend on what is stored: %s', (given, may) => {
	expect(dependsOnStored(given)).toBe(may);
});

test.each([
	[{ a: 1, b: { c: undefined } }, 'b.c', undefined],
	[{ a: [1, { b: undefined }] }, 'a[1].b', 'a[1].b'],
	[[undefined], '[0]', '[0]'],
	[{ a: null, b: [''] }, undefined, undefined],
])('%j has nothing at %s, within lists at %s', (given, path, inLists) => {
	expect(undefinedPath(given)).toBe(path);
	expect(undefinedPath(given, { inLists: true })).toBe(inLists);
});
