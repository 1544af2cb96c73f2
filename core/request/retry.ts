import type { FailedRequest } from './FailedRequest';
import type { ApiRequest, ApiResponse, Method } from './http';
import { numberIn } from './signs';
import { epochMs } from '../data/times';

/** What of a platform's failures is tried again, and how. */
export interface RetryPolicy {
	/** Further tries after the first. */
	readonly retries: number;
	/** The same of requests other than GET and HEAD, where the platform allows them fewer. */
	readonly retriesOfChanges?: number;
	/** Upper bound of the first delay; doubles with every try. */
	readonly firstDelayMs: number;
	readonly longestDelayMs: number;
	/** Where the platform wants tries to be apart. */
	readonly shortestDelayMs?: number;
	/** Methods that the platform's documentation lets us repeat, besides GET and HEAD. */
	readonly idempotentMethods: readonly Method[];
	/** False where the platform wants a pause after a 429: nothing more is sent in that run then. */
	readonly retriesRateLimits: boolean;
	/** How long a trigger then pauses, where the response does not say. */
	readonly pauseMs?: number;
}

type FailedAttempt = Partial<FailedRequest> & Pick<ApiRequest, 'method'>;

const NOT_SENT = new Set<string | undefined>(['ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const FINAL =
	/^(NO_TIME_LEFT|TOO_LARGE|ENOTFOUND|ERR_CANCELED|ERR_INVALID_URL|EPROTO|ERR_(SSL|TLS)_.*|CERT_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*)$/;
const EPOCH_SECONDS_FROM = 1_500_000_000;
/** How a date in a header begins. JavaScript takes nearly anything for a date: `-5`, `soon 7`. */
const DATE = /^((mon|tue|wed|thu|fri|sat|sun)[a-z]*,? |\d{4}-\d\d-\d\dT)/i;
const NO_ZONE = /(?<![a-z]|[+-]\d\d:?\d\d)$/i;

/** Whether a request changes nothing, by its method or by what the operation knows of it. */
export function onlyReads({ method, reads = false }: Pick<ApiRequest, 'method' | 'reads'>): boolean {
	return reads || ['GET', 'HEAD'].includes(method);
}

/** How many further tries a request may have. */
export function mostRetries(request: Pick<ApiRequest, 'method' | 'reads'>, policy: RetryPolicy): number {
	return onlyReads(request) ? policy.retries : (policy.retriesOfChanges ?? policy.retries);
}

/** Whether sending the request once more is safe and may help. Behind a sign-in that failed it was not sent at all. */
export function mayRetry(failed: FailedAttempt, policy: RetryPolicy): boolean {
	const { method, status = 0, networkCode, idempotent, isUnconnected, wasBegun, isSignIn } = failed;
	if (status === 429) return policy.retriesRateLimits && wasBegun !== true;
	if (networkCode !== undefined && FINAL.test(networkCode)) return false;
	if (isUnconnected || NOT_SENT.has(networkCode)) return true;
	const isAlike = onlyReads(failed) || policy.idempotentMethods.includes(method);
	const repeatable = isSignIn === true || (idempotent ?? isAlike);
	if (!repeatable || networkCode !== undefined) return repeatable;
	return status === 408 || status >= 500;
}

/** True when the platform certainly changed nothing: it was only to read, was not reached, too busy or elsewhere, or nobody was signed in. */
export function changedNothing(failed: FailedRequest): boolean {
	const { status, networkCode, wasBegun = false, isSignIn = false, isUnconnected = false } = failed;
	// By 307 and 308 the very request is asked for elsewhere. Before any other redirect it may have been carried out.
	const wasLeft = (status === 429 && !wasBegun) || status === 307 || status === 308;
	return onlyReads(failed) || isSignIn || isUnconnected || wasLeft || NOT_SENT.has(networkCode);
}

/** No pause is longer than an hour, or than the platform's own: whatever a server asked for, one request looks again then. */
export function longestPauseMs({ pauseMs = 0 }: Pick<RetryPolicy, 'pauseMs'>): number {
	return Math.max(3_600_000, pauseMs);
}

/**
 * How long the server asked to wait, the longest pause at most: `Retry-After` as a date, else that, or after a 429
 * `x-ratelimit-reset`, as seconds to wait or since 1970. Times are by the server's own clock, which its `Date` shows.
 * Undefined when it did not say, or something that is none of these.
 */
export function askedDelayMs({ status, headers }: Omit<ApiResponse, 'body'>, policy: RetryPolicy) {
	const after = numberIn(headers, 'retry-after');
	const reset = status === 429 ? numberIn(headers, 'x-ratelimit-reset') : undefined;
	const seconds = after ?? reset ?? 0;
	const timeMs = seconds < EPOCH_SECONDS_FROM ? undefined : epochMs(seconds);
	const untilMs = dateIn(headers, 'retry-after') ?? timeMs;
	const isDelay = after !== undefined || (reset ?? Infinity) < EPOCH_SECONDS_FROM;
	if (untilMs === undefined && !isDelay) return undefined;
	const delayMs = untilMs === undefined ? seconds * 1000 : untilMs - (dateIn(headers, 'date') ?? Date.now());
	return Math.min(Math.max(0, delayMs), longestPauseMs(policy));
}

/** A header's date in milliseconds since 1970, where it is one; UTC where no zone stands. */
export function dateIn(headers: ApiResponse['headers'], name: string): number | undefined {
	const text = String(headers[name] ?? '').trim();
	const ms = DATE.test(text) ? Date.parse(text.replace(NO_ZONE, 'Z')) : Number.NaN;
	return Number.isFinite(ms) ? ms : undefined;
}

/** Exponential backoff with full jitter: anything between the shortest delay and the bound of this try. `attempt` counts from 0. */
export function backoffMs(attempt: number, policy: RetryPolicy, random = Math.random): number {
	const { firstDelayMs, longestDelayMs, shortestDelayMs = 0 } = policy;
	const bound = Math.min(longestDelayMs, firstDelayMs * 2 ** attempt);
	return shortestDelayMs + random() * (bound - shortestDelayMs);
}
