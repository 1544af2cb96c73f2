import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core/request/ApiClient';
import type { Query } from '../../../core/request/http';
import { textOf } from '../../../core/data/json';
import { route } from '../../../core/request/Route';
import { errorSummary, flowsOf } from './lists';
import { errorPages } from '../platform';
import { stepsOf, stepsWithErrors } from './steps';

/** Which errors are read. */
export type ErrorState = 'open' | 'resolved';

/** The errors of one step, each with the ids that the other operations ask for. */
export async function* stepErrors(
	celigo: ApiClient,
	flowOf: string,
	stepOf: string,
	state: ErrorState,
	query: Query,
): AsyncGenerator<IDataObject> {
	const path =
		state === 'open' ? route`/flows/${flowOf}/${stepOf}/errors` : route`/flows/${flowOf}/${stepOf}/resolved`;
	for await (const row of errorPages(celigo, path, query)) {
		yield { ...row, errorId: errorIdOf(row), _flowId: flowOf, _expOrImpId: stepOf };
	}
}

/** `errorId` comes as a number or a text; older errors have `_id` only. */
export function errorIdOf(row: IDataObject): string {
	return textOf(row['errorId']) ?? textOf(row['_id']) ?? '';
}

/** The flows of an integration that may have such errors. */
export async function flowsToRead(
	celigo: ApiClient,
	integrationId: string,
	state: ErrorState,
): Promise<string[]> {
	const flowIds: string[] = [];
	if (state === 'open') {
		const { sandbox } = await celigo.record(route`/integrations/${integrationId}`);
		for (const row of await errorSummary(celigo, integrationId, sandbox === true)) {
			const id = textOf(row['_flowId']);
			if (id !== undefined && Number(row['numError']) > 0) flowIds.push(id);
		}
		return flowIds;
	}
	for await (const row of flowsOf(celigo, integrationId)) {
		const id = textOf(row['_id']);
		if (id !== undefined) flowIds.push(id);
	}
	return flowIds;
}

/** The steps of a flow that may have such errors. */
export async function stepsToRead(celigo: ApiClient, flowOf: string, state: ErrorState): Promise<string[]> {
	if (state === 'open') return (await stepsWithErrors(celigo, flowOf)).map(({ stepId: id }) => id);
	return stepsOf(await celigo.record(route`/flows/${flowOf}`));
}
