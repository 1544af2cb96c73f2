import type { IDataObject } from 'n8n-workflow';

import {
	collection,
	madeOnce,
	operation,
	optionalId,
	optionalJson,
	recordsIn,
	refuseUndefined,
	route,
	text,
	textOf,
} from '../../../../core';
import type { ApiClient } from '../../../../core';
import { anyEnvironment, flow, flowIntegration } from '../../locators';
import { flowsOf } from '../../reading/lists';
import { simplifyFlow } from './details';

const CLONE_REQUEST = {
	timeoutMs: 360_000,
	refusalHint: (status: number) =>
		status === 400 || status === 422
			? "Check 'Connection Map (JSON)', and that 'Integration' exists in the environment of the copy."
			: undefined,
};

/**
 * POST /flows/{id}/clone. Without a map, each connection of the flow stands for itself. Never repeated: where its response was
 * lost, the flows of the integration show whether it was made.
 */
export const clone = operation({
	name: 'Clone',
	action: 'Clone flow',
	description: 'Copy it with its exports and imports, in the same integration or in another one',
	fields: {
		flowId: flow,
		name: text({ displayName: 'Name', description: 'The name of the copy' }),
		toIntegrationId: flowIntegration("Leave empty to use the original's", 'Target Integration'),
		cloneOptions: collection({
			displayName: 'Clone Options',
			fields: {
				connectionMap: optionalJson({
					displayName: 'Connection Map (JSON)',
					description:
						'The original connection IDs with the IDs that replace them. Leave empty to use the same connections.',
					placeholder: 'e.g. {"oldConnectionId": "newConnectionId"}',
				}),
				envId: anyEnvironment,
				_flowGroupingId: optionalId({
					displayName: 'Flow Group ID',
					placeholder: 'e.g. 5f1b2c3d4e5f6a7b8c9d7001',
					description: 'The group of the target integration that the copy belongs to',
				}),
			},
		}),
	},
	check: ({ cloneOptions }) => refuseUndefined("'Connection Map (JSON)'", cloneOptions.connectionMap),
	// One that was made without a response is known by its name.
	exclusive: ({ name }) => `name ${name}`,
	simplify: (record, values) => ('manifest' in record ? record : simplifyFlow(record, values)),
	run: async (api, { flowId, name, toIntegrationId, cloneOptions: { connectionMap: given, ...options } }) => {
		const _integrationId = toIntegrationId ?? (await integrationOf(api, flowId));
		const connectionMap = given ?? (await sameConnections(api, flowId));
		const body = { name, _integrationId, connectionMap, ...options };
		return await madeOnce(api, {
			make: async () =>
				cloneIn(api, flowId, await api.post(route`/flows/${flowId}/clone`, body, CLONE_REQUEST)),
			look: () => flowsOf(api, _integrationId),
			sent: { name },
			idField: '_id',
			timeField: 'createdAt',
		});
	},
});

/** The copy, or the list of what was made (provider document, section 2.1, on integrations). */
function cloneIn(api: ApiClient, sourceId: string, made: unknown): IDataObject {
	return Array.isArray(made) ? { _sourceId: sourceId, manifest: recordsIn(made) } : api.asRecord(made);
}

/** @throws where the flow belongs to none: Celigo clones into an integration only */
async function integrationOf(api: ApiClient, flowId: string): Promise<string> {
	const { _integrationId } = await api.record(route`/flows/${flowId}`, { id: flowId });
	const integrationId = textOf(_integrationId);
	if (integrationId !== undefined) return integrationId;
	throw api.error(
		'The flow does not belong to an integration, and Celigo clones a flow only into one',
		"Choose a 'Target Integration'. Nothing was changed.",
	);
}

/** The connections of the steps of a flow, each to itself; none where Celigo does not list the steps. */
async function sameConnections(api: ApiClient, flowId: string): Promise<IDataObject> {
	const { body } = await api.send({
		method: 'GET',
		route: route`/flows/${flowId}/descendants`,
		accept: [404],
	});
	const { exports, imports } = api.asRecord(body ?? {});
	const connectionIds = [...recordsIn(exports), ...recordsIn(imports)].flatMap(
		({ _connectionId }) => textOf(_connectionId) ?? [],
	);
	return Object.fromEntries(connectionIds.map((connectionId) => [connectionId, connectionId]));
}
