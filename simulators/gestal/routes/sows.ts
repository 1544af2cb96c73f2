import { route, type Route } from '../../switchboard';

import type { Need } from '../access';
import type { GestalWorld } from '../GestalWorld';
import { anyQuery, listQuery, newestFirst } from '../lists';
import type { FeedIntake, Sow } from '../records';

/** Core resources of section 2.4 (and the same of 2.5): read-only, found by `cloud_id` or `gestal_id`. */
export function sowRoutes(world: GestalWorld): Array<Route<Need>> {
	const { switches } = world;
	const byUpdate = (sows: Iterable<Sow>) =>
		newestFirst(sows, { time: (sow) => sow.updated_at, id: (sow) => sow.cloud_id });
	const byCreation = (intakes: Iterable<FeedIntake>) =>
		newestFirst(intakes, { time: (intake) => intake.created_at, id: (intake) => intake.cloud_id });

	return [
		route({
			method: 'GET',
			path: '/integration/sows',
			needs: 'both:installation',
			query: listQuery,
			queryPatterns: anyQuery,
			handle: ({ request, query }) => {
				const generation = switches.generations === 'currentOnly' ? 'current' : 'seed';
				return world.page(byUpdate(world.farm(request).sows.values()), query, generation);
			},
		}),
		route({
			method: 'GET',
			path: '/integration/sows/:sowId',
			needs: 'both:installation',
			handle: ({ request, params }) => {
				const { site } = world.signer(request);
				return world.one(200, { ...findSow(world, world.farm(request).sows, params.sowId), site });
			},
		}),
		route({
			method: 'GET',
			path: '/integration/sows/:sowId/versions',
			needs: 'seed:installation',
			query: listQuery,
			handle: ({ request, params, query }) => {
				const farm = world.farm(request);
				const { cloud_id: id } = findSow(world, farm.sows, params.sowId);
				return world.page(farm.versionsOf(id), query, 'seed', { perPage: 50 });
			},
		}),
		route({
			method: 'GET',
			path: '/integration/sows/:sowId/feedintakes',
			needs: 'seed:installation',
			query: listQuery,
			handle: ({ request, params, query }) => {
				const farm = world.farm(request);
				const { cloud_id: id } = findSow(world, farm.sows, params.sowId);
				const intakes = [...farm.feedIntakes.values()].filter((intake) => intake.sow_id === id);
				return world.page(byCreation(intakes).map(seedIntake), query, 'seed');
			},
		}),
		route({
			method: 'GET',
			path: '/integration/feedintakes/:feedIntakeId',
			needs: 'seed:installation',
			handle: ({ request, params }) =>
				world.one(
					200,
					seedIntake(world.find(world.farm(request).feedIntakes, 'Feed intake', params.feedIntakeId)),
				),
		}),
		route({
			method: 'GET',
			path: '/integration/feed-intakes',
			needs: 'current:installation',
			query: listQuery,
			queryPatterns: anyQuery,
			handle: ({ request, query }) => {
				if (switches.liveLists === 'missing') throw world.refusals.notServed(request.path);
				return world.page(byCreation(world.farm(request).feedIntakes.values()), query, 'current');
			},
		}),
		route({
			method: 'GET',
			path: '/integration/feed-intakes/:feedIntakeId',
			needs: 'current:installation',
			handle: ({ request, params }) =>
				world.one(200, world.find(world.farm(request).feedIntakes, 'Feed intake', params.feedIntakeId)),
		}),
	];
}

/** The paths of 2018 do not say the animal's Gestal ID (section 9). */
function seedIntake({ gestal_id: _, ...intake }: FeedIntake): Omit<FeedIntake, 'gestal_id'> {
	return intake;
}

function findSow(world: GestalWorld, sows: ReadonlyMap<string, Sow>, id: string): Sow {
	const { generations, currentIds } = world.switches;
	const isFoundByGestalId = generations !== 'currentOnly' || currentIds === 'anyId';
	const found = isFoundByGestalId ? [...sows.values()].find((sow) => sow.gestal_id === id) : undefined;
	return found ?? world.find(sows, 'Sow', id);
}
