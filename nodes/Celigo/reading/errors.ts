import type { IDataObject } from 'n8n-workflow';

import { isSameText, route, saysItself, textOf } from '../../../core';
import type { ApiClient, Listing, Query } from '../../../core';
import { isRefusedWith } from '../refusals';
import { countIn, errorSummary, everyIntegration, isInSandbox, listedFlows, listedFlowsOf } from './lists';
import { errorPages } from './pages';
import { isAskedFor } from './rows';
import { stepIdsOf, stepsOf, stepsWithErrors, type FlowOrigin } from './steps';

/** Which errors are read. */
export type ErrorState = 'open' | 'resolved';

/** Whose errors are read: those of a step, of all steps of a flow, of all flows of an integration, or of all integrations. */
interface Scope {
	readonly integrationId: string | undefined;
	readonly flowId: string | undefined;
	readonly stepId: string | undefined;
}

/** The errors of a step, a flow or an integration; of all integrations where none of them is given. */
export async function* errorsIn(
	api: ApiClient,
	{ integrationId, flowId, stepId }: Scope,
	state: ErrorState,
	query: Query,
): AsyncGenerator<IDataObject> {
	if (integrationId !== undefined) {
		yield* integrationErrors(api, await flowsToRead(api, integrationId, state), state, query);
	} else if (flowId === undefined) {
		yield* errorsOfAll(api, state, query);
	} else {
		yield* stepId === undefined
			? flowErrors(api, flowId, 'chosen', state, query)
			: stepErrors(api, flowId, stepId, state, query, async () => await checkStep(api, flowId, stepId));
	}
}

/** Celigo answers 404 for a step without errors as for one that is not there. @throws when the flow or the step is not */
async function checkStep(api: ApiClient, flowId: string, stepId: string): Promise<void> {
	const flow = await api.record(route`/flows/${flowId}`, { id: flowId });
	if (stepsOf(flow).some((each) => isSameText(each, stepId))) return;
	throw api.error(`The flow "${flowId}" has no step "${stepId}"`, 'Choose one of its steps.');
}

/**
 * One integration after the other, each error with whose it is. Behind them the flows that belong to none (provider document, section 10).
 */
async function* errorsOfAll(api: ApiClient, state: ErrorState, query: Query): AsyncGenerator<IDataObject> {
	for await (const integration of everyIntegration(api)) {
		const { _id, name } = integration;
		const id = textOf(_id);
		if (id === undefined) continue;
		const reading =
			state === 'open' ? flowsWithErrors(api, id, integration['sandbox'] === true) : flowIdsOf(api, id);
		const flowIds = await reading.catch(async (failure: unknown) => await noneIfGone(api, id, failure));
		const named = { _integrationId: id, integrationName: name ?? null };
		for await (const error of integrationErrors(api, flowIds, state, query)) yield { ...error, ...named };
	}
	for await (const { _id, _integrationId } of listedFlows(api)) {
		const flowId = textOf(_id);
		if (flowId === undefined || textOf(_integrationId) !== undefined) continue;
		const named = { _integrationId: null, integrationName: null };
		for await (const error of flowErrors(api, flowId, 'listed', state, query)) yield { ...error, ...named };
	}
}

/** No flows of a listed integration that was deleted since. @throws the failure where it is still there */
async function noneIfGone(api: ApiClient, integrationId: string, failure: unknown): Promise<string[]> {
	const request = { method: 'GET', route: route`/integrations/${integrationId}`, accept: [404] } as const;
	if (isRefusedWith([404], failure) && saysItself(await api.send(request), 404)) return [];
	return await Promise.reject<string[]>(failure);
}

async function* integrationErrors(
	api: ApiClient,
	flowIds: readonly string[],
	state: ErrorState,
	query: Query,
): AsyncGenerator<IDataObject> {
	for (const id of flowIds) yield* flowErrors(api, id, 'listed', state, query);
}

async function* flowErrors(
	api: ApiClient,
	flowId: string,
	origin: FlowOrigin,
	state: ErrorState,
	query: Query,
): AsyncGenerator<IDataObject> {
	for (const stepId of await stepsToRead(api, flowId, origin, state)) {
		yield* stepErrors(api, flowId, stepId, state, query);
	}
}

/** Filters of what an error says of itself. */
const FILTERS = ['_flowJobId', 'source', 'classification', 'occurredAt', 'resolvedAt'];

/** The errors of one step, each with the ids that the other operations ask for. @param whenMissing for a step without error store */
export function stepErrors(
	api: ApiClient,
	flowId: string,
	stepId: string,
	state: ErrorState,
	query: Query,
	whenMissing?: () => Promise<void>,
): Listing {
	const list =
		state === 'open' ? route`/flows/${flowId}/${stepId}/errors` : route`/flows/${flowId}/${stepId}/resolved`;
	return errorPages(api, list, query, whenMissing)
		.filter((row) => isAskedFor(row, query, FILTERS))
		.map((row) => ({ ...row, errorId: errorIdOf(row), _flowId: flowId, _expOrImpId: stepId }));
}

/** `errorId` comes as a number or a text; older errors have `_id` only. */
export function errorIdOf(row: IDataObject): string {
	return textOf(row['errorId']) ?? textOf(row['_id']) ?? '';
}

/** The flows of an integration that may have such errors. */
async function flowsToRead(api: ApiClient, integrationId: string, state: ErrorState): Promise<string[]> {
	if (state === 'resolved') return await flowIdsOf(api, integrationId);
	return await flowsWithErrors(api, integrationId, await isInSandbox(api, integrationId));
}

async function flowsWithErrors(api: ApiClient, integrationId: string, isSandbox: boolean): Promise<string[]> {
	const flowIds: string[] = [];
	for (const row of await errorSummary(api, integrationId, isSandbox)) {
		const flowId = textOf(row['_flowId']);
		if (flowId !== undefined && countIn(row) !== 0) flowIds.push(flowId);
	}
	return flowIds;
}

async function flowIdsOf(api: ApiClient, integrationId: string): Promise<string[]> {
	const flowIds: string[] = [];
	for await (const row of listedFlowsOf(api, integrationId, [])) {
		const flowId = textOf(row['_id']);
		if (flowId !== undefined) flowIds.push(flowId);
	}
	return flowIds;
}

/** The steps of a flow that may have such errors. */
export async function stepsToRead(
	api: ApiClient,
	flowId: string,
	origin: FlowOrigin,
	state: ErrorState,
): Promise<string[]> {
	if (state === 'resolved') return await stepIdsOf(api, flowId, origin);
	return (await stepsWithErrors(api, flowId, origin)).map(({ stepId }) => stepId);
}
