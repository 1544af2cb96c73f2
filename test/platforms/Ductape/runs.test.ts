import { describe, expect, test } from '@jest/globals';
import { jsonParse, type INodeParameters } from 'n8n-workflow';

import { Ductape } from '../../../nodes/Ductape/Ductape.node';
import { forEachTest } from '../../lifecycle';
import { byId, DuctapeBench } from './bench';

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

describe('runs', () => {
	const runGiven = () => ({
		...bench.ordersField,
		part: byId('sync_orders'),
		environment: byId('dev'),
	});

	test.each([
		['job', 'Job Execution: Get Many'],
		['feature', 'Process: Get Many'],
	])('are never sent twice, and the error says where to look: %s', async (resource, list) => {
		const { job_id: jobId } = bench.state.addJobExecution(bench.orders);
		const given = { ...runGiven(), jobId: byId(jobId) };
		bench.simulator.faults.add({ path: /sdk-proxy/, times: 1, answer: { afterExecuting: 'reset' } });
		expect(await bench.failure(resource, 'run', given)).toContain(
			`Check whether the change was applied before you run it again. Look for it with ${list}.`,
		);
		expect(bench.state.rpcCalls).toHaveLength(1);
	});

	const bodies = {
		'Upstream call failed: Too busy': {
			message: 'Upstream call failed',
			upstream_error: { errors: 'Too busy' },
		},
		Unauthorized: { message: 'Unauthorized' },
		'Not now': { errors: 'Not now' },
	};
	const answers = [401, 429].flatMap((status) =>
		Object.entries(bodies).map(([said, body]) => ({ status, said, body: { status: false, ...body } })),
	);
	describe.each(answers)('that an app answered with $status and $body are never sent twice', (answer) => {
		const { status, said, body } = answer;
		const calls: Array<[how: string, resource: string, given: () => INodeParameters]> = [
			['feature.execute', 'feature', runGiven],
			['feature.dispatch', 'feature', () => ({ ...runGiven(), mode: 'dispatch' })],
			[
				'given parameters',
				'feature',
				() => ({
					...runGiven(),
					parameters: '[{"product": "orders_hub", "tag": "sync_orders", "env": "dev", "input": {}}]',
				}),
			],
			['a command', 'job', () => ({ jobId: byId(bench.state.addJobExecution(bench.orders).job_id) })],
		];

		test.each(calls)('%s, by any way to sign in', async (_how, resource, given) => {
			const list = resource === 'job' ? 'Job Execution' : 'Process';
			for (const credentials of [bench.credential(), bench.pasted]) {
				bench.state.rpcCalls.length = 0;
				bench.simulator.faults.add({
					path: /sdk-proxy/,
					times: 1,
					answer: { afterExecuting: { status, body, headers: { 'retry-after': '0' } } },
				});
				const { error } = await bench.run(resource, 'run', given(), { credentials });
				expect(error?.message).toBe(`Ductape: ${said}`);
				expect(error?.description).toMatch(
					new RegExp(
						`^The message says what stopped it\\. Check whether the change was applied .*Look for it with ${list}: Get Many`,
					),
				);
				expect(bench.state.rpcCalls).toHaveLength(1);
			}
		});
	});

	test('are sent once, too, where the token is no longer valid: what signs in anew is a read', async () => {
		const { job_id: jobId } = bench.state.addJobExecution(bench.orders);
		const params = [{ product: 'orders_hub', tag: 'sync_orders', env: 'dev', input: {} }];
		const call = { module: 'feature', method: 'execute', params };
		const custom = { method: 'POST', path: '/proxy/v1/sdk-proxy/execute', body: JSON.stringify(call) };
		const runs: Array<[resource: string, operation: string, given: INodeParameters]> = [
			['feature', 'run', runGiven()],
			['feature', 'run', { ...runGiven(), parameters: JSON.stringify(params) }],
			['job', 'run', { jobId: byId(jobId), command: 'pause' }],
			['cache', 'delete', { ...bench.ordersField, part: byId('orders') }],
			['api', 'customCall', custom],
		];
		const { credentials } = await bench.run('cache', 'getMany', bench.ordersField);
		const items = [1, 2, 3].map((number) => ({ number }));
		for (const [resource, operation, given] of runs) {
			bench.simulator.requests.clear();
			credentials.change('ductapeApi', { sessionToken: 'a.b.c' });
			const of = operation === 'delete' ? {} : { items };
			expect((await bench.run(resource, operation, given, { credentials, ...of })).error).toBeUndefined();
			const sent = bench.simulator.requests.all({ path: /sdk-proxy/ }).map(({ status }) => status);
			expect([resource, ...sent]).toEqual([resource, ...(operation === 'delete' ? [200] : [200, 200, 200])]);
		}
	});

	test('with a pasted token that is not valid send nothing', async () => {
		const credentials = bench.pasted;
		bench.state.rotateKey(bench.simulator.seeded.user);
		const { error } = await bench.run('job', 'run', { jobId: byId('a'.repeat(24)) }, { credentials });
		expect(error?.message).toBe('Ductape rejected the credential: Invalid Credentials');
		expect(bench.simulator.requests.count({ path: /sdk-proxy/ })).toBe(0);
	});

	test('that an app answered with 503 are never sent twice', async () => {
		const body = { status: false, ...bodies['Upstream call failed: Too busy'] };
		bench.simulator.faults.add({
			path: /sdk-proxy/,
			times: 1,
			answer: { afterExecuting: { status: 503, body } },
		});
		expect(await bench.failure('feature', 'run', runGiven())).toMatch(
			/Ductape: Upstream call failed: Too busy \| The message says what stopped it.*Check whether the change was applied.*Look for it with Process: Get Many/,
		);
		expect(bench.state.rpcCalls).toHaveLength(1);
	});

	test.each([
		['http', 'upstream', /^Ductape: Upstream call failed: Job not found/],
		['falseIn200', 'upstream', /^Ductape: Upstream call failed: Job not found/],
		['http', 'general', /^Ductape: Job not found/],
		['falseIn200', 'general', /^Ductape: Job not found/],
		['http', 'message', /^Ductape: Job not found/],
		['falseIn200', 'message', /^Ductape: Job not found/],
	] as const)('that fail upstream report why (%s, %s)', async (rpcFailure, rpcFailureBody, words) => {
		Object.assign(bench.switches, { rpcFailure, rpcFailureBody });
		const given = { ...bench.ordersField, jobId: byId('unknown') };
		expect(await bench.failure('job', 'run', given)).toMatch(words);
	});

	test('send the given parameters and nothing else, and fail when there is no proxy', async () => {
		const params = [{ product: 'orders_hub', feature: 'sync_orders', env: 'prd', input: {} }];
		const given = { ...runGiven(), mode: 'dispatch', parameters: JSON.stringify(params) };
		await bench.json('feature', 'run', given);
		expect(bench.state.rpcCalls).toEqual([{ module: 'feature', method: 'dispatch', params }]);
		const signedIn = `GET /workspaces/v1/get/${bench.orders.workspace_id}`;
		expect(bench.asked()).toEqual([signedIn, 'POST /proxy/v1/sdk-proxy/execute']);
		bench.switches.rpc = 'missing';
		expect(await bench.failure('feature', 'run', given)).toMatch(/HTTP 404/);
	});

	test.each([
		['feature', 'execute', { part: byId('orders'), environment: byId('prd') }],
		['job', 'retry', { jobId: byId('another') }],
	])('take the example of their parameters: %s', async (resource, method, given) => {
		const job_id = '66c0a1b2c3d4e5f601234567';
		bench.state.addJobExecution(bench.orders, { job_id });
		const { properties } = new Ductape().description;
		const { hint } =
			properties.find(
				({ name, displayOptions }) =>
					name === 'parameters' && displayOptions?.show?.['resource']?.includes(resource),
			) ?? {};
		const parameters = hint?.replace('For example: ', '') ?? '';
		await bench.json(resource, 'run', { ...bench.ordersField, ...given, parameters });
		expect(bench.state.rpcCalls).toEqual([
			{ module: expect.stringContaining(resource), method, params: jsonParse(parameters) },
		]);
	});

	const general = 'Request failed with status code 500';
	const reason = 'The product orders_hub has no environment xyz';

	test.each([
		[{ message: 'SDK operation failed', error: reason }, reason],
		[{ message: general, error: reason }, reason],
		[{ message: 'SDK operation failed', upstream_error: { errors: reason } }, reason],
		[{ message: general, error: general, upstream_error: { message: reason } }, reason],
		[{ error: general, message: reason }, reason],
		[{ errors: general, message: reason }, reason],
		[{ error: 'Not sent', upstream_error: { message: general } }, 'Not sent'],
		[{ error: general, upstream_error: { message: general } }, general],
		[{ error: general, message: 'SDK operation failed' }, general],
		[{ error: reason, message: 'Failed', upstream_error: 'Declined' }, 'Failed: Declined'],
		[{ message: 'Declined', upstream_error: 'Declined' }, 'Declined'],
		[{ message: reason, error: 'Bad Request' }, reason],
		[{ message: reason, error: 'ValidationError' }, reason],
		[{ message: reason, error: 'Not Found' }, reason],
		[
			{ message: [reason, 'input should not be empty'], error: 'Bad Request' },
			`${reason}; input should not be empty`,
		],
		[{ message: { env: 'is not known' }, error: 'Unprocessable Entity' }, 'env: is not known'],
		[{ message: 'Internal server error', error: reason }, reason],
		[{ errors: 'Bad Request', message: reason }, reason],
		[{ message: 'Unauthorized', upstream_error: { errors: reason } }, reason],
		[{ message: [reason], upstream_error: 'Declined' }, `${reason}: Declined`],
		[{ message: 'Bad Request', error: { code: 7, step: 'charge' } }, 'code: 7; step: charge'],
		[{ error: 'Bad Request' }, 'Bad Request'],
		[{ message: 'Failed', error: reason }, reason],
		[{ message: 'ValidationError', error: [reason] }, reason],
		[{ message: 'Failed', error: 'Bad Request' }, 'Failed'],
	])('that fail say the reason, in whichever field it stands: %j', async (body, words) => {
		bench.simulator.faults.add({
			path: /sdk-proxy/,
			answer: { status: 500, body: { status: false, ...body } },
		});
		const failure = await bench.failure('feature', 'run', runGiven());
		expect(failure.startsWith(`Ductape: ${words} | `)).toBe(true);
	});

	test('whose result holds an error are no failed items: n8n would run them again', async () => {
		bench.switches.featureRun = 'failed';
		const run = await bench.run('feature', 'run', runGiven(), { onError: 'continueErrorOutput' });
		expect(run.json).toMatchObject([
			{ result: { status: 'failed', error: { message: 'The step charge failed' } } },
		]);
		expect(run.json[0]).not.toHaveProperty('error');
		expect(run.errorItems).toEqual([]);
		expect(bench.state.processes).toHaveLength(1);
	});

	test('that was rolled back says so in its result, and is no failed item', async () => {
		bench.switches.featureRun = 'rolled_back';
		const run = await bench.run('feature', 'run', runGiven());
		expect(run).toMatchObject({
			error: undefined,
			json: [{ result: { status: 'rolled_back', rollback_result: { rolled_back_steps: ['reserve'] } } }],
		});
	});

	test.each([
		['in JSON', { body: { status: false, errors: 'request entity too large' } }],
		['as the page of a gateway', { bodyText: '<html><h1>413 Request Entity Too Large</h1></html>' }],
	])('that are too large say what to do: 413 %s', async (_form, answer) => {
		bench.simulator.faults.add({ path: /sdk-proxy/, answer: { status: 413, ...answer } });
		expect(await bench.failure('feature', 'run', runGiven())).toMatch(
			/too large for Ductape, or for a server before or behind it\. Send smaller or fewer values, such as a link in place of a file, or several requests\./,
		);
	});

	test.each([
		['an empty one', { bodyText: '' }],
		['a page of a gateway', { bodyText: '<h1>gateway</h1>' }],
		['one that broke off', { bodyText: '{"status": true, "data": {' }],
		['one that is of no call', { body: { status: true, data: {} } }],
	])('do not take %s for a success', async (_name, answer) => {
		bench.simulator.faults.add({ path: /sdk-proxy/, answer: { status: 200, ...answer } });
		expect(await bench.failure('feature', 'run', runGiven())).toMatch(
			/expected the result of the call.*may have been applied.*Check before you run it again/,
		);
		expect(bench.simulator.requests.count({ path: /sdk-proxy/ })).toBe(1);
	});

	describe.each(['tagFirst', 'productFirst'] as const)(
		'that delete a feature, with the %s',
		(featureDelete) => {
			const given = () => ({ ...bench.ordersField, part: byId('sync_orders') });
			const calls = () => bench.state.rpcCalls.map(({ params }) => params);
			const orders = [
				['sync_orders', 'orders_hub'],
				['orders_hub', 'sync_orders'],
			];

			test.each([
				{ rpcFailure: 'http', rpcFailureBody: 'upstream' },
				{ rpcFailure: 'http', rpcFailureBody: 'message' },
				{ rpcFailure: 'falseIn200', rpcFailureBody: 'general' },
			] as const)('delete it and nothing else: %j', async (switches) => {
				Object.assign(bench.switches, { featureDelete, ...switches });
				// An integration of the feature's tag, which has no feature of this integration's.
				const other = bench.state.addIntegration({
					name: 'sync_orders',
					workspace_id: bench.orders.workspace_id,
					features: [{ _id: 'a'.repeat(24), tag: 'sync_orders' }],
				});
				expect(await bench.json('feature', 'delete', given())).toEqual([
					{ deleted: true, tag: 'sync_orders' },
				]);
				expect(calls()).toEqual(featureDelete === 'tagFirst' ? orders.slice(0, 1) : orders);
				expect([bench.orders.features, other.features]).toMatchObject([[], [{ tag: 'sync_orders' }]]);
			});

			test.each(['orders_hub', 'ORDERS_HUB'])(
				'send nothing where the other order would delete another one: %s',
				async (tag) => {
					bench.switches.featureDelete = featureDelete;
					const other = bench.state.addIntegration({
						name: 'Sync_orders',
						workspace_id: bench.orders.workspace_id,
						features: [{ _id: 'a'.repeat(24), tag }],
					});
					expect(await bench.failure('feature', 'delete', given())).toMatch(
						/tags of another feature and its integration.*Delete it in the workbench\. Nothing was deleted/,
					);
					expect([calls(), bench.orders.features, other.features]).toMatchObject([[], [{}], [{}]]);
				},
			);

			test('send one call where both tags are the same', async () => {
				bench.switches.featureDelete = featureDelete;
				bench.orders.tag = 'sync_orders';
				expect(await bench.json('feature', 'delete', given())).toEqual([
					{ deleted: true, tag: 'sync_orders' },
				]);
				expect(calls()).toEqual([['sync_orders', 'sync_orders']]);
			});

			test.each(
				(['invalid', 'unable'] as const).flatMap((absentTag) => [
					{ absentTag, rpcFailure: 'http', rpcFailureBody: 'upstream' },
					{ absentTag, rpcFailure: 'http', rpcFailureBody: 'message' },
					{ absentTag, rpcFailure: 'falseIn200', rpcFailureBody: 'general' },
				]),
			)('delete it in whatever words the wrong order is refused: %j', async (switches) => {
				Object.assign(bench.switches, { featureDelete, ...switches });
				expect(await bench.json('feature', 'delete', given())).toEqual([
					{ deleted: true, tag: 'sync_orders' },
				]);
				expect(calls()).toEqual(featureDelete === 'tagFirst' ? orders.slice(0, 1) : orders);
			});

			test.each(['notFound', 'invalid'] as const)(
				'show why it cannot be, not that the other order found nothing (%s)',
				async (absentTag) => {
					Object.assign(bench.switches, { featureDelete, absentTag });
					const answer = { status: 403, body: { status: false, errors: 'Viewers may not delete' } };
					const after = featureDelete === 'tagFirst' ? 0 : 1;
					bench.simulator.faults.add({ path: /sdk-proxy/, times: 1, after, answer });
					expect(await bench.failure('feature', 'delete', given())).toMatch(
						/^Ductape: Viewers may not delete/,
					);
					expect(bench.simulator.requests.count({ path: /sdk-proxy/ })).toBe(2);
					expect(bench.orders.features).toHaveLength(1);
				},
			);

			test('try the other order neither where the token or the pace is refused nor where it is open what came of it', async () => {
				bench.switches.featureDelete = featureDelete;
				for (const answer of [
					{ status: 401, body: { status: false, errors: 'Invalid Credentials' } },
					{ status: 429, body: { status: false, errors: 'Too many requests' } },
					{ status: 502, body: {} },
					'reset' as const,
				]) {
					bench.simulator.faults.add({ path: /sdk-proxy/, times: 1, answer });
					await bench.failure('feature', 'delete', given());
				}
				expect(bench.simulator.requests.count({ path: /sdk-proxy/ })).toBe(4);
				expect(bench.orders.features).toHaveLength(1);
			});

			test('show why it cannot be where the other order is accepted and does nothing', async () => {
				Object.assign(bench.switches, { featureDelete, rpcDelete: 'ignored' });
				const answer = { status: 403, body: { status: false, errors: 'Viewers may not delete' } };
				bench.simulator.faults.add({ path: /sdk-proxy/, times: 1, answer });
				expect(await bench.failure('feature', 'delete', given())).toMatch(/^Ductape: Viewers may not delete/);
				expect(bench.simulator.requests.count({ path: /sdk-proxy/ })).toBe(2);
			});

			test('say that it may have been applied where that is open after the second order', async () => {
				bench.switches.featureDelete = featureDelete;
				const absent = { status: 400, body: { status: false, errors: 'Invalid product tag' } };
				bench.simulator.faults.add({ path: /sdk-proxy/, times: 1, answer: absent });
				bench.simulator.faults.add({ path: /sdk-proxy/, times: 1, answer: { status: 502, body: {} } });
				expect(await bench.failure('feature', 'delete', given())).toMatch(
					/Check whether the change was applied/,
				);
				expect(bench.simulator.requests.count({ path: /sdk-proxy/ })).toBe(2);
			});

			test('say so, too, where nobody can see what came of the second order, whatever its words', async () => {
				bench.switches.featureDelete = featureDelete;
				const refused = { status: 422, body: { status: false, errors: 'tag is required' } };
				const open = { status: 500, body: { status: false, errors: 'Unknown error' } };
				const first = () => {
					bench.simulator.faults.add({
						path: /integrations\/v1\/[0-9a-f]{24}/,
						after: 1,
						answer: { status: 503 },
					});
				};
				const proxy = { path: /sdk-proxy/, times: 1 };
				bench.simulator.faults.add({ ...proxy, answer: refused });
				bench.simulator.faults.add({ ...proxy, answer: open });
				bench.simulator.faults.add({ path: /workspace/, times: 1, answer: { first } });
				const failure = await bench.failure('feature', 'delete', given());
				expect(failure).toMatch(/Unknown error/);
				expect(failure).toMatch(/Check whether the change was applied/);
			});

			test.each([true, false])(
				'look once more where it was open what came of the first order: gone at the end is %s',
				async (isGone) => {
					bench.switches.featureDelete = featureDelete;
					const proxy = { path: /sdk-proxy/, times: 1 };
					const open = { status: 500, body: { status: false, errors: 'Unknown error' } };
					const absent = { status: 404, body: { status: false, errors: 'Feature not found' } };
					bench.simulator.faults.add({ ...proxy, answer: open });
					bench.simulator.faults.add({ ...proxy, answer: absent });
					// What was begun ends behind the second order only.
					const first = () => {
						if (isGone && bench.simulator.requests.count({ path: /sdk-proxy/ }) === 2)
							bench.orders.features = [];
					};
					bench.simulator.faults.add({ path: /integrations\/v1\/[0-9a-f]{24}/, answer: { first } });
					const run = await bench.run('feature', 'delete', given());
					expect(bench.simulator.requests.count({ path: /sdk-proxy/ })).toBe(2);
					if (isGone) {
						expect(run).toMatchObject({ error: undefined, json: [{ deleted: true, tag: 'sync_orders' }] });
						return;
					}
					expect(run.error?.message).toMatch(/Unknown error/);
					expect(run.error?.description).toMatch(/Check whether the change was applied/);
				},
			);

			test('are done where somebody else deleted it meanwhile', async () => {
				bench.switches.featureDelete = featureDelete;
				bench.switches.latencyMs = 20;
				const deleting = bench.json('feature', 'delete', given());
				await bench.simulator.requests.waitFor({ path: /workspace/ }, 1);
				bench.orders.features = [];
				expect(await deleting).toEqual([{ deleted: true, tag: 'sync_orders' }]);
			});
		},
	);

	test.each([
		['an empty one', { status: 204 }],
		['one of another form', { status: 202, body: { status: true } }],
		['a page of a gateway', { status: 502, bodyText: '<h1>gateway</h1>' }],
		['a server error', { status: 500, body: { status: false, errors: 'Internal error' } }],
		['none', 'reset'],
	] as const)('that delete are shown by the document, whatever the response: %s', async (_name, answer) => {
		const given = { ...bench.ordersField, part: byId('orders') };
		const proxy = { path: /sdk-proxy/, times: 1 };
		bench.simulator.faults.add({ ...proxy, answer });
		expect(await bench.failure('cache', 'delete', given)).toMatch(
			/Check whether the change was applied|but did not delete it/,
		);
		expect(bench.orders.caches).toHaveLength(1);
		bench.simulator.faults.add({ ...proxy, answer: { afterExecuting: answer } });
		expect(await bench.json('cache', 'delete', given)).toEqual([{ deleted: true, tag: 'orders' }]);
		expect(bench.simulator.requests.count({ path: /sdk-proxy/ })).toBe(2);
	});

	test.each([
		['JSON of another server', { body: { hello: 'world' } }],
		['a text', { bodyText: 'OK' }],
	])('that delete are not said to be accepted where %s comes', async (_name, answer) => {
		const given = { ...bench.ordersField, part: byId('orders') };
		const proxy = { path: /sdk-proxy/, times: 1 };
		bench.simulator.faults.add({ ...proxy, answer: { status: 200, ...answer } });
		expect(await bench.failure('cache', 'delete', given)).toMatch(
			/unexpected response \(expected the result of the call\) \| The cache "orders" was not deleted\. /,
		);
		bench.simulator.faults.add({ ...proxy, answer: { afterExecuting: { status: 200, ...answer } } });
		expect(await bench.json('cache', 'delete', given)).toEqual([{ deleted: true, tag: 'orders' }]);
	});

	test('may return nothing: the response says all the same that the call was made', async () => {
		const answer = { status: 200, body: { status: true, data: { request_id: 'x', execution_time_ms: 4 } } };
		bench.simulator.faults.add({ path: /sdk-proxy/, answer });
		expect(await bench.json('feature', 'run', runGiven())).toMatchObject([
			{ result: null, requestId: 'x', executionTimeMs: 4 },
		]);
	});

	test('show a token in their result only with Include Secrets', async () => {
		const result = { access_token: 'run-token-1', id: 7 };
		const { process_id: processId } = bench.state.addProcess(bench.orders, { result });
		const hidden = { ...result, access_token: '[redacted]' };
		const answer = { status: 200, body: { status: true, data: { data: { output: result } } } };
		bench.simulator.faults.add({ path: /sdk-proxy/, answer });
		for (const [includeSecrets, expected] of [
			[false, hidden],
			[true, result],
		] as const) {
			expect(await bench.json('process', 'get', { processId, includeSecrets })).toMatchObject([
				{ result: expected },
			]);
			const list = { integrationId: byId(''), includeSecrets, simplify: false };
			expect(await bench.json('process', 'getMany', list)).toMatchObject([{ result: expected }]);
			expect(await bench.json('feature', 'run', { ...runGiven(), includeSecrets })).toMatchObject([
				{ result: { output: expected } },
			]);
		}
	});

	test.each([400, 422])('name what to check where the proxy refuses them (%i)', async (status) => {
		const answer = { status, body: { status: false, errors: 'not allowed' } };
		bench.simulator.faults.add({ path: /sdk-proxy/, answer });
		expect(await bench.failure('feature', 'run', runGiven())).toMatch(
			/Check the tags and the environment\. Use 'Parameters \(JSON\)'/,
		);
		expect(await bench.failure('job', 'run', { jobId: byId('a'.repeat(24)) })).toMatch(
			/Check the job and the command\. Use 'Parameters \(JSON\)'/,
		);
		for (const [resource, part] of Object.entries({
			cache: 'orders',
			feature: 'sync_orders',
			job: 'nightly',
			notification: 'ops',
		})) {
			const failure = await bench.failure(resource, 'delete', { ...bench.ordersField, part: byId(part) });
			expect(failure).toMatch(/not allowed.*delete it in the workbench/);
			expect(failure).not.toContain('Parameters');
		}
		expect(bench.orders.caches).toMatchObject([{ tag: 'orders' }]);
	});

	test.each(['cache', 'feature', 'job', 'notification'])(
		'of an integration without a tag, by which the proxy finds it, are not sent: delete %s',
		async (resource) => {
			Object.assign(bench.orders, { tag: undefined });
			const tag = { cache: 'orders', feature: 'sync_orders', job: 'nightly', notification: 'ops' }[resource];
			const given = { ...bench.ordersField, part: byId(tag ?? ''), environment: byId('dev') };
			const refused = /^The integration has no tag \| .*Nothing was changed/;
			expect(await bench.failure(resource, 'delete', given)).toMatch(refused);
			if (resource === 'feature') expect(await bench.failure(resource, 'run', given)).toMatch(refused);
			expect(bench.state.rpcCalls).toEqual([]);
		},
	);

	test('of a job on no schedule are refused before anything is sent', async () => {
		const given = { jobId: byId('a'.repeat(24)), command: 'reschedule' };
		expect(await bench.failure('job', 'run', given)).toMatch(
			/'Schedule' must not be empty.*Add 'Cron', 'Every/,
		);
		expect(bench.simulator.requests.length).toBe(0);
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

	test('and executions of jobs of another ID are not the requested ones', async () => {
		const { process_id: processId, ...process } = bench.state.addProcess(bench.orders);
		const { _id: executionId, ...execution } = bench.state.addJobExecution(bench.orders);
		const other = { ...execution, _id: 'e'.repeat(24) };
		bench.simulator.faults.add({ path: /job-executions/, answer: { body: { status: true, data: other } } });
		bench.simulator.faults.add({ path: /processor/, answer: { body: { ...process, process_id: 'other' } } });
		expect(await bench.failure('jobExecution', 'get', { executionId: byId(executionId) })).toMatch(
			`Ductape returned a different record than ${executionId}`,
		);
		expect(await bench.failure('process', 'get', { processId })).toMatch(
			`Ductape returned a different record than ${processId}`,
		);
		bench.simulator.faults.clear();
		bench.simulator.faults.add({ path: /processor/, answer: { body: process } });
		expect(await bench.json('process', 'get', { processId })).toMatchObject([{ process_id: processId }]);
	});

	test.each(['bare', 'enveloped'] as const)('that wait for their start come %s', async (processEnvelope) => {
		Object.assign(bench.switches, { processEnvelope, waitingProcess: 'withoutStart' });
		const { process_id: processId } = bench.state.addProcess(bench.orders, { status: 'waiting' });
		const [found] = await bench.json('process', 'get', { processId });
		expect(found).toMatchObject({ process_id: processId, status: 'waiting' });
		expect(found).not.toHaveProperty('start');
	});

	test.each([
		[100, 'capped'],
		[500, 'capped'],
		[100, 'refused'],
		[500, 'refused'],
	] as const)(
		'are not taken for all where Ductape lists %i at once (more is %s)',
		async (most, tooHighLimit) => {
			Object.assign(bench.switches, { longestProcessList: most, tooHighLimit });
			for (let count = 0; count < most + 50; count += 1) bench.state.addProcess(bench.orders);
			const given = { ...bench.ordersField, returnAll: true };
			const run = await bench.run('process', 'getMany', given);
			expect(run.json).toHaveLength(most);
			expect(JSON.stringify(run.hints)).toMatch(
				new RegExp(`returned ${most} processes and may have more\\. Choose fewer days`),
			);
			const some = await bench.run('process', 'getMany', { ...given, returnAll: false, limit: 100 });
			expect(some.json).toHaveLength(100);
			expect(JSON.stringify(some.hints)).not.toMatch(/may have more/);
		},
	);

	test.each([
		['meta', 100, 'capped', 3],
		['meta', 100, 'refused', 5],
		['meta', 1000, 'capped', 1],
		['metaAsAsked', 100, 'capped', 3],
		['total', 100, 'capped', 3],
		['total', 100, 'refused', 5],
		['total', 1000, 'capped', 1],
	] as const)(
		'are all listed where the list has pages (%s), of %i (more is %s)',
		async (processPages, most, tooHighLimit, requests) => {
			Object.assign(bench.switches, { longestProcessList: most, tooHighLimit, processPages });
			for (let count = 0; count < 250; count += 1) bench.state.addProcess(bench.orders);
			const given = { ...bench.ordersField, returnAll: true };
			const run = await bench.run('process', 'getMany', given);
			expect(new Set(run.json.map(({ _id }) => _id)).size).toBe(250);
			expect(run).toMatchObject({ error: undefined, hints: [] });
			expect(bench.simulator.requests.count({ path: /processor/ })).toBe(requests);
			const some = await bench.run('process', 'getMany', { ...given, returnAll: false, limit: 20 });
			expect(some.json).toHaveLength(20);
			expect(bench.simulator.requests.count({ path: /processor/ })).toBe(requests + 1);
		},
	);

	test.each(
		(['meta', 'metaAsAsked', 'total', 'pageIgnored', 'pageRefused'] as const).flatMap((processPages) =>
			[5, 50].map((matching) => ({ processPages, matching })),
		),
	)(
		'are read with two requests at most where the total counts others, too ($processPages, $matching)',
		async ({ processPages, matching }) => {
			Object.assign(bench.switches, { processPages, processTotal: 'ofAll', longestProcessList: 100 });
			for (let count = 0; count < 300; count += 1)
				bench.state.addProcess(bench.orders, count < matching ? {} : { env: 'prd' });
			const given = { ...bench.ordersField, filters: { env: 'dev' }, returnAll: true };
			const { json, error, hints } = await bench.run('process', 'getMany', given);
			expect([json.length, error]).toEqual([matching, undefined]);
			expect(bench.simulator.requests.count({ path: /processor/ })).toBe(2);
			// Where there are no pages, nobody knows what the total counts.
			if (['pageIgnored', 'pageRefused'].includes(processPages))
				expect(JSON.stringify(hints)).toContain(`returned ${matching} processes and may have more`);
			else expect(hints).toEqual([]);
		},
	);

	test('are not said to have changed where the total counts others, too, and the first page is not full', async () => {
		Object.assign(bench.switches, { processPages: 'meta', processTotal: 'ofAll', longestProcessList: 100 });
		for (let count = 0; count < 110; count += 1)
			bench.state.addProcess(bench.orders, count < 60 ? {} : { env: 'prd' });
		const given = { ...bench.ordersField, filters: { env: 'dev' }, returnAll: true };
		const { json, hints } = await bench.run('process', 'getMany', given);
		expect([json.length, hints]).toEqual([60, []]);
	});

	test.each(['meta', 'metaAsAsked', 'total'] as const)(
		'are not said to have changed where they fill a page, and the total may count others (%s)',
		async (processPages) => {
			Object.assign(bench.switches, { processPages, processTotal: 'ofAll', longestProcessList: 100 });
			for (let count = 0; count < 150; count += 1)
				bench.state.addProcess(bench.orders, count < 100 ? {} : { env: 'prd' });
			const given = { ...bench.ordersField, filters: { env: 'dev' }, returnAll: true };
			const { json, hints } = await bench.run('process', 'getMany', given);
			expect(json).toHaveLength(100);
			expect(hints).toMatchObject([
				{ message: expect.stringMatching(/listed 100 processes and counts 150, perhaps with others/) },
			]);
		},
	);

	test.each(['pageIgnored', 'pageRefused'] as const)(
		'are those that one request lists where Ductape counts more, but has no pages (%s)',
		async (processPages) => {
			Object.assign(bench.switches, { processPages, longestProcessList: 120 });
			for (let count = 0; count < 250; count += 1) bench.state.addProcess(bench.orders);
			const given = { ...bench.ordersField, returnAll: true };
			const run = await bench.run('process', 'getMany', given);
			expect([run.json.length, run.error]).toEqual([120, undefined]);
			expect(JSON.stringify(run.hints)).toContain(
				'returned 120 processes and may have more. Choose fewer days',
			);
			expect(bench.simulator.requests.count({ path: /processor/ })).toBe(2);
		},
	);

	test.each([
		['meta', 1, { status: 200, body: { status: false, message: 'Internal error' } }],
		['meta', 2, { status: 200, body: { status: false, message: 'Internal error' } }],
		['total', 1, { status: 200, body: { status: false, message: 'Internal error' } }],
		['total', 2, { status: 200, body: { status: false, message: 'Internal error' } }],
		['total', 2, { status: 400, body: { status: false, message: 'odd' } }],
	] as const)(
		'fail where a later page is refused, not for its number, or although one was listed: %s, after %i, %j',
		async (processPages, after, answer) => {
			Object.assign(bench.switches, { processPages, longestProcessList: 100 });
			for (let count = 0; count < 450; count += 1) bench.state.addProcess(bench.orders);
			bench.simulator.faults.add({ path: /processor/, after, answer });
			const given = { ...bench.ordersField, returnAll: true };
			expect(await bench.failure('process', 'getMany', given)).toMatch(/^Ductape: (Internal error|odd)/);
		},
	);

	test.each([0, 50, 99])(
		'are those that one request lists where pages are ignored, also when one of them ends meanwhile (%i)',
		async (place) => {
			Object.assign(bench.switches, { processPages: 'pageIgnored', longestProcessList: 100 });
			for (let count = 0; count < 250; count += 1)
				bench.state.addProcess(bench.orders, { status: 'running' });
			const first = () => {
				const running = bench.state.processes.filter(({ _productTag }) => _productTag === bench.orders.tag);
				Object.assign(running.at(place) ?? {}, { status: 'completed' });
			};
			bench.simulator.faults.add({ path: /processor/, after: 1, times: 1, answer: { first } });
			const run = await bench.run('process', 'getMany', { ...bench.ordersField, returnAll: true });
			expect([run.json.length, run.error]).toEqual([100, undefined]);
			expect(JSON.stringify(run.hints)).toContain('returned 100 processes and may have more');
		},
	);

	test('say that some are missing where Ductape ends the list before its own total', async () => {
		Object.assign(bench.switches, { processPages: 'total', longestProcessList: 100 });
		for (let count = 0; count < 250; count += 1) bench.state.addProcess(bench.orders);
		const body = { status: true, data: [], meta: { total: 250 } };
		bench.simulator.faults.add({ path: /processor/, after: 2, answer: { status: 200, body } });
		const run = await bench.run('process', 'getMany', { ...bench.ordersField, returnAll: true });
		expect(run.json).toHaveLength(200);
		expect(JSON.stringify(run.hints)).toContain('200 of 250 records were received');
	});

	test('say that one may be missing where the total falls meanwhile', async () => {
		Object.assign(bench.switches, { processPages: 'total', longestProcessList: 100 });
		const running = Array.from({ length: 200 }, () =>
			bench.state.addProcess(bench.orders, { status: 'running' }),
		);
		const first = () => Object.assign(running[0] ?? {}, { status: 'completed' });
		bench.simulator.faults.add({ path: /processor/, after: 1, times: 1, answer: { first } });
		const given = { ...bench.ordersField, filters: { status: 'running' }, returnAll: true };
		const run = await bench.run('process', 'getMany', given);
		expect([run.json.length, run.error]).toEqual([199, undefined]);
		expect(JSON.stringify(run.hints)).toContain('199 of 200 records were received');
	});

	test('of chosen days come from all pages, and none of other days, whatever Ductape heeds', async () => {
		Object.assign(bench.switches, {
			longestProcessList: 100,
			processPages: 'meta',
			processFilters: 'ignored',
			processDates: 'ignored',
		});
		for (let count = 0; count < 240; count += 1) {
			const start = `2026-01-0${4 + (count % 3)}T10:00:00.000Z`;
			bench.state.addProcess(bench.orders, { start, end: start, env: count % 2 === 0 ? 'dev' : 'prd' });
		}
		const filters = { start_date: '2026-01-05', end_date: '2026-01-05', env: 'dev' };
		const found = await bench.json('process', 'getMany', { ...bench.ordersField, filters, returnAll: true });
		expect(found).toHaveLength(40);
	});

	test('beyond 1,000 are no reason to fail where the list has pages; what is missing is said', async () => {
		bench.switches.processPages = 'meta';
		for (let count = 0; count < 1001; count += 1) bench.state.addProcess(bench.orders);
		const run = await bench.run('process', 'getMany', { integrationId: byId(''), returnAll: true });
		expect(run).toMatchObject({ error: undefined, hints: [] });
		expect(run.json).toHaveLength(1001);
	});

	test('are steps of a run by its feature_id or by its process ID', async () => {
		bench.switches.stepProcessIds = 'ofStep';
		bench.switches.processFilters = 'ignored';
		const step = bench.state.addProcess(bench.orders, { step_tag: 'main' });
		bench.state.addProcess(bench.orders, { step_tag: 'main' });
		const row = { _id: step._id, process_id: `${step._featureId}:main`, status: 'fail', step_tag: 'main' };
		const body = {
			status: true,
			data: [
				{ ...row, feature_id: 'another' },
				{ ...row, _id: 'b', process_id: 'c:main', feature_id: 'd' },
			],
		};
		const filters = { component: 'feature_step', feature_id: step._featureId };
		const given = { ...bench.ordersField, filters, returnAll: true };
		bench.simulator.faults.add({ path: /processor/, times: 1, answer: { body } });
		expect(await bench.json('process', 'getMany', given)).toMatchObject([{ _id: step._id }]);
		expect(await bench.json('process', 'getMany', given)).toMatchObject([{ _id: step._id }]);
	});

	test.each([
		['honoured', { start_date: '2026-01-05' }],
		['ignored', { start_date: '2026-01-05' }],
		['ignored', { end_date: '2026-01-05' }],
		['ignored', { start_date: '2026-01-05', end_date: '2026-01-05' }],
	] as const)('of chosen days fill the limit where days are %s: %j', async (processDates, filters) => {
		bench.switches.processDates = processDates;
		const other = 'start_date' in filters ? '2026-01-04T10:00:00.000Z' : '2026-01-06T10:00:00.000Z';
		for (const start of [
			...Array<string>(60).fill(other),
			...Array<string>(60).fill('2026-01-05T10:00:00.000Z'),
		]) {
			bench.state.addProcess(bench.orders, { start, end: start });
		}
		const found = await bench.json('process', 'getMany', { ...bench.ordersField, filters, limit: 50 });
		expect(found).toHaveLength(50);
		for (const { start } of found) expect(start).toMatch(/^2026-01-05/);
	});

	test.each([
		[50, {}, 1],
		[50, { start_date: '2026-01-05' }, 3],
	])('a refusal of something else is shown as it is: limit %i, %j', async (limit, filters, requests) => {
		const answer = { status: 422, body: { status: false, errors: 'env is not known' } };
		bench.simulator.faults.add({ path: /processor/, answer });
		const given = { ...bench.ordersField, limit, filters };
		expect(await bench.failure('process', 'getMany', given)).toMatch(/env is not known/);
		expect(bench.simulator.requests.count({ path: /processor/ })).toBe(requests);
	});

	test('of all integrations, where Ductape wants one to be named', async () => {
		bench.switches.processProductTag = 'required';
		bench.state.addProcess(bench.orders);
		const all = { integrationId: byId(''), returnAll: true };
		expect(await bench.failure('process', 'getMany', all)).toMatch(
			/product_tag is required \| Choose an 'Integration' if the message says/,
		);
		expect(await bench.json('process', 'getMany', { ...all, ...bench.ordersField })).toHaveLength(1);
	});

	test('are not taken for all where the list is full', async () => {
		for (let count = 0; count < 1001; count += 1) bench.state.addProcess(bench.orders);
		const failure = await bench.failure('process', 'getMany', { integrationId: byId(''), returnAll: true });
		expect(failure).toMatch(/returns up to 1000 processes.*fewer days/);
		const some = await bench.json('process', 'getMany', { integrationId: byId(''), limit: 1000 });
		expect(some).toHaveLength(1000);
	});
});

describe.each(['included', 'excluded'] as const)(
	'a day before a full one (the end date is %s)',
	(endDate) => {
		const times = (count: number, day: number) =>
			Array.from({ length: count }, () => new Date(Date.UTC(2026, 0, day, 12)).toISOString());
		const filters = { start_date: '2026-01-05', end_date: '2026-01-05' };

		test('is read by itself: processes', async () => {
			bench.switches.endDate = endDate;
			for (const start of [...times(1000, 6), ...times(3, 5)]) {
				bench.state.addProcess(bench.orders, { start, end: start });
			}
			const run = await bench.run('process', 'getMany', { ...bench.ordersField, filters, returnAll: true });
			expect(run).toMatchObject({ error: undefined, json: [{}, {}, {}] });
		});

		test('is read by itself: messages', async () => {
			bench.switches.endDate = endDate;
			bench.switches.longestMessageList = 500;
			for (const created_at of [...times(500, 6), ...times(3, 5)]) {
				bench.state.addNotificationMessage(bench.orders, { created_at, updated_at: created_at });
			}
			const given = { ...bench.ordersField, filters, returnAll: true };
			const found = await bench.run('notificationMessage', 'getMany', given);
			expect(found).toMatchObject({ hints: [], json: [{}, {}, {}] });
		});
	},
);

describe('messages', () => {
	test('of the day after the chosen ones do not count towards the limit', async () => {
		bench.switches.longestMessageList = 1000;
		const days = Object.entries({ 6: 600, 5: 5, 4: 5, 3: 200, 2: 200, 1: 100 });
		for (const [day, count] of days) {
			const created_at = new Date(Date.UTC(2026, 0, Number(day), 12)).toISOString();
			for (let each = 0; each < count; each += 1) {
				bench.state.addNotificationMessage(bench.orders, { created_at, updated_at: created_at });
			}
		}
		const filters = { start_date: '2026-01-01', end_date: '2026-01-05' };
		const found = await bench.json('notificationMessage', 'getMany', {
			...bench.ordersField,
			filters,
			limit: 50,
		});
		expect(found).toHaveLength(50);
	});

	test.each(['honoured', 'ignored'] as const)('where their filters are %s', async (messageFilters) => {
		bench.switches.messageFilters = messageFilters;
		bench.state.addNotificationMessage(bench.empty);
		bench.state.addNotificationMessage(bench.orders, { status: 'sent' });
		bench.state.addNotificationMessage(bench.orders, { env: 'prd' });
		const { _id } = bench.state.addNotificationMessage(bench.orders);
		const given = { ...bench.ordersField, filters: { status: 'failed', env: 'dev' }, returnAll: true };
		expect(await bench.json('notificationMessage', 'getMany', given)).toMatchObject([{ _id }]);
	});

	test.each([
		[100, 'capped'],
		[200, 'capped'],
		[300, 'capped'],
		[100, 'refused'],
		[500, 'refused'],
		[1000, 'refused'],
	] as const)(
		'are not taken for all where Ductape lists %i at once (more is %s)',
		async (most, tooHighLimit) => {
			Object.assign(bench.switches, { longestMessageList: most, tooHighLimit });
			for (let count = 0; count < most + 50; count += 1) {
				const created_at = new Date(Date.UTC(2026, 0, 1 + (count % 9))).toISOString();
				bench.state.addNotificationMessage(bench.orders, { created_at, updated_at: created_at });
			}
			const given = { ...bench.ordersField, returnAll: true };
			const run = await bench.run('notificationMessage', 'getMany', given);
			expect(run.json).toHaveLength(most);
			expect(JSON.stringify(run.hints)).toMatch(/notification messages and may have more/);
			const filters = { start_date: '2026-01-01', end_date: '2026-01-09' };
			const whole = await bench.run('notificationMessage', 'getMany', { ...given, filters });
			expect(whole.json).toHaveLength(most + 50);
			expect(whole.hints).toEqual([]);
		},
	);

	test('that are refused as `status: false` in a 200 are asked for in fewer days as well', async () => {
		Object.assign(bench.switches, {
			longestMessageList: 100,
			tooHighLimit: 'refused',
			refusalStatus: 'falseIn200',
		});
		for (let count = 0; count < 150; count += 1) {
			const created_at = new Date(Date.UTC(2026, 0, 1 + (count % 9))).toISOString();
			bench.state.addNotificationMessage(bench.orders, { created_at, updated_at: created_at });
		}
		const filters = { start_date: '2026-01-01', end_date: '2026-01-09' };
		const given = { ...bench.ordersField, filters, returnAll: true };
		expect(await bench.json('notificationMessage', 'getMany', given)).toHaveLength(150);
	});

	test.each(
		(['hasMore', 'hasMoreAsAsked', 'total', 'nothing'] as const).flatMap((messageTotals) =>
			(['capped', 'refused'] as const).flatMap((tooHighLimit) =>
				[undefined, 'sent'].map((status) => ({ messageTotals, tooHighLimit, status })),
			),
		),
	)('are read page by page where Ductape has pages: %j', async ({ status, ...switches }) => {
		Object.assign(bench.switches, { ...switches, messagePages: 'honoured', longestMessageList: 100 });
		for (let count = 0; count < 350; count += 1) {
			bench.state.addNotificationMessage(bench.orders, { status: 'sent' });
		}
		const given = { ...bench.ordersField, filters: { status }, returnAll: true };
		const { json, hints } = await bench.run('notificationMessage', 'getMany', given);
		expect(new Set(json.map(({ _id }) => _id)).size).toBe(350);
		expect({ count: json.length, hints }).toEqual({ count: 350, hints: [] });
		const few = await bench.run('notificationMessage', 'getMany', { ...given, returnAll: false, limit: 150 });
		expect(few.json).toHaveLength(150);
	});

	test('are read to their end where a short page says that it has more, and not beyond one that says it has not', async () => {
		Object.assign(bench.switches, {
			messagePages: 'honoured',
			messageTotals: 'hasMore',
			longestMessageList: 20,
		});
		for (let count = 0; count < 50; count += 1) bench.state.addNotificationMessage(bench.orders);
		const given = { ...bench.ordersField, returnAll: true };
		expect(await bench.json('notificationMessage', 'getMany', given)).toHaveLength(50);
		bench.switches.longestMessageList = 500;
		for (let count = 0; count < 50; count += 1) bench.state.addNotificationMessage(bench.orders);
		bench.simulator.requests.clear();
		expect(await bench.json('notificationMessage', 'getMany', given)).toHaveLength(100);
		expect(bench.simulator.requests.count({ path: /notification-messages/ })).toBe(1);
	});

	test.each([
		['ignored', 'hasMore'],
		['refused', 'hasMore'],
		['ignored', 'total'],
	] as const)('whose pages are %s, with %s, end with a remark', async (messagePages, messageTotals) => {
		Object.assign(bench.switches, { messagePages, messageTotals, longestMessageList: 20 });
		for (let count = 0; count < 50; count += 1) bench.state.addNotificationMessage(bench.orders);
		const run = await bench.run('notificationMessage', 'getMany', { ...bench.ordersField, returnAll: true });
		expect(run.json).toHaveLength(20);
		expect(JSON.stringify(run.hints)).toMatch(/returned 20 notification messages and may have more/);
		expect(bench.simulator.requests.count({ path: /notification-messages/ })).toBe(2);
	});

	test.each(['pending', 'reprocessing'] as const)('can be chosen by the status %s', async (status) => {
		bench.state.addNotificationMessage(bench.orders);
		const { _id } = bench.state.addNotificationMessage(bench.orders, { status });
		const given = { ...bench.ordersField, filters: { status } };
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
		expect(JSON.stringify(cut.hints)).toMatch(/returned 500 notification messages and may have more/);
	});

	test.each([
		['honoured', 60, 600, 0],
		['honoured', 600, 1040, 1],
		['ignored', 60, 500, 1],
	] as const)(
		'of a range of days of which Ductape lists a part are read in fewer days: filters are %s, %i on the last day',
		async (messageFilters, onLastDay, expected, hints) => {
			bench.switches.messageFilters = messageFilters;
			bench.switches.longestMessageList = 500;
			for (let count = 0; count < 540 + onLastDay; count += 1) {
				const day = count < onLastDay ? 10 : 1 + (count % 9);
				const created_at = new Date(Date.UTC(2026, 0, day)).toISOString();
				bench.state.addNotificationMessage(bench.orders, { created_at, updated_at: created_at });
			}
			const filters = { start_date: '2026-01-01', end_date: '2026-01-10' };
			const given = { ...bench.ordersField, filters, returnAll: true };
			const run = await bench.run('notificationMessage', 'getMany', given);
			expect(new Set(run.json.map(({ _id }) => _id)).size).toBe(expected);
			expect(run.json).toHaveLength(expected);
			expect(run.hints).toHaveLength(hints);
			if (messageFilters === 'ignored') expect(bench.simulator.requests.length).toBeLessThan(20);
		},
	);

	test.each([
		[true, 1100, 40],
		[false, 50, 25],
	])(
		'of two years, where Ductape lists 1,000 at once (Return All: %s)',
		async (returnAll, expected, requests) => {
			bench.switches.longestMessageList = 1000;
			for (let count = 0; count < 1100; count += 1) {
				const created_at = new Date(Date.UTC(2024, 0, 1 + (count % 700))).toISOString();
				bench.state.addNotificationMessage(bench.orders, { created_at, updated_at: created_at });
			}
			const filters = { start_date: '2024-01-01', end_date: '2025-12-31' };
			const run = await bench.run('notificationMessage', 'getMany', {
				...bench.ordersField,
				filters,
				returnAll,
				limit: 50,
			});
			expect(new Set(run.json.map(({ _id }) => _id)).size).toBe(expected);
			expect(run.hints.filter(({ message }) => /may have more/.test(message))).toEqual([]);
			expect(bench.simulator.requests.length).toBeLessThan(requests);
		},
	);
});
