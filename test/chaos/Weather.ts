import type { Fault, FaultAnswer, SeededRandom } from '../../simulators/switchboard';
import type { ChaosPlatform } from './platforms/ChaosPlatform';

/** What a platform goes through, each for a while, and for how many requests. */
const storms: Record<string, { answer: FaultAnswer; times?: number }> = {
	'answers 503': { answer: { status: 503, body: { message: 'Service unavailable' } } },
	'resets connections': { answer: 'reset' },
	'answers 429': {
		answer: { status: 429, headers: { 'retry-after': '2' }, body: { message: 'Too many requests' } },
	},
	'drips one response': { answer: { dripMs: 1_000 }, times: 1 },
	// Several requests one after the other: longer than the interval of the polls.
	'answers slowly': { answer: { delayMs: 5_000 } },
};

export type Storm = keyof typeof storms;

/** How long a platform is well, and how long it is not. */
const calmSeconds = { lowest: 10, highest: 35 };
const stormSeconds = { lowest: 8, highest: 25 };

/** The ups and downs of one platform, by a seed. */
export class Weather {
	/** How often each began. */
	readonly begun = new Map<Storm, number>();
	private changesAt: number;
	private storm: { name: Storm; fault: Fault } | undefined;
	private coming: Storm[] = [];
	private isHeld = false;

	constructor(
		private readonly platform: ChaosPlatform,
		private readonly random: SeededRandom,
	) {
		this.changesAt = this.after(calmSeconds);
	}

	/** To be called often: begins and ends storms when it is time. */
	advance(): void {
		if (this.isHeld || Date.now() < this.changesAt) return;
		if (this.storm === undefined) {
			this.begin(this.next());
			this.changesAt = this.after(stormSeconds);
		} else {
			this.clear();
			this.changesAt = this.after(calmSeconds);
		}
	}

	/** No change any more until `release`, and this storm, if any. */
	hold(storm?: Storm): void {
		this.isHeld = true;
		this.clear();
		if (storm !== undefined) this.begin(storm);
	}

	release(): void {
		this.clear();
		this.isHeld = false;
		this.changesAt = this.after(calmSeconds);
	}

	private begin(name: Storm): void {
		const rule = storms[name];
		if (rule === undefined) throw new Error(`there is no storm "${name}"`);
		this.begun.set(name, (this.begun.get(name) ?? 0) + 1);
		this.storm = { name, fault: this.platform.simulator.faults.add(rule) };
	}

	private clear(): void {
		this.storm?.fault.remove();
		this.storm = undefined;
	}

	/** Each comes once before one comes again. */
	private next(): Storm {
		if (this.coming.length === 0) this.coming = Object.keys(storms);
		const [storm = 'answers 503'] = this.coming.splice(this.random.integer(0, this.coming.length - 1), 1);
		return storm;
	}

	private after({ lowest, highest }: { lowest: number; highest: number }): number {
		return Date.now() + (lowest + this.random.fraction() * (highest - lowest)) * 1_000;
	}
}
