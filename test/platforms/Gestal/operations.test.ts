import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { resources } from '../../../nodes/Gestal/resources';
import { GestalBench, locator, type Generation } from './bench';

interface Expected {
	/** Requests in order, without the sign-in; ids stand as in the seed. */
	requests: string[];
	/** What every output item holds, or the whole list. */
	json: unknown;
	body?: unknown;
}

interface Case {
	operation: string;
	generation: Generation;
	given: (bench: GestalBench) => INodeParameters;
	expected: (bench: GestalBench) => Expected;
}

let bench: GestalBench;
beforeEach(async () => {
	bench = await GestalBench.start();
});
afterEach(async () => await bench.stop());

const integrationId = ({ simulator }: GestalBench) => simulator.seeded.integration.cloud_id;
const installationId = ({ simulator }: GestalBench) => simulator.seeded.installation.cloud_id;
const keyId = ({ simulator }: GestalBench) => simulator.seeded.key.id;
const sow = ({ simulator }: GestalBench) => [...simulator.seeded.farm.sows.values()][0];
const intake = ({ simulator }: GestalBench) => [...simulator.seeded.farm.feedIntakes.values()][0];
const mirror = ({ simulator }: GestalBench) => [...simulator.seeded.farm.mirrors.values()][0];
const batch = (b: GestalBench) => b.simulator.state.addBatch(installationId(b));

const byGeneration: Record<Generation, Record<string, string>> = {
	seed: {
		integrations: '/integrations',
		keysOf: '/integrations/installations/ID/accesskeys',
		key: '/integrations/accesskeys/ID',
		mirrors: '/integration/mirrors/sows',
		intake: '/integration/feedintakes/ID',
	},
	current: {
		integrations: '/integrator',
		keysOf: '/integrator/installations/ID/access-keys',
		key: '/integrator/access-keys/ID',
		mirrors: '/integration/sow-mirrors',
		intake: '/integration/feed-intakes/ID',
	},
};
const at = (generation: Generation, name: string, id = '') =>
	(byGeneration[generation][name] ?? name).replace('ID', id);

const PAGE = '?per_page=50&page=1';

/** Reading and changing one thing, and lists, where both generations differ in the path alone. */
const bothGenerations = (['seed', 'current'] as const).flatMap((generation): Case[] => [
	{
		operation: 'integration.get',
		generation,
		given: (b) => ({ integrationId: locator(integrationId(b)) }),
		expected: (b) => ({
			requests: [`GET ${at(generation, 'integrations')}/${integrationId(b)}`],
			json: [{ cloud_id: integrationId(b), name: 'Herd Mirror', url: expect.any(String) }],
		}),
	},
	{
		operation: 'integration.getMany',
		generation,
		given: () => ({}),
		expected: () => ({
			requests: [`GET ${at(generation, 'integrations')}${PAGE}`],
			json: [{ name: expect.any(String) }, { name: expect.any(String) }],
		}),
	},
	{
		operation: 'integration.getHealth',
		generation,
		given: (b) => ({ integrationId: locator(integrationId(b)), lookUpActivity: true }),
		expected: (b) => ({
			requests: [
				`GET ${at(generation, 'integrations')}/${integrationId(b)}`,
				`GET ${at(generation, 'integrations')}/${integrationId(b)}/installations?per_page=1000&page=1`,
				...(generation === 'seed'
					? [`GET ${at(generation, 'keysOf', installationId(b))}?per_page=1000&page=1`]
					: []),
			],
			json: [
				{
					platform: 'gestal',
					integrationId: integrationId(b),
					integrationName: 'Herd Mirror',
					status: 'ACTIVE',
					lastError: null,
					lastRunAt: null,
					openErrors: null,
				},
			],
		}),
	},
	{
		operation: 'installation.getMany',
		generation,
		given: (b) => ({ installationsOf: 'one', integrationId: locator(integrationId(b)) }),
		expected: (b) => ({
			requests: [`GET ${at(generation, 'integrations')}/${integrationId(b)}/installations${PAGE}`],
			json: [{ cloud_id: installationId(b), site_name: 'Barn 4', tenant_name: 'Northern Farms' }],
		}),
	},
	{
		operation: 'installation.get',
		generation,
		given: (b) => ({ installationId: locator(installationId(b)) }),
		expected: (b) => ({
			requests:
				generation === 'current'
					? [`GET /integrator/installations/${installationId(b)}`]
					: [
							'GET /integrations?per_page=1000&page=1',
							...[...b.simulator.state.integrations.keys()]
								.sort()
								.slice(0, 1)
								.map((id) => `GET /integrations/${id}/installations?per_page=1000&page=1`),
						],
			json: [{ cloud_id: installationId(b), site_name: 'Barn 4', tenant_name: 'Northern Farms' }],
		}),
	},
	{
		operation: 'installation.getCurrent',
		generation,
		given: () => ({}),
		expected: (b) => ({
			requests: ['GET /integration'],
			json: [{ cloud_id: installationId(b), type: 'third_party', signed: false, site_name: 'Barn 4' }],
		}),
	},
	{
		operation: 'accessKey.create',
		generation,
		given: (b) => ({ installationId: locator(installationId(b)) }),
		expected: (b) => ({
			requests: [`POST ${at(generation, 'keysOf', installationId(b))}`],
			json: [{ id: expect.any(String), access_key: expect.stringMatching(/^ak_[0-9a-f]{32}$/) }],
		}),
	},
	{
		operation: 'accessKey.get',
		generation,
		given: (b) => ({ accessKeyId: locator(keyId(b)) }),
		expected: (b) => ({
			requests: [`GET ${at(generation, 'key', keyId(b))}`],
			json: [{ id: keyId(b), access_key: expect.stringMatching(/^\*+.{4}$/), last_active_at: null }],
		}),
	},
	{
		operation: 'accessKey.getMany',
		generation,
		given: (b) => ({ installationId: locator(installationId(b)) }),
		expected: (b) => ({
			requests: [`GET ${at(generation, 'keysOf', installationId(b))}${PAGE}`],
			json: [{ id: keyId(b), access_key: expect.stringMatching(/^\*/) }],
		}),
	},
	{
		operation: 'accessKey.delete',
		generation,
		given: (b) => ({ accessKeyId: locator(keyId(b)) }),
		expected: (b) => ({
			requests: [`DELETE ${at(generation, 'key', keyId(b))}`],
			json: [{ success: true, id: keyId(b) }],
		}),
	},
	{
		operation: 'sow.get',
		generation,
		given: (b) => ({ sowId: locator(sow(b)?.gestal_id ?? '') }),
		expected: (b) => ({
			requests: [`GET /integration/sows/${sow(b)?.gestal_id}`],
			json: [{ cloud_id: sow(b)?.cloud_id, gestal_id: sow(b)?.gestal_id, rfid1: sow(b)?.rfid1 }],
		}),
	},
	{
		operation: 'sow.getMany',
		generation,
		given: () => ({}),
		expected: () => ({
			requests: [`GET /integration/sows${PAGE}`],
			json: Array(3).fill({ gestal_id: expect.stringMatching(/^90\d{16}$/), state: 'gestating' }),
		}),
	},
	{
		operation: 'feedIntake.get',
		generation,
		given: (b) => ({ feedIntakeId: locator(intake(b)?.cloud_id ?? '') }),
		expected: (b) => ({
			requests: [`GET ${at(generation, 'intake', intake(b)?.cloud_id)}`],
			json: [{ cloud_id: intake(b)?.cloud_id, sow_id: intake(b)?.sow_id, target_quantity: 2500 }],
		}),
	},
	{
		operation: 'sowMirror.create',
		generation,
		given: () => ({
			vendorId: 'new-1',
			details: { pin_tag: '7', rfid1: '982000123456789012', state: 'open' },
		}),
		expected: () => ({
			requests: [`POST ${at(generation, 'mirrors')}`],
			body: { vendor_id: 'new-1', pin_tag: '7', rfid1: '982000123456789012', state: 'open' },
			json: [{ vendor_id: 'new-1', rfid1: '982000123456789012', gestal_id: null, state: 'open' }],
		}),
	},
	{
		operation: 'sowMirror.get',
		generation,
		given: () => ({ mirrorId: locator('vendor-1') }),
		expected: (b) => ({
			requests: [`GET ${at(generation, 'mirrors')}/vendor-1`],
			json: [{ cloud_id: mirror(b)?.cloud_id, vendor_id: 'vendor-1' }],
		}),
	},
	{
		operation: 'sowMirror.getMany',
		generation,
		given: () => ({}),
		expected: () => ({
			requests: [`GET ${at(generation, 'mirrors')}${PAGE}`],
			json: Array(2).fill({ vendor_id: expect.stringMatching(/^vendor-/), gestal_id: null }),
		}),
	},
	{
		operation: 'sowMirror.update',
		generation,
		given: () => ({ mirrorId: locator('vendor-1'), details: { state: 'bred', last_location: '' } }),
		expected: () => ({
			requests: [`PATCH ${at(generation, 'mirrors')}/vendor-1`],
			body: { state: 'bred' },
			json: [{ vendor_id: 'vendor-1', state: 'bred' }],
		}),
	},
	{
		operation: 'sowMirror.delete',
		generation,
		given: () => ({ mirrorId: locator('vendor-1') }),
		expected: () => ({
			requests: [`DELETE ${at(generation, 'mirrors')}/vendor-1`],
			json: [{ success: true, vendor_id: 'vendor-1' }],
		}),
	},
	{
		operation: 'sowMirror.upsertMany',
		generation,
		given: () => ({
			mirrors: '[{"vendor_id": "vendor-1", "pin_tag": "9"}, {"vendor_id": 17, "pin_tag": "8"}]',
		}),
		expected: () => ({
			requests: [`POST ${at(generation, 'mirrors')}/bulk`],
			body: [
				{ vendor_id: 'vendor-1', pin_tag: '9' },
				{ vendor_id: '17', pin_tag: '8' },
			],
			json: [{ cloud_id: expect.stringMatching(/^bu_/), state: 'active', total: 2, pending: 2 }],
		}),
	},
	{
		operation: 'batch.get',
		generation,
		given: (b) => ({ batchId: batch(b).cloud_id }),
		expected: (b) => {
			const [id] = [...b.simulator.state.batches.keys()];
			return {
				requests: [`GET ${at(generation, 'mirrors')}/bulk/${id}`],
				json: [{ cloud_id: id, state: 'active', cancelled_at: null }],
			};
		},
	},
	{
		operation: 'batch.cancel',
		generation,
		given: (b) => ({ batchId: batch(b).cloud_id }),
		expected: (b) => {
			const [id] = [...b.simulator.state.batches.keys()];
			return {
				requests: [`DELETE ${at(generation, 'mirrors')}/bulk/${id}`],
				json: [{ cloud_id: id, state: 'cancelled', cancelled_at: '2024-05-01T12:00:00.000Z' }],
			};
		},
	},
]);

const seedOnly: Case[] = [
	{
		operation: 'integration.create',
		generation: 'seed',
		given: () => ({
			name: 'Acme',
			url: 'https://example.com/acme',
			additionalFields: { description: 'Plus' },
		}),
		expected: () => ({
			requests: ['POST /integrations'],
			body: { name: 'Acme', url: 'https://example.com/acme', description: 'Plus' },
			json: [{ cloud_id: expect.stringMatching(/^int_/), name: 'Acme', description: 'Plus' }],
		}),
	},
	{
		operation: 'integration.update',
		generation: 'seed',
		given: (b) => ({ integrationId: locator(integrationId(b)), changes: { url: 'https://example.com/new' } }),
		expected: (b) => ({
			requests: [`PATCH /integrations/${integrationId(b)}`],
			body: { url: 'https://example.com/new' },
			json: [{ name: 'Herd Mirror', url: 'https://example.com/new' }],
		}),
	},
	{
		operation: 'integration.delete',
		generation: 'seed',
		given: (b) => ({ integrationId: locator(integrationId(b)) }),
		expected: (b) => ({
			requests: [`DELETE /integrations/${integrationId(b)}`],
			json: [{ success: true, cloud_id: integrationId(b) }],
		}),
	},
	{
		operation: 'sow.getVersions',
		generation: 'seed',
		given: (b) => ({ sowId: locator(sow(b)?.cloud_id ?? '') }),
		expected: (b) => ({
			requests: [`GET /integration/sows/${sow(b)?.cloud_id}/versions${PAGE}`],
			json: [
				{
					event: 'create',
					changed: ['state'],
					before: { state: null },
					after: { state: 'gestating' },
				},
			],
		}),
	},
	{
		operation: 'feedIntake.getMany',
		generation: 'seed',
		given: (b) => ({ sowId: locator(sow(b)?.cloud_id ?? '') }),
		expected: (b) => ({
			requests: [`GET /integration/sows/${sow(b)?.cloud_id}/feedintakes${PAGE}`],
			json: Array(2).fill({ sow_id: sow(b)?.cloud_id }),
		}),
	},
	{
		operation: 'sowMirror.getVersions',
		generation: 'seed',
		given: () => ({ mirrorId: locator('vendor-1') }),
		expected: () => ({
			requests: [`GET /integration/mirrors/sows/vendor-1/versions${PAGE}`],
			json: [{ event: 'create', changed: ['vendor_id'], after: { vendor_id: 'vendor-1' } }],
		}),
	},
];

/** The current site's further resources: what is read, and a field that Simplify keeps. */
const further = {
	boar: ['boars', { pin_tag: '17', gestal_id: '9007199254740999', rfid1: '982000123456789013' }],
	breeding: ['events/breedings', { event_type: 'breeding', gestal_id: '9007199254740993', boar: 'B-17' }],
	gestationLive: ['ges-live', { fed_at: '2024-05-01', sows_fed: 40 }],
	gestationVisit: ['ges-visits', { visits_at: '2024-05-01', fast_visits: 12 }],
	lactationLive: ['lact-live', { period: 2, target: 5500 }],
	location: ['locations', { name: 'Barn A', area: 250000 }],
	pigletMovement: ['events/piglet-movements', { quantity: 3, src_sow: '9007199254740995' }],
	preWeaning: ['events/pre-weanings', { weight: 71500, dest_location: 'Nursery 1' }],
} as const;

const currentOnly: Case[] = [
	{
		operation: 'feedIntake.getMany',
		generation: 'current',
		given: () => ({}),
		expected: () => ({
			requests: [`GET /integration/feed-intakes${PAGE}`],
			json: Array(6).fill({ gestal_id: expect.stringMatching(/^90\d{16}$/) }),
		}),
	},
	...Object.entries(further).flatMap(([resource, [path, json]]): Case[] => [
		{
			operation: `${resource}.getMany`,
			generation: 'current',
			given: () => ({}),
			expected: () => ({ requests: [`GET /integration/${path}${PAGE}`], json: [json] }),
		},
		{
			operation: `${resource}.get`,
			generation: 'current',
			given: (b) => ({ recordId: locator([...b.simulator.seeded.farm.records(path).keys()][0] ?? '') }),
			expected: (b) => ({
				requests: [`GET /integration/${path}/${[...b.simulator.seeded.farm.records(path).keys()][0]}`],
				json: [json],
			}),
		},
	]),
];

const cases = [...bothGenerations, ...seedOnly, ...currentOnly];

test.each(cases)('$operation ($generation)', async ({ operation, generation, given, expected }) => {
	const [resource = '', name = ''] = operation.split('.');
	const parameters = given(bench);
	const wanted = expected(bench);
	const run = await bench.run(resource, name, parameters, { generation });
	expect(run.error).toBeUndefined();
	expect(run.json).toMatchObject(Array.isArray(wanted.json) ? wanted.json : [wanted.json]);
	expect(run.json).toHaveLength(Array.isArray(wanted.json) ? wanted.json.length : 1);
	expect(run.items.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
	expect(bench.lines()).toEqual(wanted.requests);
	if (wanted.body !== undefined) expect(bench.requests().at(-1)?.body).toEqual(wanted.body);
});

describe('the dropdowns', () => {
	const offered = resources.flatMap(({ value, operations }) =>
		operations.map((operation) => `${value}.${operation.value}`),
	);

	test('offer nothing that is not run above', () => {
		expect([...new Set(cases.map(({ operation }) => operation))].sort()).toEqual([...offered].sort());
	});

	test.each(
		offered.filter((name) => !cases.some((one) => one.operation === name && one.generation === 'current')),
	)('%s fails before any request where the current site lacks it', async (name) => {
		const [resource = '', operation = ''] = name.split('.');
		const parameters = cases.find((one) => one.operation === name)?.given(bench) ?? {};
		const { error } = await bench.run(resource, operation, parameters, { generation: 'current' });
		expect(error?.message).toMatch(/switch API Paths to those of 2018/);
		expect(bench.lines()).toEqual([]);
	});

	test.each(
		offered.filter((name) => !cases.some((one) => one.operation === name && one.generation === 'seed')),
	)('%s fails before any request where the paths of 2018 lack it', async (name) => {
		const [resource = '', operation = ''] = name.split('.');
		const parameters = cases.find((one) => one.operation === name)?.given(bench) ?? {};
		const { error } = await bench.run(resource, operation, parameters);
		expect(error?.message).toMatch(/switch API Paths to the current site/);
		expect(bench.lines()).toEqual([]);
	});
});
