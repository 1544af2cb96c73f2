import { jest } from '@jest/globals';
import { sleep } from 'n8n-workflow';

/** A clock that stands still until everything that can happen now has happened, and then goes on to the next sleeper's time. */
export class VirtualClock {
	constructor() {
		jest.useFakeTimers({
			doNotFake: ['Date', 'hrtime', 'nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate'],
		});
	}

	now(): number {
		return performance.now();
	}

	async sleep(ms: number): Promise<void> {
		await sleep(ms);
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
		if (jest.getTimerCount() === 0) throw new Error('Nothing is left that could happen');
		jest.advanceTimersToNextTimer();
	}
}
