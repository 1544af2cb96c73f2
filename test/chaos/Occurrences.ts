import type { SeededRandom } from '../../simulators/switchboard';
import { markerOf } from './markers';
import type { ChaosPlatform } from './platforms/ChaosPlatform';

/** Something that went wrong on a platform, and must be emitted once. */
export interface Occurrence {
	at: number;
	platform: string;
	/** See `eventOf`. */
	event: string;
}

/** Lets things go wrong on all platforms, at random moments by a seed. */
export class Occurrences {
	readonly all: Occurrence[] = [];
	onlyChosen = false;
	/** What an event is called where an item does not show its marker, and the event. */
	private readonly otherNames = new Map<string, string>();
	private number = 0;
	private nextAt: number | undefined;

	constructor(
		private readonly platforms: readonly ChaosPlatform[],
		private readonly random: SeededRandom,
		/** Between two, on the average. */
		private readonly intervalMs: number,
		private readonly wasEmitted: (event: string) => boolean,
	) {}

	/** The event of an emitted item, whatever that shows of it. */
	named(event: string): string {
		return this.otherNames.get(event) ?? event;
	}

	/** To be called often: lets happen what is due, at most as many as are wanted in all. */
	advance(wanted: number): void {
		this.nextAt ??= Date.now();
		while (Date.now() >= this.nextAt && this.all.length < wanted) {
			this.causeOne();
			// The intervals between events that know nothing of each other.
			this.nextAt -= Math.log(1 - this.random.fraction()) * this.intervalMs;
		}
	}

	/** Lets one thing happen now. Not every cause can at every moment. */
	causeOne(): void {
		const [platform] = this.shuffled(this.platforms);
		if (platform === undefined) throw new Error('There is no platform');
		for (const cause of this.shuffled(platform.causes)) {
			this.number += 1;
			const { random, onlyChosen, wasEmitted } = this;
			const alsoNamed = (event: string, name: string) => void this.otherNames.set(name, event);
			const events = cause({ marker: markerOf(this.number), onlyChosen, random, wasEmitted, alsoNamed });
			if (events === undefined) continue;
			const at = Date.now();
			this.all.push(...events.map((event) => ({ at, platform: platform.name, event })));
			return;
		}
	}

	private shuffled<Value>(values: readonly Value[]): Value[] {
		return values
			.map((value) => ({ value, order: this.random.fraction() }))
			.sort((one, other) => one.order - other.order)
			.map(({ value }) => value);
	}
}
