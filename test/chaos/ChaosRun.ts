import { mkdir, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { N8nInstallation } from '../../demo/install/installN8n';
import type { PackedPackage } from '../../demo/install/packPackage';
import { waitFor } from '../../demo/n8n/waitFor';
import type { Settings } from '../../demo/n8n/settings';
import { SeededRandom } from '../../simulators/switchboard';
import { ChaosN8n } from './ChaosN8n';
import { Occurrences } from './Occurrences';
import { startPlatforms } from './platforms';
import type { ChaosPlatform } from './platforms/ChaosPlatform';
import { PollJournal } from './PollJournal';
import { storedExecutions } from './storedExecutions';
import { verdict, type Verdict } from './verdict';
import { Weather, type Storm } from './Weather';

export interface Poller {
	name: string;
	settings: Settings;
	/** n8n throws away what a poll that takes longer returns. */
	longestPollMs: number;
	/** Whether n8n stores a trigger's state and the execution in one transaction. */
	storesAtOnce: boolean;
}

export interface ChaosPlan {
	installation: N8nInstallation;
	packed: PackedPackage;
	/** The run's own: wiped at its beginning, left at its end so that logs can be read. */
	folder: string;
	poller: Poller;
	seed: number;
	/** From the publication to the last kill, about. */
	minutes: number;
	kills: number;
	/** At least so many must occur. */
	errors: number;
	/** Called with what happens, a line each. */
	say: (line: string) => void;
}

export interface ChaosResult {
	poller: string;
	seed: number;
	occurred: number;
	kills: number;
	stumbles: number;
	/** Restarts while some platforms could not be reached. */
	restartsInOutages: number;
	/** How often each storm began, over all platforms. */
	storms: Map<Storm, number>;
	/** Polls in all, those that failed, and those that took longer than the interval. */
	polls: number;
	failedPolls: number;
	longPolls: number;
	/** Executions that n8n was killed in; what started them is in n8n's database. */
	crashedExecutions: number;
	verdict: Verdict;
	/** What a simulator does not allow and was asked for. */
	violations: string[];
	/** What did not work beside that: a publication that failed, for example. */
	failures: string[];
}

const beatMs = 200;
const pollIntervalMs = 10_000;

/** A platform stays away so long after a restart: n8n has then tried to activate its trigger five times. */
const outageAfterStartMs = 25_000;
const platformsInOutage = 2;
const outageEvery = 3;

/** In the calm: so long without any news while something is missing; and at the end so long for repetitions to show. */
const silenceMs = 75_000;
const afterglowMs = 25_000;

/**
 * n8n tries five times to activate a trigger, after a restart too: where it was killed while it did, only when its lease of 120 s
 * is over. One that does not live by then is given up.
 */
const activatingMs = 180_000;

/** One n8n with its own five platforms, through everything that the plan has for it. */
export class ChaosRun {
	private readonly random: SeededRandom;
	private readonly weathers: Weather[];
	private readonly occurrences: Occurrences;
	private readonly failures: string[] = [];
	private restartsInOutages = 0;
	private nextInOutage = 0;
	private readonly restartTimesMs: number[] = [];

	private constructor(
		private readonly plan: ChaosPlan,
		private readonly platforms: ChaosPlatform[],
		private readonly n8n: ChaosN8n,
		private readonly journal: PollJournal,
	) {
		const { seed, minutes, errors } = plan;
		this.random = new SeededRandom(seed);
		this.weathers = platforms.map(
			(platform, index) => new Weather(platform, new SeededRandom(seed * 1_000 + index)),
		);
		this.occurrences = new Occurrences(
			platforms,
			new SeededRandom(seed + 500),
			(minutes * 60_000) / errors,
			(event) => journal.wasStored(event),
		);
		journal.named = (event) => this.occurrences.named(event);
	}

	static async play(plan: ChaosPlan): Promise<ChaosResult> {
		const { installation, packed, folder, poller } = plan;
		await rm(folder, { recursive: true, force: true });
		await mkdir(folder, { recursive: true });
		const journal = new PollJournal(folder);
		const platforms = await Promise.all(startPlatforms.map(async (start) => await start()));
		try {
			const settings = { ...poller.settings, ...journal.settings };
			const n8n = await ChaosN8n.start({ installation, packed, folder, settings });
			try {
				return await new ChaosRun(plan, platforms, n8n, journal).run();
			} finally {
				await n8n.stop();
			}
		} finally {
			for (const { simulator } of platforms) await simulator.stop();
		}
	}

	private async run(): Promise<ChaosResult> {
		const { errors } = this.plan;
		await this.publish('everything', () => ({}));
		const beat = setInterval(() => {
			for (const weather of this.weathers) weather.advance();
			this.occurrences.advance(errors);
		}, beatMs);
		try {
			await this.killAgainAndAgain();
		} finally {
			clearInterval(beat);
		}
		for (const weather of this.weathers) weather.hold();
		while (this.occurrences.all.length < errors) this.occurrences.causeOne();
		await this.settle();
		return await this.result();
	}

	private async killAgainAndAgain(): Promise<void> {
		const { kills, minutes } = this.plan;
		const endsAt = Date.now() + minutes * 60_000;
		const restricted = Math.floor(kills / 3);
		const openAgain = Math.floor((2 * kills) / 3);
		for (let kill = 1; kill <= kills; kill += 1) {
			await pause(this.untilNextKill(endsAt, kills - kill + 1));
			if (kill % outageEvery === 0) await this.restartInOutage();
			else await this.restart();
			if (kill === restricted) await this.restrict();
			if (kill === openAgain) await this.openAgain();
		}
	}

	/** The time that is left, shared out among the kills that are left. */
	private untilNextKill(endsAt: number, killsLeft: number): number {
		const restartMs =
			this.restartTimesMs.reduce((sum, ms) => sum + ms, 0) / Math.max(1, this.restartTimesMs.length);
		const shareMs = Math.max(4_000, (endsAt - Date.now()) / killsLeft - restartMs);
		return shareMs * 2 * this.random.fraction();
	}

	private async restart(): Promise<void> {
		await this.n8n.kill();
		const killedAt = Date.now();
		await pause(this.random.fraction() * 3_000);
		await this.n8n.startAgain();
		this.restartTimesMs.push(Date.now() - killedAt);
		this.say(`killed and started again (${this.n8n.kills.length}), ${this.missing().length} not emitted yet`);
	}

	private async restartInOutage(): Promise<void> {
		const away = this.weathers.map((_, index) => index).filter((index) => this.isInOutage(index));
		this.nextInOutage += platformsInOutage;
		const storm: Storm = this.random.pick(['answers 503', 'resets connections']);
		for (const index of away) this.weathers[index]?.hold(storm);
		const names = away.map((index) => this.platforms[index]?.name).join(' and ');
		this.say(`${names}: ${storm}, over a restart`);
		await this.restart();
		await pause(outageAfterStartMs);
		for (const index of away) this.weathers[index]?.release();
		this.restartsInOutages += 1;
	}

	private isInOutage(index: number): boolean {
		const { length } = this.platforms;
		return (index - this.nextInOutage + length * platformsInOutage) % length < platformsInOutage;
	}

	/** Publishes with something chosen instead of everything. What is not emitted by then, in calm weather, is lost. */
	private async restrict(): Promise<void> {
		for (const weather of this.weathers) weather.hold();
		this.occurrences.onlyChosen = true;
		await this.noteDeadTriggers();
		const before = this.missing();
		const left = await this.calm(() => before.filter((event) => !this.journal.isSettled(event)).length);
		if (left > 0) this.failures.push(`${left} not emitted in the calm before the publication`);
		await this.publish('what is chosen', ({ chosen }) => chosen);
		for (const weather of this.weathers) weather.release();
	}

	/** To be called before publishing: that brings back to life what n8n gave up. */
	private async noteDeadTriggers(): Promise<void> {
		const alive = async () => (await this.n8n.deadTriggers()).size === 0;
		await waitFor('all triggers to live', alive, { timeoutMs: activatingMs }).catch(async () => {
			for (const [platform, reason] of await this.n8n.deadTriggers()) {
				this.failures.push(`${platform}: n8n gave the trigger up before it was published again: ${reason}`);
			}
		});
	}

	private async openAgain(): Promise<void> {
		for (const weather of this.weathers) weather.hold();
		await this.noteDeadTriggers();
		await this.publish('everything again', () => ({}));
		this.occurrences.onlyChosen = false;
		for (const weather of this.weathers) weather.release();
	}

	private async publish(
		what: string,
		parameters: (platform: ChaosPlatform) => Record<string, unknown>,
	): Promise<void> {
		for (const platform of this.platforms) {
			try {
				await this.n8n.publish(platform, parameters(platform));
			} catch (error) {
				const reason = error instanceof Error ? error.message : String(error);
				this.failures.push(`${platform.name}: publishing ${what}: ${reason}`);
			}
		}
		this.say(`published to watch ${what}`);
	}

	/** What has not been handed to n8n yet, or must be once more if n8n was killed over it. */
	private missing(): string[] {
		return this.occurrences.all.map(({ event }) => event).filter((event) => !this.journal.isSettled(event));
	}

	private async settle(): Promise<void> {
		this.say(`the weather is calm now, ${this.missing().length} not emitted yet`);
		await this.calm(() => this.missing().length);
		await pause(afterglowMs);
	}

	/** Waits until nothing is missing, or what is missing does not come any more; returns how much that is. */
	private async calm(missing: () => number): Promise<number> {
		let before = missing();
		let newsAt = Date.now();
		while (before > 0 && Date.now() - newsAt < silenceMs) {
			await pause(1_000);
			const now = missing();
			if (now < before) newsAt = Date.now();
			before = now;
		}
		return before;
	}

	private async result(): Promise<ChaosResult> {
		const { poller, seed } = this.plan;
		const { kills, stumbles, publications, platformOf, installation, folder } = this.n8n;
		const deadTriggers = await this.n8n.deadTriggers();
		const { polls, batches } = this.journal;
		await this.n8n.stop();
		const executions = (await storedExecutions(installation, folder)).map((execution) => ({
			...execution,
			events: execution.events.map((event) => this.occurrences.named(event)),
		}));
		const storms = new Map<Storm, number>();
		for (const { begun } of this.weathers) {
			for (const [storm, count] of begun) storms.set(storm, (storms.get(storm) ?? 0) + count);
		}
		const occurrences = this.occurrences.all;
		return {
			poller: poller.name,
			seed,
			occurred: occurrences.length,
			kills: kills.length,
			stumbles,
			restartsInOutages: this.restartsInOutages,
			storms,
			polls: polls.length,
			failedPolls: polls.filter(({ failure }) => failure !== undefined).length,
			longPolls: polls.filter(({ beganAt, endedAt = 0 }) => endedAt - beganAt > pollIntervalMs).length,
			crashedExecutions: executions.filter(({ status }) => status === 'crashed').length,
			verdict: verdict({
				occurrences,
				executions,
				polls,
				batches,
				kills,
				longestPollMs: poller.longestPollMs,
				storesAtOnce: poller.storesAtOnce,
				publications,
				platformOf,
				deadTriggers,
			}),
			violations: this.platforms.flatMap(({ simulator }) => simulator.violations.lines()),
			failures: this.failures,
		};
	}

	private say(line: string): void {
		this.plan.say(`${this.plan.poller.name}: ${line}`);
	}
}
