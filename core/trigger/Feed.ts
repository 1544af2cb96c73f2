import { camelCase, omit, pick } from 'lodash';

import type { FieldReader, FieldSet, Values } from '../field/Field';
import type { ApiClient } from '../request/ApiClient';
import type { Refusal } from '../request/Pace';
import type { IntegrationError, NamedIntegration } from '../shapes/IntegrationError';
import type { Start } from './baseline';
import type { Kept } from './keptEvents';

const NOT_LIMITED = "Not limited by 'Max Events per Poll'.";

/** What the Events list shows of an event, and the fields it asks for. */
export interface Face<Fields extends FieldSet> {
	/** In title case; its camel case is the value that workflows store. */
	readonly name: string;
	readonly description: string;
	readonly fields: Fields;
	/** Those that decide what an event shows, or how often is looked: changing them sets no new baseline. */
	readonly presentation?: ReadonlyArray<keyof Fields>;
	/** Credential type, where it is not the platform's own. */
	readonly credentialType?: string;
	/** True where the platform shows only how things are now: what the cap puts off could be gone by then, so none is put off. */
	readonly showsLastOnly?: boolean;
}

export interface FeedPoll extends Start {
	readonly api: ApiClient;
	/** The event's value: the key of what concerns its feed as a whole. */
	readonly event: string;
	/** After this no further source is begun. By performance.now(), as the next. */
	readonly deadlineMs: number;
	/** After this no further request is begun for an error that was read. */
	readonly completeUntilMs: number;
	/** Longest time for one source, so that one that does not answer leaves time for the others. */
	readonly sourceMs: number;
	/** Sources that are read at the same time: no more than the platform takes requests, or one would spend its time waiting. */
	readonly sourcesAtATime: number;
	/** Most events to emit; the rest comes with the next polls. */
	readonly mostEvents: number;
	/** How late after its time an error may appear, where the user set it. */
	readonly lateWindowMs: number | undefined;
	/** Keys and integration IDs of sources that are not read. */
	readonly excluded: ReadonlySet<string>;
	/** Keys of the sources that could not be read the last time: they come last. */
	readonly failing: ReadonlySet<string>;
	/** Keys of those for which no time was left the last time: they come first. */
	readonly waiting: ReadonlySet<string>;
	/** Whether the event's turn came at once: what is read first in it has all the time that a poll can give. */
	readonly isAtOnce: boolean;
	/** How the feeds of the other events were read in this poll; for feeds that report failures. */
	readonly reached: readonly Reached[];
	/** The pause that the platform asked for in this poll so far, if it did. */
	pause(): Pause | undefined;
}

/** A time without requests, because the platform asked for it. */
export interface Pause {
	readonly refusal: Refusal;
	/** ISO 8601 UTC; undefined where the end is not known. */
	readonly until: string | undefined;
}

/** What kept a feed, or one source of it, from being read. */
export interface Failure {
	readonly thrown: unknown;
	/** Undefined where the whole feed could not be read. */
	readonly source?: SourceName | undefined;
}

/** What is read, and fails and catches up, by itself: an integration, usually. */
export interface SourceName {
	/** Stable; unique within the feed; the same key means the same, whatever else is chosen. */
	readonly key: string;
	/** Whose it is: so that a failure can name it, and the user can exclude it. */
	readonly integration?: NamedIntegration | undefined;
	/** The key of a source that stands for this one and others while their list cannot be read: this one goes on from there. */
	readonly insteadOf?: string | undefined;
}

export interface Step {
	readonly errors: IntegrationError[];
	readonly kept: Omit<Kept, 'parameters' | 'account'>;
	/** Of the sources that could not be read; their state stays as it was. */
	readonly failures: readonly Failure[];
	/** Those that were read. Not one that did not have to be. */
	readonly read?: readonly SourceName[];
	/** Those for which no time was left. */
	readonly late?: readonly SourceName[];
	/** True when not one source could be read. */
	readonly isUnread?: boolean;
	/** What the log should say beside that. */
	readonly remarks?: readonly string[];
}

/** A feed that was read. How many of its events are emitted is said when all feeds were: they share the cap. */
export type Read = (mostEvents: number) => Step | Promise<Step>;

export type ExamplePoll = Omit<FeedPoll, keyof Start | 'mostEvents' | 'reached' | 'pause'> & {
	readonly enough: number;
	/** Whether it is neither muted nor of an integration that is excluded. */
	readonly isShown: (error: IntegrationError) => boolean;
};

export interface Examples {
	readonly errors: readonly IntegrationError[];
	/** Sources that were looked at, of how many. */
	readonly looked: number;
	readonly of: number;
}

/** Where one event is read, its fields read and checked. Each feed type stands in a file of its own. */
export interface Feed {
	/** @throws what kept it from knowing its sources at all */
	read(poll: FeedPoll): Promise<Read>;
	/** Recent events, whatever was emitted before. @throws when nothing can be read */
	examples(poll: ExamplePoll): Promise<Examples>;
}

/** Whether something could be read in this poll: a probe, or another event's feed. */
export interface Reached {
	readonly key: string;
	readonly integrationId: string | null;
	readonly integrationName: string | null;
	/** Undefined when it could. */
	readonly failure: ReadFailure | undefined;
	/** True where no time was left for it, so that nobody knows. */
	readonly isLate?: boolean;
}

export interface ReadFailure {
	/** HTTP status or the network's code; null for anything else. */
	readonly code: string | null;
	readonly message: string;
	/** What to do, and which request it was. */
	readonly hint: string | null;
}

/** An event with the types of its own fields forgotten, as the core polls it. */
export interface AnyFeed extends Omit<Face<FieldSet>, 'presentation'> {
	readonly value: string;
	/** How late after its time the platform may show an error; undefined where that plays no part. */
	readonly lateWindowMs?: number;
	/** True where the failures of the other events are this one's events: it is polled last, and they do not fail the poll. */
	readonly reportsFailures?: boolean;
	/** Reads the feed's fields. `parameters` says what was asked for: when it changes, sources that are new then get a baseline. */
	open(read: FieldReader): { readonly feed: Feed; readonly parameters: string };
}

/** What every feed type declares in the same way. */
export function declared<Fields extends FieldSet>(
	face: Face<Fields>,
	open: (values: Values<Fields>) => Feed,
	more: Pick<AnyFeed, 'lateWindowMs' | 'reportsFailures'> = {},
): AnyFeed {
	const { name, fields, presentation = [], description, showsLastOnly = false } = face;
	return {
		...pick(face, ['name', 'fields', 'credentialType', 'showsLastOnly']),
		description: showsLastOnly ? `${description.replace(/\.$/, '')}. ${NOT_LIMITED}` : description,
		value: camelCase(name),
		...more,
		open(read) {
			const values = read(fields);
			return { feed: open(values), parameters: JSON.stringify(omit(values, presentation)) };
		},
	};
}
