import { describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';

import type { Field } from '../../../core/field/Field';
import { readField, readFields } from '../../../core/field/Field';
import { FieldError } from '../../../core/data/FieldError';
import { collection, pairs, queryParameters } from '../../../core/field/fieldGroups';
import {
	choice,
	choices,
	flag,
	ids,
	integer,
	json,
	namedProperties,
	optionalJson,
	optionalJsonList,
	optionalText,
	optionalTexts,
	optionalTime,
	text,
	when,
} from '../../../core/field/fields';
import { locator, optionalLocator } from '../../../core/field/locators';

const zone = { timeZone: 'Europe/Berlin' };
const read = <Value>(field: Field<Value>, given: unknown) => readField(field, given, zone);
const label = { displayName: 'It' };
const options = [
	{ name: 'Red', value: 'red' },
	{ name: 'Blue', value: 'blue' },
] as const;
const picker = { name: 'searchThings', choices: async function* () {} };
const place = { ...label, picker, idExample: '42' };

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
	ids: ids(label),
	optionalTexts: optionalTexts(label),
	optionalTime: optionalTime(label),
	pairs: pairs({ ...label, addLabel: 'Add' }),
	query: queryParameters({ ...label, addLabel: 'Add' }),
	locator: locator(place),
	optionalLocator: optionalLocator(place),
	collection: collection({
		...label,
		fields: { size: integer({ displayName: 'Size', default: 1 }), at: locator(place) },
	}),
};
type Kind = keyof typeof fields;

test.each<[Kind, unknown, unknown]>([
	['text', ' a ', 'a'],
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
	['json', '{"a": 1}', { a: 1 }],
	['json', { a: 1 }, { a: 1 }],
	['optionalJson', '', undefined],
	['optionalJsonList', '[1, {"a": 2}]', [1, { a: 2 }]],
	['optionalJsonList', [], []],
	['optionalJsonList', null, undefined],
	['ids', 'a, b\nc,,a ', ['a', 'b', 'c']],
	['ids', ['a', 7, ' '], ['a', '7']],
	['ids', 7, ['7']],
	['optionalTexts', undefined, []],
	['optionalTime', '', undefined],
	['optionalTime', '2024-01-15T12:00:00', '2024-01-15T11:00:00.000Z'],
	['optionalTime', '2024-01-15T12:00:00Z', '2024-01-15T12:00:00.000Z'],
	['optionalTime', DateTime.fromMillis(0), '1970-01-01T00:00:00.000Z'],
	['pairs', { pairs: [{ name: ' a ', value: 1 }, { name: 'b' }] }, { a: '1', b: '' }],
	['pairs', {}, {}],
	[
		'query',
		{
			pairs: [
				{ name: 'at', value: '>1' },
				{ name: 'b', value: 2 },
				{ name: 'at', value: '<9' },
			],
		},
		{ at: ['>1', '<9'], b: '2' },
	],
	['locator', ' 42 ', '42'],
	['optionalLocator', '', undefined],
	['collection', {}, {}],
	['collection', undefined, {}],
	['collection', { size: 5, other: 1 }, { size: 5 }],
	['collection', { at: { __rl: true, mode: 'id', value: 'x' } }, { at: 'x' }],
])('%s reads %p as %p', (kind, given, value) => {
	expect(read<unknown>(fields[kind], given)).toEqual(value);
});

test.each<[Kind, unknown, string]>([
	['text', '', 'It: must not be empty'],
	['text', ' \n', 'It: must not be empty'],
	['text', undefined, 'It: must not be empty'],
	['text', {}, 'It: must be text'],
	['optionalText', ['a'], 'It: must be text'],
	['integer', -1, 'It: must be 0 or more, not -1'],
	['integer', 11, 'It: must be 10 or less, not 11'],
	['integer', 1.5, 'It: must be a whole number'],
	['integer', '', 'It: must be a whole number'],
	['integer', 'ten', 'It: must be a whole number'],
	['integer', NaN, 'It: must be a whole number'],
	['flag', 'yes', 'It: must be true or false'],
	['choice', 'green', 'It: "green" is not one of: red, blue'],
	['choices', ['red', 'green'], 'It: "green" is not one of: red, blue'],
	['json', '', 'It: must not be empty'],
	['json', '{"a"', 'It: is not valid JSON'],
	['json', '[1]', 'It: must be a JSON object'],
	['optionalJson', 'null', 'It: must be a JSON object'],
	['optionalJsonList', '{}', 'It: must be a JSON list'],
	['ids', ' , ', 'It: must not be empty'],
	['ids', [{}], 'It: must be text'],
	['optionalTime', 'tomorrow', 'It: "tomorrow" is not a time'],
	['pairs', { pairs: [{ name: '', value: 1 }] }, 'It: must not be empty'],
	['pairs', { pairs: [{ name: 'a' }, { name: 'a' }] }, 'It: has the name "a" twice'],
	['query', { pairs: [{ name: '', value: 1 }] }, 'It: must not be empty'],
	['text', 9007199254740994, 'It: has lost digits as a number: give it as text'],
	['locator', 9007199254740994, 'It: has lost digits as a number: give it as text'],
	['text', 'a [redacted] b', 'It: contains [redacted], which stands where a secret was'],
	['json', { key: { secret: '[redacted]' } }, 'It: contains [redacted]'],
	['collection', { at: '[redacted]' }, 'It: It: contains [redacted]'],
	['locator', '', 'It: must not be empty'],
	['locator', undefined, 'It: must not be empty'],
	['collection', 'x', 'It: must be an object'],
	['collection', { size: 'big' }, 'It: Size: must be a whole number'],
])('%s refuses %p: %s', (kind, given, message) => {
	expect(() => read<unknown>(fields[kind], given)).toThrow(FieldError);
	expect(() => read<unknown>(fields[kind], given)).toThrow(message);
});

describe('sets of fields', () => {
	test('a field that is not shown is not read', () => {
		const set = {
			kind: choice({ ...label, options, default: 'red' }),
			size: when({ kind: ['blue'] }, integer({ ...label, default: 1 })),
		};
		const given = (values: Record<string, unknown>) => readFields(set, (name) => values[name], zone);
		expect(given({ kind: 'red', size: 'not a number' })).toEqual({ kind: 'red' });
		expect(given({ kind: 'blue', size: 5 })).toEqual({ kind: 'blue', size: 5 });
		expect(() => given({ kind: 'blue', size: 'big' })).toThrow(FieldError);
	});

	test('hints survive the label', () => {
		let thrown: unknown;
		try {
			read(fields.optionalTime, 'tomorrow');
		} catch (error) {
			thrown = error;
		}
		expect(thrown).toMatchObject({ hint: expect.stringContaining('ISO 8601') });
	});

	test('what n8n gets is a copy that it may write into', () => {
		const [first] = namedProperties({ size: fields.integer });
		Object.assign(first?.typeOptions ?? {}, { minValue: -1 });
		expect(namedProperties({ size: fields.integer })).toMatchObject([
			{ name: 'size', typeOptions: { minValue: 0, maxValue: 10 } },
		]);
	});

	test('what is optional in a collection is not required, and its options are sorted', () => {
		const { property } = collection({
			...label,
			fields: { b: text({ displayName: 'B' }), a: text({ displayName: 'A' }) },
		});
		expect(property.options).toMatchObject([{ name: 'a' }, { name: 'b' }]);
		expect(JSON.stringify(property.options)).not.toContain('required');
	});
});
