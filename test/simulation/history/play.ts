import { range } from 'lodash';

import { Clock } from '../../../simulators/switchboard';
import { N8n } from '../n8n/N8n';
import { platforms } from '../platforms';
import type { Account, Fact } from '../platforms/PlatformModel';
import { Dice, randomOf } from '../time/random';
import { follow, type TimeSource } from '../time/replaceTime';
import { VirtualTime } from '../time/VirtualTime';
import type { Failure, History, Step } from './History';
import { Oracle } from './Oracle';
import { World } from './World';

const MINUTE_MS = 60_000;
const BEGIN_MS = Date.UTC(2026, 0, 12, 9, 0, 0);
/** So long everything is well at the end, for what waits to be emitted. */
const LONGEST_HEALTH_MS = 75 * MINUTE_MS;
/** What would come twice comes within these ticks. */
const TICKS_FOR_REPEATS = 4;

/** How slow each answer may be when many are needed. */
const BEARABLE_MS = { default: 30_000, durable: 2000 };

/** What came of a history. */
export interface Outcome {
	readonly failures: readonly Failure[];
	readonly requests: number;
	/** What happened, line by line, where it was asked for. */
	readonly log: readonly string[];
}

/** The simulated platform's clock: always the true time. */
class TrueClock extends Clock {
	constructor(private readonly time: VirtualTime) {
		super();
	}

	override now(): number {
		return this.time.nowMs;
	}

	override iso(agoMs = 0): string {
		return new Date(this.now() - agoMs).toISOString();
	}
}

/** Plays a history from its first publication to the end of its healing. The same history always has the same outcome. */
export async function play(history: History, isVerbose = false): Promise<Outcome> {
	const time = new VirtualTime(BEGIN_MS - MINUTE_MS);
	const source: TimeSource = { time, skewMs: history.skewMs, random: randomOf(history.seed + 1) };
	follow(source);
	return await new Playing(history, time, source, isVerbose).toTheEnd();
}

class Playing {
	private readonly dice: Dice;

	private readonly clock: Clock;

	private readonly accounts: Account[] = [];

	constructor(
		private readonly history: History,
		private readonly time: VirtualTime,
		private readonly source: TimeSource,
		private readonly isVerbose: boolean,
	) {
		this.dice = new Dice(randomOf(history.seed));
		this.clock = new TrueClock(time);
	}

	async toTheEnd(): Promise<Outcome> {
		const { history, time, dice } = this;
		const model = platforms[history.platform];
		if (model === undefined) throw new Error(`No platform ${history.platform}`);
		const account = await this.openAccount();
		const bearableMs = BEARABLE_MS[history.n8n.poller];
		const world = new World(time, model, account, dice, bearableMs, history.integrations);
		const nodes = history.n8n.nodes === 1 ? ['Trigger'] : ['Trigger', 'Trigger1'];
		const conditions = {
			isTroubled: (place: number | null) => world.isTroubled(place),
			isMissing: (place: number) => world.isMissing(place),
			isShownEmpty: (place: number) => world.isShownEmpty(place),
			get ticksOfARound() {
				return world.ticksOfARound(history.integrations);
			},
			storesQuietPolls: history.n8n.poller === 'durable',
			get isWrong() {
				return world.isWrong;
			},
			emittedOf: (place: number) => world.emittedOf(place),
			get isPolling(): boolean {
				// What a trigger throws again and again earns it no such excuse: n8n would poll ever more seldom.
				const isLeftAlone = n8n.isLeftToPerson && world.wasAllRefused;
				return n8n.isRunning && n8n.state === 'active' && !isLeftAlone;
			},
		};
		const oracle: Oracle = new Oracle(time, model, history.integrations, conditions, nodes, this.isVerbose);
		const { trigger, credentialTypes } = model;
		const { network, credentials } = world;
		const n8n: N8n = new N8n(
			history.n8n,
			{ time, network, credentials, trigger, credentialTypes, pollBegins: () => world.pollBegins() },
			oracle,
			dice,
		);
		this.existing(world, oracle);
		n8n.start();
		await time.passUntil(BEGIN_MS);
		const beginMs = time.nowMs;
		await this.take({ atMs: 0, do: 'publish', watch: history.watch, mode: 'activate' }, world, oracle, n8n);
		let stepsLeft = [...history.steps];
		const endMs = beginMs + history.endMs;
		let nextMinuteMs = beginMs + MINUTE_MS;
		while (time.nowMs < endMs) {
			const [next] = stepsLeft;
			const stepMs = next === undefined ? Infinity : beginMs + next.atMs;
			const untilMs = this.skipping(n8n, Math.min(stepMs, endMs), nextMinuteMs);
			await time.passUntil(untilMs);
			if (time.nowMs >= nextMinuteMs) {
				oracle.tick();
				nextMinuteMs = time.nowMs + MINUTE_MS;
			}
			if (next !== undefined && time.nowMs >= stepMs) {
				stepsLeft = stepsLeft.slice(1);
				await this.take(next, world, oracle, n8n);
			}
		}
		await this.heal(world, oracle, n8n);
		oracle.finish();
		n8n.kill();
		for (const { server } of this.accounts) oracle.forbid(server.violations.lines());
		return { failures: oracle.failures, requests: world.requests, log: oracle.log };
	}

	/** While n8n is down there is nothing to look at each minute. */
	private skipping(n8n: N8n, stepMs: number, minuteMs: number): number {
		return n8n.isRunning ? Math.min(stepMs, minuteMs) : stepMs;
	}

	private async heal(world: World, oracle: Oracle, n8n: N8n): Promise<void> {
		const { time } = this;
		world.heal();
		oracle.note(() => 'everything is well from now on');
		if (!n8n.isRunning) n8n.start();
		const endMs = time.nowMs + world.pauseMs + LONGEST_HEALTH_MS;
		for (let quiet = 0; quiet < TICKS_FOR_REPEATS && time.nowMs < endMs; ) {
			await time.passUntil(time.nowMs + MINUTE_MS);
			oracle.tick();
			if (oracle.isEverythingEmitted || n8n.state !== 'active') quiet += 1;
		}
	}

	private existing(world: World, oracle: Oracle): void {
		const { existing, watch, integrations } = this.history;
		for (let count = 0; count < existing; count += 1) {
			for (const event of watch.events) {
				for (let place = 0; place < integrations; place += 1) {
					const agoMs = this.dice.integer(0, 15 * MINUTE_MS);
					this.occur(world, oracle, event, place, agoMs);
				}
			}
		}
	}

	private occur(world: World, oracle: Oracle, event: string, place: number, agoMs: number): void {
		this.add(oracle, world.account.occur(event, place, agoMs, this.dice), place, agoMs);
	}

	private add(oracle: Oracle, facts: readonly Fact[], place: number, agoMs = 0): void {
		for (const fact of facts) oracle.add(fact, this.time.nowMs - agoMs, place);
	}

	private async take(step: Step, world: World, oracle: Oracle, n8n: N8n): Promise<void> {
		oracle.note(() => `--- ${JSON.stringify(step)}`);
		switch (step.do) {
			case 'occur':
				for (let count = 0; count < step.times; count += 1) {
					this.occur(world, oracle, step.event, step.of, step.agoMs);
				}
				return;
			case 'occurInPoll':
				world.inNextPoll(step.afterRequests, () => this.occur(world, oracle, step.event, step.of, 0));
				return;
			case 'change':
				world.account.change(step.what, step.of, this.dice);
				oracle.areTakenBack(world.model.changes[step.what]?.takesBack ?? [], step.of);
				oracle.areBroughtAlong(world.model.changes[step.what]?.bringsAlong ?? [], step.of);
				return;
			case 'fault':
				world.begin(step);
				return;
			case 'moveLists':
				world.moveLists(step.forMs, () => this.add(oracle, world.account.moveList(), 0));
				return;
			case 'kill':
				n8n.kill();
				this.restartAfter(step.downMs, n8n);
				return;
			case 'killAfterStoring':
				n8n.diesAfterStoringFor(step.downMs);
				return;
			case 'refuseExecution':
				n8n.refusesNextExecution();
				return;
			case 'publish':
				// Nobody can publish while n8n is down: what was published before goes on.
				if (!n8n.isRunning) return;
				oracle.request(step.watch);
				world.watch = step.watch;
				n8n.publish(this.parametersOf(world, step, oracle.mutedFingerprints), step.mode);
				return;
			case 'renewToken':
				world.type(world.account.renew());
				return;
			case 'otherAccount':
				await this.switchAccount(world, oracle);
				return;
			case 'date':
				world.dateAheadMs = step.aheadMs;
				return;
			case 'skew':
				world.clockSetBack(this.source.skewMs - step.ms);
				this.source.skewMs = step.ms;
		}
	}

	private restartAfter(downMs: number, n8n: N8n): void {
		this.time.after(downMs, () => {
			if (!n8n.isRunning) n8n.start();
		});
	}

	private parametersOf({ model }: World, { watch }: { watch: History['watch'] }, muted: readonly string[]) {
		const ids = range(this.history.integrations).map((place) => model.integrationId(place));
		const excludedIntegrations = watch.excluded.map((place) => ids[place]).join();
		const mutedFingerprints = muted.join();
		const options = { ...watch.options, excludedIntegrations, mutedFingerprints };
		return model.parameters({ ...watch, options }, ids);
	}

	private async switchAccount(world: World, oracle: Oracle): Promise<void> {
		const account = await this.openAccount();
		world.account = account;
		world.type(account.typed);
		oracle.switchAccount();
		oracle.areKnown(() => this.existing(world, oracle));
	}

	private async openAccount(): Promise<Account> {
		const { platform, integrations, switches, watch, steps } = this.history;
		const published = steps.flatMap((step) => (step.do === 'publish' ? step.watch.events : []));
		const events = [...watch.events, ...published];
		const model = platforms[platform];
		if (model === undefined) throw new Error(`No platform ${platform}`);
		const number = this.accounts.length + 1;
		const account = await model.open(this.clock, { integrations, number, events, switches });
		this.accounts.push(account);
		return account;
	}
}
