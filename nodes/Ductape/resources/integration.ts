import type { IDataObject } from 'n8n-workflow';
import { isEqual, pick } from 'lodash';

import type { ApiClient } from '../../../core/request/ApiClient';
import { collection } from '../../../core/field/fieldGroups';
import { choice, flag, optionalText, text } from '../../../core/field/fields';
import { simplifyHealth } from '../../../core/shapes/health';
import { isRecord, recordsIn, textOf } from '../../../core/data/json';
import { operation, resource } from '../../../core/operation/Operation';
import { route } from '../../../core/request/Route';
import { integrationDocument, integrationsOf, integrationTagged } from '../reading/documents';
import { healthOf } from '../reading/health';
import { integration } from '../locators';
import { includeSecrets } from '../parts/partOperations';
import { ABSENT_STATUSES, isAbsent, layersOf, recordOf, rowsOf, SERVER_ERRORS } from '../platform';
import { logReader } from './log';

const PART_LISTS = ['envs', 'apps', 'functions', 'caches', 'notifications', 'features', 'databases', 'jobs'];

const integrationId = integration;
const description = text({ displayName: 'Description', placeholder: 'e.g. Order sync' });

/** POST /integrations/v1/check-integration-exists, then /create, then GET /{id}: the SDK's createIntegration. */
export const create = operation({
	name: 'Create',
	action: 'Create an integration',
	description: 'Ductape calls an integration product too',
	fields: {
		name: text({ displayName: 'Name', placeholder: 'e.g. Orders Hub' }),
		description,
		onDuplicate: choice({
			displayName: 'On Duplicate',
			options: [
				{ name: 'Error', value: 'error', description: 'Fail, and change nothing' },
				{ name: 'Skip', value: 'skip', description: 'Return the one that has the name, unchanged' },
				{ name: 'Update', value: 'update', description: 'Change its description' },
			],
			default: 'error',
			description: 'What to do when the name is taken',
		}),
		details: collection({
			displayName: 'Additional Fields',
			addLabel: 'Add field',
			fields: {
				tag: optionalText({ displayName: 'Tag', description: 'Made of the name when left empty' }),
				unique: flag({
					displayName: 'Unique',
					default: true,
					description: 'Whether the integration is marked as unique',
				}),
			},
		}),
	},
	simplify: simplifyIntegration,
	run: async (api, { name, description: said, onDuplicate, details }) => {
		const existing = await integrationNamed(api, name);
		if (existing !== undefined) {
			if (onDuplicate === 'skip') return await integrationDocument(api, existing);
			if (onDuplicate === 'update') return await changed(api, existing, { description: said });
			throw api.error(
				`There is an integration named "${name}" already`,
				'Choose Skip under On Duplicate to return it, or another name; nothing was sent.',
			);
		}
		const body = { name, description: said, ...details };
		const response = await api.send({
			method: 'POST',
			route: route`/integrations/v1/create`,
			body,
			accept: SERVER_ERRORS,
		});
		const created = response.status < 300 ? textOf(recordOf(api, response.body, '_id')['_id']) : undefined;
		return await integrationDocument(api, created ?? (await createdAfterAll(api, name, body)));
	},
});

/** GET /integrations/v1/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get an integration',
	fields: { integrationId, includeSecrets },
	simplify: simplifyIntegration,
	keepsSecrets: ({ includeSecrets: wanted }) => wanted,
	run: async (api, { integrationId: id }) => await integrationDocument(api, id),
});

/** GET /integrations/v1/fetch-product-apps/{id}. */
export const getApps = operation({
	name: 'Get Apps',
	action: 'Get the apps that an integration uses',
	description: 'The apps themselves; App: Get Many answers how the integration uses them',
	fields: { integrationId },
	simplify: (app) => pick(app, ['_id', 'app_name', 'tag', 'access_tag', 'status', 'description']),
	list: async function* (api, { integrationId: id }) {
		yield* rowsOf(api, await api.get(route`/integrations/v1/fetch-product-apps/${id}`));
	},
});

/** GET /integrations/v1/fetch/tag; where that route is missing, the one of the workspace's list with the tag. */
export const getByTag = operation({
	name: 'Get by Tag',
	action: 'Get an integration by its tag',
	fields: { tag: text({ displayName: 'Tag', placeholder: 'e.g. orders_hub' }), includeSecrets },
	simplify: simplifyIntegration,
	keepsSecrets: ({ includeSecrets: wanted }) => wanted,
	run: async (api, { tag }) => await integrationTagged(api, tag),
});

/** GET /integrations/v1/workspace/{workspace}/{status}; whole documents, not paged. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many integrations',
	fields: {
		status: choice({
			displayName: 'Status',
			options: [
				{ name: 'All', value: 'all' },
				{ name: 'Draft', value: 'draft' },
				{ name: 'Private', value: 'private' },
				{ name: 'Public', value: 'public' },
			],
			default: 'all',
		}),
		includeSecrets,
	},
	simplify: simplifyIntegration,
	keepsSecrets: ({ includeSecrets: wanted }) => wanted,
	list: (api, { status }) => integrationsOf(api, status),
});

/** PUT /integrations/v1/{id} without `component`: what is stored is read first, because both fields are wanted. */
export const update = operation({
	name: 'Update',
	action: 'Update an integration',
	fields: {
		integrationId,
		details: collection({
			displayName: 'Fields to Set',
			addLabel: 'Add field',
			fields: { name: text({ displayName: 'Name' }), description },
		}),
	},
	simplify: simplifyIntegration,
	run: async (api, { integrationId: id, details }) => {
		if (Object.keys(details).length === 0) {
			throw api.error('There is nothing to update', 'Add at least one field to set; nothing was sent.');
		}
		return await changed(api, id, details);
	},
});

/** DELETE /integrations/v1/{id}, with all its parts. */
export const remove = operation({
	name: 'Delete',
	action: 'Delete an integration',
	fields: { integrationId },
	run: async (api, { integrationId: id }) => {
		await api.delete(route`/integrations/v1/${id}`);
		return { deleted: true, _id: id };
	},
});

/** The one health shape, from the document and the log. */
export const getHealth = operation({
	name: 'Get Health',
	action: 'Get the health of an integration',
	fields: { integrationId, logReader },
	simplify: simplifyHealth,
	run: async (api, { integrationId: id, logReader: reader }) => await healthOf(api, id, reader),
});

/** The id of the integration with that name. A free name is answered by null, false, or a "not found". */
async function integrationNamed(api: ApiClient, name: string): Promise<string | undefined> {
	const response = await api.send({
		method: 'POST',
		route: route`/integrations/v1/check-integration-exists`,
		body: { name },
		accept: ABSENT_STATUSES,
		idempotent: true,
	});
	if (isAbsent(api, response, 'whether the name is taken')) return undefined;
	const found = layersOf(response.body).find((layer) => isRecord(layer) && layer['_id'] !== undefined);
	return isRecord(found) ? textOf(found['_id']) : undefined;
}

/** After a 5xx: the integration may be there all the same; only when it is not is the request sent again. */
async function createdAfterAll(api: ApiClient, name: string, body: IDataObject): Promise<string> {
	const existing = await integrationNamed(api, name);
	if (existing !== undefined) return existing;
	return String(recordOf(api, await api.post(route`/integrations/v1/create`, body), '_id')['_id']);
}

async function changed(api: ApiClient, id: string, changes: IDataObject): Promise<IDataObject> {
	const before = await integrationDocument(api, id);
	const body = { ...pick(before, ['name', 'description']), ...changes };
	await api.put(route`/integrations/v1/${id}`, body, {
		idempotent: true,
		retries: 1,
		refusalHint:
			'If it says that component is missing, this server takes such changes in the workbench only.',
	});
	const after = await integrationDocument(api, id);
	const asked = Object.keys(changes).filter((name) => !isEqual(changes[name], before[name]));
	if (asked.length === 0 || !isEqual(pick(after, asked), pick(before, asked))) return after;
	throw api.error(
		'Ductape accepted the update but did not change the integration',
		'Change its name and description in the workbench.',
	);
}

/** The parts are counted; each kind has its own resource. */
function simplifyIntegration(record: IDataObject): IDataObject {
	return {
		...pick(record, ['_id', 'name', 'description', 'tag', 'status', 'active', 'workspace_id']),
		...Object.fromEntries(PART_LISTS.map((list) => [list, recordsIn(record[list]).length])),
	};
}

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
