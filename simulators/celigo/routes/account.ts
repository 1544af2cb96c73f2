import { body, json, route, type Answer, type Route } from '../../switchboard';

import type { Right } from '../access';
import type { CeligoWorld } from '../CeligoWorld';
import { fieldsQuery, linkedList, pageQuery, wholeList } from '../lists';

/** Token, connections, exports, imports, tags, environments (sections 1, 2.5, 4.1). */
export function accountRoutes(world: CeligoWorld): Array<Route<Right>> {
	const { state } = world;
	const listQuery = { ...pageQuery, ...fieldsQuery };

	function ping(connectionId: string): Answer {
		const { offline } = world.find(state.connections, 'Connection', connectionId);
		return json(200, offline ? { code: 401, message: 'The connection is offline' } : { code: 200 });
	}

	return [
		route({
			method: 'GET',
			path: '/v1/tokenInfo',
			needs: 'monitor',
			handle: () =>
				json(200, {
					_userId: state.owner._id,
					...(world.switches.optionalFields === 'present' && { scope: '*' }),
				}),
		}),
		route({
			method: 'GET',
			path: '/v1/connections',
			needs: 'monitor',
			query: listQuery,
			handle: (call) =>
				linkedList(world, call, [...state.connections.values()], { resourceName: 'connections' }),
		}),
		route({
			method: 'GET',
			path: '/v1/connections/:connectionId',
			needs: 'monitor',
			handle: ({ params }) => json(200, world.find(state.connections, 'Connection', params.connectionId)),
		}),
		route({
			method: 'POST',
			path: '/v1/connections/:connectionId/ping',
			needs: 'monitor',
			body: body<object>({ type: 'object' }),
			mayLackBody: true,
			handle: ({ params }) => {
				if (world.switches.pingVerb === 'GET') {
					const message = 'Use GET to ping a connection';
					throw world.refusals.with(world.switches.wrongMethodStatus, {
						code: 'method_not_allowed',
						message,
					});
				}
				return ping(params.connectionId);
			},
		}),
		route({
			method: 'POST',
			path: '/v1/connections/:connectionId/test',
			needs: 'monitor',
			body: body<object>({ type: 'object' }),
			mayLackBody: true,
			handle: ({ params }) => ping(params.connectionId),
		}),
		route({
			method: 'GET',
			path: '/v1/connections/:connectionId/ping',
			needs: 'monitor',
			handle: ({ params }) => ping(params.connectionId),
		}),
		route({
			method: 'GET',
			path: '/v1/exports',
			needs: 'monitor',
			query: listQuery,
			handle: (call) => linkedList(world, call, [...state.exports.values()], { resourceName: 'exports' }),
		}),
		route({
			method: 'GET',
			path: '/v1/exports/:exportId',
			needs: 'monitor',
			handle: ({ params }) => json(200, world.find(state.exports, 'Export', params.exportId)),
		}),
		route({
			method: 'GET',
			path: '/v1/imports',
			needs: 'monitor',
			query: listQuery,
			handle: (call) => linkedList(world, call, [...state.imports.values()], { resourceName: 'imports' }),
		}),
		route({
			method: 'GET',
			path: '/v1/imports/:importId',
			needs: 'monitor',
			handle: ({ params }) => json(200, world.find(state.imports, 'Import', params.importId)),
		}),
		route({
			method: 'GET',
			path: '/v1/tags',
			needs: 'monitor',
			query: listQuery,
			handle: ({ query }) => wholeList(world, [...state.tags.values()], 'tags', query),
		}),
		route({
			method: 'GET',
			path: '/v1/environments',
			needs: 'monitor',
			query: listQuery,
			handle: ({ query }) => wholeList(world, state.environments, 'environments', query),
		}),
	];
}
