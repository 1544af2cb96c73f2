import { afterAll, afterEach, beforeAll, beforeEach, jest } from '@jest/globals';

interface Stoppable {
	stop(): Promise<unknown>;
}

/** Starts something anew for each test of the file (or of the surrounding `describe`), and stops it after the test. */
export function forEachTest(start: () => Promise<Stoppable>): void {
	let started: Stoppable | undefined;
	beforeEach(async () => {
		started = await start();
	});
	afterEach(async () => await started?.stop());
}

/** Starts something once for all tests of the file, and stops it after the last. `reset` runs before each. */
export function forAllTests(start: () => Promise<Stoppable>, reset: () => void = () => undefined): void {
	let started: Stoppable | undefined;
	beforeAll(async () => {
		started = await start();
	});
	beforeEach(reset);
	afterAll(async () => await started?.stop());
}

/** For what each test starts in its own way: the function keeps what it is given until the test is over, and stops it then. */
export function untilTestEnds(): <Started extends Stoppable>(started: Started) => Started {
	const running: Stoppable[] = [];
	afterEach(async () => {
		for (const started of running.splice(0)) await started.stop();
	});
	return (started) => {
		running.push(started);
		return started;
	};
}

/**
 * The time, which each test of the file (or of the surrounding `describe`) may let pass, and the clock, which it may set. Both
 * are right again after it.
 */
export function movableClock(): {
	readonly pass: (ms: number) => void;
	readonly setForward: (ms: number) => void;
} {
	let [passedMs, setMs] = [0, 0];
	let restore: () => void;
	beforeEach(() => {
		[passedMs, setMs] = [0, 0];
		const now = Date.now.bind(Date);
		const steadyNow = performance.now.bind(performance);
		restore = () => {
			Date.now = now;
			performance.now = steadyNow;
		};
		// No spies: jest keeps every call of one, and a test may read the time a million times.
		Date.now = () => now() + passedMs + setMs;
		performance.now = () => steadyNow() + passedMs;
	});
	afterEach(() => {
		jest.restoreAllMocks();
		restore();
	});
	return {
		pass(ms) {
			passedMs += ms;
		},
		setForward(ms) {
			setMs += ms;
		},
	};
}
