import {
	choice,
	collection,
	emptyOnPurpose,
	healthFields,
	madeOnce,
	operation,
	readsHealth,
	refuseUndefined,
	resource,
	route,
} from '../../../../core';
import { inSandbox, integrationName } from '../../fields';
import { integration } from '../../locators';
import { allHealth, healthOf } from '../../reading/health';
import { allIntegrations, integrationsIn } from '../../reading/lists';
import { NOT_NOW, onRefusal } from '../../refusals';
import { remarkNotStored } from '../../storedAsSent';
import { changesIn } from '../../updating';
import { deregisterConnection, registerConnections } from './connections';
import {
	getAuditLog,
	getConnections,
	getDependencies,
	getErrorCounts,
	getExports,
	getFlows,
	getImports,
	getUsers,
	getWithRelated,
} from './contents';
import { clone, downloadTemplate } from './copies';
import { creationDetails, simplifyIntegration } from './details';
import { update } from './update';

/** POST /integrations. Never repeated: where its response was lost, GET /integrations shows whether it was made. */
export const create = operation({
	name: 'Create',
	action: 'Create integration',
	description: 'Add a new integration without flows to the account',
	fields: {
		name: integrationName('Up to 100 characters'),
		details: collection({
			displayName: 'Additional Fields',
			fields: { ...creationDetails, sandbox: emptyOnPurpose(inSandbox) },
		}),
	},
	check({ details }) {
		refuseUndefined("'Settings (JSON)'", details.settings);
		refuseUndefined("'Additional Fields (JSON)'", details.more);
	},
	simplify: simplifyIntegration,
	// One that was made without a response is known by its name.
	exclusive: ({ name }) => `name ${name}`,
	run: async (api, { name, details }) => {
		const body = { ...changesIn(details), name };
		const made = await madeOnce(api, {
			make: async () => api.asRecord(await api.post(route`/integrations`, body)),
			look: () => allIntegrations(api),
			sent: { name },
			idField: '_id',
			timeField: 'createdAt',
		});
		remarkNotStored(api, 'the creation of the integration', body, made);
		return made;
	},
});

/** GET /integrations/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get integration',
	description: 'Retrieve the settings of a single integration by its ID or URL',
	fields: { integrationId: integration },
	simplify: simplifyIntegration,
	run: async (api, { integrationId }) =>
		await api.record(route`/integrations/${integrationId}`, { id: integrationId }),
});

/** GET /integrations, Link paged. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many integrations',
	description: 'Retrieve a list of integrations with their numbers of open errors',
	fields: {
		environment: choice({
			displayName: 'Environment',
			options: [
				{ name: 'Any', value: 'any' },
				{ name: 'Production', value: 'production' },
				{ name: 'Sandbox', value: 'sandbox' },
			],
			default: 'any',
			description: 'The environment that the integrations belong to',
		}),
	},
	simplify: simplifyIntegration,
	list: (api, { environment }) =>
		environment === 'any' ? allIntegrations(api) : integrationsIn(api, environment),
});

/** DELETE /integrations/{id}, into the recycle bin. What becomes of its flows is the platform's decision; a refusal is passed on. */
export const remove = operation({
	name: 'Delete',
	action: 'Delete integration',
	description:
		'Remove an integration from the account. Celigo keeps it in its recycle bin for 30 days, and refuses while it still has flows.',
	fields: { integrationId: integration },
	exclusive: ({ integrationId }) => integrationId,
	// One request for all items of an integration: it is gone after the first.
	merge: async (api, integrationId) => {
		await api.delete(route`/integrations/${integrationId}`, {
			refusalHint: onRefusal(
				'If the integration still has flows, delete those first; its exports, imports and connections can stay.',
				NOT_NOW,
			),
		});
		return { deleted: true, _id: integrationId };
	},
});

/** The one health shape, from the integration, its error summary and its newest flow job. */
export const getHealth = operation({
	name: 'Get Health',
	action: 'Get health of integration',
	description:
		'Retrieve the status, last error, last run and open errors, for one integration or all of them',
	fields: healthFields(integration),
	...readsHealth(healthOf, allHealth),
});

export const integrationResource = resource('Integration', [
	clone,
	create,
	deregisterConnection,
	downloadTemplate,
	get,
	getAuditLog,
	getConnections,
	getDependencies,
	getErrorCounts,
	getExports,
	getFlows,
	getHealth,
	getImports,
	getMany,
	getUsers,
	getWithRelated,
	registerConnections,
	remove,
	update,
]);
