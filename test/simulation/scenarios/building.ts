import type { FaultKind, History, Step } from '../history/History';
import type { PollerKind } from '../n8n/N8n';
import { platforms } from '../platforms';
import type { PlatformModel, Watch } from '../platforms/PlatformModel';
import type { Dice } from '../time/random';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const DAY_MS = 24 * 60 * MINUTE_MS;

/** Makes a history out of chance, or nothing where the scenario does not concern the platform. */
export interface Scenario {
	readonly name: string;
	/** The fault that it is for, as the list in docs names it. */
	readonly about: string;
	/** How often it is in the mix, against the others. */
	readonly weight: number;
	readonly pollers: readonly PollerKind[];
	/** Those that it concerns; all where it does not say. */
	readonly platforms?: readonly string[];
	make(plan: Plan): void;
}

type StepDraft = Step extends infer One ? (One extends { atMs: number } ? Omit<One, 'atMs'> : never) : never;

/** A history in the making. */
export class Plan {
	poller: PollerKind;

	nodes: 1 | 2 = 1;

	registrations: 1 | 2 = 1;

	mains: 1 | 2 = 1;

	longestLagMs = 3000;

	integrations = 3;

	switches: Record<string, unknown> = {};

	watch: Watch;

	existing = 2;

	skewMs = 0;

	endMs = 6 * MINUTE_MS;

	readonly model: PlatformModel;

	private readonly steps: Step[] = [];

	constructor(
		readonly scenario: Scenario,
		readonly platform: string,
		poller: PollerKind,
		readonly dice: Dice,
	) {
		const model = platforms[platform];
		if (model === undefined) throw new Error(`No platform ${platform}`);
		this.model = model;
		this.poller = poller;
		this.watch = {
			events: [this.anEvent()],
			only: [],
			excluded: [],
			variant: 0,
			isByName: false,
			options: {},
		};
	}

	get event(): string {
		return this.watch.events[0] ?? '';
	}

	/** The platform's events but the changes of health and the like, which other events cause too. */
	get events(): string[] {
		return Object.keys(this.model.events).filter((event) => !this.isPlayedAlone(event));
	}

	isPlayedAlone(event: string): boolean {
		return this.model.events[event]?.isPlayedAlone === true;
	}

	/** An event of the platform. */
	anEvent(where: (event: string) => boolean = () => true): string {
		const events = this.events.filter(where);
		return events[this.dice.integer(0, events.length - 1)] ?? '';
	}

	/** An integration's place. */
	aPlace(): number {
		return this.dice.integer(0, this.integrations - 1);
	}

	at(atMs: number, step: StepDraft): void {
		this.steps.push({ ...step, atMs: Math.round(atMs) });
		this.endMs = Math.max(this.endMs, atMs + MINUTE_MS);
	}

	occur(atMs: number, { event = this.event, of = this.aPlace(), agoMs = 0, times = 1 } = {}): void {
		this.at(atMs, { do: 'occur', event, of, agoMs, times });
	}

	/** Errors of the watched events at random times of a span. */
	errors(count: number, fromMs: number, toMs: number): void {
		for (let made = 0; made < count; made += 1) {
			const event = this.watch.events[this.dice.integer(0, this.watch.events.length - 1)] ?? this.event;
			const traits = this.model.events[event];
			const isLate = this.dice.chance(0.3);
			const agoMs = isLate ? this.dice.integer(0, Math.max(0, (traits?.lateWindowMs ?? 0) - MINUTE_MS)) : 0;
			this.occur(this.dice.integer(fromMs, toMs), { event, agoMs });
		}
	}

	/** An error of a watched event in the middle of the first poll after that. */
	occurInPoll(atMs: number): void {
		const { events } = this.watch;
		const event = events[this.dice.integer(0, events.length - 1)] ?? this.event;
		const afterRequests = this.dice.integer(1, 2 * this.integrations + 2);
		this.at(atMs, { do: 'occurInPoll', event, of: this.aPlace(), afterRequests });
	}

	fault(
		atMs: number,
		kind: FaultKind,
		{
			of = 'all',
			forMs,
			share = 1,
			ms = 0,
		}: { of?: number | 'all' | 'lists'; forMs: number; share?: number; ms?: number },
	): void {
		this.at(atMs, { do: 'fault', kind, of, forMs, share, ms });
		this.endMs = Math.max(this.endMs, atMs + forMs);
	}

	publish(atMs: number, change: Partial<Watch> = {}, mode: 'activate' | 'update' = 'update'): void {
		this.at(atMs, { do: 'publish', watch: { ...this.watch, ...change }, mode });
	}

	/** Changes what is published again. */
	eachPublication(change: (watch: Watch) => Watch): void {
		for (const [index, step] of this.steps.entries()) {
			if (step.do === 'publish') this.steps[index] = { ...step, watch: change(step.watch) };
		}
	}

	kill(atMs: number, downMs: number): void {
		this.at(atMs, { do: 'kill', downMs });
		this.endMs = Math.max(this.endMs, atMs + downMs + MINUTE_MS);
	}

	history(seed: number): History {
		const { scenario, platform, integrations, switches, watch, existing, skewMs, endMs } = this;
		const { poller, nodes, registrations, mains, longestLagMs } = this;
		return {
			seed,
			scenario: scenario.name,
			platform,
			n8n: { poller, nodes, registrations, mains, longestLagMs },
			integrations,
			switches,
			watch,
			existing,
			skewMs,
			steps: [...this.steps].sort((one, other) => one.atMs - other.atMs),
			endMs,
		};
	}
}
