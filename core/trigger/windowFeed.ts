import { orderBy } from 'lodash';

import type { FieldSet, Values } from '../field/Field';
import type { ApiClient } from '../request/ApiClient';
import { all } from '../request/pagination';
import type { IntegrationError, NamedIntegration } from '../shapes/IntegrationError';
import { baselined, cursorFrom, decode, encode, settled, sinceMs, step, takenAsKnown } from './errorCursor';
import type { CursorState, Reading, StepOptions } from './errorCursor';
import { complete, type CompletedSource } from './completion';
import { declared } from './Feed';
import type { AnyFeed, ExamplePoll, Face, Feed, FeedPoll, Step } from './Feed';
import { Revisions, type Revision, type SeenRevision } from './Revisions';
import { sideBySide, type Unread } from './sideBySide';

/** What a platform's clock and queues usually need. */
const USUAL_LATE_WINDOW_MS = 10 * 60_000;
const MOST_REMEMBERED = 20_000;
const HOUR_MS = 3_600_000;
/** So long before the late window nothing is looked for any more: the platform's clock may differ, but by less. */
const SETTLED_AFTER_MS = 6 * HOUR_MS;
const EXAMPLES_SINCE_MS = 30 * 24 * HOUR_MS;
/** Errors among which the newest few are looked for; a source may give them in any order. */
const MOST_LOOKED_AT = 1000;

/** What is read, and fails and catches up, by itself: an integration, usually. */
export interface ErrorSource extends CompletedSource {
	/** Stable; unique within the feed. */
	readonly key: string;
	/** Whose errors these are: so that a failure can name it, and the user can exclude it. */
	readonly integration?: NamedIntegration;
	/** All errors since the given time (milliseconds since 1970), in any order; older ones are ignored. */
	read(sinceMs: number): AsyncIterable<IntegrationError>;
	/** How the source stands in the platform's list, where that shows whether something may be new. Without it, it is read at every poll. */
	readonly revision?: Revision | undefined;
}

/** Errors that have a time and an ID: read since a cursor, each emitted once. */
export interface WindowFeed<Fields extends FieldSet> extends Face<Fields> {
	readonly sources: (api: ApiClient, values: Values<Fields>) => AsyncIterable<ErrorSource>;
	/** How late after its time the platform may show an error, where ten minutes are too few. The user may change it. */
	readonly lateWindowMs?: number;
}

/** Declares an event of errors that have a time and an ID. */
export function windowFeed<Fields extends FieldSet>(definition: WindowFeed<Fields>): AnyFeed {
	const { lateWindowMs = USUAL_LATE_WINDOW_MS } = definition;
	const open = (values: Values<Fields>) => new WindowReading({ ...definition, lateWindowMs }, values);
	return declared(definition, open, { lateWindowMs });
}

class WindowReading<Fields extends FieldSet> implements Feed {
	constructor(
		private readonly definition: Required<Pick<WindowFeed<Fields>, 'sources' | 'lateWindowMs'>>,
		private readonly values: Values<Fields>,
	) {}

	async poll(poll: FeedPoll): Promise<Step> {
		const { kept, nowMs, baseline } = poll;
		const lateWindowMs = poll.lateWindowMs ?? this.definition.lateWindowMs;
		const state = decode(kept.cursor) ?? cursorFrom(baseline === 'emitted' ? 0 : nowMs - lateWindowMs);
		const revisions = new Revisions(kept.revisions ?? [], nowMs, lateWindowMs);
		const sources = await all(this.definition.sources(poll.api, this.values));
		const due = sources.filter((source) => revisions.isDue(source));
		const read = await readSources(due, state, lateWindowMs, poll);
		const options = {
			nowMs,
			lateWindowMs,
			mostEvents: poll.mostEvents,
			mostRemembered: MOST_REMEMBERED,
		};
		const fresh = baseline === 'known' ? [] : step(state, read.readings, options).emit;
		const { completed, left, unread } = await complete(fresh, read.readings, due, poll.deadlineMs);
		const whole: Read = {
			readings: read.readings.filter(({ source }) => !left.has(source)),
			unread: [...read.unread, ...unread],
			resumeAt: read.resumeAt,
		};
		const seen = revisions.after(sources, new Set(whole.readings.map(({ source }) => source)));
		const move = baseline === 'known' ? allKnown : advanced;
		const mostEvents = left.size === 0 ? options.mostEvents : completed.size;
		const { errors, ...moved } = move(state, whole, seen, poll, { ...options, mostEvents });
		return {
			errors: errors.flatMap((error) => completed.get(error) ?? []),
			failures: whole.unread.map(({ failure }) => failure),
			isUnread: whole.readings.length === 0 && whole.unread.length > 0,
			...moved,
		};
	}

	async examples({ api, nowMs, deadlineMs, enough }: ExamplePoll): Promise<IntegrationError[]> {
		const found: IntegrationError[] = [];
		const failures: unknown[] = [];
		for await (const source of this.definition.sources(api, this.values)) {
			try {
				found.push(...(await examplesIn(source, nowMs - EXAMPLES_SINCE_MS, enough)));
			} catch (failure) {
				failures.push(failure);
			}
			if (found.length >= enough || Date.now() > deadlineMs) break;
		}
		if (found.length === 0 && failures.length > 0) throw failures[0];
		return found;
	}
}

/** The newest errors of a source; enough of them, where each takes further requests. */
async function examplesIn(source: ErrorSource, sinceMs: number, enough: number): Promise<IntegrationError[]> {
	const read: IntegrationError[] = [];
	for await (const error of source.read(sinceMs)) {
		read.push(error);
		if (read.length >= MOST_LOOKED_AT) break;
	}
	if (source.complete === undefined) return read;
	const found: IntegrationError[] = [];
	for (const error of orderBy(read, 'occurredAt', 'desc')) {
		if (found.length >= enough) break;
		found.push(...(await source.complete(error)));
	}
	return found;
}

/** What was read of the sources. */
interface Read {
	readonly readings: Reading[];
	readonly unread: Unread[];
	/** The first source for which no time was left: the next poll begins with it. */
	readonly resumeAt: string | undefined;
}

async function readSources(
	sources: readonly ErrorSource[],
	state: CursorState,
	lateWindowMs: number,
	{ kept, baseline, deadlineMs }: FeedPoll,
): Promise<Read> {
	const begin = Math.max(
		0,
		sources.findIndex(({ key }) => key === kept.resumeAt),
	);
	const readings: Reading[] = [];
	const late: ErrorSource[] = [];
	const ordered = [...sources.slice(begin), ...sources.slice(0, begin)];
	const unread = await sideBySide(ordered, async (source) => {
		// A baseline with a hole in it would emit old errors as new ones later.
		if (baseline === undefined && Date.now() > deadlineMs) late.push(source);
		else {
			const errors = await all(source.read(sinceMs(state, source.key, lateWindowMs)));
			readings.push({ source: source.key, errors });
		}
	});
	return { readings, unread, resumeAt: late[0]?.key };
}

type Move = (
	state: CursorState,
	read: Read,
	revisions: SeenRevision[],
	poll: FeedPoll,
	options: StepOptions,
) => Pick<Step, 'errors' | 'kept' | 'remark'>;

/** Takes what is there as known. */
const allKnown: Move = (state, { readings, unread }, revisions, { kept: { parameters } }, options) => {
	const known = unread.reduce<CursorState>(
		(before, { key }) => takenAsKnown(before, key, options.nowMs),
		baselined(state, readings, options),
	);
	return { errors: [], kept: { parameters, cursor: encode(known), revisions } };
};

/** Emits what is new. */
const advanced: Move = (state, { readings, unread, resumeAt }, revisions, { kept }, options) => {
	const { emit, state: next, forgotten } = step(state, readings, options);
	// Sources with more than could be emitted must be read again.
	const isCut = emit.length >= options.mostEvents;
	const isComplete = !isCut && unread.length === 0 && resumeAt === undefined;
	const cursor = encode(isComplete ? settled(next, settledBefore(revisions, options)) : next);
	return {
		errors: emit,
		kept: {
			parameters: kept.parameters,
			cursor,
			resumeAt,
			revisions: isCut ? kept.revisions : revisions,
		},
		...(forgotten > 0 && { remark: forgottenText(forgotten) }),
	};
};

function forgottenText(forgotten: number): string {
	return `${forgotten} of more than ${MOST_REMEMBERED} errors inside the late window are no longer remembered; older late arrivals will not be emitted`;
}

/**
 * Everything from before it was read, or could have been, in every source. Without it a source that has no errors would be
 * read since the activation for ever. It moves hour by hour, so that the state of a quiet trigger is seldom written.
 */
function settledBefore(revisions: readonly SeenRevision[], { nowMs, lateWindowMs }: StepOptions): number {
	const readMs = Math.min(nowMs, ...revisions.map(([, , , lastMs]) => lastMs));
	return Math.floor((readMs - lateWindowMs - SETTLED_AFTER_MS) / HOUR_MS) * HOUR_MS;
}
