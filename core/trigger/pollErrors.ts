import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { epochMs } from '../data/times';
import { ApiClient } from '../request/ApiClient';
import { asNodeError, nodeError } from '../request/failures';
import type { Platform } from '../request/Platform';
import { Run } from '../request/Run';
import type { IntegrationError } from '../shapes/IntegrationError';
import { startOf, type Start } from './baseline';
import { reachedAs } from './failureFeed';
import type { AnyFeed, Reached, Step } from './Feed';
import { storedEvents, type KeptEvents } from './keptEvents';
import { PollMemory } from './PollMemory';
import { TriggerPause } from './TriggerPause';
import { TriggerSettings, type OpenEvent } from './TriggerSettings';

const LONGEST_WAIT_SECONDS = 20;
const EXAMPLES = 5;
/** Share of n8n's time for a poll that is spent reading; the rest is for what is under way then. */
const READING_SHARE = 0.6;
const USUAL_BUDGET_MS = 300_000;

/**
 * One poll of a trigger: reads the chosen events' feeds and returns what is new as items, oldest first.
 *
 * The state moves only with what is returned: a poll that failed throws and moves nothing; where some sources failed and
 * others had new events, these go out, the failure is logged and only those sources that were read move on. A test in the
 * editor returns the newest few and touches no state.
 *
 * @throws NodeApiError, NodeOperationError
 */
export async function pollErrors(
	context: IPollFunctions,
	platform: Platform,
	feeds: readonly AnyFeed[],
): Promise<INodeExecutionData[][] | null> {
	const location = { node: context.getNode(), task: 'Trigger' };
	const key = `${String(context.getWorkflow().id)}/${context.getNode().id}`;
	const memory = new PollMemory(key);
	const isTest = context.getMode() === 'manual';
	if (!isTest && !memory.begin()) return null;
	try {
		const poll = new Poll(context, platform, feeds, key, memory);
		return await (isTest ? poll.examples() : poll.newEvents());
	} catch (error) {
		throw asNodeError(location, error);
	} finally {
		if (!isTest) memory.end();
	}
}

/** What the events polled so far had. */
class Findings {
	readonly errors: IntegrationError[] = [];
	readonly failures: unknown[] = [];
	readonly reached: Reached[] = [];
	/** What to keep of each event. */
	readonly after: KeptEvents = {};
	/** The part of it that is a baseline. */
	readonly baselines: KeptEvents = {};
	/** Whether an event reports the failures, so that they need not fail the poll. */
	areFailuresReported = false;
}

class Poll {
	private readonly startedMs = Date.now();
	private readonly run: Run;
	private readonly pause: TriggerPause;
	private readonly settings: TriggerSettings;

	constructor(
		private readonly context: IPollFunctions,
		private readonly platform: Platform,
		feeds: readonly AnyFeed[],
		key: string,
		private readonly memory: PollMemory,
	) {
		this.run = new Run(platform.pace);
		this.settings = new TriggerSettings(context, feeds);
		this.pause = new TriggerPause(key, platform.retry, this.startedMs);
	}

	/** What is new since the last poll, or null. */
	async newEvents(): Promise<INodeExecutionData[][] | null> {
		const staticData = this.context.getWorkflowStaticData('node');
		const { events: state } = staticData;
		if (this.memory.isOutdated(state, this.startedMs)) return null;
		const known = { stored: storedEvents(state), unstored: this.unstoredBaselines() };
		if (this.pause.isOn(staticData)) {
			if (Object.keys({ ...known.stored, ...known.unstored }).length > 0) return null;
			throw this.pauseError();
		}
		const findings = new Findings();
		for (const event of this.settings.opened()) {
			const { chosen, parameters } = event;
			const start = startOf({ event: chosen.value, parameters }, known, this.settings.emitExisting);
			await this.pollEvent(event, start, findings);
		}
		this.pause.keep(this.run.refusal, staticData);
		const { errors, failures, after, baselines, areFailuresReported } = findings;
		if (errors.length === 0 && failures.length > 0 && !areFailuresReported) throw failures[0];
		this.warn(failures);
		staticData['events'] = JSON.stringify(after);
		this.memory.keep(state, errors.length > 0, baselines);
		return errors.length === 0 ? null : [this.items(errors.sort(byTime))];
	}

	/** The newest few, whatever was emitted before. */
	async examples(): Promise<INodeExecutionData[][]> {
		if (this.pause.isOn()) throw this.pauseError();
		const found: IntegrationError[] = [];
		const poll = { nowMs: this.startedMs, deadlineMs: this.deadlineMs, enough: EXAMPLES };
		try {
			for (const { chosen, feed } of this.settings.opened()) {
				const api = await this.client(chosen.credentialType);
				found.push(...(await feed.examples({ ...poll, api, event: chosen.value })));
			}
		} finally {
			this.pause.keep(this.run.refusal);
		}
		if (found.length === 0) {
			throw nodeError(
				this.location,
				'No errors to show yet',
				'You can still publish the workflow. It runs when the next error occurs.',
			);
		}
		const newest = found.sort((one, other) => byTime(other, one));
		return [this.items(newest.slice(0, EXAMPLES))];
	}

	/** Polls one event; what keeps it from that is a finding too. */
	private async pollEvent(event: OpenEvent, start: Start, findings: Findings): Promise<void> {
		const { value, reportsFailures } = event.chosen;
		try {
			const step = await this.step(event, start, findings);
			findings.errors.push(...step.errors);
			findings.after[value] = step.kept;
			if (step.remark !== undefined) this.context.logger.warn(step.remark);
			findings.areFailuresReported ||= reportsFailures;
			findings.reached.push(reachedAs(value, step.failures));
			if (start.baseline === undefined) {
				findings.failures.push(...step.failures);
				return;
			}
			findings.baselines[value] = step.kept;
			// A baseline is set without the sources that cannot be read now; the next poll fails if they still cannot.
			this.warn(step.failures);
		} catch (error) {
			findings.failures.push(error);
			findings.reached.push(reachedAs(value, [error]));
			if (start.baseline === undefined) findings.after[value] = start.kept;
		}
	}

	/** @throws what kept the feed from being read; at a baseline also when not one source could be */
	private async step({ chosen, feed }: OpenEvent, start: Start, findings: Findings): Promise<Step> {
		const step = await feed.poll({
			...start,
			api: await this.client(chosen.credentialType),
			event: chosen.value,
			nowMs: this.startedMs,
			deadlineMs: this.deadlineMs,
			mostEvents: this.settings.mostEvents - findings.errors.length,
			lateWindowMs: this.settings.lateWindowMs,
			reached: findings.reached,
			pause: () => this.pause.after(this.run.refusal),
		});
		if (start.baseline !== undefined && step.isUnread === true) throw step.failures[0];
		return step;
	}

	private async client(credentialType: string | undefined): Promise<ApiClient> {
		return await ApiClient.open(this.context, this.platform, {
			task: 'Trigger',
			credentialType,
			run: this.run,
			options: { longestWaitSeconds: LONGEST_WAIT_SECONDS },
		});
	}

	private pauseError() {
		return nodeError(
			this.location,
			`${this.platform.displayName} asked for a pause until ${this.pause.end}`,
			'It returned 429 (too many requests), so nothing was sent. Try again after that time.',
		);
	}

	/** At activation what an earlier one left in memory is out of date; durable ticks come as "update". */
	private unstoredBaselines(): KeptEvents {
		return this.context.getActivationMode() === 'update' ? this.memory.baselines : {};
	}

	private items(errors: readonly IntegrationError[]): INodeExecutionData[] {
		const { simplify } = this.settings;
		const { redact = (record: IDataObject) => record } = this.platform;
		return errors.map(({ raw, detail, ...error }) => {
			const shown = { ...error, detail: detail && redact(detail) };
			return { json: simplify ? shown : { ...shown, raw: redact(raw) } };
		});
	}

	private warn(failures: readonly unknown[]): void {
		for (const error of failures) this.context.logger.warn(asNodeError(this.location, error).message);
	}

	private get deadlineMs(): number {
		const budgetMs =
			typeof this.context.getPollBudgetMs === 'function' ? this.context.getPollBudgetMs() : USUAL_BUDGET_MS;
		return this.startedMs + budgetMs * READING_SHARE;
	}

	private get location() {
		return { node: this.context.getNode(), task: 'Trigger' };
	}
}

function byTime(one: IntegrationError, other: IntegrationError): number {
	return (epochMs(one.occurredAt) ?? 0) - (epochMs(other.occurredAt) ?? 0);
}
