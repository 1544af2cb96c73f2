import { expect } from '@jest/globals';
import { gestal as demo } from '../../../demo/platforms/gestal';
import { Gestal } from '../../../nodes/Gestal/Gestal.node';
import { GestalTrigger } from '../../../nodes/Gestal/GestalTrigger.node';
import { gestalSample } from '../../../simulators/gestal';
import type { EndToEndPlatform } from './EndToEndPlatform';

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const integrationId = byId(gestalSample.integrationId);

const integrationNames = ['Herd Mirror', 'Integration 1', 'Integration 2'];

export const gestal: EndToEndPlatform = {
	demo,
	nodeFolder: 'Gestal',
	node: new Gestal().description,
	trigger: new GestalTrigger().description,
	refusal: {
		data: { password: 'another-password' },
		message: 'Gestal Cloud sign-in failed: wrong email or password of the integrator account',
	},
	operations: [
		{
			resource: 'integration',
			operation: 'getMany',
			parameters: { returnAll: true },
			verify: (items) => {
				expect(items.map(({ json }) => json.name).sort()).toEqual(integrationNames);
			},
		},
		{
			resource: 'integration',
			operation: 'getMany',
			note: ' with a limit',
			parameters: { returnAll: false, limit: 2 },
			verify: (items) => {
				expect(items).toHaveLength(2);
			},
		},
		{
			resource: 'integration',
			operation: 'create',
			parameters: { name: 'Made by n8n', url: 'https://example.com/made' },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ name: 'Made by n8n', url: 'https://example.com/made' });
			},
		},
		{
			resource: 'integration',
			operation: 'update',
			parameters: { integrationId, changes: { description: 'Changed by n8n' } },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ name: 'Herd Mirror', description: 'Changed by n8n' });
			},
		},
		{
			resource: 'integration',
			operation: 'get',
			parameters: { integrationId },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({
					cloud_id: gestalSample.integrationId,
					description: 'Changed by n8n',
				});
				expect(items[0]?.pairedItem).toEqual({ item: 0 });
			},
		},
		{
			resource: 'integration',
			operation: 'getHealth',
			parameters: { integrationId },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({
					platform: 'gestal',
					integrationId: gestalSample.integrationId,
					status: 'UNKNOWN',
					openErrors: null,
				});
			},
		},
		{
			resource: 'installation',
			operation: 'getMany',
			parameters: { installationsOf: 'one', integrationId, returnAll: true },
			verify: (items) => {
				expect(items.map(({ json }) => json.site_name)).toContain(gestalSample.siteName);
			},
		},
		{
			resource: 'accessKey',
			operation: 'create',
			parameters: { installationId: byId(gestalSample.installationId) },
			verify: (items) => {
				expect(items[0]?.json.access_key).toMatch(/^ak_/);
			},
		},
		{
			resource: 'accessKey',
			operation: 'getMany',
			parameters: { installationId: byId(gestalSample.installationId), returnAll: true },
			verify: (items) => {
				expect(items).toHaveLength(2);
				expect(items.every(({ json }) => /^ak_x+\w{4}$/.test(String(json.access_key)))).toBe(true);
			},
		},
		{
			resource: 'accessKey',
			operation: 'getMany',
			note: ' of an integration that Get Many returned',
			follows: [{ resource: 'integration', operation: 'getMany', parameters: { returnAll: true } }],
			parameters: { integrationId: byId('={{ $json.integrationId }}'), returnAll: true },
			verify: (items) => {
				const ofSample = items.filter(({ json }) => json.installationId === gestalSample.installationId);
				expect(ofSample).toHaveLength(2);
				expect(items.every(({ json }) => typeof json.integrationId === 'string')).toBe(true);
			},
		},
		{
			resource: 'sowMirror',
			operation: 'upsertMany',
			note: ' of 2,500 items',
			before: [
				{
					name: 'Herd',
					type: 'n8n-nodes-base.set',
					parameters: {
						values: {
							string: [
								{
									name: 'sows',
									value: '={{ [...Array(2500).keys()].map((number) => ({ vendor_id: "sow-" + number })) }}',
								},
							],
						},
						options: {},
					},
				},
				{
					name: 'Sows',
					type: 'n8n-nodes-base.splitOut',
					parameters: { fieldToSplitOut: 'sows', options: {} },
				},
			],
			parameters: { wait: true },
			verify: (items) => {
				expect(items.map(({ json }) => [json.state, json.total, json.failures])).toEqual([
					['completed', 1000, 0],
					['completed', 1000, 0],
					['completed', 500, 0],
				]);
			},
		},
		{
			resource: 'integration',
			operation: 'delete',
			parameters: { integrationId: byId(gestalSample.otherIntegrationId) },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ deleted: true, cloud_id: gestalSample.otherIntegrationId });
			},
		},
	],
	pollRequest: { method: 'GET', path: '/integrations' },
	picker: {
		resource: 'integration',
		operation: 'get',
		field: 'integrationId',
		lists: ['Herd Mirror'],
	},
};
