import { describe, expect, test } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';

import { Ductape } from '../../../nodes/Ductape/Ductape.node';
import { forEachTest } from '../../lifecycle';
import { byId, DuctapeBench } from './bench';
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

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

const cases: Record<string, (bench: DuctapeBench) => Promise<void>> = {
	...integrationCases,
	...runCases,
	...Object.fromEntries(
		Object.entries(partCases).flatMap(([resource, part]) => Object.entries(casesOf(resource, part))),
	),
};

describe('every operation', () => {
	test.each(Object.keys(cases))('%s', async (name) => {
		await cases[name]?.(bench);
	});

	test('of the dropdowns has a run among the cases', () => {
		const { properties } = new Ductape().description;
		const offered = properties
			.filter(({ name }) => name === 'operation')
			.flatMap((property) => {
				const [resource] = property.displayOptions?.show?.['resource'] ?? [];
				return values(property).map((operation) => `${resource as string}/${operation}`);
			});
		expect(offered.sort()).toEqual(Object.keys(cases).sort());
	});
});

/** The operations that every kind of part has, and Delete of those that have it. */
function casesOf(resource: string, part: PartCase): typeof cases {
	const { list, component, known, keys, create, created, update, updated } = part;
	const short = (given: object) => ({ ...Object.fromEntries(keys.map((key) => [key, null])), ...given });
	return {
		[`${resource}/create`]: async ({ ordersField, documentRead, documentWrite }) => {
			const [record] = await bench.json(resource, 'create', { ...ordersField, ...create });
			expect(record).toEqual(short(created.short));
			expect(Object.keys(record ?? {})).toEqual(keys);
			expect(bench.sent('PUT')).toEqual({ component, ...created.body });
			expect(bench.asked()).toEqual([documentRead, documentWrite, documentRead]);
			expect(bench.orders[list]).toHaveLength(2);
		},
		[`${resource}/update`]: async ({ ordersField, documentRead, documentWrite }) => {
			const _id = bench.orders[list]?.[0]?._id;
			const given = { ...ordersField, part: byId(known), ...update };
			expect(await bench.json(resource, 'update', given)).toEqual([short(updated.short)]);
			expect(bench.sent('PUT')).toEqual({ component, _id, ...updated.body });
			expect(bench.asked()).toEqual([documentRead, documentWrite, documentRead]);
		},
		[`${resource}/get`]: async ({ ordersField, documentRead }) => {
			const given = { ...ordersField, part: byId(known), simplify: false };
			const [stored] = await bench.json(resource, 'get', given);
			expect(stored).toMatchObject({ _id: bench.orders[list]?.[0]?._id });
			expect(bench.asked()).toEqual([documentRead]);
		},
		[`${resource}/getMany`]: async ({ ordersField, empty }) => {
			const all = await bench.json(resource, 'getMany', { ...ordersField, returnAll: true });
			expect(all).toHaveLength(1);
			const none = { integrationId: byId(empty._id) };
			expect(await bench.json(resource, 'getMany', none)).toEqual([]);
		},
		...(deletions[resource] !== undefined && {
			[`${resource}/delete`]: async ({ ordersField, documentRead, state }: DuctapeBench) => {
				const given = { ...ordersField, part: byId(known) };
				expect(await bench.json(resource, 'delete', given)).toEqual([{ deleted: true, tag: known }]);
				expect(bench.orders[list]).toEqual([]);
				expect(state.rpcCalls).toEqual([
					{ module: deletions[resource], method: 'delete', params: ['orders_hub', known] },
				]);
				expect(bench.asked()).toEqual([documentRead, 'POST /proxy/v1/sdk-proxy/execute', documentRead]);
				expect(await bench.failure(resource, 'delete', given)).toMatch(/has no .* "\w+" \| Known: none/);
				bench.orders[list] = [{ _id: 'a'.repeat(24), tag: known }];
				bench.switches.rpcDelete = 'ignored';
				expect(await bench.failure(resource, 'delete', given)).toMatch(/but did not delete it/);
			},
		}),
	};
}

function values({ options = [] }: INodeProperties): string[] {
	return options.map((option) => ('value' in option ? String(option.value) : ''));
}
