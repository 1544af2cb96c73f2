/** Something that happens at a time. */
interface Due {
	readonly atMs: number;
	readonly order: number;
	run: (() => void) | undefined;
}

/**
 * The one clock of a simulation: it stands still while anything runs, and jumps to the next thing that is due. Equal times run in
 * the order in which they were asked for, so that a seed always gives the same history.
 */
export class VirtualTime {
	private readonly heap: Due[] = [];

	private orders = 0;

	constructor(public nowMs: number) {}

	/** Runs something later; the result takes it back. */
	after(delayMs: number, run: () => void): () => void {
		const due: Due = { atMs: this.nowMs + Math.max(0, delayMs), order: this.orders++, run };
		this.push(due);
		return () => {
			due.run = undefined;
		};
	}

	/** Lets time pass until the given moment, everything that is due on the way included. */
	async passUntil(endMs: number): Promise<void> {
		for (;;) {
			await settled();
			const run = this.nextUntil(endMs);
			if (run === undefined) break;
			run();
		}
		this.nowMs = Math.max(this.nowMs, endMs);
	}

	/** Moves the clock to what is due next, and returns it; undefined where nothing is due until then. */
	private nextUntil(endMs: number): (() => void) | undefined {
		for (;;) {
			const next = this.heap[0];
			if (next === undefined || next.atMs > endMs) return undefined;
			this.pop();
			if (next.run === undefined) continue;
			this.nowMs = next.atMs;
			return next.run;
		}
	}

	private push(due: Due): void {
		const { heap } = this;
		let at = heap.push(due) - 1;
		while (at > 0) {
			const parent = (at - 1) >> 1;
			if (!isBefore(due, heap[parent] ?? due)) break;
			heap[at] = heap[parent] ?? due;
			at = parent;
		}
		heap[at] = due;
	}

	private pop(): void {
		const { heap } = this;
		const last = heap.pop();
		if (last === undefined || heap.length === 0) return;
		let at = 0;
		for (;;) {
			const left = 2 * at + 1;
			const right = left + 1;
			const [one, other] = [heap[left], heap[right]];
			if (one === undefined) break;
			const [child, index] = other !== undefined && isBefore(other, one) ? [other, right] : [one, left];
			if (!isBefore(child, last)) break;
			heap[at] = child;
			at = index;
		}
		heap[at] = last;
	}
}

function isBefore(one: Due, other: Due): boolean {
	return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

/** Everything that waits for nothing but other promises has run: what is to run next in Node comes once no promise has more to do. */
async function settled(): Promise<void> {
	await new Promise<void>((resolve) => process.nextTick(resolve));
}
