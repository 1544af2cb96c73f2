import { describe, expect, it } from '@jest/globals';

import { openUntilTestEnds } from './client';

const open = openUntilTestEnds();

describe('parts of an integration (section 2.2)', () => {
	it('creates without and updates with an _id', async () => {
		const { put, orders, simulator } = await open();
		expect((await put({ component: 'cache', tag: 'prices', expiry: 2, period: 'hours' })).status).toBe(200);
		const cache = orders.caches?.find(({ tag }) => tag === 'prices');
		expect(cache).toMatchObject({ expiry: 2 });
		expect((await put({ component: 'cache', _id: cache?._id, tag: 'costs' })).status).toBe(200);
		expect(cache).toMatchObject({ tag: 'costs', expiry: 2 });
		expect((await put({ component: 'cache', _id: 'f'.repeat(24), tag: 'x' })).status).toBe(404);
		expect((await put({ component: 'cache', tag: 'orders' })).status).toBe(400);
		expect((await put({ component: 'cache', _id: cache?._id, tag: 'orders' })).status).toBe(400);
		expect(simulator.violations.lines()).toEqual([]);
		simulator.switches.duplicatePart = 'stored';
		expect((await put({ component: 'cache', tag: 'orders' })).status).toBe(200);
		simulator.switches.componentPut = 'ignored';
		expect((await put({ component: 'cache', tag: 'nothing' })).status).toBe(200);
		expect(orders.caches?.map(({ tag }) => tag)).toEqual(['orders', 'costs', 'orders']);
	});

	it('stores numbers as they are sent, or as text when the switch says so', async () => {
		const { put, orders, simulator } = await open();
		const stored = async (tag: string) => {
			await put({ component: 'cache', tag, expiry: 2, period: 'hours' });
			return orders.caches?.find((cache) => cache.tag === tag)?.expiry;
		};
		expect(await stored('prices')).toBe(2);
		simulator.switches.partNumbers = 'text';
		expect(await stored('costs')).toBe('2');
	});

	it('wants an action for environments and apps, and for the others when the switch says so', async () => {
		const { put, orders, simulator } = await open();
		const env = { component: 'env', env_name: 'Production', slug: 'prd', description: 'Live' };
		expect((await put(env)).status).toBe(422);
		expect((await put({ ...env, action: 'update' })).status).toBe(422);
		expect((await put({ ...env, action: 'create' })).status).toBe(200);
		expect((await put({ ...env, slug: 'long', action: 'create' })).status).toBe(422);
		simulator.switches.action = 'required';
		expect((await put({ component: 'job', tag: 'hourly' })).status).toBe(422);
		expect((await put({ component: 'job', tag: 'hourly', action: 'create' })).status).toBe(200);
		const job = { component: 'job', _id: orders.jobs?.[0]?._id, tag: 'nightly', action: 'delete' };
		expect((await put(job)).status).toBe(422);
		simulator.switches.partDelete = 'applied';
		expect((await put(job)).status).toBe(200);
		expect(orders.jobs?.map(({ tag }) => tag)).toEqual(['hourly']);
	});

	it.each([
		[{ component: 'teapot', tag: 'x' }],
		[{ component: 'cache' }],
		[{ component: 'cache', tag: 'x', period: 'fortnights' }],
		[{ component: 'function', tag: 'x', language: 'TypeScript' }],
		[{ component: 'function', tag: 'x', input: [{ key: 'a', type: 'bigint' }] }],
		[{ component: 'job', tag: 'x', event_type: 'NOTHING' }],
		[{ component: 'feature', tag: 'x', language: 'js', function: 'f', input: [], output: {} }],
		[
			{
				component: 'feature',
				tag: 'x',
				input_type: 'json',
				input: {},
				output: {},
				sequence: [{ sequence_tag: 'a' }],
			},
		],
		[
			{
				component: 'feature',
				tag: 'x',
				input_type: 'json',
				input: {},
				output: {},
				sequence: [
					{ sequence_tag: 'a', events: [], parents: ['b'] },
					{ sequence_tag: 'b', events: [] },
				],
			},
		],
	])('refuses %o', async (body) => {
		const { put } = await open();
		expect((await put(body)).status).toBe(422);
	});

	it('drops unknown fields and says so here', async () => {
		const { put, orders, simulator } = await open();
		expect((await put({ component: 'database', tag: 'x', colour: 'red' })).status).toBe(200);
		expect(orders.databases?.[1]).not.toHaveProperty('colour');
		expect(simulator.violations.kinds()).toEqual(['ignoredBody']);
	});

	it('has switches for what the 2024 validators refused', async () => {
		const { put, orders, simulator } = await open({
			switches: {
				environmentExtras: 'refused',
				environmentUpdate: 'slugOnly',
				featureShape: 'both',
				functionLanguages: 'any',
			},
		});
		const env = { component: 'env', action: 'update', _id: orders.envs?.[0]?._id };
		expect((await put({ ...env, slug: 'dev', envs: [] })).status).toBe(422);
		expect((await put({ ...env, env_name: 'Other' })).status).toBe(422);
		expect((await put({ ...env, slug: 'tst' })).status).toBe(200);
		const seed = {
			component: 'feature',
			tag: 'x',
			language: 'TypeScript',
			function: 'f',
			input: [],
			output: {},
		};
		expect((await put(seed)).status).toBe(200);
		expect((await put({ component: 'function', tag: 'x', language: 'TypeScript' })).status).toBe(200);
		expect(simulator.violations.lines()).toEqual([]);
	});

	it('adds an app only with access, known environments and an unchanged tag', async () => {
		const { put, send, orders, simulator } = await open();
		const shop = (await send('GET', '/apps/v1/fetch/tag', { tag: 'shop' })).data.data;
		const access = { app_id: shop._id, integration_id: orders._id, access_tag: 'shop:second' };
		const app = { component: 'app', action: 'create', access_tag: 'shop:second' };
		const envs = [{ app_env_slug: 'dev', integration_env_slug: 'dev' }];
		expect((await put({ ...app, envs })).status).toBe(404);
		expect((await send('POST', '/apps/v1/access', access)).data.data.access).toMatchObject({
			access_tag: 'shop:second',
		});
		expect((await send('POST', '/apps/v1/access', access)).status).toBe(400);
		expect((await put({ ...app, envs: [{ app_env_slug: 'dev', integration_env_slug: 'prd' }] })).status).toBe(
			404,
		);
		expect((await put({ ...app, envs: [{ app_env_slug: 'prd', integration_env_slug: 'dev' }] })).status).toBe(
			404,
		);
		simulator.switches.appEnvironmentSlug = 'product_env_slug';
		expect((await put({ ...app, envs })).status).toBe(422);
		simulator.switches.appEnvironmentSlug = 'integration_env_slug';
		expect((await put({ ...app, envs })).status).toBe(200);
		const found = (
			await send('GET', `/apps/v1/access/${orders.workspace_id}/${encodeURIComponent('shop:second')}`)
		).data;
		expect(found.data.app_id).toBe(shop._id);
		expect((await send('GET', `/apps/v1/${found.data.app_id}`)).data.data).toMatchObject({ tag: 'shop' });
		expect((await send('GET', `/integrations/v1/fetch-product-apps/${orders._id}`)).data.data).toHaveLength(
			2,
		);
		expect((await send('GET', `/apps/v1/workspace/${orders.workspace_id}/all`)).data.data).toHaveLength(1);
		expect(simulator.violations.lines()).toEqual([]);
		simulator.switches.accessId = 'product_id';
		expect((await send('POST', '/apps/v1/access', { ...access, access_tag: 'shop:third' })).status).toBe(422);
		const renamed = { ...app, action: 'update', _id: orders.apps?.[1]?._id, access_tag: 'other' };
		expect((await put(renamed)).status).toBe(422);
	});
});
