import { describe, expect, test } from '@jest/globals';

import { FieldError } from '../../../core/data/FieldError';
import { optionalText, text } from '../../../core/field/fields';
import { ids } from '../../../core/field/ids';
import { operation } from '../../../core/operation/Operation';
import { route } from '../../../core/request/Route';
import { forAllTests } from '../../lifecycle';
import { KeyOfItem } from '../KeyOfItem';
import { access, failureOf, goesOn, run, ThingsServer } from '../things';
import { thingsPlatform } from '../thingsPlatform';

/** What is wrong between fields is seen for every item before the first request of any. */
let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const update = operation({
	name: 'Update',
	action: 'Update a thing',
	fields: {
		name: text({ displayName: 'Name' }),
		size: optionalText({ displayName: 'Size' }),
		colour: optionalText({ displayName: 'Colour' }),
	},
	check: ({ size, colour }, { generation }) => {
		if (size === undefined && colour === undefined) {
			throw new FieldError('There is nothing to update', 'Set a size or a colour.');
		}
		if (colour !== undefined && generation === '1') throw new FieldError('Colour: not in generation 1');
	},
	run: async (api, { name, size }) => api.asRecord(await api.put(route`/things/${name}`, { size })),
});
const parameters = {
	name: '={{ $json.name }}',
	size: '={{ $json.size }}',
	colour: '={{ $json.colour }}',
};
const wrongSecond = { parameters, items: [{ name: 'a', size: 'L' }, { name: 'b' }] };

test('one wrong item: nothing is sent for any, and the error names item and operation and says what to do', async () => {
	const { status, error } = await run(server, update, wrongSecond);
	expect(server.received).toEqual([]);
	expect(status).toBe('error');
	expect(error).toMatchObject({ message: 'There is nothing to update [item 1]', context: { itemIndex: 1 } });
	expect(error?.description).toBe('Set a size or a colour. [Thing: Update]');
});

test('where the user wants to go on, the wrong item is marked and the others are processed', async () => {
	server.answer = ({ path }) => ({ body: { path } });
	const items = [...wrongSecond.items, { name: 'c', colour: 'red' }];
	const result = await run(server, update, { parameters, items, ...goesOn });
	expect(server.lines).toEqual(['PUT /things/a', 'PUT /things/c']);
	expect(result.json).toMatchObject([
		{ path: '/things/a' },
		{ error: 'There is nothing to update [item 1]', details: { itemIndex: 1, httpCode: null } },
		{ path: '/things/c' },
	]);
	expect(failureOf(result, 1).description).toBe('Set a size or a colour. [Thing: Update]');
});

test('without a hint of its own the error says that nothing was sent', async () => {
	const platform = thingsPlatform({}, { settings: { generation: '1' } });
	const items = [{ name: 'a', colour: 'red' }];
	const { error } = await run(server, update, { parameters, items, platform });
	expect(error?.message).toBe('Colour: not in generation 1');
	expect(error?.description).toMatch(/Nothing was sent.* \[Thing: Update\]$/);
});

describe('the settings of the credential', () => {
	test.each([
		['1', []],
		['2', ['PUT /things/a']],
	])('reach it: in generation %s %j is sent', async (generation, lines) => {
		const platform = thingsPlatform({}, { settings: { generation } });
		const items = [{ name: 'a', colour: 'red' }];
		await run(server, update, { parameters, items, platform });
		expect(server.lines).toEqual(lines);
	});

	test('are none where the platform has none', async () => {
		const seen: unknown[] = [];
		const watched = operation({
			name: 'Watch',
			action: 'Watch a thing',
			fields: {},
			check: (_values, settings) => seen.push(settings),
			run: async () => await Promise.resolve(undefined),
		});
		await run(server, watched);
		expect(seen).toEqual([{}]);
	});

	test('are those of the credential that the operation uses', async () => {
		const platform = thingsPlatform({
			connect: (credential) => ({
				baseUrl: '',
				secrets: [],
				settings: { has: Object.keys(credential).join() },
			}),
		});
		const seen: unknown[] = [];
		const watched = (credentialType?: string) =>
			operation({
				name: 'Watch',
				action: 'Watch a thing',
				fields: {},
				...(credentialType !== undefined && { credentialType }),
				check: (_values, { has }) => seen.push(has?.includes('token')),
				run: async () => await Promise.resolve(undefined),
			});
		await run(server, watched(), { platform });
		await run(server, watched('tokenApi'), { platform });
		expect(seen).toEqual([false, true]);
	});
});

describe('items of several accounts, where n8n signs in with the first', () => {
	const things = thingsPlatform();
	const platform = thingsPlatform({ connect: (typed) => ({ ...things.connect(typed), signsIn: true }) });
	const items = [
		{ name: 'a', size: 'L' },
		{ name: 'b', size: 'L' },
	];
	const updated = async (more: object = {}) => {
		const { credentials, credentialTypes } = access(server.url);
		const store = new KeyOfItem(credentialTypes, credentials);
		const result = await run(server, update, { parameters, items, platform, credentials: store, ...more });
		return { ...result, reads: store.reads };
	};

	test('nothing is sent for any', async () => {
		const { error } = await updated();
		expect(server.received).toEqual([]);
		expect(error).toMatchObject({
			message: 'The credential is of another account than at the first item [item 1]',
			description: expect.stringContaining("'Loop Over Items'"),
			context: { itemIndex: 1 },
		});
	});

	test('where the user wants to go on, those of the first are processed', async () => {
		const { json } = await updated(goesOn);
		expect(server.lines).toEqual(['PUT /things/a']);
		expect(json[1]).toMatchObject({ error: expect.stringContaining('of another account') });
	});

	test('the credential is read once for each item, and once to compare', async () => {
		server.answer = () => ({ body: { id: 1 } });
		const counted = await updated({ items: [items[0]] });
		const more = await updated({ items: [items[0], items[0], items[0]], ...goesOn });
		// n8n reads it itself for each request: one in each of the runs.
		expect([counted.reads, more.reads]).toEqual([1 + 1, 3 + 1 + 1]);
	});
});

test.each([
	[{ limit: 7 }, 7],
	[{ returnAll: true }, Number.POSITIVE_INFINITY],
])('a list is checked with its limit: %j', async (given, limit) => {
	const seen: number[] = [];
	const list = operation({
		name: 'Get Many',
		action: 'Get many things',
		fields: {},
		check: (_values, _settings, most) => seen.push(most),
		list: async function* () {},
	});
	await run(server, list, { parameters: given });
	expect(seen).toEqual([limit]);
});

test('a batch is checked item by item', async () => {
	const close = operation({
		name: 'Close',
		action: 'Close things',
		fields: { things: ids({ displayName: 'Things' }) },
		check: ({ things }) => {
			if (things.includes('all')) throw new FieldError('Things: "all" is no ID');
		},
		batch: {
			of: 'things',
			size: 10,
			run: async (api, { things }) => api.asRecord(await api.post(route`/close`, { things })),
		},
	});
	const items = [{ things: 'a' }, { things: 'all' }, { things: 'c' }];
	const given = { parameters: { things: '={{ $json.things }}' }, items };
	expect((await run(server, close, given)).error?.message).toBe('Things: "all" is no ID [item 1]');
	expect(server.received).toEqual([]);
	await run(server, close, { ...given, ...goesOn });
	expect(server.received.map(({ body }) => body)).toEqual(['{"things":["a","c"]}']);
});

test('a check may look at what items before it said, in this run', async () => {
	server.answer = () => ({ body: { id: 1 } });
	const own = operation({
		name: 'Set',
		action: 'Set a thing',
		fields: { name: text({ displayName: 'Name' }) },
		run: async (api, { name }) => api.asRecord(await api.put(route`/things/${name}`, {})),
		check: async ({ name }, _settings, _limit, shared) => {
			const names = await shared.once('names', () => new Set<string>());
			if (names.has(name)) throw new FieldError(`"${name}" comes twice`, 'Nothing was sent.');
			names.add(name);
		},
	});
	const given = { parameters, items: ['a', 'b', 'a'].map((name) => ({ name })) };
	const twice = [await run(server, own, given), await run(server, own, given)];
	expect(twice.map(({ error }) => error?.message)).toEqual(twice.map(() => '"a" comes twice [item 2]'));
	expect(server.received).toEqual([]);
	await run(server, own, { ...given, ...goesOn });
	expect(server.lines).toEqual(['PUT /things/a', 'PUT /things/b']);
});
