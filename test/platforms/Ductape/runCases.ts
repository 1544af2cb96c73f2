import { expect } from '@jest/globals';

import { byId, type DuctapeBench } from './bench';

const document = ({ orders }: DuctapeBench) => `GET /integrations/v1/${orders._id}`;

/** One run of each operation about runs, messages and other ways to find an integration, by resource and operation. */
export const runCases: Record<string, (bench: DuctapeBench) => Promise<void>> = {
	'integration/getApps': async (bench) => {
		expect(await bench.json('integration', 'getApps', { ...bench.ordersField, returnAll: true })).toEqual([
			{
				_id: bench.simulator.seeded.shop._id,
				app_name: 'Shop',
				tag: 'shop',
				access_tag: 'shop:acme',
				status: 'public',
			},
		]);
		expect(bench.asked()).toEqual([`GET /integrations/v1/fetch-product-apps/${bench.orders._id}`]);
	},
	'integration/getByTag': async (bench) => {
		expect(await bench.json('integration', 'getByTag', { tag: 'orders_hub' })).toMatchObject([
			{ _id: bench.orders._id, name: 'Orders Hub', caches: 1 },
		]);
		expect(bench.asked()).toEqual(['GET /integrations/v1/fetch/tag?tag=orders_hub']);
	},
	'notificationMessage/getMany': async (bench) => {
		const { _id, createdAt } = bench.state.addNotificationMessage(bench.orders);
		bench.state.addNotificationMessage(bench.orders, { status: 'sent' });
		const filters = { status: 'failed', env: 'dev' };
		const given = { ...bench.ordersField, filters, returnAll: true };
		expect(await bench.json('notificationMessage', 'getMany', given)).toEqual([
			{
				_id,
				notification_tag: 'ops',
				product_tag: 'orders_hub',
				env: 'dev',
				status: 'failed',
				error: 'SMTP connection refused',
				createdAt,
			},
		]);
		expect(bench.asked()).toEqual([
			document(bench),
			'GET /integrations/v1/notification-messages?env=dev&status=failed&product_tag=orders_hub',
		]);
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
				start: run.start,
				end: run.end,
			},
		]);
		const [, list = ''] = bench.asked();
		expect(Object.fromEntries(new URLSearchParams(list.split('?')[1]))).toEqual({
			...filters,
			end_date: '2026-01-05',
			product_tag: 'orders_hub',
			limit: '5',
		});
		const every = await bench.json('process', 'getMany', { integrationId: byId(''), returnAll: true });
		expect(every).toHaveLength(2);
	},
};
