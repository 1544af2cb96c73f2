import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core/request/ApiClient';
import { healthRecord } from '../../../core/shapes/health';
import type { HealthStatus } from '../../../core/shapes/health';
import { textOf } from '../../../core/data/json';
import { route } from '../../../core/request/Route';
import { isoTime } from '../../../core/data/times';
import { attributesOf, relatedTo, resourceOf, resourcesOf } from './documents';
import { integrationIdOf, occurredAtOf, withoutMeta } from './errors';
import { polarity as platform } from '../platform';

const STATUSES: Readonly<Record<string, HealthStatus>> = {
	running: 'ACTIVE',
	starting: 'PENDING',
	stopped: 'INACTIVE',
	error: 'ERROR',
};

/** How an integration is: GET /api/integrations/{id} and, where the caller may read them, its errors. */
export async function healthOf(polarity: ApiClient, integrationId: string): Promise<IDataObject> {
	const [body, errors] = await Promise.all([
		polarity.get(route`/api/integrations/${integrationId}`),
		readableErrors(polarity, integrationId),
	]);
	const integration = resourceOf(polarity, body);
	const { name, status } = attributesOf(integration);
	// An answer without errors may come from a caller who may not see them: the integration's own references count too.
	const references = relatedTo(integration, 'integration-errors').length;
	const openErrors = Math.max(references, errors.length);
	const known = STATUSES[String(status)] ?? 'UNKNOWN';
	const [newest] = errors.sort((one, other) =>
		(occurredAtOf(one) ?? '') < (occurredAtOf(other) ?? '') ? 1 : -1,
	);
	return healthRecord({
		platform: platform.name,
		integrationId,
		integrationName: textOf(name) ?? null,
		status: known === 'ACTIVE' && openErrors > 0 ? 'ERROR' : known,
		lastError: openErrors === 0 ? null : lastError(newest),
		lastRunAt: null,
		openErrors,
		raw: { integration, errors: errors.map(withoutMeta) },
	});
}

function lastError(error: IDataObject | undefined) {
	const { detail, title } = attributesOf(error ?? {});
	return {
		message: textOf(detail) ?? textOf(title) ?? null,
		occurredAt: isoTime(error && occurredAtOf(error)) ?? null,
	};
}

/** The errors of one integration; none for a caller who may not read errors. */
async function readableErrors(polarity: ApiClient, integrationId: string): Promise<IDataObject[]> {
	const { status, body } = await polarity.send({
		method: 'GET',
		route: route`/api/integrations/errors`,
		accept: [403],
	});
	if (status === 403) return [];
	return resourcesOf(polarity, body).filter((error) => integrationIdOf(error) === integrationId);
}
