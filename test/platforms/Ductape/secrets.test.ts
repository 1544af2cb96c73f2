import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { forEachTest } from '../../lifecycle';
import { byId, DuctapeBench, visible } from './bench';

const SECRETS = ['shop-secret-1', 'smtp-secret-1', 'firebase-secret-1'];

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

describe('secrets', () => {
	const outputs: Array<[string, string, INodeParameters]> = [
		['integration', 'get', {}],
		['integration', 'getMany', { returnAll: true }],
		['integration', 'getHealth', {}],
		['app', 'getMany', {}],
		['app', 'get', { part: byId('shop:acme') }],
		['notification', 'getMany', {}],
		['notification', 'update', { part: byId('ops'), details: { description: 'x' } }],
	];

	test.each(outputs)('of %s: %s are redacted in raw output', async (resource, operation, given) => {
		const run = await bench.run(resource, operation, { ...bench.ordersField, ...given, simplify: false });
		expect(run.error).toBeUndefined();
		expect(visible(run)).toContain('[redacted]');
		for (const secret of [...SECRETS, bench.orders.private_key]) expect(visible(run)).not.toContain(secret);
		for (const secret of [bench.token, bench.publicKey]) expect(visible(run)).not.toContain(secret);
	});

	test('come with Include Secrets, and never with Simplify', async () => {
		const asked = { ...bench.ordersField, includeSecrets: true };
		const raw = await bench.run('integration', 'get', { ...asked, simplify: false });
		for (const secret of [...SECRETS, bench.orders.private_key]) expect(visible(raw)).toContain(secret);
		for (const [resource, part] of [
			['integration', ''],
			['app', 'shop:acme'],
			['notification', 'ops'],
		] as const) {
			const short = await bench.run(resource, 'get', { ...asked, part: byId(part), simplify: true });
			expect(short.error).toBeUndefined();
			for (const secret of [...SECRETS, bench.orders.private_key])
				expect(visible(short)).not.toContain(secret);
		}
	});

	test('of an app whose auth is a list, or a text, are redacted too', async () => {
		bench.orders.apps = [
			{
				_id: 'a'.repeat(24),
				access_tag: 'one',
				envs: [{ auth: [{ auth_tag: 'x', data: 'shop-secret-1' }] }],
			},
			{ _id: 'b'.repeat(24), access_tag: 'two', envs: [{ auth: 'shop-secret-1' }] },
		];
		const run = await bench.run('app', 'getMany', { ...bench.ordersField, simplify: false });
		expect(run.json).toHaveLength(2);
		expect(visible(run)).not.toContain('shop-secret-1');
		expect(visible(run)).toContain('"auth_tag":"x"');
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
