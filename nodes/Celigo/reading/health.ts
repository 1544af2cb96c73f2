import type { IDataObject } from 'n8n-workflow';
import { groupBy, maxBy } from 'lodash';

import { all, epochMs, healthRecord, isoTime, route, textOf } from '../../../core';
import type { ApiClient, HealthStatus, HealthToRead } from '../../../core';
import { celigo } from '../platform';
import { integrationPage } from '../webPages';
import { stepErrors } from './errors';
import { newestJob } from './jobs';
import { allIntegrations, errorSummary, listedFlows, listedFlowsOf } from './lists';
import { stepsWithErrors } from './steps';

/** How many flows there are, and how many of them are enabled. */
interface FlowStates {
	readonly count: number;
	readonly enabled: number;
}

const RUNNING = ['queued', 'running', 'retrying', 'canceling'];

/** How an integration is: GET /integrations/{id}, its error summary, its flows, and its newest flow job. */
export async function healthOf(api: ApiClient, integrationId: string): Promise<IDataObject> {
	const integration = await api.record(route`/integrations/${integrationId}`, { id: integrationId });
	return await healthBy(api, integrationId, integration, async () => await flowStates(api, integrationId));
}

/** The same of all: their list, one list of all flows, and of each what is known nowhere else. */
export async function* allHealth(api: ApiClient): AsyncGenerator<HealthToRead> {
	for await (const row of allIntegrations(api)) {
		const id = textOf(row['_id']);
		if (id === undefined) continue;
		const states = async () => (await statesOfAll(api)).get(id) ?? { count: 0, enabled: 0 };
		const read = async () => await healthBy(api, id, row, states);
		yield { id, name: textOf(row['name']) ?? null, read };
	}
}

async function healthBy(
	api: ApiClient,
	integrationId: string,
	integration: IDataObject,
	states: () => Promise<FlowStates>,
): Promise<IDataObject> {
	const [summary, flows, lastJob] = await Promise.all([
		// Only rows of lists have the number.
		integration['numError'] === 0 ? [] : errorSummary(api, integrationId, integration['sandbox'] === true),
		states(),
		newestJob(api, integrationId),
	]);
	const openErrors = summary.reduce((sum, row) => sum + (Number(row['numError']) || 0), 0);
	return healthRecord({
		platform: celigo.name,
		integrationId,
		integrationName: textOf(integration['name']) ?? null,
		status: statusOf(integration, openErrors, flows, lastJob),
		lastError: openErrors > 0 ? await newestError(api, summary) : failureOf(lastJob),
		lastRunAt: isoTime(lastJob?.['endedAt'] ?? lastJob?.['startedAt'] ?? lastJob?.['createdAt']) ?? null,
		openErrors,
		url: integrationPage(api, integrationId),
		raw: { integration, errors: summary, lastJob: lastJob ?? null },
	});
}

/** The newest open error of the flow in which the last one occurred; its time alone where Celigo does not show it. */
async function newestError(api: ApiClient, summary: readonly IDataObject[]) {
	const newest = maxBy(
		summary.filter(({ numError }) => Number(numError) > 0),
		timeOfLast,
	);
	const flowId = textOf(newest?.['_flowId']);
	const steps = flowId === undefined ? [] : await stepsWithErrors(api, flowId);
	const step = maxBy(steps, timeOfLast);
	if (flowId === undefined || step === undefined) return null;
	const occurredAt_gte = isoTime(step.lastErrorAt ?? newest?.['lastErrorAt']);
	const errors = await all(stepErrors(api, flowId, step.stepId, 'open', { occurredAt_gte }));
	const last = maxBy(errors, ({ occurredAt }) => epochMs(occurredAt) ?? 0);
	const occurredAt = isoTime(last?.['occurredAt']) ?? occurredAt_gte ?? null;
	return { message: textOf(last?.['message']) ?? null, occurredAt };
}

function timeOfLast(counted: { readonly lastErrorAt?: unknown }): number {
	return epochMs(counted.lastErrorAt) ?? 0;
}

function failureOf(lastJob: IDataObject | undefined) {
	if (lastJob?.['status'] !== 'failed') return null;
	return { message: null, occurredAt: isoTime(lastJob['endedAt'] ?? lastJob['lastModified']) ?? null };
}

function statusOf(
	integration: IDataObject,
	openErrors: number,
	flows: FlowStates,
	lastJob: IDataObject | undefined,
): HealthStatus {
	if (integration['mode'] === 'install') return 'PENDING';
	if (integration['mode'] === 'uninstall') return 'INACTIVE';
	if (RUNNING.includes(String(lastJob?.['status']))) return 'SYNCING';
	if (openErrors > 0 || lastJob?.['status'] === 'failed') return 'ERROR';
	if (flows.count > 0 && flows.enabled === 0) return 'INACTIVE';
	return flows.count > 0 && lastJob?.['status'] === 'completed' ? 'ACTIVE' : 'UNKNOWN';
}

async function flowStates(api: ApiClient, integrationId: string): Promise<FlowStates> {
	return statesIn(await all(listedFlowsOf(api, integrationId, ['disabled'])));
}

/** By the integrations' IDs; read once in a run. */
async function statesOfAll(api: ApiClient): Promise<ReadonlyMap<string, FlowStates>> {
	return await api.once('states of all flows', async () => {
		const flows = await all(listedFlows(api, ['disabled']));
		const byIntegration = groupBy(flows, ({ _integrationId }) => textOf(_integrationId) ?? '');
		return new Map(Object.entries(byIntegration).map(([id, own]) => [id, statesIn(own)]));
	});
}

function statesIn(flows: readonly IDataObject[]): FlowStates {
	return { count: flows.length, enabled: flows.filter(({ disabled }) => disabled !== true).length };
}
