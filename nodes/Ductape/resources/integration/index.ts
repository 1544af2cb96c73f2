import {
	choice,
	healthFields,
	id,
	operation,
	readsHealth,
	resource,
	route,
	withIntegrationId,
} from '../../../../core';
import { includeSecrets, logReader } from '../../fields';
import { integration } from '../../locators';
import { integrationDocument, integrationsOf, integrationTagged } from '../../reading/documents';
import { rowsOf } from '../../reading/envelope';
import { allHealth, healthOf } from '../../reading/health';
import { create, remove, update } from './changes';
import { shortIntegration, shortListed } from './shortIntegration';

const status = choice({
	displayName: 'Status',
	options: [
		{ name: 'All', value: 'all' },
		{ name: 'Draft', value: 'draft' },
		{ name: 'Private', value: 'private' },
		{ name: 'Public', value: 'public' },
	],
	default: 'all',
});

/** GET /integrations/v1/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get integration',
	description: 'Retrieve a single integration with counts of its environments, apps and features',
	fields: { integrationId: integration, includeSecrets },
	simplify: shortIntegration,
	keepsSecrets: ({ includeSecrets }) => includeSecrets,
	run: async (api, { integrationId }) => await integrationDocument(api, integrationId),
});

/** GET /integrations/v1/fetch-product-apps/{id}. */
export const getApps = operation({
	name: 'Get Apps',
	action: 'Get apps of integration',
	description: 'Retrieve a list of the apps themselves. App: Get Many returns how the integration uses them.',
	fields: { integrationId: integration },
	simplify: withIntegrationId(['_id', 'app_name', 'tag', 'access_tag', 'status', 'description']),
	list: async function* (api, { integrationId }) {
		yield* rowsOf(api, await api.get(route`/integrations/v1/fetch-product-apps/${integrationId}`));
	},
});

/** GET /integrations/v1/fetch/tag; where that route is missing, the one of the workspace's list with the tag. */
export const getByTag = operation({
	name: 'Get by Tag',
	action: 'Get integration by tag',
	description: 'Retrieve a single integration when you only know how runs and logs name it',
	fields: { tag: id({ displayName: 'Tag', anyText: true, placeholder: 'e.g. orders_hub' }), includeSecrets },
	simplify: shortIntegration,
	keepsSecrets: ({ includeSecrets }) => includeSecrets,
	run: async (api, { tag }) => await integrationTagged(api, tag),
});

/** GET /integrations/v1/workspace/{workspace}/{status}; whole documents, not paged. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many integrations',
	description: 'Retrieve a list of all integrations in the workspace, optionally by status',
	fields: { status, includeSecrets },
	simplify: shortListed,
	keepsSecrets: ({ includeSecrets }) => includeSecrets,
	list: (api, { status }) => integrationsOf(api, status),
});

/** The one health shape, from the document and the log. */
export const getHealth = operation({
	name: 'Get Health',
	action: 'Get health of integration',
	description: 'Retrieve the status, last error and last run, for one integration or all of them',
	fields: { ...healthFields(integration), logReader },
	...readsHealth(healthOf, allHealth),
});

export const integrationResource = resource('Integration', [
	create,
	get,
	getApps,
	getByTag,
	getHealth,
	getMany,
	remove,
	update,
]);
