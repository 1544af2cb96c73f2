import { madeOnce, operation, resource, route, text } from '../../../core';
import { integration, revision } from '../locators';
import { revisionsOf } from '../reading/lists';
import { onRefusal } from '../refusals';
import { withIntegration } from '../shortForm';

const CLONES_HAVE_NONE = 'Celigo keeps no revisions of integrations that were cloned through the API.';

const revisionKeys = [
	'_id',
	'description',
	'type',
	'status',
	'createdAt',
	'lastModified',
	'_integrationId',
] as const;

/**
 * POST /integrations/{id}/revisions/create: a snapshot, never repeated. Where its response was lost, GET
 * /integrations/{id}/revisions shows whether it was made.
 */
export const create = operation({
	name: 'Create',
	action: 'Create revision',
	description: 'Save the current state of the integration as a revision, a snapshot',
	fields: {
		integrationId: integration,
		description: text({ displayName: 'Description', description: 'Shown in the list of revisions' }),
	},
	simplify: withIntegration(revisionKeys),
	// One that was made without a response is known by its description.
	exclusive: ({ integrationId }) => `revisions of ${integrationId}`,
	run: async (api, { integrationId, description }) => {
		const path = route`/integrations/${integrationId}/revisions/create`;
		const more = { refusalHint: onRefusal(CLONES_HAVE_NONE) };
		return await madeOnce(api, {
			make: async () => api.asRecord(await api.post(path, { description }, more)),
			look: () => revisionsOf(api, integrationId),
			sent: { description },
			idField: '_id',
			timeField: 'createdAt',
		});
	},
});

/** GET /integrations/{id}/revisions/{revisionId}. */
export const get = operation({
	name: 'Get',
	action: 'Get revision',
	description: 'Retrieve the type and status of a single revision: a snapshot, pull or revert',
	fields: { integrationId: integration, revisionId: revision },
	simplify: withIntegration(revisionKeys),
	run: async (api, { integrationId, revisionId }) =>
		await api.record(route`/integrations/${integrationId}/revisions/${revisionId}`, { id: revisionId }),
});

/** GET /integrations/{id}/revisions/{revisionId}/diff. */
export const getDifference = operation({
	name: 'Get Difference',
	action: 'Get changes in revision',
	description:
		'Retrieve what a pending pull or revert will change. Finished snapshots have no changes to show.',
	fields: { integrationId: integration, revisionId: revision },
	run: async (api, { integrationId, revisionId }) => {
		const { body } = await api.send({
			method: 'GET',
			route: route`/integrations/${integrationId}/revisions/${revisionId}/diff`,
			refusalHint: onRefusal('Only a pending pull or revert has changes to show.'),
		});
		return api.asRecord(body);
	},
});

/** GET /integrations/{id}/revisions, Link paged. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many revisions',
	description: 'Retrieve a list of revisions of an integration: snapshots, pulls and reverts',
	fields: { integrationId: integration },
	simplify: withIntegration(revisionKeys),
	list: (api, { integrationId }) => revisionsOf(api, integrationId),
});

export const revisionResource = resource('Revision', [create, get, getDifference, getMany]);
