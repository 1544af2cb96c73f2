import { noContent, route, type Route } from '../../switchboard';

import type { Need } from '../access';
import type { GestalWorld } from '../GestalWorld';
import { anyQuery, listQuery, newestFirst } from '../lists';
import type { AccessKey } from '../records';

/** Section 2.3: access keys of installations; the secret is shown in clear once, when a key is made. */
export function accessKeyRoutes(world: GestalWorld): Array<Route<Need>> {
	const { state, switches } = world;
	const listed = (keys: Iterable<AccessKey>) =>
		newestFirst(keys, { time: (key) => key.updated_at, id: (key) => key.id });
	const find = (id: string) => world.find(state.accessKeys, 'Access key', id);
	const seed = (key: AccessKey) => shown(key, 'id', masked(key.secret));
	const current = (key: AccessKey) => shown(key, switches.accessKeyId, masked(key.secret));

	return [
		route({
			method: 'POST',
			path: '/integrations/installations/:installationId/accesskeys',
			needs: 'seed:integrator',
			handle: ({ params }) => {
				const key = state.addAccessKey(world.installation(params.installationId).cloud_id);
				return world.one(201, shown(key, 'id', key.secret));
			},
		}),
		route({
			method: 'GET',
			path: '/integrations/installations/:installationId/accesskeys',
			needs: 'seed:integrator',
			query: listQuery,
			handle: ({ params, query }) => {
				const { cloud_id: id } = world.installation(params.installationId);
				return world.page(listed(state.keysOf(id)).map(seed), query, 'seed');
			},
		}),
		route({
			method: 'GET',
			path: '/integrations/accesskeys/:accessKeyId',
			needs: 'seed:integrator',
			handle: ({ params }) => world.one(200, seed(find(params.accessKeyId))),
		}),
		route({
			method: 'DELETE',
			path: '/integrations/accesskeys/:accessKeyId',
			needs: 'seed:integrator',
			handle: ({ params }) => {
				state.accessKeys.delete(find(params.accessKeyId).id);
				return noContent();
			},
		}),
		route({
			method: 'POST',
			path: '/integrator/installations/:installationId/access-keys',
			needs: 'current:integrator',
			handle: ({ params }) => {
				const key = state.addAccessKey(world.installation(params.installationId).cloud_id);
				return world.currentOne(201, shown(key, switches.accessKeyId, key.secret));
			},
		}),
		route({
			method: 'GET',
			path: '/integrator/installations/:installationId/access-keys',
			needs: 'current:integrator',
			query: listQuery,
			queryPatterns: anyQuery,
			handle: ({ params, query }) => {
				const { cloud_id: id } = world.installation(params.installationId);
				return world.currentList(listed(state.keysOf(id)).map(current), query);
			},
		}),
		route({
			method: 'GET',
			path: '/integrator/access-keys',
			needs: 'current:integrator',
			query: listQuery,
			queryPatterns: anyQuery,
			handle: ({ query }) => world.currentList(listed(state.accessKeys.values()).map(current), query),
		}),
		route({
			method: 'GET',
			path: '/integrator/access-keys/:accessKeyId',
			needs: 'current:integrator',
			handle: ({ params }) => world.currentOne(200, current(find(params.accessKeyId))),
		}),
		route({
			method: 'DELETE',
			path: '/integrator/access-keys/:accessKeyId',
			needs: 'current:integrator',
			handle: ({ params, request }) => {
				if (switches.currentKeyDelete === 'missing') throw world.refusals.notServed(request.path);
				state.accessKeys.delete(find(params.accessKeyId).id);
				return noContent();
			},
		}),
	];
}

function shown(
	{ id, last_active_at, created_at }: AccessKey,
	idName: 'id' | 'cloud_id' | 'none',
	secret: string,
) {
	return { ...(idName !== 'none' && { [idName]: id }), access_key: secret, last_active_at, created_at };
}

/** As both generations print it (section 9). */
function masked(secret: string): string {
	return `ak_${'x'.repeat(secret.length - 7)}${secret.slice(-4)}`;
}
