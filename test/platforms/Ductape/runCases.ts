import { expect } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

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
		const about = { requestId: expect.any(String), executionTimeMs: 12 };
		expect(await bench.json('feature', 'run', given)).toEqual([
			{
				result: {
					feature_id: anId,
					status: 'completed',
					completed_steps: [],
					execution_time: 12,
					output: { id: expect.any(String) },
				},
				...about,
			},
		]);
		const session = 'user_session:very-secret';
		const executeFields = { session, idempotency_key: 'k', cache: 'orders', retries: 2, timeout: 1000 };
		await bench.json('feature', 'run', { ...given, executeFields });
		const run = { product: 'orders_hub', env: 'dev', input: { orderId: '1042' } };
		const dispatch = { ...given, mode: 'dispatch', dispatchFields: { cache: 'orders' } };
		expect(await bench.json('feature', 'run', dispatch)).toEqual([
			{ result: { job_id: anId, status: 'queued' }, ...about },
		]);
		const schedule = { start_at: '2026-01-05T10:00:00Z', cron: '0 9 * * *', every: 5000 };
		await bench.json('feature', 'run', { ...given, mode: 'dispatch', schedule });
		expect(bench.state.rpcCalls).toEqual([
			{ module: 'feature', method: 'execute', params: [{ ...run, tag: 'sync_orders' }] },
			{ module: 'feature', method: 'execute', params: [{ ...run, tag: 'sync_orders', ...executeFields }] },
			{
				module: 'feature',
				method: 'dispatch',
				params: [{ ...run, feature: 'sync_orders', cache: 'orders' }],
			},
			{
				module: 'feature',
				method: 'dispatch',
				params: [
					{
						...run,
						feature: 'sync_orders',
						schedule: { ...schedule, start_at: '2026-01-05T10:00:00.000Z' },
					},
				],
			},
		]);
		expect(bench.state.processes).toMatchObject([
			{ feature_tag: 'sync_orders', env: 'dev', input: { orderId: '1042' }, status: 'completed' },
			{ _idempotencyKey: 'k' },
		]);
		expect(JSON.stringify(bench.sent('POST', /sdk-proxy/))).not.toContain('1042');
	},
	'job/run': async (bench) => {
		const execution = bench.state.addJobExecution(bench.orders);
		const { job_id: jobId } = execution;
		const run = async (given: INodeParameters) =>
			await bench.json('job', 'run', { jobId: byId(jobId), ...given });
		expect(await run({})).toEqual([
			{
				result: { job_id: jobId, phase: 'QUEUED', retry_count: 1 },
				requestId: expect.any(String),
				executionTimeMs: 12,
			},
		]);
		execution.phase = 'FAILED';
		expect(await run({ delay: 60_000 })).toMatchObject([{ result: { phase: 'RETRY_SCHEDULED' } }]);
		await run({ command: 'pause' });
		expect(execution.is_paused).toBe(true);
		await run({ command: 'resume' });
		expect(execution.is_paused).toBe(false);
		await run({ command: 'reschedule', schedule: { every: 7_200_000 } });
		expect(execution).toMatchObject({ phase: 'SCHEDULED', schedule: { every: 7_200_000 } });
		await run({ command: 'cancel', reason: 'Campaign ended' });
		expect(execution).toMatchObject({ phase: 'CANCELLED', reason: 'Campaign ended' });
		expect(bench.state.rpcCalls.map(({ method, params }) => [method, ...params])).toEqual([
			['retry', jobId],
			['retry', jobId, { delay: 60_000 }],
			['pause', jobId],
			['resume', jobId],
			['reschedule', jobId, { every: 7_200_000 }],
			['cancel', jobId, { reason: 'Campaign ended' }],
		]);
		// The ID is all that a command needs, and the read by which a token is known to be valid.
		const [signedIn, call] = [
			`GET /workspaces/v1/get/${bench.orders.workspace_id}`,
			'POST /proxy/v1/sdk-proxy/execute',
		];
		expect(new Set(bench.asked())).toEqual(new Set([signedIn, call]));
	},
	'jobExecution/get': async (bench) => {
		const execution = bench.state.addJobExecution(bench.orders);
		const given = { executionId: byId(execution._id) };
		expect(await bench.json('jobExecution', 'get', given)).toMatchObject([
			{ _id: execution._id, phase: 'FAILED', error_code: 'ACTION_TIMEOUT', integrationId: null },
		]);
		expect(bench.asked()).toEqual([`GET /integrations/v1/job-executions/${execution._id}`]);
		expect(await bench.json('jobExecution', 'get', { ...bench.ordersField, ...given })).toMatchObject([
			{ integrationId: bench.orders._id },
		]);
	},
	'jobExecution/getMany': async (bench) => {
		for (let count = 0; count < 5; count += 1) bench.state.addJobExecution(bench.orders);
		bench.state.addJobExecution(bench.orders, { phase: 'COMPLETED' });
		const filters = { phase: 'FAILED', env: 'dev', start_date: '2020-01-01T00:00:00' };
		const given = { ...bench.ordersField, filters, returnAll: true, options: { rowsPerPage: 2 } };
		const found = await bench.json('jobExecution', 'getMany', given);
		expect(found).toHaveLength(5);
		expect(found[0]).toMatchObject({ integrationId: bench.orders._id });
		const query = 'env=dev&start_date=2020-01-01&phase=FAILED&product_tag=orders_hub';
		// The last looks for those whose phase is written in small letters.
		const inSmallLetters = query.replace('FAILED', 'failed');
		expect(bench.asked()).toEqual([
			bench.documentRead,
			...[1, 2, 3].map((page) => `GET /integrations/v1/job-executions?${query}&page=${page}&limit=2`),
			`GET /integrations/v1/job-executions?${inSmallLetters}&page=1&limit=2`,
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
				process_id: expect.any(String),
				parent_tag: 'sync_orders',
				env: 'dev',
				product_tag: 'orders_hub',
				integrationId: bench.orders._id,
			},
		]);
		const query = `end_date=2999-01-02&only_completed_execution=true&status=fail&product_id=${bench.orders._id}`;
		expect(bench.asked()).toEqual([
			`GET /log/v1/analytics/${bench.orders.workspace_id}?groupBy=day&${query}&page=1&limit=100`,
			// Its lines say their tag only.
			bench.documentRead,
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
			integrationId: bench.orders._id,
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
		const steps = ['reserve', 'charge'].map((step_tag) =>
			bench.state.addProcess(bench.orders, { step_tag, _featureId: run._featureId, status: 'completed' }),
		);
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
				integrationId: bench.orders._id,
			},
		]);
		const [, list = ''] = bench.asked();
		expect(Object.fromEntries(new URLSearchParams(list.split('?')[1]))).toEqual({
			...filters,
			end_date: '2026-01-06',
			product_tag: 'orders_hub',
			limit: '1000',
		});
		const every = await bench.json('process', 'getMany', { integrationId: byId(''), returnAll: true });
		expect(every).toHaveLength(4);
		const ofRun = { component: 'feature_step', feature_id: run._featureId };
		expect(await bench.json('process', 'getMany', { ...bench.ordersField, filters: ofRun })).toMatchObject(
			steps.map(({ _id, step_tag }) => ({ _id, step_tag })),
		);
	},
};
