import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { ApiClient } from '../request/ApiClient';
import type { AnyFeed, IntegrationError, OpenFeed, Reached } from './ErrorFeed';
import { asNodeError, nodeError } from '../request/failures';
import { currentEvents, recentErrors } from './feedReading';
import { stepFailures, stepSnapshot, stepWindow } from './feedSteps';
import type { Step } from './feedSteps';
import { storedEvents } from './keptEvents';
import type { Kept, KeptEvents } from './keptEvents';
import { Pace } from '../request/Pace';
import type { Platform } from '../request/Platform';
import { PollMemory } from './PollMemory';
import { Quiet } from './Quiet';
import { failing, placeOf, readFailure, tryProbes } from './reaching';
import type { FailureReader } from './reaching';
import { epochMs } from '../data/times';
import { TriggerSettings } from './TriggerSettings';

const LONGEST_WAIT_MS = 20_000;
const EXAMPLES = 5;
const EXAMPLES_SINCE_MS = 30 * 24 * 3_600_000;
/** Share of n8n's time for a poll that is spent reading; the rest is for what is under way then. */
const READING_SHARE = 0.6;
const USUAL_BUDGET_MS = 300_000;

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
	const memory = new PollMemory(key);
	const isTest = context.getMode() === 'manual';
	if (!isTest && !memory.begin()) return null;
	try {
		const poll = new Poll(context, platform, feeds, key, memory);
		return await (isTest ? poll.examples().finally(() => poll.keepQuiet()) : poll.news());
	} catch (error) {
		throw asNodeError(place, error);
	} finally {
		if (!isTest) memory.end();
	}
}

class Poll {
	private readonly startedMs = Date.now();
	private readonly failures: unknown[] = [];
	private readonly pace: Pace;
	private readonly quiet: Quiet;
	private readonly settings: TriggerSettings;

	constructor(
		private readonly context: IPollFunctions,
		private readonly platform: Platform,
		feeds: readonly AnyFeed[],
		key: string,
		private readonly memory: PollMemory,
	) {
		this.pace = new Pace(platform.pace);
		this.settings = new TriggerSettings(context, feeds);
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
		if (this.memory.isOutdated(state, this.startedMs)) return null;
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
		for (const { chosen, feed, print } of this.settings.opened()) {
			const known = [before, baselines]
				.map((kept) => kept[chosen.value])
				.find((kept) => kept?.parameters === print);
			const isFirst = known === undefined;
			try {
				const api = await this.client(chosen.credentialType);
				const start = { ...known, parameters: print };
				const room = this.settings.mostEvents - errors.length;
				const next =
					feed.kind === 'failures'
						? await this.stepFailures(feed, api, start, { others: reached, key: chosen.value, room })
						: await this.step(feed, api, start, { isFirst, room });
				errors.push(...next.errors);
				after[chosen.value] = next.kept;
				if (isFirst) newBaselines[chosen.value] = next.kept;
				if (next.remark !== undefined) this.context.logger.warn(next.remark);
				// A baseline is set without the places that cannot be read now; the next poll fails if they still cannot.
				if (isFirst) this.warn(next.failures);
				else this.failures.push(...next.failures);
				tellsFailures ||= feed.kind === 'failures';
				reached.push(reachedAs(chosen.value, next.failures));
			} catch (error) {
				this.failures.push(error);
				reached.push(reachedAs(chosen.value, [error]));
				if (known !== undefined) after[chosen.value] = known;
			}
		}
		this.keepQuiet(staticData);
		if (errors.length === 0 && this.failures.length > 0 && !tellsFailures) throw this.failure();
		this.warn(this.failures);
		staticData['events'] = JSON.stringify(after);
		this.memory.keep(state, errors.length > 0, newBaselines);
		return errors.length === 0 ? null : [this.items(errors.sort(byTime))];
	}

	/** The newest few, whatever was told before. */
	async examples(): Promise<INodeExecutionData[][]> {
		if (this.quiet.isOn()) throw this.quietError();
		const found: IntegrationError[] = [];
		const limits = { enough: EXAMPLES, deadlineMs: this.deadlineMs };
		for (const { chosen, feed } of this.settings.opened()) {
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

	private async step(
		feed: Exclude<OpenFeed, { kind: 'failures' }>,
		api: ApiClient,
		kept: Kept,
		{ isFirst, room }: { readonly isFirst: boolean; readonly room: number },
	): Promise<Step> {
		const settings = {
			nowMs: this.startedMs,
			deadlineMs: this.deadlineMs,
			isFirst,
			emitExisting: this.settings.emitExisting,
			mostEvents: room,
		};
		return feed.kind === 'window'
			? await stepWindow(feed, api, kept, this.settings.overlapMs(feed), settings)
			: await stepSnapshot(feed, api, kept, settings);
	}

	/** What began and what is over of the failures: the other feeds' so far, and those of the probes. */
	private async stepFailures(
		feed: FailureReader,
		api: ApiClient,
		kept: Kept,
		{
			others,
			key,
			room,
		}: { readonly others: readonly Reached[]; readonly key: string; readonly room: number },
	): Promise<Step> {
		const reached = [...others, ...(await tryProbes(feed, api, key))];
		const { silence } = this.pace;
		return stepFailures(feed, kept, reached, {
			nowMs: this.startedMs,
			mostEvents: room,
			silence,
			silenceEnd: this.quiet.endOf(silence),
		});
	}

	private async client(credentialType: string | undefined): Promise<ApiClient> {
		return await ApiClient.open(this.context, this.platform, {
			task: 'Trigger',
			credentialType,
			pace: this.pace,
			options: { longestWaitMs: LONGEST_WAIT_MS },
		});
	}

	private quietError() {
		return nodeError(
			this.place,
			`${this.platform.displayName} wants no requests until ${this.quiet.end}`,
			'It refused too many of them (429). Nothing was sent now; try again after that time.',
		);
	}

	/** At activation what an earlier one left in memory is out of date; durable ticks come as "update". */
	private baselinesBefore(): KeptEvents {
		return this.context.getActivationMode() === 'update' ? this.memory.baselines : {};
	}

	private items(errors: readonly IntegrationError[]): INodeExecutionData[] {
		const { simplify } = this.settings;
		const { redact = (record) => record } = this.platform;
		return errors.map(({ raw, detail, ...error }) => {
			const short = { ...error, detail: detail && redact(detail) };
			return { json: simplify ? short : { ...short, raw: redact(raw) } };
		});
	}

	private failure() {
		const [first] = this.failures;
		return asNodeError(this.place, first);
	}

	private warn(failures: readonly unknown[]): void {
		for (const error of failures) this.context.logger.warn(asNodeError(this.place, error).message);
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

/** How an event's feed was read, as the events of failures tell it. */
function reachedAs(event: string, failures: readonly unknown[]): Reached {
	return { ...placeOf(event), failure: failures.length === 0 ? undefined : readFailure(failures[0]) };
}
