import { cloneDeep } from 'lodash';

import { stepIdsOf } from './CeligoState';
import type { CeligoWorld } from './CeligoWorld';
import type { Flow, Integration, StepReference } from './records';

/** Old connection id to the id that the copy is to use. */
export type ConnectionMap = Record<string, string>;

/** Every connection in use must be mapped, to one that exists. */
export function checkConnectionMap(
	{ state, refusals }: CeligoWorld,
	used: readonly string[],
	connectionMap: ConnectionMap,
): void {
	const unmapped = used.filter((id) => connectionMap[id] === undefined);
	if (unmapped.length > 0) {
		throw refusals.with(400, {
			code: 'invalid_connectionMap',
			message: `connectionMap does not map ${unmapped.join(', ')}`,
			field: 'connectionMap',
		});
	}
	for (const id of Object.values(connectionMap)) {
		if (!state.connections.has(id)) throw unknownReference({ refusals }, 'connection', id, 'connectionMap');
	}
}

/** The environment of a copy, which may have to be named. */
export function checkEnvironment(
	{ state, switches, refusals }: CeligoWorld,
	id: string | undefined,
	field: '_envId' | 'envId',
): void {
	if (id === undefined && switches.cloneEnvironment === 'required') {
		throw refusals.invalid({ code: 'missing_required_field', message: `${field} is missing`, field });
	}
	if (id !== undefined && !state.environments.some(({ _id }) => _id === id)) {
		throw unknownReference({ refusals }, 'environment', id, field);
	}
}

export function unknownReference(
	{ refusals }: Pick<CeligoWorld, 'refusals'>,
	what: string,
	id: string,
	field: string,
) {
	return refusals.with(400, { code: 'invalid_ref', message: `There is no ${what} ${id}`, field });
}

/** A copy of an integration with its flows and their steps. Running jobs on the source's connections are cancelled. */
export function cloneIntegration(
	world: CeligoWorld,
	source: Integration,
	name: string,
	connectionMap: ConnectionMap,
): { integration: Integration; flows: Flow[] } {
	const { state } = world;
	const { _id: sourceId, createdAt: _createdAt, lastModified: _lastModified, ...copied } = cloneDeep(source);
	const flows = state.flowsOf(sourceId);
	for (const flow of flows) cancelRuns(world, flow);
	const integration = state.addIntegration({
		...copied,
		name,
		_sourceId: sourceId,
		_registeredConnectionIds: source._registeredConnectionIds.map((id) => connectionMap[id] ?? id),
	});
	return {
		integration,
		flows: flows.map((flow) => cloneFlow(world, flow, { _integrationId: integration._id }, connectionMap)),
	};
}

/** A copy of a flow with steps of its own. A clone starts disabled, so that nothing runs twice. */
export function cloneFlow(
	{ state }: CeligoWorld,
	source: Flow,
	changes: Partial<Pick<Flow, 'name' | '_integrationId' | '_flowGroupingId'>>,
	connectionMap: ConnectionMap,
): Flow {
	const { _id, createdAt: _createdAt, lastModified: _lastModified, ...copied } = cloneDeep(source);
	const { _integrationId = source._integrationId } = changes;
	const owner = _integrationId === undefined ? {} : { _integrationId };
	const copies = new Map<string, string>();
	for (const stepId of stepIdsOf(source)) {
		const step = state.step(stepId);
		if (step === undefined) continue;
		const { name, adaptorType, sandbox, _connectionId } = step;
		const draft = {
			name,
			adaptorType,
			sandbox,
			_connectionId: connectionMap[_connectionId] ?? _connectionId,
			...owner,
		};
		const copy = state.exports.has(stepId) ? state.addExport(draft) : state.addImport(draft);
		copies.set(stepId, copy._id);
	}
	return state.addFlow({ ...withSteps(copied, copies), ...changes, disabled: true });
}

function withSteps<Kind extends Omit<Flow, '_id' | 'createdAt' | 'lastModified'>>(
	flow: Kind,
	copies: Map<string, string>,
): Kind {
	const point = (reference: StepReference): void => {
		if (reference._exportId !== undefined)
			reference._exportId = copies.get(reference._exportId) ?? reference._exportId;
		if (reference._importId !== undefined)
			reference._importId = copies.get(reference._importId) ?? reference._importId;
	};
	for (const reference of flow.pageGenerators ?? []) point(reference);
	for (const reference of flow.pageProcessors ?? []) point(reference);
	for (const { branches = [] } of flow.routers ?? []) {
		for (const { pageProcessors = [] } of branches) pageProcessors.forEach(point);
	}
	if (flow._exportId !== undefined) flow._exportId = copies.get(flow._exportId) ?? flow._exportId;
	if (flow._importId !== undefined) flow._importId = copies.get(flow._importId) ?? flow._importId;
	return flow;
}

function cancelRuns({ state, runs }: CeligoWorld, source: Flow): void {
	const shared = new Set(state.connectionIdsOf(source));
	for (const flow of state.flows.values()) {
		if (!state.connectionIdsOf(flow).some((id) => shared.has(id))) continue;
		for (const job of runs.activeOf(flow._id)) {
			runs.cancel(job._id);
			runs.advance(job._id);
		}
	}
}
