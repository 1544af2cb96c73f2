import { body, json, noContent, route, type Route } from '../../switchboard';

import type { Right } from '../access';
import { stepIdsOf } from '../CeligoState';
import type { CeligoWorld } from '../CeligoWorld';
import {
	checkConnectionMap,
	checkEnvironment,
	cloneFlow,
	unknownReference,
	type ConnectionMap,
} from '../cloning';
import { unknownInFlow } from '../flowReferences';
import { wholeList } from '../lists';
import { signedUrlAnswer } from '../signedUrls';
import { zipArchive } from '../zipArchive';

interface RunBody {
	export?: { startDate?: string; endDate?: string };
	_exportIds?: string[];
}

const runBody = body<RunBody>({
	type: 'object',
	properties: {
		export: {
			type: 'object',
			properties: {
				startDate: { type: 'string', format: 'date-time' },
				endDate: { type: 'string', format: 'date-time' },
			},
			additionalProperties: false,
		},
		_exportIds: { type: 'array', items: { type: 'string', minLength: 1 } },
	},
	additionalProperties: false,
});

interface FlowCloneBody {
	name?: string;
	_integrationId?: string;
	connectionMap?: ConnectionMap;
	envId?: string;
	_flowGroupingId?: string | null;
}

const flowCloneBody = body<FlowCloneBody>({
	type: 'object',
	properties: {
		name: { type: 'string', minLength: 1 },
		_integrationId: { type: 'string' },
		connectionMap: { type: 'object', additionalProperties: { type: 'string' } },
		envId: { type: 'string' },
		_flowGroupingId: { type: ['string', 'null'] },
	},
	additionalProperties: false,
});

/** What can be done with a flow (section 2.2). */
export function flowActionRoutes(world: CeligoWorld): Array<Route<Right>> {
	const { state, runs, refusals, switches } = world;

	return [
		route({
			method: 'POST',
			path: '/v1/flows/:flowId/run',
			needs: 'monitor',
			body: runBody,
			mayLackBody: true,
			handle: ({ params, body: { _exportIds = [] } }) => {
				const flow = world.flow(params.flowId);
				if (flow.disabled) {
					throw refusals.with(422, { code: 'inactive_flow', message: 'A disabled flow cannot be run' });
				}
				const foreign = _exportIds.find((id) => !stepIdsOf(flow).includes(id));
				if (foreign !== undefined) throw unknownReference(world, 'export', foreign, '_exportIds');
				return json(switches.runStatus, { _jobId: runs.start(flow)._id });
			},
		}),
		route({
			method: 'GET',
			path: '/v1/flows/:flowId/jobs/latest',
			needs: 'monitor',
			handle: ({ params }) => {
				const flow = world.flow(params.flowId);
				const [latest] = runs.ofFlow(flow._id);
				return wholeList(world, latest === undefined ? [] : [runs.show(latest)], 'jobs');
			},
		}),
		route({
			method: 'POST',
			path: '/v1/flows/:flowId/jobs/cancel',
			needs: 'monitor',
			body: body<object>({ type: 'object', additionalProperties: false }),
			mayLackBody: true,
			handle: ({ params }) => {
				for (const job of runs.activeOf(world.flow(params.flowId)._id)) runs.cancel(job._id);
				return noContent();
			},
		}),
		route({
			method: 'POST',
			path: '/v1/flows/:flowId/clone',
			needs: 'manage',
			body: flowCloneBody,
			handle: ({ params, body: { name, _integrationId, connectionMap = {}, envId, _flowGroupingId } }) => {
				const source = world.flow(params.flowId);
				checkConnectionMap(world, state.connectionIdsOf(source), connectionMap);
				if (_integrationId === undefined || !state.integrations.has(_integrationId)) {
					throw unknownReference(world, 'integration', String(_integrationId), '_integrationId');
				}
				checkEnvironment(world, envId, 'envId');
				const unknown = unknownInFlow(world, { _integrationId, _flowGroupingId });
				if (unknown !== undefined) throw unknownReference(world, unknown.what, unknown.id, unknown.field);
				const clone = cloneFlow(
					world,
					source,
					{
						name: name ?? `Clone - ${source.name}`,
						_integrationId,
						...(_flowGroupingId === undefined || _flowGroupingId === null ? {} : { _flowGroupingId }),
					},
					connectionMap,
				);
				world.audit('create', 'flow', clone);
				if (switches.cloneAnswer === 'object') return json(switches.cloneStatus, clone);
				return json(switches.cloneStatus, [{ model: 'Flow', _id: clone._id, name: clone.name }]);
			},
		}),
		route({
			method: 'GET',
			path: '/v1/flows/:flowId/dependencies',
			needs: 'monitor',
			handle: ({ params }) => {
				const { _integrationId } = world.flow(params.flowId);
				return json(200, { integrations: _integrationId === undefined ? [] : [{ id: _integrationId }] });
			},
		}),
		route({
			method: 'GET',
			path: '/v1/flows/:flowId/descendants',
			needs: 'monitor',
			handle: ({ params }) => {
				const ids = stepIdsOf(world.flow(params.flowId));
				const from = (records: ReadonlyMap<string, unknown>) =>
					ids.filter((id) => records.has(id)).map((id) => records.get(id));
				return json(200, { exports: from(state.exports), imports: from(state.imports) });
			},
		}),
		route({
			method: 'GET',
			path: '/v1/flows/:flowId/template',
			needs: 'monitor',
			handle: (call) => {
				const content = zipArchive('flow.json', world.flow(call.params.flowId));
				return signedUrlAnswer(world, call, { name: 'flow.zip', content, contentType: 'application/zip' });
			},
		}),
		route({
			method: 'GET',
			path: '/v1/flows/:flowId/lastExportDateTime',
			needs: 'monitor',
			handle: ({ params }) =>
				json(200, { lastExportDateTime: world.flow(params.flowId).lastExecutedAt ?? null }),
		}),
		route({
			method: 'PUT',
			path: '/v1/flows/:flowId/replaceConnection',
			needs: 'manage',
			body: body<{ _connectionId: string; _newConnectionId: string }>({
				type: 'object',
				required: ['_connectionId', '_newConnectionId'],
				properties: { _connectionId: { type: 'string' }, _newConnectionId: { type: 'string' } },
				additionalProperties: false,
			}),
			handle: ({ params, body: { _connectionId, _newConnectionId } }) => {
				if (!state.connections.has(_newConnectionId)) {
					throw unknownReference(world, 'connection', _newConnectionId, '_newConnectionId');
				}
				for (const stepId of stepIdsOf(world.flow(params.flowId))) {
					const step = state.step(stepId);
					if (step?._connectionId === _connectionId) step._connectionId = _newConnectionId;
				}
				return noContent();
			},
		}),
		route({
			method: 'PUT',
			path: '/v1/flows/updateFlowGrouping',
			needs: 'manage',
			body: body<{ _flowIds: string[]; _flowGroupingId: string | null }>({
				type: 'object',
				required: ['_flowIds', '_flowGroupingId'],
				properties: {
					_flowIds: { type: 'array', items: { type: 'string' } },
					_flowGroupingId: { type: ['string', 'null'] },
				},
				additionalProperties: false,
			}),
			handle: ({ body: { _flowIds, _flowGroupingId } }) => {
				for (const flow of _flowIds.map((id) => world.flow(id))) {
					if (_flowGroupingId === null) delete flow._flowGroupingId;
					else flow._flowGroupingId = _flowGroupingId;
				}
				return noContent();
			},
		}),
	];
}
