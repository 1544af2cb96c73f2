import { expect } from '@jest/globals';

import { anId, byId, type DuctapeBench } from './bench';

/** What the document does not say of the seeded app. */
const none = { app_id: null, name: null };

/** One run of each operation of integrations, and of the apps in them, by resource and operation. */
export const integrationCases: Record<string, (bench: DuctapeBench) => Promise<void>> = {
	'api/customCall': async (bench) => {
		const { _id, name } = bench.orders;
		const found = await bench.json('api', 'customCall', { path: `/integrations/v1/${_id}` });
		expect(found).toMatchObject([{ status: true, data: { _id, name } }]);
		expect(bench.asked()).toEqual([bench.documentRead]);
	},
	'integration/create': async (bench) => {
		const given = { name: 'New One', description: 'd', details: { unique: true } };
		const [created] = await bench.json('integration', 'create', given);
		expect(created).toMatchObject({ _id: anId, name: 'New One', tag: 'new_one', status: 'draft', envs: 0 });
		expect(bench.sent('POST', /create$/)).toEqual({ name: 'New One', description: 'd', unique: true });
		expect(bench.asked()).toEqual([
			'POST /integrations/v1/check-integration-exists',
			'POST /integrations/v1/create',
			`GET /integrations/v1/${[...bench.state.integrations.keys()].at(-1)}`,
		]);
	},
	'integration/get': async (bench) => {
		expect(await bench.json('integration', 'get', bench.ordersField)).toEqual([
			{
				_id: bench.orders._id,
				name: 'Orders Hub',
				tag: 'orders_hub',
				status: 'draft',
				integrationId: bench.orders._id,
				envs: 1,
				apps: 1,
				notifications: 1,
				features: 1,
				jobs: 1,
			},
		]);
		expect(bench.asked()).toEqual([bench.documentRead]);
	},
	'integration/getMany': async (bench) => {
		const all = await bench.json('integration', 'getMany', { returnAll: true });
		expect(all.map(({ name }) => name)).toEqual(['Orders Hub', 'Empty']);
		expect(await bench.json('integration', 'getMany', { status: 'private' })).toMatchObject([
			{ name: 'Empty' },
		]);
		expect(await bench.json('integration', 'getMany', { limit: 1 })).toHaveLength(1);
		const path = `GET /integrations/v1/workspace/${bench.orders.workspace_id}`;
		expect(bench.asked()).toEqual([`${path}/all`, `${path}/private`, `${path}/all`]);
	},
	'integration/update': async (bench) => {
		const given = { ...bench.ordersField, details: { description: 'Changed' } };
		expect(await bench.json('integration', 'update', given)).toMatchObject([{ name: 'Orders Hub' }]);
		expect(bench.orders.description).toBe('Changed');
		expect(bench.sent('PUT')).toEqual({ name: 'Orders Hub', description: 'Changed' });
		expect(bench.asked()).toEqual([bench.documentRead, bench.documentWrite, bench.documentRead]);
	},
	'integration/delete': async (bench) => {
		const deleted = [{ deleted: true, _id: bench.orders._id }];
		expect(await bench.json('integration', 'delete', bench.ordersField)).toEqual(deleted);
		expect(bench.state.integrations.has(bench.orders._id)).toBe(false);
		expect(bench.asked()).toEqual([`DELETE /integrations/v1/${bench.orders._id}`, bench.documentRead]);
	},
	'integration/getHealth': async (bench) => {
		bench.state.addLog(bench.orders, { status: 'success', timestamp: bench.simulator.clock.iso(60_000) });
		bench.state.addFailedRun(bench.orders, { agoMs: 30_000 });
		const [health] = await bench.json('integration', 'getHealth', bench.ordersField);
		expect(health).toEqual({
			platform: 'ductape',
			integrationId: bench.orders._id,
			integrationName: 'Orders Hub',
			status: 'ERROR',
			lastErrorMessage: 'RUN OUT OF RETRIES',
			lastErrorAt: bench.state.logs.at(-1)?.timestamp,
			lastRunAt: bench.state.logs.at(-1)?.timestamp,
			openErrors: null,
			url: null,
		});
	},
	'integration/getApps': async (bench) => {
		expect(await bench.json('integration', 'getApps', { ...bench.ordersField, returnAll: true })).toEqual([
			{
				_id: bench.simulator.seeded.shop._id,
				app_name: 'Shop',
				tag: 'shop',
				access_tag: 'shop:acme',
				status: 'public',
				description: null,
				integrationId: bench.orders._id,
			},
		]);
		expect(bench.asked()).toEqual([`GET /integrations/v1/fetch-product-apps/${bench.orders._id}`]);
	},
	'integration/getByTag': async (bench) => {
		expect(await bench.json('integration', 'getByTag', { tag: 'orders_hub' })).toMatchObject([
			{ _id: bench.orders._id, name: 'Orders Hub', jobs: 1 },
		]);
		expect(bench.asked()).toEqual(['GET /integrations/v1/fetch/tag?tag=orders_hub']);
	},
	'app/add': async (bench) => {
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
			{
				...none,
				_id: anId,
				access_tag: 'shop:second',
				environments: 'dev: dev',
				authTags: 'bearer',
				integrationId: bench.orders._id,
			},
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
	'app/update': async (bench) => {
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
	'app/get': async (bench) => {
		const given = { ...bench.ordersField, part: byId('shop:acme') };
		expect(await bench.json('app', 'get', given)).toEqual([
			{
				...none,
				_id: anId,
				access_tag: 'shop:acme',
				environments: 'dev: dev',
				authTags: 'bearer',
				integrationId: bench.orders._id,
			},
		]);
	},
	'app/getMany': async (bench) => {
		expect(await bench.json('app', 'getMany', bench.ordersField)).toHaveLength(1);
	},
};
