import type { IDataObject } from 'n8n-workflow';

import { isSameText, recordsIn, route, textOf } from '../../../core';
import type { ApiClient } from '../../../core';
import { stepErrors, stepsToRead, type ErrorState } from './errors';
import { changedMs, isEnded, isOfStep } from './jobs';
import { namesIfKnown, stepNamesOf, stepNamesOfFlow, type Names } from './names';

/**
 * A job may be counted later than its errors appear, one step after the other. Celigo changes ended jobs for up to three minutes
 * (provider document, section 10); so long after the last change, and some time more, no count is relied on.
 */
const MAY_BE_COUNTED_MS = 10 * 60_000;

/** A run, or what one step did in it, and where its errors are. */
interface ErrorScope {
	readonly flowId: string;
	/** Null for a flow that belongs to no integration. */
	readonly integrationId: string | null;
	/** The job that errors name: of a step's job, the run that it is a part of. */
	readonly runId: string;
	readonly stepIds: readonly string[];
}

/**
 * GET /jobs/{id}/family: a job with `children`, one for each step. Servers that have no family of a step's job (404) return it
 * by GET /jobs/{id}, without children.
 */
export async function jobFamily(api: ApiClient, jobId: string): Promise<IDataObject> {
	const family = route`/jobs/${jobId}/family`;
	const { status, body } = await api.send({ method: 'GET', route: family, accept: [404] });
	const job = status === 404 ? await api.record(route`/jobs/${jobId}`, { id: jobId }) : api.asRecord(body);
	return { ...api.sameRecord(job, jobId, [textOf(job['_id'])]), children: recordsIn(job['children']) };
}

/** The errors that a run left at its steps, or that one step left in a run, each with the name of its step. */
export async function* jobErrors(
	api: ApiClient,
	jobId: string,
	state: ErrorState,
): AsyncGenerator<IDataObject> {
	const job = await jobFamily(api, jobId);
	const scope = await errorScope(api, job, jobId, state);
	let names: Names | undefined;
	for await (const error of errorsInScope(api, job, scope, state)) {
		names ??= await stepNames(api, scope.flowId, scope.integrationId);
		const stepName = names.get(String(error['_expOrImpId'])) ?? null;
		yield { ...error, _integrationId: scope.integrationId, stepName };
	}
	if (names === undefined) remarkNone(api, job, state);
}

/** Whether a run that has just ended has errors: some are counted by now, or one is listed that may not be counted yet. */
export async function leftErrors(api: ApiClient, jobId: string): Promise<boolean> {
	const job = await jobFamily(api, jobId);
	if (Number(job['numError']) > 0) return true;
	const scope = await errorScope(api, job, jobId, 'open');
	for await (const _error of errorsInScope(api, job, scope, 'open')) return true;
	return false;
}

async function* errorsInScope(
	api: ApiClient,
	job: IDataObject,
	{ flowId, runId, stepIds }: ErrorScope,
	state: ErrorState,
): AsyncGenerator<IDataObject> {
	// An error occurs, and is resolved, after its job was created.
	const since = textOf(job['createdAt']) ?? textOf(job['startedAt']);
	const query = {
		_flowJobId: runId,
		...(state === 'open' ? { occurredAt_gte: since } : { resolvedAt_gte: since }),
	};
	for (const stepId of stepIds.length > 0 ? stepIds : await stepsToRead(api, flowId, 'chosen', state)) {
		yield* stepErrors(api, flowId, stepId, state, query);
	}
}

/** @throws when Celigo does not say of which flow the job is */
async function errorScope(
	api: ApiClient,
	job: IDataObject,
	jobId: string,
	state: ErrorState,
): Promise<ErrorScope> {
	const isStepJob = isOfStep(job);
	const runId = isStepJob ? (textOf(job['_flowJobId']) ?? textOf(job['_parentJobId']) ?? jobId) : jobId;
	// A step's job names no flow (section 10); its run does.
	const run = isStepJob && runId !== jobId ? await api.record(route`/jobs/${runId}`, { id: runId }) : job;
	const flowId = textOf(run['_flowId']) ?? textOf(job['_flowId']);
	if (flowId === undefined) {
		throw api.error(
			`Celigo does not return the flow of job ${jobId}`,
			'Only jobs of flows have errors. Use the ID of a run, as returned by Job: Get Many.',
		);
	}
	const steps = isStepJob ? [job] : stepsOfRun(job, state, api.run.platformNowMs());
	const stepIds = [...new Set(steps.flatMap((step) => stepOf(step) ?? []))];
	return { flowId, integrationId: textOf(run['_integrationId']) ?? null, runId, stepIds };
}

/** The steps with errors; all where they may not be counted yet, or none counts any. */
function stepsOfRun(run: IDataObject, state: ErrorState, nowMs: number): readonly IDataObject[] {
	const children = recordsIn(run['children']);
	if (!isEnded(run) || nowMs - (changedMs(run) ?? nowMs) < MAY_BE_COUNTED_MS) return children;
	const failed = children.filter(({ numError, numOpenError, numResolved }) =>
		[numError, numOpenError, ...(state === 'resolved' ? [numResolved] : [])].some(
			(count) => Number(count) > 0,
		),
	);
	return failed.length > 0 ? failed : children;
}

function stepOf({ _importId, _exportId }: IDataObject): string | undefined {
	return textOf(_importId) ?? textOf(_exportId);
}

/** The names of the steps of a flow; read once in a run of the node. */
async function stepNames(api: ApiClient, flowId: string, integrationId: string | null): Promise<Names> {
	const read = async () =>
		await namesIfKnown(
			api,
			integrationId === null ? stepNamesOfFlow(api, flowId) : stepNamesOf(api, integrationId),
		);
	return await api.once(`step names of ${integrationId ?? flowId}`, read);
}

/** Says where the errors may be that the job counts. */
function remarkNone(api: ApiClient, { _id, status, numError }: IDataObject, state: ErrorState): void {
	const count = Number(numError) || 0;
	if (count === 0 && !isSameText(status, 'failed')) return;
	const other = state === 'open' ? 'Resolved' : 'Open';
	api.remark(
		`Job ${String(_id)} is ${String(status)} with ${count} ${count === 1 ? 'error' : 'errors'}, but Celigo lists none as ${state}. Set 'State' to ${other}, or look at the run in Celigo.`,
	);
}
