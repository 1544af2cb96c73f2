import type { IDataObject } from 'n8n-workflow';
import { get } from 'lodash';

import type { ApiClient } from '../../../core/request/ApiClient';
import { healthRecord } from '../../../core/shapes/health';
import type { HealthStatus } from '../../../core/shapes/health';
import type { Query } from '../../../core/request/http';
import { textOf } from '../../../core/data/json';
import { isoTime } from '../../../core/data/times';
import { integrationOf, titleOf } from './integrations';
import { lastErrorLine } from './logs';
import { port as platform } from '../platform';
import { resyncSpan } from './resync';
import { deploymentOf, resyncStatusOf, STATUSES } from './status';

/** How an integration is: GET /integration/{id}, and after a failed resync the last error line of its log. */
export async function healthOf(port: ApiClient, installationId: string, query: Query): Promise<IDataObject> {
	const integration = await integrationOf(port, installationId, query);
	const status = textOf(integration['status']) ?? '';
	return healthRecord({
		platform: platform.name,
		integrationId: installationId,
		integrationName: titleOf(integration),
		status: isKnown(status) ? status : 'UNKNOWN',
		lastError: status === 'ERROR' ? await lastErrorOf(port, installationId, integration) : null,
		lastRunAt:
			isoTime(get(integration, 'resyncState.lastResyncEnd')) ??
			isoTime(get(integration, 'resyncState.lastResyncStart')) ??
			null,
		openErrors: null,
		raw: integration,
	});
}

async function lastErrorOf(port: ApiClient, installationId: string, integration: IDataObject) {
	const { message } = deploymentOf(integration);
	if (message !== undefined) {
		return { message, occurredAt: isoTime(get(integration, 'statusInfo.updatedAt')) ?? null };
	}
	if (resyncStatusOf(integration) !== 'failed') return { message: null, occurredAt: null };
	const line = await lastErrorLine(port, installationId, resyncSpan(integration));
	return {
		message: textOf(line?.['message']) ?? null,
		occurredAt:
			isoTime(line?.['timestamp']) ?? isoTime(get(integration, 'resyncState.lastResyncEnd')) ?? null,
	};
}

function isKnown(status: string): status is HealthStatus {
	return STATUSES.some((known) => known === status);
}
