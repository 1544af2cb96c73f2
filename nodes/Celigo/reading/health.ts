import type { IDataObject } from 'n8n-workflow';
import { maxBy, orderBy, sumBy } from 'lodash';

import { all, epochMs, isOneOf, isoTime, isSameText, route, textOf } from '../../../core';
import type { ApiClient, HealthStatus, HealthToRead, IntegrationHealth } from '../../../core';
import { celigo } from '../platform';
import { integrationPage } from '../webPages';
import { countOf } from './flowCounts';
import { stepErrors } from './errors';
import { newestJob } from './jobs';
import { allIntegrations, errorSummary, flowsOfOneOfMany, listedFlowsOf } from './lists';
import { stepsWithErrors } from './steps';

const RUNNING = ['queued', 'running', 'retrying', 'canceling'];

/** How an integration is: GET /integrations/{id}, its error summary, its flows, and its newest flow job. */
export async function healthOf(api: ApiClient, integrationId: string): Promise<IntegrationHealth> {
	const integration = await api.record(route`/integrations/${integrationId}`, { id: integrationId });
	const flows = all(listedFlowsOf(api, integrationId, ['disabled']));
	return await wholeHealth(api, integrationId, integration, flows);
}

/** The same of all: their list, one list of all flows, and of each what is known nowhere else. */
export async function* allHealth(api: ApiClient): AsyncGenerator<HealthToRead> {
	for await (const row of allIntegrations(api)) {
		const id = textOf(row['_id']);
		if (id === undefined) continue;
		const read = async () => await wholeHealth(api, id, row, flowsOfOneOfMany(api, id));
		yield { id, name: textOf(row['name']) ?? null, read };
	}
}

/** The same of a record and flows that were listed, without the newest error. */
export async function listedHealthOf(
	api: ApiClient,
	integrationId: string,
	integration: IDataObject,
	flows: Promise<readonly IDataObject[]>,
): Promise<IntegrationHealth> {
	return (await stateOf(api, integrationId, integration, flows)).health;
}

/** The newest error of an integration: its message and its time. */
export async function newestErrorOf(
	api: ApiClient,
	integrationId: string,
	isSandbox: boolean,
): Promise<IntegrationHealth['lastError']> {
	const [summary, lastJob] = await Promise.all([
		errorSummary(api, integrationId, isSandbox),
		newestJob(api, integrationId),
	]);
	return await lastErrorIn(api, await countedRows(api, summary), lastJob);
}

async function wholeHealth(
	api: ApiClient,
	integrationId: string,
	integration: IDataObject,
	flows: Promise<readonly IDataObject[]>,
): Promise<IntegrationHealth> {
	const { counted, lastJob, health } = await stateOf(api, integrationId, integration, flows);
	return { ...health, lastError: await lastErrorIn(api, counted, lastJob) };
}

async function stateOf(
	api: ApiClient,
	integrationId: string,
	integration: IDataObject,
	flowsToCome: Promise<readonly IDataObject[]>,
) {
	const [summary, flows, lastJob] = await Promise.all([
		errorSummary(api, integrationId, integration['sandbox'] === true),
		flowsToCome,
		newestJob(api, integrationId),
	]);
	const counted = await countedRows(api, summary);
	const openErrors = openErrorsIn(counted);
	const health: IntegrationHealth = {
		platform: celigo.name,
		integrationId,
		integrationName: textOf(integration['name']) ?? null,
		status: statusOf(integration, openErrors, flows, lastJob),
		lastError: null,
		lastRunAt: isoTime(lastJob?.['endedAt'] ?? lastJob?.['startedAt'] ?? lastJob?.['createdAt']) ?? null,
		openErrors,
		url: integrationPage(api, integrationId),
		raw: { integration, errors: summary, lastJob: lastJob ?? null },
	};
	return { counted, lastJob, health };
}

/** A row of the summary with the number of open errors of its flow, whether Celigo gives that or not. */
interface CountedRow extends IDataObject {
	readonly numError: number;
	readonly lastErrorAt?: IDataObject[string];
}

async function countedRows(api: ApiClient, summary: readonly IDataObject[]): Promise<CountedRow[]> {
	return await Promise.all(summary.map(async (row) => ({ ...row, numError: await countOf(api, row) })));
}

function openErrorsIn(counted: readonly CountedRow[]): number {
	return sumBy(counted, 'numError');
}

async function lastErrorIn(
	api: ApiClient,
	counted: readonly CountedRow[],
	lastJob: IDataObject | undefined,
): Promise<IntegrationHealth['lastError']> {
	return openErrorsIn(counted) > 0 ? await newestError(api, counted) : failureOf(lastJob);
}

type LastError = NonNullable<IntegrationHealth['lastError']>;

/** The newest open error; its time alone where Celigo does not show it. */
async function newestError(api: ApiClient, counted: readonly CountedRow[]) {
	const flows = counted.filter(({ numError }) => numError > 0);
	const found = await latestFirst(flows, async (flow) => await newestOfSteps(api, flow));
	return newest(found.filter(({ message }) => message !== null)) ?? newest(found) ?? null;
}

async function newestOfSteps(api: ApiClient, { _flowId, lastErrorAt }: IDataObject): Promise<LastError[]> {
	const flowId = textOf(_flowId);
	if (flowId === undefined) return [];
	const read = async (stepId: string, since?: unknown): Promise<LastError[]> => {
		const query = { occurredAt_gte: isoTime(since) };
		const last = newest(await all(stepErrors(api, flowId, stepId, 'open', query)));
		if (last === undefined) return [];
		return [{ message: textOf(last['message']) ?? null, occurredAt: isoTime(last['occurredAt']) ?? null }];
	};
	const steps = await stepsWithErrors(api, flowId, 'listed');
	const found = await latestFirst(steps, async (step) => {
		const latest = await read(step.stepId, step.lastErrorAt ?? lastErrorAt);
		// The last error that occurred may be resolved, and older ones open.
		return latest.length === 0 && isoTime(step.lastErrorAt) !== undefined ? await read(step.stepId) : latest;
	});
	if (found.length > 0) return found;
	const undated =
		isoTime(lastErrorAt) === undefined ? [] : steps.filter((step) => isoTime(step.lastErrorAt) === undefined);
	const older = (await Promise.all(undated.map(async ({ stepId }) => await read(stepId)))).flat();
	if (older.length > 0) return older;
	return steps.map((step) => ({
		message: null,
		occurredAt: isoTime(step.lastErrorAt ?? lastErrorAt) ?? null,
	}));
}

/**
 * What is found in what has open errors, beginning where the last error occurred and no further than a newer one may be; in all
 * of them where one does not say when that was. That time may be of an error that was resolved since.
 */
async function latestFirst<Counted extends { readonly lastErrorAt?: unknown }>(
	counted: readonly Counted[],
	read: (one: Counted) => Promise<LastError[]>,
): Promise<LastError[]> {
	const timed = counted.map((one) => ({ one, lastMs: epochMs(one.lastErrorAt) }));
	if (timed.some(({ lastMs }) => lastMs === undefined)) return (await Promise.all(counted.map(read))).flat();
	const found: LastError[] = [];
	for (const { one, lastMs = 0 } of orderBy(timed, 'lastMs', 'desc')) {
		const isNewest = ({ message, occurredAt }: LastError) =>
			message !== null && (epochMs(occurredAt) ?? 0) >= lastMs;
		if (found.some(isNewest)) break;
		found.push(...(await read(one)));
	}
	return found;
}

function newest<Dated extends { readonly occurredAt?: unknown }>(errors: readonly Dated[]) {
	return maxBy(errors, ({ occurredAt }) => epochMs(occurredAt) ?? 0);
}

function hasFailed(job: IDataObject | undefined): job is IDataObject {
	return isSameText(job?.['status'], 'failed');
}

function failureOf(lastJob: IDataObject | undefined) {
	if (!hasFailed(lastJob)) return null;
	return { message: null, occurredAt: isoTime(lastJob['endedAt'] ?? lastJob['lastModified']) ?? null };
}

function statusOf(
	integration: IDataObject,
	openErrors: number,
	flows: readonly IDataObject[],
	lastJob: IDataObject | undefined,
): HealthStatus {
	// Before all else: a person has to look at them, whatever is being installed, and where a flow always runs they would never show.
	if (openErrors > 0) return 'ERROR';
	if (isSameText(integration['mode'], 'install')) return 'PENDING';
	if (isSameText(integration['mode'], 'uninstall')) return 'INACTIVE';
	if (isOneOf(lastJob?.['status'], RUNNING)) return 'SYNCING';
	if (hasFailed(lastJob)) return 'ERROR';
	if (flows.length > 0 && flows.every((flow) => flow['disabled'] === true)) return 'INACTIVE';
	return flows.length > 0 && isSameText(lastJob?.['status'], 'completed') ? 'ACTIVE' : 'UNKNOWN';
}
