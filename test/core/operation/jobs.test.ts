import { describe, expect, jest, test } from '@jest/globals';
import { jsonParse, type IDataObject } from 'n8n-workflow';

import { text } from '../../../core/field/fields';
import { ids } from '../../../core/field/ids';
import { Divided, operation } from '../../../core/operation/Operation';
import { Progress } from '../../../core/operation/Progress';
import type { ApiClient } from '../../../core/request/ApiClient';
import { route } from '../../../core/request/Route';
import { gate } from '../../gate';
import { forAllTests } from '../../lifecycle';
import { KeyOfItem } from '../KeyOfItem';
import { access, doing, failureOf, goesOn, run, ThingsServer, type Answer, type ThingsRun } from '../things';
import { thingsPlatform } from '../thingsPlatform';

/** One request for the entries of many items. */
let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const close = operation({
	name: 'Close',
	action: 'Close things',
	fields: { shelf: text({ displayName: 'Shelf' }), things: ids({ displayName: 'Things' }) },
	batch: {
		of: 'things',
		size: 3,
		run: async (api, { shelf, things }) => api.asRecord(await api.post(route`/${shelf}/close`, { things })),
	},
});
const closes = async (items: IDataObject[], more: ThingsRun = {}) =>
	await run(server, close, {
		parameters: { shelf: '={{ $json.shelf }}', things: '={{ $json.things }}' },
		items,
		options: { concurrency: 1 },
		...more,
	});
const storeFace = {
	name: 'Store',
	action: 'Store things',
	fields: { shelf: text({ displayName: 'Shelf' }), thing: text({ displayName: 'Thing' }) },
	exclusive: ({ shelf }: { readonly shelf: string }) => shelf,
};
const storing = async (api: ApiClient, shelf: string, items: ReadonlyArray<{ readonly thing: string }>) => {
	const things = items.map(({ thing }) => thing);
	return api.asRecord(await api.post(route`/${shelf}/store`, { things }));
};
const store = operation({ ...storeFace, merge: storing });
const stores = async (items: IDataObject[], more: ThingsRun = {}) =>
	await run(server, store, {
		parameters: { shelf: '={{ $json.shelf }}', thing: '={{ $json.thing }}' },
		items,
		...more,
	});
const sent = () =>
	server.received.map(({ path, body }) => [path, jsonParse<{ things: string[] }>(body).things] as const);

test('entries of items that want the same are sent together, and the result is theirs', async () => {
	server.answer = ({ path }) => ({ body: { path } });
	const { items } = await closes([
		{ shelf: 'x', things: 'a' },
		{ shelf: 'y', things: 'b' },
		{ shelf: 'x', things: ['c'] },
	]);
	expect(sent()).toEqual([
		['/x/close', ['a', 'c']],
		['/y/close', ['b']],
	]);
	expect(items.map(({ json, pairedItem }) => [json['path'], pairedItem])).toEqual([
		['/x/close', [{ item: 0 }, { item: 2 }]],
		['/y/close', { item: 1 }],
	]);
});

describe('a result that several items share', () => {
	const items = [
		{ shelf: 'x', things: 'a' },
		{ shelf: 'x', things: 'b' },
	];

	test("stops the workflow where $('...').item is used behind it, and a hint says so before", async () => {
		const { hints, error } = await closes(items, { behind: "={{ $('Source').item.json.things }}" });
		expect(error?.message).toBe('Multiple matches found');
		expect(hints).toMatchObject([
			{ message: expect.stringMatching(/^Several items share a result.*\.all\(\)/) },
		]);
	});

	test('is no matter of one item', async () => {
		const { hints, behind } = await closes(items.slice(1), { behind: "={{ $('Source').item.json.things }}" });
		expect(hints).toEqual([]);
		expect(behind).toEqual(['b']);
	});
});

describe('a result that is divided', () => {
	const divide = operation({
		name: 'Divide',
		action: 'Divide things',
		fields: { things: ids({ displayName: 'Things' }) },
		simplify: ({ path, own }, { things }) => ({ path, own, things }),
		batch: {
			of: 'things',
			size: 3,
			run: async (api, { things }) => {
				const { path } = api.asRecord(await api.post(route`/divide`, { things }));
				return new Divided(
					({ things: own }) => {
						if (own.includes('refused')) throw api.error('It is still open', 'Try it alone.');
						return own.includes('none') ? [] : { path, own: own.join('') };
					},
					things.includes('rest') ? [{ path: 'rest' }] : [],
				);
			},
		},
	});
	const divides = async (given: string[], more: ThingsRun = {}) =>
		await run(server, divide, {
			parameters: { things: '={{ $json.things }}' },
			items: given.map((things) => ({ things })),
			behind: "={{ $('Source').item.json.things }}",
			...more,
		});

	test("is each item's own, in input order, with its entries of each request", async () => {
		server.answer = (_request, nth) => ({ body: { path: nth } });
		const { behind, json, hints } = await divides(['a,b', 'c,d', 'a', 'none'], {
			options: { concurrency: 1 },
		});
		expect(sent().map(([, things]) => things)).toEqual([
			['a', 'b', 'c'],
			['d', 'none'],
		]);
		expect(behind).toEqual(['a,b', 'c,d', 'c,d', 'a']);
		expect(json).toEqual([
			{ path: 1, own: 'ab', things: ['a', 'b'] },
			{ path: 1, own: 'c', things: ['c'] },
			{ path: 2, own: 'd', things: ['d'] },
			{ path: 1, own: 'a', things: ['a'] },
		]);
		expect(hints).toEqual([]);
	});

	test('stays in the order of the requests, whichever ends first', async () => {
		const second = gate();
		server.answer = async (_request, nth) => {
			if (nth === 1) await second.opened;
			else second.open();
			return { body: { path: nth } };
		};
		const { json } = await divides(['a,b,c,d'], { options: { concurrency: 2 } });
		expect(json).toMatchObject([{ own: 'abc' }, { own: 'd' }]);
	});

	test("has last what is no item's more than another's, paired with all of them", async () => {
		const { items } = await divides(['rest', 'b'], { behind: undefined });
		expect(items.map(({ json, pairedItem }) => [json['own'], json['things'], pairedItem])).toEqual([
			['rest', ['rest'], { item: 0 }],
			['b', ['b'], { item: 1 }],
			[undefined, ['rest', 'b'], [{ item: 0 }, { item: 1 }]],
		]);
	});

	test('fails for the items alone for which it cannot be had', async () => {
		const { items } = await divides(['a', 'refused', 'b'], { ...goesOn, behind: undefined });
		expect(items.map(({ json, pairedItem }) => [json['own'] ?? json['error'], pairedItem])).toEqual([
			['a', { item: 0 }],
			['It is still open', { item: 1 }],
			['b', { item: 2 }],
		]);
		expect(items[1]?.json).toMatchObject({
			details: { itemIndex: 1, description: expect.not.stringContaining('already processed') },
		});
	});

	test('says, where that stops the node, how many other items are processed', async () => {
		const { error } = await divides(['a', 'refused', 'b'], { behind: undefined });
		expect(error).toMatchObject({ message: 'It is still open', context: { itemIndex: 1 } });
		expect(error?.description).toContain('2 other items were already processed');
	});

	test('an item that names an entry twice counts it once', async () => {
		const { json } = await divides(['a,a']);
		expect(json).toMatchObject([{ own: 'a' }]);
	});
});

test('no request has more entries than the platform takes', async () => {
	await closes([
		{ shelf: 'x', things: 'a,b' },
		{ shelf: 'x', things: 'c,d,e,f,g' },
	]);
	expect(sent().map(([, things]) => things)).toEqual([['a', 'b', 'c'], ['d', 'e', 'f'], ['g']]);
});

test('an entry that several items name is sent once, in whatever request', async () => {
	const { items } = await closes([
		{ shelf: 'x', things: 'a,b' },
		{ shelf: 'x', things: 'c,d' },
		{ shelf: 'x', things: 'b,a' },
		{ shelf: 'x', things: 'd' },
	]);
	expect(sent().map(([, things]) => things)).toEqual([['a', 'b', 'c'], ['d']]);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
		[{ item: 0 }, { item: 1 }, { item: 2 }],
		[{ item: 1 }, { item: 3 }],
	]);
});

test('a failure marks every item of its request, and no other', async () => {
	server.answer = ({ path }) =>
		path === '/x/close' ? { status: 500, body: { message: 'broken' } } : { body: { done: true } };
	const result = await closes(
		[
			{ shelf: 'x', things: 'a' },
			{ shelf: 'y', things: 'b' },
			{ shelf: 'x', things: 'c' },
			{ shelf: 'x', things: ' , ' },
		],
		goesOn,
	);
	expect(sent()).toHaveLength(2);
	expect(result.items.map(({ json, pairedItem }) => [json['error'] ?? 'done', pairedItem])).toEqual([
		['Things: broken', { item: 0 }],
		['done', { item: 1 }],
		['Things: broken', { item: 2 }],
		["'Things' must not be empty [item 3]", { item: 3 }],
	]);
	expect(failureOf(result).description).toContain('Check whether the change was applied');
});

test('a failure reports how many items were done before it', async () => {
	server.answer = (_request, nth) => (nth === 2 ? { status: 422, body: { message: 'odd' } } : { body: {} });
	const items = 'abcdefg'.split('').map((things) => ({ shelf: 'x', things }));
	const { error } = await closes(items);
	expect(error?.message).toBe('Things: odd');
	expect(error?.description).toContain('3 other items were already processed and not rolled back.');
	expect(server.received).toHaveLength(2);
});

describe('where a request for a part of an item fails', () => {
	const many = (first: string, count: number) =>
		Array.from({ length: count }, (_, index) => `${first}${index}`);
	/** Seven entries in three requests, of which the second fails. */
	const failing = (nth: number) => {
		server.answer = (_request, received) =>
			received === nth ? { status: 400, body: { message: 'no' } } : { body: {} };
	};

	test('the error says what was done of this very item', async () => {
		failing(2);
		const { error } = await closes([{ shelf: 'x', things: many('a', 7) }]);
		expect(error?.description).toContain(
			"Of this item, 3 of 7 'Things' were already processed and not rolled back.",
		);
		expect(error?.description).not.toMatch(/other item/);
		expect(sent().map(([, things]) => things)).toEqual([many('a', 3), ['a3', 'a4', 'a5']]);
	});

	test('and counts other items, whole and in part', async () => {
		failing(3);
		const { error } = await closes([
			{ shelf: 'x', things: ['a0', 'a1'] },
			{ shelf: 'x', things: many('b', 3) },
			{ shelf: 'x', things: many('c', 4) },
		]);
		expect(error).toMatchObject({ context: { itemIndex: 2 } });
		expect(error?.description).toContain("Of this item, 1 of 4 'Things' were already processed");
		expect(error?.description).toContain('2 other items were already processed and not rolled back.');
		failing(5);
		const { error: shared } = await closes([
			{ shelf: 'x', things: ['a0', 'a1'] },
			{ shelf: 'x', things: many('b', 3) },
		]);
		expect(shared).toMatchObject({ context: { itemIndex: 1 } });
		expect(shared?.description).toContain("Of this item, 1 of 3 'Things' were already processed");
		expect(shared?.description).toContain('1 other item was already processed and not rolled back.');
	});

	test('it is not named among the others where two of its requests fail', async () => {
		const both = gate();
		server.answer = async (_request, received) => {
			if (received === 2) both.open();
			await both.opened;
			return { status: 503 };
		};
		const { error } = await closes([{ shelf: 'x', things: many('a', 6) }], { options: { concurrency: 2 } });
		expect(sent()).toHaveLength(2);
		expect(error?.description).toContain('Check whether the change was applied');
		expect(error?.description).not.toContain('item 0');
	});

	test('its item says so too where the user goes on', async () => {
		failing(2);
		const result = await closes([{ shelf: 'x', things: many('a', 7) }], goesOn);
		expect(result.json).toHaveLength(3);
		expect(failureOf(result, 1).description).toContain(
			"Of this item, 4 of 7 'Things' were already processed",
		);
	});

	test('nothing is said of an item of which nothing was done', async () => {
		failing(1);
		const { error } = await closes([{ shelf: 'x', things: many('a', 7) }]);
		expect(error?.description).not.toMatch(/already processed/);
	});
});
describe('one write for all items that change the same thing', () => {
	const items = ['xa', 'yb', 'xc', 'xd'].map(([shelf = '', thing = '']) => ({ shelf, thing }));

	test('has their values in input order, and each of them returns its result', async () => {
		server.answer = ({ path }) => ({ body: { path } });
		const result = await stores(items);
		expect(sent().sort()).toEqual([
			['/x/store', ['a', 'c', 'd']],
			['/y/store', ['b']],
		]);
		expect(result.items.map(({ json, pairedItem }) => [json['path'], pairedItem])).toEqual([
			['/x/store', { item: 0 }],
			['/y/store', { item: 1 }],
			['/x/store', { item: 2 }],
			['/x/store', { item: 3 }],
		]);
	});

	test('fails for each of them, and is not sent again', async () => {
		server.answer = ({ path }) =>
			path === '/x/store' ? { status: 422, body: { message: 'odd' } } : { body: {} };
		const result = await stores(items, goesOn);
		expect(sent()).toHaveLength(2);
		expect(result.items.map(({ json, pairedItem }) => [json['error'] ?? 'done', pairedItem])).toEqual([
			['Things: odd', { item: 0 }],
			['done', { item: 1 }],
			['Things: odd', { item: 2 }],
			['Things: odd', { item: 3 }],
		]);
	});
});

test('one write for very many items is counted once for each', async () => {
	const items = Array.from({ length: 500 }, (_, nth) => ({ shelf: 'x', thing: String(nth) }));
	const counted = jest.spyOn(Progress.prototype, 'add');
	try {
		await stores(items);
		const counts = counted.mock.calls.flatMap(([{ changes, itemIndexes }]) => changes ?? itemIndexes);
		expect(counts.length).toBeLessThan(2 * items.length);
	} finally {
		counted.mockRestore();
	}
});

describe('one write for all items that was under way when another item stopped the node', () => {
	const items = ['xa', 'xb', 'xc', 'yd'].map(([shelf = '', thing = '']) => ({ shelf, thing }));
	const stopped = async (written: Answer) => {
		const arrived = gate();
		server.answer = async ({ path }) => {
			if (path === '/x/store') {
				arrived.open();
				await refused.opened;
				return written;
			}
			await arrived.opened;
			return { status: 422, body: { message: 'odd' } };
		};
		const refused = gate();
		const operated = operation({
			...storeFace,
			merge: async (api, shelf, values) => await storing(api, shelf, values).finally(() => refused.open()),
		});
		const parameters = { shelf: '={{ $json.shelf }}', thing: '={{ $json.thing }}' };
		const { error } = await run(server, operated, { parameters, items });
		expect(error).toMatchObject({ message: 'Things: odd', context: { itemIndex: 3 } });
		expect(server.received).toHaveLength(2);
		return error?.description;
	};

	test('is counted for each of them', async () => {
		expect(await stopped({ body: {} })).toContain(
			'3 other items were already processed and not rolled back.',
		);
	});

	test('is left open for each of them where its response was lost', async () => {
		expect(await stopped({ status: 504 })).toContain(
			'Check before you run the node again: item 0, item 1, item 2 may have made a change.',
		);
	});

	test('is left open for the others, too, and not for its own, where it is what stopped it', async () => {
		server.answer = () => ({ status: 504 });
		const { error } = await stores(items.slice(0, 3));
		expect(error).toMatchObject({ context: { itemIndex: 0 } });
		expect(error?.description).toContain('Check whether the change was applied');
		expect(error?.description).toContain('again: item 1, item 2 may have made a change.');
	});
});

describe('items whose credentials are different', () => {
	const own = () => {
		const { credentials, credentialTypes } = access(server.url);
		return { credentials: new KeyOfItem(credentialTypes, credentials) };
	};
	const keys = () => server.received.map(({ headers }) => headers['authorization']).sort();
	const both = ['key-of-item-0', 'key-of-item-1'];

	test('share no batch: each is sent with its own', async () => {
		await closes(
			[
				{ shelf: 'x', things: 'a' },
				{ shelf: 'x', things: 'b' },
			],
			own(),
		);
		expect(sent().map(([, things]) => things)).toEqual([['a'], ['b']]);
		expect(keys()).toEqual(both);
	});

	test('share no write', async () => {
		await stores(
			['xa', 'xb'].map(([shelf = '', thing = '']) => ({ shelf, thing })),
			own(),
		);
		expect(sent().map(([, things]) => things)).toEqual([['a'], ['b']]);
		expect(keys()).toEqual(both);
	});

	test('share no refusal', async () => {
		server.answer = ({ headers }) =>
			headers['authorization'] === 'key-of-item-0'
				? { status: 429, headers: { 'retry-after': '3600' }, body: {} }
				: { body: { done: true } };
		const reading = doing(async (api) => api.asRecord(await api.get(route`/all`)));
		const options = { concurrency: 1 };
		const result = await run(server, reading, { items: [{}, {}, {}], options, ...own(), ...goesOn });
		expect(result.json.map(({ done }) => done)).toEqual([undefined, true, true]);
	});

	test('are refused before anything is sent for them where n8n signs in with the first one', async () => {
		const platform = thingsPlatform();
		const signsIn = { connect: (typed: object) => ({ ...platform.connect({ ...typed }), signsIn: true }) };
		const reading = doing(async (api) => api.asRecord(await api.get(route`/all`)));
		const result = await run(server, reading, {
			platform: thingsPlatform(signsIn),
			items: [{}, {}],
			...own(),
			...goesOn,
		});
		expect(server.received).toHaveLength(1);
		expect(result.json[1]).toMatchObject({ error: expect.stringContaining('of another account') });
	});

	test('share nothing that is read once', async () => {
		const reading = doing(
			async (api) => await api.once('all', async () => api.asRecord(await api.get(route`/all`))),
		);
		await run(server, reading, { items: [{}, {}], ...own() });
		expect(keys()).toEqual(both);
	});
});

test('batches that change the same thing go one after the other', async () => {
	let inFlight = 0;
	let most = 0;
	const move = operation({
		name: 'Move',
		action: 'Move things',
		fields: { shelf: text({ displayName: 'Shelf' }), things: ids({ displayName: 'Things' }) },
		exclusive: () => 'the room',
		batch: {
			of: 'things',
			size: 3,
			run: async (api, { shelf, things }) => {
				most = Math.max(most, (inFlight += 1));
				await api.post(route`/${shelf}/move`, { things });
				inFlight -= 1;
				return {};
			},
		},
	});
	const parameters = { shelf: '={{ $json.shelf }}', things: '={{ $json.things }}' };
	await run(server, move, { parameters, items: 'abc'.split('').map((shelf) => ({ shelf, things: '1' })) });
	expect(sent().map(([path]) => path)).toEqual(['/a/move', '/b/move', '/c/move']);
	expect(most).toBe(1);
});

/** IDs are compared so wherever a response is checked (`sameRecord`): a platform may take both for one. */
describe('what differs in capitals only', () => {
	test('is changed one after the other', async () => {
		const first = gate();
		server.answer = async ({ path }) => {
			// Were the second sent beside the first, it would be here before the last.
			if (path === '/b1/change') first.open();
			await first.opened;
			return { body: {} };
		};
		const change = operation({
			...storeFace,
			run: async (api, { shelf, thing }) =>
				api.asRecord(await api.post(route`/${shelf}/change`, { things: [thing] })),
		});
		const parameters = { shelf: '={{ $json.shelf }}', thing: 'one' };
		await run(server, change, { parameters, items: ['a1', 'A1', 'b1'].map((shelf) => ({ shelf })) });
		expect(server.lines).toEqual(['/a1/change', '/b1/change', '/A1/change'].map((path) => `POST ${path}`));
	});

	test('is no reason to share a write, which is for the record of one ID; the last item wins', async () => {
		server.answer = ({ path }) => ({ body: { path } });
		const { json } = await stores(['xa', 'Xb', 'xc'].map(([shelf, thing]) => ({ shelf, thing })));
		expect(sent()).toEqual([
			['/x/store', ['a']],
			['/X/store', ['b']],
			['/x/store', ['c']],
		]);
		expect(json.map(({ path }) => path)).toEqual(['/x/store', '/X/store', '/x/store']);
	});

	test('counts as one entry of one thing: the last of its changes wins', async () => {
		const fields = { ...storeFace.fields, things: ids({ displayName: 'Things' }) };
		const move = operation({
			...storeFace,
			fields,
			batch: {
				of: 'things',
				size: 3,
				run: async (api, { shelf, thing, things }) =>
					api.asRecord(await api.post(route`/${shelf}/${thing}`, { things })),
			},
		});
		const [shelf, thing] = ['={{ $json.shelf }}', '={{ $json.thing }}'];
		const items = [
			{ shelf: 'x', thing: 'red', id: 'e1' },
			{ shelf: 'X', thing: 'blue', id: 'E1' },
			{ shelf: 'x', thing: 'red', id: 'e1' },
		];
		await run(server, move, { parameters: { shelf, thing, things: '={{ $json.id }}' }, items });
		expect(server.lines).toEqual(['POST /x/red', 'POST /X/blue', 'POST /x/red']);
	});
});

test('the last of several items that change one entry in different ways wins, with as few requests as that allows', async () => {
	const move = operation({
		name: 'Move',
		action: 'Move things',
		fields: { shelf: text({ displayName: 'Shelf' }), things: ids({ displayName: 'Things' }) },
		exclusive: () => 'the room',
		batch: {
			of: 'things',
			size: 3,
			run: async (api, { shelf, things }) => api.asRecord(await api.post(route`/${shelf}/move`, { things })),
		},
	});
	const parameters = { shelf: '={{ $json.shelf }}', things: '={{ $json.things }}' };
	const moves = async (...items: string[]) => {
		server.received = [];
		const given = items.map(([shelf, ...things]) => ({ shelf, things }));
		await run(server, move, { parameters, items: given });
		return sent().map(([path, things]) => path.slice(1, 2) + things.join(''));
	};
	expect(await moves('a2', 'b1', 'a1')).toEqual(['a2', 'b1', 'a1']);
	expect(await moves('a1', 'b2', 'a3')).toEqual(['a13', 'b2']);
	expect(await moves('a1', 'b2', 'a3', 'b4')).toEqual(['a13', 'b24']);
	// What must come after another moves behind a group that was begun later.
	expect(await moves('a1', 'b1', 'c2', 'b2')).toEqual(['a1', 'c2', 'b12']);
});
