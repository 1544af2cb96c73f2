import type { IntegrationError } from '../shapes/IntegrationError';
import { inOrder, leftOf, type Held, type Left, type Mark, type Reading } from './errorCursor';
import { byTime, oldestOf, type Times } from './timeSlices';

/** Of which errors a source is read. */
export interface Wanted {
	readonly nowMs: number;
	/** Whether an error lies where it may be emitted. */
	readonly mayEmit: (timeMs: number, mark: Mark) => boolean;
	readonly isSeen: (id: string) => boolean;
	/** As many as a poll emits; 0 where all that is there is taken as known. */
	readonly mostHeld: number;
	/** Set where what may not be emitted is taken as known: remembered as if it had happened then, or later. */
	readonly knownSinceMs?: number | undefined;
	/** Most marks to keep of what is taken as known: the newest. */
	readonly mostMarks: number;
}

/**
 * The errors of one source while they are read, in bounded memory, however many there are: of those that are known, and of
 * those of a baseline, the mark alone; of the others the oldest, as many as a poll emits, and the times of all.
 */
export class Collected {
	private known: Mark[] = [];
	private held: Held[] = [];
	private left: Left | undefined;

	constructor(
		private readonly source: string,
		private readonly wanted: Wanted,
		/** Of all sources of this poll. */
		private readonly times: Times,
	) {}

	add(error: IntegrationError, mayEmit = this.wanted.mayEmit): void {
		const { nowMs, isSeen, mostHeld, mostMarks, knownSinceMs } = this.wanted;
		const { timeMs, ...mark } = leftOf(error, nowMs);
		const isKnown = mostHeld === 0 || isSeen(mark.id);
		if (!isKnown && mayEmit(timeMs, mark)) {
			this.times.add(timeMs);
			this.held.push({ ...mark, timeMs, error });
			if (this.held.length > 2 * mostHeld) this.trim();
		} else if (isKnown || knownSinceMs !== undefined) {
			this.known.push({ ...mark, second: Math.max(mark.second, Math.floor((knownSinceMs ?? 0) / 1000)) });
			// One more than is remembered: where it stands, older ones are forgotten.
			if (this.known.length > 2 * mostMarks + 1) this.known = this.known.sort(inOrder).slice(-mostMarks - 1);
		}
	}

	reading(): Reading {
		if (this.held.length > this.wanted.mostHeld) this.trim();
		const { source, held, known, left } = this;
		return { source, held, known, left };
	}

	private trim(): void {
		this.held.sort(byTime);
		this.left = oldestOf(this.held.splice(this.wanted.mostHeld), this.left);
	}
}
