import { expect } from '@jest/globals';
import { celigo as demo } from '../../../demo/platforms/celigo';
import { Celigo } from '../../../nodes/Celigo/Celigo.node';
import { CeligoTrigger } from '../../../nodes/Celigo/CeligoTrigger.node';
import { celigoSample } from '../../../simulators/celigo';
import type { EndToEndPlatform } from './EndToEndPlatform';

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const integrationId = byId(celigoSample.integrationId);
const flowId = byId(celigoSample.flowId);
const stepId = byId(celigoSample.importId);

const integrationNames = [
	'Salesforce to NetSuite Sync',
	'Shop Connector',
	'Salesforce to NetSuite Sandbox',
	'Warehouse Returns',
];

export const celigo: EndToEndPlatform = {
	demo,
	nodeFolder: 'Celigo',
	node: new Celigo().description,
	trigger: new CeligoTrigger().description,
	refusal: {
		data: { apiToken: 'another-token' },
		message: 'Celigo rejected the API token. It may be incomplete, expired, or from another region.',
	},
	operations: [
		{
			resource: 'integration',
			operation: 'getMany',
			parameters: { returnAll: true },
			verify: (items) => {
				expect(items.map(({ json }) => json.name)).toEqual(integrationNames);
			},
		},
		{
			resource: 'integration',
			operation: 'getMany',
			note: ' with a limit',
			parameters: { returnAll: false, limit: 2 },
			verify: (items) => {
				expect(items.map(({ json }) => json.name)).toEqual(integrationNames.slice(0, 2));
			},
		},
		{
			resource: 'integration',
			operation: 'get',
			parameters: { integrationId },
			verify: (items) => {
				expect(items).toHaveLength(1);
				expect(items[0]?.json).toMatchObject({
					_id: celigoSample.integrationId,
					name: integrationNames[0],
				});
				expect(items[0]?.pairedItem).toEqual({ item: 0 });
			},
		},
		{
			resource: 'integration',
			operation: 'getFlows',
			parameters: {
				integrationId: {
					__rl: true,
					mode: 'url',
					value: `https://integrator.io/integrations/${celigoSample.integrationId}/flows`,
				},
				returnAll: true,
			},
			verify: (items) => {
				expect(items.map(({ json }) => json._id)).toEqual(
					expect.arrayContaining([celigoSample.flowId, celigoSample.disabledFlowId]),
				);
			},
		},
		{
			resource: 'integration',
			operation: 'downloadTemplate',
			parameters: { integrationId },
			verify: (items) => {
				expect(items[0]?.binary?.data).toMatchObject({ mimeType: 'application/zip' });
			},
		},
		{
			resource: 'integration',
			operation: 'getHealth',
			parameters: { integrationId },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({
					platform: 'celigo',
					integrationId: celigoSample.integrationId,
					status: 'ERROR',
					openErrors: 3,
				});
			},
		},
		{
			resource: 'integration',
			operation: 'create',
			parameters: { name: 'Made by n8n' },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ name: 'Made by n8n' });
				expect(items[0]?.json._id).toEqual(expect.any(String));
			},
		},
		{
			resource: 'integration',
			operation: 'update',
			parameters: { integrationId, details: { description: 'Changed by n8n' }, simplify: false },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ name: integrationNames[0], description: 'Changed by n8n' });
			},
		},
		{
			resource: 'error',
			operation: 'getMany',
			parameters: { of: 'step', flowId, stepId, returnAll: true },
			verify: (items) => {
				expect(items.length).toBeGreaterThan(0);
				expect(items[0]?.json.errorId).toEqual(expect.any(String));
			},
		},
		{
			resource: 'error',
			operation: 'updateRetryData',
			note: ' of the error that Get Many and Get Retry Data returned',
			follows: [
				{ resource: 'error', operation: 'getMany', parameters: { of: 'step', flowId, stepId, limit: 1 } },
				{ resource: 'error', operation: 'getRetryData' },
			],
			parameters: { data: '={{ { ...$json, data: { ...$json.data, corrected: true } } }}' },
			verify: (items) => {
				expect(items.map(({ json }) => json)).toMatchObject([
					{ updated: true, _flowId: celigoSample.flowId, _expOrImpId: celigoSample.importId },
				]);
			},
		},
		{
			resource: 'error',
			operation: 'getRetryData',
			note: ' as it was corrected',
			follows: [
				{ resource: 'error', operation: 'getMany', parameters: { of: 'step', flowId, stepId, limit: 1 } },
			],
			verify: (items) => {
				expect(items[0]?.json.data).toMatchObject({ corrected: true });
			},
		},
		{
			resource: 'flow',
			operation: 'run',
			parameters: { flowId },
			verify: (items) => {
				expect(items[0]?.json._jobId).toEqual(expect.any(String));
			},
		},
		{
			resource: 'flow',
			operation: 'disable',
			parameters: { flowId },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ _id: celigoSample.flowId, disabled: true });
			},
		},
		{
			resource: 'flow',
			operation: 'enable',
			parameters: { flowId },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ _id: celigoSample.flowId, disabled: false });
			},
		},
		{
			resource: 'job',
			operation: 'get',
			parameters: { jobId: celigoSample.failedJobId },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ _id: celigoSample.failedJobId, status: 'failed' });
			},
		},
		{
			resource: 'integration',
			operation: 'delete',
			parameters: { integrationId: byId(celigoSample.emptyIntegrationId) },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ deleted: true, _id: celigoSample.emptyIntegrationId });
			},
		},
	],
	pollRequest: { method: 'GET', path: '/v1/integrations' },
	picker: {
		resource: 'integration',
		operation: 'get',
		field: 'integrationId',
		lists: integrationNames,
	},
};
