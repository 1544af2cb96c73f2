import pLimit from 'p-limit';

/** How fast a platform may be called by one node. */
export interface PaceLimits {
	/** Starts a second, after the first `burst` at once. */
	readonly requestsPerSecond: number;
	readonly burst: number;
	/** Requests under way at the same time. */
	readonly inFlight: number;
}

/** Keeps one node's requests, over all its items, within a platform's limits. */
export class Pace {
	private readonly slots: ReturnType<typeof pLimit>;
	private readonly intervalMs: number;
	private readonly allowanceMs: number;
	private nextStartMs = 0;

	constructor(limits: PaceLimits) {
		this.slots = pLimit(limits.inFlight);
		this.intervalMs = 1000 / limits.requestsPerSecond;
		this.allowanceMs = limits.burst * this.intervalMs;
	}

	/** Runs `work` as soon as the limits allow it. `wait` is how to wait, so that a cancelled run stops waiting. */
	async run<Result>(work: () => Promise<Result>, wait: (ms: number) => Promise<void>): Promise<Result> {
		return await this.slots(async () => {
			const now = Date.now();
			this.nextStartMs = Math.max(this.nextStartMs, now - this.allowanceMs) + this.intervalMs;
			const delayMs = this.nextStartMs - now;
			if (delayMs > 0) await wait(delayMs);
			return await work();
		});
	}

	/** No request starts before `delayMs` have passed: the platform asked the whole account to wait. */
	hold(delayMs: number): void {
		this.nextStartMs = Math.max(this.nextStartMs, Date.now() + delayMs);
	}
}
