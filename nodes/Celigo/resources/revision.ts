import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import { text } from '../../../core/field/fields';
import { operation, resource } from '../../../core/operation/Operation';
import { route } from '../../../core/request/Route';
import { revisionsOf } from '../reading/lists';
import { integration, revision } from '../locators';

const CLONES_HAVE_NONE = 'Celigo keeps no revisions of an integration that was cloned through its API.';

const integrationId = integration;
const revisionId = revision;

/** POST /integrations/{id}/revisions/create: a snapshot, never repeated. */
export const create = operation({
	name: 'Create',
	action: 'Create a revision',
	description: 'A snapshot of the integration as it is now',
	fields: { integrationId, description: text({ displayName: 'Description' }) },
	simplify: simplifyRevision,
	run: async (celigo, { integrationId: id, description }) =>
		celigo.asRecord(
			await celigo.post(
				route`/integrations/${id}/revisions/create`,
				{ description },
				{ refusalHint: CLONES_HAVE_NONE },
			),
		),
});

/** GET /integrations/{id}/revisions/{revisionId}. */
export const get = operation({
	name: 'Get',
	action: 'Get a revision',
	fields: { integrationId, revisionId },
	simplify: simplifyRevision,
	run: async (celigo, { integrationId: id, revisionId: chosen }) =>
		await celigo.record(route`/integrations/${id}/revisions/${chosen}`),
});

/** GET /integrations/{id}/revisions/{revisionId}/diff. */
export const getDifference = operation({
	name: 'Get Difference',
	action: 'Get the difference that a revision makes',
	fields: { integrationId, revisionId },
	run: async (celigo, { integrationId: id, revisionId: chosen }) =>
		await celigo.record(route`/integrations/${id}/revisions/${chosen}/diff`),
});

/** GET /integrations/{id}/revisions, Link paged. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many revisions',
	fields: { integrationId },
	simplify: simplifyRevision,
	list: (celigo, { integrationId: id }) => revisionsOf(celigo, id),
});

function simplifyRevision(record: IDataObject): IDataObject {
	return pick(record, [
		'_id',
		'_integrationId',
		'description',
		'type',
		'status',
		'createdAt',
		'lastModified',
	]);
}

export const revisionResource = resource('Revision', [create, get, getDifference, getMany]);
