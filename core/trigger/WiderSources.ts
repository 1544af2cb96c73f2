import type { IntegrationError } from '../shapes/IntegrationError';
import type { CursorState } from './cursorText';
import { earliestMs, mayEmit } from './errorCursor';
import type { FeedPoll, SourceName } from './Feed';
import type { Kept } from './keptEvents';
import { KnownSources } from './KnownSources';

/** A source, and the narrower ones of which it may be made. */
export interface MaybeWider extends SourceName {
	/** The key of a wider source that has these errors, too: where that was watched before, this one goes on from there. */
	readonly within?: string | undefined;
	/**
	 * The key of the narrower source that has this error, too, and was watched: where only that was watched before, this one
	 * goes on from there in its errors, and the others are new.
	 */
	partOf?(
		error: IntegrationError,
		wasWatched: (key: string) => boolean,
	): string | undefined | Promise<string | undefined>;
}

/**
 * The sources that are wider than what was watched before: an integration, where it was one of its flows. What was watched
 * before goes on; the rest is taken as is everything that is new. One that cannot be read at once waits for that.
 */
export class WiderSources {
	/** Those that have a baseline: what could not be read since it was chosen is new again where something else is chosen. */
	readonly known: KnownSources;
	private readonly before: KnownSources;
	/** Keys of those that could not be read yet. */
	private readonly unread: ReadonlySet<string>;

	constructor(
		private readonly poll: Pick<FeedPoll, 'kept' | 'newSources'>,
		private readonly lateWindowMs: number,
	) {
		const { sources, wider = { before: '', unread: [] } } = poll.kept;
		const isFollowed = poll.newSources === 'followed';
		this.unread = new Set(wider.unread);
		this.known = new KnownSources(sources).without(isFollowed ? [] : wider.unread);
		this.before = new KnownSources(wider.before + (isFollowed ? '' : this.known.text));
	}

	/** Whether it is one of them, as far as that shows before it is read. */
	has({ key, partOf }: MaybeWider): boolean {
		if (partOf === undefined) return false;
		if (this.poll.newSources === 'followed') return this.unread.has(key);
		return this.before.text !== '' && !this.before.has(key);
	}

	/** Whether a source is chosen again, in place of a wider one that could not be read: it goes on from where it was. */
	isBack({ key, within = '' }: MaybeWider): boolean {
		return this.unread.has(within) && this.before.has(key);
	}

	/** Since when such a source must be read. Milliseconds since 1970. */
	sinceMs(state: CursorState, baselineMs: number): number {
		if (this.poll.newSources === 'emitted') return 0;
		return Math.min(baselineMs, earliestMs(state, this.lateWindowMs));
	}

	/** What may be emitted of such a source, error by error. */
	mayEmit(state: CursorState, source: MaybeWider) {
		const isNewEmitted = this.poll.newSources === 'emitted';
		const wasWatched = (key: string) => this.before.has(key);
		return async (error: IntegrationError) => {
			const part = await source.partOf?.(error, wasWatched);
			const isKnown = part !== undefined && wasWatched(part);
			return isKnown ? mayEmit(state, part, this.lateWindowMs) : () => isNewEmitted;
		};
	}

	/** What to keep for those of them that could not be read. */
	kept(notRead: readonly MaybeWider[]): Kept['wider'] {
		const unread = notRead.filter((source) => this.has(source)).map(({ key }) => key);
		const isOver = unread.length === 0 || this.poll.newSources === 'emitted';
		return isOver ? undefined : { before: this.before.with([]), unread };
	}
}
