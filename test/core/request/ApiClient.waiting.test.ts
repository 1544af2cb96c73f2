import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core/request/ApiClient';
import { route } from '../../../core/request/Route';
import { gate } from '../../gate';
import { forAllTests } from '../../lifecycle';
import { doing, failureOf, goesOn, run, ThingsServer, type ThingsRun } from '../things';
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
