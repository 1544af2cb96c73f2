import type { IDataObject } from 'n8n-workflow';
import { get, omit } from 'lodash';

/** How an integration can be, on every platform. */
export const HEALTH_STATUSES = ['ACTIVE', 'ERROR', 'INACTIVE', 'PENDING', 'SYNCING', 'UNKNOWN'] as const;

export type HealthStatus = (typeof HEALTH_STATUSES)[number];

/** The one shape in which every platform reports how an integration is. What a platform does not say is null. */
export type IntegrationHealth = {
	readonly platform: string;
	readonly integrationId: string;
	readonly integrationName: string | null;
	readonly status: HealthStatus;
	/** The newest error that is known: its message and its time (ISO 8601 UTC), each null when not known. */
	readonly lastError: { readonly message: string | null; readonly occurredAt: string | null } | null;
	/** When it last ran or synchronized, ISO 8601 UTC. */
	readonly lastRunAt: string | null;
	readonly openErrors: number | null;
	/** The platform's page of the integration, where the form of such addresses is known. */
	readonly url?: string | null;
	/** The platform's records behind it; left out of its short form. */
	readonly raw: IDataObject;
};

/** The short form of a health record, for Simplify: flat, so that it fits into a table. */
export function simplifyHealth(record: IDataObject): IDataObject {
	const { lastError, lastRunAt, openErrors, url, ...others } = omit(record, 'raw');
	return {
		...others,
		lastErrorMessage: get(lastError, 'message') ?? null,
		lastErrorAt: get(lastError, 'occurredAt') ?? null,
		lastRunAt,
		openErrors,
		url: url ?? null,
	};
}
