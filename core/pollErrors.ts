import { createHash } from 'node:crypto';

import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { ApiClient } from './ApiClient';
import { baselined, cursorFrom, decode, encode, step } from './errorCursor';
import type { AnyFeed, IntegrationError, OpenFeed, Reached } from './ErrorFeed';
import { asNodeError, nodeError } from './failures';
import { readFields } from './Field';
import type { FieldReader, FieldSet, Values } from './Field';
import { currentEvents, readSources, recentErrors } from './feedReading';
import { storedEvents } from './keptEvents';
import type { Kept, KeptEvents } from './keptEvents';
import { Pace } from './Pace';
import { all } from './pagination';
import type { Platform } from './Platform';
import { Quiet } from './Quiet';
import { failing, placeOf, readFailure, reachObservations, tryProbes } from './reaching';
import type { FailureReader } from './reaching';
import { compare } from './snapshot';
import { epochMs } from './times';
import { triggerFields } from './triggerFields';

const MOST_EVENTS = 1000;
const MOST_REMEMBERED = 20_000;
const LONGEST_WAIT_MS = 20_000;
const EXAMPLES = 5;
const EXAMPLES_SINCE_MS = 30 * 24 * 3_600_000;
/** Share of n8n's time for a poll that is spent reading; the rest is for what is under way then. */
const READING_SHARE = 0.6;
const USUAL_BUDGET_MS = 300_000;

/** Polls under way in this process: n8n starts the next one although the last still runs. */
const underWay = new Set<string>();

/**
 * Baselines that n8n may not have kept: with durable cursors a poll that answers nothing at activation is forgotten, and
 * what happened before the first tick would be taken as known.
 */
const unkept = new Map<string, KeptEvents>();

/**
 * The state with which the last poll began, when that poll had items. After a restart n8n runs several missed ticks at once;
 * with durable cursors the second may have been given its state before the first one's was stored, and would tell the same.
 */
const lastTold = new Map<string, { readonly state: string; readonly atMs: number }>();

/** n8n gives a durable poll this long, so an outdated state comes back no later. */
const OUTDATED_FOR_MS = 45_000;

/**
 * One poll of a trigger: reads the chosen events' feeds and answers what is new as items, oldest first.
 *
 * The state moves only with what is answered: a poll that failed throws and moves nothing; where some sources failed and
 * others had news, the news go out, the failure is logged and only those sources that were read move on. A test in the
 * editor answers the newest few and touches no state.
 *
 * @throws NodeApiError, NodeOperationError
 */
export async function pollErrors(
	context: IPollFunctions,
	platform: Platform,
	feeds: readonly AnyFeed[],
): Promise<INodeExecutionData[][] | null> {
	const place = { node: context.getNode(), task: 'Trigger' };
	const key = `${String(context.getWorkflow().id)}/${context.getNode().id}`;
	const isTest = context.getMode() === 'manual';
	if (!isTest && underWay.has(key)) return null;
	if (!isTest) underWay.add(key);
	try {
		const poll = new Poll(context, platform, feeds, key);
		return await (isTest ? poll.examples().finally(() => poll.keepQuiet()) : poll.news());
	} catch (error) {
		throw asNodeError(place, error);
	} finally {
		if (!isTest) underWay.delete(key);
	}
}

class Poll {
	private readonly startedMs = Date.now();
	private readonly failures: unknown[] = [];
	private readonly pace: Pace;
	private readonly quiet: Quiet;

	constructor(
		private readonly context: IPollFunctions,
		private readonly platform: Platform,
		private readonly feeds: readonly AnyFeed[],
		private readonly key: string,
	) {
		this.pace = new Pace(platform.pace);
		this.quiet = new Quiet(key, platform.retry, this.startedMs);
	}

	/** Remembers the silence that the platform asked for in this poll, if it did. */
	keepQuiet(staticData?: IDataObject): void {
		this.quiet.keep(this.pace.silence, staticData);
	}

	/** What is new since the last poll, or null. */
	async news(): Promise<INodeExecutionData[][] | null> {
		const staticData = this.context.getWorkflowStaticData('node');
		const { events: state } = staticData;
		if (this.isOutdated(state)) return null;
		const before = storedEvents(state) ?? {};
		const baselines = this.baselinesBefore();
		if (this.quiet.isOn(staticData)) {
			if (Object.keys({ ...before, ...baselines }).length > 0) return null;
			throw this.quietError();
		}
		const after: KeptEvents = {};
		const newBaselines: KeptEvents = {};
		const errors: IntegrationError[] = [];
		const reached: Reached[] = [];
		let tellsFailures = false;
		for (const { chosen, feed, parameters } of this.opened()) {
			const print = createHash('sha1').update(parameters).digest('base64').slice(0, 12);
			const known = [before, baselines]
				.map((kept) => kept[chosen.value])
				.find((kept) => kept?.parameters === print);
			try {
				const told = errors.length;
				const start = { ...known, parameters: print };
				const api = await this.client(chosen.credentialType);
				const next =
					feed.kind === 'failures'
						? await this.advanceFailures(feed, api, start, reached, chosen.value, told)
						: await this.advance(feed, api, start, known === undefined, told);
				errors.push(...next.errors);
				after[chosen.value] = next.kept;
				if (known === undefined) newBaselines[chosen.value] = next.kept;
				tellsFailures ||= feed.kind === 'failures';
				reached.push({ ...placeOf(chosen.value), failure: undefined });
			} catch (error) {
				this.failures.push(error);
				reached.push({ ...placeOf(chosen.value), failure: readFailure(error) });
				if (known !== undefined) after[chosen.value] = known;
			}
		}
		this.keepQuiet(staticData);
		if (errors.length === 0 && this.failures.length > 0 && !tellsFailures) throw this.failure();
		for (const error of this.failures) this.context.logger.warn(asNodeError(this.place, error).message);
		staticData['events'] = JSON.stringify(after);
		unkept.set(this.key, newBaselines);
		if (errors.length > 0 && typeof state === 'string') lastTold.set(this.key, { state, atMs: Date.now() });
		else lastTold.delete(this.key);
		return errors.length === 0 ? null : [this.items(errors.sort(byTime))];
	}

	/** The newest few, whatever was told before. */
	async examples(): Promise<INodeExecutionData[][]> {
		if (this.quiet.isOn()) throw this.quietError();
		const found: IntegrationError[] = [];
		const limits = { enough: EXAMPLES, deadlineMs: this.deadlineMs };
		for (const { chosen, feed } of this.opened()) {
			const api = await this.client(chosen.credentialType);
			if (feed.kind === 'failures') found.push(...failing(feed, await tryProbes(feed, api, chosen.value)));
			else if (feed.kind === 'window')
				found.push(...(await recentErrors(feed, api, this.startedMs - EXAMPLES_SINCE_MS, limits)));
			else found.push(...(await currentEvents(feed, api)));
		}
		if (found.length === 0) {
			throw nodeError(
				this.place,
				'There is nothing to show yet: the platform has no such error now',
				'Activate the workflow all the same: it starts with the next one.',
			);
		}
		const newest = found.sort((one, other) => byTime(other, one));
		return [this.items(newest.slice(0, EXAMPLES))];
	}

	private async advance(
		feed: Exclude<OpenFeed, { kind: 'failures' }>,
		api: ApiClient,
		kept: Kept,
		isFirst: boolean,
		alreadyEmitted: number,
	): Promise<{ errors: IntegrationError[]; kept: Kept }> {
		const { emitExisting = false, mostEvents = MOST_EVENTS } = this.options;
		const most = mostEvents - alreadyEmitted;
		if (feed.kind === 'snapshot') {
			const observations = await all(feed.observe(api));
			const start = isFirst && emitExisting ? { present: {}, gone: {} } : undefined;
			const { emit, state } = compare(kept.snapshot ?? start, observations, {
				nowMs: this.startedMs,
				mostEvents: most,
				rememberGoneMs: feed.rememberGoneMs,
				gone: feed.gone,
			});
			return { errors: emit, kept: { parameters: kept.parameters, snapshot: state } };
		}
		const overlapMs = this.overlapMs(feed);
		const firstFloorMs = emitExisting ? 0 : this.startedMs - overlapMs;
		const state = decode(kept.cursor) ?? cursorFrom(firstFloorMs);
		const { readings, failures, turn } = await readSources(feed, api, state, {
			overlapMs,
			turn: kept.turn,
			deadlineMs: isFirst ? Number.POSITIVE_INFINITY : this.deadlineMs,
		});
		// A baseline with a hole in it would tell old errors as new ones later.
		if (isFirst && failures.length > 0) throw asNodeError(this.place, failures[0]);
		this.failures.push(...failures);
		const options = {
			nowMs: this.startedMs,
			overlapMs,
			mostEvents: most,
			mostRemembered: MOST_REMEMBERED,
		};
		if (isFirst && !emitExisting) {
			const cursor = encode(baselined(state, readings, options));
			return { errors: [], kept: { parameters: kept.parameters, cursor, turn } };
		}
		const { emit, state: next, forgotten } = step(state, readings, options);
		if (forgotten > 0) {
			this.context.logger.warn(
				`${forgotten} of more than ${MOST_REMEMBERED} errors inside the late arrival window are no longer remembered; older late arrivals will not be told`,
			);
		}
		return { errors: emit, kept: { parameters: kept.parameters, cursor: encode(next), turn } };
	}

	/** What began and what is over of the failures: the other feeds' so far, and those of the probes. */
	private async advanceFailures(
		feed: FailureReader,
		api: ApiClient,
		kept: Kept,
		others: readonly Reached[],
		key: string,
		alreadyEmitted: number,
	): Promise<{ errors: IntegrationError[]; kept: Kept }> {
		const reached = [...others, ...(await tryProbes(feed, api, key))];
		const before = kept.snapshot ?? { present: {}, gone: {} };
		const { silence } = this.pace;
		const observations = reachObservations(feed, reached, before.present, silence, this.quiet.endOf(silence));
		const { emit, state } = compare(before, observations, {
			nowMs: this.startedMs,
			mostEvents: (this.options.mostEvents ?? MOST_EVENTS) - alreadyEmitted,
			rememberGoneMs: 0,
		});
		return { errors: emit, kept: { parameters: kept.parameters, snapshot: state } };
	}

	private async client(credentialType: string | undefined): Promise<ApiClient> {
		return await ApiClient.open(this.context, this.platform, {
			task: 'Trigger',
			credentialType,
			pace: this.pace,
			options: { longestWaitMs: LONGEST_WAIT_MS },
		});
	}

	/** The chosen feeds with their fields read; failures last, because they tell of the others. */
	private opened() {
		const read: FieldReader = (fields) => this.read(fields);
		const all = this.chosen().map((chosen) => ({ chosen, ...chosen.open(read) }));
		return [
			...all.filter(({ feed }) => feed.kind !== 'failures'),
			...all.filter(({ feed }) => feed.kind === 'failures'),
		];
	}

	private read<Fields extends FieldSet>(fields: Fields): Values<Fields> {
		return readFields(
			fields,
			(name, field) => this.context.getNodeParameter(name, field.property.default, { extractValue: true }),
			{ timeZone: this.context.getTimezone() },
		);
	}

	private quietError() {
		return nodeError(
			this.place,
			`${this.platform.displayName} wants no requests until ${this.quiet.end}`,
			'It refused too many of them (429). Nothing was sent now; try again after that time.',
		);
	}

	private chosen(): AnyFeed[] {
		const { events } = this.read(triggerFields(this.feeds));
		if (events.length === 0) {
			throw nodeError(this.place, 'No event is chosen', 'Choose at least one under Events.');
		}
		return this.feeds.filter(({ value }) => events.includes(value));
	}

	/** True when the last poll began with this very state and has told what came of it. */
	private isOutdated(state: unknown): boolean {
		const told = lastTold.get(this.key);
		return told !== undefined && told.state === state && this.startedMs - told.atMs < OUTDATED_FOR_MS;
	}

	/** At activation what an earlier one left in memory is out of date; durable ticks come as "update". */
	private baselinesBefore(): KeptEvents {
		return (this.context.getActivationMode() === 'update' ? unkept.get(this.key) : undefined) ?? {};
	}

	private items(errors: readonly IntegrationError[]): INodeExecutionData[] {
		const { simplify } = this.read(triggerFields(this.feeds));
		return errors.map(({ raw, ...error }) => ({ json: simplify ? { ...error } : { ...error, raw } }));
	}

	private failure() {
		const [first] = this.failures;
		return asNodeError(this.place, first);
	}

	private get options() {
		return this.read(triggerFields(this.feeds)).options;
	}

	private overlapMs({ lateByMs }: Extract<OpenFeed, { kind: 'window' }>): number {
		const { overlapMinutes } = this.options;
		return overlapMinutes === undefined ? lateByMs : overlapMinutes * 60_000;
	}

	private get deadlineMs(): number {
		const budgetMs =
			typeof this.context.getPollBudgetMs === 'function' ? this.context.getPollBudgetMs() : USUAL_BUDGET_MS;
		return this.startedMs + budgetMs * READING_SHARE;
	}

	private get place() {
		return { node: this.context.getNode(), task: 'Trigger' };
	}
}

function byTime(one: IntegrationError, other: IntegrationError): number {
	return (epochMs(one.occurredAt) ?? 0) - (epochMs(other.occurredAt) ?? 0);
}
