import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core/request/ApiClient';
import { healthRecord, simplifyHealth } from '../../../core/shapes/health';
import { operation } from '../../../core/operation/Operation';
import { route } from '../../../core/request/Route';
import { failureOf, goesOn, run, ThingsServer, thingsPlatform, type ThingsRun } from '../things';

let server: ThingsServer;
beforeAll(async () => {
	server = await ThingsServer.start();
});
afterAll(async () => await server.stop());
beforeEach(() => server.clear());

const does = async (work: (api: ApiClient) => Promise<IDataObject>, more: ThingsRun = {}) =>
	await run(server, operation({ name: 'Do', action: 'Do a thing', fields: {}, run: work }), more);
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

	test('ends in time, and says that the platform goes on', async () => {
		server.answer = () => ({ body: { done: false } });
		const failure = failureOf(await does(untilDone(10_000, 2_000), goesOn));
		expect(failure.message).toBe('Job 7 took longer than 2 seconds');
		expect(failure.description).toContain('It goes on at the platform.');
		expect(server.received).toHaveLength(1);
	});

	test('ends with the Stop button within a second', async () => {
		const stop = new AbortController();
		server.answer = () => ({ body: { done: false } });
		let ended: () => void = () => undefined;
		const end = new Promise<void>((resolve) => {
			ended = resolve;
		});
		const wait = untilDone(30_000, 600_000);
		const running = does(async (api) => await wait(api).finally(ended), { cancel: stop.signal });
		await server.hasReceived(1);
		const stoppedAt = Date.now();
		stop.abort();
		await end;
		expect(Date.now() - stoppedAt).toBeLessThan(1000);
		expect((await running).status).toBe('canceled');
	});
});

test('a remark stands beside the output', async () => {
	const { hints, json } = await does(async (api) => {
		api.remark('Only half of it is shown');
		return await Promise.resolve({ done: true });
	});
	expect(hints).toMatchObject([{ message: 'Only half of it is shown', location: 'outputPane' }]);
	expect(json).toEqual([{ done: true }]);
});

test('an operation knows the settings of its credential, and how many rows to ask for', async () => {
	const platform = thingsPlatform({ rowsPerPage: 20 }, { settings: { generation: '2' } });
	const told = async (api: ApiClient) =>
		await Promise.resolve({ ...api.settings, rows: api.rowsPerPage, pages: api.maxPages, at: api.baseUrl });
	expect((await does(told, { platform })).json).toMatchObject([
		{ generation: '2', rows: 20, at: server.url },
	]);
	const chosen = await does(told, { options: { rowsPerPage: 7, maxPages: 3 } });
	expect(chosen.json).toMatchObject([{ rows: 7, pages: 3 }]);
	expect(chosen.json[0]).not.toHaveProperty('generation');
});

test.each([
	[3, 3],
	[500, 100],
])('of a list with a limit of %d rows a page of %d is asked for', async (limit, rows) => {
	const list = operation({
		name: 'Get Many',
		action: 'Get many things',
		fields: {},
		list: async function* (api) {
			yield { rows: api.rowsPerPage };
			await Promise.resolve();
		},
	});
	expect((await run(server, list, { parameters: { limit } })).json).toEqual([{ rows }]);
});

test('a request that takes longer than the user allows fails', async () => {
	server.answer = () => ({ lost: 'hang' });
	const post = async (api: ApiClient) => api.asRecord(await api.post(route`/things`, {}));
	const failure = failureOf(await does(post, { options: { timeoutSeconds: 1 }, ...goesOn }));
	expect(failure.httpCode).toBe('ECONNABORTED');
});

test('the short form of a health leaves out the records that it was told from', () => {
	const lastError = { message: 'no', occurredAt: null };
	const health = {
		platform: 'things',
		integrationId: '1',
		integrationName: null,
		status: 'ERROR' as const,
		lastRunAt: null,
		openErrors: 2,
		raw: { id: 1 },
	};
	expect(simplifyHealth(healthRecord({ ...health, lastError }))).toEqual({
		platform: 'things',
		integrationId: '1',
		integrationName: null,
		status: 'ERROR',
		lastError,
		lastRunAt: null,
		openErrors: 2,
	});
	expect(healthRecord({ ...health, lastError: null })).toMatchObject({ lastError: null, raw: { id: 1 } });
});
