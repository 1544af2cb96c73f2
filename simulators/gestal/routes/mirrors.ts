import { body, noContent, route, type RecordedRequest, type Route } from '../../switchboard';

import type { Need } from '../access';
import type { GestalWorld } from '../GestalWorld';
import { anyQuery, listQuery, newestFirst } from '../lists';
import type { MirrorDraft, SowMirror } from '../records';
import { mirrorBodies, readDraft } from './mirrorBodies';

/** What is the same under the mirrors' two paths. */
export interface MirrorPath {
	readonly generation: 'seed' | 'current';
	readonly path: '/integration/mirrors/sows' | '/integration/sow-mirrors';
}

export const MIRROR_PATHS: readonly MirrorPath[] = [
	{ generation: 'seed', path: '/integration/mirrors/sows' },
	{ generation: 'current', path: '/integration/sow-mirrors' },
];

/** Sow mirrors of sections 2.4 and 2.5: the integrator's own data, found by `cloud_id` or `vendor_id`. */
export function mirrorRoutes(world: GestalWorld): Array<Route<Need>> {
	return [...MIRROR_PATHS.flatMap((path) => routesUnder(world, path)), versionsRoute(world)];
}

function routesUnder(world: GestalWorld, { generation, path }: MirrorPath): Array<Route<Need>> {
	const needs: Need = `${generation}:installation`;
	const { create, change } = mirrorBodies[generation];
	return [
		route({
			method: 'POST',
			path,
			needs,
			body: body<MirrorDraft>(create),
			handle: ({ request }) => {
				const { vendor_id: vendorId = '', ...draft } = readDraft(request.bodyText);
				const farm = world.farm(request);
				if (farm.mirrorOf(vendorId) !== undefined)
					throw world.refusals.invalid(`There is a mirror of vendor_id ${vendorId} already`);
				return world.one(201, farm.addMirror({ ...draft, vendor_id: vendorId }));
			},
		}),
		route({
			method: 'GET',
			path,
			needs,
			query: listQuery,
			queryPatterns: generation === 'current' ? anyQuery : {},
			handle: ({ request, query }) => {
				const mirrors = newestFirst(world.farm(request).mirrors.values(), {
					time: (mirror) => mirror.updated_at,
					id: (mirror) => mirror.cloud_id,
				});
				return world.page(mirrors, query, generation);
			},
		}),
		route({
			method: 'GET',
			path: `${path}/:mirrorId`,
			needs,
			handle: ({ request, params }) => world.one(200, findMirror(world, request, params.mirrorId)),
		}),
		route({
			method: 'PATCH',
			path: `${path}/:mirrorId`,
			needs,
			body: body<MirrorDraft>(change),
			handle: ({ request, params }) => {
				const mirror = findMirror(world, request, params.mirrorId);
				return world.one(200, world.farm(request).changeMirror(mirror, readDraft(request.bodyText)));
			},
		}),
		route({
			method: 'DELETE',
			path: `${path}/:mirrorId`,
			needs,
			handle: ({ request, params }) => {
				const { cloud_id: id } = findMirror(world, request, params.mirrorId);
				world.farm(request).mirrors.delete(id);
				return noContent();
			},
		}),
	];
}

function versionsRoute(world: GestalWorld): Route<Need> {
	return route({
		method: 'GET',
		path: '/integration/mirrors/sows/:mirrorId/versions',
		needs: 'seed:installation',
		query: listQuery,
		handle: ({ request, params, query }) => {
			const { cloud_id: id } = findMirror(world, request, params.mirrorId);
			return world.page(world.farm(request).versionsOf(id), query, 'seed', 50);
		},
	});
}

function findMirror(world: GestalWorld, request: RecordedRequest, id: string): SowMirror {
	const farm = world.farm(request);
	return farm.mirrorOf(id) ?? world.find(farm.mirrors, 'Sow mirror', id);
}
