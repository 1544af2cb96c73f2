import type { ApiClient } from '../request/ApiClient';
import { baselined, cursorFrom, decode, encode, settled, step, takenAsKnown } from './errorCursor';
import type { CursorState } from './errorCursor';
import type { IntegrationError, Reached } from './ErrorFeed';
import { keyInPart, observeParts, readSources, startOf } from './feedReading';
import type { SnapshotReader, WindowReader } from './feedReading';
import type { Kept } from './keptEvents';
import type { Silence } from '../request/Pace';
import { all } from '../request/pagination';
import { reachObservations } from './reaching';
import type { FailureReader } from './reaching';
import { Revisions } from './Revisions';
import type { SeenRevision } from './Revisions';
import { compare } from './snapshot';

const MOST_REMEMBERED = 20_000;
const HOUR_MS = 3_600_000;
/** So long before the late arrival window nothing is looked for any more: the platform's clock may differ, but by less. */
const SETTLED_AFTER_MS = 6 * HOUR_MS;

/** What one poll does with one event. */
export interface StepSettings {
	readonly nowMs: number;
	readonly deadlineMs: number;
	/** No poll knew this event before: what is there becomes its baseline. */
	readonly isFirst: boolean;
	/** Whether the baseline's errors are told too. */
	readonly emitExisting: boolean;
	readonly mostEvents: number;
}

/** What came of it. */
export interface Step {
	readonly errors: IntegrationError[];
	readonly kept: Kept;
	/** Of the places that could not be read; their state stays as it was. */
	readonly failures: readonly unknown[];
	/** What the log should say beside that. */
	readonly remark?: string;
}

/** One poll of a window feed. @throws what kept it from reading the sources, all of them at a baseline */
export async function stepWindow(
	feed: WindowReader,
	api: ApiClient,
	kept: Kept,
	overlapMs: number,
	settings: StepSettings,
): Promise<Step> {
	const { nowMs, isFirst, emitExisting, mostEvents } = settings;
	const { parameters } = kept;
	const state = decode(kept.cursor) ?? cursorFrom(emitExisting ? 0 : nowMs - overlapMs);
	const revisions = new Revisions(kept.revisions ?? [], nowMs, overlapMs);
	const sources = await all(feed.sources(api));
	const { readings, unread, turn } = await readSources(
		sources.filter((source) => revisions.isDue(source)),
		state,
		// A baseline with a hole in it would tell old errors as new ones later.
		{ overlapMs, turn: kept.turn, deadlineMs: isFirst ? Number.POSITIVE_INFINITY : settings.deadlineMs },
	);
	const failures = unread.map(({ failure }) => failure);
	const seen = revisions.after(sources, new Set(readings.map(({ source }) => source)));
	const options = { nowMs, overlapMs, mostEvents, mostRemembered: MOST_REMEMBERED };
	if (isFirst && readings.length === 0 && failures.length > 0) throw failures[0];
	if (isFirst && !emitExisting) {
		const known = unread.reduce<CursorState>(
			(before, { key }) => takenAsKnown(before, key, nowMs),
			baselined(state, readings, options),
		);
		return { errors: [], failures, kept: { parameters, cursor: encode(known), revisions: seen } };
	}
	const { emit, state: next, forgotten } = step(state, readings, options);
	// Sources with more than could be told must be read again.
	const isCut = emit.length >= mostEvents;
	const isComplete = !isCut && failures.length === 0 && turn === undefined;
	const cursor = encode(isComplete ? settled(next, settledBefore(nowMs, seen, overlapMs)) : next);
	return {
		errors: emit,
		failures,
		kept: { parameters, cursor, turn, revisions: isCut ? kept.revisions : seen },
		...(forgotten > 0 && {
			remark: `${forgotten} of more than ${MOST_REMEMBERED} errors inside the late arrival window are no longer remembered; older late arrivals will not be told`,
		}),
	};
}

/**
 * Everything from before it was read, or could have been, in every source. Without it a source that has no errors would be
 * read since the activation for ever. It moves hour by hour, so that the state of a quiet trigger is seldom written.
 */
function settledBefore(nowMs: number, seen: readonly SeenRevision[], overlapMs: number): number {
	const readMs = Math.min(nowMs, ...seen.map(([, , , lastMs]) => lastMs));
	return Math.floor((readMs - overlapMs - SETTLED_AFTER_MS) / HOUR_MS) * HOUR_MS;
}

/** One poll of a snapshot feed. @throws what kept it from reading the parts, all of them at a baseline */
export async function stepSnapshot(
	feed: SnapshotReader,
	api: ApiClient,
	kept: Kept,
	{ nowMs, isFirst, emitExisting, mostEvents }: StepSettings,
): Promise<Step> {
	const { observations, unread, readParts } = await observeParts(feed, api);
	const failures = unread.map(({ failure }) => failure);
	if (isFirst && readParts === 0 && failures.length > 0) throw failures[0];
	const start = isFirst && emitExisting ? { present: {}, gone: {} } : undefined;
	const { gone } = feed;
	const { emit, state } = compare(kept.snapshot ?? start, observations, {
		nowMs,
		mostEvents,
		rememberGoneMs: feed.rememberGoneMs,
		unreadable: unread.map(({ key }) => startOf(key)),
		gone: gone && ((key, previous) => gone(keyInPart(key), previous)),
	});
	return { errors: emit, failures, kept: { parameters: kept.parameters, snapshot: state } };
}

/** One poll of a feed of failures: what began and what is over. */
export function stepFailures(
	feed: FailureReader,
	kept: Kept,
	reached: readonly Reached[],
	poll: {
		readonly nowMs: number;
		readonly mostEvents: number;
		readonly silence: Silence | undefined;
		readonly silenceEnd: string | undefined;
	},
): Step {
	const { nowMs, mostEvents, silence, silenceEnd } = poll;
	const before = kept.snapshot ?? { present: {}, gone: {} };
	const observations = reachObservations(feed, reached, before.present, silence, silenceEnd);
	const { emit, state } = compare(before, observations, { nowMs, mostEvents, rememberGoneMs: 0 });
	return { errors: emit, failures: [], kept: { parameters: kept.parameters, snapshot: state } };
}
