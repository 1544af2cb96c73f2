import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { unset } from 'lodash';
import { z } from 'zod';

import { isRecord, parseBody, textOf } from '../data/json';
import { storedEvents, type KeptEvents } from './keptEvents';
import { keptOutages } from './Outages';
import type { PollMemory } from './PollMemory';

const HOUR_MS = 3_600_000;
/** A workflow that a person publishes after so long begins anew: nobody wants the errors of all that time at once. */
const BEGINS_ANEW_AFTER_MS = 7 * 24 * HOUR_MS;

const BEGUN_ANEW = 'The last stored poll was more than 7 days ago. Events since then are not emitted.';
const UNREADABLE = 'The stored state could not be read completely. Events since that poll may be missing.';

/** A budget that n8n gives to every poll that is not a durable tick. */
const USUAL_BUDGET_MS = 300_000;

/** How a poll came about. */
export interface Occasion {
	/** Whether the workflow is being activated: what is thrown then may end the trigger for good. */
	readonly isActivation: boolean;
	/** Whether a person publishes it. */
	readonly isPublishing: boolean;
	/** Whether n8n gave the state to this poll alone, and abandons it after some time. */
	readonly isDurableTick: boolean;
	/** How long n8n lets it run. */
	readonly budgetMs: number;
}

/** How a poll came about, as far as n8n shows it: it marks no poll as that of an activation. */
export function occasionOf(context: IPollFunctions, isFirstOfContext: boolean): Occasion {
	const mode = context.getActivationMode();
	const budgetMs =
		typeof context.getPollBudgetMs === 'function' ? context.getPollBudgetMs() : USUAL_BUDGET_MS;
	const isDurableTick = mode === 'update' && budgetMs !== USUAL_BUDGET_MS;
	const isActivation = isFirstOfContext && !isDurableTick;
	const isPublishing = isActivation && mode !== 'init' && mode !== 'leadershipChange';
	return { isActivation, isPublishing, isDurableTick, budgetMs };
}

/**
 * What n8n keeps of a trigger between polls. With durable cursors n8n forgets what a poll at activation kept when it emitted
 * nothing; that is put beside the workflow's own static data, where the first tick finds it, in whatever process it runs.
 */
export class TriggerState {
	readonly events: KeptEvents;
	/** What this poll goes on from; its outages and account are what the next one does. */
	readonly stored: Stored;
	/** Whether nothing was kept: the trigger is published for the first time, or begins anew. */
	readonly isEmpty: boolean;
	private readonly node: IDataObject;
	private readonly publishedKey: string;
	private readonly openedMs = Date.now();

	constructor(
		private readonly context: IPollFunctions,
		private readonly memory: PollMemory,
		private readonly occasion: Occasion,
	) {
		const { id, name } = context.getNode();
		this.publishedKey = `published ${id} ${name}`;
		this.node = context.getWorkflowStaticData('node');
		const found = this.newestStored(textOf(this.node['events']));
		const newest = () =>
			occasion.isActivation ? memory.beginningAt(found.text) : memory.newestOf(found.text);
		const text = occasion.isDurableTick ? found.text : newest();
		this.stored = text === found.text ? found : storedIn(text);
		const { polledAtMs, events } = this.stored;
		const quietMs = Math.min(Date.now() - polledAtMs, performance.now() - memory.lastPolledMs);
		const beginsAnew = occasion.isPublishing && text !== undefined && quietMs > BEGINS_ANEW_AFTER_MS;
		const known = storedEvents(events);
		this.events = beginsAnew ? {} : known;
		this.isEmpty = text === undefined || beginsAnew;
		const isWhole = isRecord(events) && Object.keys(events).every((event) => event in known);
		if (text !== undefined && !isWhole) this.losses = [UNREADABLE];
		else if (beginsAnew) this.losses = [BEGUN_ANEW];
	}

	/** For the log: why what was stored is not, or not all of it, what this poll goes on from. */
	readonly losses: readonly string[] = [];

	/** Until when nothing is sent. Milliseconds since 1970; 0 where nothing is stored. */
	get pausedUntilMs(): number {
		return Number(this.node['pausedUntilMs']) || 0;
	}

	set pausedUntilMs(untilMs: number) {
		this.node['pausedUntilMs'] = untilMs;
	}

	/** Keeps what a poll leaves. `hasBaseline` says whether a part of it was not known before; what is emitted n8n keeps itself. */
	keep(events: KeptEvents, { hasBaseline, hasEmitted }: { hasBaseline: boolean; hasEmitted: boolean }): void {
		const { isActivation, isDurableTick } = this.occasion;
		const { beganAtMs, outages, account } = this.stored;
		const text = JSON.stringify({
			// Later than what it goes on from, also where n8n's clock was set back; not than what another process began meanwhile.
			beganAtMs: hasBaseline ? Math.max(this.openedMs, beganAtMs + 1) : beganAtMs,
			polledAtMs: Math.floor(Date.now() / HOUR_MS) * HOUR_MS,
			events,
			outages,
			account,
		});
		this.node['events'] = text;
		const ofWorkflow = this.context.getWorkflowStaticData('global');
		if (isActivation && hasBaseline && !hasEmitted) {
			this.memory.published = text;
			ofWorkflow[this.publishedKey] = text;
		} else if (!isActivation && !isDurableTick) unset(ofWorkflow, [this.publishedKey]);
		// A tick with a baseline began before something else was published: the next publication goes on from before it.
		const isLeft = hasEmitted || (hasBaseline && isDurableTick);
		this.memory.moved(this.stored.text, text, { hasEmitted: isLeft, isActivation });
	}

	/** This state, or what an activation kept after it, as this process or the workflow's static data knows it. */
	private newestStored(own: string | undefined): Stored {
		const { [this.publishedKey]: kept } = this.context.getWorkflowStaticData('global');
		const later = [this.memory.published, textOf(kept)];
		// Nearly always both are the same, or there is none: a long text is parsed once.
		const others = [...new Set(later)].filter((text) => text !== undefined && text !== own);
		const newer = (one: Stored, other: Stored) => (other.beganAtMs > one.beganAtMs ? other : one);
		return others.map(storedIn).reduce(newer, storedIn(own));
	}
}

/** A stored state. Milliseconds since 1970; 0 where nothing is stored. */
const storedState = z.object({
	beganAtMs: z.number().catch(0),
	polledAtMs: z.number().catch(0),
	events: z.unknown(),
	/** Those whose beginning was emitted. */
	outages: keptOutages.catch({}),
	/** A hash of the credential's secrets with which was polled last, and its account; null where the platform does not say. */
	account: z.object({ secret: z.string(), account: z.string().nullable() }).optional().catch(undefined),
});

/** With the text from which it was read. */
type Stored = z.infer<typeof storedState> & { readonly text: string | undefined };

function storedIn(text: string | undefined): Stored {
	const stored = text === undefined ? undefined : parseBody(text);
	return { ...storedState.parse(isRecord(stored) ? stored : {}), text };
}
