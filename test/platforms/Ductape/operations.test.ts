import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';

import { Ductape } from '../../../nodes/Ductape/Ductape.node';
import { byId, DuctapeBench } from './bench';
import { runCases } from './runCases';

let bench: DuctapeBench;
beforeEach(async () => {
	bench = await DuctapeBench.start();
});
afterEach(async () => await bench.stop());

const id = expect.stringMatching(/^[0-9a-f]{24}$/);
const document = () => `GET /integrations/v1/${bench.orders._id}`;
const put = () => `PUT /integrations/v1/${bench.orders._id}`;

/** What is written of each kind of part: the fields given, the body sent, the short form answered. */
interface PartCase {
	list: 'envs' | 'functions' | 'caches' | 'notifications' | 'features' | 'databases' | 'jobs';
	component: string;
	known: string;
	create: object;
	created: { body: object; answer: object };
	update: object;
	updated: { body: object; answer: object };
}

const parts: Record<string, PartCase> = {
	environment: {
		list: 'envs',
		component: 'env',
		known: 'dev',
		create: { slug: 'prd', env_name: 'Production' },
		created: {
			body: { slug: 'prd', env_name: 'Production', description: 'Production', action: 'create' },
			answer: { _id: id, slug: 'prd', env_name: 'Production', description: 'Production' },
		},
		update: { details: { description: 'Changed', newKey: 'tst' } },
		updated: {
			body: { description: 'Changed', slug: 'tst', action: 'update' },
			answer: { _id: id, slug: 'tst', env_name: 'Development', description: 'Changed' },
		},
	},
	function: {
		list: 'functions',
		component: 'function',
		known: 'to_upper',
		create: {
			tag: 'join',
			input: {
				rows: [
					{ key: 'left', type: 'string', required: true, sampleValue: 'a', details: { maxLength: 10 } },
					{ key: 'right' },
				],
			},
			outputKeys: { rows: [{ key: 'text', type: 'string' }] },
			details: { function: '(l, r) => ({ text: l + r })', outputType: 'object' },
		},
		created: {
			body: {
				tag: 'join',
				language: 'js',
				function: '(l, r) => ({ text: l + r })',
				input: [
					{ key: 'left', type: 'string', required: true, sampleValue: 'a', maxLength: 10 },
					{ key: 'right', type: 'string', required: false },
				],
				output: { type: 'object', output_keys: [{ key: 'text', type: 'string', required: false }] },
			},
			answer: {
				_id: id,
				tag: 'join',
				language: 'js',
				function: '(l, r) => ({ text: l + r })',
				inputs: 'left, right',
			},
		},
		update: { details: { function: '(s) => s' } },
		updated: {
			body: { function: '(s) => s' },
			answer: { _id: id, tag: 'to_upper', language: 'js', function: '(s) => s', inputs: 's' },
		},
	},
	cache: {
		list: 'caches',
		component: 'cache',
		known: 'orders',
		create: { tag: 'prices', details: { expiry: 2, period: 'weeks', sequence_tag: 'main' } },
		created: {
			body: { tag: 'prices', expiry: 2, period: 'weeks', sequence_tag: 'main' },
			answer: { _id: id, tag: 'prices', expiry: 2, period: 'weeks', sequence_tag: 'main' },
		},
		update: { details: { newKey: 'orders_2', expiry: 8 } },
		updated: {
			body: { tag: 'orders_2', expiry: 8 },
			answer: {
				_id: id,
				tag: 'orders_2',
				sequence_tag: 'main',
				event_tag: 'list',
				expiry: 8,
				period: 'days',
			},
		},
	},
	notification: {
		list: 'notifications',
		component: 'notification',
		known: 'ops',
		create: {
			tag: 'sales',
			emails: { host: 'smtp.example.com', port: 25, user: 'sales', pass: 'new-secret' },
			push: { type: 'EXPO', title: 'Hello', credentials: '{"key": "new-secret"}' },
			webhook: { url: 'https://example.com/hook', method: 'PUT' },
			details: { name: 'Sales' },
		},
		created: {
			body: {
				tag: 'sales',
				name: 'Sales',
				emails: { host: 'smtp.example.com', port: 25, auth: { user: 'sales', pass: 'new-secret' } },
				push: { type: 'EXPO', credentials: { key: 'new-secret' }, template: { title: 'Hello' } },
				webhook: { url: 'https://example.com/hook', method: 'PUT' },
			},
			answer: {
				_id: id,
				tag: 'sales',
				name: 'Sales',
				emailHost: 'smtp.example.com',
				pushType: 'EXPO',
				webhookMethod: 'PUT',
			},
		},
		update: { details: { description: 'To operations' } },
		updated: {
			body: { description: 'To operations' },
			answer: {
				_id: id,
				tag: 'ops',
				description: 'To operations',
				emailHost: 'smtp.example.com',
				senderEmail: 'ops@example.com',
				pushType: 'FIREBASE',
			},
		},
	},
	feature: {
		list: 'features',
		component: 'feature',
		known: 'sync_orders',
		create: {
			tag: 'ship',
			sequence:
				'[{"sequence_tag": "main", "events": [{"app": "shop:acme", "type": "action", "event": "list_orders", "input": {}, "retries": 0, "allow_fail": false}]}]',
			inputDefinition: '{"orderId": {"type": "string"}}',
			output: '{"id": "$Sequence{main}{list_orders}{id}"}',
		},
		created: {
			body: {
				tag: 'ship',
				input_type: 'json',
				input: { orderId: { type: 'string' } },
				sequence: [
					{
						sequence_tag: 'main',
						events: [
							{
								app: 'shop:acme',
								type: 'action',
								event: 'list_orders',
								input: {},
								retries: 0,
								allow_fail: false,
							},
						],
					},
				],
				output: { id: '$Sequence{main}{list_orders}{id}' },
				store_event_results: false,
			},
			answer: { _id: id, tag: 'ship', input_type: 'json', store_event_results: false, sequences: 1 },
		},
		update: { inputDefinition: 'free text', details: { input_type: 'plain' } },
		updated: {
			body: { input: 'free text', input_type: 'plain' },
			answer: { _id: id, tag: 'sync_orders', input_type: 'plain', sequences: 0 },
		},
	},
	database: {
		list: 'databases',
		component: 'database',
		known: 'main_db',
		create: { tag: 'second_db' },
		created: { body: { tag: 'second_db' }, answer: { _id: id, tag: 'second_db' } },
		update: { details: { newKey: 'first_db' } },
		updated: { body: { tag: 'first_db' }, answer: { _id: id, tag: 'first_db' } },
	},
	job: {
		list: 'jobs',
		component: 'job',
		known: 'nightly',
		create: {
			tag: 'hourly',
			details: { event_type: 'FUNCTION', event_tag: 'to_upper', intervals: 3_600_000, executions: 0 },
		},
		created: {
			body: {
				tag: 'hourly',
				event_type: 'FUNCTION',
				event_tag: 'to_upper',
				intervals: 3_600_000,
				executions: 0,
			},
			answer: {
				_id: id,
				tag: 'hourly',
				event_type: 'FUNCTION',
				event_tag: 'to_upper',
				intervals: 3_600_000,
				executions: 0,
			},
		},
		update: { details: { more: '{"name": "Every night"}' } },
		updated: { body: { name: 'Every night' }, answer: { _id: id, tag: 'nightly', name: 'Every night' } },
	},
};

/** One run of every operation that the dropdowns offer, by resource and operation. */
const cases: Record<string, () => Promise<void>> = {
	'integration/create': async () => {
		const given = { name: 'New One', description: 'd', details: { unique: true } };
		const [created] = await bench.json('integration', 'create', given);
		expect(created).toMatchObject({ _id: id, name: 'New One', tag: 'new_one', status: 'draft', envs: 0 });
		expect(bench.sent('POST', /create$/)).toEqual({ name: 'New One', description: 'd', unique: true });
		expect(bench.asked()).toEqual([
			'POST /integrations/v1/check-integration-exists',
			'POST /integrations/v1/create',
			`GET /integrations/v1/${[...bench.state.integrations.keys()].at(-1)}`,
		]);
	},
	'integration/get': async () => {
		expect(await bench.json('integration', 'get', bench.ordersField)).toEqual([
			{
				_id: bench.orders._id,
				name: 'Orders Hub',
				description: 'Order sync',
				tag: 'orders_hub',
				status: 'draft',
				active: true,
				workspace_id: bench.orders.workspace_id,
				envs: 1,
				apps: 1,
				functions: 1,
				caches: 1,
				notifications: 1,
				features: 1,
				databases: 1,
				jobs: 1,
			},
		]);
		expect(bench.asked()).toEqual([document()]);
	},
	'integration/getMany': async () => {
		const all = await bench.json('integration', 'getMany', { returnAll: true });
		expect(all.map(({ name }) => name)).toEqual(['Orders Hub', 'Empty']);
		expect(await bench.json('integration', 'getMany', { status: 'private' })).toMatchObject([
			{ name: 'Empty' },
		]);
		expect(await bench.json('integration', 'getMany', { limit: 1 })).toHaveLength(1);
		const path = `GET /integrations/v1/workspace/${bench.orders.workspace_id}`;
		expect(bench.asked()).toEqual([`${path}/all`, `${path}/private`, `${path}/all`]);
	},
	'integration/update': async () => {
		const given = { ...bench.ordersField, details: { description: 'Changed' } };
		expect(await bench.json('integration', 'update', given)).toMatchObject([
			{ name: 'Orders Hub', description: 'Changed' },
		]);
		expect(bench.sent('PUT')).toEqual({ name: 'Orders Hub', description: 'Changed' });
		expect(bench.asked()).toEqual([document(), put(), document()]);
	},
	'integration/delete': async () => {
		const answer = [{ deleted: true, _id: bench.orders._id }];
		expect(await bench.json('integration', 'delete', bench.ordersField)).toEqual(answer);
		expect(bench.state.integrations.has(bench.orders._id)).toBe(false);
		expect(bench.asked()).toEqual([`DELETE /integrations/v1/${bench.orders._id}`]);
	},
	'integration/getHealth': async () => {
		bench.state.addLog(bench.orders, { status: 'success', timestamp: bench.simulator.clock.iso(60_000) });
		bench.state.addFailedRun(bench.orders, { agoMs: 30_000 });
		const [health] = await bench.json('integration', 'getHealth', bench.ordersField);
		expect(health).toEqual({
			platform: 'ductape',
			integrationId: bench.orders._id,
			integrationName: 'Orders Hub',
			status: 'ERROR',
			lastError: { message: 'RUN OUT OF RETRIES', occurredAt: expect.any(String) },
			lastRunAt: expect.any(String),
			openErrors: null,
		});
	},
	'app/add': async () => {
		bench.orders.apps = [];
		const environments = {
			rows: [
				{
					app_env_slug: 'dev',
					integration_env_slug: 'dev',
					auth: { auth_tag: 'bearer', data: '{"headers": {"Authorization": "new-secret"}}' },
					variables: { pairs: [{ name: 'region', value: 'eu' }] },
				},
			],
		};
		const given = { ...bench.ordersField, appTag: byId('shop'), environments };
		expect(await bench.json('app', 'add', { ...given, access_tag: 'shop:second' })).toEqual([
			{ _id: id, access_tag: 'shop:second', environments: 'dev: dev', authTags: 'bearer' },
		]);
		expect(bench.sent('POST', /apps\/v1\/access$/)).toEqual({
			app_id: bench.simulator.seeded.shop._id,
			integration_id: bench.orders._id,
			product_id: bench.orders._id,
			access_tag: 'shop:second',
		});
		expect(bench.sent('PUT')).toEqual({
			component: 'app',
			action: 'create',
			access_tag: 'shop:second',
			envs: [
				{
					app_env_slug: 'dev',
					integration_env_slug: 'dev',
					product_env_slug: 'dev',
					variables: [{ key: 'region', value: 'eu' }],
					auth: {
						auth_tag: 'bearer',
						data: { body: {}, headers: { Authorization: 'new-secret' }, params: {}, query: {} },
					},
				},
			],
		});
		expect(await bench.json('app', 'add', given)).toMatchObject([{ access_tag: 'shop:acme' }]);
		expect(bench.simulator.requests.count({ method: 'POST', path: '/apps/v1/access' })).toBe(1);
	},
	'app/update': async () => {
		const envs = '[{"app_env_slug": "dev", "product_env_slug": "dev"}]';
		const given = {
			...bench.ordersField,
			part: byId('shop:acme'),
			details: { envs, slugNames: 'product_env_slug' },
		};
		expect(await bench.json('app', 'update', given)).toMatchObject([
			{ access_tag: 'shop:acme', environments: 'dev: dev' },
		]);
		expect(bench.sent('PUT')).toEqual({
			component: 'app',
			action: 'update',
			_id: bench.orders.apps?.[0]?._id,
			envs: [{ app_env_slug: 'dev', product_env_slug: 'dev' }],
		});
	},
	'app/get': async () => {
		const given = { ...bench.ordersField, part: byId('shop:acme') };
		expect(await bench.json('app', 'get', given)).toEqual([
			{ _id: id, access_tag: 'shop:acme', environments: 'dev: dev', authTags: 'bearer' },
		]);
	},
	'app/getMany': async () => {
		expect(await bench.json('app', 'getMany', bench.ordersField)).toHaveLength(1);
	},
	'feature/run': async () => {
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
	'job/run': async () => {
		const { job_id: jobId } = bench.state.addJobExecution(bench.orders);
		const given = { ...bench.ordersField, jobId: byId(jobId) };
		expect(await bench.json('job', 'run', given)).toMatchObject([{ job_id: jobId, phase: 'QUEUED' }]);
		await bench.json('job', 'run', { ...given, command: 'cancel', jobOptions: '{"reason": "x"}' });
		expect(bench.state.rpcCalls).toEqual([
			{ module: 'jobs', method: 'retry', params: ['orders_hub', jobId] },
			{ module: 'jobs', method: 'cancel', params: ['orders_hub', jobId, { reason: 'x' }] },
		]);
	},
	'jobExecution/get': async () => {
		const execution = bench.state.addJobExecution(bench.orders);
		const given = { executionId: byId(execution._id) };
		expect(await bench.json('jobExecution', 'get', given)).toMatchObject([
			{ _id: execution._id, phase: 'FAILED', error_code: 'ACTION_TIMEOUT' },
		]);
		expect(bench.asked()).toEqual([`GET /integrations/v1/job-executions/${execution._id}`]);
	},
	'jobExecution/getMany': async () => {
		for (let count = 0; count < 5; count += 1) bench.state.addJobExecution(bench.orders);
		bench.state.addJobExecution(bench.orders, { phase: 'COMPLETED' });
		const filters = { phase: 'FAILED', env: 'dev', start_date: '2020-01-01T00:00:00' };
		const given = { ...bench.ordersField, filters, returnAll: true, options: { rowsPerPage: 2 } };
		expect(await bench.json('jobExecution', 'getMany', given)).toHaveLength(5);
		const query = 'env=dev&phase=FAILED&start_date=2020-01-01&product_tag=orders_hub';
		expect(bench.asked()).toEqual([
			document(),
			...[1, 2, 3].map((page) => `GET /integrations/v1/job-executions?${query}&page=${page}&limit=2`),
		]);
	},
	'log/getMany': async () => {
		bench.state.addFailedRun(bench.orders);
		bench.state.addLog(bench.orders, { status: 'success' });
		const filters = { status: 'fail', only_completed_execution: true, end_date: '2999-01-01T00:00:00' };
		const found = await bench.json('log', 'getMany', { ...bench.ordersField, filters, returnAll: true });
		expect(found).toEqual([
			{
				_id: id,
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
	...Object.fromEntries(Object.entries(runCases).map(([name, run]) => [name, async () => await run(bench)])),
	...Object.fromEntries(Object.entries(parts).flatMap(([resource, part]) => partCases(resource, part))),
};

/** The four operations that every kind of part has. */
function partCases(resource: string, part: PartCase): Array<[string, () => Promise<void>]> {
	const { list, component, known, create, created, update, updated } = part;
	return [
		[
			`${resource}/create`,
			async () => {
				const answer = await bench.json(resource, 'create', { ...bench.ordersField, ...create });
				expect(answer).toEqual([created.answer]);
				expect(bench.sent('PUT')).toEqual({ component, ...created.body });
				expect(bench.asked()).toEqual([document(), put(), document()]);
				expect(bench.orders[list]).toHaveLength(2);
			},
		],
		[
			`${resource}/update`,
			async () => {
				const _id = bench.orders[list]?.[0]?._id;
				const given = { ...bench.ordersField, part: byId(known), ...update };
				expect(await bench.json(resource, 'update', given)).toEqual([updated.answer]);
				expect(bench.sent('PUT')).toEqual({ component, _id, ...updated.body });
				expect(bench.asked()).toEqual([document(), put(), document()]);
			},
		],
		[
			`${resource}/get`,
			async () => {
				const given = { ...bench.ordersField, part: byId(known), simplify: false };
				const [stored] = await bench.json(resource, 'get', given);
				expect(stored).toMatchObject({ _id: bench.orders[list]?.[0]?._id });
				expect(bench.asked()).toEqual([document()]);
			},
		],
		[
			`${resource}/getMany`,
			async () => {
				expect(await bench.json(resource, 'getMany', { ...bench.ordersField, returnAll: true })).toHaveLength(
					1,
				);
				const empty = [...bench.state.integrations.values()][1];
				const none = { integrationId: byId(String(empty?._id)) };
				expect(await bench.json(resource, 'getMany', none)).toEqual([]);
			},
		],
	];
}

describe('every operation', () => {
	test.each(Object.keys(cases))('%s', async (name) => {
		await cases[name]?.();
	});

	test('of the dropdowns has a run above', () => {
		const { properties } = new Ductape().description;
		const offered = properties
			.filter(({ name }) => name === 'operation')
			.flatMap((property) => {
				const [resource] = property.displayOptions?.show?.['resource'] ?? [];
				return values(property).map((operation) => `${resource as string}/${operation}`);
			});
		expect(offered.sort()).toEqual(Object.keys(cases).sort());
	});
});

function values({ options = [] }: INodeProperties): string[] {
	return options.map((option) => ('value' in option ? String(option.value) : ''));
}
