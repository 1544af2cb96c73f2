import { describe, expect, test } from '@jest/globals';

import { forEachTest } from '../../lifecycle';
import { byId, DuctapeBench } from './bench';

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

describe('runs', () => {
	test('are never sent twice', async () => {
		const { job_id: jobId } = bench.state.addJobExecution(bench.orders);
		const given = { ...bench.ordersField, jobId: byId(jobId) };
		bench.simulator.faults.add({ path: /sdk-proxy/, times: 1, answer: { afterExecuting: 'reset' } });
		expect(await bench.failure('job', 'run', given)).toMatch(/look first whether it was carried out/);
		expect(bench.state.rpcCalls).toHaveLength(1);
	});

	test.each(['http', 'falseIn200'] as const)('that fail upstream report why (%s)', async (rpcFailure) => {
		bench.switches.rpcFailure = rpcFailure;
		const given = { ...bench.ordersField, jobId: byId('unknown') };
		expect(await bench.failure('job', 'run', given)).toMatch(/Upstream call failed: Job not found/);
	});

	test('send other parameters where they are given, and fail when there is no proxy', async () => {
		const given = {
			...bench.ordersField,
			part: byId('sync_orders'),
			environment: byId('dev'),
			mode: 'dispatch',
			parameters: '[{"tag": "sync_orders", "env": "prd"}, 5]',
		};
		await bench.json('feature', 'run', given);
		expect(bench.state.rpcCalls).toMatchObject([
			{ method: 'dispatch', params: ['orders_hub', { tag: 'sync_orders', env: 'prd' }, 5] },
		]);
		bench.switches.rpc = 'missing';
		expect(await bench.failure('feature', 'run', given)).toMatch(/HTTP 404/);
	});
});

describe('processes', () => {
	test.each(['bare', 'enveloped'] as const)('come %s', async (processEnvelope) => {
		bench.switches.processEnvelope = processEnvelope;
		const { process_id: processId } = bench.state.addProcess(bench.orders);
		expect(await bench.json('process', 'get', { processId })).toMatchObject([
			{ process_id: processId, status: 'fail' },
		]);
		expect(await bench.failure('process', 'get', { processId: 'none' })).toMatch(
			/Process not found.*HTTP 404/,
		);
	});

	test('are not taken for all where the list is full', async () => {
		for (let count = 0; count < 1001; count += 1) bench.state.addProcess(bench.orders);
		const failure = await bench.failure('process', 'getMany', { integrationId: byId(''), returnAll: true });
		expect(failure).toMatch(/lists no more than 1000 processes.*fewer days/);
		const some = await bench.json('process', 'getMany', { integrationId: byId(''), limit: 1000 });
		expect(some).toHaveLength(1000);
	});
});

describe('messages', () => {
	test.each(['honoured', 'ignored'] as const)('where their filters are %s', async (messageFilters) => {
		bench.switches.messageFilters = messageFilters;
		bench.state.addNotificationMessage(bench.empty);
		bench.state.addNotificationMessage(bench.orders, { status: 'sent' });
		bench.state.addNotificationMessage(bench.orders, { env: 'prd' });
		const { _id } = bench.state.addNotificationMessage(bench.orders);
		const given = { ...bench.ordersField, filters: { status: 'failed', env: 'dev' }, returnAll: true };
		expect(await bench.json('notificationMessage', 'getMany', given)).toMatchObject([{ _id }]);
	});

	test('beyond a full list are asked for; where Ductape lists no more, a remark says so', async () => {
		for (let count = 0; count < 501; count += 1) bench.state.addNotificationMessage(bench.orders);
		const given = { ...bench.ordersField, returnAll: true };
		const run = await bench.run('notificationMessage', 'getMany', given);
		expect(run.json).toHaveLength(501);
		expect(run.hints).toEqual([]);
		bench.switches.longestMessageList = 500;
		const cut = await bench.run('notificationMessage', 'getMany', given);
		expect(cut.json).toHaveLength(500);
		expect(JSON.stringify(cut.hints)).toMatch(/listed 500 notification messages and may have more/);
	});
});
