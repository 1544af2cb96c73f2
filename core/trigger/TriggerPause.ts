import type { IDataObject } from 'n8n-workflow';

import type { RetryPolicy } from '../request/retry';
import type { Refusal } from '../request/Run';
import type { Pause } from './Feed';

/** Until when a trigger sends nothing, by the trigger's key: a poll that throws keeps no state. Milliseconds since 1970. */
const untilMs = new Map<string, number>();

const STATE_KEY = 'pausedUntilMs';

/** The pause of one trigger: the time without requests that the platform wants after a 429, over all polls. */
export class TriggerPause {
	constructor(
		private readonly key: string,
		private readonly policy: RetryPolicy,
		private readonly nowMs: number,
	) {}

	/** Whether nothing may be sent now, as far as this process or the trigger's stored state knows. */
	isOn(stored: IDataObject = {}): boolean {
		const storedMs = stored[STATE_KEY];
		return this.nowMs < Math.max(typeof storedMs === 'number' ? storedMs : 0, untilMs.get(this.key) ?? 0);
	}

	/** The pause that begins with a refusal; undefined without one. */
	after(refusal: Refusal | undefined): Pause | undefined {
		if (refusal === undefined) return undefined;
		const forMs = this.lengthMs(refusal);
		return { refusal, until: forMs === 0 ? undefined : new Date(this.nowMs + forMs).toISOString() };
	}

	/** Remembers a pause that began now. */
	keep(refusal: Refusal | undefined, stored?: IDataObject): void {
		const forMs = this.lengthMs(refusal);
		if (forMs === 0) return;
		untilMs.set(this.key, this.nowMs + forMs);
		if (stored !== undefined) stored[STATE_KEY] = this.nowMs + forMs;
	}

	/** Until when nothing is sent, as far as this process knows. ISO 8601 UTC. */
	get end(): string {
		return new Date(untilMs.get(this.key) ?? this.nowMs).toISOString();
	}

	private lengthMs(refusal: Refusal | undefined): number {
		if (refusal === undefined || this.policy.retriesRateLimits) return 0;
		return refusal.askedDelayMs ?? this.policy.pauseMs ?? 0;
	}
}
