import type { IDataObject } from 'n8n-workflow';
import { isEqual, omit, pick } from 'lodash';

import type { ApiClient } from '../../../core/ApiClient';
import {
	choice,
	collection,
	flag,
	optionalJson,
	optionalText,
	optionalTime,
	text,
} from '../../../core/fields';
import { simplifyHealth } from '../../../core/health';
import { isRecord, recordsIn, textOf } from '../../../core/json';
import { DownloadedFile, operation, resource } from '../../../core/Operation';
import { route } from '../../../core/Route';
import { healthOf } from '../health';
import { allIntegrations, connectionsOf, errorSummary, exportsOf, flowsOf, importsOf } from '../lists';
import { integration } from '../locators';
import { linkedPages } from '../platform';
import { simplifyFlow } from './flow';

const CLONE_TIMEOUT_MS = 360_000;
const SERVER_OWNED = ['_id', 'createdAt', 'lastModified', 'lastExecutedAt'];
const AUDIT_SOURCES = ['api', 'connector', 'script', 'sso', 'stack', 'system', 'ui'] as const;

const integrationId = integration;

const details = {
	description: optionalText({ displayName: 'Description', rows: 3 }),
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
		name: text({ displayName: 'Name', description: 'At most 100 characters' }),
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
			fields: { name: text({ displayName: 'Name' }), ...details },
		}),
	},
	simplify: simplifyIntegration,
	run: async (celigo, { integrationId: id, mode, details: { more, ...given } }) => {
		const changes = { ...more, ...given };
		if (Object.keys(changes).length === 0) {
			throw celigo.error('There is nothing to update', 'Add at least one field to set; nothing was sent.');
		}
		if (mode === 'replace') return await put(celigo, id, changes);
		const stored = await celigo.record(route`/integrations/${id}`);
		const updated = await put(celigo, id, { ...omit(stored, SERVER_OWNED), ...changes });
		if (
			stored['_connectorId'] &&
			!Object.entries(changes).every(([key, value]) => isEqual(updated[key], value))
		) {
			celigo.remark(
				'Celigo accepted the update but did not change this Integration App: its settings belong to the app.',
			);
		}
		return updated;
	},
});

async function put(celigo: ApiClient, id: string, body: IDataObject): Promise<IDataObject> {
	const answer = await celigo.put(route`/integrations/${id}`, body);
	const isApp = Boolean(body['_connectorId']);
	return isRecord(answer) && !isApp ? answer : await celigo.record(route`/integrations/${id}`);
}

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
	fields: { integrationId, sandbox },
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

/** GET /integrations/{id}/template, then the ZIP behind the signed URL, fetched without the token. */
export const downloadTemplate = operation({
	name: 'Download Template',
	action: 'Download the template of an integration',
	description: 'Not for Integration Apps, nor before an integration is installed',
	fields: {
		integrationId,
		output: choice({
			displayName: 'Output',
			options: [
				{ name: 'File', value: 'file', description: 'The ZIP as binary data' },
				{ name: 'URL', value: 'url', description: 'The signed address only; it expires soon' },
			],
			default: 'file',
		}),
	},
	answersFile: true,
	run: async (celigo, { integrationId: id, output }) => {
		const answer = celigo.asRecord(await celigo.get(route`/integrations/${id}/template`));
		const address = textOf(answer['signedURL']) ?? textOf(answer['signedUrl']) ?? textOf(answer['url']);
		if (address === undefined) {
			throw celigo.error('Celigo answered no address of a template', 'Integration Apps have none.');
		}
		if (output === 'url') return { _integrationId: id, signedURL: address };
		const { bytes, mimeType } = await celigo.download(address);
		const fileName = `${id}.zip`;
		const record = { _integrationId: id, fileName, fileSizeBytes: bytes.length };
		return new DownloadedFile(record, bytes, fileName, mimeType ?? 'application/zip');
	},
});

/** POST /integrations/{id}/clone. Without a map, each registered connection stands for itself. */
export const clone = operation({
	name: 'Clone',
	action: 'Clone an integration',
	description: 'Takes up to minutes, and cancels running jobs on the connections of the original',
	fields: {
		integrationId,
		name: text({ displayName: 'Name', description: 'The name of the copy' }),
		options: collection({
			displayName: 'Clone Options',
			fields: {
				connectionMap: optionalJson({
					displayName: 'Connection Map (JSON)',
					description: 'Which connection takes the place of which; without it each connection is used again',
					placeholder: 'e.g. {"oldConnectionId": "newConnectionId"}',
				}),
				_envId: optionalText({
					displayName: 'Environment ID',
					description: 'Another environment to clone into',
				}),
			},
		}),
	},
	run: async (celigo, { integrationId: id, name, options: { connectionMap, _envId } }) => {
		const map = connectionMap ?? (await sameConnections(celigo, id));
		const answer = await celigo.post(
			route`/integrations/${id}/clone`,
			{ name, connectionMap: map, ...(_envId && { _envId }) },
			{
				timeoutMs: CLONE_TIMEOUT_MS,
				refusalHint: 'Integration Apps cannot be cloned this way; check the connection map.',
			},
		);
		return Array.isArray(answer) ? { _sourceId: id, manifest: recordsIn(answer) } : celigo.asRecord(answer);
	},
});

async function sameConnections(celigo: ApiClient, id: string): Promise<IDataObject> {
	const { _registeredConnectionIds: registered } = await celigo.record(route`/integrations/${id}`);
	const connectionIds: unknown[] = Array.isArray(registered) ? registered : [];
	return Object.fromEntries(
		connectionIds.map((connectionId) => [String(connectionId), String(connectionId)]),
	);
}

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

async function all(rows: AsyncIterable<IDataObject>): Promise<IDataObject[]> {
	const list: IDataObject[] = [];
	for await (const row of rows) list.push(row);
	return list;
}

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

export const integrationResource = resource('Integration', [
	clone,
	create,
	downloadTemplate,
	get,
	getAuditLog,
	getConnections,
	getErrors,
	getExports,
	getFlows,
	getHealth,
	getImports,
	getMany,
	getUsers,
	getWithRelated,
	remove,
	update,
]);
