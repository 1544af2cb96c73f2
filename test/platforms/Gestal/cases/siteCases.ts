import { expect } from '@jest/globals';

import { locator, type GestalBench } from '../bench';
import { at, batch, intake, mirror, PAGE, sow, type Case } from './Case';

/** The seeded mirror by its vendor ID, where both paths take that. */
const byVendorId = ({ switches }: GestalBench) => {
	switches.currentIds = 'anyId';
	return locator('vendor-1');
};

/** With the access key of a site, where both generations differ in the path alone. */
const bothGenerations = (['seed', 'current'] as const).flatMap((generation): Case[] => [
	{
		operation: 'api.customCallToFarmSite',
		generation,
		given: (b) => ({ path: `/integration/sows/${sow(b)?.gestal_id}` }),
		expected: (b) => ({
			requests: [`GET /integration/sows/${sow(b)?.gestal_id}`],
			json: [{ cloud_id: sow(b)?.cloud_id, gestal_id: sow(b)?.gestal_id }],
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
		given: (b) => ({ mirrorId: byVendorId(b) }),
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
		given: (b) => ({ mirrorId: byVendorId(b), details: { state: 'bred', last_location: '' } }),
		expected: () => ({
			requests: [`PATCH ${at(generation, 'mirrors')}/vendor-1`],
			body: { state: 'bred' },
			json: [{ vendor_id: 'vendor-1', state: 'bred' }],
		}),
	},
	{
		operation: 'sowMirror.delete',
		generation,
		given: (b) => ({ mirrorId: byVendorId(b) }),
		expected: (b) => ({
			requests:
				generation === 'seed'
					? ['DELETE /integration/mirrors/sows/vendor-1']
					: [
							'GET /integration/sow-mirrors?per_page=1000&page=1',
							`DELETE /integration/sow-mirrors/${mirror(b)?.cloud_id}`,
						],
			json: [{ deleted: true, vendor_id: 'vendor-1' }],
		}),
	},
	{
		operation: 'sowMirror.compareMany',
		generation,
		given: () => ({
			mirrors: '[{"vendor_id": "vendor-1", "pin_tag": "9"}, {"vendor_id": "new-1", "pin_tag": "8"}]',
		}),
		expected: (b) => ({
			requests: [`GET ${at(generation, 'mirrors')}?per_page=1000&page=1`],
			json: [
				{ change: 'update', vendor_id: 'vendor-1', pin_tag: '9', cloud_id: mirror(b)?.cloud_id },
				{ change: 'create', vendor_id: 'new-1', pin_tag: '8' },
				{ change: 'remove', vendor_id: 'vendor-2' },
			],
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
		given: (b) => ({ mirrorId: byVendorId(b) }),
		expected: () => ({
			requests: [`GET /integration/mirrors/sows/vendor-1/versions${PAGE}`],
			json: [{ event: 'create', changed: ['vendor_id'], after: { vendor_id: 'vendor-1' } }],
		}),
	},
];

/** The current site's further resources: what is read, and a field that Simplify keeps. */
const further = {
	boar: ['boars', { pin_tag: '17', gestal_id: '9007199254740999', rfid1: '982000123456789013' }],
	breeding: ['events/breedings', { deleted_at: null, gestal_id: '9007199254740993', boar: 'B-17' }],
	gestationLive: ['ges-live', { fed_at: '2024-05-01', sows_fed: 40 }],
	gestationVisit: ['ges-visits', { visits_at: '2024-05-01', fast_visits: 12 }],
	lactationLive: ['lact-live', { period: 2 }],
	location: ['locations', { name: 'Barn A', area: 250000 }],
	pigletMovement: ['events/piglet-movements', { deleted_at: null, quantity: 3, src_sow: '9007199254740995' }],
	preWeaning: [
		'events/pre-weanings',
		{ deleted_at: '2024-05-02T06:00:00.000Z', weight: 71500, dest_location: 'Nursery 1' },
	],
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

export const siteCases = [...bothGenerations, ...seedOnly, ...currentOnly];
