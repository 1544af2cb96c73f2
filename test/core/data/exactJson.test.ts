import { describe, expect, test } from '@jest/globals';

import { exactJson, parseExact, shownRecord } from '../../../core/data/exactJson';
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
