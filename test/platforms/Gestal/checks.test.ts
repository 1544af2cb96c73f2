import { describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { forEachTest } from '../../lifecycle';
import { GestalBench, locator, type Generation } from './bench';

let bench: GestalBench;
forEachTest(async () => (bench = await GestalBench.start()));

describe('bad values, before anything is sent', () => {
	test.each([
		['integration', 'get', { integrationId: locator('={{ "" }}') }, "'Integration' must not be empty"],
		['integration', 'create', { name: ' ', url: 'x' }, "'Name' must not be empty"],
		['integration', 'getMany', { paging: { page: 0 } }, "'Page' must be 1 or more"],
		['integration', 'getMany', { paging: { perPage: 1001 } }, "'Per Page' must be 1000 or less"],
		['integration', 'getMany', { limit: -1 }, "'Limit' must be 1 or more"],
		['integration', 'update', { integrationId: locator('x'), changes: {} }, "'Update Fields' is empty"],
		['sowMirror', 'update', { mirrorId: locator('x'), details: { pin_tag: '' } }, "'Update Fields' is empty"],
		[
			'sowMirror',
			'create',
			{ vendorId: 'x', details: { state: 'asleep' } },
			`'State': "asleep" is not one of`,
		],
		[
			'sowMirror',
			'create',
			{ vendorId: 'x', details: { rfid1: 'tag' } },
			`'RFID 1': "tag" is not a whole number`,
		],
		[
			'sowMirror',
			'create',
			{ vendorId: 'x', details: { tattoo: 'B17' } },
			"tattoo cannot be set with 'API Version' 2018",
		],
		['sowMirror', 'upsertMany', { mirrors: '{"vendor_id": ' }, "'Mirrors (JSON)' is not valid JSON"],
		['sowMirror', 'upsertMany', { mirrors: '[]' }, 'must contain at least one mirror'],
		['sowMirror', 'upsertMany', { mirrors: '[17]' }, 'entry 1 must be an object'],
		['sowMirror', 'upsertMany', { mirrors: '[{"pin_tag": "1"}]' }, 'entry 1 has no vendor_id'],
		['accessKey', 'getMany', {}, "'Installation' is empty"],
		['feedIntake', 'getMany', {}, "'Sow' is empty"],
	] as const)('%s %s %j', async (resource, operation, parameters, message) => {
		const run = await bench.run(resource, operation, parameters as INodeParameters, {
			onError: 'continueRegularOutput',
		});
		expect(run.json[0]?.['error']).toContain(message);
		expect(bench.lines()).toEqual([]);
	});

	test('what only one generation takes', async () => {
		const query = { pairs: [{ name: 'created_at', value: 'gt:2024' }] };
		const seed = await bench.run('sow', 'getMany', { query });
		expect(seed.error?.message).toContain("'Additional Query Parameters' requires 'API Version' Current");
		const noTag = { mirrors: '[{"vendor_id": "1"}]' };
		const current = await bench.run('sowMirror', 'upsertMany', noTag, { generation: 'current' });
		expect(current.error?.message).toContain('The mirror 1 has no pin_tag');
		const ofSow = { sowId: locator('sow_1') };
		const intakes = await bench.run('feedIntake', 'getMany', ofSow, { generation: 'current' });
		expect(intakes.error?.message).toContain("'Sow' must be empty");
		expect(bench.lines()).toEqual([]);
		await bench.json('sow', 'getMany', { query }, { generation: 'current' });
		expect(bench.lines()).toEqual(['GET /integration/sows?per_page=50&created_at=gt%3A2024&page=1']);
	});

	test('a 64-bit id that came as a number has lost its last digits', async () => {
		const items = [{ vendor_id: 'a', rfid1: 982000123456789 * 1000 + 13 }];
		const run = await bench.run('sowMirror', 'upsertMany', {}, { items });
		expect(run.error?.message).toContain('rfid1 is too large for a number and has lost digits');
		const details = { rfid1: '={{ 982000123456789013 }}' };
		const one = await bench.run('sowMirror', 'create', { vendorId: 'a', details });
		expect(one.error?.message).toContain("'RFID 1' is too large for a number and has lost digits");
	});
});

/** An operation with a first item that it can do and a second one that it must refuse. */
interface SecondWrong {
	task: string;
	generation?: Generation;
	parameters: (bench: GestalBench) => INodeParameters;
	items: [IDataObject, IDataObject];
	message: string;
}

const integrationId = ({ simulator }: GestalBench) => locator(simulator.seeded.integration.cloud_id);
const installationId = ({ simulator }: GestalBench) => simulator.seeded.installation.cloud_id;
const sowId = ({ simulator }: GestalBench) => [...simulator.seeded.farm.sows.values()][0]?.cloud_id ?? '';

/** Whether a collection has a field is the same for all items, so its values differ here. */
const secondWrong: SecondWrong[] = [
	...['accessKey', 'feedIntake', 'installation', 'integration', 'location', 'sow', 'sowMirror'].map(
		(resource): SecondWrong => ({
			task: `${resource}.getMany`,
			generation: 'current',
			parameters: (b) => ({
				...(resource === 'installation' && { integrationId: integrationId(b) }),
				query: { pairs: [{ name: '={{ $json.name }}', value: '2' }] },
			}),
			items: [{ name: 'parity' }, { name: 'page' }],
			message: "'Additional Query Parameters' cannot contain page",
		}),
	),
	{
		task: 'accessKey.getMany',
		parameters: (b) => ({ installationId: locator(`={{ $json.isOne ? "${installationId(b)}" : "" }}`) }),
		items: [{ isOne: true }, { isOne: false }],
		message: "'Installation' has no value",
	},
	{
		task: 'feedIntake.getMany',
		parameters: (b) => ({ sowId: locator(`={{ $json.isOne ? "${sowId(b)}" : "" }}`) }),
		items: [{ isOne: true }, { isOne: false }],
		message: "'Sow' has no value",
	},
	{
		task: 'integration.getMany',
		parameters: () => ({ limit: 50, paging: { page: 1, perPage: '={{ $json.perPage }}' } }),
		items: [{ perPage: 50 }, { perPage: 51 }],
		message: "'Per Page' (51) is more than 'Limit' (50)",
	},
	{
		task: 'sowMirror.update',
		parameters: () => ({ mirrorId: locator('vendor-1'), details: { pin_tag: '={{ $json.tag }}' } }),
		items: [{ tag: '9' }, { tag: '' }],
		message: "'Update Fields' is empty",
	},
	{
		task: 'sowMirror.update',
		parameters: () => ({
			mirrorId: locator('vendor-1'),
			details: { pin_tag: '9', tattoo: '={{ $json.tattoo }}' },
		}),
		items: [{ tattoo: '' }, { tattoo: 'B17' }],
		message: "tattoo cannot be set with 'API Version' 2018",
	},
	{
		task: 'sowMirror.update',
		parameters: () => ({ mirrorId: locator('vendor-1'), details: { state: '={{ $json.state }}' } }),
		items: [{ state: 'gilt' }, { state: 'unknown' }],
		message: "'State' cannot be Unknown with 'API Version' 2018",
	},
	{
		task: 'sowMirror.create',
		parameters: () => ({ vendorId: 'new-1', details: { tattoo: '={{ $json.tattoo }}' } }),
		items: [{ tattoo: '' }, { tattoo: 'B17' }],
		message: "tattoo cannot be set with 'API Version' 2018",
	},
	{
		task: 'sowMirror.create',
		parameters: () => ({ vendorId: 'new-1', details: { state: '={{ $json.state }}' } }),
		items: [{ state: 'gilt' }, { state: 'unknown' }],
		message: "'State' cannot be Unknown with 'API Version' 2018",
	},
	{
		task: 'sowMirror.create',
		generation: 'current',
		parameters: () => ({ vendorId: 'new-1', details: { pin_tag: '={{ $json.tag }}' } }),
		items: [{ tag: '9' }, { tag: '' }],
		message: 'The mirror new-1 has no pin_tag',
	},
	{
		task: 'sowMirror.upsertMany',
		parameters: () => ({}),
		items: [{ vendor_id: 'a' }, { vendor_id: 'b', state: 'unknown' }],
		message: "'State' cannot be Unknown with 'API Version' 2018",
	},
	{
		task: 'sowMirror.upsertMany',
		generation: 'current',
		parameters: () => ({}),
		items: [{ vendor_id: 'a', pin_tag: '1' }, { vendor_id: 'b' }],
		message: 'The mirror b has no pin_tag',
	},
	{
		task: 'sowMirror.upsertMany',
		parameters: () => ({ mirrors: '={{ $json.mirrors }}' }),
		items: [{ mirrors: [{ vendor_id: 'a' }] }, { mirrors: [{ vendor_id: 'b' }, { vendor_id: 'b' }] }],
		message: 'The vendor_id b occurs 2 times',
	},
];

describe('a second item that is wrong', () => {
	const run = async (one: SecondWrong, more = {}) => {
		const { task, generation = 'seed', parameters, items } = one;
		const [resource = '', operation = ''] = task.split('.');
		return await bench.run(resource, operation, parameters(bench), { generation, items, ...more });
	};

	test.each(secondWrong)('stops before the first request: $task, $message', async (one) => {
		const { error } = await run(one);
		expect(error?.message).toContain(one.message);
		expect([...bench.simulator.requests]).toEqual([]);
	});

	test.each(secondWrong)('is marked, and the first one is done: $task, $message', async (one) => {
		const { items } = await run(one, { onError: 'continueRegularOutput' });
		const [wrong, ...done] = items.reverse();
		expect(wrong).toMatchObject({
			json: { error: expect.stringContaining(one.message) },
			pairedItem: { item: 1 },
		});
		expect(done.length).toBeGreaterThan(0);
		for (const { json, pairedItem } of done) {
			expect(json).not.toHaveProperty('error');
			expect(pairedItem).toEqual({ item: 0 });
		}
		expect(bench.lines()).toHaveLength(1);
	});
});

describe('what depends on the credential, or on fields that are the same for all items', () => {
	test.each([
		['integration.create', 'current', { name: 'Acme', url: 'https://example.com/acme' }, 'read-only'],
		[
			'integration.update',
			'seed',
			{ integrationId: locator('int_1'), changes: {} },
			"'Update Fields' is empty",
		],
		['integration.delete', 'current', { integrationId: locator('int_1') }, 'read-only'],
		['sow.getVersions', 'current', { sowId: locator('sow_1') }, "requires 'API Version' 2018"],
		['location.get', 'seed', { recordId: locator('loc_1') }, "requires 'API Version' Current"],
		[
			'sow.getMany',
			'seed',
			{ query: { pairs: [{ name: 'parity', value: '2' }] } },
			"'Additional Query Parameters' requires",
		],
	] as const)(
		'is refused for each item, and nothing is sent: %s (%s)',
		async (task, generation, given, message) => {
			const [resource = '', operation = ''] = task.split('.');
			const parameters = given as INodeParameters;
			const more = { generation, items: [{}, {}] };
			const stopped = await bench.run(resource, operation, parameters, more);
			expect(stopped.error?.message).toContain(message);
			const marked = await bench.run(resource, operation, parameters, {
				...more,
				onError: 'continueRegularOutput',
			});
			expect(marked.json).toMatchObject(Array(2).fill({ error: expect.stringContaining(message) }));
			expect([...bench.simulator.requests]).toEqual([]);
		},
	);
});
