import type { IDataObject } from 'n8n-workflow';

import { route, textOf } from '../../../core';
import type { ApiClient, Listing, Query } from '../../../core';
import { errorSummary, listedFlowsOf } from './lists';
import { errorPages } from './pages';
import { stepsOf, stepsWithErrors } from './steps';

/** Which errors are read. */
export type ErrorState = 'open' | 'resolved';

/** Whose errors are read: those of a step, of all steps of a flow, or of all flows of an integration. */
interface Scope {
	readonly integrationId: string | undefined;
	readonly flowId: string | undefined;
	readonly stepId: string | undefined;
}

/** The errors of a step, a flow or an integration. */
export async function* errorsIn(
	api: ApiClient,
	{ integrationId, flowId, stepId }: Scope,
	state: ErrorState,
	query: Query,
): AsyncGenerator<IDataObject> {
	if (integrationId !== undefined) {
		for (const id of await flowsToRead(api, integrationId, state)) yield* flowErrors(api, id, state, query);
	}
	if (flowId === undefined) return;
	yield* stepId === undefined
		? flowErrors(api, flowId, state, query)
		: stepErrors(api, flowId, stepId, state, query);
}

async function* flowErrors(
	api: ApiClient,
	flowId: string,
	state: ErrorState,
	query: Query,
): AsyncGenerator<IDataObject> {
	for (const stepId of await stepsToRead(api, flowId, state)) {
		yield* stepErrors(api, flowId, stepId, state, query);
	}
}

/** The errors of one step, each with the ids that the other operations ask for. */
export function stepErrors(
	api: ApiClient,
	flowId: string,
	stepId: string,
	state: ErrorState,
	query: Query,
): Listing {
	const list =
		state === 'open' ? route`/flows/${flowId}/${stepId}/errors` : route`/flows/${flowId}/${stepId}/resolved`;
	return errorPages(api, list, query).map((row) => ({
		...row,
		errorId: errorIdOf(row),
		_flowId: flowId,
		_expOrImpId: stepId,
	}));
}

/** `errorId` comes as a number or a text; older errors have `_id` only. */
export function errorIdOf(row: IDataObject): string {
	return textOf(row['errorId']) ?? textOf(row['_id']) ?? '';
}

/** The flows of an integration that may have such errors. */
async function flowsToRead(api: ApiClient, integrationId: string, state: ErrorState): Promise<string[]> {
	const flowIds: string[] = [];
	if (state === 'open') {
		const { sandbox } = await api.record(route`/integrations/${integrationId}`);
		for (const row of await errorSummary(api, integrationId, sandbox === true)) {
			const flowId = textOf(row['_flowId']);
			if (flowId !== undefined && Number(row['numError']) > 0) flowIds.push(flowId);
		}
		return flowIds;
	}
	for await (const row of listedFlowsOf(api, integrationId, [])) {
		const flowId = textOf(row['_id']);
		if (flowId !== undefined) flowIds.push(flowId);
	}
	return flowIds;
}

/** The steps of a flow that may have such errors. */
async function stepsToRead(api: ApiClient, flowId: string, state: ErrorState): Promise<string[]> {
	if (state === 'open') return (await stepsWithErrors(api, flowId)).map(({ stepId }) => stepId);
	return stepsOf(await api.record(route`/flows/${flowId}`));
}
