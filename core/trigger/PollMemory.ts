import { map, uniq } from 'lodash';

import { hash } from '../data/hash';

/** n8n runs a durable tick no later that it gave an older state: it may start late, and run for 45 s. */
const OUTDATED_FOR_MS = 180_000;
const MOST_STEPS = 200;
const STATE_LENGTH = 16;

export class Turn {
	private readonly startedMs = performance.now();
	end: () => void = () => undefined;
	/** Ends with the poll, or when another one takes its place. */
	readonly over = new Promise<void>((resolve) => {
		this.end = resolve;
	});

	constructor(private readonly longestMs: number) {}

	/** Whether it takes longer than a poll may: something in it never ends. */
	get isOverdue(): boolean {
		return performance.now() - this.startedMs > this.longestMs;
	}
}

/** A poll that moved the state, after which ones to which, and when, by a clock that nobody sets. */
interface Moved {
	readonly from: readonly string[];
	readonly to: string;
	readonly atMs: number;
}

/** A failure that was reported: when (by performance.now()), of what, and whether it has been over since then. */
export interface Reported {
	readonly integrationId: string | null;
	readonly atMs: number;
	readonly isOver: boolean;
}

/** A trigger's state, as text. Undefined before the first. */
type State = string | undefined;

/** What this process knows of a trigger beside what n8n stores. */
export class PollMemory {
	private static readonly all = new Map<string, PollMemory>();

	/** The contexts that have polled: n8n's default poller keeps one for as long as the workflow is active. */
	private static readonly contexts = new WeakSet<object>();

	/** The poll under way: n8n starts the next one although it still runs. */
	turn: Turn | undefined;
	/** When the last poll ended, by performance.now(). */
	lastPolledMs = Number.NEGATIVE_INFINITY;
	/** What the last poll at activation kept: with durable cursors n8n forgets it when it emitted nothing. */
	published: string | undefined;
	/** The records that the trigger names, as the last poll found them. */
	idsByName: ReadonlyMap<string, string> | undefined;
	/** By event: the sources that could not be read the last time. */
	readonly failing = new Map<string, ReadonlySet<string>>();
	/** By event: the sources for which no time was left the last time. */
	readonly waiting = new Map<string, ReadonlySet<string>>();
	/** By event: when a poll began that had time and room for it, by performance.now(). */
	readonly readAtMs = new Map<string, number>();
	/** By what failed: how that was last reported. */
	readonly reported = new Map<string, Reported>();

	private moves: Moved[] = [];
	private newest: State;
	/** The IDs of the states that n8n may have stored, after which nothing was emitted up to the newest. */
	private quietSince = new Set<string>();

	static of(trigger: string): PollMemory {
		const memory = PollMemory.all.get(trigger) ?? new PollMemory();
		PollMemory.all.set(trigger, memory);
		return memory;
	}

	static isFirstOf(context: object): boolean {
		const isFirst = !PollMemory.contexts.has(context);
		PollMemory.contexts.add(context);
		return isFirst;
	}

	/** Begins a poll; one that is under way is thrown away: what it brings then is nothing, and nothing moves. */
	begin(longestMs: number): Turn {
		this.turn?.end();
		this.turn = new Turn(longestMs);
		return this.turn;
	}

	/** @param hasPolled whether it counts as a poll: the tries of a publication all begin alike */
	end(turn: Turn, hasPolled = true): void {
		turn.end();
		if (this.turn === turn) this.turn = undefined;
		if (hasPolled) this.lastPolledMs = performance.now();
	}

	/**
	 * Whether a poll that began with this state, or with one that came of it, has ended just now. With durable cursors n8n
	 * gives several missed ticks their states before the first has stored its own; two polls from one state would go
	 * separate ways, and each emit the same. What a quiet publication leaves n8n throws away: it polls on from before.
	 */
	isOutdated(state: State): boolean {
		if (state === this.newest || this.quietSince.has(idOf(state))) return false;
		return this.after(state).some(({ atMs }) => performance.now() - atMs < OUTDATED_FOR_MS);
	}

	/**
	 * The newest state of this trigger, where this one was its state at some time. A workflow that n8n registered twice has
	 * two, which go separate ways otherwise, and each emits the same.
	 */
	newestOf(state: State): State {
		if (state === undefined || state === this.newest) return state;
		const id = idOf(state);
		return this.moves.some(({ from, to }) => to === id || from.includes(id)) ? this.newest : state;
	}

	/**
	 * The state with which an activation begins, where n8n has this one. The polls after it are forgotten: n8n may have thrown away
	 * what they brought. If they brought nothing, it is the newest.
	 */
	beginningAt(stored: State): State {
		if (this.quietSince.has(idOf(stored))) return this.newest;
		const forgotten = map(this.after(stored), 'to').filter((id) => id !== idOf(stored));
		this.moves = this.moves.filter(({ to }) => !forgotten.includes(to));
		this.newest = stored;
		this.quietSince = new Set([idOf(stored)]);
		return stored;
	}

	/** Remembers a poll that succeeded; a quiet one leaves the state as it was, or is stored where it is that of an activation. */
	moved(from: State, to: string, { hasEmitted = false, isActivation = false } = {}): void {
		if (hasEmitted || from !== this.newest) this.quietSince = new Set([idOf(hasEmitted ? to : from)]);
		if (isActivation) this.quietSince.add(idOf(to));
		// What was emitted came after all that n8n may still begin with, although it began with one state of these.
		const recent = this.moves.filter(({ atMs }) => performance.now() - atMs < 2 * OUTDATED_FOR_MS);
		const others = hasEmitted ? [idOf(this.newest ?? from), ...map(recent, 'to')] : [];
		const before = uniq([idOf(from), ...others]).filter((id) => id !== idOf(to));
		this.newest = to;
		const move = { from: before, to: idOf(to), atMs: performance.now() };
		if (before.length > 0) this.moves = [...this.moves, move].slice(-MOST_STEPS);
	}

	/** The polls after that with which a state came about. */
	private after(state: State): Moved[] {
		const reached = new Set([idOf(state)]);
		return this.moves.filter(({ from, to }) => {
			const isAfter = from.some((id) => reached.has(id));
			if (isAfter) reached.add(to);
			return isAfter;
		});
	}
}

function idOf(state: State): string {
	return state === undefined ? '' : hash(state, STATE_LENGTH);
}
