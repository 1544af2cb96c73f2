import type { IDataObject } from 'n8n-workflow';

import { isoTime } from '../data/times';

/** What a trigger emits: the one shape of every event on every platform, in the order in which it is shown. */
export interface IntegrationError {
	/** ISO 8601 UTC with milliseconds. */
	readonly occurredAt: string;
	/** `info` is no failure: a completed resync, a new installation. */
	readonly severity: 'info' | 'warning' | 'error' | 'fatal';
	readonly integrationName: string | null;
	/** As the platform says it. */
	readonly message: string;
	readonly code: string | null;
	/** The platform's page of the integration, flow, ..., where the form of such addresses is known. */
	readonly url: string | null;
	/** How many since the last poll; 1 where the platform does not count. */
	readonly occurrences: number;
	/** What sort of event: `stepError`, `failedJob`, `logLine`, ... */
	readonly kind: string;
	readonly platform: string;
	readonly integrationId: string | null;
	/** The platform's own ID of the error, which its operations take; null where it has none. */
	readonly errorId: string | null;
	/** The same in every poll and after every restart, unique over all platforms: for removing duplicates. */
	readonly eventId: string;
	/** What errors share that differ in record-specific parts only; null until it is computed. */
	readonly fingerprint: string | null;
	/** The IDs that the platform's operations ask for, and further facts. */
	readonly detail: IDataObject | null;
	/** The platform's record. */
	readonly raw: IDataObject;
}

/** An integration as errors and pickers name it; null where the platform gives no name. */
export interface NamedIntegration {
	readonly id: string;
	readonly name: string | null;
}

/** What an error has whatever was reported; each platform adds the rest. */
type Common = Omit<IntegrationError, 'message' | 'raw'>;

/**
 * What the errors of a platform begin with: one that occurred once, has no page, no code and no ID of the platform's own.
 * Where the platform gives no time, it occurred when it was seen. `id` is stable and unique within the platform and the kind.
 */
export function errorsOf(platform: string) {
	return (integration: NamedIntegration | undefined, kind: string, id: string, time: unknown): Common => {
		// Whole, so that each field keeps its position in the shape, whoever sets it later.
		const error: IntegrationError = {
			occurredAt: isoTime(time) ?? new Date().toISOString(),
			severity: 'error',
			integrationName: integration?.name ?? null,
			message: '',
			code: null,
			url: null,
			occurrences: 1,
			kind,
			platform,
			integrationId: integration?.id ?? null,
			errorId: null,
			eventId: `${platform}:${kind}:${id}`,
			fingerprint: null,
			detail: null,
			raw: {},
		};
		return error;
	};
}
