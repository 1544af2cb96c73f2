import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import { epochMs, errorsOf, isoTime, textOf } from '../../core';
import type { ApiClient, IntegrationError, Query } from '../../core';
import type { Observation } from '../../core/trigger';
import { celigo } from './platform';
import { countedFlows, lookedForSinceMs, withNewest } from './reading/counts';
import { openSteps, type CountedFlow } from './reading/flowCounts';
import { errorIdOf, stepErrors } from './reading/errors';
import { flowsOf } from './reading/lists';
import { flowNamesOf, namesIfKnown, stepNamesOf, stepNamesOfFlow } from './reading/names';
import { contentHash } from './reading/rows';
import { stepsOf } from './reading/steps';
import { lastTimeBefore, timeOf } from './reading/times';
import { flowRecord, knownFlowName, type Watched } from './watched';
import { flowPage } from './webPages';

const common = errorsOf(celigo.name);

/** Flows and steps whose last error is older than the window are not read; where the time is missing they are. */
export async function* openErrorsOf(
	api: ApiClient,
	watched: Watched,
	sinceMs: number,
	beforeMs?: number,
): AsyncGenerator<IntegrationError> {
	const mayHaveNew = (lastErrorAt: unknown) => (epochMs(lastErrorAt) ?? Number.POSITIVE_INFINITY) >= sinceMs;
	for (const { flowId, numError, lastErrorAt } of await countedFlows(api, watched)) {
		if (numError === 0 || !mayHaveNew(lastErrorAt)) continue;
		for (const step of await openSteps(api, flowId)) {
			if (!mayHaveNew(step.lastErrorAt)) continue;
			for await (const row of stepErrors(api, flowId, step.stepId, 'open', occurred(sinceMs, beforeMs))) {
				yield stepError(api, watched, row);
			}
		}
	}
}

/** Flows whose errors are all resolved have no count any more, so every step of every flow is read. */
export async function* resolvedErrorsOf(
	api: ApiClient,
	watched: Watched,
	sinceMs: number,
	beforeMs?: number,
): AsyncGenerator<IntegrationError> {
	for await (const flow of wholeFlows(api, watched)) {
		const flowId = textOf(flow['_id']) ?? '';
		for (const stepId of stepsOf(flow)) {
			for await (const row of stepErrors(api, flowId, stepId, 'resolved', occurred(sinceMs, beforeMs))) {
				yield stepError(api, watched, row);
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

function occurred(sinceMs: number, beforeMs: number | undefined): Query {
	return { occurredAt_gte: timeOf(sinceMs), occurredAt_lte: lastTimeBefore(beforeMs) };
}

function stepError(api: ApiClient, watched: Watched, row: IDataObject): IntegrationError {
	const errorId = textOf(errorIdOf(row));
	const uniqueId = errorId ?? contentHash(row, ['occurredAt', 'traceKey', 'code', 'message']);
	const [flowId, stepId] = [textOf(row['_flowId']) ?? '', textOf(row['_expOrImpId']) ?? ''];
	const occurredAt = isoTime(row['occurredAt']) ?? api.run.platformNowMs();
	return {
		...common(watched.integration, 'stepError', `${flowId}:${stepId}:${uniqueId}`, occurredAt),
		errorId: errorId ?? null,
		code: textOf(row['code']) ?? null,
		url: flowPage(api, watched.integration?.id, flowId),
		message: textOf(row['message']) ?? 'Celigo returned no message',
		detail: {
			flowId,
			flowName: knownFlowName(watched, flowId),
			stepId,
			stepName: null,
			retryDataKey: textOf(row['retryDataKey']) ?? null,
			reqAndResKey: textOf(row['reqAndResKey']) ?? null,
			flowJobId: textOf(row['_flowJobId']) ?? null,
			...pick(row, ['source', 'classification']),
		},
		raw: row,
	};
}

/** Errors with the names of their flows and steps, read only where something is emitted; null where Celigo does not give one. */
export async function withNames(
	api: ApiClient,
	errors: readonly IntegrationError[],
): Promise<IntegrationError[]> {
	return await Promise.all(
		errors.map(async (error) => {
			const { integrationId, kind, detail } = error;
			const [flowId, stepId] = [textOf(detail?.['flowId']), textOf(detail?.['stepId'])];
			if (detail === null || flowId === undefined) return error;
			const named = { ...detail };
			named['flowName'] ??= await flowName(api, integrationId, flowId);
			if (stepId !== undefined) named['stepName'] = await stepName(api, integrationId, flowId, stepId);
			const message = kind === 'flowErrors' ? countsMessage(named) : error.message;
			return { ...error, message, detail: named };
		}),
	);
}

async function flowName(api: ApiClient, integrationId: string | null, flowId: string) {
	if (integrationId === null) return null;
	const read = async () => await namesIfKnown(api, flowNamesOf(api, integrationId));
	return (await api.once(`flow names of ${integrationId}`, read)).get(flowId) ?? null;
}

async function stepName(api: ApiClient, integrationId: string | null, flowId: string, stepId: string) {
	const read = async () =>
		await namesIfKnown(
			api,
			integrationId === null ? stepNamesOfFlow(api, flowId) : stepNamesOf(api, integrationId),
		);
	return (await api.once(`step names of ${integrationId ?? flowId}`, read)).get(stepId) ?? null;
}

/** The number of open errors of each flow, and when the last came. */
export async function* flowObservations(api: ApiClient, watched: Watched): AsyncGenerator<Observation> {
	for (const flow of await countedFlows(api, watched)) {
		// Without a time, a new error could not be told from what was left when others were resolved.
		const isDated = flow.numError === 0 || flow.lastErrorAt !== undefined;
		yield flowObservation(api, watched, isDated ? flow : await withNewest(api, watched, flow));
	}
}

function flowObservation(api: ApiClient, watched: Watched, flow: CountedFlow): Observation {
	const { flowId, numError, lastErrorAt, row } = flow;
	return {
		key: flowId,
		value: (before) => {
			// A time that Celigo does not give now is not lost, or what had it would seem to be new with it.
			const known = numError === 0 ? undefined : before?.split(' ')[1];
			return `${numError} ${lastErrorAt ?? known ?? ''}`.trim();
		},
		event: (before, hadNone) => {
			const [oldCount = '0', oldTime] = (before ?? '0').split(' ');
			// Where no time was found, all errors were older than is looked for: a newer one came since.
			const isFound = (epochMs(lastErrorAt) ?? 0) >= lookedForSinceMs(api);
			const isLater =
				lastErrorAt !== undefined && (oldTime === undefined ? hadNone || isFound : lastErrorAt > oldTime);
			// Celigo may leave a flow without errors out of its summary.
			const previous = hadNone && isLater ? 0 : Number(oldCount);
			const rise = numError - previous;
			if (numError === 0 || (rise <= 0 && !isLater)) return undefined;
			const newErrors = Math.max(rise, 1);
			const flowName = knownFlowName(watched, flowId);
			const detail = { flowId, flowName, numError, previous, newErrors };
			const id = `${flowId}:${numError}:${lastErrorAt ?? ''}`;
			return {
				...common(watched.integration, 'flowErrors', id, lastErrorAt),
				message: countsMessage(detail),
				url: flowPage(api, watched.integration?.id, flowId),
				detail,
				occurrences: newErrors,
				raw: row,
			};
		},
	};
}

function countsMessage({ flowName, numError, previous }: IDataObject): string {
	const errors = `${String(numError)} open ${numError === 1 ? 'error' : 'errors'}`;
	const name = textOf(flowName);
	return `${errors} in the flow${name === undefined ? '' : ` ${name}`}, ${String(previous)} at the last poll`;
}
