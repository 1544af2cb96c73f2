import type { IDataObject } from 'n8n-workflow';
import { max, sumBy } from 'lodash';

import { all, isoTime, textOf } from '../../../core';
import type { ApiClient } from '../../../core';
import type { Watched } from '../watched';
import { stepErrors } from './errors';
import { errorSummary } from './lists';
import { stepsWithErrors, type StepWithErrors } from './steps';

/** So far back the newest error of a flow is looked for where Celigo gives no time of it. */
const NEWEST_WITHIN_MS = 7 * 24 * 3_600_000;

/** A flow with the number of its open errors and, where Celigo gives it, the time of the last (ISO 8601 UTC). */
export interface CountedFlow {
	readonly flowId: string;
	readonly numError: number;
	readonly lastErrorAt: string | undefined;
	/** As Celigo has it. */
	readonly row: IDataObject;
}

/** The watched flows with their numbers of open errors; read once in a poll. */
export async function countedFlows(api: ApiClient, watched: Watched): Promise<CountedFlow[]> {
	const { integration, isSandbox, flow: only } = watched;
	if (integration === undefined) return only === undefined ? [] : [await countedAlone(api, only.id)];
	const { id } = integration;
	const summary = await api.once(`errors of ${id}`, async () => await errorSummary(api, id, isSandbox));
	return summary.flatMap((row) => {
		const flowId = textOf(row['_flowId']);
		if (flowId === undefined || (only !== undefined && only.id !== flowId)) return [];
		const lastErrorAt = isoTime(row['lastErrorAt']);
		return { flowId, numError: Number(row['numError']) || 0, lastErrorAt, row };
	});
}

/** A flow that belongs to no integration is in no summary: its steps are added up (provider document, section 10). */
async function countedAlone(api: ApiClient, flowId: string): Promise<CountedFlow> {
	const steps = await openSteps(api, flowId);
	const counts = await Promise.all(
		steps.map(async ({ stepId, numError }) => numError ?? (await openErrors(api, flowId, stepId)).length),
	);
	const numError = sumBy(counts);
	const lastErrorAt = max(steps.flatMap((step) => isoTime(step.lastErrorAt) ?? []));
	return { flowId, numError, lastErrorAt, row: { _flowId: flowId, numError, lastErrorAt } };
}

/** The steps of a flow that have open errors; read once in a poll. */
export async function openSteps(api: ApiClient, flowId: string): Promise<StepWithErrors[]> {
	return await api.once(`steps of ${flowId}`, async () => await stepsWithErrors(api, flowId, 'listed'));
}

/** When the newest open error of a flow occurred: as its steps have it, else as its errors of the last days do. */
export async function newestErrorAt(api: ApiClient, flowId: string): Promise<string | undefined> {
	const steps = await openSteps(api, flowId);
	const known = max(steps.flatMap((step) => isoTime(step.lastErrorAt) ?? []));
	if (known !== undefined) return known;
	const since = new Date(lookedForSinceMs(api)).toISOString();
	const times: string[] = [];
	for (const { stepId } of steps) {
		for (const row of await openErrors(api, flowId, stepId, since)) {
			times.push(isoTime(row['occurredAt']) ?? '');
		}
	}
	return max(times.filter((time) => time !== ''));
}

/** Since when the newest error of a flow is looked for where Celigo gives no time of it. Milliseconds since 1970. */
export function lookedForSinceMs(api: ApiClient): number {
	return api.run.platformNowMs() - NEWEST_WITHIN_MS;
}

async function openErrors(api: ApiClient, flowId: string, stepId: string, since?: string) {
	return await all(stepErrors(api, flowId, stepId, 'open', { occurredAt_gte: since }));
}
