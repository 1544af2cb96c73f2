import { describe, expect, test } from '@jest/globals';

import type { ApiClient } from '../../../core/request/ApiClient';
import type { ApiRequest, Method } from '../../../core/request/http';
import { route } from '../../../core/request/Route';
import { gate } from '../../gate';
import { forAllTests } from '../../lifecycle';
import { doing, failureOf, goesOn, run, ThingsServer, type Answer, type ThingsRun } from '../things';
import { thingsPlatform } from '../thingsPlatform';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

/** Sends one request; returns its status and body. */
const sends = (request: Partial<ApiRequest>) =>
	doing(async (api) => {
		const { status, body } = await api.send({ method: 'GET', route: route`/things`, ...request });
		return { status, body: body === undefined ? null : JSON.stringify(body) };
	});
const send = async (request: Partial<ApiRequest>, more: ThingsRun = {}) =>
	await run(server, sends(request), { ...goesOn, ...more });

/** Fails `times` times, then works. */
const failing = (failure: Answer, times = 1) => {
	server.answer = (_request, nth) => (nth <= times ? failure : { body: { nth } });
};

const BUSY: Answer = { status: 503, body: { message: 'busy' } };
const LIMITED: Answer = { status: 429, headers: { 'retry-after': '0' }, body: { message: 'slow down' } };

describe('what is tried again', () => {
	const safe: Array<[Method, string, Answer]> = (['GET', 'HEAD', 'PUT', 'DELETE'] as const).flatMap(
		(method) => [
			[method, '503', BUSY],
			[method, '408', { status: 408 }],
			[method, '429', LIMITED],
			[method, 'a reset connection', { lost: 'reset' }],
		],
	);
	test.each([...safe, ['POST', '429', LIMITED], ['PATCH', '429', LIMITED]] as Array<
		[Method, string, Answer]
	>)('%s after %s', async (method, _what, failure) => {
		failing(failure);
		const { json } = await send({ method });
		expect(server.received).toHaveLength(2);
		expect(json).toMatchObject([{ status: 200 }]);
	});

	const unsafe: Array<[Method, string, Answer]> = (['POST', 'PATCH'] as const).flatMap((method) => [
		[method, '503', BUSY],
		[method, '500', { status: 500 }],
		[method, '408', { status: 408 }],
		[method, 'a reset connection', { lost: 'reset' }],
	]);
	test.each(unsafe)('never %s after %s', async (method, _what, answer) => {
		failing(answer);
		const failure = failureOf(await send({ method, body: { a: 1 } }));
		expect(server.received).toHaveLength(1);
		expect(failure.description).toContain('Check whether the change was applied');
	});

	test('never a POST that got no response in time, but a GET', async () => {
		server.answer = () => ({ lost: 'hang' });
		const posted = failureOf(await send({ method: 'POST', timeoutMs: 40 }));
		expect(posted).toMatchObject({ httpCode: 'ETIMEDOUT' });
		expect(posted.description).toContain("raise 'Request Timeout (Seconds)'");
		expect(posted.description).toContain('[Thing: Do: POST /things: ETIMEDOUT]');
		const read = failureOf(await send({ method: 'GET', timeoutMs: 40 }));
		expect(read.description).toContain('ETIMEDOUT after 3 tries');
	});

	test.each([400, 401, 403, 404, 409, 422])('never a GET after %d', async (status) => {
		failing({ status, body: { message: 'no' } }, 9);
		expect(failureOf(await send({}))).toMatchObject({
			message: expect.stringMatching(/^Things.*: no$/),
			httpCode: String(status),
		});
		expect(server.received).toHaveLength(1);
	});

	test('never what the platform passes on, after a 429: it may be of another server', async () => {
		failing(LIMITED);
		const { description } = failureOf(await send({ method: 'POST', isPassedOn: true }));
		expect(server.received).toHaveLength(1);
		expect(description).toContain('Check whether the change was applied');
	});

	test('a request says itself whether it may be repeated, and how often', async () => {
		failing(BUSY);
		await send({ method: 'POST', idempotent: true });
		expect(server.received).toHaveLength(2);
		server.clear();
		failing(BUSY);
		await send({ method: 'GET', idempotent: false });
		expect(server.received).toHaveLength(1);
		server.clear();
		failing(BUSY, 9);
		await send({ method: 'GET', retries: 1 });
		expect(server.received).toHaveLength(2);
	});

	test('no more often than the platform allows; the error reports how often it was tried', async () => {
		failing(BUSY, 9);
		const failure = failureOf(await send({}));
		expect(server.received).toHaveLength(3);
		expect(failure.message).toBe('Things: busy');
		expect(failure.description).toContain('[Thing: Do: GET /things: HTTP 503 after 3 tries]');
	});

	test('changes no more often than the platform allows them', async () => {
		const { retry } = thingsPlatform();
		const platform = thingsPlatform({ retry: { ...retry, retriesOfChanges: 1 } });
		for (const [method, tries] of [
			['GET', 3],
			['PUT', 2],
			['DELETE', 2],
		] as const) {
			server.clear();
			failing(BUSY, 9);
			await send({ method }, { platform });
			expect(server.received).toHaveLength(tries);
		}
	});

	test.each([{}, { body: 'Thing 1 was not found' }])(
		'a repeated DELETE that finds nothing has done its work; the first one that does has not: %j',
		async (said) => {
			server.answer = (_request, nth) => (nth === 1 ? { lost: 'reset' } : { status: 404, ...said });
			expect((await send({ method: 'DELETE' })).json).toMatchObject([{ status: 204 }]);
			server.answer = () => ({ status: 404, ...said });
			expect(failureOf(await send({ method: 'DELETE' }))).toMatchObject({ httpCode: '404' });
		},
	);

	test.each([
		['text/html', '<html>404</html>'],
		['text/plain', '404 page not found'],
	])(
		'a repeated DELETE for which a gateway has %s of its own is not known to have done its work',
		async (type, body) => {
			server.answer = (_request, nth) =>
				nth === 1 ? { status: 503 } : { status: 404, headers: { 'content-type': type }, body };
			const failure = failureOf(await send({ method: 'DELETE' }));
			expect(failure.httpCode).toBe('404');
			expect(failure.description).toContain('Check whether the change was applied');
		},
	);

	test.each([
		['refused', { status: 422, body: { message: 'is over' } }],
		['put off', { status: 429, headers: { 'retry-after': '3600' } }],
	])(
		'a change that may have been made by an earlier try says so, however the repeat was %s',
		async (_how, then) => {
			server.answer = (_request, nth) => (nth === 1 ? { status: 503 } : then);
			const changed = failureOf(await send({ method: 'PUT' }));
			expect(server.received).toHaveLength(2);
			expect(changed.httpCode).toBe(String(then.status));
			expect(changed.description).toContain('Check whether the change was applied');
			server.clear();
			server.answer = (_request, nth) => (nth === 1 ? { status: 503 } : then);
			expect(failureOf(await send({})).description).not.toContain('was applied');
			server.clear();
			server.answer = () => then;
			expect(failureOf(await send({ method: 'PUT' })).description).not.toContain('was applied');
		},
	);

	describe('a change that is made of what is read', () => {
		const make: { again: (api: ApiClient) => unknown } = { again: () => undefined };
		const changing = doing(async (api) => {
			let reads = 0;
			const { first, response } = await api.change(async () => {
				reads += 1;
				if (reads > 1) await make.again(api);
				const more = { body: { reads }, whereToLook: 'Look at it.' };
				return { request: { ...more, method: 'PUT' as const, route: route`/things/1` } };
			});
			return { status: response.status, first: JSON.stringify(first.request.body) };
		});
		const OPEN = 'Check whether the change was applied before you run it again. Look at it.';
		const OF_READ = ['cannot be read', async (api: ApiClient) => await api.get(route`/things/1`)] as const;
		const REFUSED = [
			'says that nothing was changed',
			(api: ApiClient) => {
				throw api.error('Not to be changed', 'Nothing was changed.');
			},
		] as const;

		test.each([OF_READ, REFUSED])(
			'is said to be applied perhaps, though what is read then %s',
			async (_how, again) => {
				make.again = again;
				const lost: Answer[] = [BUSY, { lost: 'reset' }];
				for (const first of lost) {
					server.clear();
					server.answer = (_request, nth) => (nth === 1 ? first : { status: 403, body: { message: 'no' } });
					const { message, description } = failureOf(await run(server, changing, goesOn));
					expect(description).toContain(OPEN);
					expect(description).toContain('[Thing: Do: PUT /things/1: ');
					expect(`${message} ${description}`).not.toMatch(/Nothing was changed|HTTP 403/);
					expect(server.lines.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
				}
			},
		);

		test.each([OF_READ, REFUSED])(
			'was not applied after a 429, and what is read then %s',
			async (_how, again) => {
				make.again = again;
				server.answer = (_request, nth) => (nth === 1 ? LIMITED : { status: 403, body: { message: 'no' } });
				const { description } = failureOf(await run(server, changing, goesOn));
				expect(description).toMatch(/Nothing was changed|HTTP 403/);
				expect(description).not.toContain('was applied');
			},
		);
	});

	test.each(['GET', 'POST'] as const)(
		'%s when the connection is refused: nothing was sent',
		async (method) => {
			const closed = await ThingsServer.start();
			await closed.stop();
			const failure = failureOf(await send({ method }, { baseUrl: closed.url }));
			expect(failure).toMatchObject({ httpCode: 'ECONNREFUSED' });
			expect(failure.description).toContain('whether the server is running');
			expect(failure.description).toContain('after 3 tries');
		},
	);
});

describe('waiting', () => {
	test('is not begun where it would be longer than the user allows; n8n learns how long', async () => {
		failing({ status: 429, headers: { 'retry-after': '61' }, body: { message: 'slow down' } }, 9);
		const { error } = await send({}, { onError: 'stopWorkflow' });
		expect(server.received).toHaveLength(1);
		expect(error).toMatchObject({
			message: 'Things: slow down',
			failure: { cause: 'rate-limited', retryAfterMs: 61_000 },
		});
	});

	test('is bounded over all tries together', async () => {
		server.answer = (_request, nth) => ({
			status: 429,
			headers: { 'retry-after': nth === 1 ? '0.02' : '0.99' },
		});
		await send({}, { options: { longestWaitSeconds: 1 }, platform: withoutJitter });
		expect(server.received).toHaveLength(2);
		server.clear();
		failing({ status: 429, headers: { 'retry-after': '1' } }, 9);
		await send({}, { options: { longestWaitSeconds: 0 } });
		expect(server.received).toHaveLength(1);
	});

	test('lasts as long as the server asked', async () => {
		const times: number[] = [];
		server.answer = (_request, nth) => {
			times.push(Date.now());
			return nth === 1 ? { status: 503, headers: { 'retry-after': '0.06' } } : {};
		};
		await send({});
		const [first = 0, second = 0] = times;
		expect(second - first).toBeGreaterThanOrEqual(55);
	});

	test('after a 429 holds the other items back too', async () => {
		const times: number[] = [];
		server.answer = (_request, nth) => {
			times.push(Date.now());
			return nth === 1 ? { status: 429, headers: { 'retry-after': '0.06' } } : {};
		};
		await send({}, { items: [{}, {}, {}], options: { concurrency: 1 }, platform: withoutJitter });
		const [first = 0, ...others] = times;
		expect(others).toHaveLength(3);
		for (const other of others) expect(other - first).toBeGreaterThanOrEqual(55);
	});
});

const withoutJitter = thingsPlatform({
	retry: {
		retries: 5,
		firstDelayMs: 0,
		longestDelayMs: 0,
		idempotentMethods: [],
		retriesRateLimits: true,
	},
});

describe('the Stop button', () => {
	test('ends the waiting for a next try', async () => {
		failing({ status: 429, headers: { 'retry-after': '30' } }, 9);
		const stop = new AbortController();
		const end = gate();
		const waiting = doing(async (api) => await api.record(route`/things`).finally(end.open));
		const running = run(server, waiting, { cancel: stop.signal });
		await server.hasReceived(1);
		const stoppedAt = Date.now();
		stop.abort();
		await end.opened;
		expect(Date.now() - stoppedAt).toBeLessThan(1000);
		expect((await running).status).toBe('canceled');
		expect(server.received).toHaveLength(1);
	});

	test('begins no further item, also where the run goes on after a failure', async () => {
		const stop = new AbortController();
		let begun = 0;
		const get = doing(async (api) => {
			begun += 1;
			return await api.record(route`/things`);
		});
		server.answer = () => {
			stop.abort();
			return { body: {} };
		};
		const items = Array.from({ length: 1000 }, (_, nth) => ({ nth }));
		await run(server, get, { ...goesOn, items, options: { concurrency: 1 }, cancel: stop.signal });
		// n8n does not wait for the node.
		for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
		expect(begun).toBe(1);
	});
});
