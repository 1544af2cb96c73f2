/** The simulator's now. Follows the machine's clock unless frozen; `advance` moves either kind, so no test has to sleep. */
export class Clock {
	private offsetMs = 0;

	private readonly frozenAtMs: number | undefined;

	/** @param frozenAt ISO 8601; left out, the clock runs. */
	constructor(frozenAt?: string) {
		this.frozenAtMs = frozenAt === undefined ? undefined : Date.parse(frozenAt);
		if (Number.isNaN(this.frozenAtMs)) throw new Error(`Clock: "${frozenAt}" is not a date`);
	}

	/** Milliseconds since 1970. */
	now(): number {
		return (this.frozenAtMs ?? Date.now()) + this.offsetMs;
	}

	/** ISO 8601 UTC with milliseconds; `agoMs` looks back. */
	iso(agoMs = 0): string {
		return new Date(this.now() - agoMs).toISOString();
	}

	advance(ms: number): void {
		this.offsetMs += ms;
	}
}
