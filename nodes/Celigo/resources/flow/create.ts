import {
	collection,
	flag,
	madeOnce,
	operation,
	refuseUndefined,
	route,
	text,
	textOf,
} from '../../../../core';
import { flowIntegration } from '../../locators';
import { allFlows, flowsOf } from '../../reading/lists';
import { remarkNotStored } from '../../storedAsSent';
import { changesIn } from '../../updating';
import { flowDetails, simplifyFlow } from './details';

/** POST /flows. Never repeated: where its response was lost, the list of flows shows whether it was made. */
export const create = operation({
	name: 'Create',
	action: 'Create flow',
	description:
		"Add a flow to an integration. It stays off unless you turn on 'Enabled', so you can check it first.",
	fields: {
		name: text({ displayName: 'Name' }),
		integrationId: flowIntegration('Leave empty for a flow outside any integration'),
		enabled: flag({
			displayName: 'Enabled',
			default: false,
			description: 'Whether to let its schedule and listeners start it immediately',
		}),
		details: collection({ displayName: 'Additional Fields', fields: flowDetails }),
	},
	check: ({ details }) => refuseUndefined("'Additional Fields (JSON)'", details.more),
	simplify: simplifyFlow,
	// One that was made without a response is known by its name.
	exclusive: ({ name }) => `name ${name}`,
	run: async (api, { name, integrationId, enabled, details }) => {
		const owner = integrationId && { _integrationId: integrationId };
		const body = { ...changesIn(details), name, disabled: !enabled, ...owner };
		const _integrationId = textOf(body._integrationId);
		const made = await madeOnce(api, {
			make: async () => api.asRecord(await api.post(route`/flows`, body)),
			look: () => (_integrationId === undefined ? allFlows(api) : flowsOf(api, _integrationId)),
			sent: _integrationId === undefined ? { name, _integrationId } : { name },
			idField: '_id',
			timeField: 'createdAt',
		});
		remarkNotStored(api, 'the creation of the flow', body, made);
		return made;
	},
});
