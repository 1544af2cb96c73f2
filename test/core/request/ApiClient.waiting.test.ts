import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core/request/ApiClient';
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

const does = async (work: (api: ApiClient) => Promise<IDataObject>, more: ThingsRun = {}) =>
	await run(server, doing(work), more);
const untilDone = (everyMs: number, forMs: number) => async (api: ApiClient) =>
	await api.waitUntil(
		async () => {
			const job = await api.record(route`/job`);
			return job['done'] === true ? job : undefined;
		},
		{ everyMs, forMs, what: 'Job 7' },
	);

describe('waiting for a result', () => {
	test('asks until it is there', async () => {
		server.answer = (_request, nth) => ({ body: { done: nth === 3 } });
		expect((await does(untilDone(5, 20_000))).json).toEqual([{ done: true }]);
		expect(server.received).toHaveLength(3);
	});

	test('looks as often as the platform wants, where the operation does not say', async () => {
		const looks: number[] = [];
		const waits = async (api: ApiClient) =>
			await api.waitUntil(async () => await Promise.resolve(looks.push(1) === 3 ? {} : undefined), {
				forMs: 20_000,
				what: 'Job 7',
			});
		expect((await does(waits)).json).toEqual([{}]);
		expect(looks).toHaveLength(3);
	});

	test('ends in time, and says that the platform goes on', async () => {
		server.answer = () => ({ body: { done: false } });
		const failure = failureOf(await does(untilDone(400, 1_000), goesOn));
		expect(failure.message).toBe('Job 7 took longer than 1 second');
		expect(failure.description).toContain('It may still be running on the platform.');
		expect(server.received).toHaveLength(4);
	});

	test.each<[name: string, failed: Answer]>([
		['a gateway that fails', { status: 502 }],
		['a platform that takes too long', { status: 408 }],
		['a platform that has too many requests', { status: 429 }],
		['a lost connection', { lost: 'reset' }],
		['a page of a proxy', { status: 403, body: '<html><body>Maintenance</body></html>' }],
		['a page of maintenance with 200', { status: 200, body: '<html><body>Maintenance</body></html>' }],
	])('outlasts %s, however many tries a request has', async (_name, failed) => {
		server.answer = (_request, nth) => (nth > 1 && nth < 9 ? failed : { body: { done: nth > 1 } });
		expect((await does(untilDone(1, 20_000))).json).toEqual([{ done: true }]);
		expect(server.received.length).toBeGreaterThanOrEqual(9);
	});

	test('says at its end why the last look failed', async () => {
		server.answer = () => ({ status: 502, body: { message: 'Bad Gateway' } });
		const failure = failureOf(await does(untilDone(5, 100), goesOn));
		expect(failure.message).toBe('Job 7 took longer than 0 seconds: Things: Bad Gateway');
		expect(failure).toMatchObject({ httpCode: '502' });
		expect(failure.description).toContain('GET /job: HTTP 502 after 3 tries');
		expect(server.received.length).toBeGreaterThan(3);
	});

	test('does not say so where a later look succeeded', async () => {
		server.answer = (_request, nth) => (nth < 4 ? { status: 502 } : { body: { done: false } });
		const failure = failureOf(await does(untilDone(5, 100), goesOn));
		expect(failure.message).toBe('Job 7 took longer than 0 seconds');
	});

	test.each([400, 401, 404, 409])('ends at once with a look that fails with %i', async (status) => {
		server.answer = () => ({ status, body: { message: 'Not so' } });
		const failure = failureOf(await does(untilDone(5, 20_000), goesOn));
		expect(failure.message).toMatch(/^Things( rejected the credential)?: Not so$/);
		expect(server.received).toHaveLength(1);
	});

	test('ends at once with any look that fails, where the operation wants that', async () => {
		server.answer = () => ({ status: 502 });
		const look = async (api: ApiClient) => await api.record(route`/job`);
		const timing = { forMs: 20_000, what: 'Job 7', endsWithFailure: true };
		const failure = failureOf(
			await does(async (api) => await api.waitUntil(() => look(api), timing), goesOn),
		);
		expect(failure).toMatchObject({ httpCode: '502' });
		expect(server.received).toHaveLength(3);
	});

	test('ends at once with a 429 after which the platform wants to be left alone in this run', async () => {
		const { retry } = thingsPlatform();
		const platform = thingsPlatform({ retry: { ...retry, retriesRateLimits: false } });
		server.answer = () => ({ status: 429 });
		expect(failureOf(await does(untilDone(5, 20_000), { platform, ...goesOn })).httpCode).toBe('429');
		expect(server.received).toHaveLength(1);
	});

	test('looks a last time at the end of a wait that is shorter than the pause between looks', async () => {
		server.answer = (_request, nth) => ({ body: { done: nth === 2 } });
		const startedAt = Date.now();
		expect((await does(untilDone(60_000, 100))).json).toEqual([{ done: true }]);
		expect(Date.now() - startedAt).toBeGreaterThanOrEqual(100);
	});

	test('ends with the Stop button within a second', async () => {
		const stop = new AbortController();
		server.answer = () => ({ body: { done: false } });
		const end = gate();
		const wait = untilDone(30_000, 600_000);
		const running = does(async (api) => await wait(api).finally(end.open), { cancel: stop.signal });
		await server.hasReceived(1);
		const stoppedAt = Date.now();
		stop.abort();
		await end.opened;
		expect(Date.now() - stoppedAt).toBeLessThan(1000);
		expect((await running).status).toBe('canceled');
	});
});

describe('a request', () => {
	const post = async (api: ApiClient) => api.asRecord(await api.post(route`/things`, {}));
	const platform = thingsPlatform({ requestTimeoutMs: 30 });

	test('fails when it takes longer than the platform declares', async () => {
		server.answer = () => ({ lost: 'hang' });
		const startedMs = Date.now();
		expect(failureOf(await does(post, { platform, ...goesOn })).httpCode).toBe('ETIMEDOUT');
		expect(Date.now() - startedMs).toBeLessThan(4000);
	});

	test('may take as long as the user allows', async () => {
		server.answer = async () => {
			await new Promise((resolve) => setTimeout(resolve, 60));
			return { body: { id: 1 } };
		};
		expect((await does(post, { platform, options: { timeoutSeconds: 20 } })).json).toEqual([{ id: 1 }]);
	});
});
