import { expect } from '@jest/globals';

import { celigoSample as ids } from '../../../simulators/celigo';
import type { CeligoBench } from './bench';
import { chosen, time } from './bench';
import type { CeligoCase } from './case';

const connectionId = chosen(ids.connectionId);
const flowId = chosen(ids.flowId);
const email = 'mona@example.com';
const ofFlow = { of: 'flow', flowId, email };
const subscribed = { requested: true, _flowId: ids.flowId, email };

const connection = (_id: string, name: string, type: string, offline: boolean) => ({
	_id,
	name,
	type,
	offline,
	sandbox: false,
	_connectorId: null,
	createdAt: time,
	lastModified: time,
});

function deleteFlow({ state }: CeligoBench): void {
	const flow = state.flows.get(ids.flowId);
	if (flow === undefined) return;
	state.flows.delete(flow._id);
	state.recycle('Flow', flow);
}

function subscribe({ state }: CeligoBench): void {
	const subscription = { _flowId: ids.flowId, subscribed: true, subscribedByUserEmail: email };
	const key = JSON.stringify([{ _flowId: ids.flowId }, email]);
	state.subscriptions.set(key, { _id: '5f1b2c3d4e5f6a7b8c9d9001', ...subscription });
}

/** Every operation of Connection, Notification, Recycle Bin and Tag. */
export const accountCases: Record<string, CeligoCase> = {
	'connection.get': {
		parameters: { connectionId },
		asked: [`GET /connections/${ids.connectionId}`],
		output: [connection(ids.connectionId, 'Salesforce', 'salesforce', false)],
		raw: [{ type: 'salesforce' }],
	},
	'connection.getMany': {
		parameters: { status: 'offline', returnAll: true },
		asked: ['GET /connections?limit=1000'],
		output: [connection(ids.offlineConnectionId, 'Old warehouse', 'ftp', true)],
		raw: [{ type: 'ftp' }],
	},
	'connection.ping': {
		parameters: { connectionId },
		asked: [`POST /connections/${ids.connectionId}/ping`],
		body: {},
		output: [{ _id: ids.connectionId, online: true, code: 200, message: null }],
	},
	'notification.getMany': {
		prepare: subscribe,
		parameters: { returnAll: true },
		asked: ['GET /notifications?users=all'],
		output: [
			{
				_id: '5f1b2c3d4e5f6a7b8c9d9001',
				_flowId: ids.flowId,
				subscribed: true,
				subscribedByUserEmail: email,
			},
		],
	},
	'notification.subscribe': {
		parameters: ofFlow,
		asked: ['PUT /notifications'],
		body: [{ _flowId: ids.flowId, subscribed: true, subscribedByUserEmail: email }],
		output: [subscribed],
	},
	'notification.unsubscribe': {
		prepare: subscribe,
		parameters: ofFlow,
		asked: ['PUT /notifications'],
		body: [{ _flowId: ids.flowId, subscribed: false, subscribedByUserEmail: email }],
		output: [subscribed],
	},
	'recycleBin.getMany': {
		prepare: deleteFlow,
		parameters: { resourceTypes: 'Flows', returnAll: true },
		asked: ['GET /recycleBinTTL'],
		output: [
			{
				_id: ids.flowId,
				name: 'Customers',
				resourceType: 'flows',
				deletedAt: time,
				_integrationId: ids.integrationId,
				integrationId: ids.integrationId,
			},
		],
		raw: [{ pageGenerators: [{ _exportId: ids.exportId }] }],
	},
	'recycleBin.restore': {
		prepare: deleteFlow,
		parameters: { resourceId: chosen(ids.flowId) },
		asked: [
			'GET /recycleBinTTL',
			`POST /recycleBinTTL/flows/${ids.flowId}/doCascadeRestore`,
			'GET /recycleBinTTL',
		],
		body: {},
		output: [{ restored: true, resourceType: 'flows', _id: ids.flowId, name: 'Customers' }],
	},
	'tag.getMany': {
		parameters: { returnAll: true },
		asked: ['GET /tags?limit=1000'],
		output: [{ tagId: ids.tagId, tag: 'Customer data', _id: expect.any(String) }],
		raw: [{ tag: 'Customer data' }],
	},
};
