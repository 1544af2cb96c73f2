import pLimit from 'p-limit';

/** How fast a platform may be called by one node. */
export interface PaceLimits {
	/** Starts a second, after the first `burst` at once. */
	readonly requestsPerSecond: number;
	readonly burst: number;
	/** Requests under way at the same time. */
	readonly inFlight: number;
}

/** The refusal after which a platform wants no further request. */
export interface Silence {
	readonly status?: number | undefined;
	readonly message: string;
	readonly code?: string | undefined;
	readonly askedDelayMs?: number | undefined;
}

/** Keeps one node's requests, over all its items, within a platform's limits. */
export class Pace {
	private readonly place: ReturnType<typeof pLimit>;
	private readonly intervalMs: number;
	private readonly allowanceMs: number;
	private nextStartMs = 0;
	private refusal: Silence | undefined;

	constructor(limits: PaceLimits) {
		this.place = pLimit(limits.inFlight);
		this.intervalMs = 1000 / limits.requestsPerSecond;
		this.allowanceMs = limits.burst * this.intervalMs;
	}

	/** Runs `work` when its turn has come. `wait` is how to wait, so that a cancelled run stops waiting. */
	async run<Result>(work: () => Promise<Result>, wait: (ms: number) => Promise<void>): Promise<Result> {
		return await this.place(async () => {
			const now = Date.now();
			this.nextStartMs = Math.max(this.nextStartMs, now - this.allowanceMs) + this.intervalMs;
			const delayMs = this.nextStartMs - now;
			if (delayMs > 0) await wait(delayMs);
			return await work();
		});
	}

	/** Why nothing more may be sent in this run, if that is so. */
	get silence(): Silence | undefined {
		return this.refusal;
	}

	/** Nothing more is to be sent in this run. */
	silenceAfter(refusal: Silence): void {
		this.refusal ??= refusal;
	}

	/** No request starts before `delayMs` have passed: the platform asked the whole account to wait. */
	hold(delayMs: number): void {
		this.nextStartMs = Math.max(this.nextStartMs, Date.now() + delayMs);
	}
}
