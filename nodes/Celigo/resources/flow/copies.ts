import { collection, madeOnce, operation, optionalId, route, text, textOf } from '../../../../core';
import type { ApiClient } from '../../../../core';
import { checkConnectionMap, cloneIn, cloneRequest, connectionMap, sameConnections } from '../../cloning';
import { anyEnvironment, flow, flowIntegration } from '../../locators';
import { flowsOf } from '../../reading/lists';
import { descendantsOf } from '../../reading/steps';
import { simplifyFlow } from './details';

const CLONE_REQUEST = cloneRequest(
	". 'Target Integration' must exist in the environment of the copy, and have the group of 'Flow Group ID'.",
);

/**
 * POST /flows/{id}/clone. Without a map, each connection of the flow stands for itself. Never repeated: where its response was
 * lost, the flows of the integration show whether it was made.
 */
export const clone = operation({
	name: 'Clone',
	action: 'Clone flow',
	description: 'Copy a flow with its exports and imports, in the same integration or in another one',
	fields: {
		flowId: flow,
		name: text({ displayName: 'Name', description: 'The name of the copy' }),
		toIntegrationId: flowIntegration("Leave empty to use the original's", 'Target Integration'),
		cloneOptions: collection({
			displayName: 'Clone Options',
			addLabel: 'Add option',
			fields: {
				connectionMap,
				envId: anyEnvironment,
				_flowGroupingId: optionalId({
					displayName: 'Flow Group ID',
					placeholder: 'e.g. 5f1b2c3d4e5f6a7b8c9d7001',
					description: 'The group of the target integration that the copy belongs to',
				}),
			},
		}),
	},
	check: ({ cloneOptions }) => checkConnectionMap(cloneOptions.connectionMap),
	// One that was made without a response is known by its name.
	exclusive: ({ name }) => `name ${name}`,
	simplify: (record, values) => ('manifest' in record ? record : simplifyFlow(record, values)),
	run: async (api, { flowId, name, toIntegrationId, cloneOptions: { connectionMap: given, ...options } }) => {
		const _integrationId = toIntegrationId ?? (await integrationOf(api, flowId));
		const map = given ?? sameConnections(await connectionsOf(api, flowId));
		const body = { name, _integrationId, connectionMap: map, ...options };
		return await madeOnce(api, {
			make: async () =>
				cloneIn(
					api,
					{ id: flowId, model: 'Flow' },
					await api.post(route`/flows/${flowId}/clone`, body, CLONE_REQUEST),
				),
			look: () => flowsOf(api, _integrationId),
			sent: { name },
			idField: '_id',
			timeField: 'createdAt',
		});
	},
});

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

/** The connections of the steps of a flow; none where Celigo does not list the steps. */
async function connectionsOf(api: ApiClient, flowId: string): Promise<string[]> {
	const steps = await descendantsOf(api, flowId);
	return steps.flatMap(({ _connectionId }) => textOf(_connectionId) ?? []);
}
