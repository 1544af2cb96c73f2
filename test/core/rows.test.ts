import { describe, expect, test } from '@jest/globals';

import { FieldError, readField } from '../../core/Field';
import { flag, rows, text } from '../../core/fields';

const changes = rows({
	displayName: 'Changes',
	addLabel: 'Add change',
	rowName: 'Change',
	fields: {
		name: text({ displayName: 'Name' }),
		isLocked: flag({ displayName: 'Locked', default: true }),
	},
});
const read = (given: unknown) => readField(changes, given, { timeZone: 'UTC' });

describe('rows', () => {
	test('reads every row by its fields, missing values by their defaults', () => {
		expect(read({ rows: [{ name: ' a ', isLocked: false }, { name: 'b' }] })).toEqual([
			{ name: 'a', isLocked: false },
			{ name: 'b', isLocked: true },
		]);
	});

	test('takes the list of an expression, and the value out of a resource locator', () => {
		expect(read([{ name: { __rl: true, mode: 'id', value: 'x' } }])).toEqual([{ name: 'x', isLocked: true }]);
	});

	test.each([undefined, null, '', {}, { rows: [] }])('has no row in %j', (given) => {
		expect(read(given)).toEqual([]);
	});

	test('names the row and the field that is wrong', () => {
		expect(() => read({ rows: [{ name: 'a' }, { name: '' }] })).toThrow(
			new FieldError('Changes: Change 2: Name: must not be empty'),
		);
		expect(() => read([5])).toThrow('Changes: Change 1 must be an object');
	});

	test('shows its fields in a fixed collection that may repeat', () => {
		expect(changes.property).toMatchObject({
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			options: [{ name: 'rows', displayName: 'Change', values: [{ name: 'name' }, { name: 'isLocked' }] }],
		});
	});
});
