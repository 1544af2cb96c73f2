import { withIntegrationId } from '../../core';
import type { Simplify } from '../../core';

/** The short form of what belongs to an integration, which most records name. */
export function withIntegration(simplify: Simplify) {
	return withIntegrationId(simplify, '_integrationId');
}
