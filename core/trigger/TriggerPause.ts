import { longestPauseMs, type RetryPolicy } from '../request/retry';
import type { Refusal } from '../request/Pace';
import type { Pause } from './Feed';
import type { TriggerState } from './TriggerState';

/** Until when a trigger sends nothing, by the trigger's key: a poll that throws keeps no state. Milliseconds since 1970. */
const untilMs = new Map<string, number>();

type StoredPause = Pick<TriggerState, 'pausedUntilMs'>;

/** The pause of one trigger: the time without requests that the platform wants after a 429, over all polls. */
export class TriggerPause {
	constructor(
		private readonly key: string,
		private readonly policy: RetryPolicy,
		private readonly nowMs: number,
	) {}

	/** Whether nothing may be sent now, as far as this process or the trigger's stored state knows. */
	isOn(stored?: StoredPause): boolean {
		const latestMs = this.nowMs + longestPauseMs(this.policy);
		// An end further away than that of any pause is of a clock that ran ahead. It is set right once, or it would never come.
		if (stored !== undefined && stored.pausedUntilMs > latestMs) stored.pausedUntilMs = latestMs;
		const endMs = Math.min(latestMs, Math.max(stored?.pausedUntilMs ?? 0, untilMs.get(this.key) ?? 0));
		if (this.nowMs < endMs) untilMs.set(this.key, endMs);
		return this.nowMs < endMs;
	}

	/** The pause that begins with a refusal; undefined without one. */
	after(refusal: Refusal | undefined): Pause | undefined {
		if (refusal === undefined) return undefined;
		const forMs = this.lengthMs(refusal);
		return { refusal, until: forMs === 0 ? undefined : new Date(this.nowMs + forMs).toISOString() };
	}

	/** Remembers a pause that began now. */
	keep(refusal: Refusal | undefined, stored?: StoredPause): void {
		const forMs = this.lengthMs(refusal);
		if (forMs === 0) return;
		untilMs.set(this.key, this.nowMs + forMs);
		if (stored !== undefined) stored.pausedUntilMs = this.nowMs + forMs;
	}

	/** Until when nothing is sent, as far as this process knows. ISO 8601 UTC. */
	get end(): string {
		return new Date(untilMs.get(this.key) ?? this.nowMs).toISOString();
	}

	private lengthMs(refusal: Refusal | undefined): number {
		if (refusal === undefined) return 0;
		const { retriesRateLimits, pauseMs = 0 } = this.policy;
		const longestMs = longestPauseMs(this.policy);
		const askedMs = refusal.askedDelayMs ?? (retriesRateLimits ? 0 : pauseMs);
		return Number.isFinite(askedMs) ? Math.min(askedMs, longestMs) : longestMs;
	}
}
