import { describe, expect, test } from '@jest/globals';

import {
	exactJson,
	mayHoldShownNumbers,
	parseExact,
	shownRecord,
	withStoredNumbers,
} from '../../../core/data/exactJson';
import { ExactNumber } from '../../../core/data/ExactNumber';

const LONG = '7615917337495251231';

describe('JSON', () => {
	test.each([
		`{"id":${LONG}}`,
		`[-${LONG},{"a":[9007199254740993]}]`,
		`{"text":"${LONG} \\" ${LONG}","n":${LONG},"none":null,"yes":true}`,
		'[0.12345678901234567890,12345678901234567.25,1e400,-1.5E-400]',
		'[0.30000000000000004,1,-1,9007199254740991,2.5e-7]',
		'18446744073709551616',
	])('%s goes back as it came', (text) => {
		expect(exactJson(parseExact(text))).toBe(text);
	});

	test('numbers that JavaScript holds are numbers', () => {
		expect(parseExact('[1, 1.50, 1e300, 0.30000000000000004, 9007199254740991, -0.0]')).toEqual([
			1,
			1.5,
			1e300,
			0.1 + 0.2,
			9007199254740991,
			-0,
		]);
	});

	test.each(['{"a":1', `{"a":${LONG}`, `${LONG}1.`, '', 'x1234567890123456'])('%j is refused', (text) => {
		expect(() => parseExact(text)).toThrow(SyntaxError);
	});

	test('is written as JSON.stringify writes it', () => {
		const value = {
			at: new Date(0),
			gone: undefined,
			list: [undefined, () => 1],
			'a"b': { c: null },
			n: NaN,
		};
		const long = { ...value, id: new ExactNumber(LONG) };
		expect(exactJson(long)).toBe(JSON.stringify({ ...value, id: 0 }).replace(/0}$/, `${LONG}}`));
	});
});

test('people see whole numbers as text, and rounded fractions', () => {
	const record = {
		id: new ExactNumber(LONG),
		list: [{ rate: new ExactNumber('0.12345678901234567890') }],
		a: 1,
	};
	expect(shownRecord(record)).toEqual({ id: LONG, list: [{ rate: 0.12345678901234568 }], a: 1 });
	expect(JSON.parse(JSON.stringify(record))).toEqual(shownRecord(record));
	const plain = { a: [{ b: 1 }] };
	expect(shownRecord(plain)).toBe(plain);
});

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
	expect(withStoredNumbers(given, stored)).toEqual({
		id,
		list: [{ id, rate, more: LONG }],
		other: '5',
		fresh: LONG,
	});
	expect(withStoredNumbers({ id: LONG, list: 'none' }, stored)).toEqual({ id, list: 'none' });
});

test('what was only shown otherwise is found in a list in which other entries came or went before it', () => {
	const [one, other] = [new ExactNumber(LONG), new ExactNumber(`${LONG}5`)];
	const stored = { list: ['a', { id: one }, { id: other }], numbers: [one, other] };
	const given = { list: [{ id: `${LONG}5` }, 'new', { id: LONG }], numbers: [`${LONG}5`] };
	expect(withStoredNumbers(given, stored)).toEqual({
		list: [{ id: other }, 'new', { id: one }],
		numbers: [other],
	});
});

test.each([
	[{ a: [LONG] }, true],
	[{ rate: 0.12345678901234568 }, true],
	[{ a: '5f1b2c3d4e5f6a7b8c9d0e1f', b: 15, time: '2024-01-15T12:00:00.000Z' }, false],
	[undefined, false],
])('%j may hold a number that was shown otherwise: %s', (given, may) => {
	expect(mayHoldShownNumbers(given)).toBe(may);
});
