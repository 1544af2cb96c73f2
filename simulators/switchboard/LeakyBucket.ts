/** How many requests may come at once, and how many are given back each second. */
export interface BucketSize {
	capacity: number;
	refillPerSecond: number;
}

/**
 * How a refused client is told when to come back: `Retry-After` in whole seconds or as an HTTP date, `x-ratelimit-reset` as
 * epoch seconds or as seconds to wait, or nothing at all.
 */
export type RetryHint = 'retryAfterSeconds' | 'retryAfterDate' | 'resetEpoch' | 'resetDelay' | 'none';

/** A bucket of requests. Refused requests take nothing out of it. */
export class LeakyBucket {
	private level: number | undefined;

	private filledAtMs: number;

	/** @param now milliseconds; the wall clock by default, because clients really wait. */
	constructor(private readonly now: () => number = () => performance.now()) {
		this.filledAtMs = now();
	}

	/** Takes one request out. Answers 0 when it was there, else the milliseconds until one will be. */
	take(size: BucketSize): number {
		const nowMs = this.now();
		const refilled = ((nowMs - this.filledAtMs) / 1000) * size.refillPerSecond;
		const level = Math.min(size.capacity, (this.level ?? size.capacity) + refilled);
		this.filledAtMs = nowMs;
		this.level = level >= 1 ? level - 1 : level;
		return level >= 1 ? 0 : Math.ceil(((1 - level) / size.refillPerSecond) * 1000);
	}
}

/** The headers of a 429 in the chosen form; waits are rounded up to whole seconds, at least one. */
export function retryHeaders(hint: RetryHint, waitMs: number, nowMs = Date.now()): Record<string, string> {
	const waitSeconds = Math.max(1, Math.ceil(waitMs / 1000));
	const endMs = (Math.ceil(nowMs / 1000) + waitSeconds) * 1000;
	switch (hint) {
		case 'retryAfterSeconds':
			return { 'retry-after': String(waitSeconds) };
		case 'retryAfterDate':
			return { 'retry-after': new Date(endMs).toUTCString() };
		case 'resetEpoch':
			return { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(endMs / 1000) };
		case 'resetDelay':
			return { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(waitSeconds) };
		case 'none':
			return {};
	}
}
