import type { IDataObject } from 'n8n-workflow';
import { max, sumBy } from 'lodash';

import { all, isoTime, textOf } from '../../../core';
import type { ApiClient } from '../../../core';
import { stepErrors } from './errors';
import { countIn } from './lists';
import { stepsWithErrors, type StepWithErrors } from './steps';

/** A flow with the number of its open errors and, where Celigo gives it, the time of the last (ISO 8601 UTC). */
export interface CountedFlow {
	readonly flowId: string;
	readonly numError: number;
	readonly lastErrorAt: string | undefined;
	/** As Celigo has it. */
	readonly row: IDataObject;
}

/** How many open errors the flow of a row of the summary has. */
export async function countOf(api: ApiClient, row: IDataObject): Promise<number> {
	const [count, flowId] = [countIn(row), textOf(row['_flowId'])];
	if (count !== undefined || flowId === undefined) return count ?? 0;
	return (await countedAlone(api, flowId)).numError;
}

/** A flow that belongs to no integration is in no summary: its steps are added up (provider document, section 10). */
export async function countedAlone(api: ApiClient, flowId: string): Promise<CountedFlow> {
	const steps = await openSteps(api, flowId);
	const counts = await Promise.all(
		steps.map(async ({ stepId, numError }) => numError ?? (await openErrors(api, flowId, stepId)).length),
	);
	const numError = sumBy(counts);
	const lastErrorAt = max(steps.flatMap((step) => isoTime(step.lastErrorAt) ?? []));
	return { flowId, numError, lastErrorAt, row: { _flowId: flowId, numError, lastErrorAt } };
}

/** The steps of a flow that may have open errors; read once in a poll. */
export async function openSteps(api: ApiClient, flowId: string): Promise<StepWithErrors[]> {
	return await api.once(`steps of ${flowId}`, async () => await stepsWithErrors(api, flowId, 'listed'));
}

/** The open errors of a step, since a time (ISO 8601 UTC) or all of them. */
export async function openErrors(api: ApiClient, flowId: string, stepId: string, since?: string) {
	return await all(stepErrors(api, flowId, stepId, 'open', { occurredAt_gte: since }));
}
