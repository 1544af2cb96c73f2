import { expect, test } from '@jest/globals';
import { DateTime } from 'luxon';

import { FieldError } from '../../../core/data/FieldError';
import { readField } from '../../../core/field/Field';
import type { Field } from '../../../core/field/Field';
import {
	choice,
	choices,
	emptyOnPurpose,
	flag,
	integer,
	json,
	optionalJson,
	optionalJsonList,
	optionalText,
	optionalTexts,
	optionalEnd,
	optionalTime,
	readAs,
	refuseNothing,
	required,
	text,
} from '../../../core/field/fields';
import { CHECK_EXPRESSION } from '../../../core/field/givenValues';

const zone = { timeZone: 'Europe/Berlin' };
const read = <Value>(field: Field<Value>, given: unknown) => readField(field, given, zone);
const label = { displayName: 'It' };
const options = [
	{ name: 'Red', value: 'red' },
	{ name: 'Blue', value: 'blue' },
] as const;

const fields = {
	text: text(label),
	optionalText: optionalText(label),
	integer: integer({ ...label, default: 1, min: 0, max: 10 }),
	unbounded: integer({ ...label, default: 1 }),
	flag: flag({ ...label, default: true }),
	choice: choice({ ...label, options, default: 'red' }),
	choices: choices({ ...label, options, default: [] }),
	json: json(label),
	optionalJson: optionalJson(label),
	optionalJsonList: optionalJsonList(label),
	optionalTexts: optionalTexts(label),
	optionalTime: optionalTime(label),
	optionalEnd: optionalEnd(label),
};
type Kind = keyof typeof fields;

test.each<[Kind, unknown, unknown]>([
	['text', ' a ', ' a '],
	['text', 5, '5'],
	['text', 9007199254740993n, '9007199254740993'],
	['optionalText', '  ', undefined],
	['optionalText', null, undefined],
	['integer', 0, 0],
	['integer', ' 10 ', 10],
	['unbounded', -1e9, -1e9],
	['flag', 'false', false],
	['flag', true, true],
	['choice', 'blue', 'blue'],
	['choices', ['blue', 'red'], ['blue', 'red']],
	['choices', 'red', ['red']],
	['choices', undefined, []],
	['choices', '', []],
	['choices', 'red, blue', ['red', 'blue']],
	['choices', ' red\nblue ', ['red', 'blue']],
	['choices', '["blue", "red"]', ['blue', 'red']],
	['choices', '"blue", "red"', ['blue', 'red']],
	['choices', ['red', ' red ', 'red'], ['red']],
	['json', '{"a": 1}', { a: 1 }],
	['json', { a: 1 }, { a: 1 }],
	['optionalJson', '', undefined],
	['optionalJsonList', '[1, {"a": 2}]', [1, { a: 2 }]],
	['optionalJsonList', [], []],
	['optionalJsonList', null, undefined],
	['optionalTexts', 'a b, c\nd,,c ', ['a b', 'c', 'd']],
	['optionalTexts', '["a, b", 7]', ['a, b', '7']],
	['optionalTexts', ['a', 7, ' '], ['a', '7']],
	['optionalTexts', '', []],
	['optionalTime', '', undefined],
	['optionalTime', '2024-01-15T12:00:00', '2024-01-15T11:00:00.000Z'],
	['optionalTime', '2024-01-15T12:00:00Z', '2024-01-15T12:00:00.000Z'],
	['optionalTime', DateTime.fromMillis(0), '1970-01-01T00:00:00.000Z'],
	['optionalTime', 45322, '2024-01-30T23:00:00.000Z'],
	['optionalEnd', '', undefined],
	['optionalEnd', '2024-01-15', '2024-01-15T22:59:59.999Z'],
	['optionalEnd', 20240331, '2024-03-31T21:59:59.999Z'],
	['optionalEnd', '2024-01-15T00:00:00', '2024-01-14T23:00:00.000Z'],
	['optionalEnd', DateTime.fromISO('2024-01-15', { zone: 'utc' }), '2024-01-15T00:00:00.000Z'],
])('%s reads %p as %p', (kind, given, value) => {
	expect(read<unknown>(fields[kind], given)).toEqual(value);
});

test.each<[Kind, unknown, string]>([
	['text', '', "'It' must not be empty"],
	['text', ' \n', "'It' must not be empty"],
	['text', undefined, "'It' must not be empty"],
	['text', {}, "'It' must be text"],
	['optionalText', ['a'], "'It' must be text"],
	['integer', -1, "'It' must be 0 or more, not -1"],
	['integer', 11, "'It' must be 10 or less, not 11"],
	['integer', 1.5, "'It' must be a whole number"],
	['integer', '', "'It' must be a whole number"],
	['integer', 'ten', "'It' must be a whole number"],
	['integer', NaN, "'It' must be a whole number"],
	['flag', 'yes', "'It' must be true or false"],
	['choice', 'green', `'It': "green" is not one of: red, blue`],
	['choices', ['red', 'green'], `'It': "green" is not one of: red, blue`],
	['choices', 'red,green', `'It': "green" is not one of: red, blue`],
	['choices', 'red,,blue', `'It': "" is not one of: red, blue`],
	['choices', '[red', `'It': "[red" is not one of: red, blue`],
	['choices', ['red', null], `'It': "null" is not one of: red, blue`],
	['choices', '["red", null]', `'It' has no value for entry 2`],
	// Where none means all, an expression must not mean it.
	['choices', '[]', `'It': "[]" is not one of: red, blue`],
	['choices', ' ', `'It': "" is not one of: red, blue`],
	['choices', ',', `'It': "," is not one of: red, blue`],
	['choices', '[""]', `'It': "[""]" is not one of: red, blue`],
	['choices', [''], `'It': "" is not one of: red, blue`],
	['json', '', "'It' must not be empty"],
	['json', '{"a"', "'It' is not valid JSON"],
	['json', '[1]', "'It' must be a JSON object"],
	['optionalJson', 'null', "'It' must be a JSON object"],
	['optionalJsonList', '{}', "'It' must be a JSON list"],
	['optionalTexts', [{}], "'It' must be text"],
	['json', { a: [1, { b: 9007199254740994 }] }, "'It': a[1].b is too large for a number and has lost digits"],
	['json', { a: NaN }, "'It': a: NaN is not a number"],
	['optionalTime', 'tomorrow', `'It': "tomorrow" is not a time`],
	['optionalTime', 2024, `'It': "2024" is not a time`],
	['optionalTime', 0, `'It': "0" is not a time`],
	['optionalTime', ['2026-01-05'], `'It': a list was given instead of a time`],
	['optionalTime', [], `'It': a list was given instead of a time`],
])('%s refuses %p: %s', (kind, given, message) => {
	expect(() => read<unknown>(fields[kind], given)).toThrow(FieldError);
	expect(() => read<unknown>(fields[kind], given)).toThrow(message);
});

test('what must be given is marked as such', () => {
	const required = Object.entries(fields).flatMap(([kind, { property }]) =>
		property.required ? [kind] : [],
	);
	expect(required).toEqual(['text', 'json']);
});

test.each<Field<unknown>>([emptyOnPurpose(optionalText(label)), optionalTexts(label)])(
	'a field whose emptiness says something is empty by hand only (%#)',
	(field) => {
		expect(() => field.read('', zone)).not.toThrow();
		for (const nothing of [undefined, null]) {
			expect(() => field.read(nothing, zone)).toThrow(new FieldError('has no value', CHECK_EXPRESSION));
			expect(() => required(field).read(nothing, zone)).toThrow('must not be empty');
		}
	},
);

test('an update that sets nothing is refused in one way, whatever it is of', () => {
	expect(() => refuseNothing({ name: undefined })).not.toThrow();
	expect(() => refuseNothing({})).toThrow(
		new FieldError("'Update Fields' is empty", 'Add at least one field. Nothing was sent.'),
	);
	expect(() => refuseNothing({}, { label: 'Config (JSON)', why: 'It would start a resync.' })).toThrow(
		new FieldError(
			"'Config (JSON)' is empty",
			'Add at least one field. It would start a resync. Nothing was sent.',
		),
	);
});

test('a field that is read as something else is checked as before, and so is what it becomes', () => {
	const short = readAs(optionalText(label), (value = '') => {
		if (value.length > 3) throw new FieldError('is too long');
		return value.toUpperCase();
	});
	expect(short.property).toEqual(optionalText(label).property);
	expect(readField(short, 'abc', { timeZone: 'utc' })).toBe('ABC');
	expect(() => readField(short, {}, { timeZone: 'utc' })).toThrow('must be text');
	expect(() => readField(short, 'abcd', { timeZone: 'utc' })).toThrow('is too long');
});
