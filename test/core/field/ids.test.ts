import { describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { optionalLocator } from '../../../core/field/locators';
import { id, ids, optionalId, optionalIds } from '../../../core/field/ids';
import { operation } from '../../../core/operation/Operation';
import { route } from '../../../core/request/Route';
import { forAllTests } from '../../lifecycle';
import { run, ThingsServer } from '../things';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const label = { displayName: 'Things' };
const resolve = operation({
	name: 'Resolve',
	action: 'Resolve things',
	fields: { things: ids({ ...label, keys: ['thingId'] }), others: optionalIds({ displayName: 'Others' }) },
	run: async (api, { things }) => {
		await api.put(route`/things`, things);
		return { things: [...things] };
	},
});
const exclude = operation({
	name: 'Exclude',
	action: 'Exclude things',
	fields: { things: optionalIds({ ...label, anyText: true }) },
	run: async (api, { things }) => {
		await api.put(route`/things`, things);
		return { things: [...things] };
	},
});
const retry = operation({
	name: 'Retry',
	action: 'Retry things',
	fields: { things: ids({ ...label, keys: ['thingId'], noneWith: ['name'] }) },
	run: async (api, { things }) => {
		await api.put(route`/things`, things);
		return { things: [...things] };
	},
});
const picker = { name: 'searchThings', choices: async function* () {} };
const get = operation({
	name: 'Get',
	action: 'Get a thing',
	fields: {
		thing: id({ displayName: 'Thing ID' }),
		other: optionalId({ displayName: 'Other ID' }),
		chosen: optionalLocator({ displayName: 'Chosen', picker, idExample: '1' }),
		own: optionalLocator({ displayName: 'Own', picker, idExample: '1', anyText: true }),
	},
	run: async (api, { thing, chosen = 'none', own = 'none' }) =>
		await api.record(route`/things/${thing}/${chosen}/${own}`),
});

/** What went out for a list that stands in an item, or was typed. */
async function sent(given: IDataObject[string], subject = resolve): Promise<unknown> {
	const parameters: INodeParameters = { things: typeof given === 'string' ? given : '={{ $json.given }}' };
	const done = await run(server, subject, { parameters, items: [{ given }] });
	expect(done.error?.message).toBeUndefined();
	return JSON.parse(server.received.at(-1)?.body ?? '');
}

async function refusal(parameters: INodeParameters, subject = resolve, item: IDataObject = {}) {
	const { error } = await run(server, subject, { parameters, items: [item] });
	expect(server.lines).toEqual([]);
	return error?.message;
}

describe('a list of IDs', () => {
	test.each<[IDataObject[string], string[]]>([
		['e3, e4', ['e3', 'e4']],
		['e3,e4,', ['e3', 'e4']],
		['e3; e4', ['e3', 'e4']],
		['e3 e4', ['e3', 'e4']],
		['\te3\r\n e4\n', ['e3', 'e4']],
		['["e3","e4"]', ['e3', 'e4']],
		['[ 3, 9007199254740993 ]', ['3', '9007199254740993']],
		['"e3", "e4"', ['e3', 'e4']],
		['"e3"', ['e3']],
		['[{"id": "e3"}, {"thingId": 4}]', ['e3', '4']],
		[
			['e3', ' e4 ', ''],
			['e3', 'e4'],
		],
		[
			[3, 4],
			['3', '4'],
		],
		[7, ['7']],
		[
			[{ id: 'e3' }, { _id: 'e4' }, { thingId: 'e5', id: 'no' }],
			['e3', 'e4', 'e5'],
		],
		[{ id: 'e3' }, ['e3']],
		['e3, e4, e3', ['e3', 'e4']],
	])('%j is understood', async (given, expected) => {
		expect(await sent(given)).toEqual(expected);
	});

	test.each<[string, IDataObject[string], string[]]>([
		[
			'the records that have one',
			[
				{ thingId: 'e3', _id: 'no' },
				{ name: 'a', thingId: 'e4' },
			],
			['e3', 'e4'],
		],
		['not those that may have none', [{ name: 'a', _id: 'no' }, { name: 'b', thingId: null }, 'e5'], ['e5']],
		['events, whose detail has it', [{ name: 'a', detail: { thingId: 'e6' } }], ['e6']],
	])('whose records may have none: %s', async (_what, given, expected) => {
		expect(await sent(given, retry)).toEqual(expected);
	});

	test('whose records may have none refuses another record', async () => {
		const message = await refusal({ things: '={{ $json.given }}' }, retry, { given: [{ _id: 'e3' }] });
		expect(message).toBe("'Things': entry 1 has no thingId");
	});

	test('an AI may give it as JSON text', async () => {
		const parameters = { things: '={{ JSON.stringify($json.ids) }}' };
		await run(server, resolve, { parameters, items: [{ ids: ['e3', 'e4'] }] });
		expect(server.received.map(({ body }) => body)).toEqual(['["e3","e4"]']);
	});

	test.each<[IDataObject[string], RegExp]>([
		['["e3","e4"', /^'Things': \["e3" must not contain brackets, quotation marks or :/],
		["'e3','e4'", /^'Things': 'e3' must not contain brackets, quotation marks or :/],
		['{e3}', /^'Things': \{e3\} must not contain/],
		[['e3 e4'], /^'Things': e3 e4 must not contain blanks/],
		[['e3,e4'], /^'Things': e3,e4 must not contain commas/],
		[[{ name: 'e3' }], /^'Things': entry 1 has no thingId, id or _id/],
		[[{ thingId: null }], /^'Things': entry 1 has no thingId/],
		[['e3', null], /^'Things' has no value for entry 2/],
		['[null]', /^'Things' has no value for entry 1/],
		[[['e3']], /^'Things' must be text/],
		[[true], /^'Things' must be text/],
		[[9007199254740994], /^'Things' is too large for a number and has lost digits/],
		[[Number.NaN], /^'Things': NaN is not a number/],
		['..', /^'Things': "\.\." is not an ID/],
		['[]', /^'Things' must not be empty/],
		[' , ', /^'Things' must not be empty/],
	])('%j is refused before any request', async (given, message) => {
		const parameters: INodeParameters = { things: typeof given === 'string' ? given : '={{ $json.given }}' };
		expect(await refusal(parameters, resolve, { given })).toMatch(message);
	});
});

describe('a list of IDs that users make up themselves', () => {
	test.each<[IDataObject[string], string[]]>([
		['prod cluster, [old] "eu"', ['prod cluster', '[old] "eu"']],
		[' prod cluster ;e4\r\ne5\n', ['prod cluster', 'e4', 'e5']],
		['["prod cluster, eu", "e4"]', ['prod cluster, eu', 'e4']],
		[
			[{ id: 'prod cluster' }, 4],
			['prod cluster', '4'],
		],
		['prod cluster', ['prod cluster']],
	])('%j: no blank separates two', async (given, expected) => {
		expect(await sent(given, exclude)).toEqual(expected);
	});

	test('has none that would lead elsewhere', async () => {
		expect(await refusal({ things: 'a, ..' }, exclude)).toBe(`'Things': ".." is not an ID`);
	});
});

describe('an ID', () => {
	test('has no blanks around it', async () => {
		const chosen = { __rl: true, mode: 'id', value: ' b\n' };
		await run(server, get, { parameters: { thing: ' a ', chosen } });
		expect(server.lines).toEqual(['GET /things/a/b/none']);
	});

	test('that users give themselves may have some in it', async () => {
		const own = { __rl: true, mode: 'id', value: ' sow 17 ' };
		await run(server, get, { parameters: { thing: 'a', own } });
		expect(server.lines).toEqual(['GET /things/a/none/sow%2017']);
	});

	test.each<[INodeParameters, string]>([
		[{ thing: 'a b' }, "'Thing ID': a b must not contain blanks"],
		[{ thing: '["a"]' }, `'Thing ID': ["a"] must not contain brackets, quotation marks or ://`],
		[
			{ thing: 'https://things.example.com/things/a' },
			`'Thing ID': https://things.example.com/things/a must not contain brackets, quotation marks or ://`,
		],
		[{ thing: '..' }, `'Thing ID': ".." is not an ID`],
		[{ thing: '.' }, `'Thing ID': "." is not an ID`],
		[
			{ thing: '={{ "a\\r\\nb" }}' },
			"'Thing ID' must not contain line breaks, other control characters or half of an emoji",
		],
		[
			{ thing: '={{ "a\\u0000b" }}' },
			"'Thing ID' must not contain line breaks, other control characters or half of an emoji",
		],
		[
			{ thing: 'a', own: { __rl: true, mode: 'id', value: '={{ "sow \\ud83d" }}' } },
			"'Own' must not contain line breaks, other control characters or half of an emoji",
		],
		[{ thing: '={{ "" }}' }, "'Thing ID' must not be empty"],
		[{ thing: '={{ NaN }}' }, "'Thing ID': NaN is not a number"],
		[{ thing: '={{ 1 / 0 }}' }, "'Thing ID': Infinity is not a number"],
		[
			{ thing: '={{ 9007199254740994 }}' },
			"'Thing ID' is too large for a number and has lost digits: pass it as text",
		],
		[{ thing: 'a', other: 'b c' }, "'Other ID': b c must not contain blanks"],
		[
			{ thing: 'a', chosen: { __rl: true, mode: 'id', value: 'b c' } },
			"'Chosen': b c must not contain blanks",
		],
		[{ thing: 'a', own: { __rl: true, mode: 'id', value: '..' } }, `'Own': ".." is not an ID`],
	])('%j is refused with the name of its field', async (parameters, message) => {
		expect(await refusal(parameters, get)).toBe(message);
	});
});
