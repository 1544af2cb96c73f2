import { route, type Route } from '../../switchboard';

import type { Need } from '../access';
import type { GestalWorld } from '../GestalWorld';
import { anyQuery, listQuery, newestFirst } from '../lists';
import type { Installation } from '../records';

/** Section 2.2: the integrator sees activated installations, an installation sees itself. */
export function installationRoutes(world: GestalWorld): Array<Route<Need>> {
	const { state, switches } = world;
	const listed = (installations: Iterable<Installation>) =>
		newestFirst(
			[...installations].filter(({ activated }) => activated),
			{ time: (entry) => entry.updated_at, id: (entry) => entry.cloud_id },
		);

	const unlistedOf = (installations: Iterable<Installation>) =>
		switches.installationTotal === 'all' ? [...installations].filter((each) => !each.activated).length : 0;

	return [
		route({
			method: 'GET',
			path: '/integrations/:integrationId/installations',
			needs: 'seed:integrator',
			query: listQuery,
			handle: ({ params, query }) => {
				const { cloud_id: id } = world.integration(params.integrationId);
				const all = state.installationsOf(id);
				return world.page(listed(all).map(seedRow), query, 'seed', { unlisted: unlistedOf(all) });
			},
		}),
		route({
			method: 'GET',
			path: '/integrator/:integrationId/installations',
			needs: 'current:integrator',
			query: listQuery,
			queryPatterns: anyQuery,
			handle: ({ params, query }) => {
				const { cloud_id: id } = world.integration(params.integrationId);
				const all = state.installationsOf(id);
				return world.currentList(
					listed(all).map((entry) => currentObject(world, entry)),
					query,
					unlistedOf(all),
				);
			},
		}),
		route({
			method: 'GET',
			path: '/integrator/installations',
			needs: 'current:integrator',
			query: listQuery,
			queryPatterns: anyQuery,
			handle: ({ query }) =>
				world.currentList(
					listed(state.installations.values()).map((entry) => currentObject(world, entry)),
					query,
					unlistedOf(state.installations.values()),
				),
		}),
		route({
			method: 'GET',
			path: '/integrator/installations/:installationId',
			needs: 'current:integrator',
			handle: ({ params, request }) => {
				if (switches.currentInstallationById === 'missing') throw world.refusals.notServed(request.path);
				return world.currentOne(200, currentObject(world, world.installation(params.installationId)));
			},
		}),
		route({
			method: 'GET',
			path: '/integration',
			needs: 'both:installation',
			handle: ({ request }) => {
				const onlyCurrent = switches.generations === 'currentOnly';
				if (onlyCurrent && switches.currentInstallation === 'missing')
					throw world.refusals.notServed(request.path);
				return world.one(200, ownObject(world, world.signer(request)));
			},
		}),
	];
}

/** No `updated_at`, although the list is sorted by it. */
function seedRow({ cloud_id, created_at, tenant, site }: Installation) {
	return { cloud_id, created_at, tenant, site };
}

function ownObject(world: GestalWorld, { cloud_id, integrationId, type, signed, site }: Installation) {
	const { name, url, description } = world.integration(integrationId);
	return { cloud_id, name, url, type, signed, description, access_key: lastUse(world, cloud_id), site };
}

function currentObject(world: GestalWorld, installation: Installation) {
	const { cloud_id, integrationId, type, created_at, updated_at, tenant, site } = installation;
	const { name, url, description } = world.integration(integrationId);
	const access_key = lastUse(world, cloud_id);
	return { cloud_id, name, url, type, description, access_key, created_at, updated_at, tenant, site };
}

/** Of the most recently used key; null when there is no key. */
function lastUse({ state }: GestalWorld, installationId: string): { last_active_at: string | null } | null {
	const keys = state.keysOf(installationId);
	if (keys.length === 0) return null;
	const times = keys.map((key) => key.last_active_at).filter((time) => time !== null);
	return { last_active_at: times.sort().at(-1) ?? null };
}
