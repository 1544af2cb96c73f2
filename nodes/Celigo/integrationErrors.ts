import type { IDataObject } from 'n8n-workflow';
import { maxBy, pick } from 'lodash';

import { epochMs, errorsOf, textOf } from '../../core';
import type { ApiClient, IntegrationError } from '../../core';
import type { Observation } from '../../core/trigger';
import { celigo } from './platform';
import { countedFlows, newestErrorAt, openSteps, type CountedFlow } from './reading/counts';
import { errorIdOf, stepErrors } from './reading/errors';
import { jobs } from './reading/jobs';
import { flowsOf } from './reading/lists';
import { flowNamesOf, namesIfKnown, stepNamesOf, stepNamesOfFlow } from './reading/names';
import { stepsOf } from './reading/steps';
import { flowRecord, type Watched } from './watched';

/** A job may run so long before it fails. */
const LONGEST_RUN_MS = 7 * 24 * 3_600_000;

const common = errorsOf(celigo.name);

/** Flows and steps whose last error is older than the window are not read; where the time is missing they are. */
export async function* openErrorsOf(
	api: ApiClient,
	watched: Watched,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	const mayHaveNew = (lastErrorAt: unknown) => (epochMs(lastErrorAt) ?? Number.POSITIVE_INFINITY) >= sinceMs;
	for (const { flowId, numError, lastErrorAt } of await countedFlows(api, watched)) {
		if (numError === 0 || !mayHaveNew(lastErrorAt)) continue;
		for (const step of await openSteps(api, flowId)) {
			if (!mayHaveNew(step.lastErrorAt)) continue;
			for await (const row of stepErrors(api, flowId, step.stepId, 'open', occurredSince(sinceMs))) {
				yield await stepError(api, watched, row);
			}
		}
	}
}

/** Flows whose errors are all resolved have no count any more, so every step of every flow is read. */
export async function* resolvedErrorsOf(
	api: ApiClient,
	watched: Watched,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	for await (const flow of wholeFlows(api, watched)) {
		const flowId = textOf(flow['_id']) ?? '';
		for (const stepId of stepsOf(flow)) {
			for await (const row of stepErrors(api, flowId, stepId, 'resolved', occurredSince(sinceMs))) {
				yield await stepError(api, watched, row);
			}
		}
	}
}

/** The watched flows with their steps. */
async function* wholeFlows(
	api: ApiClient,
	{ integration, flow: only }: Watched,
): AsyncGenerator<IDataObject> {
	if (only !== undefined) yield { ...(await flowRecord(api, only.id)), _id: only.id };
	else if (integration !== undefined) yield* flowsOf(api, integration.id);
}

function occurredSince(sinceMs: number) {
	return { occurredAt_gte: sinceTime(sinceMs) };
}

function sinceTime(sinceMs: number): string {
	return new Date(Math.max(0, sinceMs)).toISOString();
}

async function stepError(api: ApiClient, watched: Watched, row: IDataObject): Promise<IntegrationError> {
	const errorId = errorIdOf(row);
	const [flowId, stepId] = [textOf(row['_flowId']) ?? '', textOf(row['_expOrImpId']) ?? ''];
	return {
		...common(watched.integration, 'stepError', `${flowId}:${stepId}:${errorId}`, row['occurredAt']),
		errorId,
		code: textOf(row['code']) ?? null,
		message: textOf(row['message']) ?? 'Celigo gives no message',
		detail: {
			flowId,
			flowName: await flowName(api, watched, flowId),
			stepId,
			stepName: await stepName(api, watched, flowId, stepId),
			retryDataKey: textOf(row['retryDataKey']) ?? null,
			reqAndResKey: textOf(row['reqAndResKey']) ?? null,
			flowJobId: textOf(row['_flowJobId']) ?? null,
			...pick(row, ['source', 'classification']),
		},
		raw: row,
	};
}

/** Read once in a poll, whatever the number of errors; null where Celigo does not give it. */
async function flowName(
	api: ApiClient,
	{ integration, flow, flowNames }: Watched,
	flowId: string,
): Promise<string | null> {
	if (integration === undefined || flow !== undefined) return flow?.name ?? null;
	if (flowNames !== undefined) return flowNames.get(flowId) ?? null;
	const { id } = integration;
	const names = await api.once(
		`flow names of ${id}`,
		async () => await namesIfKnown(api, flowNamesOf(api, id)),
	);
	return names.get(flowId) ?? null;
}

/** As flowName. */
async function stepName(
	api: ApiClient,
	{ integration }: Watched,
	flowId: string,
	stepId: string,
): Promise<string | null> {
	const names = await api.once(
		`step names of ${integration?.id ?? flowId}`,
		async () =>
			await namesIfKnown(
				api,
				integration === undefined ? stepNamesOfFlow(api, flowId) : stepNamesOf(api, integration.id),
			),
	);
	return names.get(stepId) ?? null;
}

/** The number of open errors of each flow, and when the last came. */
export async function* flowObservations(api: ApiClient, watched: Watched): AsyncGenerator<Observation> {
	for (const flow of await countedFlows(api, watched)) {
		if (flow.numError === 0) yield flowObservation(watched, flow, null);
		else {
			// Without it, a new error could not be told from what was left when others were resolved.
			const lastErrorAt = flow.lastErrorAt ?? (await newestErrorAt(api, flow.flowId));
			yield flowObservation(watched, { ...flow, lastErrorAt }, await flowName(api, watched, flow.flowId));
		}
	}
}

function flowObservation(
	{ integration }: Watched,
	{ flowId, numError, lastErrorAt, row }: CountedFlow,
	name: string | null,
): Observation {
	return {
		key: flowId,
		value: `${numError} ${lastErrorAt ?? ''}`.trim(),
		event: (previous) => {
			const [oldCount = '0', oldTime] = (previous ?? '0').split(' ');
			const rise = numError - Number(oldCount);
			const isLater = lastErrorAt !== undefined && oldTime !== undefined && lastErrorAt > oldTime;
			if (numError === 0 || (rise <= 0 && !isLater)) return undefined;
			const newErrors = Math.max(rise, 1);
			const errors = `${numError} open ${numError === 1 ? 'error' : 'errors'}`;
			return {
				...common(integration, 'flowErrors', `${flowId}:${numError}:${lastErrorAt ?? ''}`, lastErrorAt),
				message: `${errors} in the flow${name === null ? '' : ` ${name}`}, ${oldCount} at the last poll`,
				detail: { flowId, flowName: name, numError, previous: Number(oldCount), newErrors },
				occurrences: newErrors,
				raw: row,
			};
		},
	};
}

/**
 * Jobs of the watched flows that failed since a time. Celigo filters by the time of creation only, and the end of a job lies
 * before it became failed (provider document, section 10): the latest of its times counts.
 */
export async function* failedJobsOf(
	api: ApiClient,
	watched: Watched,
	sinceMs: number,
): AsyncGenerator<IntegrationError> {
	const { integration, flow } = watched;
	const scope = flow === undefined ? { _integrationId: integration?.id } : { _flowId: flow.id };
	const createdAt_gte = sinceTime(sinceMs - LONGEST_RUN_MS);
	for (const type of ['flow', 'retry']) {
		for await (const job of jobs(api, { type, ...scope, status: 'failed', createdAt_gte })) {
			const failedAt = maxBy(
				[job['endedAt'], job['lastExecutedAt'], job['lastModified']],
				(time) => epochMs(time) ?? 0,
			);
			if ((epochMs(failedAt) ?? sinceMs) >= sinceMs) yield await failedJob(api, watched, job, failedAt);
		}
	}
}

async function failedJob(
	api: ApiClient,
	watched: Watched,
	job: IDataObject,
	failedAt: unknown,
): Promise<IntegrationError> {
	const jobId = textOf(job['_id']) ?? '';
	const flowId = textOf(job['_flowId']);
	return {
		...common(watched.integration, 'failedJob', jobId, failedAt ?? job['createdAt']),
		code: textOf(job['status']) ?? null,
		message: `The ${textOf(job['type']) ?? 'flow'} job failed with ${Number(job['numError']) || 0} errors`,
		detail: {
			jobId,
			flowId: flowId ?? null,
			flowName: flowId === undefined ? null : await flowName(api, watched, flowId),
			...pick(job, ['type', 'numSuccess', 'numError', 'numIgnore', 'startedAt', 'endedAt']),
		},
		raw: job,
	};
}
