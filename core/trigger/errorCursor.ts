import { sum } from 'lodash';

import { hash } from '../data/hash';
import { epochMs } from '../data/times';
import type { IntegrationError } from '../shapes/IntegrationError';

/**
 * A worked example, with a late window of ten minutes:
 *
 * 1. The trigger is activated at 12:00. The window of source A reaches back to 11:50; error e1 of 11:55 is there and taken
 *    as known: cursor 11:55, seen {e1}. Nothing before 11:50 will ever be emitted: that is the floor.
 * 2. At 12:01 A is read since 11:50 (never before its floor) and has e1 and e2 of 12:00:30. e1 is seen; e2 is emitted:
 *    cursor 12:00:30, seen {e1, e2}.
 * 3. At 12:15 A is read since 11:50:30 and has e3 of 12:14 and e4 of 11:58, which the platform showed late. Both are inside
 *    the window and not seen: both are emitted, e4 first. The cursor moves to 12:14, so the window begins at 12:04: e1, e2
 *    and e4 lie before it and are forgotten, because they can no longer be read.
 * 4. A poll that fails in between changes nothing, and reading the same window twice emits nothing twice.
 */

/** 60 bits of an id: two of 20,000 ids are alike once in 5 billion states. */
const HASH_LENGTH = 10;

/** What `encode` makes. */
const ENCODED = /^-?[\da-z]+(\|[\w-]{10}(,-?[\da-z]+){2}(,-?[\da-z]+=([\w-]{10})+)*)*$/;

/** What is remembered of the errors of one feed. As text in n8n's static data; see `encode`. */
export interface CursorState {
	/** Sources that have no state of their own are read since then. */
	readonly floorMs: number;
	readonly sources: ReadonlyMap<string, SourceState>;
}

interface SourceState {
	/** The newest time among its emitted errors; never beyond now. */
	readonly cursorMs: number;
	/** Nothing older than this is emitted, even inside the late window. */
	readonly floorMs: number;
	/** Hashes of the event ids inside the window, with the second in which each was last seen to have happened. */
	readonly seen: ReadonlyMap<string, number>;
}

/** What one source had in this poll. Sources that failed are left out: their state stays as it is. */
export interface Reading {
	readonly source: string;
	readonly errors: readonly IntegrationError[];
}

export interface StepOptions {
	readonly nowMs: number;
	/** How late after its time an error may appear: so far back it is still looked for. */
	readonly lateWindowMs: number;
	/** Most errors to emit; the rest comes in the next steps. */
	readonly mostEvents: number;
	/** Most ids to remember; past them the oldest go, and with them what is older than they are. */
	readonly mostRemembered: number;
}

/** A state before which nothing counts as new. */
export function cursorFrom(floorMs: number): CursorState {
	return { floorMs, sources: new Map() };
}

/** The time since which a source must be read. */
export function sinceMs(state: CursorState, source: string, lateWindowMs: number): number {
	return windowStart(stateOf(state, hashOf(source)), lateWindowMs);
}

/** The state in which everything that was read is known already. */
export function baselined(
	state: CursorState,
	readings: readonly Reading[],
	options: StepOptions,
): CursorState {
	return step(state, readings, { ...options, mostEvents: Number.POSITIVE_INFINITY }).state;
}

/** The state in which all that the source has until now is taken as known without having been read. */
export function takenAsKnown(state: CursorState, source: string, nowMs: number): CursorState {
	const known: SourceState = { cursorMs: nowMs, floorMs: nowMs, seen: new Map() };
	return { ...state, sources: new Map(state.sources).set(hashOf(source), known) };
}

/** The state in which nothing older than the given time is looked for any more, in no source. */
export function settled(state: CursorState, floorMs: number): CursorState {
	if (floorMs <= state.floorMs) return state;
	const sources = [...state.sources]
		.map(([source, known]) => [source, inWindow(known, Math.max(known.floorMs, floorMs))] as const)
		.filter(([, { cursorMs, seen }]) => seen.size > 0 || cursorMs > floorMs);
	return { floorMs, sources: new Map(sources) };
}

/**
 * One poll, as a pure function: what to emit of what was read, oldest first, and the state after it. An error is emitted
 * once, however often, late, or in whatever order it is read, as long as it lies inside the window.
 */
export function step(
	state: CursorState,
	readings: readonly Reading[],
	options: StepOptions,
): { emit: IntegrationError[]; state: CursorState; forgotten: number } {
	const read = readings.map((reading) => ({
		source: hashOf(reading.source),
		entries: entriesOf(reading, options),
	}));
	const fresh = read
		.flatMap(({ source, entries }) => unseen(state, source, entries, options))
		.sort((one, other) => one.timeMs - other.timeMs || (one.id < other.id ? -1 : 1));
	const left = new Set(fresh.slice(options.mostEvents));
	const sources = new Map(state.sources);
	for (const { source, entries } of read) {
		const done = entries.filter((entry) => !left.has(entry));
		// What is left for later must stay inside the window, whatever times the known ones have by now.
		const untilMs = entries.reduce(
			(oldest, entry) => (left.has(entry) ? Math.min(oldest, entry.timeMs) : oldest),
			options.nowMs,
		);
		if (done.length > 0) sources.set(source, advanced(stateOf(state, source), done, untilMs, options));
	}
	const emit = fresh.slice(0, options.mostEvents).map(({ error }) => error);
	return { emit, ...forgetOldest({ floorMs: state.floorMs, sources }, options.mostRemembered) };
}

/** The state as short text: `floor|source,cursor,floor,second=hashes,second=hashes|...` with numbers in base 36. */
export function encode(state: CursorState): string {
	const sources = [...state.sources].map(([source, { cursorMs, floorMs, seen }]) => {
		const bySecond = new Map<number, string>();
		for (const [id, second] of seen) bySecond.set(second, (bySecond.get(second) ?? '') + id);
		const buckets = [...bySecond].map(([second, hashes]) => `${second.toString(36)}=${hashes}`);
		return [source, cursorMs.toString(36), floorMs.toString(36), ...buckets].join(',');
	});
	return [state.floorMs.toString(36), ...sources].join('|');
}

/** Whether `encode` made this text. */
export function isCursor(text: string): boolean {
	return ENCODED.test(text);
}

/** The state of a text that `encode` made; undefined for anything else. */
export function decode(text: unknown): CursorState | undefined {
	if (typeof text !== 'string' || !isCursor(text)) return undefined;
	const [floor = '', ...parts] = text.split('|');
	const sources = parts.map((part): [string, SourceState] => {
		const [source = '', cursor = '', sourceFloor = '', ...buckets] = part.split(',');
		const seen = new Map<string, number>();
		for (const bucket of buckets) {
			const [second = '', hashes = ''] = bucket.split('=');
			for (let at = 0; at < hashes.length; at += HASH_LENGTH) {
				seen.set(hashes.slice(at, at + HASH_LENGTH), parseInt(second, 36));
			}
		}
		return [source, { cursorMs: parseInt(cursor, 36), floorMs: parseInt(sourceFloor, 36), seen }];
	});
	return { floorMs: parseInt(floor, 36), sources: new Map(sources) };
}

interface Entry {
	readonly id: string;
	readonly timeMs: number;
	readonly error: IntegrationError;
}

/** Each error of a reading once, as it happened last. */
function entriesOf({ errors }: Reading, { nowMs }: StepOptions): Entry[] {
	const entries = new Map<string, Entry>();
	for (const error of errors) {
		const id = hashOf(error.eventId);
		const timeMs = epochMs(error.occurredAt) ?? nowMs;
		if (timeMs >= (entries.get(id)?.timeMs ?? timeMs)) entries.set(id, { id, timeMs, error });
	}
	return [...entries.values()];
}

/** The entries that lie inside the source's window and are not known. */
function unseen(
	state: CursorState,
	source: string,
	entries: readonly Entry[],
	{ lateWindowMs }: StepOptions,
): Entry[] {
	const known = stateOf(state, source);
	const fromMs = windowStart(known, lateWindowMs);
	return entries.filter(({ id, timeMs }) => timeMs >= fromMs && !known.seen.has(id));
}

/** The source's state once these entries are known; its cursor goes no further than `untilMs`. */
function advanced(
	known: SourceState,
	entries: readonly Entry[],
	untilMs: number,
	{ lateWindowMs }: StepOptions,
): SourceState {
	const newestMs = entries.reduce((newest, { timeMs }) => Math.max(newest, Math.min(timeMs, untilMs)), 0);
	const cursorMs = Math.max(known.cursorMs, newestMs);
	const seen = new Map(known.seen);
	for (const { id, timeMs } of entries) {
		const second = Math.floor(timeMs / 1000);
		if (second > (seen.get(id) ?? Number.NEGATIVE_INFINITY)) seen.set(id, second);
	}
	return inWindow({ ...known, cursorMs, seen }, windowStart({ ...known, cursorMs }, lateWindowMs));
}

/**
 * The source without the ids that lie before its window. They cannot be emitted again, not even when the user makes the
 * window larger later: it never reaches back behind the floor.
 */
function inWindow({ cursorMs, seen }: SourceState, floorMs: number): SourceState {
	const gone = [...seen].filter(([, second]) => (second + 1) * 1000 <= floorMs);
	if (gone.length === 0) return { cursorMs, floorMs, seen };
	const kept = new Map(seen);
	for (const [id] of gone) kept.delete(id);
	return { cursorMs, floorMs, seen: kept };
}

/** Past the cap the oldest ids go; their sources are not read so far back any more. */
function forgetOldest(state: CursorState, mostRemembered: number): { state: CursorState; forgotten: number } {
	const remembered = sum([...state.sources.values()].map(({ seen }) => seen.size));
	if (remembered <= mostRemembered) return { state, forgotten: 0 };
	const all = [...state.sources].flatMap(([source, { seen }]) =>
		[...seen.values()].map((second) => ({ source, second })),
	);
	all.sort((one, other) => one.second - other.second);
	const forgotten = all.length - mostRemembered;
	const floors = new Map(all.slice(0, forgotten).map(({ source, second }) => [source, (second + 1) * 1000]));
	let { floorMs } = state;
	const sources = new Map(state.sources);
	for (const [source, newFloorMs] of floors) {
		const known = stateOf(state, source);
		const cut = inWindow(known, Math.max(known.floorMs, newFloorMs));
		sources.set(source, cut);
		if (cut.seen.size > 0) continue;
		sources.delete(source);
		floorMs = Math.max(floorMs, known.cursorMs + 1, newFloorMs);
	}
	return { state: { floorMs, sources }, forgotten };
}

function stateOf(state: CursorState, source: string): SourceState {
	return state.sources.get(source) ?? { cursorMs: state.floorMs, floorMs: state.floorMs, seen: new Map() };
}

function windowStart({ cursorMs, floorMs }: SourceState, lateWindowMs: number): number {
	return Math.max(cursorMs - lateWindowMs, floorMs);
}

function hashOf(text: string): string {
	return hash(text, HASH_LENGTH);
}
