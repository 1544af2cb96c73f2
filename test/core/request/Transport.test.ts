import { gzipSync } from 'node:zlib';

import { describe, expect, test } from '@jest/globals';

import { isRecord, textOf } from '../../../core/data/json';
import type { ApiRequest } from '../../../core/request/http';
import type { Connection, Platform } from '../../../core/request/Platform';
import { route } from '../../../core/request/Route';
import { forAllTests } from '../../lifecycle';
import { KeyOfItem } from '../KeyOfItem';
import { access, doing, failureOf, goesOn, run, SECRET, ThingsServer, type ThingsRun } from '../things';
import { thingsPlatform } from '../thingsPlatform';

/** One try of one request: what is sent, and what counts as a response. */
let server: ThingsServer;
let elsewhere: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);
forAllTests(
	async () => (elsewhere = await ThingsServer.start()),
	() => elsewhere.clear(),
);

const send = async (request: Partial<ApiRequest>, more: ThingsRun = {}) =>
	await run(
		server,
		doing(async (api) => {
			const { status, body } = await api.send({ method: 'GET', route: route`/things/1`, ...request });
			return { status, kind: typeof body, body: body === undefined ? null : JSON.stringify(body) };
		}),
		{ ...goesOn, ...more },
	);

describe('what is sent', () => {
	test('the credential, the platform headers, the query, the body as JSON', async () => {
		const platform = thingsPlatform({ headers: { 'x-version': '2' } });
		const query = { q: 'a&b', tags: ['x', 'y'], page: 2, all: true, none: undefined };
		await send({ method: 'PUT', query, body: { a: 'ü' }, headers: { 'x-own': '1' } }, { platform });
		const [request] = server.received;
		expect(request).toMatchObject({
			method: 'PUT',
			path: '/things/1',
			body: '{"a":"ü"}',
			headers: {
				authorization: `Key ${SECRET}`,
				accept: 'application/json',
				'content-type': 'application/json',
				'x-version': '2',
				'x-own': '1',
			},
		});
		expect(request?.query.toString()).toBe('q=a%26b&tags=x&tags=y&page=2&all=true');
	});

	test('is signed with the credential as it is at the item, which is read once', async () => {
		const { credentials, credentialTypes } = access(server.url);
		const store = new KeyOfItem(credentialTypes, credentials);
		const items = [{}, {}, {}];
		await send({}, { credentials: store, items, options: { concurrency: 1 } });
		const keys = [0, 1, 2].map((item) => `key-of-item-${item}`);
		expect(server.received.map(({ headers }) => headers['authorization'])).toEqual(keys);
		expect(store.reads).toBe(3);
	});

	test.each(['GET', 'DELETE', 'POST'] as const)('%s without a body has none', async (method) => {
		await send({ method });
		expect(server.received[0]?.body).toBe('');
		expect(server.received[0]?.headers['content-type']).toBeUndefined();
	});
});

describe('what comes back', () => {
	test.each([
		['204', { status: 204 }, { status: 204, kind: 'undefined', body: null }],
		['nothing', { body: '' }, { status: 200, kind: 'undefined', body: null }],
		['a record', { body: { a: 1 } }, { kind: 'object', body: '{"a":1}' }],
		['a text', { body: '"done"' }, { kind: 'string', body: '"done"' }],
		['a 64-bit id', { body: '{"id":9007199254740993}' }, { body: '{"id":"9007199254740993"}' }],
	])('may be %s', async (_what, answer, expected) => {
		server.answer = () => answer;
		expect((await send({})).json).toMatchObject([expected]);
	});

	test('with 200 and a failure inside is a failure', async () => {
		server.answer = () => ({ body: { ok: false, message: 'used up', code: 'QUOTA' } });
		expect(failureOf(await send({}))).toMatchObject({ message: 'Things: used up (QUOTA)' });
	});

	test('with 200 and a web page, as of a proxy to sign in at, is a failure', async () => {
		server.answer = () => ({ body: '<html>Sign in</html>' });
		const { message, description } = failureOf(await send({}));
		expect(message).toBe('Things: returned a web page (200 OK)');
		expect(description).toContain('Another server may be responding');
	});

	test('with a status that the request expects is a response', async () => {
		server.answer = () => ({ status: 404, body: { message: 'none' } });
		expect((await send({ accept: [404] })).json).toMatchObject([{ status: 404 }]);
	});

	test('with a success that the request expects is none where it is a web page', async () => {
		server.answer = () => ({ body: '<html>Sign in</html>' });
		const { message } = failureOf(await send({ accept: [200, 404] }));
		expect(message).toBe('Things: returned a web page (200 OK)');
	});

	test('without words is reported by its status', async () => {
		server.answer = () => ({ status: 502, body: '<html>Bad gateway</html>' });
		expect(failureOf(await send({ method: 'POST' })).message).toBe(
			'Things: returned a web page (502 Bad Gateway)',
		);
	});

	test.each([301, 302, 303, 307, 308])('with %i is an error that names the new address', async (status) => {
		for (const method of ['GET', 'POST'] as const) {
			elsewhere.clear();
			server.answer = ({ path }) => ({
				status,
				headers: { location: `${elsewhere.url}/v2${path}?token=${SECRET}` },
			});
			const failure = failureOf(await send({ method, ...(method === 'POST' && { body: { a: 1 } }) }));
			expect(failure.message).toBe(`Things: the server redirects to ${elsewhere.url}/v2/things/1`);
			expect(failure.description).toContain(`Put ${elsewhere.url}/v2 into 'Base URL' in the credential`);
			expect(elsewhere.received).toEqual([]);
		}
	});

	test('with a redirect to a page to sign in at says that this is not the API', async () => {
		server.answer = () => ({ status: 302, headers: { location: '/login' } });
		const failure = failureOf(await send({}));
		expect(failure.message).toBe(`Things: the server redirects to ${server.url}/login`);
		expect(failure.description).toContain('must be the URL of the API itself');
		expect(server.received).toHaveLength(1);
	});

	test('larger than its bound is an error, fetched once and not kept', async () => {
		const bomb = gzipSync(Buffer.alloc(80 * 2 ** 20, 0x20));
		// Unpacking takes a busy machine seconds.
		const platform = thingsPlatform({ requestTimeoutMs: 25_000 });
		server.answer = () => ({ headers: { 'content-encoding': 'gzip' }, body: bomb });
		expect(failureOf(await send({}, { platform }))).toMatchObject({
			message: 'Things: the response is larger than 64 MiB',
			description: expect.stringContaining(
				"less data at once. In a trigger, watch fewer integrations. Set filters, if there are any. If the list is read in pages, lower 'Rows per Page' in Options.",
			),
			httpCode: 'TOO_LARGE',
		});
		server.answer = () => ({ status: 401, headers: { 'content-encoding': 'gzip' }, body: bomb });
		expect(failureOf(await send({}, { platform })).message).toContain('larger than 64 MiB');
		expect(server.received).toHaveLength(2);
	}, 60_000);
});

describe('secrets', () => {
	test('that the platform or the path repeats are not shown', async () => {
		server.answer = () => ({ status: 400, body: { message: `bad key ${SECRET}` } });
		const refused = await send({ route: route`/things/${SECRET}`, query: { token: SECRET } });
		expect(failureOf(refused).message).toBe('Things: bad key [redacted]');
		expect(failureOf(refused).description).toContain('/things/[redacted]');
		server.answer = () => ({ lost: 'reset' });
		const lost = await send({ method: 'POST', route: route`/things/${SECRET}`, query: { token: SECRET } });
		expect(failureOf(lost).description).toContain('/things/[redacted]');
		const stopped = await send({ method: 'POST', query: { token: SECRET } }, { onError: 'stopWorkflow' });
		for (const text of [refused.json, lost.json, stopped.error].map((shown) => JSON.stringify(shown))) {
			expect(text).not.toContain(SECRET);
		}
	});

	test.each([
		[SECRET, '[redacted]/v1/things/1'],
		['a;password=hunter22x', 'a;password=[redacted]'],
	])('in the address of a redirect, %s, are not shown: no base URL is named then', async (part, shown) => {
		const base = 'https://sso.example.com';
		server.answer = ({ path }) => ({ status: 302, headers: { location: `${base}/${part}/v1${path}` } });
		const failed = await send({});
		expect(failureOf(failed)).toMatchObject({
			message: `Things: the server redirects to ${base}/${shown}`,
			description: expect.stringMatching(/^'Base URL' in the credential must be the URL of the API itself/),
		});
		expect(JSON.stringify(failed.json)).not.toContain(part);
	});
});

describe('a platform that wants a pause after a 429', () => {
	const pausing = (words: Partial<Platform> = {}) => {
		const { retry } = thingsPlatform();
		return thingsPlatform({ retry: { ...retry, retriesRateLimits: false }, ...words });
	};
	const get = doing(async (api) => await api.record(route`/things/1`));
	const items = [{ nth: 1 }, { nth: 2 }, { nth: 3 }];

	test('gets no further request in that run, and every other item reports why', async () => {
		server.answer = () => ({ status: 429, body: { message: 'too many' } });
		const result = await run(server, get, {
			platform: pausing(),
			items,
			options: { concurrency: 1 },
			...goesOn,
		});
		expect(server.received).toHaveLength(1);
		expect(failureOf(result, 0)).toMatchObject({ message: 'Things: too many', httpCode: '429' });
		for (const index of [1, 2]) {
			expect(failureOf(result, index)).toMatchObject({
				message: expect.stringMatching(/^Things: not sent .*too many/),
				description: expect.stringContaining('GET /things/1'),
				httpCode: '429',
			});
		}
	});

	test('gets requests again in the next run', async () => {
		server.answer = (_request, nth) => ({ status: nth === 1 ? 429 : 200, body: { id: 1 } });
		await run(server, get, { platform: pausing(), ...goesOn });
		expect((await run(server, get, { platform: pausing() })).json).toEqual([{ id: 1 }]);
	});

	test('gets them at once where it wants none: the request is tried again and the others go on', async () => {
		server.answer = (_request, nth) => ({ status: nth === 1 ? 429 : 200, body: { id: 1 } });
		const { json } = await run(server, get, { items, options: { concurrency: 1 } });
		expect(json).toHaveLength(3);
		expect(server.received).toHaveLength(4);
	});

	test.each([200, 404])('is asked to explain failures only: status %i', async (status) => {
		const explained: unknown[] = [];
		const platform = pausing({
			explain: (body) => {
				explained.push(body);
				return {};
			},
		});
		server.answer = () => ({ status, body: { id: 1 } });
		await run(server, get, { platform, items, ...goesOn });
		expect(explained).toEqual(status === 200 ? [] : items.map(() => ({ id: 1 })));
	});
});

describe('a 401', () => {
	/** A credential that fetches a token; the first request is refused. */
	const refusedOnce = async (connection: Partial<Connection>, request: Partial<ApiRequest> = {}) => {
		server.clear();
		let refused = 0;
		server.answer = ({ path }) => {
			if (path === '/token') return { body: { token: 'fetched' } };
			refused += 1;
			return refused === 1 ? { status: 401 } : { body: { id: 1 } };
		};
		const connect: Platform['connect'] = ({ baseUrl }) => ({
			baseUrl: textOf(baseUrl) ?? '',
			secrets: [],
			...connection,
		});
		return await send(request, { platform: thingsPlatform({ credentialType: 'tokenApi', connect }) });
	};

	test('is answered by n8n with a new sign-in where the credential can sign in', async () => {
		expect((await refusedOnce({ signsIn: true })).json).toMatchObject([{ status: 200 }]);
		expect(server.lines).toEqual(['POST /token', 'GET /things/1', 'POST /token', 'GET /things/1']);
	});

	test('may be of another server where the request is passed on: it is not sent again, and may have been applied', async () => {
		const request = { method: 'POST', isPassedOn: true } as const;
		const { message, description } = failureOf(await refusedOnce({ signsIn: true }, request));
		expect(message).toBe('Things: status 401');
		expect(description).toMatch(/^The message says what stopped it\. Check whether the change was applied/);
		expect(server.lines).toEqual(['POST /token', 'POST /things/1']);
	});

	test('is a failure where it cannot: the same secret is not sent twice', async () => {
		expect(failureOf(await refusedOnce({}))).toMatchObject({ httpCode: '401' });
		expect(server.lines).toEqual(['POST /token', 'GET /things/1']);
	});
});

test('the platform names its trace in a header, and says what failed in its own words', async () => {
	const platform = thingsPlatform({
		traceHeader: 'x-trace',
		explain: (body) => (isRecord(body) ? { message: textOf(body['detail']) } : {}),
	});
	server.answer = () => ({ status: 404, headers: { 'x-trace': 't-7' }, body: { detail: 'gone' } });
	const failure = failureOf(await send({}, { platform }));
	expect(failure.message).toBe('Things: gone');
	expect(failure.description).toContain('[Thing: Do: GET /things/1: HTTP 404, trace t-7]');
});

test.each([
	['/api', /It ends with \/api\./],
	['/api/v1', /It ends with \/api\./],
	['/v1', /cannot access it\. \[/],
	['', /cannot access it\. \[/],
])('a 404 below a base URL that ends with "%s": %s', async (path, words) => {
	server.answer = () => ({ status: 404, body: { message: 'none' } });
	const failed = await run(
		server,
		doing(async (api) => await api.record(route`/things/1`)),
		{
			baseUrl: `${server.url}${path}`,
			...goesOn,
		},
	);
	expect(failureOf(failed).description).toMatch(words);
});

test.each([
	['message', 1, 1300],
	['body', 1000, 1],
])(
	'a %s that is nested too deeply leaves the status, and that the change may have been applied',
	async (_what, given, said) => {
		const nested = (depth: number) => `${'[{"a":'.repeat(depth)}"token"${'}]'.repeat(depth)}`;
		server.answer = () => ({ status: 500, body: { message: nested(said) } });
		const failure = failureOf(await send({ method: 'POST', body: JSON.parse(nested(given)) }));
		expect(failure).toMatchObject({ httpCode: '500', message: expect.stringMatching(/^Things: \[\{"a":/) });
		expect(failure.description).toContain('Check whether the change was applied');
	},
);

test('records that are nested too deeply are an error in words', async () => {
	const depth = 100_000;
	server.answer = () => ({ body: `${'{"in":'.repeat(depth)}{}${'}'.repeat(depth)}` });
	const failed = await run(
		server,
		doing(async (api) => await api.record(route`/things/1`)),
		goesOn,
	);
	expect(failureOf(failed)).toMatchObject({
		message: 'A record is nested too deeply to be read',
		description: expect.stringMatching(/^Exclude it with a filter\. \[/),
	});
	const change = doing(async (api) => api.asRecord(await api.post(route`/things`, {})));
	expect(failureOf(await run(server, change, goesOn))).toMatchObject({
		message: 'A record is nested too deeply to be read',
		description: expect.stringMatching(/^Check whether the change was applied before you run it again\. \[/),
	});
});
