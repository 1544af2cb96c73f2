import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import { collection } from '../../../../core/field/fieldGroups';
import { choice, flag, optionalText, optionalTime } from '../../../../core/field/fields';
import { isRecord, recordsIn } from '../../../../core/data/json';
import { operation } from '../../../../core/operation/Operation';
import { all } from '../../../../core/request/pagination';
import { route } from '../../../../core/request/Route';
import { connectionsOf, errorSummary, exportsOf, flowsOf, importsOf } from '../../reading/lists';
import { integration } from '../../locators';
import { linkedPages } from '../../platform';
import { simplifyFlow } from '../flow';

const AUDIT_SOURCES = ['api', 'connector', 'script', 'sso', 'stack', 'system', 'ui'] as const;

const integrationId = integration;

/** GET /integrations/{id}/flows. */
export const getFlows = operation({
	name: 'Get Flows',
	action: 'Get the flows of an integration',
	fields: { integrationId },
	simplify: simplifyFlow,
	list: (celigo, { integrationId: id }) => flowsOf(celigo, id),
});

/** GET /integrations/{id}/exports. */
export const getExports = operation({
	name: 'Get Exports',
	action: 'Get the exports of an integration',
	fields: { integrationId },
	simplify: simplifyStep,
	list: (celigo, { integrationId: id }) => exportsOf(celigo, id),
});

/** GET /integrations/{id}/imports. */
export const getImports = operation({
	name: 'Get Imports',
	action: 'Get the imports of an integration',
	fields: { integrationId },
	simplify: simplifyStep,
	list: (celigo, { integrationId: id }) => importsOf(celigo, id),
});

/** GET /integrations/{id}/connections. */
export const getConnections = operation({
	name: 'Get Connections',
	action: 'Get the connections of an integration',
	fields: { integrationId },
	simplify: simplifyConnection,
	list: (celigo, { integrationId: id }) => connectionsOf(celigo, id),
});

/** GET /integrations/{id}/audit, Link paged; what lies below the integration is included. */
export const getAuditLog = operation({
	name: 'Get Audit Log',
	action: 'Get the audit log of an integration',
	fields: {
		integrationId,
		filters: collection({
			displayName: 'Filters',
			addLabel: 'Add filter',
			fields: {
				from: optionalTime({ displayName: 'From' }),
				to: optionalTime({ displayName: 'To' }),
				action: optionalText({ displayName: 'Action', placeholder: 'e.g. update' }),
				source: choice({
					displayName: 'Source',
					options: AUDIT_SOURCES.map((source) => ({ name: source.toUpperCase(), value: source })),
					default: 'ui',
				}),
				_byUserId: optionalText({ displayName: 'User ID' }),
			},
		}),
	},
	simplify: simplifyAuditEntry,
	list: (celigo, { integrationId: id, filters }) =>
		linkedPages(celigo, route`/integrations/${id}/audit`, { limit: celigo.rowsPerPage, ...filters }),
});

/** GET /integrations/{id}/errors: one record for each flow with its number of open errors. Not paged. */
export const getErrors = operation({
	name: 'Get Errors',
	action: 'Get the number of open errors of each flow of an integration',
	description: 'Use Error: Get Many for the errors themselves',
	fields: {
		integrationId,
		sandbox: flag({
			displayName: 'Sandbox',
			default: false,
			description: 'Whether the integration belongs to the sandbox environment',
		}),
	},
	list: async function* (celigo, { integrationId: id, sandbox: inSandbox }) {
		yield* await errorSummary(celigo, id, inSandbox);
	},
});

/** GET /integrations/{id}/ashares. The owner of the account is not among them. */
export const getUsers = operation({
	name: 'Get Users',
	action: 'Get the users of an integration',
	description: 'The owner of the account is not listed by Celigo',
	fields: { integrationId },
	simplify: (grant) => ({
		...pick(grant, ['_id', 'accessLevel', 'accepted', 'disabled', 'dismissed', 'lastSignIn']),
		...(isRecord(grant['sharedWithUser']) && {
			userId: grant['sharedWithUser']['_id'],
			email: grant['sharedWithUser']['email'],
			name: grant['sharedWithUser']['name'],
		}),
	}),
	list: (celigo, { integrationId: id }) => linkedPages(celigo, route`/integrations/${id}/ashares`),
});

/** GET /integrations/{id}/dependencies. */
export const getDependencies = operation({
	name: 'Get Dependencies',
	action: 'Get the dependencies of an integration',
	fields: { integrationId },
	run: async (celigo, { integrationId: id }) => await celigo.record(route`/integrations/${id}/dependencies`),
});

/** The integration and its four lists, read side by side. */
export const getWithRelated = operation({
	name: 'Get With Related',
	action: 'Get an integration with its flows exports imports and connections',
	fields: { integrationId },
	run: async (celigo, { integrationId: id }) => {
		const [record, flows, exports, imports, connections] = await Promise.all([
			celigo.record(route`/integrations/${id}`),
			all(flowsOf(celigo, id)),
			all(exportsOf(celigo, id)),
			all(importsOf(celigo, id)),
			all(connectionsOf(celigo, id)),
		]);
		return { ...record, flows, exports, imports, connections };
	},
});

function simplifyStep(record: IDataObject): IDataObject {
	return pick(record, [
		'_id',
		'name',
		'adaptorType',
		'_connectionId',
		'_integrationId',
		'sandbox',
		'createdAt',
		'lastModified',
	]);
}

function simplifyConnection(record: IDataObject): IDataObject {
	return pick(record, ['_id', 'name', 'type', 'offline', 'sandbox', 'createdAt', 'lastModified']);
}

/** Derived fields beside the platform's own; those that an older answer already has are kept. */
function simplifyAuditEntry(entry: IDataObject): IDataObject {
	const user = isRecord(entry['byUser']) ? entry['byUser'] : {};
	const changes = Object.fromEntries(
		recordsIn(entry['fieldChanges']).map((change) => [
			String(change['fieldPath'] ?? ''),
			{ old: change['oldValue'] ?? null, new: change['newValue'] ?? null },
		]),
	);
	return {
		timestamp: entry['time'],
		user: user['email'] ?? user['name'],
		action: entry['event'],
		changes,
		...pick(entry, [
			'_id',
			'source',
			'resourceType',
			'_resourceId',
			'timestamp',
			'user',
			'action',
			'changes',
		]),
	};
}
