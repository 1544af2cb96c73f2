import type { IntegrationError } from '../../../core/trigger/ErrorFeed';

/** An error as a feed gives it, with what a test cares about. */
export function anError(
	errorId: string,
	occurredAtMs: number,
	more: Partial<IntegrationError> = {},
): IntegrationError {
	return {
		platform: 'things',
		kind: 'thingFailed',
		errorId,
		integrationId: 'i1',
		integrationName: null,
		severity: 'error',
		code: null,
		message: `Error ${errorId}`,
		detail: null,
		occurredAt: new Date(occurredAtMs).toISOString(),
		occurrences: 1,
		url: null,
		raw: { id: errorId },
		...more,
	};
}

export const idsOf = (errors: readonly IntegrationError[]) => errors.map(({ errorId }) => errorId);
