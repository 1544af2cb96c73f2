import { describe, expect, test } from '@jest/globals';

import { DuctapeApi } from '../../../credentials/DuctapeApi.credentials';
import { forEachTest } from '../../lifecycle';
import { DuctapeBench } from './bench';

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

const path = '/integrations/v1/create';

test.each(['[{"name": "Lost"}]', '={{ [{ name: "Lost" }] }}'])(
	'a custom call refuses the list %s as its body: there is no place in it for who calls',
	async (body) => {
		const failure = await bench.failure('api', 'customCall', { method: 'POST', path, body });
		expect(failure).toMatch(/^'Body' must be a JSON object such as/);
		expect(bench.simulator.requests).toHaveLength(0);
	},
);

test.each([['a'], '["a"]', 'a=b'])('the credential is not sent with the body %j', async (body) => {
	const { authenticate } = new DuctapeApi();
	if (typeof authenticate !== 'function') throw new Error('The credential no longer signs in a function.');
	const url = `${bench.simulator.url}/workspaces/v1/x`;
	const sign = async () => await authenticate(bench.pasted.ductapeApi, { method: 'POST', url, body });
	await expect(sign()).rejects.toThrow(
		'Ductape takes a JSON object as the body of a request. Nothing was sent.',
	);
});

test('who calls is sent once, whatever a custom call says of it', async () => {
	const pairs = ['user_id', 'public_key', 'workspace_id'].map((name) => ({ name, value: 'typed twice' }));
	const { _id } = bench.orders;
	await bench.run('api', 'customCall', { path: `/integrations/v1/${_id}`, query: { pairs } });
	const query = bench.simulator.requests.last({ method: 'GET' })?.query;
	expect(query).toMatchObject({ user_id: bench.simulator.seeded.user._id });
	expect(JSON.stringify(query)).not.toContain('typed twice');
});

describe('what the nodes do not do themselves, where Ductape', () => {
	test('serves doubled paths, and where it does not, where all that the nodes send is served too', async () => {
		const given = { path: `/integrations/integrations/v1/${bench.orders._id}` };
		expect(await bench.json('api', 'customCall', given)).toMatchObject([{ status: true }]);
		bench.switches.doubledPaths = 'missing';
		expect(await bench.failure('api', 'customCall', given)).toMatch(/HTTP 404/);
		expect(await bench.json('integration', 'get', bench.ordersField)).toHaveLength(1);
		expect(await bench.json('log', 'getMany', bench.ordersField)).toEqual([]);
		expect(await bench.json('app', 'getMany', bench.ordersField)).toHaveLength(1);
		bench.simulator.violations.clear();
	});

	test('deletes a part over its PUT, and where it refuses that', async () => {
		const _id = bench.orders.envs?.[0]?._id;
		const body = JSON.stringify({ component: 'env', action: 'delete', _id });
		const given = { method: 'PUT', path: `/integrations/v1/${bench.orders._id}`, body };
		expect(await bench.failure('api', 'customCall', given)).toMatch(/action must be create or update/);
		expect(bench.orders.envs).toHaveLength(1);
		bench.switches.partDelete = 'applied';
		await bench.json('api', 'customCall', given);
		expect(await bench.json('environment', 'getMany', bench.ordersField)).toEqual([]);
	});
});

test('the workspace stands in the query only where the document lists it', async () => {
	bench.switches.extraQuery = 'refused';
	const { workspace, shop } = bench.simulator.seeded;
	const listed = [
		`/workspaces/v1/get/${workspace._id}`,
		`/integrations/v1/workspace/${workspace._id}/all`,
		`/apps/v1/workspace/${workspace._id}/all`,
		`/apps/v1/${shop._id}`,
		`/apps/v1/access/${workspace._id}/shop%3Aacme`,
		`/log/v1/analytics/${workspace._id}`,
		`/log/v1/workspace-logs/${workspace._id}`,
	];
	for (const path of listed) {
		expect((await bench.run('api', 'customCall', { path })).error).toBeUndefined();
		expect(bench.simulator.requests.last({ method: 'GET' })?.query).not.toHaveProperty('workspace_id');
	}
	await bench.run('api', 'customCall', { path: `/integrations/v1/${bench.orders._id}` });
	expect(bench.simulator.requests.last({ method: 'GET' })?.query).toMatchObject({
		workspace_id: workspace._id,
	});
});

test.each([401, 429, 503])(
	'a custom call to the proxy that an app answered with %i is sent once',
	async (status) => {
		const params = [{ product: 'orders_hub', tag: 'sync_orders', env: 'prd', input: {} }];
		const call = { module: 'feature', method: 'execute', params };
		const body = { status: false, message: 'Upstream call failed', upstream_error: { errors: 'Too busy' } };
		bench.simulator.faults.add({
			path: /sdk-proxy/,
			times: 1,
			answer: { afterExecuting: { status, body } },
		});
		const given = { method: 'POST', path: '/proxy/v1/sdk-proxy/execute', body: JSON.stringify(call) };
		expect(await bench.failure('api', 'customCall', given)).toMatch(
			/Upstream call failed: Too busy .*Check whether the change was applied/,
		);
		expect(bench.state.rpcCalls).toHaveLength(1);
	},
);
