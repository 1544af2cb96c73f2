import { compact, intersection, map, mapValues, orderBy, sortBy } from 'lodash';
import { z } from 'zod';

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
export const snapshotState = z.object({
	present: z.record(z.string()),
	gone: z.record(z.tuple([z.string(), z.number()])),
	/** Beginnings of the keys of things that could not be read at the baseline, nor since: what is there then is known. */
	unread: z.array(z.string()).readonly().optional(),
});

export type SnapshotState = z.infer<typeof snapshotState>;

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
 * change beyond `mostEvents` keeps its old value and is emitted next time.
 */
export function compare(
	state: SnapshotState,
	observations: readonly Observation[],
	options: ComparisonOptions,
): { emit: IntegrationError[]; state: SnapshotState } {
	const { nowMs, mostEvents, rememberGoneMs, unreadable = [] } = options;
	const isRemembered = (sinceMs: number) => nowMs - sinceMs < rememberGoneMs;
	const goneBefore = Object.entries(state.gone).filter(([, [, sinceMs]]) => isRemembered(sinceMs));
	const values = mapValues(Object.fromEntries(goneBefore), 0);
	const before = new Map(Object.entries({ ...values, ...state.present }));
	const known = [...(state.unread ?? []), ...(options.known ?? [])];
	// What became of a thing: what was remembered of it, and is now, undefined where it was, or is, not there.
	const seen = ({ key, formerKey = key, value, event }: Observation) => {
		const previous = before.get(key) ?? before.get(formerKey);
		const hadGone = previous !== undefined && !Object.hasOwn(state.present, key);
		const isKnown = previous === undefined && beginsWithOne(key, known);
		const now = typeof value === 'string' ? value : value(previous, hadGone, isKnown);
		const error = isKnown || previous === now ? undefined : event(previous, hadGone);
		return { key, before: hadGone ? undefined : previous, now, error };
	};
	const missed = ([key, value]: [string, string]) => {
		const gone = beginsWithOne(key, unreadable) ? value : options.gone?.(key, value);
		const isThere = typeof gone === 'string';
		return { key, before: value, now: isThere ? gone : undefined, error: isThere ? undefined : gone };
	};
	// A list that moved while it was read may hold a thing twice: how it was last counts.
	const observed = new Map(observations.map((observation) => [observation.key, observation]));
	const missing = Object.entries(state.present).filter(([key]) => !observed.has(key));
	const outcomes = [...[...observed.values()].map(seen), ...missing.map(missed)];
	const changes = outcomes.filter(({ error }) => error !== undefined);
	const oldestFirst = sortBy(changes, 'error.occurredAt');
	const putOff = new Set(oldestFirst.slice(mostEvents));
	const present = Object.fromEntries(
		outcomes.flatMap((outcome) => {
			const value = putOff.has(outcome) ? outcome.before : outcome.now;
			return value === undefined ? [] : [[outcome.key, value]];
		}),
	);
	const goneNow = missing.map(([key, value]): [string, [string, number]] => [key, [value, nowMs]]);
	const gone = [...goneBefore, ...(rememberGoneMs > 0 ? goneNow : [])];
	const away = gone.filter(([key]) => !Object.hasOwn(present, key));
	const newestAway = orderBy(away, ([, [, sinceMs]]) => sinceMs, 'desc').slice(0, MOST_GONE);
	const unread = intersection(unreadable, known);
	return {
		emit: compact(map(oldestFirst.slice(0, mostEvents), 'error')),
		state: { present, gone: Object.fromEntries(newestAway), ...(unread.length > 0 && { unread }) },
	};
}

function beginsWithOne(key: string, starts: readonly string[]): boolean {
	return starts.some((start) => key.startsWith(start));
}
