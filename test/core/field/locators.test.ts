import { describe, expect, test } from '@jest/globals';

import { readField } from '../../../core/field/Field';
import { locator, optionalLocator } from '../../../core/field/locators';
import { operation, type AnyOperation } from '../../../core/operation/Operation';
import { route } from '../../../core/request/Route';
import { forAllTests } from '../../lifecycle';
import { failureOf, goesOn, run, ThingsServer } from '../things';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const picker = { name: 'searchThings', choices: async function* () {} };
const url = {
	pattern: 'https://app\\.example\\.com/things/([a-z]+)',
	example: 'https://app.example.com/things/abc',
};
const label = { displayName: 'Thing', picker, idExample: 'abc' };
const get = operation({
	name: 'Get',
	action: 'Get a thing',
	fields: { thingId: locator({ ...label, url }) },
	run: async (api, { thingId }) => await api.record(route`/things/${thingId}`),
});
const list = operation({
	name: 'List',
	action: 'List things',
	fields: { thingId: optionalLocator({ ...label, url }) },
	run: async (api, { thingId = 'all' }) => await api.record(route`/things/${thingId}`),
});

test.each([
	[{ mode: 'id', value: ' a+b/c ' }, 'a%2Bb%2Fc'],
	[{ mode: 'list', value: 'abc' }, 'abc'],
	[{ mode: 'url', value: 'https://app.example.com/things/abc/edit' }, 'abc'],
	[{ mode: 'id', value: '={{ $json.id }}' }, '77'],
])('a record may be given as %j', async (given, id) => {
	const items = [{ id: 77 }];
	await run(server, get, { parameters: { thingId: { __rl: true, ...given } }, items });
	expect(server.lines).toEqual([`GET /things/${id}`]);
});

test('a record that must be given is refused when it is missing, before any request', async () => {
	const parameters = { thingId: { __rl: true, mode: 'id', value: '={{ $json.nothing }}' } };
	const missing = await run(server, get, { parameters, ...goesOn });
	expect(failureOf(missing).message).toBe("'Thing' must not be empty");
	expect(server.lines).toEqual([]);
});

describe.each<[string, AnyOperation, string]>([
	['must be given', get, 'must not be empty'],
	['may be left empty', list, 'has no value'],
])('an address from an expression, of a record that %s', (_what, operationOf, whenNothing) => {
	const given = (value: string) => ({
		parameters: { thingId: { __rl: true, mode: 'url', value } },
		items: [{ url: 'https://app.example.com/things/abc' }, { url: 'https://other.example.com/abc' }, {}],
		...goesOn,
	});

	test('is refused where it is none, or where there is none, for its item', async () => {
		const result = await run(server, operationOf, given('={{ $json.url }}'));
		expect(server.lines).toEqual(['GET /things/abc']);
		expect(failureOf(result, 1)).toMatchObject({
			message: `'Thing': "https://other.example.com/abc" is not a URL such as ${url.example} [item 1]`,
			description: expect.stringContaining('Nothing was sent.'),
		});
		expect(failureOf(result, 2).message).toBe(`'Thing' ${whenNothing} [item 2]`);
	});

	test.each(["={{ '' }}", '={{ null }}', "={{ ' ' }}"])('is refused where it is %s', async (nothing) => {
		const result = await run(server, operationOf, given(nothing));
		expect(failureOf(result, 0).message).toBe(`'Thing' ${whenNothing} [item 0]`);
		expect(server.lines).toEqual([]);
	});
});

test('an ID that lost digits on its way would mean another record: it is refused', () => {
	const zone = { timeZone: 'UTC' };
	expect(() => readField(locator(label), 9007199254740994, zone)).toThrow(
		"'Thing' is too large for a number and has lost digits",
	);
	expect(readField(locator(label), 42, zone)).toBe('42');
});

describe('what it shows', () => {
	test('is a list to choose from, and an ID; it must be given', () => {
		expect(locator(label).property).toMatchObject({
			displayName: 'Thing',
			type: 'resourceLocator',
			required: true,
			default: { mode: 'list', value: '' },
			modes: [
				{ name: 'list', typeOptions: { searchListMethod: 'searchThings', searchable: true } },
				{ name: 'id', placeholder: 'e.g. abc' },
			],
		});
		expect(locator(label).picker).toBe(picker);
	});

	test('is also an address, where the pages of the platform have one', () => {
		expect(locator({ ...label, url }).property.modes?.[2]).toMatchObject({
			name: 'url',
			placeholder: `e.g. ${url.example}`,
			extractValue: { type: 'regex', regex: url.pattern },
			validation: [
				{ type: 'regex', properties: { regex: `${url.pattern}.*`, errorMessage: expect.any(String) } },
			],
		});
	});

	test('is also a name, where the label has an example', () => {
		expect(locator({ ...label, nameExample: 'Chair' }).property.modes?.[2]).toEqual({
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Chair',
		});
	});

	test('is cleared when a locator changes on which its list depends', () => {
		const dependent = locator({ ...label, picker: { ...picker, dependsOn: ['shelfId'] } });
		expect(dependent.property.typeOptions).toEqual({ loadOptionsDependsOn: ['shelfId.value'] });
		expect(locator(label).property.typeOptions).toBeUndefined();
	});

	test('may be left empty where it is optional', () => {
		const optional = optionalLocator(label);
		expect(optional.property).not.toHaveProperty('required');
		expect(readField(optional, '', { timeZone: 'UTC' })).toBeUndefined();
		expect(readField(optional, ' 42 ', { timeZone: 'UTC' })).toBe('42');
	});
});
