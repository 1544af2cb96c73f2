import type { IDataObject } from 'n8n-workflow';
import { max, sumBy } from 'lodash';

import { epochMs, isoTime, textOf } from '../../../core';
import type { ApiClient } from '../../../core';
import type { Watched } from '../watched';
import { countedAlone, countOf, openErrors, openSteps, type CountedFlow } from './flowCounts';
import { errorSummary } from './lists';
import { stepsWithErrors, type StepWithErrors } from './steps';

/** So far back the newest error of a flow is looked for where Celigo gives no time of it. */
const NEWEST_WITHIN_MS = 7 * 24 * 3_600_000;
/** So long after it occurred an error may show first. */
const SHOWN_WITHIN_MS = 10 * 60_000;
/** How often the errors of a flow into which more and more come are counted again. */
const MOST_COUNTS = 3;

/** The watched flows with their numbers of open errors; read once in a poll. */
export async function countedFlows(api: ApiClient, watched: Watched): Promise<CountedFlow[]> {
	const { integration, isSandbox, flow: only } = watched;
	if (integration === undefined) return only === undefined ? [] : [await countedAlone(api, only.id)];
	const { id } = integration;
	const summary = await api.once(`errors of ${id}`, async () => await errorSummary(api, id, isSandbox));
	const flows = summary.flatMap((row) => {
		const flowId = textOf(row['_flowId']);
		return flowId === undefined || (only !== undefined && only.id !== flowId) ? [] : [{ flowId, row }];
	});
	return await Promise.all(flows.map(async ({ flowId, row }) => await counted(api, flowId, row)));
}

/** A flow as the summary has it. Where that does not give its number, its steps do. */
async function counted(api: ApiClient, flowId: string, row: IDataObject): Promise<CountedFlow> {
	return { flowId, numError: await countOf(api, row), lastErrorAt: isoTime(row['lastErrorAt']), row };
}

/**
 * A flow of which the summary gives no time, with that of its newest open error: as its steps have it, else as its errors of the last
 * days do. The number is one that belongs to that time: an error that came in between two requests would be in one of them only,
 * and be emitted again at the next poll.
 */
export async function withNewest(api: ApiClient, watched: Watched, flow: CountedFlow): Promise<CountedFlow> {
	const steps = await openSteps(api, flow.flowId);
	const lastErrorAt = max(steps.flatMap((step) => isoTime(step.lastErrorAt) ?? []));
	const numError = numberIn(steps) ?? flow.numError;
	if (lastErrorAt !== undefined) return { ...flow, numError, lastErrorAt };
	return await withNewestOf(steps, api, watched, { ...flow, numError });
}

/** The same where the steps have no times, either: counted again until nothing came in while their errors were read. */
async function withNewestOf(
	steps: readonly StepWithErrors[],
	api: ApiClient,
	watched: Watched,
	flow: CountedFlow,
): Promise<CountedFlow> {
	let { numError } = flow;
	for (let left = MOST_COUNTS; ; left -= 1) {
		const lastErrorAt = await newestErrorAt(api, flow.flowId, steps);
		const isOld = (epochMs(lastErrorAt) ?? 0) < api.run.platformNowMs() - SHOWN_WITHIN_MS;
		const counted = isOld ? numError : await countedAgain(api, watched, flow.flowId);
		if (counted === numError || left === 0) return { ...flow, numError: counted, lastErrorAt };
		numError = counted;
	}
}

async function countedAgain(api: ApiClient, { integration, isSandbox }: Watched, flowId: string) {
	const number = numberIn(await stepsWithErrors(api, flowId, 'listed'));
	if (number !== undefined) return number;
	if (integration === undefined) return (await countedAlone(api, flowId)).numError;
	const rows = await errorSummary(api, integration.id, isSandbox);
	const row = rows.find((each) => each['_flowId'] === flowId);
	return row === undefined ? 0 : (await counted(api, flowId, row)).numError;
}

/** How many open errors the steps have; undefined where Celigo does not say it of each, or lists none. */
function numberIn(steps: readonly StepWithErrors[]): number | undefined {
	const isSaid = steps.length > 0 && steps.every(({ numError }) => numError !== undefined);
	return isSaid ? sumBy(steps, 'numError') : undefined;
}

/** When the newest open error of the last days occurred. */
async function newestErrorAt(
	api: ApiClient,
	flowId: string,
	steps: readonly StepWithErrors[],
): Promise<string | undefined> {
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
