import type { FieldSet, Values } from '../field/Field';
import type { ApiClient } from '../request/ApiClient';
import { all } from '../request/pagination';
import type { IntegrationError, NamedIntegration } from '../shapes/IntegrationError';
import { Collected } from './Collected';
import { Completions, type CompletedSource } from './Completions';
import { decode, encode } from './cursorText';
import {
	baselined,
	cursorFrom,
	mayEmit,
	readFrom,
	settled,
	sinceMs,
	step,
	takenAsKnown,
} from './errorCursor';
import type { CursorState } from './cursorText';
import type { Reading, StepOptions } from './errorCursor';
import { declared } from './Feed';
import type { AnyFeed, ExamplePoll, Examples, Face, Failure, Feed, FeedPoll, Read, Step } from './Feed';
import { KnownSources } from './KnownSources';
import { Revisions, type Revision, type SeenRevision } from './Revisions';
import { sideBySide, watched } from './sideBySide';

/** What a platform's clock and queues usually need. */
const USUAL_LATE_WINDOW_MS = 10 * 60_000;
const MOST_REMEMBERED = 20_000;
const HOUR_MS = 3_600_000;
/** So long before the late window nothing is looked for any more: the platform's clock may differ, but by less. */
const SETTLED_AFTER_MS = 6 * HOUR_MS;
/** So far back a baseline is read, beyond the late window: the platform's clock may not be known before it is read. */
const CLOCK_DIFFERENCE_MS = 24 * HOUR_MS;
/** Share of a source's time in which new errors are completed; the rest is for what is under way then. */
const COMPLETING_SHARE = 0.5;
const EXAMPLES_SINCE_MS = 30 * 24 * HOUR_MS;
/** Errors among which the newest few are looked for; a source may give them in any order. */
const MOST_LOOKED_AT = 1000;

/** What is read, and fails and catches up, by itself: an integration, usually. */
export interface ErrorSource extends CompletedSource {
	/** Stable; unique within the feed; the same key means the same errors, whatever else is chosen. */
	readonly key: string;
	/** Whose errors these are: so that a failure can name it, and the user can exclude it. */
	readonly integration?: NamedIntegration | undefined;
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

	async read(poll: FeedPoll): Promise<Read> {
		const sources = watched(await all(this.definition.sources(poll.api, this.values)), poll.excluded);
		const window = new WindowPoll(poll, sources, poll.lateWindowMs ?? this.definition.lateWindowMs);
		await window.read();
		return (mostEvents) => window.step(mostEvents);
	}

	async examples(poll: ExamplePoll): Promise<Examples> {
		const sources = watched(await all(this.definition.sources(poll.api, this.values)), poll.excluded);
		const errors: IntegrationError[] = [];
		let looked = 0;
		const look = async (source: ErrorSource, signal: AbortSignal) => {
			if (errors.length >= poll.enough) return;
			let read = 0;
			for await (const error of source.read(poll.platformNowMs() - EXAMPLES_SINCE_MS)) {
				errors.push(...((await source.complete?.(error)) ?? [error]));
				read += 1;
				if (read >= MOST_LOOKED_AT || signal.aborted) break;
				if (source.complete !== undefined && errors.length >= poll.enough) break;
			}
			looked += 1;
		};
		const { failures } = await sideBySide(sources, look, poll);
		if (errors.length === 0 && failures[0] !== undefined) throw failures[0].thrown;
		return { errors, looked, of: sources.length };
	}
}

/** One poll of a window feed. */
class WindowPoll {
	private readonly known: KnownSources;
	private readonly revisions: Revisions;
	private state: CursorState;
	private readonly seen: ReadonlySet<string>;
	private readonly readings: Reading[] = [];
	private readonly baselines: string[] = [];
	private readonly completions: Completions;
	private failures: Array<Failure & { readonly source: { readonly key: string } }> = [];
	private late: ErrorSource[] = [];

	constructor(
		private readonly poll: FeedPoll,
		private readonly sources: readonly ErrorSource[],
		private readonly lateWindowMs: number,
	) {
		const { kept, newSources } = poll;
		this.known = new KnownSources(kept.sources);
		this.completions = new Completions(poll.mostEvents, poll.sourceMs * COMPLETING_SHARE);
		this.revisions = new Revisions(kept.revisions ?? [], poll.platformNowMs(), lateWindowMs);
		this.state = decode(kept.cursor) ?? cursorFrom(poll.platformNowMs() - lateWindowMs);
		if (newSources === 'emitted') {
			for (const { key } of sources.filter((source) => !this.known.has(source.key))) {
				this.state = readFrom(this.state, key, 0);
			}
		}
		this.seen = new Set([...this.state.sources.values()].flatMap(({ seen }) => [...seen.keys()]));
	}

	/** Reads the sources in which something may be new. */
	async read(): Promise<void> {
		const due = this.sources.filter((source) => this.isBaseline(source) || this.revisions.isDue(source));
		const begin = Math.max(
			0,
			due.findIndex(({ key }) => key === this.poll.kept.resumeAt),
		);
		const ordered = [...due.slice(begin), ...due.slice(0, begin)];
		const read = async (source: ErrorSource, signal: AbortSignal) => await this.readSource(source, signal);
		({ failures: this.failures, late: this.late } = await sideBySide(ordered, read, this.poll));
		if (this.poll.kept.cursor === undefined) {
			this.state = { ...this.state, floorMs: this.poll.platformNowMs() - this.lateWindowMs };
		}
		// A baseline with a hole in it would emit old errors as new ones later.
		for (const { key } of [...this.failures.map(({ source }) => source), ...this.late]) {
			if (this.isBaseline({ key })) {
				this.state = takenAsKnown(this.state, key, this.poll.platformNowMs());
			}
		}
	}

	/** What is new, oldest first, and what to keep. */
	step(mostEvents: number): Step {
		const options = { ...this.options, mostEvents };
		const { emit, state, forgotten } = step(this.state, this.readings, options);
		const read = new Set([...this.readings.map(({ source }) => source), ...this.baselines]);
		const revisions = this.revisions.after(this.sources, read);
		// Sources with more than could be emitted must be read again.
		const isCut = emit.length >= mostEvents || this.readings.some(({ left }) => left !== undefined);
		const unread = [...this.failures.map(({ source }) => source.key), ...this.late.map(({ key }) => key)];
		const cursor = encode(isCut ? state : settled(state, this.settledBefore(revisions), unread));
		const { parameters, account } = this.poll.kept;
		return {
			errors: emit.flatMap((error) => this.completions.inPlaceOf(error)),
			failures: this.failures,
			isUnread: read.size === 0 && this.failures.length > 0,
			kept: {
				parameters,
				account,
				cursor,
				sources: (this.poll.newSources === 'followed' ? this.known : new KnownSources()).with(this.sources),
				resumeAt: this.late[0]?.key,
				revisions: isCut ? this.poll.kept.revisions : revisions,
			},
			...(forgotten > 0 && { remark: forgottenText(forgotten) }),
		};
	}

	private async readSource(source: ErrorSource, signal: AbortSignal): Promise<void> {
		const { key } = source;
		const isBaseline = this.isBaseline(source);
		const { lateWindowMs, options } = this;
		const fromMs = isBaseline
			? options.nowMs - lateWindowMs - CLOCK_DIFFERENCE_MS
			: sinceMs(this.state, key, lateWindowMs);
		const collected = new Collected(
			key,
			options.nowMs,
			mayEmit(this.state, key, lateWindowMs),
			(id) => this.seen.has(id),
			isBaseline ? 0 : this.poll.mostEvents,
		);
		for await (const error of source.read(fromMs)) {
			if (signal.aborted) return;
			collected.add(error);
		}
		if (signal.aborted) return;
		if (isBaseline) {
			this.baselines.push(key);
			this.state = baselined(this.state, key, collected.marks, this.options);
			return;
		}
		const reading = await this.completions.of(source, collected.reading(), options.nowMs);
		if (!signal.aborted) this.readings.push(reading);
	}

	/** Whether what is in the source is taken as known. */
	private isBaseline({ key }: Pick<ErrorSource, 'key'>): boolean {
		return this.poll.newSources === 'known' && !this.known.has(key);
	}

	/**
	 * Everything from before it was read, or could have been, in every source but those that are held. Without it a source
	 * that has no errors would be read since the activation for ever. It moves hour by hour, so that the state of a quiet
	 * trigger is seldom written.
	 */
	private settledBefore(revisions: readonly SeenRevision[]): number {
		const { nowMs, lateWindowMs } = this.options;
		const readMs = Math.min(nowMs, ...revisions.map(([, , , lastMs]) => lastMs));
		return Math.floor((readMs - lateWindowMs - SETTLED_AFTER_MS) / HOUR_MS) * HOUR_MS;
	}

	private get options(): StepOptions {
		const { poll, lateWindowMs } = this;
		return {
			nowMs: poll.platformNowMs(),
			lateWindowMs,
			mostEvents: poll.mostEvents,
			mostRemembered: MOST_REMEMBERED,
		};
	}
}

function forgottenText(forgotten: number): string {
	return `${forgotten} of more than ${MOST_REMEMBERED} errors inside the late window are no longer remembered; older late arrivals will not be emitted`;
}
