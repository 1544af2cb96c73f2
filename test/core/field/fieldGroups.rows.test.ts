import { describe, expect, test } from '@jest/globals';

import { readField } from '../../../core/field/Field';
import { FieldError } from '../../../core/data/FieldError';
import { collection, rows } from '../../../core/field/fieldGroups';
import { flag, text } from '../../../core/field/fields';
import { locator } from '../../../core/field/locators';
import { operationListSearch } from '../../../core/field/listSearch';
import { operation, resource } from '../../../core/operation/Operation';
import type { Platform } from '../../../core/request/Platform';

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

	test('must have a row where that is required', () => {
		const required = rows({
			displayName: 'Groups',
			addLabel: 'Add group',
			rowName: 'Group',
			required: true,
			fields: { id: text({ displayName: 'ID' }) },
		});
		const message = 'Groups: must have at least one Group';
		expect(() => readField(required, {}, { timeZone: 'UTC' })).toThrow(message);
		expect(readField(required, [{ id: '1' }], { timeZone: 'UTC' })).toEqual([{ id: '1' }]);
	});

	test('shows its fields in a fixed collection that may repeat', () => {
		expect(changes.property).toMatchObject({
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			options: [{ name: 'rows', displayName: 'Change', values: [{ name: 'name' }, { name: 'isLocked' }] }],
		});
	});
});

test('the pickers of fields inside groups are list searches of the node too', () => {
	const id = (name: string) =>
		locator({ displayName: 'ID', idExample: '1', picker: { name, choices: async function* () {} } });
	const platform: Platform = {
		name: 'things',
		displayName: 'Things',
		credentialType: 'thingsApi',
		connect: () => ({ baseUrl: 'http://127.0.0.1', secrets: [] }),
		pace: { requestsPerSecond: 1, burst: 1, inFlight: 1 },
		retry: {
			retries: 0,
			firstDelayMs: 0,
			longestDelayMs: 0,
			idempotentMethods: [],
			retriesRateLimits: false,
		},
		rowsPerPage: 1,
		requestTimeoutMs: 1,
		signsIn: false,
		explain: () => ({}),
	};
	const change = operation({
		name: 'Change',
		action: 'Change things',
		fields: {
			id: id('top'),
			rows: rows({
				displayName: 'Rows',
				addLabel: 'Add',
				rowName: 'Row',
				fields: { id: id('inRow') },
			}),
			more: collection({ displayName: 'More', fields: { id: id('inCollection') } }),
		},
		run: async () => await Promise.resolve(undefined),
	});
	const methods = operationListSearch(platform, [resource('Thing', [change])]);
	expect(Object.keys(methods)).toEqual(['top', 'inRow', 'inCollection']);
});
