import { expect } from '@jest/globals';

import { byId, type DuctapeBench } from './bench';
import { integrationCases } from './integrationCases';
import { partCases, type PartCase } from './partCases';
import { runCases } from './runCases';

/** The kinds of parts that can be deleted, with the module of the proxy that does it. */
const deletions: Record<string, string> = {
	cache: 'caches',
	feature: 'feature',
	job: 'jobs',
	notification: 'notifications',
};

/** Every operation, by resource and operation. */
export const operationCases: Record<string, (bench: DuctapeBench) => Promise<void>> = {
	...integrationCases,
	...runCases,
	...Object.fromEntries(
		Object.entries(partCases).flatMap(([resource, part]) => Object.entries(casesOf(resource, part))),
	),
};

/** The operations that every kind of part has, and Delete of those that have it. */
function casesOf(resource: string, part: PartCase): typeof operationCases {
	const { list, component, known, keys, create, created, update, updated } = part;
	const short = (bench: DuctapeBench, given: object) => ({
		...Object.fromEntries(keys.map((key) => [key, null])),
		...given,
		integrationId: bench.orders._id,
	});
	return {
		[`${resource}/create`]: async (bench) => {
			const { ordersField, documentRead, documentWrite } = bench;
			const [record] = await bench.json(resource, 'create', { ...ordersField, ...create });
			expect(record).toEqual(short(bench, created.short));
			expect(Object.keys(record ?? {})).toEqual([...keys, 'integrationId']);
			expect(bench.sent('PUT')).toEqual({ component, ...created.body });
			expect(bench.asked()).toEqual([documentRead, documentWrite, documentRead]);
			expect(bench.orders[list]).toHaveLength(2);
		},
		[`${resource}/update`]: async (bench) => {
			const { ordersField, documentRead, documentWrite } = bench;
			const _id = bench.orders[list]?.[0]?._id;
			const given = { ...ordersField, part: byId(known), ...update };
			expect(await bench.json(resource, 'update', given)).toEqual([short(bench, updated.short)]);
			expect(bench.sent('PUT')).toEqual({ component, _id, ...updated.body });
			expect(bench.asked()).toEqual([documentRead, documentWrite, documentRead]);
		},
		[`${resource}/get`]: async (bench) => {
			const { ordersField, documentRead } = bench;
			const given = { ...ordersField, part: byId(known) };
			expect(Object.keys((await bench.json(resource, 'get', given))[0] ?? {})).toEqual([
				...keys,
				'integrationId',
			]);
			const [stored] = await bench.json(resource, 'get', { ...given, simplify: false });
			expect(stored).toMatchObject({ _id: bench.orders[list]?.[0]?._id });
			expect(bench.asked()).toEqual([documentRead, documentRead]);
		},
		[`${resource}/getMany`]: async (bench) => {
			const { ordersField, empty } = bench;
			const all = await bench.json(resource, 'getMany', { ...ordersField, returnAll: true });
			expect(all).toHaveLength(1);
			const none = { integrationId: byId(empty._id) };
			expect(await bench.json(resource, 'getMany', none)).toEqual([]);
		},
		...(deletions[resource] !== undefined && {
			[`${resource}/delete`]: async (bench: DuctapeBench) => {
				const { ordersField, documentRead, state } = bench;
				const given = { ...ordersField, part: byId(known) };
				expect(await bench.json(resource, 'delete', given)).toEqual([{ deleted: true, tag: known }]);
				expect(bench.orders[list]).toEqual([]);
				// In which order a feature's is taken is not certain, so that no other may be meant by it.
				const isFeature = resource === 'feature';
				const params = isFeature ? [known, 'orders_hub'] : ['orders_hub', known];
				expect(state.rpcCalls).toEqual([{ module: deletions[resource], method: 'delete', params }]);
				const workspaceRead = `GET /integrations/v1/workspace/${bench.orders.workspace_id}/all`;
				const proxy = 'POST /proxy/v1/sdk-proxy/execute';
				const first = isFeature ? [documentRead, workspaceRead] : [documentRead];
				expect(bench.asked()).toEqual([...first, proxy, documentRead]);
				expect(await bench.failure(resource, 'delete', given)).toMatch(/has no .* "\w+" \| Known: none/);
				bench.orders[list] = [{ _id: 'a'.repeat(24), tag: known }];
				bench.switches.rpcDelete = 'ignored';
				expect(await bench.failure(resource, 'delete', given)).toMatch(/but did not delete it/);
			},
		}),
	};
}
