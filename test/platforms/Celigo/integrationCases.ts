import { expect } from '@jest/globals';
import { omit } from 'lodash';

import { celigoSample as ids } from '../../../simulators/celigo';
import { chosen, time } from './bench';
import type { CeligoCase } from './case';

const integrationId = chosen(ids.integrationId);
const below = `/integrations/${ids.integrationId}`;
const stored = {
	_id: ids.integrationId,
	name: 'Salesforce to NetSuite Sync',
	description: 'Bi-directional customer sync',
	mode: 'settings',
	sandbox: false,
	version: '1.0.0',
	createdAt: time,
	lastModified: time,
};
/** Simplified: only the list has the counters. */
const simplified = {
	...omit(stored, ['description', 'version', 'createdAt']),
	integrationId: ids.integrationId,
	numFlows: null,
	numError: null,
	lastErrorAt: null,
	_connectorId: null,
};
const whose = { integrationId: ids.integrationId };
const contents = { _integrationId: ids.integrationId, sandbox: false, createdAt: time, lastModified: time };
const salesforce = { _connectionId: ids.connectionId, ...contents };
const netSuite = { _connectionId: ids.otherConnectionId, ...contents };
const flows = [
	{
		_id: ids.flowId,
		name: 'Customers',
		_integrationId: ids.integrationId,
		disabled: false,
		schedule: '? 0 * * * *',
		timezone: 'Etc/UTC',
		createdAt: time,
		lastModified: time,
	},
	{
		_id: ids.disabledFlowId,
		name: 'Orders',
		_integrationId: ids.integrationId,
		disabled: true,
		createdAt: time,
		lastModified: time,
	},
];
const withoutSchedule = { lastExecutedAt: null, schedule: null, timezone: null };
const exported = [
	{ _id: ids.exportId, name: 'Get changed customers', adaptorType: 'SalesforceExport', ...salesforce },
	{ _id: ids.lookupId, name: 'Look up subsidiary', adaptorType: 'NetSuiteExport', ...netSuite },
];
const imported = [
	{ _id: ids.importId, name: 'Upsert customers', adaptorType: 'NetSuiteImport', ...netSuite },
	{ _id: ids.routedImportId, name: 'Tell the sales team', adaptorType: 'HTTPImport', ...netSuite },
];
const connections = [
	{ _id: ids.connectionId, name: 'Salesforce', type: 'salesforce' },
	{ _id: ids.otherConnectionId, name: 'NetSuite', type: 'netsuite' },
].map((row) => ({ ...row, offline: false, sandbox: false, createdAt: time, lastModified: time }));

/** Every operation of Integration, and a custom call. */
export const integrationCases: Record<string, CeligoCase> = {
	'api.customCall': {
		parameters: { path: `/connections/${ids.connectionId}` },
		asked: [`GET /connections/${ids.connectionId}`],
		output: [connections[0]],
	},
	'integration.create': {
		parameters: {
			name: 'Orders',
			details: {
				description: 'Orders to the warehouse',
				readme: '# Orders',
				settings: '{"region": "EMEA"}',
				more: '{"flowGroupings": [{"name": "Daily"}]}',
				sandbox: true,
			},
		},
		asked: ['POST /integrations'],
		body: {
			name: 'Orders',
			description: 'Orders to the warehouse',
			readme: '# Orders',
			settings: { region: 'EMEA' },
			flowGroupings: [{ name: 'Daily' }],
			sandbox: true,
		},
		output: [
			{
				...simplified,
				_id: expect.any(String),
				integrationId: expect.any(String),
				name: 'Orders',
				sandbox: true,
			},
		],
		raw: [{ name: 'Orders', settings: { region: 'EMEA' }, readme: '# Orders', installSteps: [] }],
	},
	'integration.get': {
		parameters: { integrationId },
		asked: [`GET ${below}`],
		output: [simplified],
		raw: [{ ...stored, settings: { region: 'EMEA' }, flowGroupings: [{ name: 'Customers' }] }],
	},
	'integration.getMany': {
		parameters: { returnAll: true, environment: 'production' },
		asked: ['GET /integrations?limit=1000&sandbox=false'],
		output: [
			{ ...simplified, numFlows: 2, numError: 3 },
			{ name: 'Shop Connector', _connectorId: expect.any(String) },
			{ name: 'Warehouse Returns' },
		].map((row) => expect.objectContaining(row)),
		raw: [{ numRegisteredConnections: 2 }, { installSteps: [] }, { settings: {} }],
	},
	'integration.update': {
		parameters: { integrationId, details: { name: 'Customer Sync' } },
		asked: [`GET ${below}`, `PUT ${below}`],
		body: {
			name: 'Customer Sync',
			description: 'Bi-directional customer sync',
			readme: '',
			sandbox: false,
			mode: 'settings',
			installSteps: [],
			uninstallSteps: [],
			changeEditionSteps: [],
			flowGroupings: [{ _id: '5f1b2c3d4e5f6a7b8c9d7001', name: 'Customers' }],
			apiGroupings: [],
			settings: { region: 'EMEA' },
			version: '1.0.0',
			_registeredConnectionIds: [ids.connectionId, ids.otherConnectionId],
			_registeredLookupCacheIds: [],
		},
		output: [{ ...simplified, name: 'Customer Sync' }],
		raw: [{ name: 'Customer Sync', settings: { region: 'EMEA' } }],
	},
	'integration.delete': {
		parameters: { integrationId: chosen(ids.emptyIntegrationId) },
		asked: [`DELETE /integrations/${ids.emptyIntegrationId}`],
		output: [{ deleted: true, _id: ids.emptyIntegrationId }],
	},
	'integration.getFlows': {
		parameters: { integrationId, returnAll: true },
		asked: [`GET ${below}/flows?limit=1000`],
		output: flows.map((flow) => ({ ...withoutSchedule, ...flow, ...whose })),
		raw: [{ pageGenerators: [{ _exportId: ids.exportId }], routers: [{ name: 'By region' }] }, {}],
	},
	'integration.getExports': {
		parameters: { integrationId, returnAll: true },
		asked: [`GET ${below}/exports?limit=1000`],
		output: exported.map((row) => ({ ...row, ...whose })),
		raw: exported,
	},
	'integration.getImports': {
		parameters: { integrationId, returnAll: true },
		asked: [`GET ${below}/imports?limit=1000`],
		output: imported.map((row) => ({ ...row, ...whose })),
		raw: imported,
	},
	'integration.getConnections': {
		parameters: { integrationId, returnAll: true },
		asked: [`GET ${below}/connections?limit=1000`],
		output: connections.map((row) => ({ ...row, ...whose })),
		raw: connections,
	},
	'integration.getAuditLog': {
		parameters: {
			integrationId,
			returnAll: true,
			filters: {
				from: '2020-01-01T00:00:00Z',
				to: '2099-01-01T00:00:00Z',
				action: 'update',
				source: 'ui',
				_byUserId: '5f1b2c3d4e5f6a7b8c9d0000',
			},
		},
		asked: [
			`GET ${below}/audit?limit=100&from=2020-01-01T00:00:00.000Z&to=2099-01-01T00:00:00.000Z&action=update&source=ui&_byUserId=5f1b2c3d4e5f6a7b8c9d0000`,
		],
		output: [
			{
				_id: expect.any(String),
				timestamp: time,
				user: 'owner@example.com',
				action: 'update',
				source: 'ui',
				resourceType: 'integration',
				_resourceId: ids.integrationId,
				resourceName: null,
				changes: { name: { old: 'Customer Sync', new: 'Salesforce to NetSuite Sync' } },
				...whose,
			},
		],
		raw: [
			{
				time,
				event: 'update',
				byUser: { email: 'owner@example.com' },
				fieldChanges: [{ fieldPath: 'name' }],
			},
		],
	},
	'integration.getErrorCounts': {
		parameters: { integrationId: chosen(ids.sandboxIntegrationId), returnAll: true },
		prepare: ({ state, switches }) => {
			switches.sandboxErrors = 'onlyWhenAsked';
			state.addError(ids.sandboxFlowId, ids.sandboxImportId);
		},
		asked: [
			`GET /integrations/${ids.sandboxIntegrationId}`,
			`GET /integrations/${ids.sandboxIntegrationId}/errors?sandbox=true`,
		],
		output: [
			{
				_flowId: ids.sandboxFlowId,
				numError: 1,
				lastErrorAt: time,
				integrationId: ids.sandboxIntegrationId,
			},
		],
		raw: [{ _flowId: ids.sandboxFlowId, numError: 1 }],
	},
	'integration.getUsers': {
		parameters: { integrationId, returnAll: true },
		asked: [`GET ${below}/ashares?limit=1000`],
		output: [
			{
				_id: ids.userGrantId,
				accessLevel: 'manage',
				accepted: true,
				disabled: null,
				dismissed: null,
				lastSignIn: time,
				userId: '5f1b2c3d4e5f6a7b8c9d6100',
				email: 'mona@example.com',
				name: 'Mona Manager',
				...whose,
			},
			{
				_id: expect.any(String),
				accessLevel: 'monitor',
				accepted: true,
				disabled: null,
				dismissed: null,
				lastSignIn: null,
				userId: '5f1b2c3d4e5f6a7b8c9d6200',
				email: 'max@example.com',
				name: 'Max Monitor',
				...whose,
			},
		],
		raw: [
			{ sharedWithUser: { email: 'mona@example.com' } },
			{ integrationAccessLevel: [{ _integrationId: ids.integrationId, accessLevel: 'monitor' }] },
		],
	},
	'integration.getWithRelated': {
		parameters: { integrationId },
		asked: [
			`GET ${below}`,
			...['connections', 'exports', 'flows', 'imports'].map((part) => `GET ${below}/${part}?limit=1000`),
		],
		isUnordered: true,
		output: [
			expect.objectContaining({
				_id: ids.integrationId,
				name: 'Salesforce to NetSuite Sync',
				flows: flows.map((flow) => expect.objectContaining(flow)),
				exports: exported,
				imports: imported,
				connections: connections.map((connection) => expect.objectContaining(connection)),
			}),
		],
	},
	'integration.getHealth': {
		parameters: { integrationId },
		asked: [
			expect.stringContaining(`GET /flows/${ids.flowId}/${ids.importId}/errors?occurredAt_gte=`),
			`GET /flows/${ids.flowId}/errors`,
			`GET ${below}`,
			`GET ${below}/errors`,
			`GET ${below}/flows?include=_id,disabled&limit=1000`,
			`GET ${below}/jobs/latest`,
		],
		isUnordered: true,
		output: [
			{
				platform: 'celigo',
				integrationId: ids.integrationId,
				integrationName: 'Salesforce to NetSuite Sync',
				status: 'ERROR',
				lastErrorMessage: 'The field email is not valid',
				lastErrorAt: time,
				lastRunAt: time,
				openErrors: 3,
				url: null,
			},
		],
		raw: [
			{
				raw: {
					integration: { _id: ids.integrationId },
					errors: [
						{ _flowId: ids.flowId, numError: 3 },
						{ _flowId: ids.disabledFlowId, numError: 0 },
					],
					lastJob: { _id: ids.failedJobId },
				},
			},
		],
	},
	'integration.downloadTemplate': {
		parameters: { integrationId },
		asked: [`GET ${below}/template`, expect.stringMatching(/^GET \/signed\//)],
		output: [
			{
				_integrationId: ids.integrationId,
				fileName: `${ids.integrationId}.zip`,
				fileSizeBytes: expect.any(Number),
			},
		],
	},
	'integration.clone': {
		parameters: {
			integrationId,
			name: 'The copy',
			cloneOptions: { _envId: chosen('5f1b2c3d4e5f6a7b8c9dee01') },
		},
		asked: [`GET ${below}`, `POST ${below}/clone`],
		body: {
			name: 'The copy',
			_envId: '5f1b2c3d4e5f6a7b8c9dee01',
			connectionMap: {
				[ids.connectionId]: ids.connectionId,
				[ids.otherConnectionId]: ids.otherConnectionId,
			},
		},
		output: [expect.objectContaining({ name: 'The copy', settings: { region: 'EMEA' } })],
	},
};
