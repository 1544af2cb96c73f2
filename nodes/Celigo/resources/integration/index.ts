import type { IDataObject } from 'n8n-workflow';
import { isMatch, isUndefined, omit, omitBy, pick } from 'lodash';

import { collection } from '../../../../core/field/fieldGroups';
import { choice, flag, optionalJson, optionalText } from '../../../../core/field/fields';
import { simplifyHealth } from '../../../../core/shapes/health';
import { isRecord } from '../../../../core/data/json';
import { operation, resource } from '../../../../core/operation/Operation';
import { route } from '../../../../core/request/Route';
import { healthOf } from '../../reading/health';
import { allIntegrations } from '../../reading/lists';
import { integration } from '../../locators';
import { linkedPages } from '../../platform';
import { integrationDescription, integrationName } from '../../fields';
import {
	getAuditLog,
	getConnections,
	getDependencies,
	getErrors,
	getExports,
	getFlows,
	getImports,
	getUsers,
	getWithRelated,
} from './contents';
import { deregisterConnection, registerConnections } from './connections';
import { clone, downloadTemplate } from './copies';

const SERVER_OWNED = ['_id', 'createdAt', 'lastModified', 'lastExecutedAt'];

const integrationId = integration;

const details = {
	description: integrationDescription(),
	readme: optionalText({ displayName: 'Readme', rows: 5 }),
	settings: optionalJson({ displayName: 'Settings (JSON)', placeholder: 'e.g. {"customKey": "value"}' }),
	more: optionalJson({
		displayName: 'Additional Fields (JSON)',
		description: 'Further fields of the integration as the API names them',
		placeholder: 'e.g. {"flowGroupings": [{"name": "Customers"}]}',
	}),
};

const sandbox = flag({
	displayName: 'Sandbox',
	default: false,
	description: 'Whether the integration belongs to the sandbox environment',
});

/** POST /integrations. */
export const create = operation({
	name: 'Create',
	action: 'Create an integration',
	fields: {
		name: integrationName('At most 100 characters'),
		details: collection({
			displayName: 'Additional Fields',
			addLabel: 'Add field',
			fields: { ...details, sandbox },
		}),
	},
	simplify: simplifyIntegration,
	run: async (celigo, { name, details: { more, ...given } }) =>
		celigo.asRecord(await celigo.post(route`/integrations`, { ...more, ...given, name })),
});

/** GET /integrations/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get an integration',
	fields: { integrationId },
	simplify: simplifyIntegration,
	run: async (celigo, { integrationId: id }) => await celigo.record(route`/integrations/${id}`),
});

/** GET /integrations, Link paged. The filter is sent, and applied to the rows that tell. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many integrations',
	fields: {
		environment: choice({
			displayName: 'Environment',
			options: [
				{ name: 'Any', value: 'any' },
				{ name: 'Production', value: 'production' },
				{ name: 'Sandbox', value: 'sandbox' },
			],
			default: 'any',
			description: 'Which environment the integrations belong to',
		}),
	},
	simplify: simplifyIntegration,
	list: async function* (celigo, { environment }) {
		if (environment === 'any') return yield* allIntegrations(celigo);
		const isSandbox = environment === 'sandbox';
		const query = { limit: celigo.rowsPerPage, sandbox: isSandbox };
		for await (const row of linkedPages(celigo, route`/integrations`, query)) {
			if (typeof row['sandbox'] !== 'boolean' || row['sandbox'] === isSandbox) yield row;
		}
	},
});

/** PUT /integrations/{id}: what is stored is read and merged first, because the API erases what is left out. */
export const update = operation({
	name: 'Update',
	action: 'Update an integration',
	fields: {
		integrationId,
		mode: choice({
			displayName: 'Mode',
			options: [
				{
					name: 'Merge Into Stored',
					value: 'merge',
					description: 'Change the given fields, keep all others',
				},
				{
					name: 'Replace',
					value: 'replace',
					description: 'Send exactly the given fields; Celigo erases all others',
				},
			],
			default: 'merge',
		}),
		details: collection({
			displayName: 'Fields to Set',
			addLabel: 'Add field',
			fields: { name: integrationName('At most 100 characters'), ...details },
		}),
	},
	simplify: simplifyIntegration,
	run: async (celigo, { integrationId: id, mode, details: { more, ...given } }) => {
		// A field that was added and left empty is none: it must not erase what is stored.
		const changes = omitBy({ ...more, ...given }, isUndefined);
		if (Object.keys(changes).length === 0) {
			throw celigo.error('There is nothing to update', 'Add at least one field to set; nothing was sent.');
		}
		if (mode === 'replace' && changes['name'] === undefined) {
			throw celigo.error(
				'A replacement needs a name',
				'Celigo erases what is left out, but not the name: add Name, or choose "Merge Into Stored"; nothing was sent.',
			);
		}
		const stored = mode === 'merge' ? await celigo.record(route`/integrations/${id}`) : {};
		const answer = await celigo.put(route`/integrations/${id}`, {
			...omit(stored, SERVER_OWNED),
			...changes,
		});
		const isApp = Boolean(stored['_connectorId'] ?? (isRecord(answer) && answer['_connectorId']));
		const updated = isRecord(answer) && !isApp ? answer : await celigo.record(route`/integrations/${id}`);
		if (updated['_connectorId'] && !isMatch(updated, changes)) {
			celigo.remark(
				'Celigo accepted the update but did not change this Integration App: its settings belong to the app.',
			);
		}
		return updated;
	},
});

/** DELETE /integrations/{id}. What becomes of its flows is the platform's decision; a refusal is passed on. */
export const remove = operation({
	name: 'Delete',
	action: 'Delete an integration',
	fields: { integrationId },
	run: async (celigo, { integrationId: id }) => {
		await celigo.delete(route`/integrations/${id}`, {
			refusalHint: 'If it still has flows, exports, imports or connections, delete those first.',
		});
		return { deleted: true, _id: id };
	},
});

/** The one health shape, from the integration, its error summary and its newest flow job. */
export const getHealth = operation({
	name: 'Get Health',
	action: 'Get the health of an integration',
	fields: { integrationId },
	simplify: simplifyHealth,
	run: async (celigo, { integrationId: id }) => await healthOf(celigo, id),
});

function simplifyIntegration(record: IDataObject): IDataObject {
	return pick(record, [
		'_id',
		'name',
		'description',
		'mode',
		'sandbox',
		'version',
		'numFlows',
		'numError',
		'lastErrorAt',
		'_connectorId',
		'createdAt',
		'lastModified',
	]);
}

export const integrationResource = resource('Integration', [
	clone,
	create,
	deregisterConnection,
	downloadTemplate,
	get,
	getAuditLog,
	getConnections,
	getDependencies,
	getErrors,
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
