import { choice, healthFields, operation, readsHealth, when } from '../../../../core';
import { additionalQuery } from '../../fields';
import { integration, logIngestId } from '../../locators';
import { allHealth, healthOf } from '../../reading/health';
import {
	allIntegrations,
	allMetadata,
	integrationOf,
	simplifyIntegration,
	simplifyMetadata,
} from '../../reading/integrations';
import { withStatus } from '../../reading/status';
import { integrationFilters, passes } from './integrationFilters';

/** GET /integration: one request whatever their number; all filters are applied to its rows. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many integrations',
	description: 'Retrieve a list of all integrations with status and last resync',
	fields: { filters: integrationFilters, additionalQuery },
	simplify: simplifyIntegration,
	list: async function* (api, { filters, additionalQuery: query }) {
		const { actionsProcessingEnabled } = filters;
		const rows = await allIntegrations(api, { actionsProcessingEnabled, ...query });
		yield* rows.map(withStatus).filter(passes(filters));
	},
});

/** Which of its ids names the integration. */
const by = choice({
	displayName: 'Find By',
	options: [
		{ name: 'Installation ID', value: 'installationId' },
		{ name: 'Log Ingest ID', value: 'logIngestId' },
	],
	default: 'installationId',
});

/** GET /integration/{identifier}. */
export const get = operation({
	name: 'Get',
	action: 'Get integration',
	description: 'Retrieve the status and settings of a single integration by its ID',
	fields: {
		by,
		integrationId: when({ by: ['installationId'] }, integration),
		logIngestId: when({ by: ['logIngestId'] }, logIngestId),
		additionalQuery,
	},
	simplify: simplifyIntegration,
	run: async (api, { integrationId = '', logIngestId, additionalQuery: query }) =>
		logIngestId === undefined
			? await integrationOf(api, integrationId, query)
			: await integrationOf(api, logIngestId, { byField: 'logIngestId', ...query }),
});

/** GET /integration/metadata: the only list that members may read. Its keys are not documented. */
export const getMetadata = operation({
	name: 'Get Metadata',
	action: 'Get metadata of all integrations',
	description:
		'Retrieve only IDs, types and last updates. The only list of integrations that organization members can read.',
	fields: { additionalQuery },
	simplify: simplifyMetadata,
	list: async function* (api, { additionalQuery: query }) {
		yield* await allMetadata(api, query);
	},
});

/** The one health shape, from the integration and, after a failure, its log. */
export const getHealth = operation({
	name: 'Get Health',
	action: 'Get health of integration',
	description: 'Retrieve the status, last error and last run, for one integration or all of them',
	fields: { ...healthFields(integration), additionalQuery },
	...readsHealth(healthOf, allHealth),
});
