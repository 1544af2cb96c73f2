import { checkTimeRange, operation, withIntegrationId } from '../../../../core';
import { additionalQuery, queryBeside } from '../../fields';
import { integration, sync } from '../../locators';
import { kindsOf, simplifyKind } from '../../reading/kinds';
import { simplifyLine } from '../../reading/logLine';
import { chosenLines } from '../../reading/logs';
import { internalIdOf, kindRunsOf, simplifyKindRun, simplifySync, syncsOf } from '../../reading/syncs';
import { logFilterOf, logFilters } from './logFilters';

const logQuery = queryBeside(
	['direction', 'limit', 'log_id', 'timestamp'],
	"'Return All', 'Limit', 'Filters' and 'Rows per Page'",
);

/** GET /integration/{identifier}/logs, newest first, page by page of at most 300 lines. */
export const getLogs = operation({
	name: 'Get Logs',
	action: 'Get logs of integration',
	description: 'Retrieve a list of log lines, newest first, filtered by time, level or kind',
	fields: { integrationId: integration, filters: logFilters, additionalQuery: logQuery },
	simplify: withIntegrationId(simplifyLine),
	check: ({ filters: { from, to } }) => checkTimeRange(from, to),
	list: async function* (api, { integrationId, filters, additionalQuery: query }) {
		yield* chosenLines(api, integrationId, logFilterOf(filters, query));
	},
});

/** GET /integration/{internal id}/syncsMetadata. */
export const getSyncHistory = operation({
	name: 'Get Sync History',
	action: 'Get sync history of integration',
	description:
		'Retrieve a list of the syncs of the last four days, or the 50 most recent. Only for Ocean integrations.',
	fields: { integrationId: integration, additionalQuery },
	simplify: withIntegrationId(simplifySync),
	list: async function* (api, { integrationId, additionalQuery: query }) {
		yield* await syncsOf(api, await internalIdOf(api, integrationId), query);
	},
});

/** GET /integration/{internal id}/syncMetrics. */
export const getSyncMetrics = operation({
	name: 'Get Sync Metrics',
	action: 'Get sync metrics of integration',
	description: 'Retrieve the results per kind for one sync, or for the latest. Only for Ocean integrations.',
	fields: { integrationId: integration, resyncId: sync, additionalQuery },
	simplify: withIntegrationId(simplifyKindRun),
	list: async function* (api, { integrationId, resyncId, additionalQuery: query }) {
		yield* await kindRunsOf(api, await internalIdOf(api, integrationId), resyncId, query);
	},
});

/** GET /integration/{identifier}/kinds. */
export const getKinds = operation({
	name: 'Get Kinds',
	action: 'Get kinds of integration',
	description: 'Retrieve a list of the kinds of records that an integration reads, with examples',
	fields: { integrationId: integration, additionalQuery },
	simplify: withIntegrationId(simplifyKind),
	list: async function* (api, { integrationId, additionalQuery: query }) {
		yield* await kindsOf(api, integrationId, query);
	},
});
