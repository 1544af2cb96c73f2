import { describe, expect, test } from '@jest/globals';
import type { IExecuteFunctions, INodeType } from 'n8n-workflow';

import { integer, text } from '../../../core/field/fields';
import { recordsIn } from '../../../core/data/json';
import { operation, resource, type Result } from '../../../core/operation/Operation';
import { runOperations } from '../../../core/operation/runOperations';
import type { ApiClient } from '../../../core/request/ApiClient';
import { route } from '../../../core/request/Route';
import { runNode } from '../../engine';
import { access, failureOf, goesOn, run, ThingsServer, thingsNode, type Answer } from '../things';
import { thingsPlatform } from '../thingsPlatform';
import { gate } from '../../gate';
import { forAllTests } from '../../lifecycle';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => {
		server.clear();
		server.answer = ({ path }) => {
			const name = path.split('/')[2] ?? '';
			return name.startsWith('bad') ? { status: 404, body: { message: `no ${name}` } } : { body: { name } };
		};
	},
);

const name = text({ displayName: 'Name' });
const get = operation({
	name: 'Get',
	action: 'Get a thing',
	fields: { name, size: integer({ displayName: 'Size', default: 1, min: 1 }) },
	run: async (api, { name: thing }) => await api.record(route`/things/${thing}`),
});
const named = (...names: string[]) => ({
	parameters: { name: '={{ $json.name }}' },
	items: names.map((entry) => ({ name: entry })),
});
const pairsOf = (items: Array<{ pairedItem?: unknown }>) => items.map(({ pairedItem }) => pairedItem);

describe('items', () => {
	test('are processed side by side, so many at a time, and come in input order with their pairs', async () => {
		const arrivals = Array.from({ length: 8 }, () => gate());
		server.answer = async ({ path }, nth) => {
			arrivals[nth - 1]?.open();
			// The first three are under way together, and the first is answered only after another one was.
			await arrivals[path.endsWith('/a') ? 3 : 2]?.opened;
			return { body: { name: path.slice(-1) } };
		};
		const { json, items } = await run(server, get, {
			...named('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
			options: { concurrency: 3 },
		});
		expect(json.map((item) => item['name'])).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
		expect(pairsOf(items)).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((item) => ({ item })));
		expect(server.mostInFlight).toBe(3);
	});

	test('go one after the other where that is wanted', async () => {
		await run(server, get, { ...named('a', 'b', 'c'), options: { concurrency: 1 } });
		expect([server.mostInFlight, server.lines]).toEqual([
			1,
			['GET /things/a', 'GET /things/b', 'GET /things/c'],
		]);
	});

	test.each([
		['={{ $json.name === "a" ? 0 : 2 }}', 2],
		['={{ $json.name === "a" ? 5 : 1 }}', 1],
	])('are as many at a time as the most careful of them wants: %s', async (concurrency, most) => {
		server.answer = async () => {
			// Time for all the others to arrive that may.
			for (let turns = 0; turns < 200; turns += 1) await new Promise(setImmediate);
			return { body: {} };
		};
		await run(server, get, { ...named('a', 'b', 'c', 'd', 'e', 'f'), options: { concurrency } });
		expect([server.received.length, server.mostInFlight]).toEqual([6, most]);
	});

	test('are ten at a time at first otherwise', async () => {
		const tenth = gate();
		server.answer = async (_request, nth) => {
			if (nth === 10) tenth.open();
			await tenth.opened;
			return { body: {} };
		};
		await run(server, get, named(...'a b c d e f g h i j k l'.split(' ')));
		expect(server.mostInFlight).toBe(10);
	});
});

describe('an item that fails', () => {
	test('stops the node, and the error speaks of no change where others only read', async () => {
		const { error, status } = await run(server, get, {
			...named('a', 'bad', 'c', 'd'),
			options: { concurrency: 1 },
		});
		expect(status).toBe('error');
		expect(error).toMatchObject({ message: 'Things: no bad', context: { itemIndex: 1 } });
		expect(error?.description).toMatch(/\[Thing: Get: GET \/things\/bad: HTTP 404\]$/);
		expect(server.lines).toEqual(['GET /things/a', 'GET /things/bad']);
	});

	describe('reports what others had already changed when it stopped them', () => {
		const START_AGAIN = 'Check before you run the node again: ';
		const start = (method: 'POST' | 'PUT', after: (api: ApiClient, thing: string) => Promise<Result>) =>
			operation({
				name: 'Start',
				action: 'Start a thing',
				fields: { name },
				run: async (api, { name: thing }) => {
					await api.send({ method, route: route`/things/${thing}` }).finally(() => {
						if (thing === 'bad') failed.open();
					});
					return await after(api, thing);
				},
			});
		let failed = gate();
		let begun = gate();
		const read = async (api: ApiClient, thing: string) => await api.record(route`/things/${thing}`);
		/** The bad one is refused once the others are begun; the late one is answered after that. */
		const answers = (late: Answer, others = 2) => {
			let count = 0;
			[failed, begun] = [gate(), gate()];
			server.answer = async ({ method, path }) => {
				if (path.endsWith('/bad')) {
					await begun.opened;
					return { status: 422, body: { message: 'bad' } };
				}
				if (method === 'GET' || path.endsWith('/late')) {
					count += 1;
					if (count === others) begun.open();
				}
				if (!path.endsWith('/late')) return { body: {} };
				await failed.opened;
				return late;
			};
		};

		test('and waited for', async () => {
			answers({});
			const waiting = start('POST', async (api, thing) => {
				const look = async () => ((await read(api, thing))['done'] === true ? {} : undefined);
				return await api.waitUntil(look, { forMs: 60_000, what: 'It' });
			});
			const { error } = await run(server, waiting, named('a', 'bad', 'c'));
			expect(error).toMatchObject({ message: 'Things: bad', context: { itemIndex: 1 } });
			expect(error?.description).toMatch(`${START_AGAIN}item 0, item 2 had already made a change.`);
			expect(error?.description).not.toMatch(/may have|already processed/);
		});

		test('and would have looked at', async () => {
			answers({ body: {} }, 1);
			const { error } = await run(server, start('PUT', read), named('bad', 'late'));
			expect(error).toMatchObject({ message: 'Things: bad', context: { itemIndex: 0 } });
			expect(error?.description).toMatch(`${START_AGAIN}item 1 had already made a change.`);
		});

		test.each([
			['POST', { status: 504 }],
			['PUT', { status: 504 }],
			['PUT', { lost: 'reset' }],
		] as const)('or may have: %s %j', async (method, late) => {
			answers(late, 1);
			const done = async () => await Promise.resolve({});
			const { error } = await run(server, start(method, done), named('bad', 'late'));
			expect(error).toMatchObject({ message: 'Things: bad', context: { itemIndex: 0 } });
			expect(error?.description).toMatch(`${START_AGAIN}item 1 may have made a change.`);
		});

		test.each([
			['POST', { status: 429 }],
			['POST', { status: 400 }],
		] as const)('but nothing of one that did nothing: %s %j', async (method, late) => {
			answers(late, 1);
			const { error } = await run(server, start(method, read), named('bad', 'late'));
			expect(error?.message).toBe('Things: bad');
			expect(error?.description).not.toContain('Check before');
		});
	});

	test('is marked among the others where the user wants to go on', async () => {
		const result = await run(server, get, { ...named('a', 'bad', 'c'), ...goesOn });
		expect(result.status).toBe('success');
		expect(result.json).toMatchObject([
			{ name: 'a' },
			{ error: 'Things: no bad', details: { httpCode: '404', itemIndex: 1 } },
			{ name: 'c' },
		]);
		expect(pairsOf(result.items)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(failureOf(result, 1).description).toContain('[Thing: Get: GET /things/bad: HTTP 404]');
	});

	test('goes to the error output with what came in, where there is one', async () => {
		const { json, errorItems } = await run(server, get, {
			...named('a', 'bad', 'c'),
			onError: 'continueErrorOutput',
		});
		expect(json).toEqual([{ name: 'a' }, { name: 'c' }]);
		expect(errorItems.map((item) => item.json)).toMatchObject([{ name: 'bad', error: 'Things: no bad' }]);
	});

	test('goes there whatever else it holds, as n8n before 2.36 demands, and keeps its details', async () => {
		const things = thingsNode([get]);
		const node: INodeType = {
			description: things.description,
			async execute(this: IExecuteFunctions) {
				const [items = []] = await runOperations(this, thingsPlatform(), [resource('Thing', [get])]);
				// n8n 2.36 and later know a failed item by its form; this is another.
				for (const { json } of items) json['more'] = true;
				return [items];
			},
		};
		const { json, errorItems } = await runNode({
			node,
			...access(server.url),
			...named('a', 'bad'),
			parameters: { resource: 'thing', operation: 'get', name: '={{ $json.name }}' },
			onError: 'continueErrorOutput',
		});
		expect(json).toEqual([{ name: 'a', more: true }]);
		expect(errorItems.map((item) => item.json)).toMatchObject([
			{ name: 'bad', error: 'Things: no bad', details: { httpCode: '404' }, more: true },
		]);
		expect(errorItems[0]).not.toHaveProperty('error');
	});
});

describe('bad parameters', () => {
	test.each([
		['an empty id', { name: ' ' }, "'Name' must not be empty"],
		['a number out of bounds', { name: 'a', size: 0 }, "'Size' must be 1 or more, not 0"],
		['an expression that gives nothing', { name: '={{ $json.nothing }}' }, "'Name' must not be empty"],
		[
			'a bad option',
			{ name: 'a', options: { concurrency: 51 } },
			"'Options': 'Max Concurrency' must be 50 or less, not 51",
		],
		[
			'a bad option of one item',
			{ name: 'a', options: { maxPages: '={{ $json.pages }}' } },
			"'Options': 'Max Pages'",
		],
	])('%s: nothing is sent, for no item', async (_what, parameters, message) => {
		const items = [{ pages: 1 }, { pages: 'many' }];
		const { error } = await run(server, get, { parameters, items });
		expect(error?.message).toContain(message);
		expect(error?.description).toMatch(/Nothing was sent.* \[Thing: Get\]$/);
		expect(error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: expect.any(Number) } });
		expect(server.received).toEqual([]);
	});

	test('mark their item where the user wants to go on; the others are processed', async () => {
		const result = await run(server, get, { ...named('a', '', 'c'), ...goesOn });
		expect(result.json[1]).toMatchObject({ error: "'Name' must not be empty [item 1]" });
		expect(failureOf(result, 1).description).toMatch(/ \[Thing: Get\]$/);
		expect(server.received).toHaveLength(2);
		const options = await run(server, get, {
			...named('a', 'b'),
			parameters: { name: 'a', options: { concurrency: '={{ $json.name === "a" ? 51 : 2 }}' } },
			...goesOn,
		});
		expect(options.json).toMatchObject([{ error: expect.stringContaining('Concurrency') }, { name: 'a' }]);
	});

	test('an expression that cannot be evaluated names its item', async () => {
		const { error } = await run(server, get, { parameters: { name: '={{ nonsense( }}' } });
		expect(error?.name).toBe('NodeOperationError');
		expect(server.received).toEqual([]);
	});

	test("n8n's own error of an expression is shown as it is", async () => {
		const { error } = await run(server, get, { parameters: { name: '={{ $("Nobody").item.json.name }}' } });
		expect(error?.name).toBe('ExpressionError');
		expect(error?.message).toContain("Referenced node doesn't exist");
		expect(`${error?.message} ${error?.description}`).not.toMatch(/Thing: Get|report it/);
		expect(server.received).toEqual([]);
	});

	test('an operation that does not exist is an error', async () => {
		const { error } = await run(server, get, { parameters: { operation: 'vanish', name: 'a' } });
		expect(error?.message).toBe('There is no operation "vanish" of "thing"');
	});

	test('a negative limit is refused', async () => {
		const list = operation({
			name: 'Get Many',
			action: 'Get many things',
			fields: {},
			list: async function* (api) {
				yield* recordsIn(await api.get(route`/things`));
			},
		});
		const { error } = await run(server, list, { parameters: { limit: -1 } });
		expect(error?.message).toBe("'Limit' must be 1 or more, not -1");
		expect(server.received).toEqual([]);
	});
});

test('without input items nothing is done', async () => {
	const parameters = { resource: 'thing', operation: 'get', name: 'a' };
	const { json } = await runNode({ node: thingsNode([get]), ...access(server.url), parameters, items: [] });
	expect([json, server.received]).toEqual([[], []]);
});
