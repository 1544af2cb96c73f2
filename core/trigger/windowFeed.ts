import { chunk, compact, map, omit, orderBy, partition, sortBy, sumBy } from 'lodash';
import { sleep } from 'n8n-workflow';

import type { FieldSet, Values } from '../field/Field';
import { all } from '../request/pagination';
import type { IntegrationError } from '../shapes/IntegrationError';
import { Collected } from './Collected';
import { completedAll, Completion, type CompleteAll, type CompletedSource } from './completion';
import { decode, encode, type CursorState } from './cursorText';
import * as cursor from './errorCursor';
import type { Mark, Reading, StepOptions } from './errorCursor';
import { declared } from './Feed';
import type { AnyFeed, ExamplePoll, Examples, Face, Failure, Feed, FeedPoll, Read, Step } from './Feed';
import { KnownSources } from './KnownSources';
import { Revisions, type Revision, type SeenRevision } from './Revisions';
import {
	hadItsTime,
	hadNoTime,
	namesOf,
	readSideBySide,
	sideBySide,
	tooLong,
	watched,
	type SourcesOf,
} from './sideBySide';
import { endOfLess, oldest, sliced, Times } from './timeSlices';
import { WiderSources, type MaybeWider } from './WiderSources';

/** What a platform's clock and queues usually need. */
const USUAL_LATE_WINDOW_MS = 10 * 60_000;
const MOST_REMEMBERED = 20_000;
const HOUR_MS = 3_600_000;
/** So long before the late window nothing is looked for any more: the platform's clock may differ, but by less. */
const SETTLED_AFTER_MS = 6 * HOUR_MS;
/** So much further back a baseline is read while the platform's clock is not known. */
const CLOCK_DIFFERENCE_MS = 24 * HOUR_MS;
const EXAMPLES_SINCE_MS = 30 * 24 * HOUR_MS;
/** Errors among which the newest few are looked for, or some that turn out to be none; a source may give them in any order. */
const MOST_LOOKED_AT = 1000;

/** A source of errors. */
export interface ErrorSource extends CompletedSource, MaybeWider {
	/**
	 * All errors since the given time and before the other (milliseconds since 1970), in any order; others are ignored. The
	 * second is given when more waits than a poll emits: a platform that filters by it need not list the rest.
	 */
	read(sinceMs: number, beforeMs?: number): AsyncIterable<IntegrationError>;
	/**
	 * Set where the platform filters by both times: how much more than what is between them it lists. What cannot be read in one
	 * poll is then read in parts, if they are longer than that. Milliseconds.
	 */
	readonly listsBeyondMs?: number;
	/** How the source stands in the platform's list, where that shows whether something may be new. Without it, it is read at every poll. */
	readonly revision?: Revision | undefined;
}

/** Errors that have a time and an ID: read since a cursor, each emitted once. */
export interface WindowFeed<Fields extends FieldSet> extends Face<Fields> {
	readonly sources: SourcesOf<Fields, ErrorSource>;
	/** How late after its time the platform may show an error, where ten minutes are too few. The user may change it. */
	readonly lateWindowMs?: number;
	readonly complete?: CompleteAll;
}

/** Declares an event of errors that have a time and an ID. */
export function windowFeed<Fields extends FieldSet>(definition: WindowFeed<Fields>): AnyFeed {
	const { lateWindowMs = USUAL_LATE_WINDOW_MS } = definition;
	const open = (values: Values<Fields>) => new WindowReading({ ...definition, lateWindowMs }, values);
	return declared(definition, open, { lateWindowMs });
}

class WindowReading<Fields extends FieldSet> implements Feed {
	constructor(
		private readonly definition: WindowFeed<Fields> & { readonly lateWindowMs: number },
		private readonly values: Values<Fields>,
	) {}

	async read(poll: FeedPoll): Promise<Read> {
		const { showsLastOnly = false, lateWindowMs: usualMs } = this.definition;
		const { sources, excluded } = await this.sources(poll);
		const { lateWindowMs = usualMs } = poll;
		// What the user makes longer must not put off what is there.
		const completeWithinMs = Math.min(lateWindowMs, usualMs);
		const reading = { ...poll, excluded };
		const window = new WindowPoll(reading, sources, lateWindowMs, completeWithinMs, showsLastOnly);
		await window.read();
		return async (mostEvents) => {
			const step = window.step(mostEvents);
			const { errors, remarks } = await completedAll(this.definition.complete, poll, step.errors);
			return { ...step, errors, remarks: [...(step.remarks ?? []), ...remarks] };
		};
	}

	async examples(poll: ExamplePoll): Promise<Examples> {
		const { sources } = await this.sources(poll);
		const { enough, isShown, excluded } = poll;
		const completeAll = this.definition.complete;
		// Whose some are may be known only when they are completed.
		const most = completeAll === undefined || excluded.size === 0 ? enough : MOST_LOOKED_AT;
		const sinceMs = poll.api.run.platformNowMs() - EXAMPLES_SINCE_MS;
		let newest: IntegrationError[] = [];
		const look = async ({ read, complete, isNone }: ErrorSource, signal: AbortSignal) => {
			const found: IntegrationError[] = [];
			for await (const error of read(sinceMs)) {
				if (isNone?.(error) !== true) found.push(error);
				if (found.length >= MOST_LOOKED_AT || signal.aborted) break;
			}
			for (const error of orderBy(found, 'occurredAt', 'desc')) {
				if ((newest[most - 1]?.occurredAt ?? '') >= error.occurredAt) break;
				// Each of those that are completed takes further requests.
				const shown = complete === undefined ? [error] : ((await complete(error, true)) ?? []);
				newest = orderBy([...newest, ...shown.filter(isShown)], 'occurredAt', 'desc').slice(0, most);
			}
		};
		const moved = sortBy(sources, ({ revision }) => -(revision?.movedMs ?? 0));
		const { failures, late } = await sideBySide(moved, look, poll);
		if (newest.length === 0 && failures[0] !== undefined) throw failures[0].thrown;
		const errors: IntegrationError[] = [];
		for (const some of chunk(newest, enough)) {
			if (errors.length >= enough) break;
			errors.push(...(await completedAll(completeAll, poll, some)).errors.filter(isShown));
		}
		return { errors, looked: sources.length - failures.length - late.length, of: sources.length };
	}

	private async sources({ api, excluded }: Pick<FeedPoll, 'api' | 'excluded'>) {
		return watched<ErrorSource>(await all(this.definition.sources(api, this.values, excluded)), excluded);
	}
}

class WindowPoll {
	private readonly beganMs = performance.now();
	/** With those that go on from a wider one, or from one that stood for them. */
	private readonly known: KnownSources;
	private readonly revisions: Revisions;
	private state: CursorState;
	private readonly seen: ReadonlySet<string>;
	/** By the keys of the sources. */
	private readonly readings = new Map<string, Reading>();
	private readonly times = new Times();
	private readonly completion: Completion;
	/** As many errors as are held, and read in one slice: what a poll emits, or more where they may turn out to be none. */
	private readonly mostHeld: number;
	private readonly baselines: string[] = [];
	private readonly wider: WiderSources;
	private failures: Array<Failure & { readonly source: ErrorSource }> = [];
	private late: ErrorSource[] = [];
	/** Sources whose end was not reached, with the time before which they are read next; undefined where it is as before. */
	private readonly cut = new Map<ErrorSource, number | undefined>();

	constructor(
		private readonly poll: FeedPoll,
		private readonly sources: readonly ErrorSource[],
		private readonly lateWindowMs: number,
		completeWithinMs: number,
		/** Whether a source shows its last error only, however old: it stays known as long as it is shown. */
		private readonly showsLastOnly: boolean,
	) {
		const { kept, newSources, mostEvents } = poll;
		const mayBeNone = sources.some(({ complete, isNone }) => (complete ?? isNone) !== undefined);
		this.mostHeld = mayBeNone ? Math.max(mostEvents, MOST_LOOKED_AT) : mostEvents;
		const { nowMs } = this.options;
		this.completion = new Completion(poll.completeUntilMs, mostEvents, nowMs, completeWithinMs);
		this.revisions = new Revisions(kept.revisions ?? [], nowMs, lateWindowMs);
		this.state = decode(kept.cursor) ?? cursor.cursorFrom(nowMs - lateWindowMs);
		this.wider = new WiderSources(poll, lateWindowMs);
		const { known } = this.wider;
		const continuing = sources.filter((source) => {
			const { key, within, insteadOf } = source;
			const others = compact([within, newSources === 'followed' && insteadOf]);
			const from = known.has(key) ? undefined : others.find((other) => known.has(other));
			if (from !== undefined) this.state = cursor.continued(this.state, key, from);
			return from !== undefined || this.wider.isBack(source);
		});
		this.known = new KnownSources(known.with(continuing));
		// Everything is read again then, and divided anew.
		if (sources.some((source) => this.wider.has(source))) this.state = omit(this.state, 'slices');
		for (const { key } of newSources === 'emitted' ? sources : []) {
			if (!this.known.has(key)) this.state = cursor.readFrom(this.state, key, 0);
		}
		this.seen = new Set([...this.state.sources.values()].flatMap(({ seen }) => [...seen.keys()]));
	}

	/** Reads the sources in which something may be new. */
	async read(): Promise<void> {
		this.setRight();
		const isDue = (source: ErrorSource) =>
			this.isBaseline(source) ||
			this.wider.has(source) ||
			this.poll.failing.has(source.key) ||
			this.revisions.isDue(source);
		const due = this.sources.filter(isDue);
		const begin = Math.max(0, map(due, 'key').indexOf(this.poll.kept.resumeAt ?? ''));
		const ordered = [...due.slice(begin), ...due.slice(0, begin)];
		const read = this.readSource.bind(this);
		const { failures, late } = await readSideBySide(ordered, read, this.poll);
		// What exists is to be emitted, and is too much for one poll: the next ones go on.
		const isUnfinished = this.poll.newSources === 'emitted' && performance.now() > this.poll.completeUntilMs;
		if (!isUnfinished) this.failures = failures;
		else for (const { source } of failures) this.cut.set(source, this.endOfLess(source));
		this.late = [...late, ...this.cut.keys()];
		this.setRight();
		const held = [...this.readings.values()];
		const { state, readings } = sliced(this.state, held, this.times, this.mostHeld);
		this.state = state;
		this.take(readings);
		// A baseline with a hole in it would emit old errors as new ones later.
		for (const source of this.unread.filter((one) => this.isBaseline(one) || this.isGivenUp(one))) {
			this.state = cursor.readFrom(this.state, source.key, this.nowMs());
		}
	}

	/** Sets times right that another clock gave; the platform may show its own only while it is read. */
	private setRight(): void {
		const { nowMs, lateWindowMs } = this.options;
		const { clockAheadMs, wrongAheadMs } = this.poll.api.run;
		if (this.poll.kept.cursor === undefined) this.state = { ...this.state, floorMs: nowMs - lateWindowMs };
		// By a clock that is far behind, old errors would be emitted again.
		else if (clockAheadMs !== undefined)
			this.state = cursor.notAfter(this.state, nowMs + Math.abs(wrongAheadMs), lateWindowMs);
	}

	/** What is new, oldest first, and what to keep. */
	step(mostEvents: number): Step {
		const { inPlaceOf, late } = this.completion;
		const eventsOf = (error: IntegrationError) => inPlaceOf(error).length;
		const readings = [...this.readings.values()];
		const stepped = cursor.step(this.state, readings, { ...this.options, mostEvents, eventsOf });
		const { emit, forgotten } = stepped;
		const errors = emit.flatMap(inPlaceOf);
		// Beyond a slice nothing was read.
		const isWhole = ({ left, source }: Reading) => left === undefined && !cursor.beforeMs(this.state, source);
		const whole = map(readings.filter(isWhole), 'source');
		let { state } = stepped;
		const [givenUp, inParts] = partition([...this.cut.keys()], (source) => this.isGivenUp(source));
		for (const source of inParts) {
			const endMs = this.cut.get(source);
			if (endMs) state = cursor.divided(state, source.key, endMs);
		}
		const isCut = errors.length >= mostEvents || this.state.slices !== undefined || this.cut.size > 0;
		return {
			errors,
			failures: this.failures,
			read: this.sources.filter(({ key }) => this.readings.has(key) || this.baselines.includes(key)),
			late: [...this.late, ...this.sources.filter(({ key }) => late.has(key))],
			// What did not have to be read counts as read, and a baseline that had no time is one all the same.
			isUnread:
				this.unread.length >= Math.max(1, this.sources.length) &&
				this.readings.size === 0 &&
				!(this.poll.isFirst && this.failures.length === 0),
			kept: this.kept(state, new Set(whole), isCut),
			remarks: compact([
				forgotten > 0 &&
					`More than ${MOST_REMEMBERED} errors are inside the Late Arrival Window, so the oldest ${forgotten} are no longer remembered. Errors older than these are not emitted if they appear late.`,
				inParts.length > 0 &&
					`${inParts.length} of the sources could not be read completely in one poll. The next polls read the rest: ${namesOf(inParts)}.`,
				givenUp.length > 0 &&
					`What was chosen takes longer than a poll to read. What occurred before now is skipped: ${namesOf(givenUp)}.`,
			]),
		};
	}

	/** Sources with more than could be emitted must be read again, as they are now. */
	private kept(state: CursorState, read: Set<string>, isCut: boolean): Step['kept'] {
		const { kept, isChosenAnew, excluded } = this.poll;
		const revisions = this.revisions.after(this.sources, new Set([...read, ...this.baselines]));
		const known = isChosenAnew ? new KnownSources() : this.known.without(excluded);
		const wider = this.wider.kept(this.unread.filter((source) => !this.isGivenUp(source)));
		// A source without integration may stand for others that are not listed while it cannot be read.
		const isHidden = this.failures.some(({ source }) => source.integration === undefined);
		const isUnsettled = isHidden || isCut || wider !== undefined || read.size < this.readings.size;
		const settled = () => cursor.settled(state, this.settledBefore(revisions), map(this.unread, 'key'));
		return {
			cursor: encode(isUnsettled ? state : settled()),
			sources: known.with(this.sources),
			wider,
			resumeAt: this.late[0]?.key ?? this.completion.unasked,
			revisions: isCut ? kept.revisions : revisions,
		};
	}

	private get unread(): ErrorSource[] {
		return [...this.failures.map(({ source }) => source), ...this.late];
	}

	/** Whether a wider source had no end also in a later poll, which has more time than a publication. */
	private isGivenUp(source: ErrorSource): boolean {
		return this.cut.has(source) && this.wider.has(source) && this.poll.newSources === 'followed';
	}

	/** Reads a source, or a part of it. False where it had too little time for that. */
	private async readSource(source: ErrorSource, signal: AbortSignal): Promise<boolean> {
		const startedMs = performance.now();
		const isOver = (thrown: unknown) => (hadNoTime(thrown) ? false : Promise.reject<never>(thrown));
		const isRead = await this.readToEnd(source, signal).catch(isOver);
		return isRead || signal.aborted || this.isDivided(source, performance.now() - startedMs);
	}

	/** Whether that came to an end before the time was over. */
	private async readToEnd(source: ErrorSource, signal: AbortSignal): Promise<boolean> {
		const { key } = source;
		const fromMs = this.fromMs(source);
		const reading = await this.collected(source, fromMs, signal);
		if (reading === undefined) return false;
		const isWider = this.wider.has(source);
		if (isWider && reading.held.length > 0) {
			this.state = cursor.readFrom(this.state, key, fromMs, reading.known);
		} else if (isWider || this.isBaseline(source)) {
			this.baselines.push(key);
			this.state = cursor.baselined(this.state, key, reading.known ?? [], this.options);
			return true;
		}
		await this.completion.of(source, reading, signal, (taken) => {
			this.readings.set(key, taken);
			this.trim();
		});
		return true;
	}

	/** What a source has; undefined where its end was not reached, or nobody waits for that any more. */
	private async collected(
		source: ErrorSource,
		fromMs: number,
		signal: AbortSignal,
	): Promise<Reading | undefined> {
		const { key } = source;
		const isBaseline = this.isBaseline(source);
		const endMs = isBaseline ? undefined : cursor.beforeMs(this.state, key);
		const mayBeEmitted = cursor.mayEmit(this.state, key, this.lateWindowMs);
		const mayEmitOf = this.wider.has(source) ? this.wider.mayEmit(this.state, source) : undefined;
		const wanted = {
			nowMs: this.options.nowMs,
			mayEmit: (timeMs: number, mark: Mark) => timeMs < (endMs ?? Infinity) && mayBeEmitted(timeMs, mark),
			isSeen: (id: string) => this.seen.has(id),
			mostHeld: isBaseline ? 0 : this.mostHeld,
			mostMarks: MOST_REMEMBERED,
			// What is still shown must not be settled at the end of this poll.
			knownSinceMs: this.showsLastOnly ? Math.max(fromMs, this.settledBefore([])) : mayEmitOf && 0,
		};
		const collected = new Collected(key, wanted, this.times);
		const errors = source.read(fromMs, endMs)[Symbol.asyncIterator]();
		for (;;) {
			const coming = errors.next();
			// Once the time is over, what takes a further request is not waited for; what is there already comes before any timer.
			const isOver = performance.now() > this.poll.completeUntilMs;
			const next = await (isOver ? Promise.race([coming, sleep(0).then(() => undefined)]) : coming);
			if (next === undefined || signal.aborted) return undefined;
			if (next.done === true) return collected.reading();
			collected.add(next.value, await mayEmitOf?.(next.value));
		}
	}

	/** Whether the next polls read a source in parts. @throws where they could not read less of it, either */
	private isDivided(source: ErrorSource, tookMs: number): boolean {
		const isWider = this.wider.has(source);
		if (this.isBaseline(source) || (isWider && this.poll.newSources === 'known')) return false;
		// A wider one has no parts: it waits until it has its time, however little others leave of a poll.
		const hadTime = isWider ? tookMs >= this.poll.sourceMs : hadItsTime(source, tookMs, this.poll);
		const isAgain = !isWider && this.poll.waiting.has(source.key);
		const endMs = hadTime || isAgain ? this.endOfLess(source) : undefined;
		if (hadTime && endMs === undefined) throw tooLong(this.poll.sourceMs, tookMs);
		if (endMs !== undefined) this.cut.set(source, endMs);
		return endMs !== undefined;
	}

	/** Before which a source has less to read, and something that was not read yet. */
	private endOfLess({ key, listsBeyondMs }: ErrorSource): number | undefined {
		const { nowMs } = this.options;
		const endMs = cursor.beforeMs(this.state, key) ?? nowMs;
		return endOfLess(cursor.sinceMs(this.state, key, 0), endMs, nowMs, listsBeyondMs);
	}

	/** However many sources there are, no more errors are held than two polls emit. */
	private trim(): void {
		const readings = [...this.readings.values()];
		if (sumBy(readings, ({ held }) => held.length) <= 2 * this.mostHeld) return;
		this.take(oldest(readings, this.mostHeld));
	}

	private take(readings: readonly Reading[]): void {
		for (const reading of readings) this.readings.set(reading.source, reading);
	}

	/** Since when a source is read. */
	private fromMs(source: ErrorSource): number {
		if (this.wider.has(source)) return this.wider.sinceMs(this.state, this.baselineFromMs());
		if (this.isBaseline(source)) return this.baselineFromMs();
		return cursor.sinceMs(this.state, source.key, this.lateWindowMs);
	}

	private baselineFromMs(): number {
		const fromMs = this.options.nowMs - this.lateWindowMs;
		return this.poll.api.run.clockAheadMs === undefined ? fromMs - CLOCK_DIFFERENCE_MS : fromMs;
	}

	/** Whether what is in the source is taken as known. */
	private isBaseline(source: MaybeWider): boolean {
		return this.poll.newSources === 'known' && !this.known.has(source.key) && !this.wider.has(source);
	}

	/**
	 * Everything from before it was read, or could have been, in every source but those that are held. Without it a source
	 * that has no errors would be read since the activation for ever. It moves hour by hour, so that the state of a quiet
	 * trigger is seldom written. What cannot be read keeps its own.
	 */
	private settledBefore(revisions: readonly SeenRevision[]): number {
		const { nowMs, lateWindowMs } = this.options;
		const unread = new Set(map(this.unread, 'key'));
		const times = revisions.map(([key, , , lastMs]) => (unread.has(key) ? nowMs : lastMs));
		return Math.floor((Math.min(nowMs, ...times) - lateWindowMs - SETTLED_AFTER_MS) / HOUR_MS) * HOUR_MS;
	}

	/** The platform's time, but n8n's where that seems to be hours ahead: what is to come must not be over already. */
	private nowMs(): number {
		const { run } = this.poll.api;
		return run.platformNowMs() - Math.max(0, run.wrongAheadMs);
	}

	private get options(): StepOptions {
		return {
			// What comes late to a source while others are read must be inside the window of the next poll.
			nowMs: this.nowMs() - Math.ceil(performance.now() - this.beganMs),
			lateWindowMs: this.lateWindowMs,
			mostEvents: this.mostHeld,
			mostRemembered: MOST_REMEMBERED,
		};
	}
}
