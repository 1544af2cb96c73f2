import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { isEqual, map, orderBy, partition, pick, sortBy, sumBy, uniqBy } from 'lodash';
import pLimit from 'p-limit';

import { FieldError } from '../data/FieldError';
import { fingerprint } from '../data/fingerprint';
import { safeText } from '../data/writtenSecrets';
import { ApiClient } from '../request/ApiClient';
import type { Location } from '../request/FailedRequest';
import { asNodeError, nodeError, type NodeFailure } from '../request/failures';
import { Run } from '../request/Run';
import type { IntegrationError } from '../shapes/IntegrationError';
import { accountHash, type PollSetup } from './account';
import { startOf, type Start } from './baseline';
import { isPauseReported, reachedIn } from './failureFeed';
import type { Examples, Reached, SourceName, Step } from './Feed';
import { grouped } from './grouping';
import type { KeptEvents } from './keptEvents';
import { keyOf, Outages, type PollFailure, type PollSource } from './Outages';
import type { Turn } from './PollMemory';
import { hadNoTime, namesOf } from './sideBySide';
import { TriggerPause } from './TriggerPause';
import { triggerSettings, type OpenEvent, type TriggerSettings } from './TriggerSettings';
import { TriggerState } from './TriggerState';

const LONGEST_WAIT_SECONDS = 20;
const EXAMPLES = 5;
/** A message may be a whole page; a poll emits thousands, and n8n stores them all. */
const MOST_CHARACTERS_OF_A_MESSAGE = 10_000;
/** Sources of one event, and events, that are read at the same time, where the platform takes so many requests. */
const MOST_AT_A_TIME = 5;
/** Share of n8n's time for a poll in which sources are begun; the rest is for what is under way then. */
const READING_SHARE = 0.6;
/** Share in which what an error lacks is asked for; a source that is begun last needs time for that, too. */
const COMPLETING_SHARE = 0.7;
/** Share after which nothing is sent or waited for any more. */
const REQUESTS_SHARE = 0.8;
/** Share that one source may take, and one request. */
const SOURCE_SHARE = 0.25;
/** n8n gives an activation 120 s, and gives up after five that failed. */
const ACTIVATION_BUDGET_MS = 100_000;
const FIRST_REQUEST_TIMEOUT_MS = 10_000;
const SIGN_INS_HELD_MS = 600_000;
/** In which n8n polls five times when a person publishes, if each fails. */
const ACTIVATION_TRIES_MS = 20_000;
const STOPPED = 'A poll took too long and was stopped. The next poll reads the same period again.';
const OUTDATED = 'n8n gave this poll an older state than the last one left. Nothing was read.';
const ACCOUNT_SWITCHED =
	'The credential was switched to another account during a poll. The results of the poll were discarded.';

/** An event that was read, or could not be. */
interface Polled {
	readonly event: OpenEvent;
	readonly start: Start;
	/** @throws what kept it from being read, unless that was only that no time was left for it */
	readonly read: (mostEvents: number) => Stepped | Promise<Stepped>;
}

/** What came of an event; without `kept` it could not be read at all. */
type Stepped = Pick<Step, 'failures'> & Partial<Step>;

/** Of an event for which no time was left. */
const LATE: Stepped = { failures: [], isUnread: true, late: [{ key: '' }] };

class Findings {
	readonly errors: IntegrationError[] = [];
	readonly failures: PollFailure[] = [];
	/** Of sources whose baseline is that nothing before now matters. */
	readonly unreadAtBaseline: PollFailure[] = [];
	/** What was read, and what no time was left for. */
	readonly read: PollSource[] = [];
	readonly late: PollSource[] = [];
	readonly reached: Reached[] = [];
	/** Whether an event was read for the first time, or other sources of it than before. */
	hasBaseline = false;
	/** Whether anything could be read at all. */
	isAnythingRead = false;
	/** Whether an event reports what failed. */
	areReported = false;

	/** @param accounts where was read with each credential type, the platform's own undefined @param after what to keep of each event */
	constructor(
		readonly accounts: ReadonlyMap<string | undefined, string>,
		readonly after: KeptEvents,
	) {}
}

export class Poll {
	/** By performance.now(), as all limits of a poll: somebody may set the other clock. */
	private readonly startedMs = performance.now();
	private readonly run = new Run();
	private readonly pause: TriggerPause;
	private readonly settings: TriggerSettings;
	private readonly budgetMs: number;
	private readonly atATime: number;
	private readonly location: Location;
	/** What kept the records that the trigger names from being looked up. */
	private notLookedUp: NodeFailure | undefined;

	constructor(private readonly setup: PollSetup) {
		const { context, platform, feeds, key, occasion } = setup;
		this.settings = triggerSettings(context, platform, feeds);
		const heldMs = occasion.isPublishing ? ACTIVATION_TRIES_MS : SIGN_INS_HELD_MS;
		this.run.holdsSignInsForMs = context.getMode() === 'manual' ? 0 : heldMs;
		this.pause = new TriggerPause(key, platform.retry, Date.now());
		this.atATime = Math.min(MOST_AT_A_TIME, platform.pace.inFlight);
		this.location = { node: context.getNode(), task: 'Trigger' };
		this.budgetMs = Math.min(occasion.budgetMs, occasion.isActivation ? ACTIVATION_BUDGET_MS : Infinity);
	}

	async newEvents(turn: Turn): Promise<INodeExecutionData[][] | null> {
		const { context, memory, occasion } = this.setup;
		const state = new TriggerState(context, memory, occasion);
		this.warn(state.losses);
		if (occasion.isDurableTick && memory.isOutdated(state.stored.text)) return this.nothing(OUTDATED);
		if (this.pause.isOn(state)) return this.paused(state);
		let findings: Findings;
		try {
			const opened = await this.opened(state.isEmpty);
			findings = await this.findings(opened, state);
			// Somebody may have changed the credential meanwhile: what was read may be old in the other account.
			const now = findings.errors.length > 0 && (await this.accounts(opened, state));
			if (now && !isEqual(now, findings.accounts)) return this.nothing(ACCOUNT_SWITCHED);
		} catch (error) {
			return this.isStopped(turn) ? null : this.unreadable(state, error);
		}
		return this.isStopped(turn) ? null : this.result(state, findings);
	}

	/** Whether another poll has taken its place, or n8n waits for it no more: then it moves nothing. */
	private isStopped(turn: Turn): boolean {
		const { memory, occasion } = this.setup;
		const isStopped = memory.turn !== turn || (occasion.isDurableTick && turn.isOverdue);
		if (isStopped) this.warn([STOPPED]);
		return isStopped;
	}

	/** Sends nothing. Only logged at an activation, where the next poll reports it, and where an event has reported it. */
	private paused(state: TriggerState): INodeExecutionData[][] | null {
		const isLeft = isPauseReported(state.events) || this.setup.occasion.isActivation;
		if (state.isEmpty || !isLeft) return this.unreadable(state, this.pauseError());
		return this.nothing(this.pauseError().message);
	}

	private nothing(why: string): null {
		this.warn([why]);
		return null;
	}

	/** The newest few, at least one of each event that has any, whatever was emitted before. */
	async examples(): Promise<INodeExecutionData[][]> {
		if (this.pause.isOn()) throw this.pauseError();
		const found: Examples[] = [];
		const failures: unknown[] = [];
		const newestFirst = (errors: IntegrationError[]) => orderBy(errors, 'occurredAt', 'desc');
		const isShown = (error: IntegrationError) => this.unmuted(this.watched([error])).length > 0;
		const look = async ({ chosen, feed }: OpenEvent) => {
			const api = await this.client(chosen.credentialType, false);
			found.push(await feed.examples({ ...this.pollOf(chosen.value), api, enough: EXAMPLES, isShown }));
		};
		const tried = async (event: OpenEvent) =>
			await look(event).catch((error: unknown) => failures.push(error));
		try {
			await Promise.all((await this.opened(false)).map(tried));
		} finally {
			this.pause.keep(this.run.refusal);
		}
		const byEvent = found.map((each) => newestFirst(this.unmuted(this.watched(each.errors))));
		const errors = byEvent.flat();
		if (errors.length === 0 && failures.length > 0) throw asNodeError(this.location, failures[0]);
		if (errors.length === 0) throw this.nothingToShow(found);
		this.warn(failures.map((failure) => asNodeError(this.location, failure).message));
		// One of each event, and what room is left for the newest of all.
		const one = byEvent.flatMap((each) => each.slice(0, 1));
		const others = newestFirst(byEvent.flatMap((each) => each.slice(1)));
		return [this.items(newestFirst([...one, ...others.slice(0, Math.max(0, EXAMPLES - one.length))]))];
	}

	/** The chosen events, the records that they name found; as the last poll found them while they cannot be listed. */
	private async opened(isFirst: boolean): Promise<OpenEvent[]> {
		const { memory, occasion } = this.setup;
		if (occasion.isActivation) memory.idsByName = undefined;
		const { idsByName: known } = memory;
		const open = async (credentialType: string | undefined) => await this.client(credentialType, isFirst);
		memory.idsByName = await this.settings.idsByName(open).catch(async (thrown: unknown) => {
			if (thrown instanceof FieldError || known === undefined) return await Promise.reject<never>(thrown);
			this.notLookedUp = asNodeError(this.location, thrown);
			this.warn([this.notLookedUp.message]);
			return known;
		});
		return this.settings.opened(memory.idsByName);
	}

	/**
	 * Reads the events side by side, so that none waits for another; where there is no time for all, those that had none before come
	 * first. Those that report failures come last.
	 */
	private async findings(opened: readonly OpenEvent[], state: TriggerState): Promise<Findings> {
		const accounts = await this.accounts(opened, state);
		// Of what cannot be read the old stays, also where the credential is of another account for a while.
		const known = pick(state.events, map(opened, 'chosen.value'));
		const findings = new Findings(accounts, known);
		const { readAtMs } = this.setup.memory;
		const [reporting, others] = partition(opened, 'chosen.reportsFailures');
		const usual = sortBy(others, ({ chosen }) => readAtMs.get(chosen.value) ?? 0);
		const slots = pLimit(this.atATime);
		const polled = await Promise.all(
			usual.map(async (event) => await slots(async () => await this.polled(event, state, findings))),
		);
		for (const each of polled) await this.take(each, findings);
		findings.areReported = reporting.length > 0;
		for (const event of reporting) {
			await this.take(await this.polled(event, state, findings), findings);
		}
		const late = uniqBy(findings.late, keyOf).map((one) => ({ ...one.source, key: keyOf(one) }));
		const lateText = `This poll had no time left for ${late.length} of the sources. The next poll begins with these: ${namesOf(late)}.`;
		if (late.length > 0) this.warn([lateText]);
		// The look-up may have taken the time of all else.
		const isUntold = !findings.isAnythingRead && findings.failures.length === 0;
		if (isUntold && this.notLookedUp !== undefined) throw this.notLookedUp;
		return findings;
	}

	private async polled(event: OpenEvent, state: TriggerState, findings: Findings): Promise<Polled> {
		const { chosen, parameters, feed } = event;
		const account = findings.accounts.get(chosen.credentialType) ?? '';
		const asked = { event: chosen.value, parameters, account };
		const start = startOf(asked, state.events, this.settings.emitExisting);
		const poll = this.pollOf(chosen.value);
		const beganMs = performance.now();
		try {
			const read = await feed.read({
				...poll,
				api: await this.client(chosen.credentialType, state.isEmpty),
				...start,
				mostEvents: this.mostOf(event),
				reached: findings.reached,
				pause: () => this.pause.after(this.run.refusal),
			});
			return { event, start, read };
		} catch (thrown) {
			const isLate = !start.isFirst && hadNoTime(thrown) && performance.now() - beganMs < poll.sourceMs;
			return { event, start, read: async () => (isLate ? LATE : await Promise.reject<never>(thrown)) };
		}
	}

	/** One after the other: those after the first are known without a request. */
	private async accounts(opened: readonly OpenEvent[], state: TriggerState) {
		const { platform } = this.setup;
		const accounts = new Map<string | undefined, string>();
		for (const type of new Set(opened.map(({ chosen }) => chosen.credentialType))) {
			const open = async () => await this.client(type, state.isEmpty);
			accounts.set(type, await accountHash(this.setup, type ?? platform.credentialType, state, open));
		}
		return accounts;
	}

	/** Takes what an event had, as far as the cap allows. */
	private async take({ event, start, read }: Polled, findings: Findings): Promise<void> {
		const { value } = event.chosen;
		const room = Math.max(0, this.mostOf(event) - findings.errors.length);
		const failed = (thrown: unknown): Stepped => ({ failures: [{ thrown }], isUnread: true });
		const step = await Promise.resolve(room).then(read).catch(failed);
		const { errors = [], failures, isUnread = false } = step;
		// What others left no room for comes first in the next poll.
		this.note(value, step, findings, errors.length >= room && findings.errors.length > 0);
		const named = failures.map((failure) => ({ ...failure, event: value }));
		if (step.kept === undefined || (isUnread && start.isFirst)) {
			findings.failures.push(...named);
			return;
		}
		// A baseline is set without the sources that cannot be read now; the next poll fails if they still cannot.
		(start.newSources === 'followed' ? findings.failures : findings.unreadAtBaseline).push(...named);
		findings.isAnythingRead ||= !isUnread && !event.chosen.reportsFailures;
		findings.errors.push(...this.watched(errors));
		findings.after[value] = { parameters: event.parameters, account: start.kept.account, ...step.kept };
		findings.hasBaseline ||= start.newSources !== 'followed';
		this.warn(step.remarks ?? []);
	}

	private mostOf({ chosen }: OpenEvent): number {
		return chosen.showsLastOnly === true ? Infinity : this.settings.mostEvents;
	}

	/** Takes note of what of an event was read, failed, or had no time. */
	private note(event: string, step: Stepped, findings: Findings, isCut: boolean): void {
		const { memory } = this.setup;
		const { failures, isUnread = false, read = [], late = [] } = step;
		const named = (source?: SourceName) => ({ source, event });
		// What failed before and had no time now may still fail.
		const open = late.filter(({ key }) => memory.failing.get(event)?.has(key));
		findings.reached.push(...reachedIn(event, step));
		findings.read.push(...read.map(named), ...(isUnread ? [] : [named()]));
		findings.late.push(...late.map(named));
		// Where what came first had no time again, the event comes before the others.
		const [first] = memory.waiting.get(event) ?? [];
		const isLateAgain = late.some(({ key }) => key === first);
		const hadTime = late.length === 0 || (!isLateAgain && read.length + failures.length > 0);
		if (hadTime && !isCut) memory.readAtMs.set(event, this.startedMs);
		if (step.kept === undefined) return;
		memory.waiting.set(event, new Set(late.map(({ key }) => key)));
		const failed = failures.flatMap(({ source }) => source ?? []);
		memory.failing.set(event, new Set([...failed, ...open].map(({ key }) => key)));
	}

	/** Without the integrations that are excluded, also where one list has all of them. */
	private watched(errors: readonly IntegrationError[]): IntegrationError[] {
		const { excluded } = this.settings;
		return errors.filter(({ integrationId }) => integrationId === null || !excluded.has(integrationId));
	}

	/** With their fingerprints, without those that are muted: these are known from now on, but not emitted. */
	private unmuted(errors: readonly IntegrationError[]): IntegrationError[] {
		const withFingerprints = errors.map((error) => {
			const { message, platform, kind, code } = error;
			return { ...error, fingerprint: fingerprint(message, platform, kind, code) };
		});
		return withFingerprints.filter((error) => !this.settings.muted.has(error.fingerprint));
	}

	/** What to return, once everything is known; moves the state. */
	private result(state: TriggerState, findings: Findings): INodeExecutionData[][] | null {
		const { failures, after, hasBaseline, isAnythingRead, areReported } = findings;
		const { platform, memory, occasion } = this.setup;
		this.pause.keep(this.run.refusal, state);
		const notRead = [...findings.unreadAtBaseline, ...findings.late];
		// Where all failures are events, nothing else is read.
		const isEverything = !isAnythingRead && failures.length + notRead.length > 0;
		const outages = new Outages(this.location, platform, failures, isEverything, findings.read, notRead);
		outages.noteOver(memory, hasBaseline);
		// What is new to the trigger must be readable: publishing it is refused otherwise.
		if (!areReported) this.refuse(state, findings, outages);
		const own = this.outageEvents(state, outages, areReported);
		const errors = this.unmuted(uniqBy([...findings.errors, ...own], 'eventId'));
		// A new baseline is not read again later: the next poll fails instead.
		const isFailing = errors.length === 0 && failures.length > 0 && !areReported && !hasBaseline;
		const error = isFailing ? this.failure(outages) : undefined;
		// What a failed poll kept is in n8n's memory only with the default poller.
		if (error !== undefined && (occasion.isDurableTick || occasion.isActivation)) throw error;
		// Before anything is kept: what cannot be made is not lost.
		const items = this.items(sortBy(errors, 'occurredAt'));
		// Of the chosen events only: one that is chosen again later begins anew.
		state.keep(after, { hasBaseline, hasEmitted: errors.length > 0 });
		if (error !== undefined) throw error;
		this.warn(outages.messages);
		this.warn(new Outages(this.location, platform, findings.unreadAtBaseline, false, findings.read).messages);
		return items.length === 0 ? null : [items];
	}

	/** @throws when a trigger that knows nothing yet could read nothing at all, or a person publishes what cannot be right. */
	private refuse(state: TriggerState, findings: Findings, outages: Outages): void {
		const { failures, unreadAtBaseline, isAnythingRead } = findings;
		const mistake = [...failures, ...unreadAtBaseline].find(({ thrown }) => thrown instanceof FieldError);
		if (mistake !== undefined && this.setup.occasion.isPublishing) throw mistake.thrown;
		const error = outages.error();
		if (state.isEmpty && !isAnythingRead && error !== undefined) throw error;
	}

	/** What comes of a poll in which nothing could even be tried. */
	private unreadable(state: TriggerState, thrown: unknown): INodeExecutionData[][] | null {
		const findings = new Findings(new Map(), state.events);
		findings.failures.push({ thrown, event: '' });
		return this.result(state, findings);
	}

	/** The error with which the poll fails, as the user wants it; undefined where it does not. */
	private failure(outages: Outages) {
		const { whenUnreachable } = this.settings;
		if (whenUnreachable === 'emit') return undefined;
		const { isActivation, isDurableTick } = this.setup.occasion;
		// What fails at activation is only logged, so that it is not reported yet. With durable cursors n8n polls ever more seldom while
		// polls fail, and what can be read again would be late.
		const isEach = isActivation || (whenUnreachable === 'failEachPoll' && !isDurableTick);
		return isEach ? outages.error() : outages.due(this.setup.memory);
	}

	/** What began and what is over, where the user wants that as items. */
	private outageEvents(state: TriggerState, outages: Outages, areReported: boolean): IntegrationError[] {
		// What was emitted before somebody chose to be told otherwise is no beginning of a later outage.
		if (this.settings.whenUnreachable !== 'emit') state.stored.outages = {};
		if (this.settings.whenUnreachable !== 'emit' || state.isEmpty) return [];
		const { events, kept } = outages.events(state.stored.outages, areReported);
		state.stored.outages = kept;
		return this.watched(events);
	}

	private pollOf(event: string) {
		const { memory } = this.setup;
		return {
			event,
			deadlineMs: this.startedMs + this.budgetMs * READING_SHARE,
			completeUntilMs: this.startedMs + this.budgetMs * COMPLETING_SHARE,
			sourceMs: this.budgetMs * SOURCE_SHARE,
			sourcesAtATime: this.atATime,
			lateWindowMs: this.settings.lateWindowMs,
			excluded: this.settings.excluded,
			failing: memory.failing.get(event) ?? new Set<string>(),
			waiting: memory.waiting.get(event) ?? new Set<string>(),
			isAtOnce: performance.now() < this.startedMs + this.budgetMs * SOURCE_SHARE,
		};
	}

	private async client(credentialType: string | undefined, isFirst: boolean): Promise<ApiClient> {
		const { context, platform } = this.setup;
		const timeoutMs = Math.min(platform.requestTimeoutMs, this.budgetMs * SOURCE_SHARE);
		return await ApiClient.open(context, platform, {
			task: 'Trigger',
			credentialType,
			run: this.run,
			options: { longestWaitSeconds: LONGEST_WAIT_SECONDS, timeoutSeconds: timeoutMs / 1000 },
			deadlineMs: this.startedMs + this.budgetMs * REQUESTS_SHARE,
			firstTimeoutMs: isFirst ? FIRST_REQUEST_TIMEOUT_MS : undefined,
		});
	}

	private nothingToShow(found: readonly Examples[]) {
		const [looked, of] = [sumBy(found, 'looked'), sumBy(found, 'of')];
		const short = looked < of ? `The test only had time to check ${looked} of ${of} sources. ` : '';
		const description = `${short}Errors older than 30 days may not be shown. Publish the workflow. It runs when the next event occurs.`;
		return nodeError(this.location, 'No matching event right now', description);
	}

	private pauseError() {
		const message = `${this.setup.platform.displayName} asked for a pause until ${this.pause.end}`;
		const description =
			'It returned 429 (too many requests), so nothing was sent. Try again after that time.';
		return nodeError(this.location, message, description);
	}

	private items(errors: readonly IntegrationError[]): INodeExecutionData[] {
		const { simplify, emit } = this.settings;
		const { redact = (record: IDataObject) => record } = this.setup.platform;
		const safe = errors.map((error) => ({
			...error,
			message: safeText(error.message, MOST_CHARACTERS_OF_A_MESSAGE),
			detail: error.detail && redact(error.detail),
			raw: simplify ? {} : redact(error.raw),
		}));
		return grouped(safe, emit).map(({ raw, ...shown }) => ({ json: simplify ? shown : { ...shown, raw } }));
	}

	private warn(messages: readonly string[]): void {
		for (const message of messages) this.setup.context.logger.warn(message);
	}
}
