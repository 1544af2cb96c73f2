import { describe, expect, test } from '@jest/globals';

import { FieldError } from '../../../core/data/FieldError';
import { choices, emptyOnPurpose, optionalText } from '../../../core/field/fields';
import {
	extracted,
	givenBy,
	listOf,
	oneOf,
	parsed,
	plainText,
	trueOrFalse,
} from '../../../core/field/givenValues';

const colours = [
	{ name: 'Red', value: 'red' },
	{ name: 'Blue', value: 'blue' },
] as const;

describe('what a user gave', () => {
	test.each([
		[' a b\n', ' a b\n'],
		[5, '5'],
		[0.5, '0.5'],
		[9007199254740993n, '9007199254740993'],
		['  ', undefined],
		['', undefined],
		[undefined, undefined],
		[null, undefined],
	])('%p is the text %p', (given, value) => {
		expect(plainText(given)).toBe(value);
	});

	test.each([[{}], [['a']], [true]])('%p is no text', (given) => {
		expect(() => plainText(given)).toThrow(new FieldError('must be text'));
	});

	test('a number that was rounded on its way would mean another record: it is refused', () => {
		expect(() => plainText(9007199254740994)).toThrow('lost digits');
		expect(() => plainText(-9007199254740994)).toThrow('lost digits');
		expect(plainText(9007199254740991)).toBe('9007199254740991');
	});

	test('is true or false, or neither', () => {
		expect([true, 'true', false, 'false'].map(trueOrFalse)).toEqual([true, true, false, false]);
		for (const given of ['yes', 1, '', undefined, null]) {
			expect(() => trueOrFalse(given)).toThrow(new FieldError('must be true or false'));
		}
	});

	test('is true or false as spreadsheets write it', () => {
		expect(['TRUE', ' True ', 'FALSE', 'False'].map(trueOrFalse)).toEqual([true, true, false, false]);
		for (const given of ['1', 'null', '"true"', '[true]', ['true'], { a: true }])
			expect(() => trueOrFalse(given)).toThrow(new FieldError('must be true or false'));
	});

	test('is one of the options, or is refused with their names', () => {
		expect(oneOf(colours, 'blue')).toBe('blue');
		for (const given of ['green', 'Blue', undefined]) {
			expect(() => oneOf(colours, given)).toThrow(`"${String(given)}" is not one of: red, blue`);
		}
	});

	test('is a list, or a list of itself', () => {
		expect([['a', 'b'], 'a', 0, { a: 1 }].map(listOf)).toEqual([['a', 'b'], ['a'], [0], [{ a: 1 }]]);
		expect([undefined, null, '', []].map(listOf)).toEqual([[], [], [], []]);
	});

	test('is JSON as text, or what an expression made', () => {
		expect(parsed('{"a": [1]}')).toEqual({ a: [1] });
		expect(parsed({ a: 1 })).toEqual({ a: 1 });
		expect(() => parsed('{"a"')).toThrow(FieldError);
		expect(() => parsed('{"a"')).toThrow('is not valid JSON');
	});

	test.each([
		['hunter2pass', 'is not valid JSON'],
		['{"key": "hunter2pass}', 'is not valid JSON at position'],
		['{"key": "hunter2pass",}', 'is not valid JSON at position 22'],
		['{"at position": hunter2pass', 'is not valid JSON'],
		['12345678901234567890 hunter2pass', 'is not valid JSON at position 21'],
		['x at position 5 hunter2pass', 'is not valid JSON'],
		['"hunter2pass at position 5', 'is not valid JSON at position'],
	])('%p is no JSON, and may be a secret: what it says of it quotes nothing', (given, expected) => {
		expect(() => parsed(given)).toThrow(expected);
		expect(() => parsed(given)).not.toThrow('hunter2pass');
	});

	test('is taken out of a resource locator', () => {
		expect(extracted({ __rl: true, mode: 'id', value: 'x' })).toBe('x');
		expect(extracted({ mode: 'id', value: 'x' })).toEqual({ mode: 'id', value: 'x' });
		expect(extracted('x')).toBe('x');
	});

	test('is left empty by hand only: an expression that gives an empty text has no value', () => {
		const locator = (value: string) => ({ __rl: true, mode: 'id', value });
		for (const empty of ['', ' ']) {
			expect(givenBy(empty, empty, '')).toBe(empty);
			expect(givenBy(locator(empty), empty, '')).toBe(empty);
			expect(givenBy('={{ $json.id }}', empty, '')).toBeUndefined();
			expect(givenBy(locator('={{ $json.id }}'), empty, '')).toBeUndefined();
		}
		expect([null, 0, 'a', false].map((value) => givenBy('={{ $json.id }}', value, ''))).toEqual([
			null,
			0,
			'a',
			false,
		]);
	});

	test('is a list of nothing by hand only, where that means all', () => {
		const rows = choices({ displayName: 'It', options: colours, default: [] });
		const nested = { wanted: emptyOnPurpose(rows), rows };
		const both = (each: unknown) => ({ wanted: each, rows: each });
		const given = (each: unknown) => givenBy(both(each), both([]), {}, nested);
		expect(given([])).toEqual(both([]));
		expect(given('={{ $json.wanted }}')).toEqual({ wanted: undefined, rows: [] });
		expect(givenBy(both('={{ $json.wanted }}'), both(['a']), {}, nested)).toEqual(both(['a']));
	});

	test.each(['', ' '])('is the text %j by hand only, where that means all', (empty) => {
		const text = optionalText({ displayName: 'It' });
		const wanted = emptyOnPurpose(text);
		const nested = { wanted, filter: { ...wanted, isFilter: true }, text, place: wanted };
		const locator = (value: string) => ({ __rl: true, mode: 'id', value });
		const all = (each: string) => ({ wanted: each, filter: each, text: each, place: locator(each) });
		const given = (each: string) => givenBy(all(each), all(empty), {}, nested);
		expect(given(empty)).toEqual(all(empty));
		expect(given('={{ $json.none }}')).toEqual({ ...all(empty), wanted: undefined, place: undefined });
	});

	test.each(['', ' '])('is the text %j by hand only, where that removes what is stored', (empty) => {
		const text = optionalText({ displayName: 'It' });
		const nested = { cleared: { ...text, takesEmpty: true }, text };
		const both = (each: string) => ({ cleared: each, text: each });
		expect(givenBy(both(empty), both(empty), {}, nested)).toEqual(both(empty));
		expect(givenBy(both('={{ $json.none }}'), both(empty), {}, nested)).toEqual({
			cleared: undefined,
			text: empty,
		});
	});

	test.each(['[]', '{}'])('so is %s where a field opens with it', (empty) => {
		const given = '={{ JSON.stringify($json.list) }}';
		expect(givenBy(empty, empty, empty)).toBe(empty);
		expect(givenBy(given, empty, empty)).toBeUndefined();
		expect(givenBy(given, empty, '')).toBe(empty);
		expect(givenBy('={{ $json.mode }}', 'any', 'any')).toBe('any');
	});
});
