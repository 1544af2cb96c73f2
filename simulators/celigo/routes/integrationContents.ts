import {
	json,
	parameter,
	route,
	type Answer,
	type CallContext,
	type QueryReader,
	type Route,
} from '../../switchboard';

import type { Right } from '../access';
import type { CeligoWorld } from '../CeligoWorld';
import { fieldsQuery, linkedList, pageQuery, wholeList } from '../lists';
import { errorCounts } from '../errorCounts';

type SubList = 'flows' | 'exports' | 'imports' | 'connections';

interface SubListCall extends CallContext {
	readonly params: { id: string };
	readonly query: QueryReader;
}

/** What is below an integration: the four sub-lists, errors per flow, users, dependencies (section 2.1). */
export function integrationContentsRoutes(world: CeligoWorld): Array<Route<Right>> {
	const { state, switches } = world;

	function subList(call: SubListCall, resourceName: SubList, rows: Array<{ _id: string }>): Answer {
		const { _id } = world.integration(call.params.id);
		if (switches.missingSubLists.includes(resourceName)) {
			throw world.refusals.notFound('Path', `/integrations/${_id}/${resourceName}`);
		}
		return switches.subListPaging === 'linked'
			? linkedList(world, call, rows, { resourceName })
			: wholeList(world, rows, resourceName, call.query);
	}

	const ofIntegration = <Row extends { _integrationId?: string }>(
		records: ReadonlyMap<string, Row>,
		id: string,
	): Row[] => [...records.values()].filter((row) => row._integrationId === id);

	return [
		route({
			method: 'GET',
			path: '/v1/integrations/:id/flows',
			needs: 'monitor',
			query: { ...pageQuery, ...fieldsQuery },
			handle: (call) => subList(call, 'flows', state.flowsOf(call.params.id)),
		}),
		route({
			method: 'GET',
			path: '/v1/integrations/:id/exports',
			needs: 'monitor',
			query: { ...pageQuery, ...fieldsQuery },
			handle: (call) => subList(call, 'exports', ofIntegration(state.exports, call.params.id)),
		}),
		route({
			method: 'GET',
			path: '/v1/integrations/:id/imports',
			needs: 'monitor',
			query: { ...pageQuery, ...fieldsQuery },
			handle: (call) => subList(call, 'imports', ofIntegration(state.imports, call.params.id)),
		}),
		route({
			method: 'GET',
			path: '/v1/integrations/:id/connections',
			needs: 'monitor',
			query: { ...pageQuery, ...fieldsQuery },
			handle: (call) => {
				const registered = new Set(world.integration(call.params.id)._registeredConnectionIds);
				return subList(
					call,
					'connections',
					[...state.connections.values()].filter(({ _id }) => registered.has(_id)),
				);
			},
		}),
		route({
			method: 'GET',
			path: '/v1/integrations/:id/errors',
			needs: 'monitor',
			query: { sandbox: parameter.flag },
			handle: ({ params, query }) => {
				const integration = world.integration(params.id);
				const hidden =
					switches.sandboxErrors === 'onlyWhenAsked' &&
					integration.sandbox !== (query.flag('sandbox') ?? false);
				const deleted =
					switches.errorsOfDeletedFlows === 'listed' ? state.deletedFlowsOf(integration._id) : [];
				const flows = hidden ? [] : [...state.flowsOf(integration._id), ...deleted];
				const rows = flows.map(({ _id }) => ({
					_flowId: _id,
					...errorCounts(switches, [...state.errorStoresOf(_id).values()]),
				}));
				const listed = rows.filter(
					({ numError }) => numError > 0 || switches.flowsWithoutErrors === 'listed',
				);
				return wholeList(world, listed, 'errors');
			},
		}),
		route({
			method: 'GET',
			path: '/v1/integrations/:id/ashares',
			needs: 'monitor',
			query: { ...pageQuery, ...fieldsQuery },
			handle: (call) => {
				const { _id } = world.integration(call.params.id);
				const rows = [...state.userGrants.values()].filter(
					({ accessLevel, integrationAccessLevel = [] }) =>
						accessLevel !== undefined ||
						integrationAccessLevel.some(({ _integrationId }) => _integrationId === _id),
				);
				return linkedList(world, call, rows, { resourceName: 'ashares' });
			},
		}),
		route({
			method: 'GET',
			path: '/v1/integrations/:id/dependencies',
			needs: 'monitor',
			handle: ({ params }) => {
				const { _id } = world.integration(params.id);
				const named = ({ _id: id, name }: { _id: string; name: string }) => ({ id, name });
				return json(200, {
					flows: state.flowsOf(_id).map(named),
					exports: ofIntegration(state.exports, _id).map(named),
					imports: ofIntegration(state.imports, _id).map(named),
				});
			},
		}),
	];
}
