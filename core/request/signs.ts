import type { Outcome } from './FailedRequest';
import type { ApiResponse } from './http';
import type { Sign } from './Speed';

/** Statuses of a server, or of a proxy before it, that has more to do than it can. */
const OVERLOADED: readonly unknown[] = [408, 502, 503, 504];
/** So small a share of the requests of a period that others, or the next ones, would be refused. */
const LOW_SHARE = 0.1;
/** How a connection ends that a busy server, or the way to it, did not respond to, or broke off. */
const LOST = new Set(['ETIMEDOUT', 'ECONNRESET', 'ECONNABORTED', 'ECONNREFUSED', 'EPIPE', 'EAI_AGAIN']);
const PREFIXES = ['x-ratelimit', 'ratelimit'];

/** What became of a request, as a sign of how fast the platform may be asked; undefined when nothing was sent. */
export function signOf(outcome: Outcome): Sign['is'] | undefined {
	if ('response' in outcome) return isLow(outcome.response.headers) ? 'low' : 'good';
	if (outcome.wasSent === false) return undefined;
	const { status, networkCode, wasBegun } = outcome.failed;
	// A server behind the platform failed.
	if (wasBegun) return 'good';
	if (status === 429) return 'refused';
	if (OVERLOADED.includes(status) || LOST.has(networkCode ?? '')) return 'lost';
	return status === undefined ? undefined : 'good';
}

/** Whether the headers say that hardly any requests are left before the platform refuses. */
function isLow(headers: ApiResponse['headers']): boolean {
	return PREFIXES.some((prefix) => {
		const limit = numberIn(headers, `${prefix}-limit`);
		const remaining = numberIn(headers, `${prefix}-remaining`);
		return limit !== undefined && remaining !== undefined && remaining < limit * LOW_SHARE;
	});
}

/** A header's number, where it is one. */
export function numberIn(headers: ApiResponse['headers'], name: string): number | undefined {
	const text = String(headers[name] ?? '').trim();
	return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}
