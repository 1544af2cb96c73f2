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

/** From now on the process's clock, timers and chance are those of this history. */
export function follow(next: TimeSource): void {
	source = next;
}

/** n8n's clock. */
class VirtualDate extends RealDate {
	constructor(value?: number | string | Date) {
		super(value ?? VirtualDate.now());
	}

	static override now(): number {
		return source.time.nowMs + source.skewMs;
	}
}

/** A date of several numbers is made by the real constructor: it does not look at the clock. */
const dateOf = new Proxy(VirtualDate, {
	construct: (target, given: unknown[], made) =>
		// The one is made of the other.
		Reflect.construct(given.length > 1 ? RealDate : target, given, made) as Date,
});

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

function virtualTimeout(run: (...given: unknown[]) => void, delayMs = 0, ...given: unknown[]): Timer {
	return timer(source.time.after(Math.max(1, delayMs), () => run(...given)));
}

function virtualInterval(run: (...given: unknown[]) => void, delayMs = 1, ...given: unknown[]): Timer {
	const made = timer(() => undefined);
	const again = () => {
		made.cancel = source.time.after(Math.max(1, delayMs), () => {
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

function signalAfter(delayMs: number): AbortSignal {
	const controller = new AbortController();
	const reason = () => new DOMException('The operation was aborted due to timeout', 'TimeoutError');
	source.time.after(delayMs, () => controller.abort(reason()));
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
