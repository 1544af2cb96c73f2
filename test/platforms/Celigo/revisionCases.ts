import { expect } from '@jest/globals';

import { celigoSample as ids } from '../../../simulators/celigo';
import { type CeligoBench, chosen, time } from './bench';
import type { CeligoCase } from './case';

const integrationId = chosen(ids.integrationId);
const below = `/integrations/${ids.integrationId}`;
const shown = {
	_id: 'revision-1',
	_integrationId: ids.integrationId,
	description: 'Before the change',
	type: 'snapshot',
	status: 'completed',
	createdAt: '2026-01-01T00:00:00.000Z',
};

const simplified = { ...shown, lastModified: null, integrationId: ids.integrationId };

/** A snapshot from the time when the integration had another name. */
const withRevision = ({ state }: CeligoBench): void => {
	const integration = state.integrations.get(ids.integrationId);
	if (integration === undefined) throw new Error('the sample has no such integration');
	state.revisions.set(shown._id, {
		...shown,
		type: 'snapshot',
		status: 'completed',
		snapshot: { ...integration, name: 'Customer Sync' },
	});
};

/** Every operation of Revision, and those of Integration that are about its connections and what depends on it. */
export const revisionCases: Record<string, CeligoCase> = {
	'revision.create': {
		parameters: { integrationId, description: 'Before the change' },
		asked: [`POST ${below}/revisions/create`],
		body: { description: 'Before the change' },
		output: [{ ...simplified, _id: expect.any(String), createdAt: time }],
		raw: [{ description: 'Before the change' }],
	},
	'revision.get': {
		prepare: withRevision,
		parameters: { integrationId, revisionId: chosen('revision-1') },
		asked: [`GET ${below}/revisions/revision-1`],
		output: [simplified],
		raw: [shown],
	},
	'revision.getDifference': {
		prepare: (bench) => {
			withRevision(bench);
			const revision = bench.state.revisions.get(shown._id);
			if (revision !== undefined) revision.type = 'pull';
		},
		parameters: { integrationId, revisionId: chosen('revision-1') },
		asked: [`GET ${below}/revisions/revision-1/diff`],
		output: [{ changes: [expect.objectContaining({ fieldPath: 'name' })] }],
	},
	'revision.getMany': {
		prepare: withRevision,
		parameters: { integrationId, returnAll: true },
		asked: [`GET ${below}/revisions?limit=1000`],
		output: [simplified],
		raw: [shown],
	},
	'integration.registerConnections': {
		parameters: { integrationId, connectionIds: `${ids.connectionId}, ${ids.otherConnectionId}` },
		asked: [`PUT ${below}/connections/register`],
		body: [ids.connectionId, ids.otherConnectionId],
		output: [
			{
				_integrationId: ids.integrationId,
				requested: 2,
				connectionIds: [ids.connectionId, ids.otherConnectionId],
			},
		],
	},
	'integration.deregisterConnection': {
		parameters: { integrationId, connectionId: chosen(ids.otherConnectionId) },
		asked: [`DELETE ${below}/connections/${ids.otherConnectionId}/register`],
		output: [{ deregistered: true, _integrationId: ids.integrationId, _connectionId: ids.otherConnectionId }],
	},
	'integration.getDependencies': {
		parameters: { integrationId },
		asked: [`GET ${below}/dependencies`],
		output: [
			{
				flows: [
					{ id: ids.flowId, name: 'Customers' },
					{ id: ids.disabledFlowId, name: 'Orders' },
				],
				exports: expect.any(Array),
				imports: expect.any(Array),
			},
		],
	},
};
