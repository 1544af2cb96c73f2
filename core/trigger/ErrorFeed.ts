import type { IDataObject } from 'n8n-workflow';
import { camelCase, omit } from 'lodash';

import type { ApiClient } from '../request/ApiClient';
import type { FieldReader, FieldSet, Values } from '../field/Field';

/** What a platform's clock and queues usually need. */
const USUALLY_LATE_BY_MS = 10 * 60_000;

/** The one shape in which every trigger of every platform tells of an error. */
export interface IntegrationError {
	readonly platform: string;
	/** What sort of error: `stepError`, `failedJob`, `logLine`, ... */
	readonly kind: string;
	/** The same error has the same id in every poll and after every restart. */
	readonly errorId: string;
	readonly integrationId: string | null;
	readonly integrationName: string | null;
	readonly severity: 'warning' | 'error' | 'fatal';
	/** As the platform says it. */
	readonly code: string | null;
	readonly message: string;
	/** The platform's further facts about it: ids for follow-up operations, source, classification. */
	readonly detail: IDataObject | null;
	/** ISO 8601 UTC with milliseconds. */
	readonly occurredAt: string;
	/** How many since the last poll; 1 where the platform does not count. */
	readonly occurrences: number;
	/** Where a person can look at it. */
	readonly url: string | null;
	/** The platform's record. */
	readonly raw: IDataObject;
}

/** A place whose errors are read together: an integration, usually. It fails and catches up by itself. */
export interface ErrorSource {
	/** Stable; unique within the feed. */
	readonly key: string;
	/** All errors since the given time (milliseconds since 1970), in any order; older ones are ignored. */
	read(sinceMs: number): AsyncIterable<IntegrationError>;
	/** What the platform's list says of it, where that tells whether something may be new. Without it, it is read at every poll. */
	readonly revision?: Revision | undefined;
}

/** How a source stands in the platform's list. While it stands the same, its errors are read now and then only. */
export interface Revision {
	/** Another one whenever the platform did something there. */
	readonly value: string;
	/** After so long it is read although nothing moved, because the list may not tell everything. */
	readonly rereadAfterMs: number;
}

/** One thing as it is now, to be compared with how it was at the last poll. */
export interface Observation {
	/** Stable; unique within the feed. */
	readonly key: string;
	/** What is remembered of it, as short as it can be. Only a changed value can be an event. */
	readonly value: string;
	/** The event of this change; `previous` is undefined when the thing is new. Undefined when it is none. */
	readonly event: (previous: string | undefined) => IntegrationError | undefined;
	/** What a test in the editor shows of it, where its being there is no event. */
	readonly example?: () => IntegrationError;
}

/** A place whose things are observed together: an integration, usually. While it cannot be read, its things count as unchanged. */
export interface ObservedPart {
	/** Stable; unique within the feed. */
	readonly key: string;
	/** Everything that is there now. */
	observe(): AsyncIterable<Observation>;
}

/** A place that is tried at every poll only to see whether it can be reached. */
export interface Probe {
	/** Stable; unique within the feed. */
	readonly key: string;
	readonly integrationId: string | null;
	readonly integrationName: string | null;
	/** @throws when it cannot be reached. */
	readonly reach: () => Promise<unknown>;
}

/** Whether something could be read in this poll: a probe, or another event's feed. */
export interface Reached {
	readonly key: string;
	readonly integrationId: string | null;
	readonly integrationName: string | null;
	/** Undefined when it could. */
	readonly failure: ReadFailure | undefined;
}

export interface ReadFailure {
	/** HTTP status or the network's code; null for anything else. */
	readonly code: string | null;
	readonly message: string;
	/** What to do, and which request it was. */
	readonly hint: string | null;
}

interface Face<Fields extends FieldSet> {
	/** In title case; its camel case is the value that workflows store. */
	readonly name: string;
	readonly description: string;
	readonly fields: Fields;
	/** Those that say what an event tells, or how often is looked: changing them sets no new baseline. */
	readonly presentation?: ReadonlyArray<keyof Fields>;
	/** Credential type, where it is not the platform's own. */
	readonly credentialType?: string;
}

/** Errors that have a time and an id: read since a cursor, each emitted once. */
export interface WindowFeed<Fields extends FieldSet> extends Face<Fields> {
	readonly sources: (api: ApiClient, values: Values<Fields>) => AsyncIterable<ErrorSource>;
	/** How late after its time the platform may show an error, where ten minutes are too few. The user may change it. */
	readonly lateByMs?: number;
}

/** Things whose change is the event: read whole at every poll and compared. */
export interface SnapshotFeed<Fields extends FieldSet> extends Face<Fields> {
	readonly parts: (api: ApiClient, values: Values<Fields>) => AsyncIterable<ObservedPart>;
	/** The event of a thing that is no longer there; without it, disappearing is none. */
	readonly gone?: (key: string, previous: string, values: Values<Fields>) => IntegrationError | undefined;
	/** How long a thing that disappeared is remembered, so that its return is compared with how it was. */
	readonly rememberGoneMs?: number;
}

/** The same where one list tells everything. */
export interface ListedSnapshotFeed<Fields extends FieldSet> extends Omit<SnapshotFeed<Fields>, 'parts'> {
	readonly observe: (api: ApiClient, values: Values<Fields>) => AsyncIterable<Observation>;
}

/**
 * Failures of the poll itself: of the other events' reading, and of probes. Each is told once when it begins, and may be
 * told when it is over; while this event is chosen they do not fail the poll.
 */
export interface FailureFeed<Fields extends FieldSet> extends Face<Fields> {
	readonly probes: (api: ApiClient, values: Values<Fields>) => AsyncIterable<Probe>;
	readonly failed: (reached: Reached, failure: ReadFailure) => IntegrationError;
	/** The event of a place that can be reached again; undefined when it is none. */
	readonly recovered: (reached: Reached, values: Values<Fields>) => IntegrationError | undefined;
}

/** A feed's reading for one node, its fields read and checked. */
export type OpenFeed =
	| {
			readonly kind: 'window';
			readonly sources: (api: ApiClient) => AsyncIterable<ErrorSource>;
			readonly lateByMs: number;
	  }
	| {
			readonly kind: 'snapshot';
			readonly parts: (api: ApiClient) => AsyncIterable<ObservedPart>;
			readonly gone: ((key: string, previous: string) => IntegrationError | undefined) | undefined;
			readonly rememberGoneMs: number;
	  }
	| {
			readonly kind: 'failures';
			readonly probes: (api: ApiClient) => AsyncIterable<Probe>;
			readonly failed: (reached: Reached, failure: ReadFailure) => IntegrationError;
			readonly recovered: (reached: Reached) => IntegrationError | undefined;
	  };

/** A feed with the types of its own fields forgotten, as the core polls it. */
export interface AnyFeed {
	readonly name: string;
	readonly value: string;
	readonly description: string;
	readonly fields: FieldSet;
	readonly credentialType: string | undefined;
	/** Reads the feed's fields. `parameters` tells apart what was asked for: when it changes, a new baseline is set. */
	open(read: FieldReader): { readonly feed: OpenFeed; readonly parameters: string };
}

type FeedDefinition<Fields extends FieldSet> =
	| WindowFeed<Fields>
	| SnapshotFeed<Fields>
	| ListedSnapshotFeed<Fields>
	| FailureFeed<Fields>;

/** Declares an event of a trigger. Adding one is calling this once. */
export function errorFeed<Fields extends FieldSet>(definition: FeedDefinition<Fields>): AnyFeed {
	const { name, description, fields } = definition;
	return {
		name,
		value: camelCase(name),
		description,
		fields,
		credentialType: definition.credentialType,
		open(read) {
			const values = read(fields);
			const parameters = JSON.stringify(omit(values, definition.presentation ?? []));
			return { feed: opened(definition, values), parameters };
		},
	};
}

function opened<Fields extends FieldSet>(
	definition: FeedDefinition<Fields>,
	values: Values<Fields>,
): OpenFeed {
	if ('probes' in definition) {
		return {
			kind: 'failures',
			probes: (api) => definition.probes(api, values),
			failed: (reached, failure) => definition.failed(reached, failure),
			recovered: (reached) => definition.recovered(reached, values),
		};
	}
	if ('sources' in definition) {
		const { lateByMs = USUALLY_LATE_BY_MS } = definition;
		return { kind: 'window', sources: (api) => definition.sources(api, values), lateByMs };
	}
	const { gone, rememberGoneMs = 0 } = definition;
	return {
		kind: 'snapshot',
		parts: (api) =>
			'parts' in definition ? definition.parts(api, values) : theOnlyPart(definition, api, values),
		gone: gone && ((key, previous) => gone(key, previous, values)),
		rememberGoneMs,
	};
}

async function* theOnlyPart<Fields extends FieldSet>(
	{ observe }: ListedSnapshotFeed<Fields>,
	api: ApiClient,
	values: Values<Fields>,
): AsyncGenerator<ObservedPart> {
	yield { key: '', observe: () => observe(api, values) };
}
