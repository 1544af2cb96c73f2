import type { FieldSet, Values } from '../field/Field';
import type { ApiClient } from '../request/ApiClient';
import { all } from '../request/pagination';
import type { IntegrationError, NamedIntegration } from '../shapes/IntegrationError';
import { declared } from './Feed';
import type { AnyFeed, ExamplePoll, Face, Feed, FeedPoll, Step } from './Feed';
import { sideBySide, type Unread } from './sideBySide';
import { compare, NOTHING_SEEN, type Observation } from './snapshot';

/** A source whose things are observed together: an integration, usually. While it cannot be read, its things count as unchanged. */
export interface ObservedSource {
	/** Stable; unique within the feed. */
	readonly key: string;
	/** Whose things these are: so that a failure can name it, and the user can exclude it. */
	readonly integration?: NamedIntegration;
	/** Everything that is there now. */
	observe(): AsyncIterable<Observation>;
}

/** Things whose change is the event: read whole at every poll and compared. */
type SnapshotFeed<Fields extends FieldSet> = Face<Fields> & {
	/** The event of a thing that is no longer there; without it, disappearing is none. */
	readonly gone?: (key: string, previous: string, values: Values<Fields>) => IntegrationError | undefined;
	/** How long a thing that disappeared is remembered, so that its return is compared with how it was. */
	readonly rememberGoneMs?: number;
	/** True where the user names the things, so that what is wrong with them when the workflow is published is news. */
	readonly emitsExisting?: boolean;
	/** Adds what only emitted events show and takes further requests, such as names. */
	readonly complete?: (api: ApiClient, errors: readonly IntegrationError[]) => Promise<IntegrationError[]>;
} & (
		| { readonly sources: (api: ApiClient, values: Values<Fields>) => AsyncIterable<ObservedSource> }
		/** Where one list has everything. */
		| { readonly observe: (api: ApiClient, values: Values<Fields>) => AsyncIterable<Observation> }
	);

/** Declares an event of things whose change is the event. */
export function snapshotFeed<Fields extends FieldSet>(definition: SnapshotFeed<Fields>): AnyFeed {
	return declared(definition, (values) => new SnapshotReading(definition, values));
}

class SnapshotReading<Fields extends FieldSet> implements Feed {
	constructor(
		private readonly definition: SnapshotFeed<Fields>,
		private readonly values: Values<Fields>,
	) {}

	async poll({ api, kept, baseline, nowMs, mostEvents }: FeedPoll): Promise<Step> {
		const { observations, unread, isUnread } = await this.observe(api);
		const { gone, rememberGoneMs = 0, emitsExisting = baseline === 'emitted' } = this.definition;
		const before = kept.snapshot ?? (emitsExisting ? NOTHING_SEEN : undefined);
		const { emit, state } = compare(before, observations, {
			nowMs,
			mostEvents,
			rememberGoneMs,
			unreadable: unread.map(({ key }) => startOf(key)),
			gone: gone && ((key, previous) => gone(keyInSource(key), previous, this.values)),
		});
		return {
			errors: await this.completed(api, emit),
			failures: unread.map(({ failure }) => failure),
			isUnread,
			kept: { parameters: kept.parameters, snapshot: state },
		};
	}

	/** What would be emitted if everything were new. */
	async examples({ api }: ExamplePoll): Promise<IntegrationError[]> {
		const { observations, unread } = await this.observe(api);
		const found = observations.flatMap(({ event, example }) => event(undefined) ?? example?.() ?? []);
		if (found.length === 0 && unread[0] !== undefined) throw unread[0].failure;
		return await this.completed(api, found);
	}

	private async completed(api: ApiClient, errors: IntegrationError[]): Promise<IntegrationError[]> {
		const { complete } = this.definition;
		return complete === undefined || errors.length === 0 ? errors : await complete(api, errors);
	}

	private sources(api: ApiClient): AsyncIterable<ObservedSource> {
		const { definition, values } = this;
		if ('sources' in definition) return definition.sources(api, values);
		return onlySource(() => definition.observe(api, values));
	}

	/** What is there now, source by source. An observation's key begins with that of its source. */
	private async observe(
		api: ApiClient,
	): Promise<{ observations: Observation[]; unread: Unread[]; isUnread: boolean }> {
		const sources = await all(this.sources(api));
		const observations: Observation[] = [];
		const unread = await sideBySide(sources, async (source) => {
			const start = startOf(source.key);
			const found = await all(source.observe());
			observations.push(...found.map((observation) => ({ ...observation, key: start + observation.key })));
		});
		return {
			observations,
			unread,
			isUnread: unread.length > 0 && unread.length === sources.length,
		};
	}
}

async function* onlySource(observe: ObservedSource['observe']): AsyncGenerator<ObservedSource> {
	yield { key: '', observe };
}

/** What the keys of a source's observations begin with. */
function startOf(source: string): string {
	return `${encodeURIComponent(source)}/`;
}

/** An observation's key as its feed gave it. */
function keyInSource(key: string): string {
	return key.slice(key.indexOf('/') + 1);
}
