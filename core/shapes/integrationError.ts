import type { IntegrationError } from '../trigger/ErrorFeed';
import type { Platform } from '../request/Platform';
import { isoTime } from '../data/times';

/** Whose error it is, as far as the platform tells. */
interface Whose {
	readonly id: string;
	readonly name: string | null;
}

/** What the errors of all platforms have in common, beside what was said. */
type Common = Omit<IntegrationError, 'code' | 'message' | 'detail' | 'raw'>;

/**
 * What a platform's errors begin with: an error that happened once and has no page to look at. Where the platform tells no
 * time, it happened when it was seen.
 */
export function errorsOf({ name }: Platform) {
	return (integration: Whose | undefined, kind: string, errorId: string, time: unknown): Common => ({
		platform: name,
		kind,
		errorId,
		integrationId: integration?.id ?? null,
		integrationName: integration?.name ?? null,
		severity: 'error',
		occurredAt: isoTime(time) ?? new Date().toISOString(),
		occurrences: 1,
		url: null,
	});
}
