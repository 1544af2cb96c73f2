import './environment';
import { Container } from '@n8n/di';
import isEqual from 'lodash/isEqual';
import * as n8nCore from 'n8n-core';
import { PollContext } from 'n8n-core';
import {
	jsonParse,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type Workflow,
	type WorkflowActivateMode,
} from 'n8n-workflow';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

import type { CredentialStore } from './CredentialStore';
import {
	ABANDONED,
	backOffMs,
	BUDGET_MS,
	DURABLE_BUDGET_MS,
	DURABLE_LIMIT_MS,
	LEASE_MS,
	PUBLICATION_DELAYS_MS,
} from './n8nLife';
import { additionalData, credentialStore, workflowNode, type NodeSetup } from './setup';
import { buildWorkflow } from './workflow';

export interface PollSessionSetup extends Omit<NodeSetup, 'node'> {
	trigger: INodeType;
	/** n8n's durable cursors (three settings, off by default). False: n8n's default poller. */
	durable?: boolean;
	/** The trigger node's state that n8n's database already holds. */
	state?: IDataObject;
	/** Two sessions of one workflow are two polls of it that n8n gave their states. Each is a workflow of its own without. */
	workflowId?: string;
	/** What n8n's database holds of the workflow's own static data. */
	stateOfWorkflow?: IDataObject;
	/** The trigger node's name; its ID is always the same. */
	nodeName?: string;
	/** What `getPollBudgetMs()` answers; 36 s with durable cursors and 5 minutes without, as in n8n. */
	budgetMs?: number;
}

/** What one poll gave: the items that start an execution, or the error that n8n records as a failed one. */
interface PollOutcome {
	readonly session: PollSession;
	items: INodeExecutionData[] | null;
	error?: Error;
	/** Whether n8n threw it away because it took too long: no execution, failed or not. */
	isAbandoned?: boolean;
	readonly beganMs: number;
}

/** What n8n keeps of a poll, and when. */
interface Keeping {
	onItems: () => void;
	/** After a due poll (not the one at activation) that returned null. */
	onNothing?: () => void;
	/** What the trigger sees as its static data, if not the workflow's own. */
	staticData?: () => IDataObject;
	/** Whether it is a durable tick. */
	isTick?: boolean;
	/** Whether n8n waits for the poll no more. */
	isAbandoned?: () => boolean;
}

/** What came of a publication, or of a start of n8n. */
interface Publication {
	/** False when n8n gave the trigger up: the workflow says "active" and is never polled again. */
	isAlive: boolean;
	items: INodeExecutionData[] | null;
}

/** A database column holds JSON: what does not survive JSON does not survive n8n. */
const asStored = (state: unknown) => jsonParse<IDataObject>(JSON.stringify(state));

const ID = 'Trigger';

/**
 * The poll that is running. One storage for all sessions: Node visits each that was ever used whenever a promise is made, so with
 * one a session every further session made all tests of its process slower.
 */
const runningPoll = new AsyncLocalStorage<PollOutcome>();

/**
 * A published workflow with one polling trigger, over its life in one n8n: activation, ticks, restarts.
 *
 * Polls run on n8n-core's own PollContext and PollTriggerExecutor. What n8n keeps is modelled on what
 * packages/cli does around them:
 *
 * Default poller. The first poll runs at activation and at every start; a throw there refuses activation and
 * keeps nothing. All polls of one life share one static data object in memory. It is written to the database
 * when a poll returns items and at the end of an activation, if a top-level key was assigned anew; never after
 * a poll that returned null or threw. A restart goes on from what the database holds.
 *
 * Durable cursors. Each poll works on its own copy of the stored cursor. Items commit the copy together with
 * the execution, null commits it alone, a throw commits nothing; null from the poll at activation commits
 * nothing either, but the workflow's own static data is saved then. A restart does not poll. A tick that takes longer than
 * 45 s is abandoned without an execution. That, and one that throws, keeps n8n from the next for a time (`leftAloneMs`); `claim` runs one with an older cursor.
 *
 * `activate` and `restart` make one try; `publish` and `start` make as many as n8n, and may end with the trigger given up. Polls
 * that overlap share one expression isolate, which the first that ends takes away from the others.
 */
export class PollSession {
	readonly credentials: CredentialStore;

	private readonly workflowId: string;

	/** The node's state in the database. */
	private stored: IDataObject;

	/** What the database holds of the workflow's own static data. */
	private storedOfWorkflow: IDataObject;

	private readonly name: string;

	private parameters: INodeParameters;

	/** The tick of the running life; undefined while the workflow is not active. */
	private tick: (() => Promise<void>) | undefined;

	/** How long n8n's durable poller leaves the trigger alone because of how the last tick failed. */
	leftAloneMs = 0;

	/** Whether n8n's database refuses to store a durable cursor, with or without an execution: n8n only logs that. */
	isCommitRefused = false;

	/** Ticks that threw or were abandoned, one after the other. */
	private failedInARow = 0;

	private isGivenUp = false;

	private running = 0;

	constructor(private readonly setup: PollSessionSetup) {
		this.credentials = credentialStore({ ...setup, node: setup.trigger });
		this.workflowId = setup.workflowId ?? randomUUID();
		this.stored = asStored(setup.state ?? {});
		this.storedOfWorkflow = asStored(setup.stateOfWorkflow ?? {});
		this.name = setup.nodeName ?? ID;
		this.parameters = setup.parameters ?? {};
	}

	/** A copy of the node's state as n8n's database holds it: static data, or the durable cursor. */
	get state(): IDataObject {
		return asStored(this.stored);
	}

	/** The same of the workflow's own static data. */
	get stateOfWorkflow(): IDataObject {
		return asStored(this.storedOfWorkflow);
	}

	/**
	 * Publishes the workflow, or publishes it again, perhaps with other parameters. Polls once.
	 * Rejects when that poll throws: n8n then refuses to activate.
	 */
	async activate(parameters: INodeParameters = this.parameters): Promise<INodeExecutionData[] | null> {
		this.parameters = parameters;
		return await this.begin('activate');
	}

	/** Publishes as often as n8n tries it, without the seconds between the tries. */
	async publish(parameters: INodeParameters = this.parameters): Promise<Publication> {
		this.parameters = parameters;
		this.isGivenUp = false;
		return await this.tried('activate');
	}

	/** n8n stops and starts again, and tries as often to activate what was published, unless it gave that up. */
	async start(): Promise<Publication> {
		if (this.isGivenUp) return { isAlive: false, items: null };
		if (!this.setup.durable) return await this.tried('init');
		this.tick = this.durableTick();
		return { isAlive: true, items: null };
	}

	/** n8n stops, cleanly or not (it makes no difference to a trigger's state), and starts again. */
	async restart(): Promise<INodeExecutionData[] | null> {
		if (!this.setup.durable) return await this.begin('init');
		this.tick = this.durableTick();
		return null;
	}

	/**
	 * One due poll. Polls may overlap: call again before the first has settled.
	 * Rejects with what the trigger threw; in n8n that is a failed execution, and polling goes on. Null where n8n abandoned it.
	 */
	async poll(): Promise<INodeExecutionData[] | null> {
		if (!this.tick) throw new Error('The workflow is not active: call activate() or restart() first.');
		return await this.observe(this.tick);
	}

	/** A durable tick as n8n claims it: with the cursor of now, however much later it runs. */
	claim(): () => Promise<INodeExecutionData[] | null> {
		const tick = this.claimed();
		return async () => await this.observe(tick);
	}

	/** "Fetch test event" in the editor: rejects with what the trigger threw; the state is never stored. */
	async manual(): Promise<INodeExecutionData[] | null> {
		const workflow = this.load();
		const data = additionalData(this.credentials, 'manual');
		const context = new PollContext(workflow, this.triggerOf(workflow), data, 'manual', 'manual');
		const output = await this.setup.trigger.poll?.call(context);
		return output?.[0] ?? null;
	}

	private async tried(activation: WorkflowActivateMode): Promise<Publication> {
		const endMs = Date.now() + LEASE_MS;
		for (let tries = 0; tries < PUBLICATION_DELAYS_MS.length; tries += 1) {
			const items = await this.begin(activation).catch(() => undefined);
			if (Date.now() > endMs) break;
			if (items !== undefined) return { isAlive: true, items };
		}
		this.isGivenUp = true;
		this.tick = undefined;
		return { isAlive: false, items: null };
	}

	private async begin(activation: WorkflowActivateMode): Promise<INodeExecutionData[] | null> {
		this.tick = undefined;
		const workflow = this.load();
		const poll = this.setup.durable
			? this.poller(workflow, this.durableContext(workflow, activation))
			: this.poller(workflow, this.context(workflow, activation, { onItems: () => this.save(workflow) }));
		const items = await this.observe(async () => await poll(true));
		this.save(workflow);
		this.tick = this.setup.durable ? this.durableTick() : async () => await poll();
		return items;
	}

	/** n8n's scheduler builds everything anew for each durable poll. */
	private durableTick() {
		return async () => await this.claimed()();
	}

	private claimed() {
		const workflow = this.load();
		return this.poller(workflow, this.durableContext(workflow, 'update', true));
	}

	private load(): Workflow {
		const { trigger } = this.setup;
		const setup = { ...this.setup, node: trigger, parameters: this.parameters };
		const staticData = {
			[`node:${this.name}`]: asStored(this.stored),
			global: asStored(this.storedOfWorkflow),
		};
		return buildWorkflow(
			[trigger],
			[{ ...workflowNode(this.name, setup, this.credentials), id: ID }],
			{},
			staticData,
			this.workflowId,
		);
	}

	private triggerOf(workflow: Workflow): INode {
		const node = workflow.getNode(this.name);
		if (!node) throw new Error(`The workflow has no node "${this.name}".`);
		return node;
	}

	private poller(workflow: Workflow, context: PollContext) {
		if (!('PollTriggerExecutor' in n8nCore)) return this.earlierPoller(context);
		return Container.get(n8nCore.PollTriggerExecutor).create(
			workflow,
			context.getNode(),
			context,
			() => true,
		);
	}

	/** What n8n's list of active workflows did before PollTriggerExecutor existed (test/versions). */
	private earlierPoller(context: PollContext) {
		return async (isActivation = false) => {
			try {
				const output = (await this.setup.trigger.poll?.call(context)) ?? null;
				if (output !== null) context.__emit(output);
			} catch (error) {
				if (isActivation || !(error instanceof Error)) throw error;
				context.__emitError(error);
			}
		};
	}

	/** The default poller's save: only when n8n's observed object noticed an assignment. */
	private save(workflow: Workflow): void {
		if (workflow.staticData['__dataChanged'] !== true) return;
		if (!this.setup.durable) this.stored = asStored(workflow.staticData[`node:${this.name}`] ?? {});
		this.storedOfWorkflow = asStored(workflow.staticData['global'] ?? {});
		workflow.staticData['__dataChanged'] = false;
	}

	private context(workflow: Workflow, activation: WorkflowActivateMode, keeping: Keeping): PollContext {
		// n8n has a shorter time for durable ticks; a poll at activation is none.
		const { budgetMs = keeping.isTick === true ? DURABLE_BUDGET_MS : BUDGET_MS } = this.setup;
		return new PollContext(
			workflow,
			this.triggerOf(workflow),
			additionalData(this.credentials, 'trigger'),
			'trigger',
			activation,
			([items]) => {
				if (this.isCommitRefused || this.abandons(keeping)) return;
				keeping.onItems();
				this.current().items = items ?? [];
			},
			(error) => {
				if (!this.abandons(keeping)) this.current().error = error;
			},
			async () => {
				if (!this.isCommitRefused && !this.abandons(keeping)) keeping.onNothing?.();
			},
			undefined,
			keeping.staticData,
			() => budgetMs,
		);
	}

	private abandons({ isAbandoned }: Keeping): boolean {
		if (isAbandoned?.() !== true) return false;
		this.current().isAbandoned = true;
		return true;
	}

	private durableContext(workflow: Workflow, activation: WorkflowActivateMode, isTick = false): PollContext {
		const snapshot = asStored(this.stored);
		const seed = asStored(this.stored);
		const commit = () => {
			if (!isEqual(snapshot, seed)) this.stored = asStored(snapshot);
		};
		return this.context(workflow, activation, {
			onItems: commit,
			onNothing: commit,
			staticData: () => snapshot,
			isTick,
			isAbandoned: () => isTick && this.current().beganMs + DURABLE_LIMIT_MS < Date.now(),
		});
	}

	private current(): PollOutcome {
		const outcome = runningPoll.getStore();
		if (outcome?.session !== this) throw new Error('A poll answered outside of any poll of this session.');
		return outcome;
	}

	private async observe(poll: () => Promise<void>): Promise<INodeExecutionData[] | null> {
		const outcome: PollOutcome = { session: this, items: null, beganMs: Date.now() };
		this.running += 1;
		this.credentials.isIsolateGone = false;
		try {
			await runningPoll.run(outcome, poll);
		} finally {
			this.running -= 1;
			this.credentials.isIsolateGone = this.running > 0;
		}
		const failed = outcome.isAbandoned === true ? ABANDONED : outcome.error;
		this.failedInARow = failed && this.setup.durable ? this.failedInARow + 1 : 0;
		this.leftAloneMs = this.failedInARow === 0 ? 0 : backOffMs(failed, this.failedInARow);
		if (outcome.error) throw outcome.error;
		return outcome.items;
	}
}
