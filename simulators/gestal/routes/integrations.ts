import { body, noContent, route, type Route } from '../../switchboard';

import type { Need } from '../access';
import type { GestalWorld } from '../GestalWorld';
import { anyQuery, listQuery, newestFirst } from '../lists';
import type { Integration } from '../records';

interface Draft {
	name?: string;
	url?: string;
	description?: string | null;
}

const properties = {
	name: { type: 'string', minLength: 1 },
	url: { type: 'string', minLength: 1 },
	description: { type: ['string', 'null'] },
};

/** Section 2.1: full control under the paths of 2018, reading only under the current site's. */
export function integrationRoutes(world: GestalWorld): Array<Route<Need>> {
	const { state, switches } = world;
	const listed = () =>
		newestFirst(state.integrations.values(), {
			time: (integration) => integration.created_at,
			id: (integration) => integration.cloud_id,
		});
	const currentList = (path: '/integrator' | '/integrator/integrations') =>
		route({
			method: 'GET',
			path,
			needs: 'current:integrator',
			query: listQuery,
			queryPatterns: anyQuery,
			handle: ({ query }) => {
				if (switches.integratorList !== 'both' && switches.integratorList !== path)
					throw world.refusals.notServed(path);
				return world.currentList(
					listed().map((integration) => shown(world, integration, 'current')),
					query,
				);
			},
		});

	return [
		route({
			method: 'POST',
			path: '/integrations',
			needs: 'seed:integrator',
			body: body<Draft & { name: string; url: string }>({
				type: 'object',
				required: ['name', 'url'],
				properties,
			}),
			handle: (call) => {
				const { name, url } = call.body;
				const draft = { ...world.known(call, call.body, Object.keys(properties)), name, url };
				const created = state.addIntegration({ ...draft, ...described(world, draft) });
				return world.one(201, shown(world, created, 'seed'));
			},
		}),
		route({
			method: 'GET',
			path: '/integrations',
			needs: 'seed:integrator',
			query: listQuery,
			handle: ({ query }) =>
				world.page(
					listed().map((integration) => shown(world, integration, 'seed')),
					query,
					'seed',
				),
		}),
		route({
			method: 'GET',
			path: '/integrations/:integrationId',
			needs: 'seed:integrator',
			handle: ({ params }) => world.one(200, shown(world, world.integration(params.integrationId), 'seed')),
		}),
		route({
			method: 'PATCH',
			path: '/integrations/:integrationId',
			needs: 'seed:integrator',
			body: body<Draft>({ type: 'object', minProperties: 1, properties }),
			handle: (call) => {
				const draft: Draft = world.known(call, call.body, Object.keys(properties));
				const integration = world.integration(call.params.integrationId);
				if (switches.patchRequires === 'nameAndUrl' && (draft.name === undefined || draft.url === undefined))
					throw world.refusals.missing('name and url are required');
				Object.assign(integration, draft, described(world, draft, integration), {
					updated_at: world.clock.iso(),
				});
				return world.one(200, shown(world, integration, 'seed'));
			},
		}),
		route({
			method: 'DELETE',
			path: '/integrations/:integrationId',
			needs: 'seed:integrator',
			handle: ({ params }) => {
				state.removeIntegration(world.integration(params.integrationId).cloud_id);
				return noContent();
			},
		}),
		currentList('/integrator'),
		currentList('/integrator/integrations'),
		route({
			method: 'GET',
			path: '/integrator/:integrationId',
			needs: 'current:integrator',
			handle: ({ params }) =>
				world.currentOne(200, shown(world, world.integration(params.integrationId), 'current')),
		}),
	];
}

function shown({ switches }: GestalWorld, integration: Integration, generation: 'seed' | 'current') {
	const { updated_at: updatedAt, ...rest } = integration;
	const withTime =
		switches.integrationUpdatedAt === 'always' ||
		(switches.integrationUpdatedAt === 'seedOnly' && generation === 'seed');
	return withTime ? { ...rest, updated_at: updatedAt } : rest;
}

/** What a sent description becomes; nothing when none was sent. */
function described(
	{ switches }: GestalWorld,
	draft: Draft,
	before?: Integration,
): { description?: string | null } {
	if (draft.description === undefined) return {};
	if (draft.description !== '') return { description: draft.description };
	switch (switches.emptyDescription) {
		case 'stored':
			return { description: '' };
		case 'null':
			return { description: null };
		case 'ignored':
			return { description: before?.description ?? null };
	}
}
