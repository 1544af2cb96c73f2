import { expect } from '@jest/globals';
import { port as demo } from '../../../demo/platforms/port';
import { Port } from '../../../nodes/Port/Port.node';
import { PortTrigger } from '../../../nodes/Port/PortTrigger.node';
import type { EndToEndPlatform } from './EndToEndPlatform';

const integrationId = { __rl: true, mode: 'id', value: 'my-gitlab' };

export const port: EndToEndPlatform = {
	demo,
	nodeFolder: 'Port',
	node: new Port().description,
	trigger: new PortTrigger().description,
	refusal: {
		data: { clientSecret: 'another-secret' },
		message: 'Port sign-in failed: Invalid client id or client secret; check both, and the region',
	},
	operations: [
		{
			resource: 'integration',
			operation: 'getMany',
			parameters: { returnAll: true, filters: { statuses: ['ACTIVE', 'ERROR'] } },
			verify: (items) => {
				expect(items.map(({ json }) => json.installationId)).toEqual(['my-gitlab', 'on-call']);
			},
		},
		{
			resource: 'integration',
			operation: 'get',
			parameters: { integrationId },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ installationId: 'my-gitlab', title: 'My GitLab' });
				expect(items[0]?.pairedItem).toEqual({ item: 0 });
			},
		},
		{
			resource: 'integration',
			operation: 'resync',
			parameters: { integrationId, resyncOptions: { waitUntilDone: true, checkEverySeconds: 1 } },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ resyncStatus: 'completed', status: 'ACTIVE' });
			},
		},
		{
			resource: 'integration',
			operation: 'getLogs',
			parameters: { integrationId: { ...integrationId, value: 'on-call' }, returnAll: true },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({
					level: 'ERROR',
					message: 'The PagerDuty token was refused',
				});
			},
		},
		{
			resource: 'integration',
			operation: 'updateConfig',
			parameters: { integrationId, config: '{"enableMergeEntity": false}', skipResync: true },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ installationId: 'my-gitlab', status: 'ACTIVE' });
			},
		},
		{
			resource: 'integration',
			operation: 'getHealth',
			parameters: { integrationId: { ...integrationId, value: 'on-call' } },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({
					platform: 'port',
					status: 'ERROR',
					lastErrorMessage: 'The PagerDuty token was refused',
				});
			},
		},
		{
			resource: 'integration',
			operation: 'getSyncMetrics',
			parameters: { integrationId, returnAll: true },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ kind: 'project', success: true });
			},
		},
	],
	pollRequest: { method: 'GET', path: '/v1/integration' },
	picker: {
		resource: 'integration',
		operation: 'get',
		field: 'integrationId',
		lists: ['My GitLab (my-gitlab)', 'cluster-exporter', 'On Call (on-call)', 'GitHub (12345678)'],
	},
};
