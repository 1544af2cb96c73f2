import { difference, findLast, groupBy, map, partition, reject, some, uniqBy } from 'lodash';

import { withoutRecord } from '../data/fingerprint';
import type { FieldSet, Values } from '../field/Field';
import type { ApiClient } from '../request/ApiClient';
import { isNodeError } from '../request/failures';
import { all } from '../request/pagination';
import type { IntegrationError, NamedIntegration } from '../shapes/IntegrationError';
import { declared } from './Feed';
import type { AnyFeed, Face, Feed, FeedPoll, Pause, Read, ReadFailure, Reached, Step } from './Feed';
import type { KeptEvents } from './keptEvents';
import { hadNoTime, ListMoved, sideBySide, watched, type SourceTimes } from './sideBySide';
import { compare, NOTHING_SEEN, type Observation } from './snapshot';

/** What is remembered of something that can be reached. */
const REACHED = 'ok';
const MOST_CHARACTERS_REMEMBERED = 120;
/** The key under which the platform's pause stands. */
const PAUSE = 'pause';

type Known = Readonly<Record<string, string>>;
type Failing = Reached & { readonly failure: ReadFailure };
/** What of a poll, or of a test in the editor, probes need. */
type ProbesPoll = SourceTimes & Pick<FeedPoll, 'api' | 'event' | 'excluded' | 'completeUntilMs'>;

/** Something that is tried at every poll only to see whether it can be reached. */
export interface Probe extends Omit<Reached, 'failure' | 'isLate'> {
	/** @throws when it cannot be reached. */
	readonly reach: () => Promise<unknown>;
}

/**
 * Failures of the poll itself: of the other events' reading, and of probes. Each is emitted once when it begins, and may be
 * emitted when it is over; while this event is chosen they do not fail the poll.
 */
export interface FailureFeed<Fields extends FieldSet> extends Face<Fields> {
	readonly probes: (api: ApiClient, values: Values<Fields>) => AsyncIterable<Probe>;
	readonly failed: (reached: Reached, failure: ReadFailure) => IntegrationError;
	/** The event of what can be reached again; undefined when it is none. */
	readonly recovered: (reached: Reached, values: Values<Fields>) => IntegrationError | undefined;
}

/** Declares an event of failures of the poll itself. */
export function failureFeed<Fields extends FieldSet>(definition: FailureFeed<Fields>): AnyFeed {
	return declared(definition, (values) => new FailureReading(definition, values), { reportsFailures: true });
}

/** How an event's feed was read, and each of its sources; where all of several fail alike, that is one failure of the event. */
export function reachedIn(event: string, step: Pick<Step, 'failures'> & Partial<Step>): Reached[] {
	const { failures, isUnread = false, read = [] } = step;
	const failed = failures.filter(({ thrown }) => !(thrown instanceof ListMoved));
	const kinds = uniqBy(failed, ({ thrown }) => remembered(readFailure(thrown)));
	const isOne = isUnread && failed.length > 1 && kinds.length === 1;
	const [own] = isOne ? failed : failed.filter(({ source }) => source === undefined);
	const isLate = failed.length === 0 && (isUnread || failures.length > 0);
	const sources = [...read.map((source) => ({ source, thrown: undefined })), ...(isOne ? [] : failed)];
	const ofSources = sources.flatMap(({ source, thrown }) =>
		source === undefined ? [] : reachedAs(`${event}/${source.key}`, thrown, source.integration),
	);
	return [{ ...reachedAs(event, own?.thrown), isLate }, ...ofSources];
}

function reachedAs(key: string, thrown?: unknown, of?: NamedIntegration): Reached {
	const failure = thrown === undefined ? undefined : readFailure(thrown);
	return { key, integrationId: of?.id ?? null, integrationName: of?.name ?? null, failure };
}

/** Whether an event has said that the platform wants a pause, and not yet that it is over. */
export function isPauseReported(events: KeptEvents): boolean {
	return Object.values(events).some(({ snapshot }) => (snapshot?.present[PAUSE] ?? REACHED) !== REACHED);
}

class FailureReading<Fields extends FieldSet> implements Feed {
	constructor(
		private readonly definition: FailureFeed<Fields>,
		private readonly values: Values<Fields>,
	) {}

	/** What began and what is over: of the other feeds so far, and of the probes. What has one cause is one event. */
	async read(poll: FeedPoll): Promise<Read> {
		const { api, event, kept, reached, pause } = poll;
		const { probed, late } = await this.tryProbes(poll);
		const untried = late.map((probe) => ({ ...probe, failure: undefined, isLate: true }));
		const each = [...reached, ...untried, ...probed, reachedAs(PAUSE)];
		const before = kept.snapshot ?? NOTHING_SEEN;
		const paused = pause();
		const { present } = before;
		const observations = paused ? this.paused(paused, present) : this.changes(event, each, present);
		return (mostEvents) => {
			const options = { nowMs: api.run.platformNowMs(), mostEvents, rememberGoneMs: 0 };
			const { emit, state } = compare(before, observations, options);
			return { errors: emit, failures: [], late, kept: { snapshot: state } };
		};
	}

	async examples(poll: ProbesPoll) {
		const { probed, late } = await this.tryProbes(poll);
		const failing = causesOf(probed.filter(isFailing));
		const errors = failing.map((each) => this.definition.failed(each, each.failure));
		return { errors, looked: probed.length, of: probed.length + late.length };
	}

	/**
	 * Tries the probes, as long as there is time; `late` are the others. What keeps them from being listed stands
	 * for all under the event's key. Being polled last, they may begin as late as anything.
	 */
	private async tryProbes(poll: ProbesPoll) {
		const { api, event, excluded, completeUntilMs } = poll;
		try {
			const { sources: probes } = watched(await all(this.definition.probes(api, this.values)), excluded);
			const reach = async (probe: Probe) => void (await probe.reach());
			const tried = await sideBySide(probes, reach, { ...poll, deadlineMs: completeUntilMs });
			const [cut, failures] = partition(tried.failures, ({ thrown }) => hadNoTime(thrown));
			const late = [...tried.late, ...map(cut, 'source')];
			const failed = new Map(failures.map(({ source, thrown }) => [source.key, readFailure(thrown)]));
			const probed = difference(probes, late).map((probe) => ({ ...probe, failure: failed.get(probe.key) }));
			return { probed: [...probed, reachedAs(event)], late };
		} catch (error) {
			return { probed: hadNoTime(error) ? [] : [reachedAs(event, error)], late: [] };
		}
	}

	/**
	 * What begins, changes or is over. What was not tried, or is not the one that speaks for its cause, stays as it is known. Earlier
	 * versions knew a source by its event: it goes on from there.
	 */
	private changes(event: string, each: readonly Reached[], known: Known): Observation[] {
		const [failing, reached] = partition(reject(each, 'isLate'), isFailing);
		const isListed = some(reached, { key: event });
		const isCarried = (key: string) =>
			failing.some((one) => eventIn(one.key) === key && remembered(one.failure) === known[key]);
		const over = reached.filter(({ key }) => (known[key] ?? REACHED) !== REACHED && !isCarried(key));
		const isOpen = (key: string) =>
			!some(reached, { key }) && (!isListed || some(each, { key: eventIn(key) }));
		// Sources that all fail in one way are no news where one of them never ceased to.
		const isKnown = ({ key, failure }: Reached) =>
			some(
				known,
				(value, other) => eventIn(other) === key && failure !== undefined && value === remembered(failure),
			);
		const observed = [...over, ...causesOf(failing, known)].map((one) => {
			const observation = this.observed(one);
			return isKnown(one) ? { ...observation, event: () => undefined } : observation;
		});
		return [...unchanged(known, isOpen), ...observed];
	}

	/** An event when a failure begins, changes or is over. */
	private observed(reached: Reached): Observation {
		const { key, failure } = reached;
		if (failure === undefined)
			return { key, value: REACHED, event: () => this.definition.recovered(reached, this.values) };
		const event = () => this.definition.failed(reached, failure);
		return { key, formerKey: eventIn(key), value: remembered(failure), event };
	}

	/** While the platform refuses everything only that is emitted, and what was `known` stays: nothing was really tried. */
	private paused({ refusal, until }: Pause, known: Known): Observation[] {
		const failure = {
			code: refusal.status === undefined ? null : String(refusal.status),
			message: refusal.message,
			hint: until === undefined ? null : `No requests are sent until ${until}`,
		};
		return [...unchanged(known, (key) => key !== PAUSE), this.observed({ ...reachedAs(PAUSE), failure })];
	}
}

function unchanged(known: Known, isMeant: (key: string) => boolean): Observation[] {
	const meant = Object.entries(known).filter(([key]) => isMeant(key));
	return meant.map(([key, value]) => ({ key, value, event: () => undefined }));
}

function isFailing(reached: Reached): reached is Failing {
	return reached.failure !== undefined;
}

/**
 * One for each cause: the same request with the same status. It stays the same one while the cause lasts; otherwise an
 * integration goes before an event.
 */
function causesOf(failing: readonly Failing[], known: Known = {}): Failing[] {
	// The hint names the request and its status.
	const requestOf = ({ failure: { code, message, hint } }: Failing) => `${code ?? ''} ${hint ?? message}`;
	const causes = Object.values(groupBy(failing, requestOf));
	return causes.flatMap(
		(alike) =>
			alike.find(({ key, failure }) => (known[key] ?? known[eventIn(key)]) === remembered(failure)) ??
			findLast(alike, ({ integrationId }) => integrationId !== null) ??
			alike.slice(-1),
	);
}

/** The event of a source; what is no source stands for itself. */
function eventIn(key: string): string {
	return key.replace(/\/.*/s, '');
}

/** Without what is another one at each request, such as a reference number. */
function remembered({ code, message }: ReadFailure): string {
	return `${code ?? ''} ${withoutRecord(message)}`.trim().slice(0, MOST_CHARACTERS_REMEMBERED);
}

/** What a thrown error says, for events. */
function readFailure(thrown: unknown): ReadFailure {
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	if (!isNodeError(thrown)) return { code: null, message, hint: null };
	return { code: 'httpCode' in thrown ? thrown.httpCode : null, message, hint: thrown.description ?? null };
}
