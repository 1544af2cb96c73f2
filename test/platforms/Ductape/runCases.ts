import { expect } from '@jest/globals';

import { anId, byId, type DuctapeBench } from './bench';

/** One run of each operation of runs, jobs, messages and logs, by resource and operation. */
export const runCases: Record<string, (bench: DuctapeBench) => Promise<void>> = {
	'feature/run': async (bench) => {
		const given = {
			...bench.ordersField,
			part: byId('sync_orders'),
			environment: byId('dev'),
			input: '{"orderId": "1042"}',
		};
		expect(await bench.json('feature', 'run', given)).toEqual([
			{
				process_id: expect.any(String),
				status: 'completed',
				feature_tag: 'sync_orders',
				requestId: expect.any(String),
				executionTimeMs: 12,
			},
		]);
		expect(bench.state.rpcCalls).toEqual([
			{
				module: 'feature',
				method: 'execute',
				params: ['orders_hub', { tag: 'sync_orders', env: 'dev', input: { orderId: '1042' } }],
			},
		]);
		expect(JSON.stringify(bench.sent('POST', /sdk-proxy/))).not.toContain('1042');
	},
	'job/run': async (bench) => {
		const { job_id: jobId } = bench.state.addJobExecution(bench.orders);
		const given = { ...bench.ordersField, jobId: byId(jobId) };
		expect(await bench.json('job', 'run', given)).toMatchObject([{ job_id: jobId, phase: 'QUEUED' }]);
		await bench.json('job', 'run', { ...given, command: 'cancel', jobOptions: '{"reason": "x"}' });
		expect(bench.state.rpcCalls).toEqual([
			{ module: 'jobs', method: 'retry', params: ['orders_hub', jobId] },
			{ module: 'jobs', method: 'cancel', params: ['orders_hub', jobId, { reason: 'x' }] },
		]);
	},
	'jobExecution/get': async (bench) => {
		const execution = bench.state.addJobExecution(bench.orders);
		const given = { executionId: byId(execution._id) };
		expect(await bench.json('jobExecution', 'get', given)).toMatchObject([
			{ _id: execution._id, phase: 'FAILED', error_code: 'ACTION_TIMEOUT' },
		]);
		expect(bench.asked()).toEqual([`GET /integrations/v1/job-executions/${execution._id}`]);
	},
	'jobExecution/getMany': async (bench) => {
		for (let count = 0; count < 5; count += 1) bench.state.addJobExecution(bench.orders);
		bench.state.addJobExecution(bench.orders, { phase: 'COMPLETED' });
		const filters = { phase: 'FAILED', env: 'dev', start_date: '2020-01-01T00:00:00' };
		const given = { ...bench.ordersField, filters, returnAll: true, options: { rowsPerPage: 2 } };
		expect(await bench.json('jobExecution', 'getMany', given)).toHaveLength(5);
		const query = 'env=dev&start_date=2020-01-01&phase=FAILED&product_tag=orders_hub';
		expect(bench.asked()).toEqual([
			bench.documentRead,
			...[1, 2, 3].map((page) => `GET /integrations/v1/job-executions?${query}&page=${page}&limit=2`),
		]);
	},
	'log/getMany': async (bench) => {
		bench.state.addFailedRun(bench.orders);
		bench.state.addLog(bench.orders, { status: 'success' });
		const filters = { status: 'fail', only_completed_execution: true, end_date: '2999-01-01T00:00:00' };
		const found = await bench.json('log', 'getMany', { ...bench.ordersField, filters, returnAll: true });
		expect(found).toEqual([
			{
				_id: anId,
				timestamp: expect.any(String),
				status: 'fail',
				message: 'RUN OUT OF RETRIES',
				name: 'Sync orders',
				component: 'feature',
				type: 'feature',
				process_id: expect.any(String),
				product_tag: 'orders_hub',
				parent_tag: 'sync_orders',
				child_tag: 'main',
				env: 'dev',
			},
		]);
		const query = `only_completed_execution=true&status=fail&product_id=${bench.orders._id}&end_date=2999-01-02`;
		expect(bench.asked()).toEqual([
			`GET /log/v1/analytics/${bench.orders.workspace_id}?${query}&page=1&limit=100`,
		]);
	},
	'notificationMessage/getMany': async (bench) => {
		const { _id, process_id, created_at, updated_at } = bench.state.addNotificationMessage(bench.orders);
		bench.state.addNotificationMessage(bench.orders, { status: 'sent' });
		bench.state.addNotificationMessage(bench.orders, { created_at: '2019-01-01T00:00:00.000Z' });
		const filters = {
			status: 'failed',
			env: 'dev',
			notification_tag: 'ops:order_failed',
			start_date: '2020-01-01',
		};
		const given = { ...bench.ordersField, filters, returnAll: true };
		const short = {
			_id,
			notification_tag: 'ops:order_failed',
			type: 'email',
			status: 'failed',
			error: 'SMTP connection refused',
			env: 'dev',
			process_id,
			created_at,
			updated_at,
		};
		expect(await bench.json('notificationMessage', 'getMany', given)).toEqual([short]);
		const [, list = ''] = bench.asked();
		expect(list).toMatch(/^GET \/integrations\/v1\/notification-messages\?/);
		expect(Object.fromEntries(new URLSearchParams(list.split('?')[1]))).toEqual({
			env: 'dev',
			notification_tag: 'ops:order_failed',
			start_date: '2020-01-01',
			product_tag: 'orders_hub',
			limit: '500',
		});
		Object.assign(bench.switches, { messageTimes: 'createdAt', messageList: 'array' });
		expect(await bench.json('notificationMessage', 'getMany', given)).toEqual([short]);
	},
	'process/get': async (bench) => {
		const run = bench.state.addProcess(bench.orders, { result: { password: 'very-secret', id: 7 } });
		expect(await bench.json('process', 'get', { processId: run.process_id })).toEqual([
			{
				process_id: run.process_id,
				status: 'fail',
				env: 'dev',
				start: run.start,
				end: run.end,
				result: { password: '[redacted]', id: 7 },
				feature_id: run._featureId,
			},
		]);
		expect(bench.asked()).toEqual([`GET /integrations/v1/processor/${run.process_id}`]);
	},
	'process/getMany': async (bench) => {
		const run = bench.state.addProcess(bench.orders, { start: '2026-01-05T10:00:00.000Z' });
		bench.state.addProcess(bench.orders, { status: 'completed' });
		const filters = {
			component: 'feature',
			env: 'dev',
			feature_tag: 'sync_orders',
			status: 'fail',
			start_date: '2026-01-05',
			end_date: '2026-01-05T00:00:00',
		};
		expect(await bench.json('process', 'getMany', { ...bench.ordersField, filters, limit: 5 })).toEqual([
			{
				_id: run._id,
				process_id: run.process_id,
				status: 'fail',
				env: 'dev',
				feature_tag: 'sync_orders',
				step_tag: null,
				step_error: null,
				start: run.start,
				end: run.end,
			},
		]);
		const [, list = ''] = bench.asked();
		expect(Object.fromEntries(new URLSearchParams(list.split('?')[1]))).toEqual({
			...filters,
			end_date: '2026-01-05',
			product_tag: 'orders_hub',
			limit: '5',
		});
		const every = await bench.json('process', 'getMany', { integrationId: byId(''), returnAll: true });
		expect(every).toHaveLength(2);
	},
};
