import { describe, expect, test } from '@jest/globals';

import { FieldError } from '../../../core/data/FieldError';
import { readField } from '../../../core/field/Field';
import type { Field } from '../../../core/field/Field';
import { collection, filterFields, pairs, queryParameters, rows } from '../../../core/field/fieldGroups';
import { flag, integer, optionalJson, refuseNothing, text } from '../../../core/field/fields';
import { locator } from '../../../core/field/locators';

const read = <Value>(field: Field<Value>, given: unknown) => readField(field, given, { timeZone: 'UTC' });
const label = { displayName: 'It' };

describe('a collection', () => {
	const picker = { name: 'searchThings', choices: async function* () {} };
	const group = collection({
		...label,
		fields: {
			size: integer({ displayName: 'Size', default: 1 }),
			at: locator({ displayName: 'At', picker, idExample: '42' }),
		},
	});

	test.each([
		[{}, {}],
		[undefined, {}],
		['', {}],
		[{ size: 5, other: 1 }, { size: 5 }],
		[{ at: { __rl: true, mode: 'id', value: 'x' } }, { at: 'x' }],
	])('reads %j as %j: what was not added is absent', (given, value) => {
		expect(read(group, given)).toEqual(value);
	});

	test.each(['', '{}', undefined])(
		'has no JSON that was left as it opens, or as it once opened: %j',
		(more) => {
			const changes = collection({ ...label, fields: { more: optionalJson(label) } });
			expect(() => refuseNothing(read(changes, { more }))).toThrow('is empty');
			expect(read(changes, { more: '{"a": 1}' })).toEqual({ more: { a: 1 } });
		},
	);

	test.each([
		['x', "'It' must be an object"],
		[{ size: 'big' }, "'It': 'Size' must be a whole number"],
	])('refuses %j: %s', (given, message) => {
		expect(() => read(group, given)).toThrow(new FieldError(message));
	});

	test('requires nothing that was not added, and sorts what can be', () => {
		const { property } = collection({
			...label,
			fields: { b: text({ displayName: 'B' }), a: text({ displayName: 'A' }) },
		});
		expect(property.options).toMatchObject([{ name: 'a' }, { name: 'b' }]);
		expect(JSON.stringify(property.options)).not.toContain('required');
		expect(property.placeholder).toBe('Add field');
	});

	test('of filters takes no expression without a value: more would be read', () => {
		const filters = filterFields({ name: text({ displayName: 'Name' }) });
		expect(filters.property).toMatchObject({ displayName: 'Filters', placeholder: 'Add filter' });
		expect(read(filters, { name: 'x' })).toEqual({ name: 'x' });
		expect(read(filters, { name: '' })).toEqual({});
		expect(() => read(filters, { name: null })).toThrow("'Filters': 'Name' has no value");
	});
});

describe('pairs', () => {
	const named = pairs({ ...label, addLabel: 'Add' });

	test('are texts by name', () => {
		const given = [
			{ name: ' a ', value: 1 },
			{ name: 'b', value: '' },
			{ name: 'c' },
			{ name: 'd', value: null },
		];
		expect(read(named, { pairs: given })).toEqual({ a: '1', b: '' });
		expect(read(named, {})).toEqual({});
	});

	test.each([
		[{ pairs: [{ name: '', value: 1 }] }, "'It' must not be empty"],
		[{ pairs: [{ name: ' \n', value: 1 }] }, "'It' must not be empty"],
		[{ pairs: [{ value: 1 }] }, "'It' must not be empty"],
		[{ pairs: [{ name: null, value: 1 }] }, "'It' must not be empty"],
		[{ pairs: [{ name: ['a'], value: 1 }] }, "'It' must be text"],
		[
			{ pairs: [{ name: -9007199254740994, value: 1 }] },
			"'It' is too large for a number and has lost digits: pass it as text",
		],
		[
			{
				pairs: [
					{ name: 'a', value: 1 },
					{ name: 'a', value: 2 },
				],
			},
			`'It' has the name "a" twice`,
		],
	])('refuse %j: %s', (given, message) => {
		expect(() => read(named, given)).toThrow(new FieldError(message));
	});

	test.each([
		['pairs', named] as const,
		['query parameters', queryParameters({ ...label, addLabel: 'Add' })] as const,
	])('%s may be true or false, and say which of them is no text', (_what, field) => {
		const given = (value: unknown) => ({
			pairs: [
				{ name: ' sandbox ', value },
				{ name: 'b', value: false },
			],
		});
		expect(read<unknown>(field, given(true))).toEqual({ sandbox: 'true', b: 'false' });
		for (const value of [new Date(0), ['x'], {}]) {
			expect(() => read<unknown>(field, given(value))).toThrow(`'It': "sandbox" must be text`);
		}
		expect(() => read<unknown>(field, given(9007199254740994))).toThrow(`'It': "sandbox" is too large`);
	});

	test('of a query may come twice', () => {
		const query = queryParameters({ ...label, addLabel: 'Add' });
		const twice = [
			{ name: 'at', value: '>1' },
			{ name: 'b', value: 2 },
			{ name: 'at', value: '<9' },
			{ name: 'none', value: '' },
		];
		expect(read(query, { pairs: twice })).toEqual({ at: ['>1', '<9'], b: '2' });
		expect(() => read(query, { pairs: [{ name: '', value: 1 }] })).toThrow("'It' must not be empty");
	});

	test.each([null, undefined])(
		'of a query are refused where an expression gives %s: it may narrow',
		(value) => {
			const query = queryParameters({ ...label, addLabel: 'Add' });
			const given = {
				pairs: [
					{ name: 'a', value: 'b' },
					{ name: 'only', value },
				],
			};
			expect(() => read(query, given)).toThrow(`'It' has no value for "only"`);
		},
	);
});

const changes = rows({
	displayName: 'Changes',
	addLabel: 'Add change',
	rowName: 'Change',
	fields: {
		name: text({ displayName: 'Name' }),
		isLocked: flag({ displayName: 'Locked', default: true }),
	},
});

describe('rows', () => {
	test('reads every row by its fields, missing values by their defaults', () => {
		expect(read(changes, { rows: [{ name: ' a ', isLocked: false }, { name: 'b' }] })).toEqual([
			{ name: ' a ', isLocked: false },
			{ name: 'b', isLocked: true },
		]);
	});

	test('takes the list of an expression, and the value out of a resource locator', () => {
		expect(read(changes, [{ name: { __rl: true, mode: 'id', value: 'x' } }])).toEqual([
			{ name: 'x', isLocked: true },
		]);
	});

	test.each([undefined, null, '', {}, { rows: [] }])('has no row in %j', (given) => {
		expect(read(changes, given)).toEqual([]);
	});

	test('names the row and the field that is wrong', () => {
		expect(() => read(changes, { rows: [{ name: 'a' }, { name: '' }] })).toThrow(
			new FieldError("'Changes': Change 2: 'Name' must not be empty"),
		);
		expect(() => read(changes, [5])).toThrow("'Changes': Change 1 must be an object");
	});

	test('must have a row where that is required', () => {
		const required = rows({
			displayName: 'Groups',
			addLabel: 'Add group',
			rowName: 'Group',
			required: true,
			fields: { id: text({ displayName: 'ID' }) },
		});
		const message = "'Groups' must have at least one Group";
		expect(() => read(required, {})).toThrow(message);
		expect(read(required, [{ id: '1' }])).toEqual([{ id: '1' }]);
	});

	test('shows its fields in a fixed collection that may repeat', () => {
		expect(changes.property).toMatchObject({
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			options: [{ name: 'rows', displayName: 'Change', values: [{ name: 'name' }, { name: 'isLocked' }] }],
		});
	});
});

test('a locator inside a group takes no name: it could not be looked up', () => {
	const picker = { name: 'searchThings', choices: async function* () {} };
	const id = locator({ displayName: 'Thing', picker, idExample: '1', nameExample: 'Chair' });
	const group = rows({ displayName: 'Things', addLabel: 'Add', rowName: 'Thing', fields: { id } });
	expect(JSON.stringify(group.property)).not.toContain('By Name');
	const given = { rows: [{ id: { __rl: true, mode: 'name', value: 'Chair' } }] };
	expect(() => group.read(given, { timeZone: 'UTC' })).toThrow('takes no name here');
});
