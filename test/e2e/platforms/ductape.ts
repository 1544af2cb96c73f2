import { expect } from '@jest/globals';
import { ductape as demo } from '../../../demo/platforms/ductape';
import { Ductape } from '../../../nodes/Ductape/Ductape.node';
import { DuctapeTrigger } from '../../../nodes/Ductape/DuctapeTrigger.node';
import { ductapeSample } from '../../../simulators/ductape';
import type { EndToEndPlatform } from './EndToEndPlatform';

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const integrationId = byId(ductapeSample.integrationId);

export const ductape: EndToEndPlatform = {
	demo,
	nodeFolder: 'Ductape',
	node: new Ductape().description,
	trigger: new DuctapeTrigger().description,
	refusal: {
		data: { privateKey: 'another-key' },
		message: 'Ductape sign-in failed: Invalid Credentials',
	},
	operations: [
		{
			resource: 'integration',
			operation: 'getMany',
			parameters: { returnAll: true },
			verify: (items) => {
				expect(items.map(({ json }) => json.name)).toEqual(['Orders Hub', 'Empty']);
			},
		},
		{
			resource: 'integration',
			operation: 'get',
			parameters: { integrationId },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ name: 'Orders Hub', tag: 'orders_hub', envs: 1 });
				expect(items[0]?.pairedItem).toEqual({ item: 0 });
			},
		},
		{
			resource: 'integration',
			operation: 'create',
			parameters: { name: 'Made by n8n', description: 'By the end-to-end test' },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ name: 'Made by n8n', tag: 'made_by_n8n' });
			},
		},
		{
			resource: 'environment',
			operation: 'create',
			parameters: { integrationId, slug: 'prd', env_name: 'Production' },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ slug: 'prd', description: 'Production' });
			},
		},
		{
			resource: 'function',
			operation: 'create',
			parameters: {
				integrationId,
				tag: 'join',
				input: { rows: [{ key: 'left', type: 'string', required: true }] },
				details: { function: '(left) => left' },
			},
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ tag: 'join', language: 'js', inputs: 'left' });
			},
		},
		{
			resource: 'cache',
			operation: 'update',
			parameters: { integrationId, part: byId('orders'), details: { newKey: 'orders_2', expiry: 8 } },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ tag: 'orders_2', expiry: 8, period: 'days' });
			},
		},
		{
			resource: 'app',
			operation: 'getMany',
			parameters: { integrationId, simplify: false },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ access_tag: 'shop:acme' });
				expect(JSON.stringify(items)).not.toContain('shop-secret-1');
			},
		},
		{
			resource: 'feature',
			operation: 'run',
			parameters: {
				integrationId,
				part: byId('sync_orders'),
				environment: byId('dev'),
				input: '{"orderId": "1"}',
			},
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ result: { status: 'completed' } });
			},
		},
		{
			resource: 'integration',
			operation: 'getHealth',
			parameters: { integrationId },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ platform: 'ductape', integrationName: 'Orders Hub' });
			},
		},
	],
	pollRequest: { method: 'GET', path: `/log/v1/analytics/${ductapeSample.workspaceId}` },
	picker: {
		resource: 'integration',
		operation: 'get',
		field: 'integrationId',
		lists: ['Orders Hub', 'Empty'],
	},
};
