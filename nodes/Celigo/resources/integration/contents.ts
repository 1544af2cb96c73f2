import type { IDataObject } from 'n8n-workflow';

import { all, isRecord, isSameText, operation, recordsIn, route, simplified, textOf } from '../../../../core';
import { integration } from '../../locators';
import { connectionsOf, errorSummary, exportsOf, flowsOf, importsOf, isInSandbox } from '../../reading/lists';
import { linkedPages } from '../../reading/pages';
import { withIntegration } from '../../shortForm';
import { auditFilters, auditLog, simplifyAuditEntry } from '../auditLog';
import { simplifyFlow } from '../flow/details';

const stepKeys = [
	'_id',
	'name',
	'adaptorType',
	'_connectionId',
	'_integrationId',
	'sandbox',
	'createdAt',
	'lastModified',
] as const;

/** GET /integrations/{id}/flows. */
export const getFlows = operation({
	name: 'Get Flows',
	action: 'Get flows of integration',
	description: 'Retrieve a list of all flows that belong to an integration',
	fields: { integrationId: integration },
	simplify: simplifyFlow,
	list: (api, { integrationId }) => flowsOf(api, integrationId),
});

/** GET /integrations/{id}/exports. */
export const getExports = operation({
	name: 'Get Exports',
	action: 'Get exports of integration',
	description: 'Retrieve a list of all exports, the steps that read data',
	fields: { integrationId: integration },
	simplify: withIntegration(stepKeys),
	list: (api, { integrationId }) => exportsOf(api, integrationId),
});

/** GET /integrations/{id}/imports. */
export const getImports = operation({
	name: 'Get Imports',
	action: 'Get imports of integration',
	description: 'Retrieve a list of all imports, the steps that write data',
	fields: { integrationId: integration },
	simplify: withIntegration(stepKeys),
	list: (api, { integrationId }) => importsOf(api, integrationId),
});

/** GET /integrations/{id}/connections. */
export const getConnections = operation({
	name: 'Get Connections',
	action: 'Get connections of integration',
	description: 'Retrieve a list of registered connections and whether they are offline',
	fields: { integrationId: integration },
	simplify: withIntegration(['_id', 'name', 'type', 'offline', 'sandbox', 'createdAt', 'lastModified']),
	list: (api, { integrationId }) => connectionsOf(api, integrationId),
});

/** GET /integrations/{id}/audit, Link paged, or POST for several sources or actions; what lies below it is included. */
export const getAuditLog = operation({
	name: 'Get Audit Log',
	action: 'Get audit log of integration',
	description: 'Retrieve who changed what in an integration and when, including flows and other resources',
	fields: { integrationId: integration, filters: auditFilters },
	simplify: withIntegration(simplifyAuditEntry),
	list: (api, { integrationId, filters }) =>
		auditLog(api, route`/integrations/${integrationId}/audit`, filters, { hasFilters: true }),
});

/** GET /integrations/{id}/errors: one record for each flow with its number of open errors. Not paged. */
export const getErrorCounts = operation({
	name: 'Get Error Counts',
	action: 'Get open error counts of integration by flow',
	description:
		'Retrieve one item per flow with the number of open errors. For the errors themselves, use Error: Get Many.',
	fields: { integrationId: integration },
	simplify: withIntegration(['numError', 'lastErrorAt', '_flowId']),
	list: async function* (api, { integrationId }) {
		yield* await errorSummary(api, integrationId, await isInSandbox(api, integrationId));
	},
});

/** GET /integrations/{id}/ashares. The owner of the account is not among them. */
export const getUsers = operation({
	name: 'Get Users',
	action: 'Get users of integration',
	description:
		'Retrieve a list of people with access to an integration. Celigo does not include the account owner.',
	fields: { integrationId: integration },
	simplify: (grant, values) =>
		withIntegration((given) => simplifyGrant(given, values.integrationId))(grant, values),
	list: (api, { integrationId }) =>
		linkedPages(api, route`/integrations/${integrationId}/ashares`, { limit: api.rowsPerPage }),
});

/** GET /integrations/{id}/dependencies. */
export const getDependencies = operation({
	name: 'Get Dependencies',
	action: 'Get dependencies of integration',
	description: 'Retrieve the resources that use an integration and those that it uses',
	fields: { integrationId: integration },
	run: async (api, { integrationId }) => await api.record(route`/integrations/${integrationId}/dependencies`),
});

/** The integration and its four lists, read side by side. */
export const getWithRelated = operation({
	name: 'Get With Related',
	action: 'Get integration with related resources',
	description:
		'Retrieve an integration and all its flows, exports, imports and connections in one item. Exports and imports may contain sample data of real people.',
	fields: { integrationId: integration },
	run: async (api, { integrationId }) => {
		const [record, flows, exports, imports, connections] = await Promise.all([
			api.record(route`/integrations/${integrationId}`, { id: integrationId }),
			all(flowsOf(api, integrationId)),
			all(exportsOf(api, integrationId)),
			all(importsOf(api, integrationId)),
			all(connectionsOf(api, integrationId)),
		]);
		return { ...record, flows, exports, imports, connections };
	},
});

/**
 * The grant with its user; `_id` is the grant's. Whoever has no access to the whole account has a level for each integration
 * (provider document, section 3.4).
 */
function simplifyGrant(grant: IDataObject, integrationId: string): IDataObject {
	const { _id: userId, email, name } = isRecord(grant['sharedWithUser']) ? grant['sharedWithUser'] : {};
	const own = recordsIn(grant['integrationAccessLevel']).find((each) =>
		isSameText(each['_integrationId'], integrationId),
	);
	const accessLevel = textOf(grant['accessLevel']) ?? own?.['accessLevel'];
	return simplified({ ...grant, accessLevel, userId, email, name }, [
		'_id',
		'name',
		'email',
		'accessLevel',
		'accepted',
		'disabled',
		'dismissed',
		'lastSignIn',
		'userId',
	]);
}
