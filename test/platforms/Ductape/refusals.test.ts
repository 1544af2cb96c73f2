import { describe, expect, test } from '@jest/globals';

import { forEachTest } from '../../lifecycle';
import { byId, DuctapeBench } from './bench';

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

describe('refusals', () => {
	const gone = { integrationId: byId('f'.repeat(24)) };

	test.each([
		['integration', 'get', gone, 'integration'],
		['cache', 'getMany', gone, 'integration'],
		['cache', 'update', { ...gone, part: byId('orders'), details: { expiry: 3 } }, 'integration'],
		['job', 'create', { ...gone, tag: 'new' }, 'integration'],
		['jobExecution', 'getMany', gone, 'integration'],
		['jobExecution', 'get', { executionId: byId('f'.repeat(24)) }, 'job execution'],
		['process', 'get', { processId: 'f'.repeat(24) }, 'process'],
	] as const)('as null in a success: %s: %s', async (resource, operation, given, what) => {
		bench.switches.missingRecord = 'null';
		const failure = await bench.failure(resource, operation, given);
		expect(failure).toMatch(
			new RegExp(`^The workspace has no ${what} with the ID "f{24}" \\| It may have been deleted`),
		);
		expect(failure).not.toMatch(/unexpected|Base URL/);
		expect(bench.simulator.requests.count({ method: 'PUT' })).toBe(0);
	});

	test.each(['string', 'object', 'byField', 'list', 'message', 'upstream'] as const)(
		'in the form %s',
		async (errorBody) => {
			bench.switches.errorBody = errorBody;
			const failure = await bench.failure('integration', 'get', gone);
			expect(failure).toMatch(/Ductape: (value: )?Integration not found.*HTTP 404/);
			bench.switches.refusalStatus = 'falseIn200';
			expect(await bench.failure('integration', 'get', gone)).toMatch(
				/Ductape: (value: )?Integration not found/,
			);
		},
	);

	test.each([
		['integration', 'get', gone, 400],
		['integration', 'get', gone, 500],
		['integration', 'update', { ...gone, details: { description: 'x' } }, 500],
		['cache', 'getMany', gone, 500],
		['jobExecution', 'get', { executionId: byId('f'.repeat(24)) }, 500],
		['process', 'get', { processId: 'none' }, 500],
	] as const)(
		'is what it says with another status, too, and is asked once: %s: %s, %j, %i',
		async (...given) => {
			const [resource, operation, parameters, notFoundStatus] = given;
			bench.switches.notFoundStatus = notFoundStatus;
			const failure = await bench.failure(resource, operation, parameters);
			expect(failure).toMatch(/^Ductape: \w+( \w+)? not found \| Check the ID\. It does not exist/);
			expect(bench.asked()).toHaveLength(1);
		},
	);

	test.each([
		[401, 'User not found', /Check the credential\./, 2],
		[403, 'User not found', /lacks permission/, 1],
		[503, 'Service not found', /Try again later/, 4],
	])('is what its status says where such words come with %i', async (status, errors, hint, requests) => {
		bench.simulator.faults.add({ path: /integrations/, answer: { status, body: { status: false, errors } } });
		const failure = await bench.failure('integration', 'get', bench.ordersField);
		expect(failure).toMatch(hint);
		expect(failure).toContain(`HTTP ${status}`);
		expect(failure).not.toContain('Check the ID');
		expect(bench.asked()).toHaveLength(requests);
	});

	test('leaves open what a change did that failed with such words', async () => {
		const answer = { status: 500, body: { status: false, errors: 'Queue not found' } };
		bench.simulator.faults.add({ method: 'DELETE', answer });
		expect(await bench.failure('integration', 'delete', bench.ordersField)).toMatch(
			/Ductape: Queue not found \| .*Check whether the change was applied/,
		);
	});

	test.each([
		[{ message: 'Not allowed', error: { code: 'E42', step: 'charge' } }, 'Not allowed'],
		[
			{ message: 'Failed', error: { code: 'E42' }, upstream_error: { errors: 'declined' } },
			'Failed: declined',
		],
		[{ error: { code: 'E42', step: 'charge' } }, 'code: E42; step: charge'],
		[{ message: 'Failed', error: { message: 'No such step' } }, 'No such step'],
	])('with an object as their error, words go before it: %j', async (words, said) => {
		const answer = { status: 422, body: { status: false, ...words } };
		bench.simulator.faults.add({ path: /integrations/, answer });
		expect(await bench.failure('integration', 'get', bench.ordersField)).toContain(`Ductape: ${said}`);
	});

	test('of a name that is free, with an object as the error, let it be created', async () => {
		const answer = {
			status: 404,
			body: { status: false, message: 'Integration not found', error: { code: 404 } },
		};
		bench.simulator.faults.add({ path: /check-integration-exists/, answer });
		expect(await bench.run('integration', 'create', { name: 'Free', description: 'd' })).toMatchObject({
			error: undefined,
		});
	});

	test.each([
		[{ name: 'is required' }, 'name: is required'],
		[
			{
				name: { message: 'is required', kind: 'required' },
				slug: 'has 4 characters',
				count: 3,
				deep: [{ a: 1 }],
			},
			'name: is required; slug: has 4 characters; count: 3',
		],
		[{ password: 'hunter2hunter2', name: 'is taken' }, 'password: [redacted]; name: is taken'],
		[{}, 'status 422'],
	])('with what is wrong by field: %j', async (errors, said) => {
		const answer = { status: 422, body: { status: false, meta: {}, errors } };
		bench.simulator.faults.add({ path: /integrations/, answer });
		const failure = await bench.failure('integration', 'get', bench.ordersField);
		expect(failure).toContain(`Ductape: ${said}`);
		expect(failure).not.toContain('hunter2');
	});

	test.each([
		[403, /lacks permission/],
		[422, /name is wrong/],
		[400, /Check the values of the fields/],
	])('with status %i', async (status, words) => {
		bench.simulator.faults.add({
			path: /integrations/,
			answer: { status, body: { status: false, errors: 'name is wrong' } },
		});
		const failure = await bench.failure('integration', 'get', bench.ordersField);
		expect(failure).toMatch(words);
		expect(failure).toContain(`HTTP ${status}`);
		expect(bench.asked()).toHaveLength(1);
	});

	test('that are no JSON, and responses that are something else', async () => {
		bench.simulator.faults.add({
			path: /integrations/,
			times: 1,
			answer: { status: 404, bodyText: '<h1>no</h1>' },
		});
		expect(await bench.failure('integration', 'get', bench.ordersField)).toContain('<h1>no</h1>');
		bench.simulator.faults.add({
			path: /integrations/,
			times: 1,
			answer: { status: 200, bodyText: 'hello' },
		});
		expect(await bench.failure('integration', 'get', bench.ordersField)).toMatch(
			/\(expected a record with the field "[a-z_]+"\).*(check '|base URL)/,
		);
	});

	test('that pass: reads are tried again after 429, 5xx and a lost connection', async () => {
		const path = /integrations/;
		bench.simulator.faults.add({ path, times: 1, answer: { status: 429 } });
		bench.simulator.faults.add({ path, times: 1, answer: { status: 503 } });
		bench.simulator.faults.add({ path, times: 1, answer: 'reset' });
		expect(await bench.json('integration', 'get', bench.ordersField)).toHaveLength(1);
		expect(bench.asked()).toHaveLength(4);
	});

	test('that pass: whether a name is taken is asked again after a 500', async () => {
		const path = '/integrations/v1/check-integration-exists';
		bench.simulator.faults.add({ path, times: 2, answer: { status: 500 } });
		const before = bench.state.integrations.size;
		await bench.json('integration', 'create', { name: 'New hub', description: 'd' });
		expect(bench.simulator.requests.count({ path })).toBe(3);
		expect(bench.simulator.requests.count({ path: '/integrations/v1/create' })).toBe(1);
		expect(bench.state.integrations.size).toBe(before + 1);
	});

	test.each([
		['integration', 'get', { integrationId: byId('={{ "" }}') }, /'Integration' must not be empty/],
		['integration', 'update', {}, /'Update Fields' is empty/],
		['cache', 'create', { tag: '={{ "" }}' }, /'Tag' must not be empty/],
		[
			'cache',
			'create',
			{ tag: 'x', details: { period: 'fortnights' } },
			/'Period': "fortnights" is not one of/,
		],
		['cache', 'update', { part: byId('orders') }, /'Update Fields' is empty/],
		[
			'function',
			'create',
			{ tag: 'x', input: { rows: [{ key: '={{ "" }}' }] } },
			/Value 1: 'Key' must not be empty/,
		],
		['feature', 'create', { tag: 'x', sequence: '{' }, /'Sequence \(JSON\)' is not valid JSON/],
		[
			'feature',
			'run',
			{ part: byId('a'), environment: byId('dev'), input: '={{ ({ id: $json.none }) }}' },
			/'Input \(JSON\)' has no value for "id"/,
		],
		[
			'feature',
			'run',
			{ part: byId('a'), environment: byId('dev'), parameters: '={{ [{ id: $json.none }] }}' },
			/'Parameters \(JSON\)' has no value for "\[0\]\.id"/,
		],
		[
			'job',
			'run',
			{ jobId: byId('a'), parameters: '={{ [$json.none] }}' },
			/'Parameters \(JSON\)' has no value for "\[0\]"/,
		],
		[
			'feature',
			'run',
			{ part: byId('a'), environment: byId('dev'), input: '={{ $json.none }}' },
			/'Input \(JSON\)' has no value/,
		],
		[
			'feature',
			'run',
			{ part: byId('a'), environment: byId('dev'), parameters: '={{ $json.none }}' },
			/'Parameters \(JSON\)' has no value/,
		],
		[
			'job',
			'run',
			{ jobId: byId('a'), parameters: '={{ $json.none }}' },
			/'Parameters \(JSON\)' has no value/,
		],
		['feature', 'create', { tag: 'x', sequence: '={{ $json.none }}' }, /'Sequence \(JSON\)' has no value/],
		['jobExecution', 'get', { executionId: byId('={{ "" }}') }, /'Job Execution' must not be empty/],
	])('%s: %s reports what is wrong before any request', async (resource, operation, given, words) => {
		expect(await bench.failure(resource, operation, { ...bench.ordersField, ...given })).toMatch(words);
		expect(bench.simulator.requests.length).toBe(0);
	});

	test.each(['app', 'feature', 'function', 'notification'])(
		'%s: an update of nothing says where something can be set',
		async (resource) => {
			// Says how something is sent, and is nothing by itself.
			const details = resource === 'app' ? { slugNames: 'both' } : {};
			expect(
				await bench.failure(resource, 'update', { ...bench.ordersField, part: byId('a'), details }),
			).toMatch(
				new RegExp(
					`^Nothing was given to change in the ${resource} \\| Set a field above 'Update Fields', or add one there\\. Nothing was sent`,
				),
			);
			expect(bench.simulator.requests.length).toBe(0);
		},
	);

	test('continue on fail marks the item and goes on', async () => {
		const items = [{ id: bench.orders._id }, { id: 'f'.repeat(24) }, { id: bench.orders._id }];
		const integrationId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
		const run = await bench.run(
			'integration',
			'get',
			{ integrationId },
			{ items, onError: 'continueRegularOutput' },
		);
		expect(run.json).toMatchObject([
			{ name: 'Orders Hub' },
			{ error: 'Ductape: Integration not found', details: { itemIndex: 1 } },
			{ name: 'Orders Hub' },
		]);
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});
});

describe('a server that does not respond', () => {
	forEachTest(async () => (bench = await DuctapeBench.start({}, { requestTimeoutMs: 50 })));

	test('is given up, with what to do', async () => {
		bench.simulator.faults.add({ path: /integrations/, answer: 'hang' });
		expect(await bench.failure('integration', 'get', bench.ordersField)).toMatch(
			/'Request Timeout \(Seconds\)' in Options/,
		);
	});
});
