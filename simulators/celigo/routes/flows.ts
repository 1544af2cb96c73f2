import { pick } from 'lodash';

import { body, json, noContent, route, type Call, type Route } from '../../switchboard';

import type { Right } from '../access';
import { stepIdsOf } from '../CeligoState';
import { changesBetween, type CeligoWorld } from '../CeligoWorld';
import { unknownInFlow } from '../flowReferences';
import { applyFlowPatch, flowPatchBody, isSchedule } from '../flowPatch';
import { fieldsQuery, linkedList, pageQuery } from '../lists';
import type { Flow } from '../records';

const writable = [
	'name',
	'description',
	'disabled',
	'_integrationId',
	'_flowGroupingId',
	'schedule',
	'timezone',
	'runPageGeneratorsInParallel',
	'pageGenerators',
	'pageProcessors',
	'routers',
	'_exportId',
	'_importId',
	'aliases',
] as const;

const serverOwned = ['_id', 'createdAt', 'lastModified', 'lastExecutedAt', '_connectorId'];

type FlowBody = Pick<Flow, 'name'> &
	Partial<Omit<Pick<Flow, (typeof writable)[number]>, '_flowGroupingId'>> & {
		_flowGroupingId?: string | null;
	};

const steps = { type: 'array', items: { type: 'object' } } as const;

const flowBody = body<FlowBody>({
	type: 'object',
	required: ['name'],
	properties: {
		name: { type: 'string', minLength: 1 },
		description: { type: 'string' },
		disabled: { type: 'boolean' },
		_integrationId: { type: 'string' },
		_flowGroupingId: { type: ['string', 'null'] },
		schedule: { type: 'string' },
		timezone: { type: 'string' },
		runPageGeneratorsInParallel: { type: 'boolean' },
		pageGenerators: steps,
		pageProcessors: steps,
		routers: steps,
		_exportId: { type: 'string' },
		_importId: { type: 'string' },
		aliases: { type: 'array' },
	},
});

/** GET, POST /flows; GET, PUT, PATCH, DELETE /flows/{id} (section 2.2). The list has no proven filter. */
export function flowRoutes(world: CeligoWorld): Array<Route<Right>> {
	const { state, refusals } = world;

	function check({ body: sent, violation }: Call<unknown, FlowBody>): void {
		const known = new Set<string>([...writable, ...serverOwned]);
		const ignored = Object.keys(sent).filter((key) => !known.has(key));
		if (ignored.length > 0) violation('ignoredBody', `a flow has no field ${ignored.join(', ')}`);
		if (sent._integrationId !== undefined && !state.integrations.has(sent._integrationId)) {
			throw refusals.invalid({
				code: 'invalid_ref',
				message: `There is no integration ${sent._integrationId}`,
				field: '_integrationId',
			});
		}
		const unknown = unknownInFlow(world, sent);
		if (unknown !== undefined) {
			const { what, id, field } = unknown;
			throw refusals.invalid({ code: 'invalid_ref', message: `There is no ${what} ${id}`, field });
		}
		if (sent.schedule !== undefined && !isSchedule(sent.schedule)) throw refusals.invalid(wrongSchedule);
	}

	return [
		route({
			method: 'GET',
			path: '/v1/flows',
			needs: 'monitor',
			query: { ...pageQuery, ...fieldsQuery },
			handle: (call) => linkedList(world, call, [...state.flows.values()], { resourceName: 'flows' }),
		}),
		route({
			method: 'POST',
			path: '/v1/flows',
			needs: 'manage',
			body: flowBody,
			handle: (call) => {
				check(call);
				const flow = state.addFlow(written(call.body));
				world.audit('create', 'flow', flow);
				return json(world.switches.createStatus, flow);
			},
		}),
		route({
			method: 'GET',
			path: '/v1/flows/:flowId',
			needs: 'monitor',
			handle: ({ params }) => json(200, world.flow(params.flowId)),
		}),
		route({
			method: 'PUT',
			path: '/v1/flows/:flowId',
			needs: 'manage',
			body: flowBody,
			handle: (call) => {
				const before = world.flow(call.params.flowId);
				check(call);
				if (world.isLocked(before)) return json(200, before);
				const after: Flow = {
					...pick(before, '_id', 'createdAt', 'lastExecutedAt', '_connectorId'),
					disabled: false,
					...written(call.body),
					lastModified: world.clock.iso(),
				};
				state.flows.set(after._id, after);
				for (const stepId of stepIdsOf(after)) state.addErrorStore(after._id, stepId);
				world.audit('update', 'flow', after, changesBetween(before, after));
				return json(200, after);
			},
		}),
		route({
			method: 'PATCH',
			path: '/v1/flows/:flowId',
			needs: 'manage',
			body: flowPatchBody,
			handle: ({ params, body: operations }) => {
				const before = world.flow(params.flowId);
				const after = applyFlowPatch(before, operations, refusals, world.switches);
				const isFree =
					world.switches.integrationAppDisable === 'applied' &&
					operations.every((operation) => operation.path === '/disabled');
				if (!isFree && world.isLocked(before)) return noContent();
				after.lastModified = world.clock.iso();
				state.flows.set(after._id, after);
				world.audit('update', 'flow', after, changesBetween(before, after));
				return noContent();
			},
		}),
		route({
			method: 'DELETE',
			path: '/v1/flows/:flowId',
			needs: 'manage',
			handle: ({ params }) => {
				const flow = world.flow(params.flowId);
				state.flows.delete(flow._id);
				state.recycle('Flow', flow);
				world.audit('delete', 'flow', flow);
				return noContent();
			},
		}),
	];
}

const wrongSchedule = {
	code: 'invalid_field',
	message: 'schedule must be a cron expression of 6 fields, the first being ?',
	field: 'schedule',
};

/** What is taken of a body; a flow that belongs to no group may say so by null. */
function written(sent: FlowBody): Pick<Flow, 'name'> & Partial<Flow> {
	const { _flowGroupingId, ...others } = pick(sent, writable);
	return _flowGroupingId ? { ...others, _flowGroupingId } : others;
}
