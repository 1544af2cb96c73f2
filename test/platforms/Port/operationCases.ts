import { expect } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { chosen, type PortBench } from './bench';

/** One run of an operation against the sample organization, and what must come of it. */
export interface Case {
	parameters: INodeParameters;
	/** `METHOD path?query` of every request, token calls left out. */
	asked: string[];
	/** Body of the last request. */
	body?: unknown;
	/** What the output must contain. */
	output: IDataObject[];
	prepare?: (bench: PortBench) => void;
}

const integrationId = chosen('on-call');

/** Every operation, by resource and operation. */
export const operationCases: Record<string, Case> = {
	'api.customCall': {
		parameters: { path: '/integration/on-call/kinds' },
		asked: ['GET /integration/on-call/kinds'],
		output: [{ ok: true, data: {} }],
	},
	'integration.getMany': {
		parameters: { returnAll: true },
		asked: ['GET /integration'],
		output: [
			{
				integrationId: 'my-gitlab',
				installationId: 'my-gitlab',
				title: 'My GitLab',
				type: 'gitlab-v2',
				status: 'ACTIVE',
			},
			{ installationId: 'cluster-exporter', title: 'cluster-exporter', status: 'INACTIVE' },
			{ installationId: 'on-call', status: 'ERROR', resyncStatus: 'failed' },
			{ installationId: '12345678', status: 'PENDING' },
		],
	},
	'integration.get': {
		parameters: { integrationId },
		asked: ['GET /integration/on-call'],
		output: [{ installationId: 'on-call', title: 'On Call', type: 'pagerduty', status: 'ERROR' }],
	},
	'integration.getMetadata': {
		parameters: { returnAll: true },
		prepare: ({ simulator }) => {
			simulator.switches.role = 'member';
		},
		asked: ['GET /integration/metadata'],
		output: ['my-gitlab', 'cluster-exporter', 'on-call', '12345678'].map((installationId) => ({
			installationId,
		})),
	},
	'integration.create': {
		parameters: {
			installationId: 'new-jira',
			installationAppType: 'jira',
			details: { title: 'Jira', config: '{"resources": []}', createPortResourcesOrigin: 'Empty' },
		},
		asked: ['POST /integration'],
		body: {
			installationId: 'new-jira',
			installationAppType: 'jira',
			title: 'Jira',
			config: { resources: [] },
			createPortResourcesOrigin: 'Empty',
		},
		output: [{ installationId: 'new-jira', title: 'Jira', type: 'jira' }],
	},
	'integration.update': {
		parameters: {
			integrationId,
			details: { title: 'Pager', appSpec: '{"scheduledResyncInterval": "1h"}', more: '{"custom": 1}' },
		},
		asked: ['GET /integration/on-call', 'PATCH /integration/on-call'],
		body: { title: 'Pager', spec: { appSpec: { scheduledResyncInterval: '1h' } }, custom: 1 },
		output: [{ installationId: 'on-call', title: 'Pager' }],
	},
	'integration.updateConfig': {
		parameters: { integrationId, mode: 'replace', config: '{"resources": []}', skipResync: true },
		asked: ['PATCH /integration/on-call/config'],
		body: { config: { resources: [] } },
		output: [{ installationId: 'on-call', status: 'ERROR' }],
	},
	'integration.compareConfig': {
		parameters: { integrationId, config: '{"enableMergeEntity": false}' },
		asked: ['GET /integration/on-call'],
		output: [{ integrationId: 'on-call', hasChanges: true }],
	},
	'integration.waitForResync': {
		parameters: { integrationId, waitOptions: { failUnlessCompleted: false } },
		asked: ['GET /integration/on-call', 'GET /integration/on-call/logs?limit=300&levels=FATAL&levels=ERROR'],
		output: [{ installationId: 'on-call', resyncStatus: 'failed', resyncReason: expect.any(String) }],
	},
	'integration.resync': {
		parameters: { integrationId },
		asked: ['PATCH /integration/on-call'],
		body: {},
		output: [{ installationId: 'on-call', status: 'ERROR', resyncRequestedAt: expect.any(String) }],
	},
	'integration.delete': {
		parameters: { integrationId },
		asked: ['DELETE /integration/on-call', 'GET /integration/on-call'],
		output: [{ deleted: true, integrationId: 'on-call', installationId: 'on-call' }],
	},
	'integration.getLogs': {
		parameters: { integrationId, returnAll: true, filters: { levels: ['ERROR', 'WARNING'] } },
		asked: ['GET /integration/on-call/logs?limit=300&levels=ERROR&levels=WARNING'],
		output: [
			{
				level: 'ERROR',
				message: 'The PagerDuty token was refused',
				id: expect.any(String),
				integrationId: 'on-call',
			},
		],
	},
	'integration.getSyncHistory': {
		parameters: { integrationId, returnAll: true },
		asked: ['GET /integration/on-call', 'GET /integration/ID/syncsMetadata'],
		output: [
			{
				eventId: expect.any(String),
				syncState: 'failed',
				durationSeconds: expect.any(Number),
				integrationId: 'on-call',
			},
		],
	},
	'integration.getSyncMetrics': {
		parameters: { integrationId, returnAll: true },
		asked: ['GET /integration/on-call', 'GET /integration/ID/syncMetrics?resyncId='],
		output: [
			{
				kind: 'project',
				success: true,
				durationSeconds: 12.5,
				extracted: 10,
				loaded: 10,
				failed: 0,
				integrationId: 'on-call',
			},
			{ kind: '__resync__', syncState: 'failed', integrationId: 'on-call' },
			{ kind: '__reconciliation__', integrationId: 'on-call' },
			{ kind: '__runtime__', integrationId: 'on-call' },
		],
	},
	'integration.getKinds': {
		parameters: { integrationId, returnAll: true },
		asked: ['GET /integration/on-call/kinds'],
		output: [{ kind: 'project', exampleCount: 1, examples: [{ id: 1 }], integrationId: 'on-call' }],
	},
	'integration.getHealth': {
		parameters: { integrationId },
		asked: ['GET /integration/on-call', 'GET /integration/on-call/logs?limit=300&levels=FATAL&levels=ERROR'],
		output: [
			{
				platform: 'port',
				integrationId: 'on-call',
				integrationName: 'On Call',
				status: 'ERROR',
				lastErrorMessage: 'The PagerDuty token was refused',
				lastErrorAt: expect.any(String),
				lastRunAt: expect.any(String),
				openErrors: null,
			},
		],
	},
	'auditLog.getMany': {
		prepare: ({ simulator }) => {
			simulator.state.addAudit({
				InstallationId: 'on-call',
				status: 'FAILURE',
				message: 'The blueprint does not exist',
				at: '2026-01-01T12:00:00.000Z',
			});
		},
		parameters: {
			returnAll: true,
			integrationId,
			from: '2026-01-01T00:00:00Z',
			to: '2026-01-02T00:00:00Z',
			filters: { status: 'FAILURE', resources: ['entity', 'run'] },
		},
		asked: [
			'GET /audit-log?InstallationId=on-call&resources=entity&resources=run&status=FAILURE&from=2026-01-01T00:00:00.000Z&to=2026-01-02T00:00:00.000Z&limit=10000',
		],
		output: [
			{
				action: 'UPDATE',
				status: 'FAILURE',
				message: 'The blueprint does not exist',
				occurredAt: '2026-01-01T12:00:00.000Z',
				origin: 'on-call',
				integrationId: 'on-call',
			},
		],
	},
};
