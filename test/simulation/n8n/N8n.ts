import type {
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	WorkflowActivateMode,
} from 'n8n-workflow';

import {
	ABANDONED,
	backOffMs,
	BUDGET_MS,
	DURABLE_BUDGET_MS,
	DURABLE_LIMIT_MS,
	isLasting,
	LEASE_MS,
	PUBLICATION_DELAYS_MS,
} from '../../engine/n8nLife';
import type { Dice } from '../time/random';
import { stopTimers } from '../time/replaceTime';
import { Main, type PollCall, type Surroundings } from './Main';
import type { PollView } from './PollView';
import { asStored, ObservedData } from './staticData';

/** How n8n polls: as it does by default, or with durable cursors. */
export type PollerKind = 'default' | 'durable';

export interface N8nSetup {
	readonly poller: PollerKind;
	/**
	 * Trigger nodes of the workflow; two have one ID, as copied JSON has. With durable cursors n8n polls no such workflow, but
	 * gives each an ID of its own when it is published.
	 */
	readonly nodes: 1 | 2;
	/** How often a process registers the workflow; twice after a publication that raced. Default poller. */
	readonly registrations: 1 | 2;
	/** Processes that work at the ticks. Durable poller. */
	readonly mains: 1 | 2;
	/** Longest time between the claim of a tick, with its cursor, and its run. Durable poller. */
	readonly longestLagMs: number;
}

/** Among the processes, the one that publishes. */
const PUBLISHING = 0;

/** How what a poll returned came out. */
export interface Emission {
	/** Whose state it comes of: a process of the durable poller, or a registration of the default one. */
	readonly source: number;
	/** When that read its state: a tick of the durable poller, or a publication. Undefined where it has it in memory. */
	readonly readMs: number | undefined;
	/** When the poll began. */
	readonly beganMs: number;
	/** Who reads the stored state from then on, until the poll's own is stored, does not find in it what came out. */
	readonly unknownFromMs: number;
	readonly storedMs: number;
}

/** What a poll returned, and when. */
interface Polled {
	readonly beganMs: number;
	readonly endedMs: number;
	readonly items: readonly IDataObject[] | null;
}

/** What of n8n's life somebody looks at. */
export interface Observer {
	publicationBegan(parameters: INodeParameters, mode: WorkflowActivateMode): void;
	/** `isAlive` is false when n8n has given up: the workflow says "active" and is never polled again. */
	publicationEnded(isAlive: boolean, mode: WorkflowActivateMode): void;
	/** An execution exists. */
	emitted(node: string, items: readonly IDataObject[], emission: Emission): void;
	/** n8n stored what a poll knows, and made no execution of what it returned: it was killed, or its database refused that. */
	lostBetween(node: string, items: readonly IDataObject[]): void;
	/** A failed execution: somebody can see it. */
	failed(message: string): void;
	logged(level: string, message: string): void;
	/** A poll has ended: `isRead` when it threw nothing. */
	polled(isRead: boolean, beganMs: number): void;
}

const MINUTE_MS = 60_000;
/** The ticks of a second registration come so long after those of the first. */
const SECOND_REGISTRATION_MS = 10_000;
/** After a restart so many ticks are made up for. */
const MOST_MISSED_TICKS = 3;
/** Where the workflow's own static data stand, beside those of its nodes. */
const GLOBAL = 'global';

/** One workflow with a polling trigger in an n8n that is published, polls, dies and comes back. */
export class N8n {
	/** What the database holds of the nodes' states, by node name: static data, or cursors. */
	readonly stored = new Map<string, IDataObject>();

	state: 'unpublished' | 'active' | 'failed' = 'unpublished';

	parameters: INodeParameters = {};

	private mains: Main[] = [];

	/** Counts publications: what belongs to an older one is not current. */
	private generation = 0;

	private missedTicks = 0;

	/** Registrations of the default poller, by which they are told from each other. */
	private registrations = 0;

	private isTicking = false;

	/** Until when the durable poller leaves the trigger alone, because of how many polls in a row threw, and what the last one did. */
	private notBeforeMs = 0;

	private failedInARow = 0;

	private isPersonNeeded = false;

	private readonly secondOfTicks: number;

	/** Set while n8n is to be killed right after it stored a cursor: for how long it is gone then. */
	private dyingForMs: number | undefined;

	private isRefusing = false;

	constructor(
		private readonly setup: N8nSetup,
		private readonly around: Surroundings,
		private readonly observer: Observer,
		private readonly dice: Dice,
	) {
		this.secondOfTicks = dice.integer(0, 59) * 1000;
	}

	get isRunning(): boolean {
		return this.mains.some(({ isAlive }) => isAlive);
	}

	/** Whether the durable poller leaves the trigger alone, because a poll threw what a person must set right. */
	get isLeftToPerson(): boolean {
		return this.isPersonNeeded && this.around.time.nowMs < this.notBeforeMs;
	}

	/** n8n starts. What was published is activated again, in the default poller with a poll. */
	start(mode: WorkflowActivateMode = 'init'): void {
		const { poller, mains } = this.setup;
		const places = poller === 'durable' ? mains : 1;
		this.mains = Array.from({ length: places }, (_, place) => new Main(this.around, place));
		if (poller === 'default' && this.state === 'active') this.register(mode);
		if (poller === 'durable') {
			this.runMissed();
			if (!this.isTicking) this.scheduleTicks();
		}
	}

	/** n8n is gone, in the middle of whatever it did. */
	kill(): void {
		for (const main of this.mains) main.kill();
		this.mains = [];
		stopTimers();
	}

	/** The next batch's execution is not made: n8n is killed right after it stored the cursor, and is gone for so long. */
	diesAfterStoringFor(downMs: number): void {
		this.dyingForMs = downMs;
	}

	/** The database refuses the next execution: with a durable cursor, which is one step, and after the default poller's own. */
	refusesNextExecution(): void {
		this.isRefusing = true;
	}

	/** A person publishes the workflow, perhaps with other fields. */
	publish(parameters: INodeParameters, mode: WorkflowActivateMode): void {
		this.parameters = parameters;
		this.state = 'active';
		this.notBeforeMs = 0;
		this.failedInARow = 0;
		this.missedTicks = 0;
		this.register(mode);
	}

	private register(mode: WorkflowActivateMode): void {
		this.generation += 1;
		const { [PUBLISHING]: main } = this.mains;
		if (main === undefined) throw new Error('n8n does not run: nobody can publish');
		const times = this.setup.poller === 'default' ? this.setup.registrations : 1;
		for (let time = 0; time < times; time += 1) {
			// The second one comes while the first has its baseline, and ticks at other seconds.
			main.after(time * 7000, () => void this.activate(main, mode, time === 0));
		}
	}

	/** Publication: polls once, up to five times, and then gives up for good. */
	private async activate(main: Main, mode: WorkflowActivateMode, isObserved: boolean): Promise<void> {
		const { generation } = this;
		const endMs = this.around.time.nowMs + LEASE_MS;
		if (isObserved) this.observer.publicationBegan(this.parameters, mode);
		for (const delayMs of PUBLICATION_DELAYS_MS) {
			await main.wait(delayMs);
			const leftMs = endMs - this.around.time.nowMs;
			if (leftMs <= 0) break;
			this.registrations += 1;
			const source = this.setup.poller === 'durable' ? PUBLISHING : this.registrations;
			const registration = this.registration(source, mode, BUDGET_MS);
			const outcome = await Promise.race([
				this.pollAtActivation(main, registration, generation),
				main.wait(leftMs).then(() => 'late' as const),
			]);
			if (generation !== this.generation) return;
			if (outcome === 'late') break;
			if (outcome === 'failed') continue;
			if (isObserved) this.observer.publicationEnded(true, mode);
			if (this.setup.poller === 'default') {
				this.tickForEver(main, registration, generation, isObserved ? 0 : SECOND_REGISTRATION_MS);
			}
			return;
		}
		if (!isObserved) return;
		this.state = 'failed';
		this.observer.publicationEnded(false, mode);
	}

	private async pollAtActivation(
		main: Main,
		registration: Registration,
		generation: number,
	): Promise<'polled' | 'failed'> {
		registration.hasIsolate = true;
		try {
			for (const node of registration.nodes) {
				const polled = await this.poll(main, registration, node);
				if (generation !== this.generation) return 'polled';
				this.emit(main, registration, node, polled);
				if (polled.items === null && this.setup.poller === 'default') this.save(registration, node.name);
				this.saveWorkflow(registration);
			}
			return 'polled';
		} catch (error) {
			this.observer.logged('error', `publication: ${messageOf(error)}`);
			return 'failed';
		} finally {
			registration.hasIsolate = false;
		}
	}

	/** The default poller's cron: it does not ask whether the last poll is over. */
	private tickForEver(main: Main, registration: Registration, generation: number, shiftMs: number): void {
		registration.readMs = undefined;
		main.after(this.untilTick(shiftMs), () => {
			if (generation !== this.generation) return;
			for (const node of registration.nodes) void this.tick(main, registration, node, generation);
			this.tickForEver(main, registration, generation, shiftMs);
		});
	}

	private async tick(main: Main, registration: Registration, node: INode, generation: number): Promise<void> {
		registration.hasIsolate = true;
		try {
			const polled = await this.poll(main, registration, node);
			if (generation !== this.generation) return;
			this.emit(main, registration, node, polled);
		} catch (error) {
			if (generation === this.generation) this.observer.failed(messageOf(error));
		} finally {
			// n8n does not ask whether another poll of the workflow still needs it.
			registration.hasIsolate = false;
		}
	}

	/** What the default poller does with items: first it stores the state, then it makes an execution. */
	private emit(main: Main, registration: Registration, { name }: INode, polled: Polled): void {
		const { items, beganMs, endedMs } = polled;
		if (items === null) return;
		const { source, readMs } = registration;
		const isRefused = this.isRefusing;
		this.isRefusing = false;
		const isDurable = this.setup.poller === 'durable';
		// A publication of the default poller throws away what a poll returns that still runs.
		const unknownFromMs = (isDurable ? readMs : undefined) ?? endedMs;
		const stored = (): Emission => {
			this.save(registration, name);
			return { source, readMs, beganMs, unknownFromMs, storedMs: this.around.time.nowMs };
		};
		if (isDurable) {
			if (isRefused) this.observer.logged('error', 'the database refused a cursor and its execution');
			else this.observer.emitted(name, items, stored());
			return;
		}
		main.after(this.storingMs(), () => {
			const emission = stored();
			this.die();
			if (!main.isAlive || isRefused) {
				this.observer.lostBetween(name, items);
				return;
			}
			let isMade = false;
			main.after(this.dice.integer(1, 8), () => {
				isMade = true;
				this.observer.emitted(name, items, emission);
			});
			this.around.time.after(9, () => {
				if (!isMade) this.observer.lostBetween(name, items);
			});
		});
	}

	/** How long the default poller takes to store a state: on a busy machine mostly 57 ms, and 2.1 s at the longest that was measured. */
	private storingMs(): number {
		if (!this.dice.chance(0.15)) return this.dice.integer(1, 8);
		return this.dice.chance(0.7) ? this.dice.integer(9, 150) : this.dice.integer(150, 2100);
	}

	private die(): void {
		const forMs = this.dyingForMs;
		if (forMs === undefined) return;
		this.dyingForMs = undefined;
		this.kill();
		this.around.time.after(forMs, () => {
			if (!this.isRunning) this.start();
		});
	}

	private save(registration: Registration, name: string): void {
		const data = registration.dataOf(name);
		if (data.isChanged) this.stored.set(name, data.stored());
	}

	/** The workflow's own static data are no part of a cursor. */
	private saveWorkflow(registration: Registration): void {
		const data = registration.dataOf(GLOBAL);
		if (data.isChanged) this.stored.set(GLOBAL, data.stored());
	}

	/** The durable poller's ticks are the database's: they come due whether a process runs or not. */
	private scheduleTicks(): void {
		this.isTicking = true;
		this.around.time.after(this.untilTick(), () => {
			this.claim();
			// An n8n that is down for weeks misses no more than it catches up on.
			this.isTicking = this.isRunning || (this.state === 'active' && this.missedTicks < MOST_MISSED_TICKS);
			if (this.isTicking) this.scheduleTicks();
		});
	}

	private claim(): void {
		if (this.state !== 'active' || this.around.time.nowMs < this.notBeforeMs) return;
		if (!this.isRunning) {
			this.missedTicks = Math.min(MOST_MISSED_TICKS, this.missedTicks + 1);
			return;
		}
		const lagMs = this.dice.chance(this.setup.longestLagMs > 3000 ? 0.6 : 0.2)
			? this.dice.integer(0, this.setup.longestLagMs)
			: this.dice.integer(10, 500);
		this.claimed(lagMs);
	}

	/** After a restart several missed ticks run at once. */
	private runMissed(): void {
		const ticks = this.missedTicks;
		this.missedTicks = 0;
		for (let tick = 0; tick < ticks; tick += 1) this.claimed(1000 + this.dice.integer(0, 3000));
	}

	/** A tick as it was claimed: with the cursor of that moment. */
	private claimed(lagMs: number): void {
		const process = this.dice.integer(0, this.mains.length - 1);
		const main = this.mains[process];
		if (main === undefined) return;
		const { generation } = this;
		const registration = this.registration(process, 'update', DURABLE_BUDGET_MS);
		registration.hasIsolate = true;
		main.after(lagMs, () => {
			for (const node of registration.nodes) void this.durableTick(main, registration, node, generation);
		});
	}

	private async durableTick(
		main: Main,
		registration: Registration,
		node: INode,
		generation: number,
	): Promise<void> {
		try {
			const outcome = await Promise.race([
				this.poll(main, registration, node),
				main.wait(DURABLE_LIMIT_MS).then(() => 'abandoned' as const),
			]);
			if (generation !== this.generation) return;
			if (outcome === 'abandoned') {
				this.observer.logged('warn', ABANDONED.message);
				this.backOff(ABANDONED);
				return;
			}
			this.failedInARow = 0;
			if (outcome.items === null) this.save(registration, node.name);
			else this.emit(main, registration, node, outcome);
		} catch (error) {
			if (generation !== this.generation) return;
			this.observer.failed(messageOf(error));
			this.backOff(error);
		}
	}

	private backOff(thrown: unknown): void {
		this.failedInARow += 1;
		this.isPersonNeeded = isLasting(thrown);
		this.notBeforeMs = this.around.time.nowMs + backOffMs(thrown, this.failedInARow);
	}

	private async poll(main: Main, registration: Registration, node: INode): Promise<Polled> {
		const beganMs = this.around.time.nowMs;
		this.around.pollBegins();
		let isRead = false;
		const view = registration.viewOf(node, (staticData) =>
			main.view({
				workflowId: 'workflow',
				node,
				activation: registration.activation,
				staticData,
				budgetMs: registration.budgetMs,
				hasIsolate: () => registration.hasIsolate,
				log: (level, message) => this.observer.logged(level, message),
			}),
		);
		const items = await main
			.poll(view)
			.then((output) => {
				isRead = true;
				return output;
			})
			.finally(() => this.observer.polled(isRead, beganMs));
		const returned = items?.map(({ json }: INodeExecutionData) => asStored(json)) ?? null;
		return { items: returned, beganMs, endedMs: this.around.time.nowMs };
	}

	private registration(source: number, activation: WorkflowActivateMode, budgetMs: number): Registration {
		const readMs = this.around.time.nowMs;
		return new Registration(source, readMs, this.nodes(), activation, budgetMs, (name) =>
			this.stored.get(name),
		);
	}

	private nodes(): INode[] {
		return Array.from({ length: this.setup.nodes }, (_, index) => ({
			id: this.setup.poller === 'durable' ? `id-${index}` : 'one-id',
			name: index === 0 ? 'Trigger' : `Trigger${index}`,
			type: 'trigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: this.parameters,
		}));
	}

	private untilTick(shiftMs = 0): number {
		const { nowMs } = this.around.time;
		const untilMs = (this.secondOfTicks + shiftMs - nowMs) % MINUTE_MS;
		return untilMs <= 0 ? untilMs + MINUTE_MS : untilMs;
	}
}

/** The workflow as a process holds it: its nodes' states in memory, and its expression isolate. */
class Registration {
	hasIsolate = false;

	private readonly data: ReadonlyMap<string, ObservedData>;

	private readonly views = new Map<string, PollView>();

	constructor(
		readonly source: Emission['source'],
		/** Until it has polled: from then on it has its state in memory. */
		public readMs: Emission['readMs'],
		readonly nodes: readonly INode[],
		/** Of the polls, too: the default poller's see that of the publication, a durable tick sees `update`. */
		readonly activation: WorkflowActivateMode,
		readonly budgetMs: number,
		stored: (name: string) => IDataObject | undefined,
	) {
		const names = [GLOBAL, ...nodes.map(({ name }) => name)];
		this.data = new Map(names.map((name) => [name, new ObservedData(asStored(stored(name) ?? {}))]));
	}

	/** The one context of a node's polls. */
	viewOf({ name }: INode, make: (staticData: PollCall['staticData']) => PollView): PollView {
		const known = this.views.get(name);
		if (known !== undefined) return known;
		const view = make({ node: this.dataOf(name).data, global: this.dataOf(GLOBAL).data });
		this.views.set(name, view);
		return view;
	}

	dataOf(name: string): ObservedData {
		const data = this.data.get(name);
		if (data === undefined) throw new Error(`The workflow has no node ${name}`);
		return data;
	}
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
