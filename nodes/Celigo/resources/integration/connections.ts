import { ids, operation, route } from '../../../../core';
import { integration, registeredConnection } from '../../locators';

/** PUT /integrations/{id}/connections/register; those that are registered already stay so. */
export const registerConnections = operation({
	name: 'Register Connections',
	action: 'Register connections with integration',
	description: 'Make existing connections available to the selected integration',
	fields: {
		integrationId: integration,
		connectionIds: ids({
			displayName: 'Connection IDs',
			placeholder: 'e.g. 5f1b2c3d4e5f6a7b8c9d0e5b',
			description: 'Comma-separated list of connection IDs',
		}),
	},
	exclusive: ({ integrationId }) => `connections of ${integrationId}`,
	run: async (api, { integrationId, connectionIds }) => {
		await api.put(route`/integrations/${integrationId}/connections/register`, connectionIds);
		const requested = connectionIds.length;
		return { _integrationId: integrationId, requested, connectionIds: [...connectionIds] };
	},
});

/** DELETE /integrations/{id}/connections/{connectionId}/register; the connection itself stays. */
export const deregisterConnection = operation({
	name: 'Deregister Connection',
	action: 'Deregister connection from integration',
	description: 'Remove the link between the two. The connection itself is kept.',
	fields: { integrationId: integration, connectionId: registeredConnection },
	exclusive: ({ integrationId }) => `connections of ${integrationId}`,
	run: async (api, { integrationId, connectionId }) => {
		await api.delete(route`/integrations/${integrationId}/connections/${connectionId}/register`);
		return { deregistered: true, _integrationId: integrationId, _connectionId: connectionId };
	},
});
