import { beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { forEachTest } from '../../lifecycle';
import { chosen, PortBench } from './bench';

let bench: PortBench;

forEachTest(async () => (bench = await PortBench.start()));

const integrationId = chosen('on-call');
const resource = (kind: string, query: string, more: IDataObject = {}) => ({
	kind,
	selector: { query },
	port: { entity: { mappings: more } },
});
const stored = {
	enableMergeEntity: true,
	token: 'stored-token',
	resources: [resource('a', '1', { 'x.y': '.old' }), resource('b', '1'), resource('a', '2')],
};

beforeEach(() => {
	bench.simulator.state.installation('on-call').record.config = structuredClone(stored);
});

async function compare(config: unknown, more: INodeParameters = {}) {
	const given = { integrationId, config: JSON.stringify(config), ...more };
	const [found = {}] = await bench.json('compareConfig', given);
	return found;
}

/** What is stored after the same fields went through Update Config. */
async function updated(config: unknown, more: INodeParameters = {}) {
	await bench.json('updateConfig', { integrationId, config: JSON.stringify(config), ...more });
	return bench.simulator.state.installation('on-call').record.config;
}

const replace = { mode: 'replace' };

test('sends the additional parameters', async () => {
	const additionalQuery = { pairs: [{ name: 'byField', value: 'installationId' }] };
	expect(await compare({ enableMergeEntity: true }, { additionalQuery })).toMatchObject({
		hasChanges: false,
	});
	expect(bench.asked()).toEqual(['GET /integration/on-call?byField=installationId']);
});

describe('Compare Config', () => {
	test('lists what merging would change, path by path, and writes nothing', async () => {
		const config = {
			enableMergeEntity: false,
			extra: { deep: [1] },
			resources: [resource('b', '2'), resource('c', '1')],
		};
		expect(await compare(config)).toEqual({
			integrationId: 'on-call',
			hasChanges: true,
			added: 4,
			changed: 2,
			removed: 0,
			reordered: 0,
			changes: [
				{ path: 'enableMergeEntity', change: 'changed', stored: true, given: false },
				{ path: 'resources[b].selector.query', change: 'changed', stored: '1', given: '2' },
				{ path: 'resources[c].kind', change: 'added', stored: null, given: 'c' },
				{ path: 'resources[c].selector.query', change: 'added', stored: null, given: '1' },
				{ path: 'resources[c].port.entity.mappings', change: 'added', stored: null, given: {} },
				{ path: 'extra.deep', change: 'added', stored: null, given: [1] },
			],
		});
		expect(bench.asked()).toEqual(['GET /integration/on-call']);
		const { record, isResyncRequested } = bench.simulator.state.installation('on-call');
		expect(record.config).toEqual(stored);
		expect(isResyncRequested).toBe(false);
	});

	test('of Replace, what the given mapping lacks is removed', async () => {
		const config = { token: 'stored-token', resources: [resource('a', '1', { 'x.y': '.new' })] };
		const { changes, removed } = await compare(config, replace);
		expect(changes).toEqual([
			{ path: 'enableMergeEntity', change: 'removed', stored: true, given: null },
			{
				path: 'resources[a].port.entity.mappings["x.y"]',
				change: 'changed',
				stored: '.old',
				given: '.new',
			},
			...['kind', 'selector.query', 'port.entity.mappings'].map((path, index) => ({
				path: `resources[b].${path}`,
				change: 'removed',
				stored: ['b', '1', {}][index],
				given: null,
			})),
			...['kind', 'selector.query', 'port.entity.mappings'].map((path, index) => ({
				path: `resources[a 2].${path}`,
				change: 'removed',
				stored: ['a', '2', {}][index],
				given: null,
			})),
		]);
		expect(removed).toBe(7);
	});

	test('another order of the resources is a change of its own', async () => {
		const [first, second, third] = stored.resources;
		const { changes } = await compare({ ...stored, resources: [second, first, third] }, replace);
		expect(changes).toEqual([
			{
				path: 'resources',
				change: 'reordered',
				stored: ['resources[a]', 'resources[b]', 'resources[a 2]'],
				given: ['resources[b]', 'resources[a]', 'resources[a 2]'],
			},
		]);
	});

	test('counts several of a kind past a kind that is called so, and sees a change in each', async () => {
		const { record } = bench.simulator.state.installation('on-call');
		const of = (third: string) => [resource('a', '1'), resource('a', '1'), resource('a 2', third)];
		record.config = { resources: of('1') };
		const [whole, kept] = [of('2'), of('1')];
		const path = 'resources[a 2 2].selector.query';
		expect((await compare({ resources: whole }, replace)).changes).toEqual([
			{ path, change: 'changed', stored: '1', given: '2' },
		]);
		kept[1] = resource('a', '3');
		expect((await compare({ resources: kept }, replace)).changes).toEqual([
			{ path: 'resources[a 2].selector.query', change: 'changed', stored: '1', given: '3' },
		]);
	});

	test.each([
		['a field', { enableMergeEntity: true }, {}],
		['the whole mapping', stored, replace],
		['a kind', { resources: [stored.resources[1]] }, {}],
	])('finds no change in %s as it is stored', async (_what, config, more) => {
		const changes = { added: 0, changed: 0, removed: 0, reordered: 0, changes: [] };
		expect(await compare(config, more)).toEqual({ integrationId: 'on-call', hasChanges: false, ...changes });
	});

	test.each([
		['merge', { enableMergeEntity: false, resources: [resource('a', '9')] }],
		['replace', { resources: [resource('a', '9')] }],
	])('what Update Config then stores differs in nothing else (%s)', async (mode, config) => {
		expect(await compare(config, { mode })).toMatchObject({ hasChanges: true });
		await updated(config, { mode });
		expect(await compare(config, { mode })).toMatchObject({ hasChanges: false });
	});

	test('shows no secret, but that it would change; jq is no secret', async () => {
		const mappings = { output_tokens: '(.output_tokens // 0)' };
		const config = { token: 'given-token', resources: [resource('c', '1', mappings)] };
		const { changes } = await compare(config);
		expect(changes).toContainEqual({
			path: 'token',
			change: 'changed',
			stored: '[redacted]',
			given: '[redacted]',
		});
		expect(changes).toContainEqual({
			path: 'resources[c].port.entity.mappings.output_tokens',
			change: 'added',
			stored: null,
			given: '(.output_tokens // 0)',
		});
		expect(JSON.stringify(changes)).not.toMatch(/(stored|given)-token/);
	});

	test('shows jq as it is, also where it names what may be a secret', async () => {
		const [first] = stored.resources;
		const jq = '.has_secret==true and .token != null';
		const config = { token: 'given-token', resources: [{ ...first, selector: { query: jq } }] };
		const { changes } = await compare(config);
		expect(changes).toContainEqual(
			expect.objectContaining({ path: 'resources[a].selector.query', change: 'changed', given: jq }),
		);
		expect(changes).toContainEqual(
			expect.objectContaining({ path: 'token', stored: '[redacted]', given: '[redacted]' }),
		);
		expect(JSON.stringify(changes)).not.toMatch(/(stored|given)-token/);
	});

	test('a mapping that was read with its secrets hidden is refused, as Update Config refuses it', async () => {
		const config = JSON.stringify({ token: '[redacted]' });
		expect(await bench.failure('compareConfig', { integrationId, config })).toMatch(/\[redacted\]/);
		expect(bench.asked()).toEqual([]);
	});

	test('numbers with many digits are equal to what is stored, however they were read', async () => {
		const { record } = bench.simulator.state.installation('on-call');
		record.config = { resources: [], accountId: 7615917337495251231n };
		const [found = {}] = await bench.json('get', { integrationId, simplify: false });
		const config = '={{ $json.config }}';
		const items = [found];
		const [same] = await bench.json('compareConfig', { integrationId, config, ...replace }, { items });
		expect(same).toMatchObject({ hasChanges: false });
	});

	test('an integration without a mapping has everything to add', async () => {
		bench.simulator.state.installation('on-call').record.config = null;
		expect(await compare({ a: 1 })).toMatchObject({
			added: 1,
			changes: [{ path: 'a', change: 'added', stored: null, given: 1 }],
		});
	});

	test('refuses to compare nothing', async () => {
		expect(await bench.failure('compareConfig', { integrationId, config: '{}' })).toMatch(
			/'Config \(JSON\)' is empty/,
		);
	});
});
