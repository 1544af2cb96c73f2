import { intersection, map, mapValues, orderBy, sortBy } from 'lodash';

import type { IntegrationError } from '../shapes/IntegrationError';

/** One thing as it is now, to be compared with how it was at the last poll. */
export interface Observation {
	/** Stable; unique within the feed. */
	readonly key: string;
	/** What a version before this one knew it by: a published trigger goes on from there. */
	readonly formerKey?: string | undefined;
	/**
	 * What is remembered of it, as short as it can be. Only a changed value can be an event. It may depend on what was
	 * remembered, on whether the thing had disappeared, and on whether how it is is taken as known.
	 */
	readonly value: string | ((previous: string | undefined, hadGone: boolean, isKnown: boolean) => string);
	/** The event of this change; `previous` is undefined when the thing is new. Undefined when it is none. */
	readonly event: (previous: string | undefined, hadGone: boolean) => IntegrationError | undefined;
	/** What a test in the editor shows of it, where its being there is no event; undefined when nothing of it could be one. */
	readonly example?: () => IntegrationError | undefined;
}

/** How things were at the last poll: their values by key; those that are gone with the time since when. */
export interface SnapshotState {
	readonly present: Readonly<Record<string, string>>;
	readonly gone: Readonly<Record<string, [value: string, sinceMs: number]>>;
	/** Beginnings of the keys of things that could not be read at the baseline, nor since: what is there then is known. */
	readonly unread?: readonly string[] | undefined;
}

/** Past it those are forgotten that are gone since longest. */
const MOST_GONE = 10_000;

/** The state before which everything counts as new. */
export const NOTHING_SEEN: SnapshotState = { present: {}, gone: {} };

/** What comes of a thing that is not there: its event, none, or what is remembered of it while it does not count as gone. */
export type Gone = IntegrationError | string | undefined;

export interface ComparisonOptions {
	readonly nowMs: number;
	readonly mostEvents: number;
	readonly rememberGoneMs: number;
	/** Beginnings of the keys of things that could not be read this time: they count as unchanged. */
	readonly unreadable?: readonly string[];
	/** Beginnings of the keys of things that are taken as known when they are seen first. */
	readonly known?: readonly string[];
	readonly gone?: ((key: string, previous: string) => Gone) | undefined;
}

/**
 * One poll of a snapshot feed, as a pure function: the events of what changed since `state`, and the state after it. A
 * change beyond `mostEvents` keeps its old value and is emitted next time. Without a state everything is taken as known.
 */
export function compare(
	state: SnapshotState | undefined,
	observations: readonly Observation[],
	options: ComparisonOptions,
): { emit: IntegrationError[]; state: SnapshotState } {
	// A list that moved while it was read may hold a thing twice: how it was last counts.
	const observed = new Map(observations.map((observation) => [observation.key, observation]));
	const comparison = new Comparison(state, options);
	for (const observation of observed.values()) comparison.see(observation);
	const missing = Object.entries(state?.present ?? {}).filter(([key]) => !observed.has(key));
	for (const [key, value] of missing) comparison.miss(key, value);
	return comparison.result();
}

class Comparison {
	/** What is an event, with how its thing was `before`: that stays remembered if the event is put off. */
	private readonly changes: Array<{ key: string; before: string | undefined; error: IntegrationError }> = [];
	private readonly present = new Map<string, string>();
	/** What was gone before, as far as it is still remembered, and what is gone now. */
	private readonly gone: Array<[string, SnapshotState['gone'][string]]>;
	private readonly before: ReadonlyMap<string, string>;
	/** Beginnings of the keys of what is taken as known when it is seen first. */
	private readonly known: readonly string[];

	constructor(
		private readonly state: SnapshotState | undefined,
		private readonly options: ComparisonOptions,
	) {
		const isRemembered = (sinceMs: number) => options.nowMs - sinceMs < options.rememberGoneMs;
		this.gone = Object.entries(state?.gone ?? {}).filter(([, [, sinceMs]]) => isRemembered(sinceMs));
		const values = mapValues(Object.fromEntries(this.gone), 0);
		this.before = new Map(Object.entries({ ...values, ...state?.present }));
		this.known = [...(state?.unread ?? []), ...(options.known ?? [])];
	}

	/** A thing that is there. */
	see({ key, formerKey = key, value: given, event }: Observation): void {
		const previous = this.before.get(key) ?? this.before.get(formerKey);
		const hadGone = previous !== undefined && !Object.hasOwn(this.state?.present ?? {}, key);
		const isKnown = previous === undefined && (this.state === undefined || beginsWithOne(key, this.known));
		const value = typeof given === 'string' ? given : given(previous, hadGone, isKnown);
		const error = isKnown || previous === value ? undefined : event(previous, hadGone);
		this.present.set(key, value);
		if (error !== undefined) this.changes.push({ key, before: hadGone ? undefined : previous, error });
	}

	/** A thing that was there at the last poll, and is not now. */
	miss(key: string, value: string): void {
		const { unreadable = [], rememberGoneMs, nowMs } = this.options;
		const gone = beginsWithOne(key, unreadable) ? value : this.options.gone?.(key, value);
		if (typeof gone === 'string') this.present.set(key, gone);
		else if (rememberGoneMs > 0) this.gone.push([key, [value, nowMs]]);
		if (typeof gone === 'object') this.changes.push({ key, before: value, error: gone });
	}

	result(): { emit: IntegrationError[]; state: SnapshotState } {
		const { mostEvents, unreadable = [] } = this.options;
		const oldestFirst = sortBy(this.changes, 'error.occurredAt');
		for (const { key, before } of oldestFirst.slice(mostEvents)) {
			if (before === undefined) this.present.delete(key);
			else this.present.set(key, before);
		}
		const away = this.gone.filter(([key]) => !this.present.has(key));
		const gone = Object.fromEntries(orderBy(away, ([, [, sinceMs]]) => sinceMs, 'desc').slice(0, MOST_GONE));
		const present = Object.fromEntries(this.present);
		const unread = this.state === undefined ? unreadable : intersection(unreadable, this.known);
		return {
			emit: map(oldestFirst.slice(0, mostEvents), 'error'),
			state: unread.length === 0 ? { present, gone } : { present, gone, unread },
		};
	}
}

function beginsWithOne(key: string, starts: readonly string[]): boolean {
	return starts.some((start) => key.startsWith(start));
}
