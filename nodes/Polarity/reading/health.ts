import type { IDataObject } from 'n8n-workflow';
import { maxBy } from 'lodash';

import { healthRecord, isoTime } from '../../../core';
import type { ApiClient, HealthStatus, HealthToRead } from '../../../core';
import { attributesOf, isRelated, named, relatedTo } from './documents';
import { integrationIdOf, messageOf, occurredAtOf, readableErrors, withoutMeta } from './errors';
import { allIntegrations, oneIntegration } from './lists';
import { polarity } from '../platform';

const STATUSES: Readonly<Record<string, HealthStatus>> = {
	running: 'ACTIVE',
	starting: 'PENDING',
	stopped: 'INACTIVE',
	error: 'ERROR',
};

/** How an integration is: GET /api/integrations/{id} and, where the caller may read them, its errors. */
export async function healthOf(api: ApiClient, integrationId: string): Promise<IDataObject> {
	const [integration, errors] = await Promise.all([oneIntegration(api, integrationId), readableErrors(api)]);
	return healthBy(integrationId, integration, errors);
}

/** The same of all: GET /api/integrations and the errors, once each. */
export async function* allHealth(api: ApiClient): AsyncGenerator<HealthToRead> {
	const errors = await readableErrors(api);
	for await (const row of allIntegrations(api)) {
		const { id, name } = named(row);
		yield { id, name, read: async () => await Promise.resolve(healthBy(id, row, errors)) };
	}
}

/** @param allErrors undefined where the caller may not read them. */
function healthBy(
	integrationId: string,
	integration: IDataObject,
	allErrors: readonly IDataObject[] | undefined,
): IDataObject {
	const errors = allErrors?.filter((error) => integrationIdOf(error) === integrationId) ?? [];
	// Who may not read errors may get none of them: the integration's own references count too.
	const references = relatedTo(integration, 'integration-errors').length;
	const isKnown = allErrors !== undefined || isRelated(integration, 'integration-errors');
	const openErrors = isKnown ? Math.max(references, errors.length) : null;
	const status = STATUSES[String(attributesOf(integration)['status'])] ?? 'UNKNOWN';
	return healthRecord({
		platform: polarity.name,
		integrationId,
		integrationName: named(integration).name,
		status: status === 'ACTIVE' && openErrors !== null && openErrors > 0 ? 'ERROR' : status,
		lastError: openErrors === 0 || openErrors === null ? null : lastOf(errors),
		lastRunAt: null,
		openErrors,
		raw: { integration, errors: errors.map(withoutMeta) },
	});
}

function lastOf(errors: readonly IDataObject[]) {
	const last = maxBy(errors, (error) => occurredAtOf(error) ?? '');
	return {
		message: (last && messageOf(last)) ?? null,
		occurredAt: isoTime(last && occurredAtOf(last)) ?? null,
	};
}
