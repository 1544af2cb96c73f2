import { cloneDeep } from 'lodash';

import { body, json, route, type Route } from '../../switchboard';

import type { Right } from '../access';
import { changesBetween, type CeligoWorld } from '../CeligoWorld';
import { fieldsQuery, linkedList, pageQuery } from '../lists';
import type { Revision } from '../records';

/** Revisions of an integration; refused on clones made through the API (section 2.1). */
export function revisionRoutes(world: CeligoWorld): Array<Route<Right>> {
	const { state, refusals, clock, random } = world;

	function refuseClones(id: string) {
		const integration = world.integration(id);
		if (integration._sourceId !== undefined) {
			throw refusals.with(422, {
				code: 'invalid_revision_state',
				message: 'A clone made through the API has no revisions',
			});
		}
		return integration;
	}

	function revision(integrationId: string, revisionId: string): Revision {
		refuseClones(integrationId);
		const found = world.find(state.revisions, 'Revision', revisionId);
		if (found._integrationId !== integrationId) throw refusals.notFound('Revision', revisionId);
		return found;
	}

	return [
		route({
			method: 'GET',
			path: '/v1/integrations/:id/revisions',
			needs: 'monitor',
			query: { ...pageQuery, ...fieldsQuery },
			handle: (call) => {
				const { _id } = refuseClones(call.params.id);
				const rows = [...state.revisions.values()].filter(({ _integrationId }) => _integrationId === _id);
				return linkedList(world, call, rows.map(shown), { resourceName: 'revisions' });
			},
		}),
		route({
			method: 'GET',
			path: '/v1/integrations/:id/revisions/:revisionId',
			needs: 'monitor',
			handle: ({ params }) => json(200, shown(revision(params.id, params.revisionId))),
		}),
		route({
			method: 'GET',
			path: '/v1/integrations/:id/revisions/:revisionId/diff',
			needs: 'monitor',
			handle: ({ params }) => {
				const { snapshot } = revision(params.id, params.revisionId);
				return json(200, { changes: changesBetween(snapshot, world.integration(params.id)) });
			},
		}),
		route({
			method: 'POST',
			path: '/v1/integrations/:id/revisions/create',
			needs: 'manage',
			body: body<{ description: string }>({
				type: 'object',
				required: ['description'],
				properties: { description: { type: 'string', minLength: 1 } },
				additionalProperties: false,
			}),
			handle: ({ params, body: { description } }) => {
				const integration = refuseClones(params.id);
				const made: Revision = {
					_id: random.objectId(),
					_integrationId: integration._id,
					description,
					type: 'snapshot',
					status: 'completed',
					createdAt: clock.iso(),
					snapshot: cloneDeep(integration),
				};
				state.revisions.set(made._id, made);
				return json(world.switches.createStatus, shown(made));
			},
		}),
	];
}

function shown({ snapshot: _hidden, ...revision }: Revision): Omit<Revision, 'snapshot'> {
	return revision;
}
