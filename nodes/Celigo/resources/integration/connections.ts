import { ids } from '../../../../core/field/fields';
import { operation } from '../../../../core/operation/Operation';
import { route } from '../../../../core/request/Route';
import { integration, registeredConnection } from '../../locators';

const integrationId = integration;

/** PUT /integrations/{id}/connections/register; those that are registered already stay so. */
export const registerConnections = operation({
	name: 'Register Connections',
	action: 'Register connections with an integration',
	fields: {
		integrationId,
		connectionIds: ids({
			displayName: 'Connection IDs',
			placeholder: 'e.g. 5f1b2c3d4e5f6a7b8c9d0e5b',
			description: 'IDs separated by commas',
		}),
	},
	run: async (celigo, { integrationId: id, connectionIds }) => {
		await celigo.put(route`/integrations/${id}/connections/register`, connectionIds);
		return { _integrationId: id, registered: connectionIds.length, connectionIds: [...connectionIds] };
	},
});

/** DELETE /integrations/{id}/connections/{connectionId}/register; the connection itself stays. */
export const deregisterConnection = operation({
	name: 'Deregister Connection',
	action: 'Deregister a connection from an integration',
	description: 'The connection itself is not deleted',
	fields: { integrationId, connectionId: registeredConnection },
	run: async (celigo, { integrationId: id, connectionId }) => {
		await celigo.delete(route`/integrations/${id}/connections/${connectionId}/register`);
		return { deregistered: true, _integrationId: id, _connectionId: connectionId };
	},
});
