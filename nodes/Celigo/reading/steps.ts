import type { IDataObject } from 'n8n-workflow';

import { recordsIn, route, saysItself, textOf } from '../../../core';
import type { ApiClient, ApiRequest } from '../../../core';
import { countIn } from './lists';
import { rowsOf } from './rows';

/** The ids of a flow's steps: of its generators, its processors, those in its branches, and the old single ones. */
export function stepsOf(flow: IDataObject): string[] {
	const branches = recordsIn(flow['routers']).flatMap((router) => recordsIn(router['branches']));
	const holders = [flow, ...branches].flatMap((holder) => [
		holder,
		...recordsIn(holder['pageGenerators']),
		...recordsIn(holder['pageProcessors']),
	]);
	const found = holders.flatMap((holder) => [textOf(holder['_exportId']), textOf(holder['_importId'])]);
	return [...new Set(found.filter((id) => id !== undefined))];
}

/** The exports and imports of a flow: GET /flows/{id}/descendants; none where Celigo does not have that route. */
export async function descendantsOf(
	api: ApiClient,
	flowId: string,
	more: Pick<ApiRequest, 'retries'> = {},
): Promise<IDataObject[]> {
	const descendants = route`/flows/${flowId}/descendants`;
	const response = await api.send({ method: 'GET', route: descendants, accept: [404], ...more });
	const { exports, imports } = api.asRecord(saysItself(response, 404) ? {} : (response.body ?? {}));
	return [...recordsIn(exports), ...recordsIn(imports)];
}

/** The ids of the steps of the flow with that id; none of a listed one that is gone. */
export async function stepIdsOf(api: ApiClient, flowId: string, origin: FlowOrigin): Promise<string[]> {
	const accept = origin === 'listed' ? [404] : [];
	const response = await api.send({ method: 'GET', route: route`/flows/${flowId}`, accept });
	if (saysItself(response, 404)) return [];
	const flow = api.asRecord(response.body);
	return stepsOf(api.sameRecord(flow, flowId, [textOf(flow['_id'])]));
}

/** A step of a flow that may have open errors: how many, and the time of the last, where Celigo says so. */
export interface StepWithErrors {
	readonly stepId: string;
	readonly numError: number | undefined;
	readonly lastErrorAt: string | undefined;
}

/** Whether a flow was chosen: then it must be there. One that a list named may be deleted since, and then has no errors. */
export type FlowOrigin = 'chosen' | 'listed';

/** The steps of a flow that may have open errors, by GET /flows/{id}/errors; all its steps where that route is missing. */
export async function stepsWithErrors(
	api: ApiClient,
	flowId: string,
	origin: FlowOrigin,
): Promise<StepWithErrors[]> {
	const { status, body } = await api.send({
		method: 'GET',
		route: route`/flows/${flowId}/errors`,
		accept: [404],
	});
	// Whoever says it, as a page too: the flow itself is read then.
	if (status === 404) {
		const stepIds = await stepIdsOf(api, flowId, origin);
		return stepIds.map((stepId) => ({ stepId, numError: undefined, lastErrorAt: undefined }));
	}
	return rowsOf(api, body).flatMap((row) => {
		const stepId = textOf(row['_expOrImpId']);
		const numError = countIn(row);
		return stepId === undefined || numError === 0
			? []
			: [{ stepId, numError, lastErrorAt: textOf(row['lastErrorAt']) }];
	});
}
