import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core/request/ApiClient';
import { healthRecord } from '../../../core/shapes/health';
import type { HealthStatus } from '../../../core/shapes/health';
import { textOf } from '../../../core/data/json';
import { route } from '../../../core/request/Route';
import { epochMs, isoTime } from '../../../core/data/times';
import { errorSummary, flowsOf } from './lists';
import { celigo as platform, rowsOf } from '../platform';

const RUNNING = ['queued', 'running', 'retrying', 'canceling'];

/** How an integration is: GET /integrations/{id}, its error summary, its flows, and its newest flow job. */
export async function healthOf(celigo: ApiClient, integrationId: string): Promise<IDataObject> {
	const integration = await celigo.record(route`/integrations/${integrationId}`);
	const [summary, flows, lastJob] = await Promise.all([
		errorSummary(celigo, integrationId, integration['sandbox'] === true),
		flowStates(celigo, integrationId),
		newestJob(celigo, integrationId),
	]);
	const openErrors = summary.reduce((sum, row) => sum + (Number(row['numError']) || 0), 0);
	const lastErrorAt = summary
		.map((row) => isoTime(row['lastErrorAt']))
		.filter((time) => time !== undefined)
		.sort((one, other) => (epochMs(other) ?? 0) - (epochMs(one) ?? 0))[0];
	return healthRecord({
		platform: platform.name,
		integrationId,
		integrationName: textOf(integration['name']) ?? null,
		status: statusOf(integration, openErrors, flows, lastJob),
		lastError: lastErrorOf(openErrors, lastErrorAt, lastJob),
		lastRunAt: isoTime(lastJob?.['endedAt'] ?? lastJob?.['startedAt'] ?? lastJob?.['createdAt']) ?? null,
		openErrors,
		raw: { integration, errors: summary, lastJob: lastJob ?? null },
	});
}

/** When the last open error occurred, else when the newest job failed. Celigo's summaries tell no message. */
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

async function flowStates(celigo: ApiClient, integrationId: string) {
	let count = 0;
	let enabled = 0;
	for await (const flow of flowsOf(celigo, integrationId)) {
		count += 1;
		if (flow['disabled'] !== true) enabled += 1;
	}
	return { count, enabled };
}

/** GET /jobs answers the newest first. */
async function newestJob(celigo: ApiClient, integrationId: string): Promise<IDataObject | undefined> {
	const response = await celigo.send({
		method: 'GET',
		route: route`/jobs`,
		query: { type: 'flow', _integrationId: integrationId },
	});
	return rowsOf(celigo, response.body)[0];
}
