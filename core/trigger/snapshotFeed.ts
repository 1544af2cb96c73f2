import { difference, mapValues, omit, omitBy, orderBy, partition, pickBy } from 'lodash';

import { hash } from '../data/hash';
import type { FieldSet, Values } from '../field/Field';
import type { ApiClient } from '../request/ApiClient';
import { all } from '../request/pagination';
import type { IntegrationError } from '../shapes/IntegrationError';
import { completedAll, type CompleteAll } from './completion';
import { declared } from './Feed';
import type { AnyFeed, ExamplePoll, Face, Failure, Feed, FeedPoll, Read, SourceName, Step } from './Feed';
import { KnownSources, SOURCE_LENGTH } from './KnownSources';
import { readSideBySide, watched, type SourcesOf, type SourceTimes } from './sideBySide';
import { compare, NOTHING_SEEN, type Gone, type Observation, type SnapshotState } from './snapshot';

/** 48 bits: of 20,000 things two are alike once in a million states. */
const KEY_LENGTH = 8;
/** Things of sources that a list does not show for a time: when they come back they are compared with how they were. */
const MOST_MISSING = 10_000;
/** That many times as many are completed as are wanted: then they may turn out to be muted. */
const SHARE_SHOWN = 4;
/** The only source of a feed that is one list. */
const WHOLE = { key: '' };

/** A source whose things are observed together: an integration, usually. While it cannot be read, its things count as unchanged. */
export interface ObservedSource extends SourceName {
	/** Everything that is there now. */
	observe(): AsyncIterable<Observation>;
}

/** Things whose change is the event: read whole at every poll and compared. */
type SnapshotFeed<Fields extends FieldSet> = Face<Fields> & {
	/** What comes of a thing that is no longer there, and whether its source is; without it, disappearing is no event. */
	readonly gone?: (key: string, previous: string, values: Values<Fields>, isListed: boolean) => Gone;
	/** The same where it is none: what is remembered of a thing that its source lacks, while that need not mean that it is gone. */
	readonly missed?: (previous: string) => string | undefined;
	/** How long a thing that disappeared is remembered, so that its return is compared with how it was. */
	readonly rememberGoneMs?: number;
	/** True where the user names the things, so that what is wrong with them when the workflow is published is news. */
	readonly emitsExisting?: boolean;
	readonly complete?: CompleteAll;
} & (
		| { readonly sources: SourcesOf<Fields, ObservedSource> }
		| {
				/** Where one list has everything. */
				readonly observe: (api: ApiClient, values: Values<Fields>) => AsyncIterable<Observation>;
				/** Whether everything is observed, whatever is chosen: what was not seen yet is new then, also after another choice. */
				readonly observesAll?: boolean;
		  }
	);

/** Declares an event of things whose change is the event. */
export function snapshotFeed<Fields extends FieldSet>(definition: SnapshotFeed<Fields>): AnyFeed {
	return declared(definition, (values) => new SnapshotReading(definition, values));
}

interface Observed {
	readonly observations: readonly Observation[];
	readonly sources: readonly ObservedSource[];
	readonly excluded: ReadonlySet<string>;
	/** Of the sources that could not be read, or for which no time was left. */
	readonly unread: readonly ObservedSource[];
	readonly late: readonly ObservedSource[];
	readonly failures: readonly Failure[];
}

class SnapshotReading<Fields extends FieldSet> implements Feed {
	constructor(
		private readonly definition: SnapshotFeed<Fields>,
		private readonly values: Values<Fields>,
	) {}

	async read(poll: FeedPoll): Promise<Read> {
		const observed = await this.observe(poll);
		return async (mostEvents) => await this.step(poll, observed, mostEvents);
	}

	/** What would be emitted if everything were new. */
	async examples(poll: ExamplePoll) {
		const { observations, sources, unread, failures } = await this.observe(poll);
		const errors = observations.flatMap(({ event, example }) => event(undefined, false) ?? example?.() ?? []);
		if (errors.length === 0 && failures[0] !== undefined) throw failures[0].thrown;
		// Things that are compared by how they are now are all as new: what fails comes first.
		const isFailure = ({ severity }: IntegrationError) => severity === 'error' || severity === 'fatal';
		const ordered = orderBy(errors.filter(poll.isShown), [isFailure, 'occurredAt'], ['desc', 'desc']);
		const some = ordered.slice(0, SHARE_SHOWN * poll.enough);
		const completed = await completedAll(this.definition.complete, poll, some);
		const shown = completed.errors.filter(poll.isShown).slice(0, poll.enough);
		return { errors: shown, looked: sources.length - unread.length, of: sources.length };
	}

	private async step(poll: FeedPoll, observed: Observed, mostEvents: number): Promise<Step> {
		const { sources, excluded, unread, late, failures } = observed;
		const { gone, missed, rememberGoneMs = 0 } = this.definition;
		const { kept } = poll;
		const { snapshot = NOTHING_SEEN } = kept;
		const observations = once(observed.observations, snapshot.present);
		const known = new KnownSources(kept.sources);
		const starts = new Set(sources.flatMap(({ key, insteadOf = key }) => [startOf(key), startOf(insteadOf)]));
		const unlisted = (snapshot.unread ?? []).filter((start) => !starts.has(start));
		const isThere = (key: string) => starts.has(sourceIn(key));
		const [listed, missing] = this.listedBefore(poll, observed, observations, isThere);
		const nowMs = poll.api.run.likelyNowMs();
		const isAnew = this.isAnew(poll);
		// Of what is present the time is kept here, and no more; what was unchosen and is chosen again is new to the trigger.
		const isNoMore = (_: unknown, key: string) =>
			key in snapshot.present || (isAnew && sourceIn(key) === startOf(WHOLE.key));
		// One list of everything is never missing: where it is read no more, its parts are.
		const others = poll.isChosenAnew ? new KnownSources() : known.without([...excluded, WHOLE.key]);
		const keptAsWas = this.keptAsWas(missing, snapshot, nowMs);
		const { emit, state } = compare(
			{
				...snapshot,
				present: Object.fromEntries(listed),
				gone: omitBy(snapshot.gone, isNoMore),
			},
			observations,
			{
				nowMs,
				mostEvents,
				rememberGoneMs,
				unreadable: [...unread.map(({ key }) => startOf(key)), ...unlisted.slice(-MOST_MISSING)],
				known: this.newStarts(poll, sources, known),
				gone: (key, previous) =>
					gone?.(keyInSource(key), previous, this.values, isThere(key)) ?? missed?.(previous),
			},
		);
		return {
			...(await completedAll(this.definition.complete, poll, emit)),
			failures,
			read: difference(sources, unread),
			late,
			isUnread: unread.length > 0 && unread.length === sources.length,
			kept: {
				snapshot: {
					...state,
					present: { ...mapValues(keptAsWas, 0), ...state.present },
					gone: { ...state.gone, ...keptAsWas },
				},
				sources: others.with(sources),
			},
		};
	}

	/** What was there before: of sources that are listed, which is compared, and of those that their list does not show. */
	private listedBefore(
		{ kept, newSources, isChosenAnew }: FeedPoll,
		{ excluded }: Observed,
		observations: readonly Observation[],
		isThere: (key: string) => boolean,
	) {
		const known = new KnownSources(kept.sources);
		// A source that its list does not show may come back, as it was; one that was unchosen before is new when it is chosen.
		const isFollowed = newSources === 'followed';
		const isKept = ([key]: readonly [string, string]) =>
			isFollowed ||
			kept.sources === undefined ||
			!isThere(key) ||
			known.hasHashed(sourceIn(key).slice(0, -1));
		const present = moved(Object.entries(kept.snapshot?.present ?? {}).filter(isKept), observations);
		const unwatched = new Set([...excluded, WHOLE.key].map(startOf));
		const isWatched = (key: string) => isFollowed || !(isChosenAnew || unwatched.has(sourceIn(key)));
		const mayBeGone = (key: string) => this.definition.gone !== undefined && isWatched(key);
		return partition(present, ([key]) => isThere(key) || mayBeGone(key));
	}

	/** What sources that their list does not show had, and since when that is: kept as it was, as long as what is gone. */
	private keptAsWas(missing: ReadonlyArray<[string, string]>, snapshot: SnapshotState, nowMs: number) {
		const { gone, rememberGoneMs = Infinity } = this.definition;
		const values = Object.fromEntries(gone === undefined ? missing.slice(-MOST_MISSING) : []);
		const since = (value: string, key: string): [string, number] => [value, snapshot.gone[key]?.[1] ?? nowMs];
		return pickBy(mapValues(values, since), ([, sinceMs]) => nowMs - sinceMs < rememberGoneMs);
	}

	/** What the keys of things begin with that are taken as known; of a list that was chosen from anew, all things not seen yet. */
	private newStarts(poll: FeedPoll, sources: readonly ObservedSource[], known: KnownSources): string[] {
		const { definition } = this;
		const stoodFor = new Set(sources.map(({ insteadOf }) => insteadOf && startOf(insteadOf)));
		const wereHidden = poll.kept.snapshot?.unread?.some((start) => stoodFor.has(start)) === true;
		if (!wereHidden && (poll.newSources !== 'known' || definition.emitsExisting === true)) return [];
		const isNew = ({ key }: ObservedSource) => !known.has(key) || (key === WHOLE.key && this.isAnew(poll));
		return sources.filter(isNew).map(({ key }) => startOf(key));
	}

	/** Whether one list has everything, and something else of it is watched than before. */
	private isAnew({ isChosenAnew }: FeedPoll): boolean {
		return isChosenAnew && !('observesAll' in this.definition && this.definition.observesAll === true);
	}

	/** What is there now, source by source. An observation's key begins with that of its source. */
	private async observe(poll: SourceTimes & Pick<FeedPoll, 'api' | 'excluded'>): Promise<Observed> {
		const { definition, values } = this;
		const { api } = poll;
		const given =
			'sources' in definition
				? await all(definition.sources(api, values, poll.excluded))
				: [{ ...WHOLE, observe: () => definition.observe(api, values) }];
		const { sources, excluded } = watched<ObservedSource>(given, poll.excluded);
		const observations: Observation[] = [];
		// The event of a thing that is gone is made from its key.
		const short = (key: string) => (definition.gone === undefined ? hash(key, KEY_LENGTH) : key);
		const observe = async (source: ObservedSource, signal: AbortSignal) => {
			const found = await all(source.observe());
			if (signal.aborted) return;
			const start = startOf(source.key);
			for (const { key, formerKey = key, ...each } of found)
				observations.push({ ...each, key: start + short(key), formerKey: start + short(formerKey) });
		};
		const { failures, late } = await readSideBySide(sources, observe, poll);
		const unread = [...failures.map(({ source }) => source), ...late];
		// A failure of a feed that is one list is one of the whole feed.
		const shown = failures.map((each) => (each.source.key === WHOLE.key ? omit(each, 'source') : each));
		return { observations, sources, excluded, unread, late, failures: shown };
	}
}

/** What moved to another source while both were read is seen in both: there it is known, and not new here. */
function once(observations: readonly Observation[], present: Record<string, string>): Observation[] {
	const known = new Set(observations.flatMap(({ key }) => (key in present ? keyInSource(key) : [])));
	return observations.filter(({ key }) => key in present || !known.has(keyInSource(key)));
}

/**
 * What was known, by the keys of now: a thing that is under another source than before (a flow that moved to another
 * integration), or that had another key, is the same thing.
 */
function moved(
	present: ReadonlyArray<[key: string, value: string]>,
	observations: readonly Observation[],
): Array<[key: string, value: string]> {
	const observed = new Set(observations.map(({ key }) => key));
	const known = new Set(present.map(([key]) => key));
	const added = observations.filter(({ key }) => !known.has(key));
	const byOwnKey = new Map(added.map(({ key, formerKey = key }) => [keyInSource(formerKey), key]));
	return present.map(([key, value]) => {
		const now = observed.has(key) ? undefined : byOwnKey.get(keyInSource(key));
		return [now ?? key, value];
	});
}

/** What the keys of a source's observations begin with. */
function startOf(source: string): string {
	return source === WHOLE.key ? '/' : `${hash(source, SOURCE_LENGTH)}/`;
}

/** The beginning of a key that stands for its source. */
function sourceIn(key: string): string {
	return key.slice(0, key.indexOf('/') + 1);
}

/** An observation's key as its feed gave it. */
function keyInSource(key: string): string {
	return key.slice(key.indexOf('/') + 1);
}
