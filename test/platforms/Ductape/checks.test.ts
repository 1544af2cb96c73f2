import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { byId, DuctapeBench } from './bench';

let bench: DuctapeBench;
beforeEach(async () => {
	bench = await DuctapeBench.start();
});
afterEach(async () => await bench.stop());

const puts = () => bench.simulator.requests.count({ method: 'PUT' });

describe('an update keeps what it does not name, inside groups of fields too', () => {
	const update = async (resource: string, part: string, given: INodeParameters) =>
		await bench.json(resource, 'update', { ...bench.ordersField, part: byId(part), ...given });

	test('of the mail server of a notification, its password included', async () => {
		await update('notification', 'ops', { emails: { port: 25, user: 'sales' } });
		expect(bench.orders.notifications?.[0]?.['emails']).toEqual({
			host: 'smtp.example.com',
			port: 25,
			sender_email: 'ops@example.com',
			auth: { user: 'sales', pass: 'smtp-secret-1' },
		});
	});

	test('of the push service, where given credentials take the place of the stored ones', async () => {
		await update('notification', 'ops', { push: { title: 'Hello', credentials: '{"other": 1}' } });
		expect(bench.orders.notifications?.[0]?.['push']).toEqual({
			type: 'FIREBASE',
			credentials: { other: 1 },
			template: { title: 'Hello' },
		});
		await update('notification', 'ops', { push: { body: 'World' } });
		expect(bench.orders.notifications?.[0]?.['push']).toMatchObject({
			template: { title: 'Hello', body: 'World' },
		});
	});

	test('of the output of a function', async () => {
		const [stored] = bench.orders.functions ?? [];
		if (stored) stored['output'] = { type: 'string', output_keys: [{ key: 'text', type: 'string' }] };
		await update('function', 'to_upper', { details: { outputType: 'object' } });
		expect(stored?.['output']).toEqual({ type: 'object', output_keys: [{ key: 'text', type: 'string' }] });
		await update('function', 'to_upper', { outputKeys: { rows: [{ key: 'other' }] } });
		expect(stored?.['output']).toMatchObject({ type: 'object', output_keys: [{ key: 'other' }] });
	});

	test('when On Duplicate updates what exists', async () => {
		const given = { tag: 'ops', emails: { port: 25 }, onDuplicate: 'update' };
		await bench.json('notification', 'create', { ...bench.ordersField, ...given });
		expect(bench.orders.notifications?.[0]?.['emails']).toMatchObject({ host: 'smtp.example.com', port: 25 });
	});
});

describe('what would be dropped or refused is an error before anything is changed', () => {
	const rows = (auth: object) => ({
		environments: { rows: [{ app_env_slug: 'dev', integration_env_slug: 'dev', auth }] },
	});
	const app = { appTag: byId('shop'), access_tag: 'shop:new' };

	test.each([
		['app', 'add', { ...app, ...rows({ data: '{"headers": {}}' }) }, /Auth: data needs an Auth Tag/],
		['app', 'add', { ...app, ...rows({ auth_tag: 'oauth' }) }, /The app has no auth "oauth".*Known: bearer/],
		[
			'function',
			'create',
			{ tag: 'x', outputKeys: { rows: [{ key: 'a' }] } },
			/Output Keys: need an Output Type/,
		],
		[
			'feature',
			'create',
			{ tag: 'x', inputDefinition: '{"orderId": ' },
			/Input: is not valid JSON.*Input Type/,
		],
		['feature', 'create', { tag: 'x', definitionFormat: 'seed' }, /Source: must not be empty/],
		[
			'cache',
			'update',
			{ part: byId('orders'), details: { newKey: 'prices' } },
			/has a cache "prices" already/,
		],
	] as Array<[string, string, INodeParameters, RegExp]>)(
		'%s: %s (%#)',
		async (resource, operation, given, said) => {
			bench.orders.caches?.push({ _id: 'd'.repeat(24), tag: 'prices' });
			expect(await bench.failure(resource, operation, { ...bench.ordersField, ...given })).toMatch(said);
			expect(puts()).toBe(0);
			expect(bench.simulator.requests.count({ method: 'POST', path: '/apps/v1/access' })).toBe(0);
		},
	);

	test('text that looks like JSON is sent where the input is plain', async () => {
		const given = { tag: 'x', inputDefinition: '{name}', details: { input_type: 'plain' } };
		await bench.json('feature', 'create', { ...bench.ordersField, ...given });
		expect(bench.sent('PUT')).toMatchObject({ input: '{name}', input_type: 'plain' });
	});
});

describe('an answer that is no list does not pass for an empty one', () => {
	test.each([
		['integration', 'getMany', /workspace/, { body: { status: true, data: { message: 'moved' } } }],
		['integration', 'getMany', /workspace/, { bodyText: '<h1>gateway</h1>' }],
		['jobExecution', 'getMany', /job-executions/, { body: { status: true, data: {} } }],
		['log', 'getMany', /analytics/, { body: { status: true, data: { logs: { metadata: {} } } } }],
	] as const)('%s: %s (%#)', async (resource, operation, path, answer) => {
		bench.simulator.faults.add({ path, answer: { status: 200, ...answer } });
		const given = { ...bench.ordersField, returnAll: true };
		expect(await bench.failure(resource, operation, given)).toMatch(/something other than a list.*base URL/);
	});

	test('null is one', async () => {
		bench.simulator.faults.add({
			path: /workspace/,
			answer: { status: 200, body: { status: true, data: null } },
		});
		expect(await bench.json('integration', 'getMany', { returnAll: true })).toEqual([]);
	});
});

test('a name is free where "not found" comes as 200 with status false', async () => {
	Object.assign(bench.switches, { freeName: 'notFound', refusalStatus: 'falseIn200' });
	const given = { name: 'New One', description: 'd' };
	expect(await bench.json('integration', 'create', given)).toMatchObject([{ name: 'New One' }]);
});

describe('days are meant as they were chosen, whatever the time zone', () => {
	const at = (timestamp: string) => bench.state.addLog(bench.orders, { timestamp });

	test.each([
		{ logDates: 'day', endDate: 'included' },
		{ logDates: 'day', endDate: 'excluded' },
		{ logDates: 'exact' },
	] as const)('in the log, with %j', async (switches) => {
		Object.assign(bench.switches, switches);
		at('2026-01-04T23:59:59.999Z');
		const wanted = [at('2026-01-05T00:00:00.000Z'), at('2026-01-06T23:59:59.999Z')].map(({ _id }) => _id);
		at('2026-01-07T00:00:00.000Z');
		const filters = {
			start_date: '2026-01-05T00:00:00.000+09:00',
			end_date: '2026-01-06T00:00:00.000+09:00',
		};
		const given = { ...bench.ordersField, filters, returnAll: true };
		const found = await bench.json('log', 'getMany', given);
		expect(found.map(({ _id }) => _id).sort()).toEqual(wanted.sort());
	});

	test('in job executions', async () => {
		const { _id } = bench.state.addJobExecution(bench.orders, { started_at: '2026-01-05T23:00:00.000Z' });
		const filters = { start_date: '2026-01-05', end_date: '2026-01-05T00:00:00.000+09:00' };
		const given = { ...bench.ordersField, filters, returnAll: true };
		expect(await bench.json('jobExecution', 'getMany', given)).toMatchObject([{ _id }]);
		const wrong = { ...given, filters: { end_date: 'yesterday' } };
		expect(await bench.failure('jobExecution', 'getMany', wrong)).toMatch(/"yesterday" is not a day/);
	});
});

test('secrets in the JSON text of a log line are hidden, and other text stays as it is', async () => {
	bench.state.addLog(bench.orders, {
		data: JSON.stringify({ request: { headers: { Authorization: 'Bearer very-secret' } }, status: 500 }),
	});
	bench.state.addLog(bench.orders, { data: '{ "status":  500 }' });
	bench.state.addLog(bench.orders, { data: 'no JSON' });
	const given = { ...bench.ordersField, returnAll: true, simplify: false };
	const found = (await bench.json('log', 'getMany', given)).map(({ data }) => data).sort();
	expect(found).toEqual([
		'no JSON',
		'{ "status":  500 }',
		'{"request":{"headers":{"Authorization":"[redacted]"}},"status":500}',
	]);
});

test('Get Health reads the log that is there', async () => {
	bench.switches.analytics = 'missing';
	bench.state.addFailedRun(bench.orders);
	const given = { ...bench.ordersField, logReader: 'workspaceLogs' };
	expect(await bench.json('integration', 'getHealth', given)).toMatchObject([{ status: 'ERROR' }]);
	expect(await bench.failure('integration', 'getHealth', bench.ordersField)).toMatch(/HTTP 404/);
});

describe('an integration found by its tag', () => {
	test.each([
		{ fetchTag: 'served' },
		{ fetchTag: 'missing' },
		{ fetchTag: 'served', refusalStatus: 'falseIn200' },
		{ fetchTag: 'served', notFoundStatus: 400 },
	] as const)('%j', async (switches) => {
		Object.assign(bench.switches, switches);
		expect(await bench.json('integration', 'getByTag', { tag: 'empty' })).toMatchObject([{ name: 'Empty' }]);
		expect(await bench.failure('integration', 'getByTag', { tag: 'a/b' })).toMatch(
			/no integration with the tag "a\/b" \| Known: orders_hub, empty\./,
		);
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
		const said = await bench.failure('process', 'getMany', { integrationId: byId(''), returnAll: true });
		expect(said).toMatch(/lists no more than 1000 processes.*fewer days/);
		const some = await bench.json('process', 'getMany', { integrationId: byId(''), limit: 1000 });
		expect(some).toHaveLength(1000);
	});
});

test.each(['honoured', 'ignored'] as const)(
	'messages, where their filters are %s',
	async (messageFilters) => {
		bench.switches.messageFilters = messageFilters;
		const [, empty] = [...bench.state.integrations.values()];
		if (empty) bench.state.addNotificationMessage(empty);
		bench.state.addNotificationMessage(bench.orders, { status: 'sent' });
		const { _id } = bench.state.addNotificationMessage(bench.orders);
		const given = { ...bench.ordersField, filters: { status: 'failed' }, returnAll: true };
		expect(await bench.json('notificationMessage', 'getMany', given)).toMatchObject([{ _id }]);
	},
);
