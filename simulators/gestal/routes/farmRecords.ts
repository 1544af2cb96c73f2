import { route, type Route } from '../../switchboard';

import type { Need } from '../access';
import type { GestalWorld } from '../GestalWorld';
import { anyQuery, listQuery, newestFirst } from '../lists';
import { FARM_RESOURCES, type FarmResource } from '../records';

const SHOWN_WITH_AN_ID_ONLY = new Set<FarmResource>(['ges-live', 'ges-visits', 'lact-live']);

/** The further resources of section 2.5, current site only: a list and one object each, read-only. */
export function farmRecordRoutes(world: GestalWorld): Array<Route<Need>> {
	return resourcesOf(FARM_RESOURCES).flatMap((resource) => [
		route({
			method: 'GET',
			path: `/integration/${resource}`,
			needs: 'current:installation' as const,
			query: listQuery,
			queryPatterns: anyQuery,
			handle: ({ request, query }) => {
				if (SHOWN_WITH_AN_ID_ONLY.has(resource) && world.switches.liveLists === 'missing')
					throw world.refusals.notServed(request.path);
				const records = newestFirst(world.farm(request).records(resource).values(), {
					time: (record) => record.created_at,
					id: (record) => record.cloud_id,
				});
				return world.currentList(records, query);
			},
		}),
		route({
			method: 'GET',
			path: `/integration/${resource}/:recordId`,
			needs: 'current:installation' as const,
			handle: ({ request, params }) =>
				world.currentOne(200, world.find(world.farm(request).records(resource), resource, params.recordId)),
		}),
	]);
}

function resourcesOf(resources: Record<FarmResource, string>): FarmResource[] {
	const isResource = (name: string): name is FarmResource => name in resources;
	return Object.keys(resources).filter(isResource);
}
