import { randomOf } from './random';
import { VirtualTime } from './VirtualTime';

const RealDate = Date;

/** What of a history the replaced globals follow. */
export interface TimeSource {
	readonly time: VirtualTime;
	/** How far n8n's clock is ahead of the true time. */
	skewMs: number;
	random: () => number;
}

/** The history that runs now. One process runs one at a time. */
let source: TimeSource = { time: new VirtualTime(0), skewMs: 0, random: randomOf(0) };

/** How often n8n's processes were killed: a timer belongs to those that ran when it was set. */
let deaths = 0;

/** Stops all timers of the processes that run now: n8n was killed. */
export function stopTimers(): void {
	deaths += 1;
}

/** What the replaced globals run later. */
function later(delayMs: number, run: () => void): () => void {
	const deathsBefore = deaths;
	return source.time.after(delayMs, () => {
		if (deaths === deathsBefore) run();
	});
}

/** From now on the process's clock, timers and chance are those of this history. */
export function follow(next: TimeSource): void {
	source = next;
}

/** n8n's clock, in whole milliseconds. */
function now(): number {
	return Math.floor(source.time.nowMs + source.skewMs);
}

/** Takes the place of `Date`. What it returns are real dates: only one that is made of nothing looks at the clock. */
function dateOf(...given: [] | [value: number]): Date {
	return given.length === 0 ? new RealDate(now()) : new RealDate(...given);
}

Object.assign(dateOf, { now, parse: RealDate.parse, UTC: RealDate.UTC });
Object.defineProperty(dateOf, 'prototype', { value: RealDate.prototype });

interface Timer {
	cancel: () => void;
	unref(): Timer;
	ref(): Timer;
	hasRef(): boolean;
}

function timer(cancel: () => void): Timer {
	const made: Timer = { cancel, unref: () => made, ref: () => made, hasRef: () => false };
	return made;
}

/** What stands in place of `setTimeout`. */
export function virtualTimeout(run: (...given: unknown[]) => void, delayMs = 0, ...given: unknown[]): Timer {
	return timer(later(Math.max(1, delayMs), () => run(...given)));
}

function virtualInterval(run: (...given: unknown[]) => void, delayMs = 1, ...given: unknown[]): Timer {
	const made = timer(() => undefined);
	const again = () => {
		made.cancel = later(Math.max(1, delayMs), () => {
			run(...given);
			again();
		});
	};
	again();
	return made;
}

function clear(made: Timer | undefined): void {
	made?.cancel();
}

const TIMED_OUT = new DOMException('The operation was aborted due to timeout', 'TimeoutError');

function signalAfter(delayMs: number): AbortSignal {
	const controller = new AbortController();
	later(delayMs, () => controller.abort(TIMED_OUT));
	return controller.signal;
}

/** Replaces everything by which code learns the time, waits, or throws dice, for the rest of this process. */
export function replaceTime(): void {
	Object.assign(globalThis, {
		Date: dateOf,
		setTimeout: virtualTimeout,
		clearTimeout: clear,
		setInterval: virtualInterval,
		clearInterval: clear,
	});
	AbortSignal.timeout = signalAfter;
	Math.random = () => source.random();
	performance.now = () => source.time.nowMs;
}
