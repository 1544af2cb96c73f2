import type { IDataObject } from 'n8n-workflow';

import { healthRecord, isoTime, route, textOf } from '../../../core';
import type { ApiClient, HealthStatus } from '../../../core';
import { celigo } from '../platform';
import { newestJob } from './jobs';
import { errorSummary, flowsOf } from './lists';

const RUNNING = ['queued', 'running', 'retrying', 'canceling'];

/** How an integration is: GET /integrations/{id}, its error summary, its flows, and its newest flow job. */
export async function healthOf(api: ApiClient, integrationId: string): Promise<IDataObject> {
	const integration = await api.record(route`/integrations/${integrationId}`);
	const [summary, flows, lastJob] = await Promise.all([
		errorSummary(api, integrationId, integration['sandbox'] === true),
		flowStates(api, integrationId),
		newestJob(api, integrationId),
	]);
	const openErrors = summary.reduce((sum, row) => sum + (Number(row['numError']) || 0), 0);
	const lastErrorAt = summary
		.flatMap((row) => isoTime(row['lastErrorAt']) ?? [])
		.sort()
		.at(-1);
	return healthRecord({
		platform: celigo.name,
		integrationId,
		integrationName: textOf(integration['name']) ?? null,
		status: statusOf(integration, openErrors, flows, lastJob),
		lastError: lastErrorOf(openErrors, lastErrorAt, lastJob),
		lastRunAt: isoTime(lastJob?.['endedAt'] ?? lastJob?.['startedAt'] ?? lastJob?.['createdAt']) ?? null,
		openErrors,
		raw: { integration, errors: summary, lastJob: lastJob ?? null },
	});
}

/** When the last open error occurred, else when the newest job failed. Celigo's summaries hold no message. */
function lastErrorOf(openErrors: number, lastErrorAt: string | undefined, lastJob: IDataObject | undefined) {
	if (openErrors > 0) return { message: null, occurredAt: lastErrorAt ?? null };
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
	return 'ACTIVE';
}

async function flowStates(api: ApiClient, integrationId: string) {
	let count = 0;
	let enabled = 0;
	for await (const flow of flowsOf(api, integrationId)) {
		count += 1;
		if (flow['disabled'] !== true) enabled += 1;
	}
	return { count, enabled };
}
