import { NodeApiError } from 'n8n-workflow';

import { saysItself } from '../../core';
import type { ApiResponse } from '../../core';

/** Where it is understood, and not accepted (section 5). */
const NOT_ACCEPTED: readonly number[] = [422];

/**
 * A hint for requests that Celigo understood and did not accept; one that was malformed, found nothing or met another change
 * has another reason.
 */
export function onRefusal(hint: string, statuses = NOT_ACCEPTED): (status: number) => string | undefined {
	return (status) => (statuses.includes(status) ? hint : undefined);
}

/** What the state of a record does not allow: with which of these statuses Celigo refuses that, the document does not say. */
export const NOT_NOW = [400, 409, 422];

/** What `audit_not_supported` means. With which status it comes, the document does not say (section 5). */
export const NO_AUDIT_LOG = 'Celigo does not keep an audit log of this resource.';

export function saysNoAuditLog(failure: unknown): boolean {
	return failure instanceof NodeApiError && failure.description?.startsWith(NO_AUDIT_LOG) === true;
}

/** With which of these a list refuses a query parameter that it does not know, or not allow, the document does not say. */
export const REFUSED_QUERY: readonly number[] = [400, 403, 404, 422];

/** Whether Celigo refused a query so. */
export function isRefusedQuery(response: ApiResponse): boolean {
	return saysItself(response, ...REFUSED_QUERY);
}

/** Statuses with which a body is refused. */
export const REFUSED_BODY = [400, 422];

export function isRefusedBody(failure: unknown): failure is NodeApiError {
	return isRefusedWith(REFUSED_BODY, failure);
}

/** Whether a request failed because Celigo refused it with one of these statuses. */
export function isRefusedWith(statuses: readonly number[], failure: unknown): failure is NodeApiError {
	return failure instanceof NodeApiError && statuses.includes(Number(failure.httpCode));
}
