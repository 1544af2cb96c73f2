import type { Moment } from './ChaosPlatform';

/**
 * Things of which a platform shows the last state only: what comes and goes between two polls is not emitted, and that is
 * documented. So each takes its next turn when the event of its last one has been emitted.
 */
export class LastStates {
	private readonly lastEvent = new Map<string, string>();

	constructor(
		private readonly ids: readonly string[],
		private readonly chosen: readonly string[],
	) {}

	/** One that may change now; undefined when all wait. */
	free({ onlyChosen, random, wasEmitted }: Moment): string | undefined {
		const candidates = (onlyChosen ? this.chosen : this.ids).filter((id) => {
			const last = this.lastEvent.get(id);
			return last === undefined || wasEmitted(last);
		});
		return candidates[random.integer(0, candidates.length - 1)];
	}

	changed(id: string, event: string): void {
		this.lastEvent.set(id, event);
	}
}
