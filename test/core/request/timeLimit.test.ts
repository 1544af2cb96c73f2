import { describe, expect, jest, test } from '@jest/globals';
import type { IExecuteFunctions, INodeType } from 'n8n-workflow';

import { ApiClient, type Purpose } from '../../../core/request/ApiClient';
import { asNodeError } from '../../../core/request/failures';
import { route } from '../../../core/request/Route';
import { Run } from '../../../core/request/Run';
import { withinTime } from '../../../core/request/timeLimit';
import { runNode } from '../../engine';
import { forAllTests } from '../../lifecycle';
import { access, doing, face, failureOf, goesOn, run, ThingsServer } from '../things';
import { thingsPlatform } from '../thingsPlatform';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const get = route`/things/1`;

/** Opens a client for a purpose that no operation has, and works with it. What is a function is asked once n8n runs the node. */
async function withClient(
	purpose: Partial<Purpose> | (() => Partial<Purpose>),
	work: (api: ApiClient) => Promise<unknown>,
	platform = thingsPlatform(),
) {
	const node: INodeType = {
		description: face,
		async execute(this: IExecuteFunctions) {
			try {
				const own = typeof purpose === 'function' ? purpose() : purpose;
				const api = await ApiClient.open(this, platform, { task: 'Trigger', ...own });
				return [[{ json: { result: JSON.stringify(await work(api)) } }]];
			} catch (error) {
				throw asNodeError({ node: this.getNode(), task: 'Trigger' }, error);
			}
		},
	};
	const startedMs = Date.now();
	const { json, error } = await runNode({ node, ...access(server.url) });
	return { json, error, tookMs: Date.now() - startedMs };
}

describe('a response that never ends, however busy its connection is', () => {
	test.each(['GET', 'POST'] as const)('ends a %s when the time is over', async (method) => {
		server.answer = () => ({ lost: 'drip' });
		const startedMs = Date.now();
		const result = await run(
			server,
			doing(async (api) => ({ status: (await api.send({ method, route: get, timeoutMs: 150 })).status })),
			goesOn,
		);
		expect(failureOf(result)).toMatchObject({
			message: 'Things: no complete response within 0.15 seconds',
			httpCode: 'ETIMEDOUT',
		});
		// A GET is safe to send again.
		expect(failureOf(result).description).toMatch(method === 'GET' ? /after 3 tries/ : /ETIMEDOUT\]$/);
		expect(Date.now() - startedMs).toBeLessThan(5000);
	});

	test('is what "Request Timeout" in Options bounds', async () => {
		server.answer = () => ({ lost: 'drip' });
		const result = await run(
			server,
			doing(async (api) => ({ status: (await api.send({ method: 'POST', route: get })).status })),
			{ ...goesOn, options: { timeoutSeconds: 1 } },
		);
		expect(failureOf(result).message).toBe('Things: no complete response within 1 second');
	});

	test('ends a request that the operation gives more time than "Request Timeout" has when that time is over', async () => {
		server.answer = () => ({ lost: 'drip' });
		const within = async (timeoutMs: number) => {
			const post = async (api: ApiClient) =>
				(await api.send({ method: 'POST', route: get, timeoutMs })).status;
			const options = { timeoutSeconds: 1 };
			return failureOf(
				await run(
					server,
					doing(async (api) => ({ status: await post(api) })),
					{ ...goesOn, options },
				),
			).message;
		};
		expect(await within(1_200)).toBe('Things: no complete response within 1.2 seconds');
		expect(await within(150)).toBe('Things: no complete response within 1 second');
	});
});

describe('several limits at once, for which there is one timer', () => {
	const never = async () => await new Promise<never>(() => undefined);

	test('each end in their own time, whichever began first, also when the one that was to end first is over', async () => {
		const startedMs = performance.now();
		const ended: number[] = [];
		const ends = async (limitMs: number) => {
			await expect(withinTime(limitMs, undefined, never)).rejects.toThrow('no complete response within');
			expect(performance.now() - startedMs).toBeGreaterThanOrEqual(limitMs);
			ended.push(limitMs);
		};
		const over = withinTime(20, undefined, async () => await Promise.resolve('done'));
		await Promise.all([ends(400), ends(60), ends(200), over]);
		expect(await over).toBe('done');
		expect(ended).toEqual([60, 200, 400]);
	});

	test('end a request with its own signal only', async () => {
		const aborted: string[] = [];
		const until = (name: string) => async (signal: AbortSignal) => {
			signal.addEventListener('abort', () => aborted.push(name));
			return await never();
		};
		const stop = new AbortController();
		const long = withinTime(60_000, stop.signal, until('long'));
		await expect(withinTime(30, undefined, until('short'))).rejects.toThrow();
		expect(aborted).toEqual(['short']);
		stop.abort();
		await expect(long).rejects.toThrow();
		expect(aborted).toEqual(['short', 'long']);
	});
});

test('what Stop ended waits for no timer any more, whether or not its work heeds the signal', async () => {
	const minutes = 60_000;
	const timers = jest.spyOn(AbortSignal, 'timeout');
	// A module of its own: limits of other tests of the suite have the same timer.
	await jest.isolateModulesAsync(async () => {
		const path = '../../../core/request/timeLimit';
		const fresh = jest.requireActual<{ withinTime: typeof withinTime }>(path);
		const stop = new AbortController();
		const never = async () => await new Promise<never>(() => undefined);
		const stopped = fresh.withinTime(100 * minutes, stop.signal, never);
		stop.abort();
		await expect(stopped).rejects.toThrow();
		await expect(fresh.withinTime(20, undefined, never)).rejects.toThrow('no complete response');
		// The timer of the short limit looks for the next one to end.
		expect(timers.mock.calls.filter(([ms]) => ms > 90 * minutes)).toHaveLength(1);
	});
	timers.mockRestore();
});

describe('the deadline of a client', () => {
	test('ends what is under way', async () => {
		server.answer = () => ({ lost: 'drip' });
		const { error } = await withClient(
			() => ({ deadlineMs: performance.now() + 1000 }),
			async (api) => await api.get(get),
		);
		expect(error).toMatchObject({
			message: 'Things: no time left for this request',
			failure: { cause: 'temporarily-unavailable' },
		});
		expect(server.received).toHaveLength(1);
	});

	test('lets nothing be sent after it', async () => {
		const { error } = await withClient(
			{ deadlineMs: performance.now() - 1 },
			async (api) => await api.get(get),
		);
		expect(error?.message).toBe('Things: no time left for this request');
		expect(server.received).toEqual([]);
	});

	test('lets no retry begin, nor a wait, that would end after it: the failure is the one there was', async () => {
		server.answer = () => ({ status: 503, headers: { 'retry-after': '30' }, body: { message: 'busy' } });
		const { error } = await withClient(
			{ deadlineMs: performance.now() + 10_000 },
			async (api) => await api.get(get),
		);
		expect(error?.message).toBe('Things: busy');
		expect(server.received).toHaveLength(1);
	});

	test('is not waited for where the pace would have a request begin after it', async () => {
		const pace = { requestsPerSecond: 0.1, burst: 1, inFlight: 1 };
		const { error, tookMs } = await withClient(
			{ deadlineMs: performance.now() + 8000 },
			async (api) => [await api.get(get), await api.get(get)],
			thingsPlatform({ pace }),
		);
		expect(error?.message).toBe('Things: no time left for this request');
		expect(server.received).toHaveLength(1);
		expect(tookMs).toBeLessThan(8000);
	});

	test('ends a wait for a result', async () => {
		const { error } = await withClient(
			{ deadlineMs: performance.now() + 50 },
			async (api) =>
				await api.waitUntil(async () => await Promise.resolve(undefined), { forMs: 60_000, what: 'It' }),
		);
		expect(error?.message).toMatch(/^It took longer than/);
	});
});

describe('the first request of a run', () => {
	const firstTimeoutMs = 100;

	test('has one try, and its own time', async () => {
		server.answer = () => ({ lost: 'drip' });
		const { error } = await withClient({ firstTimeoutMs }, async (api) => await api.get(get));
		expect(error?.message).toBe('Things: no complete response within 0.1 seconds');
		expect(server.received).toHaveLength(1);
		server.clear();
		server.answer = () => ({ lost: 'reset' });
		expect((await withClient({ firstTimeoutMs }, async (api) => await api.get(get))).error).toBeDefined();
		expect(server.received).toHaveLength(1);
	});

	test('is not tried again when the platform refuses it either', async () => {
		server.answer = () => ({ status: 503 });
		expect((await withClient({ firstTimeoutMs }, async (api) => await api.get(get))).error).toBeDefined();
		expect(server.received).toHaveLength(1);
	});

	test('is followed by requests like any other, also those of other clients of the run', async () => {
		const shared = new Run();
		await withClient({ firstTimeoutMs, run: shared }, async (api) => await api.get(get));
		server.answer = (_request, nth) => (nth === 2 ? { lost: 'reset' } : { body: { id: 1 } });
		const { error } = await withClient({ firstTimeoutMs, run: shared }, async (api) => await api.get(get));
		expect(error).toBeUndefined();
		expect(server.received).toHaveLength(3);
	});
});

test("a run knows the platform's clock from what it answered, also when it refused", async () => {
	const date = new Date(Date.now() - 900_000).toUTCString();
	server.answer = () => ({ status: 404, headers: { date } });
	const shared = new Run();
	await withClient({ run: shared }, async (api) => await api.get(get));
	expect(Math.abs(Date.now() - 900_000 - shared.platformNowMs())).toBeLessThan(5000);
});

test('items that share a read that failed each get the failure as their own', async () => {
	server.answer = () => ({ status: 404, body: { message: 'gone' } });
	const items = [{ nth: 1 }, { nth: 2 }, { nth: 3 }];
	const shared = doing(async (api) => await api.once('list', async () => await api.record(get)));
	const { json } = await run(server, shared, { items, ...goesOn });
	expect(json.map(({ details }) => details)).toMatchObject([
		{ itemIndex: 0, httpCode: '404' },
		{ itemIndex: 1, httpCode: '404' },
		{ itemIndex: 2, httpCode: '404' },
	]);
	expect(server.received).toHaveLength(1);
});
