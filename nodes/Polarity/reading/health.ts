import type { IDataObject } from 'n8n-workflow';
import { maxBy } from 'lodash';

import { isoTime } from '../../../core';
import type { ApiClient, HealthStatus, HealthToRead, IntegrationHealth } from '../../../core';
import { attributesOf, isRelated, named, relatedTo } from './documents';
import { byIntegration, messageOf, occurredAtOf, readableErrors, withoutMeta } from './errors';
import type { ErrorsByIntegration } from './errors';
import { allIntegrations, oneIntegration } from './lists';
import { polarity } from '../platform';

const STATUSES: Readonly<Record<string, HealthStatus>> = {
	running: 'ACTIVE',
	starting: 'PENDING',
	stopped: 'INACTIVE',
	error: 'ERROR',
};

/** How an integration is: GET /api/integrations/{id} and, where the caller may read them, its errors. */
export async function healthOf(api: ApiClient, integrationId: string): Promise<IntegrationHealth> {
	const [integration, errors] = await Promise.all([oneIntegration(api, integrationId), readableErrors(api)]);
	return healthIn(integration, byIntegration(errors));
}

/** The same of all: GET /api/integrations and the errors, once each. */
export async function* allHealth(api: ApiClient): AsyncGenerator<HealthToRead> {
	const errors = byIntegration(await readableErrors(api));
	for await (const row of allIntegrations(api)) {
		const read = async () => await Promise.resolve(healthIn(row, errors));
		yield { ...named(row), read };
	}
}

/** How an integration is by its record and the errors of all integrations; undefined where the caller may not read them. */
export function healthIn(
	integration: IDataObject,
	allErrors: ErrorsByIntegration | undefined,
): IntegrationHealth {
	const { id: integrationId, name } = named(integration);
	const errors = allErrors?.get(integrationId) ?? [];
	// Who may not read errors may get none of them: the integration's own references count too.
	const references = relatedTo(integration, 'integration-errors').length;
	const isKnown = allErrors !== undefined || isRelated(integration, 'integration-errors');
	const openErrors = isKnown ? Math.max(references, errors.length) : null;
	const status = STATUSES[String(attributesOf(integration)['status']).toLowerCase()] ?? 'UNKNOWN';
	return {
		platform: polarity.name,
		integrationId,
		integrationName: name,
		status: status === 'ACTIVE' && openErrors !== null && openErrors > 0 ? 'ERROR' : status,
		lastError: openErrors === 0 || openErrors === null ? null : lastOf(errors),
		lastRunAt: null,
		openErrors,
		raw: { integration, errors: errors.map(withoutMeta) },
	};
}

function lastOf(errors: readonly IDataObject[]) {
	const last = maxBy(errors, (error) => occurredAtOf(error) ?? '');
	return {
		message: (last && messageOf(last)) ?? null,
		occurredAt: isoTime(last && occurredAtOf(last)) ?? null,
	};
}
