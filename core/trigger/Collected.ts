import { epochMs } from '../data/times';
import type { IntegrationError } from '../shapes/IntegrationError';
import { inOrder, markOf, type Mark, type Reading } from './errorCursor';

interface Held extends Mark {
	readonly timeMs: number;
	readonly error: IntegrationError;
}

/**
 * The errors of one source while they are read, in bounded memory, however many there are: of those that are known, and of
 * those of a baseline, the mark alone; of the others the oldest, as many as a poll emits.
 */
export class Collected {
	private readonly known: Mark[] = [];
	private held: Held[] = [];
	private left: Mark | undefined;

	constructor(
		private readonly source: string,
		private readonly nowMs: number,
		/** Whether an error lies where it may be emitted. */
		private readonly mayEmit: (timeMs: number, mark: Mark) => boolean,
		private readonly isSeen: (id: string) => boolean,
		private readonly mostHeld: number,
	) {}

	add(error: IntegrationError): void {
		const mark = markOf(error, this.nowMs);
		const timeMs = epochMs(error.occurredAt) ?? this.nowMs;
		if (this.mostHeld === 0 || this.isSeen(mark.id)) this.known.push(mark);
		else if (this.mayEmit(timeMs, mark)) {
			this.held.push({ ...mark, timeMs, error });
			if (this.held.length > 2 * this.mostHeld) this.trim();
		}
	}

	/** The marks of what is known; of everything that was read where nothing is held. */
	get marks(): readonly Mark[] {
		return this.known;
	}

	reading(): Reading {
		if (this.held.length > this.mostHeld) this.trim();
		return {
			source: this.source,
			errors: this.held.map(({ error }) => error),
			known: this.known,
			left: this.left,
		};
	}

	private trim(): void {
		this.held.sort((one, other) => one.timeMs - other.timeMs || inOrder(one, other));
		for (const { second, id } of this.held.splice(this.mostHeld)) {
			if (this.left === undefined || inOrder({ second, id }, this.left) < 0) this.left = { second, id };
		}
	}
}
