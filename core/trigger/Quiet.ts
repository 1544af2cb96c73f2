import type { IDataObject } from 'n8n-workflow';

import type { Silence } from '../request/Pace';
import type { RetryPolicy } from '../request/retry';

/** Until when a trigger sends nothing, by the trigger's key: a poll that throws keeps no state. Milliseconds since 1970. */
const untilMs = new Map<string, number>();

const STATE_KEY = 'quietUntilMs';

/** The time for which a trigger sends nothing because the platform wants silence after a 429. */
export class Quiet {
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

	/** Until when, of a silence that began now; undefined where the platform wants none. ISO 8601 UTC. */
	endOf(silence: Silence | undefined): string | undefined {
		const forMs = this.lengthMs(silence);
		return forMs === 0 ? undefined : new Date(this.nowMs + forMs).toISOString();
	}

	/** Remembers a silence that began now. */
	keep(silence: Silence | undefined, stored?: IDataObject): void {
		const forMs = this.lengthMs(silence);
		if (forMs === 0) return;
		untilMs.set(this.key, this.nowMs + forMs);
		if (stored !== undefined) stored[STATE_KEY] = this.nowMs + forMs;
	}

	/** Until when nothing is sent, as far as this process knows. ISO 8601 UTC. */
	get end(): string {
		return new Date(untilMs.get(this.key) ?? this.nowMs).toISOString();
	}

	private lengthMs(silence: Silence | undefined): number {
		if (silence === undefined || this.policy.retriesRateLimits) return 0;
		return silence.askedDelayMs ?? this.policy.quietMs ?? 0;
	}
}
