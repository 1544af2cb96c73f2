import { describe, expect, test } from '@jest/globals';

import { operation } from '../../../core/operation/Operation';
import type { ApiRequest } from '../../../core/request/http';
import { route } from '../../../core/request/Route';
import { forAllTests } from '../../lifecycle';
import { doing, failureOf, goesOn, listing, run, SECRET, ThingsServer, type Answer } from '../things';
import { thingsPlatform } from '../thingsPlatform';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

describe('the methods', () => {
	test.each([
		['get', 'GET', undefined],
		['post', 'POST', '{"a":1}'],
		['put', 'PUT', '{"a":1}'],
		['patch', 'PATCH', '{"a":1}'],
		['delete', 'DELETE', undefined],
	] as const)('%s is %s', async (name, method, body) => {
		server.answer = () => ({ body: { done: true } });
		const work = doing(async (api) => {
			const path = route`/things/1`;
			if (name === 'get' || name === 'delete') return api.asRecord(await api[name](path));
			return api.asRecord(await api[name](path, { a: 1 }));
		});
		expect((await run(server, work)).json).toEqual([{ done: true }]);
		expect(server.received).toMatchObject([{ method, body: body ?? '' }]);
	});
});

test("a change that would write over the credential's own secret is not sent", async () => {
	server.answer = () => ({ body: { id: '1', settings: { token: SECRET } } });
	const work = doing(async (api) => {
		const stored = await api.record(route`/things/1`, { exact: true });
		return api.asRecord(await api.put(route`/things/1`, { ...stored, name: 'New' }));
	});
	const { message, description } = failureOf(await run(server, work, goesOn));
	expect(message).toContain('a secret of the credential, which would be overwritten');
	expect(description).toContain('Nothing was sent');
	expect(server.received.map(({ method }) => method)).toEqual(['GET']);
});

describe('a record', () => {
	test.each([
		['HTML', { body: '<html>Sign in</html>' }],
		['nothing', { status: 204 }],
		['a list', { body: [{ a: 1 }] }],
	])('is not %s', async (_what, answer) => {
		server.answer = () => answer;
		const get = doing(async (api) => await api.record(route`/things/1`));
		const failure = failureOf(await run(server, get, goesOn));
		expect(failure.message).toMatch(
			/^Things:? returned (a web page \(200 OK\)|an unexpected response \(expected a record\))$/,
		);
		expect(failure.description).toContain("check 'Base URL'");
	});

	const byId = doing(async (api) => await api.record(route`/things/A1`, { id: 'A1' }));

	test.each([{ id: 'A1' }, { id: 'a1' }])('may be %j', async (body) => {
		server.answer = () => ({ body });
		expect((await run(server, byId)).json).toEqual([body]);
	});

	test.each([{}, { name: 'without ID' }])('is not %j, which names no ID', async (body) => {
		server.answer = () => ({ body });
		const { error } = await run(server, byId);
		expect(error?.message).toBe('Things returned a different record than A1');
	});

	test('of another ID is an error', async () => {
		server.answer = () => ({ body: { id: 'b2' } });
		const failure = failureOf(await run(server, byId, goesOn));
		expect(failure.message).toBe('Things returned a different record than A1');
		expect(failure.description).toContain('Another server may be responding');
	});
});

describe('a deletion', () => {
	const remove = doing(async (api) => ({ body: String(await api.delete(route`/things/1`)) }));

	test.each([
		['nothing', { status: 204 }, 'undefined'],
		['an empty body', { body: '' }, 'undefined'],
		['text', { body: 'deleted' }, 'deleted'],
	])('may be answered by %s', async (_what, answer, body) => {
		server.answer = () => answer;
		expect((await run(server, remove)).json).toEqual([{ body }]);
	});

	test('is none where a web page comes back', async () => {
		server.answer = () => ({ body: '<!DOCTYPE html><title>Gateway</title>' });
		const failure = failureOf(await run(server, remove, goesOn));
		expect(failure.message).toBe('Things: returned a web page (200 OK)');
		expect(failure.description).toContain('Check whether the change was applied');
	});
});

describe('what is said of a change', () => {
	const WAS_IT_APPLIED = 'Check whether the change was applied';
	const BEFORE = 'An earlier request already made a change.';
	const lost: Answer[] = [{ lost: 'reset' }, { status: 503 }, { body: '<html>' }, { body: '5' }];

	/** Sends the requests one after the other. Returns the description of the error in which that ends. */
	async function errorAfter(responses: Answer[], requests: ReadonlyArray<Partial<ApiRequest>>) {
		server.received = [];
		server.answer = (_request, nth) => responses[nth - 1] ?? { body: {} };
		const work = doing(async (api) => {
			let body: unknown;
			for (const request of requests) {
				({ body } = await api.send({ method: 'POST', route: route`/things`, retries: 0, ...request }));
			}
			return api.asRecord(body);
		});
		return failureOf(await run(server, work, goesOn)).description;
	}

	test.each(lost)('that may have been made: %j', async (answer) => {
		expect(await errorAfter([answer], [{}])).toContain(WAS_IT_APPLIED);
	});

	test.each(lost)('nothing where the request only reads: %j', async (answer) => {
		for (const request of [{ reads: true }, { method: 'GET' }, { method: 'HEAD' }] as const) {
			const shown = await errorAfter([answer], [request]);
			expect(shown).not.toContain('change');
			expect(shown).toMatch(/Try again/);
		}
	});

	test.each([{ lost: 'reset' }, { status: 404 }, { status: 503 }] as const)(
		'that was accepted, where a later request fails: %j',
		async (answer) => {
			expect(await errorAfter([{}, answer], [{}, { method: 'GET' }])).toContain(BEFORE);
			expect(await errorAfter([{}, answer], [{}, { reads: true }])).toContain(BEFORE);
			expect(await errorAfter([{}, answer], [{ reads: true }, { method: 'GET' }])).not.toContain(BEFORE);
			const refused = { accept: [404] };
			expect(await errorAfter([{ status: 404 }, answer], [refused, { method: 'GET' }])).not.toContain(BEFORE);
		},
	);
});

describe('the rows of a list', () => {
	const list = listing(async function* (api) {
		yield* api.rows(await api.get(route`/things`), 'items', 'data');
	});
	const rows = [{ id: 1 }, { id: 2 }];

	test.each([
		['the whole body', rows],
		['a key of it', { items: rows, total: 2 }],
		['the first key that holds a list', { items: 2, data: rows }],
		['all that are records', [null, ...rows, 'three']],
	])('are %s', async (_where, body) => {
		server.answer = () => ({ body });
		expect((await run(server, list)).json).toEqual(rows);
	});

	test.each([[[]], [{ items: [] }]])('may be none: %j', async (body) => {
		server.answer = () => ({ body });
		expect((await run(server, list)).json).toEqual([]);
	});

	test.each([
		["a proxy's page", { body: '<html>Sign in</html>' }],
		['an object without a list', { body: { id: 1 } }],
		['an object with a list under another key', { body: { rows } }],
		['a list of anything but records', { body: ['a', 5] }],
		['an empty 200', { body: '' }],
		['a 204', { status: 204 }],
		['null', { body: 'null' }],
	])('are not those of %s: that must not pass for an empty list', async (_what, answer) => {
		server.answer = () => answer;
		const failure = failureOf(await run(server, list, goesOn));
		expect(failure.message).toMatch(
			/^Things:? returned (a web page \(200 OK\)|an unexpected response \(expected a list\))$/,
		);
		expect(failure.description).toContain("'Base URL'");
		expect(failure.description).toContain('[Thing: Get Many');
	});
});

describe('what is read once', () => {
	const named = operation({
		name: 'Get',
		action: 'Get a thing',
		fields: {},
		run: async (api) => {
			const names = await api.once('names', async () => api.rows(await api.get(route`/names`)));
			const sizes = await api.once('sizes', async () => await api.record(route`/sizes`));
			return { names: names.length, ...sizes };
		},
	});
	const items = [{ nth: 1 }, { nth: 2 }, { nth: 3 }];

	test('is read once for all items of a run, whether or not they are processed at the same time', async () => {
		server.answer = ({ path }) => ({ body: path === '/names' ? [{ id: 1 }] : { size: 5 } });
		for (const concurrency of [1, 5]) {
			server.received = [];
			const { json } = await run(server, named, { items, options: { concurrency } });
			expect(json).toEqual(items.map(() => ({ names: 1, size: 5 })));
			expect(server.lines).toEqual(['GET /names', 'GET /sizes']);
		}
	});

	test('is read anew in another run', async () => {
		server.answer = ({ path }, nth) => ({ body: path === '/names' ? [{ id: 1 }] : { size: nth } });
		expect((await run(server, named)).json).toEqual([{ names: 1, size: 2 }]);
		expect((await run(server, named)).json).toEqual([{ names: 1, size: 4 }]);
	});

	test('fails for all items of a run', async () => {
		server.answer = () => ({ status: 404, body: { message: 'no names' } });
		const failed = await run(server, named, { items, ...goesOn });
		expect(items.map((_item, index) => failureOf(failed, index).message)).toEqual(
			items.map(() => 'Things: no names'),
		);
		expect(server.received).toHaveLength(1);
	});
});

test('a remark stands beside the output', async () => {
	const remarking = doing(async (api) => {
		api.remark('Only half of it is shown');
		return await Promise.resolve({ done: true });
	});
	const { hints, json } = await run(server, remarking);
	expect(hints).toMatchObject([{ message: 'Only half of it is shown', location: 'outputPane' }]);
	expect(json).toEqual([{ done: true }]);
});

describe('what an operation may know', () => {
	const knowing = doing(
		async (api) =>
			await Promise.resolve({
				...api.settings,
				rows: api.rowsPerPage,
				pages: api.options.maxPages,
				at: api.baseUrl,
			}),
	);

	test('are the settings of its credential, and how many rows to ask for', async () => {
		const platform = thingsPlatform({ rowsPerPage: 20 }, { settings: { generation: '2' } });
		expect((await run(server, knowing, { platform })).json).toMatchObject([
			{ generation: '2', rows: 20, at: server.url },
		]);
		const chosen = await run(server, knowing, { options: { rowsPerPage: 7, maxPages: 3 } });
		expect(chosen.json).toMatchObject([{ rows: 7, pages: 3 }]);
		expect(chosen.json[0]).not.toHaveProperty('generation');
	});

	test.each([
		[3, 3],
		[500, 100],
	])('with a limit of %d rows is a page of %d', async (limit, rows) => {
		const list = listing(async function* (api) {
			yield await Promise.resolve({ rows: api.rowsPerPage });
		});
		expect((await run(server, list, { parameters: { limit } })).json).toEqual([{ rows }]);
	});
});

test.each([false, true])(
	'all clients of a run share it, and nothing else does (side by side: %s)',
	async (isSideBySide) => {
		const runs = new Map<object, number>();
		const counting = doing(async (api) => {
			runs.set(api.run, (runs.get(api.run) ?? 0) + 1);
			return await Promise.resolve({ done: true });
		});
		const options = { concurrency: isSideBySide ? 5 : 1 };
		await run(server, counting, { items: [{}, {}, {}], options });
		await run(server, counting, { options });
		expect([...runs.values()]).toEqual([3, 1]);
	},
);
