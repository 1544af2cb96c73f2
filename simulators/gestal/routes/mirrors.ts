import { pick } from 'lodash';

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
	const one = (status: number, value: unknown) =>
		generation === 'current' ? world.currentOne(status, value) : world.one(status, value);
	const { create, change } = mirrorBodies[generation];
	/** What is stored of a received mirror. */
	const stored = (draft: MirrorDraft, required: readonly string[] = []) => {
		const others = Object.keys(draft).filter((field) => !required.includes(field));
		const count = { stored: others.length, inPart: 1, ignored: 0 }[world.switches.mirrorFields];
		return pick(draft, [...required, ...others.slice(0, count)]);
	};
	return [
		route({
			method: 'POST',
			path,
			needs,
			body: body<MirrorDraft>(create),
			handle: (call) => {
				const { request } = call;
				const draft = world.known(call, readDraft(request.bodyText), Object.keys(create.properties));
				const { vendor_id: vendorId = '' } = draft;
				const farm = world.farm(request);
				if (farm.mirrorOf(vendorId) !== undefined)
					throw world.refusals.invalid(`There is a mirror of vendor_id ${vendorId} already`);
				return one(
					201,
					shown(farm.addMirror({ ...stored(draft, create.required), vendor_id: vendorId }), generation),
				);
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
				const rows = mirrors.map((mirror) => shown(mirror, generation));
				return generation === 'current'
					? world.currentList(rows, query)
					: world.page(rows, query, generation);
			},
		}),
		route({
			method: 'GET',
			path: `${path}/:mirrorId`,
			needs,
			handle: ({ request, params }) =>
				one(200, shown(findMirror(world, request, params.mirrorId, generation), generation)),
		}),
		route({
			method: 'PATCH',
			path: `${path}/:mirrorId`,
			needs,
			body: body<MirrorDraft>(change),
			handle: (call) => {
				const { request, params } = call;
				const mirror = findMirror(world, request, params.mirrorId, generation);
				const draft = world.known(call, readDraft(request.bodyText), Object.keys(change.properties));
				return one(200, shown(world.farm(request).changeMirror(mirror, stored(draft)), generation));
			},
		}),
		route({
			method: 'DELETE',
			path: `${path}/:mirrorId`,
			needs,
			handle: ({ request, params }) => {
				const { cloud_id: id } = findMirror(world, request, params.mirrorId, generation);
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
			const { cloud_id: id } = findMirror(world, request, params.mirrorId, 'seed');
			return world.page(world.farm(request).versionsOf(id), query, 'seed', { perPage: 50 });
		},
	});
}

/** With the fields of its generation: the current site's mirrors have more, empty ones too (section 9). */
function shown(mirror: SowMirror, generation: MirrorPath['generation']): Partial<SowMirror> {
	const fields = Object.keys(mirrorBodies[generation].row.properties);
	const own = ['cloud_id', 'gestal_id', 'created_at', 'updated_at'];
	return {
		...Object.fromEntries(fields.map((field) => [field, null])),
		...pick(mirror, [...fields, ...own]),
	};
}

function findMirror(
	world: GestalWorld,
	request: RecordedRequest,
	id: string,
	generation: MirrorPath['generation'],
): SowMirror {
	const farm = world.farm(request);
	const byVendorId =
		generation === 'seed' || world.switches.currentIds === 'anyId' ? farm.mirrorOf(id) : undefined;
	return byVendorId ?? world.find(farm.mirrors, 'Sow mirror', id);
}
