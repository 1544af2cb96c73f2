import type { IntegrationError, Observation } from './ErrorFeed';

/** How things were at the last poll: their values by key; those that are gone with the time since when. */
export interface SnapshotState {
	readonly present: Readonly<Record<string, string>>;
	readonly gone: Readonly<Record<string, [value: string, sinceMs: number]>>;
	/** Beginnings of the keys of things that could not be read at the baseline, nor since: what is there then is known. */
	readonly unread?: readonly string[] | undefined;
}

export interface ComparisonOptions {
	readonly nowMs: number;
	readonly mostEvents: number;
	readonly rememberGoneMs: number;
	/** Beginnings of the keys of things that could not be read this time: they count as unchanged. */
	readonly unreadable?: readonly string[];
	readonly gone?: ((key: string, previous: string) => IntegrationError | undefined) | undefined;
}

/**
 * One poll of a snapshot feed, as a pure function: the events of what changed since `state`, and the state after it. A
 * change beyond `mostEvents` keeps its old value and is told next time. Without a state everything is taken as known.
 */
export function compare(
	state: SnapshotState | undefined,
	observations: readonly Observation[],
	options: ComparisonOptions,
): { emit: IntegrationError[]; state: SnapshotState } {
	const { unreadable = [] } = options;
	const emit: IntegrationError[] = [];
	const present: Record<string, string> = {};
	const isFirst = (key: string) => state === undefined || beginsWithOne(key, state.unread ?? []);
	const before = state && new Map([...remembered(state, options), ...Object.entries(state.present)]);
	// A list that moved while it was read may hold a thing twice: how it was last counts.
	const observed = new Map(observations.map((observation) => [observation.key, observation]));
	for (const { key, value, event } of observed.values()) {
		const previous = before?.get(key);
		const error = isFirst(key) || previous === value ? undefined : event(previous);
		if (error === undefined) present[key] = value;
		else if (emit.length < options.mostEvents) {
			emit.push(error);
			present[key] = value;
		} else if (previous !== undefined) present[key] = previous;
	}
	const gone: Record<string, [string, number]> = {};
	for (const [key, value] of Object.entries(state?.present ?? {})) {
		if (observed.has(key)) continue;
		if (beginsWithOne(key, unreadable)) {
			present[key] = value;
			continue;
		}
		const error = options.gone?.(key, value);
		if (error !== undefined && emit.length >= options.mostEvents) {
			present[key] = value;
			continue;
		}
		if (error !== undefined) emit.push(error);
		if (options.rememberGoneMs > 0) gone[key] = [value, options.nowMs];
	}
	for (const [key, [value, sinceMs]] of Object.entries(state?.gone ?? {})) {
		if (!observed.has(key) && options.nowMs - sinceMs < options.rememberGoneMs) gone[key] = [value, sinceMs];
	}
	const unread =
		state === undefined ? unreadable : (state.unread ?? []).filter((start) => unreadable.includes(start));
	return {
		emit: emit.sort(byTime),
		state: unread.length === 0 ? { present, gone } : { present, gone, unread },
	};
}

function beginsWithOne(key: string, starts: readonly string[]): boolean {
	return starts.some((start) => key.startsWith(start));
}

function remembered(
	state: SnapshotState,
	{ nowMs, rememberGoneMs }: ComparisonOptions,
): Array<[key: string, value: string]> {
	return Object.entries(state.gone)
		.filter(([, [, sinceMs]]) => nowMs - sinceMs < rememberGoneMs)
		.map(([key, [value]]) => [key, value]);
}

function byTime(one: IntegrationError, other: IntegrationError): number {
	return one.occurredAt < other.occurredAt ? -1 : one.occurredAt > other.occurredAt ? 1 : 0;
}
