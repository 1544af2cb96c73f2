import { compact, groupBy, keyBy, map, min, sortBy, sum, takeWhile } from 'lodash';

import { hash } from '../data/hash';
import { epochMs } from '../data/times';
import type { IntegrationError } from '../shapes/IntegrationError';
import { HASH_LENGTH, type CursorState, type SourceState } from './cursorText';

/** A platform's clock shows whole seconds, and its responses take their time. */
const CLOCK_STEP_MS = 5000;

/**
 * A worked example, with a late window of ten minutes:
 *
 * 1. The trigger is activated at 12:00. The window of source A reaches back to 11:50; error e1 of 11:55 is there and taken
 *    as known: cursor 11:55, seen {e1}. Nothing before 11:50 will ever be emitted: that is the floor.
 * 2. At 12:01 A is read since 11:50 (never before its floor) and has e1 and e2 of 12:00:30. e1 is seen; e2 is emitted:
 *    cursor 12:00:30, seen {e1, e2}.
 * 3. At 12:15 A is read since 11:50:30 and has e3 of 12:14 and e4 of 11:58, which the platform showed late. Both are inside
 *    the window and not seen: both are emitted, e4 first. The cursor moves to 12:14, so the window begins at 12:04.
 * 4. A poll that fails in between changes nothing, and reading the same window twice emits nothing twice.
 *
 * What is seen in one source is seen in all, down to the floor of the whole state: a flow that moves to another integration
 * brings nothing again. That floor moves too, once every source was read (`settled`), and what lies before it is forgotten.
 */

/** Where an error stands in the order in which errors are forgotten: its second, and within it the hash of its event id. */
export interface Mark {
	readonly second: number;
	readonly id: string;
}

/** The oldest error that was read and not held. Milliseconds since 1970. */
export interface Left extends Mark {
	readonly timeMs: number;
}

/** An error while it is held in memory. */
export interface Held extends Left {
	readonly error: IntegrationError;
}

/** What one source had in this poll. Sources that failed are left out: their state stays as it is. */
export interface Reading {
	readonly source: string;
	readonly held: readonly Held[];
	/** Those of which no more than the mark is held: they are known already. */
	readonly known?: readonly Mark[];
	/** Of those that were read and not held, because they are more than a poll emits, or are not complete. */
	readonly left?: Left | undefined;
	/** Whether only this source goes on from there, since what it lacks may be long in coming. */
	readonly isBehind?: boolean;
}

export interface StepOptions {
	readonly nowMs: number;
	/** How late after its time an error may appear: so far back it is still looked for. */
	readonly lateWindowMs: number;
	/** Most events to emit; the rest comes in the next steps. */
	readonly mostEvents: number;
	/** How many events an error is. One, where it is left out. */
	readonly eventsOf?: (error: IntegrationError) => number;
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

/** The same of the source that is furthest behind. */
export function earliestMs(state: CursorState, lateWindowMs: number): number {
	const starts = [...state.sources.values()].map((known) => windowStart(known, lateWindowMs));
	return Math.min(state.floorMs, ...starts);
}

/** Before which a source is read; undefined where all of it is. */
export function beforeMs({ slices = [], ...state }: CursorState, source: string): number | undefined {
	return min([slices[0], stateOf(state, hashOf(source)).slices?.[0]]);
}

/** The state in which a source is read before that time first, because it has more than a poll can read. */
export function divided(state: CursorState, source: string, endMs: number): CursorState {
	const known = stateOf(state, hashOf(source));
	return withSource(state, source, { ...known, slices: [endMs, ...(known.slices ?? [])] });
}

/** Where an error stands, to the millisecond; one without a time occurred now. */
export function leftOf({ occurredAt, eventId }: IntegrationError, nowMs: number): Left {
	const timeMs = epochMs(occurredAt) ?? nowMs;
	return { timeMs, second: secondOf(timeMs), id: hashOf(eventId) };
}

/** Whether a source may still emit an error of this time and mark. */
export function mayEmit(state: CursorState, source: string, lateWindowMs: number) {
	const known = stateOf(state, hashOf(source));
	const fromMs = windowStart(known, lateWindowMs);
	return (timeMs: number, mark: Mark): boolean => timeMs >= fromMs && !isBelow(known, mark);
}

/**
 * The state in which a source has just these errors, and they are known: the newest of them, where there are more than can
 * be remembered, and then nothing that is older than they are will be emitted.
 */
export function baselined(
	state: CursorState,
	source: string,
	errors: readonly Mark[],
	{ nowMs, lateWindowMs, mostRemembered }: StepOptions,
): CursorState {
	const fromMs = nowMs - lateWindowMs;
	const inside = errors.filter(({ second }) => (second + 1) * 1000 > fromMs).sort(inOrder);
	const forgotten = inside.at(-mostRemembered - 1);
	const floorMs = forgotten === undefined ? fromMs : Math.max(fromMs, forgotten.second * 1000);
	const newest = inside.slice(-mostRemembered);
	const cursorMs = Math.min(nowMs, (newest.at(-1)?.second ?? 0) * 1000);
	return withSource(state, source, {
		cursorMs: Math.max(floorMs, cursorMs),
		floorMs,
		floorId: forgotten?.id,
		seen: new Map(newest.map(({ second, id }) => [id, second])),
	});
}

/** The state in which a source is read since the given time, and these of its errors are known. */
export function readFrom(
	state: CursorState,
	source: string,
	floorMs: number,
	known: readonly Mark[] = [],
): CursorState {
	const seen = new Map(known.map(({ second, id }) => [id, second]));
	return withSource(state, source, { cursorMs: floorMs, floorMs, seen });
}

/**
 * The state without times that are still to come: a clock ran ahead once, and what occurs now would wait for them. Since nobody
 * knows when that was, the late window is read again.
 */
export function notAfter(state: CursorState, nowMs: number, lateWindowMs: number): CursorState {
	const right = (timeMs: number) =>
		timeMs > nowMs + CLOCK_STEP_MS ? nowMs - lateWindowMs : Math.min(timeMs, nowMs);
	const sources = [...state.sources].map(([source, known]) => {
		const [cursorMs, floorMs] = [right(known.cursorMs), right(known.floorMs)];
		const floorId = floorMs < known.floorMs ? undefined : known.floorId;
		return [source, { ...known, cursorMs, floorMs, floorId }] as const;
	});
	return { ...state, floorMs: right(state.floorMs), sources: new Map(sources) };
}

/** The state in which a source goes on from where another is. */
export function continued(state: CursorState, source: string, from: string): CursorState {
	return withSource(state, source, stateOf(state, hashOf(from)));
}

/**
 * The state in which nothing older than the given time is looked for any more, but in the sources that could not be read:
 * these go on from where they are.
 */
export function settled(state: CursorState, floorMs: number, unread: readonly string[] = []): CursorState {
	if (floorMs <= state.floorMs) return state;
	const pinned = new Map(unread.map((source) => [hashOf(source), stateOf(state, hashOf(source))]));
	const sources = [...state.sources]
		.filter(([source]) => !pinned.has(source))
		.map(([source, known]) => [source, inWindow(known, Math.max(known.floorMs, floorMs), floorMs)] as const)
		.filter(([, known]) => known.seen.size > 0 || Math.max(known.cursorMs, known.floorMs) > floorMs);
	return { floorMs, sources: new Map([...sources, ...pinned]) };
}

/**
 * One poll, as a pure function: what to emit of what was read, oldest first, and the state after it. An error is emitted
 * once, however often, late, or in whatever order it is read, as long as it lies inside the window. `forgotten` counts the
 * ids that are no longer remembered although they lie inside it.
 */
export function step(
	state: CursorState,
	readings: readonly Reading[],
	options: StepOptions,
): { emit: IntegrationError[]; state: CursorState; forgotten: number } {
	const read = readings.map(({ source, held, known = [], left }) => ({
		source: hashOf(source),
		endMs: beforeMs(state, source),
		mayEmit: mayEmit(state, source, options.lateWindowMs),
		entries: byId([...known.map((mark) => ({ ...mark, timeMs: mark.second * 1000 })), ...held]),
		left,
	}));
	const seen = new Set([...state.sources.values()].flatMap((source) => [...source.seen.keys()]));
	const unseen = read.flatMap(({ entries, mayEmit: may }) =>
		entries.filter((entry) => may(entry.timeMs, entry) && !seen.has(entry.id)),
	);
	const fresh = byId(unseen).sort((one, other) => one.timeMs - other.timeMs || inOrder(one, other));
	const { slices = [] } = state;
	const emitted = fitting(fresh, options);
	const left = new Set(fresh.slice(emitted.length).map(({ id }) => id));
	// A source that is behind holds up only itself.
	const isRead = ({ left: unheld, isBehind = false }: Reading) => unheld === undefined || isBehind;
	const isSliceOver = left.size === 0 && readings.every(isRead);
	const sources = new Map(state.sources);
	const unemitted = new Map<string, Mark>();
	for (const { source, entries, left: unheld, endMs } of read) {
		const known = stateOf(state, source);
		const done = entries.filter((entry) => !left.has(entry.id) && !isBelow(known, entry));
		const inSlice = [...entries.filter(({ id }) => left.has(id)), ...compact([unheld])];
		const oldestLeft = oldestLeftOf(inSlice, endMs);
		if (oldestLeft !== undefined) unemitted.set(source, oldestLeft);
		const isWhole = inSlice.length === 0 && (isSliceOver || endMs !== slices[0]);
		const times = { oldestLeft, wholeMs: isWhole ? endMs : undefined, rememberFromMs: state.floorMs };
		const after = advanced(known, done, times, options);
		if (after !== known) sources.set(source, after);
	}
	const emit = compact(map(emitted, 'error'));
	const { state: kept, forgotten } = forgetOldest({ floorMs: state.floorMs, sources }, unemitted, options);
	const next = slices.slice(Number(isSliceOver));
	return { emit, state: next.length === 0 ? kept : { ...kept, slices: next }, forgotten };
}

/** The oldest of what is new, as much as a poll emits. */
function fitting(fresh: readonly Entry[], { mostEvents, eventsOf = () => 1 }: StepOptions): Entry[] {
	let room = mostEvents;
	return takeWhile(fresh, ({ error }) => {
		const isRoom = room > 0;
		room -= error === undefined ? 0 : eventsOf(error);
		return isRoom;
	});
}

/** The oldest that a source has left, or may have where it was read before a time only. */
function oldestLeftOf(left: readonly Mark[], endMs: number | undefined): Mark | undefined {
	const beyond = endMs === undefined ? [] : [{ second: secondOf(endMs), id: '' }];
	return [...left, ...beyond].sort(inOrder)[0];
}

type Entry = Left & Partial<Held>;

/** In which order errors are forgotten. */
export function inOrder(one: Mark, other: Mark): number {
	return one.second - other.second || (one.id < other.id ? -1 : Number(one.id > other.id));
}

/** Each error once, as it happened last. */
function byId(entries: readonly Entry[]): Entry[] {
	return Object.values(keyBy(sortBy(entries, 'timeMs'), 'id'));
}

/** Whether an error lies in the part of the floor's second of which everything was emitted, and is forgotten. */
function isBelow({ floorMs, floorId }: SourceState, { second, id }: Mark): boolean {
	return floorId !== undefined && second === secondOf(floorMs) && id <= floorId;
}

/** The source's state once these entries are known, and all before `wholeMs`; its cursor goes no further than what is left. */
function advanced(
	known: SourceState,
	entries: readonly Entry[],
	times: { oldestLeft: Mark | undefined; wholeMs: number | undefined; rememberFromMs: number },
	{ nowMs, lateWindowMs }: StepOptions,
): SourceState {
	const { oldestLeft, wholeMs = 0, rememberFromMs } = times;
	if (entries.length === 0 && wholeMs === 0) return known;
	// What is left for later must stay inside the window, whatever times the known ones have by now.
	const untilMs = Math.min(nowMs, (oldestLeft?.second ?? Number.POSITIVE_INFINITY) * 1000);
	const newestMs = entries.reduce((newest, { timeMs }) => Math.max(newest, Math.min(timeMs, untilMs)), 0);
	const cursorMs = Math.max(known.cursorMs, newestMs, Math.min(wholeMs, nowMs));
	const seen = new Map(known.seen);
	for (const { id, second } of entries) {
		if (second > (seen.get(id) ?? Number.NEGATIVE_INFINITY)) seen.set(id, second);
	}
	const slices = known.slices?.filter((endMs) => endMs > wholeMs);
	const advancedTo = { ...known, cursorMs, seen, ...(slices && { slices }) };
	// What the platform still shows late after a slice is younger than the late window.
	const wholeFromMs = Math.min(wholeMs, nowMs - lateWindowMs);
	return inWindow(advancedTo, Math.max(windowStart(advancedTo, lateWindowMs), wholeFromMs), rememberFromMs);
}

/**
 * The source with its floor at least there, and without the ids from before `rememberFromMs`: they cannot be emitted again,
 * not even when the user makes the window larger later, because that never reaches back behind the floor.
 */
function inWindow(known: SourceState, floorMs: number, rememberFromMs: number): SourceState {
	const isLater = secondOf(floorMs) > secondOf(known.floorMs);
	const floorId = isLater ? undefined : known.floorId;
	const fromMs = Math.min(floorMs, rememberFromMs);
	const seen = new Map([...known.seen].filter(([, second]) => (second + 1) * 1000 > fromMs));
	return { ...known, floorMs: Math.max(floorMs, known.floorMs), floorId, seen };
}

/**
 * Past the cap the oldest ids go; their sources are not read so far back any more. Never those beyond which something was
 * read and not emitted yet: with them it would be forgotten, too.
 */
function forgetOldest(
	state: CursorState,
	unemitted: ReadonlyMap<string, Mark>,
	{ mostRemembered, lateWindowMs }: StepOptions,
): { state: CursorState; forgotten: number } {
	const excess = sum([...state.sources.values()].map(({ seen }) => seen.size)) - mostRemembered;
	if (excess <= 0) return { state, forgotten: 0 };
	const oldest = [...state.sources]
		.flatMap(([source, { seen }]) => [...seen].map(([id, second]) => ({ source, id, second })))
		.filter((entry) => inOrder(entry, unemitted.get(entry.source) ?? { second: Infinity, id: '' }) < 0)
		.sort(inOrder)
		.slice(0, excess);
	const sources = new Map(state.sources);
	let forgotten = 0;
	for (const [source, marks] of Object.entries(groupBy(oldest, 'source'))) {
		const known = stateOf(state, source);
		const fromMs = windowStart(known, lateWindowMs);
		forgotten += marks.filter(({ second }) => second * 1000 >= fromMs).length;
		const seen = new Map(known.seen);
		for (const { id } of marks) seen.delete(id);
		sources.set(source, { ...raisedTo(known, marks.at(-1)), seen });
	}
	return { state: { floorMs: state.floorMs, sources }, forgotten };
}

/** The source with its floor at least at this mark. */
function raisedTo(known: SourceState, mark: Mark | undefined): SourceState {
	const floor = { second: secondOf(known.floorMs), id: known.floorId ?? '' };
	if (mark === undefined || inOrder(floor, mark) >= 0) return known;
	return { ...known, floorMs: Math.max(known.floorMs, mark.second * 1000), floorId: mark.id };
}

function stateOf(state: CursorState, source: string): SourceState {
	return state.sources.get(source) ?? { cursorMs: state.floorMs, floorMs: state.floorMs, seen: new Map() };
}

function withSource(state: CursorState, source: string, known: SourceState): CursorState {
	return { ...state, sources: new Map(state.sources).set(hashOf(source), known) };
}

function secondOf(timeMs: number): number {
	return Math.floor(timeMs / 1000);
}

function windowStart({ cursorMs, floorMs }: SourceState, lateWindowMs: number): number {
	return Math.max(cursorMs - lateWindowMs, floorMs);
}

function hashOf(text: string): string {
	return hash(text, HASH_LENGTH);
}
