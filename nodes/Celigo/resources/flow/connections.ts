import { FieldError, operation, route } from '../../../../core';
import { connection, flow } from '../../locators';
import { onRefusal } from '../../refusals';

/** PUT /flows/{id}/replaceConnection: in all steps of the flow that use the connection. */
export const replaceConnection = operation({
	name: 'Replace Connection',
	action: 'Replace connection of flow',
	description: 'Switch all steps that use one connection to another connection of the same type',
	fields: {
		flowId: flow,
		connectionId: connection('Connection', 'The connection to replace'),
		newConnectionId: connection('New Connection', 'The connection that the steps use from then on'),
	},
	check({ connectionId, newConnectionId }) {
		if (connectionId !== newConnectionId) return;
		throw new FieldError(
			"'New Connection' is the connection to replace",
			'Choose another one. Nothing was sent.',
		);
	},
	// Of two items, the later one may replace what the earlier one put in place, also in a step that two flows share.
	exclusive: () => 'steps',
	run: async (api, { flowId, connectionId: _connectionId, newConnectionId: _newConnectionId }) => {
		const body = { _connectionId, _newConnectionId };
		const refusalHint = onRefusal('The new connection must exist, and be of the same type.');
		await api.put(route`/flows/${flowId}/replaceConnection`, body, { refusalHint });
		return { requested: true, _flowId: flowId, ...body };
	},
});
