import type { Clock } from '../../../core/request/Pace';

/** A clock that stands still until everything that can happen now has happened, and then goes on to the next sleeper's time. */
export class VirtualClock implements Clock {
	private nowMs = 0;
	private readonly sleepers: Array<{ readonly untilMs: number; readonly wake: () => void }> = [];

	now(): number {
		return this.nowMs;
	}

	async sleep(ms: number): Promise<void> {
		await new Promise<void>((wake) => this.sleepers.push({ untilMs: this.nowMs + ms, wake }));
	}

	/** Lets the time pass until `work` is done. @throws when nothing could end it */
	async until<Result>(work: Promise<Result>): Promise<Result> {
		const state = { isDone: false };
		const done = work.finally(() => (state.isDone = true));
		done.catch(() => undefined);
		for (;;) {
			await new Promise(setImmediate);
			if (state.isDone) return await done;
			this.next();
		}
	}

	/** Lets this much time pass. */
	async pass(ms: number): Promise<void> {
		await this.until(this.sleep(ms));
	}

	private next(): void {
		this.sleepers.sort((one, other) => one.untilMs - other.untilMs);
		const first = this.sleepers.shift();
		if (first === undefined) throw new Error('Nothing is left that could happen');
		this.nowMs = Math.max(this.nowMs, first.untilMs);
		first.wake();
	}
}
