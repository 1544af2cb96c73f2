import type { IDataObject } from 'n8n-workflow';
import { maxBy } from 'lodash';

import { all, epochMs, healthRecord, isoTime, route, textOf } from '../../../core';
import type { ApiClient, HealthStatus } from '../../../core';
import { celigo } from '../platform';
import { integrationPage } from '../webPages';
import { stepErrors } from './errors';
import { newestJob } from './jobs';
import { errorSummary, listedFlowsOf } from './lists';
import { stepsWithErrors } from './steps';

const RUNNING = ['queued', 'running', 'retrying', 'canceling'];

/** How an integration is: GET /integrations/{id}, its error summary, its flows, and its newest flow job. */
export async function healthOf(api: ApiClient, integrationId: string): Promise<IDataObject> {
	const integration = await api.record(route`/integrations/${integrationId}`, { id: integrationId });
	const [summary, flows, lastJob] = await Promise.all([
		errorSummary(api, integrationId, integration['sandbox'] === true),
		flowStates(api, integrationId),
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
	flows: { readonly count: number; readonly enabled: number },
	lastJob: IDataObject | undefined,
): HealthStatus {
	if (integration['mode'] === 'install') return 'PENDING';
	if (integration['mode'] === 'uninstall') return 'INACTIVE';
	if (RUNNING.includes(String(lastJob?.['status']))) return 'SYNCING';
	if (openErrors > 0 || lastJob?.['status'] === 'failed') return 'ERROR';
	if (flows.count > 0 && flows.enabled === 0) return 'INACTIVE';
	return flows.count > 0 && lastJob?.['status'] === 'completed' ? 'ACTIVE' : 'UNKNOWN';
}

async function flowStates(api: ApiClient, integrationId: string) {
	let count = 0;
	let enabled = 0;
	for await (const flow of listedFlowsOf(api, integrationId, ['disabled'])) {
		count += 1;
		if (flow['disabled'] !== true) enabled += 1;
	}
	return { count, enabled };
}
