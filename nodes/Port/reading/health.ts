import type { IDataObject } from 'n8n-workflow';
import { get } from 'lodash';

import { isoTime, textOf } from '../../../core';
import type { ApiClient, HealthStatus, HealthToRead, IntegrationHealth, Query } from '../../../core';
import { port } from '../platform';
import { allIntegrations, idOf, integrationOf, titleOf } from './integrations';
import { lastErrorLine } from './logs';
import { resyncSpan } from './resync';
import { deploymentOf, isErrorOfDeployment, resyncOf, STATUSES, withStatus } from './status';

interface Chosen {
	readonly additionalQuery: Query;
}

/** How an integration is: GET /integration/{id}, and after a failed resync the last error line of its log. */
export async function healthOf(
	api: ApiClient,
	installationId: string,
	{ additionalQuery }: Chosen,
): Promise<IntegrationHealth> {
	return await wholeHealth(api, installationId, await integrationOf(api, installationId, additionalQuery));
}

/** The same of all: GET /integration has what is known of each but its log. */
export async function* allHealth(api: ApiClient, { additionalQuery }: Chosen): AsyncGenerator<HealthToRead> {
	for (const row of await allIntegrations(api, additionalQuery)) {
		const id = idOf(row);
		if (id === undefined) continue;
		yield { id, name: titleOf(row), read: async () => await wholeHealth(api, id, withStatus(row)) };
	}
}

async function wholeHealth(
	api: ApiClient,
	installationId: string,
	integration: IDataObject,
): Promise<IntegrationHealth> {
	const lastError = await lastErrorOf(api, installationId, integration);
	return { ...listedHealthOf(installationId, integration), lastError };
}

/** How a record says that its integration is, without its last error. */
export function listedHealthOf(installationId: string, integration: IDataObject): IntegrationHealth {
	const status = textOf(integration['status']) ?? '';
	const { start, end } = resyncOf(integration);
	return {
		platform: port.name,
		integrationId: installationId,
		integrationName: titleOf(integration),
		status: isKnown(status) && isReported(integration) ? status : 'UNKNOWN',
		lastError: null,
		lastRunAt: isoTime(end) ?? isoTime(start) ?? null,
		openErrors: null,
		raw: integration,
	};
}

/** The deployment's message, else the last error of a failed resync; null where the integration has no error. */
export async function lastErrorOf(
	api: ApiClient,
	installationId: string,
	integration: IDataObject,
): Promise<IntegrationHealth['lastError']> {
	if (integration['status'] !== 'ERROR') return null;
	const { status, end } = resyncOf(integration);
	const { status: deployment, message } = deploymentOf(integration);
	// A deployment that runs says so, too: its message is no error.
	if (message !== undefined && isErrorOfDeployment(deployment)) {
		return { message, occurredAt: isoTime(get(integration, 'statusInfo.updatedAt')) ?? null };
	}
	if (status !== 'failed') return { message: null, occurredAt: null };
	const line = await lastErrorLine(api, installationId, resyncSpan(integration));
	return {
		message: textOf(line?.['message']) ?? null,
		occurredAt: isoTime(line?.['timestamp']) ?? isoTime(end) ?? null,
	};
}

/** Whether the status comes from a resync or a deployment, or from Port itself; otherwise it would be a guess. */
function isReported(integration: IDataObject): boolean {
	const reported = resyncOf(integration).status ?? deploymentOf(integration).status;
	return reported !== undefined || !['INACTIVE', 'PENDING'].includes(String(integration['status']));
}

function isKnown(status: string): status is HealthStatus {
	return STATUSES.some((known) => known === status);
}
