import type { IntegrationError } from '../../../core/shapes/IntegrationError';
import { leftOf } from '../../../core/trigger/errorCursor';
import type { Held } from '../../../core/trigger/errorCursor';

/** An error as a feed gives it, with what a test cares about. */
export function anError(
	eventId: string,
	occurredAtMs: number,
	more: Partial<IntegrationError> = {},
): IntegrationError {
	return {
		occurredAt: new Date(occurredAtMs).toISOString(),
		severity: 'error',
		integrationName: null,
		message: `Error ${eventId}`,
		code: null,
		url: null,
		occurrences: 1,
		kind: 'thingFailed',
		platform: 'things',
		integrationId: 'i1',
		errorId: null,
		eventId,
		fingerprint: null,
		detail: null,
		raw: { id: eventId },
		...more,
	};
}

export const idsOf = (errors: readonly IntegrationError[]) => errors.map(({ eventId }) => eventId);

/** What a source has, as a poll holds it that reads it now. */
export const readingOf = (source: string, errors: readonly IntegrationError[], nowMs = Date.now()) => ({
	source,
	held: errors.map((error) => ({ ...leftOf(error, nowMs), error })),
});

export const heldIdsOf = (held: readonly Held[]) => idsOf(held.map(({ error }) => error));
