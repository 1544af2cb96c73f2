import { createCipheriv, createHash, randomBytes } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { openUntilTestEnds } from './client';

const open = openUntilTestEnds();

describe('sdk-proxy (section 2.5)', () => {
	it('decrypts a call and carries it out', async () => {
		const { send, auth, token, orders, simulator } = await open();
		const call = async (module: string, method: string, ...params: unknown[]) =>
			await send(
				'POST',
				'/proxy/v1/sdk-proxy/execute',
				{ encrypted_payload: encrypted({ module, method, params, user_id: auth.user_id }, auth.public_key) },
				{ 'x-access-token': token },
			);
		const run = await call('feature', 'execute', { product: 'orders_hub', tag: 'sync_orders', env: 'dev' });
		expect(run.data.data.data?.feature_id).toBeDefined();
		const failed = simulator.state.addJobExecution(orders);
		expect((await call('jobs', 'retry', failed.job_id)).data.data.data?.phase).toBe('QUEUED');
		const again = await call('jobs', 'retry', failed.job_id);
		expect([again.status, again.data.upstream_error.errors]).toEqual([
			400,
			'Only a failed job can be retried',
		]);
		expect((await call('feature', 'execute', { product: 'nowhere' })).status).toBe(404);
		simulator.switches.rpcFailure = 'falseIn200';
		expect(await call('feature', 'execute', { product: 'orders_hub', tag: 'no' })).toMatchObject({
			status: 200,
			data: { status: false },
		});
		simulator.switches.rpcFailure = 'http';
		expect((await call('caches', 'delete', 'orders_hub', 'orders')).data.data.data?.deleted).toBe(true);
		expect(orders.caches).toEqual([]);
		expect(simulator.violations.lines()).toEqual([]);
		expect((await call('jobs', 'retry', 'orders_hub', failed.job_id)).status).toBe(400);
		expect((await call('feature', 'dispatch', { product: 'orders_hub', tag: 'sync_orders' })).status).toBe(
			400,
		);
		expect((await call('functions', 'create', 'orders_hub')).status).toBe(400);
		expect((await send('POST', '/proxy/v1/sdk-proxy/execute', { encrypted_payload: 'x' })).status).toBe(401);
		const wrong = { encrypted_payload: encrypted({}, 'another key') };
		expect(
			(await send('POST', '/proxy/v1/sdk-proxy/execute', wrong, { 'x-access-token': token })).status,
		).toBe(400);
		simulator.switches.rpc = 'missing';
		expect((await call('jobs', 'cancel', failed.job_id)).status).toBe(404);
	});
});

function encrypted(call: object, publicKey: string): string {
	const iv = randomBytes(16);
	const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(publicKey).digest(), iv);
	return `${iv.toString('hex')}:${cipher.update(JSON.stringify(call), 'utf8', 'base64')}${cipher.final('base64')}`;
}
