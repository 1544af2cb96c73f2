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
	private heldUntilMs = 0;

	constructor(limits: PaceLimits) {
		this.slots = pLimit(limits.inFlight);
		this.intervalMs = 1000 / limits.requestsPerSecond;
		this.allowanceMs = limits.burst * this.intervalMs;
	}

	/**
	 * Runs `work` as soon as the limits allow it; undefined when they do not before `startByMs` (milliseconds since 1970).
	 * `wait` is how to wait, so that a cancelled run stops waiting.
	 */
	async run<Result>(
		work: () => Promise<Result>,
		wait: (ms: number) => Promise<void>,
		startByMs = Number.POSITIVE_INFINITY,
	): Promise<Result | undefined> {
		return await this.slots(async () => {
			let startMs = this.reserved();
			while (startMs > Date.now() && startMs < startByMs) {
				await wait(startMs - Date.now());
				// What waits already when the platform asks for a pause waits for its end, too.
				if (startMs < this.heldUntilMs) startMs = this.reserved();
			}
			return Math.max(startMs, Date.now()) < startByMs ? await work() : undefined;
		});
	}

	/** No request starts before `delayMs` have passed: the platform asked the whole account to wait. */
	hold(delayMs: number): void {
		this.heldUntilMs = Math.max(this.heldUntilMs, Date.now() + delayMs);
		this.nextStartMs = Math.max(this.nextStartMs, this.heldUntilMs);
	}

	/** The time of the next start that is free, which is then taken. */
	private reserved(): number {
		this.nextStartMs = Math.max(this.nextStartMs, Date.now() - this.allowanceMs) + this.intervalMs;
		return this.nextStartMs;
	}
}
