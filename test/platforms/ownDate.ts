import { jest } from '@jest/globals';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

let passedMs = 0;

/** A date that stands still unless a test moves it. Only the date: n8n, sockets and promises keep their own time. */
export async function ownDate(): Promise<{ stop(): Promise<void> }> {
	jest.useFakeTimers({
		now: Date.parse('2024-05-01T12:00:00.000Z'),
		doNotFake: [
			'hrtime',
			'nextTick',
			'performance',
			'queueMicrotask',
			'setImmediate',
			'clearImmediate',
			'setInterval',
			'clearInterval',
			'setTimeout',
			'clearTimeout',
		],
	});
	passedMs = 0;
	const steadyNow = performance.now.bind(performance);
	const steady = jest.spyOn(performance, 'now').mockImplementation(() => steadyNow() + passedMs);
	return {
		async stop() {
			steady.mockRestore();
			jest.useRealTimers();
		},
	};
}

export function pass(ms: number): void {
	passedMs += ms;
	jest.setSystemTime(Date.now() + ms);
}
