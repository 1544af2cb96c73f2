import { counted } from '../data/text';
import { Cancelled, throwIfCancelled } from './waiting';

const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** What waits for its time to end, and when that is. Milliseconds of the process's own steady clock. */
const waiting = new Map<() => void, number>();
/** When the timer fires that looks at them. One is enough, however many requests are under way. */
let wakesAtMs = Infinity;

/** The time for a request was over; the code is the one that Node gives to a connection that timed out. */
export class TimeIsUp extends Error {
	readonly code = 'ETIMEDOUT';

	constructor(limitMs: number) {
		super(`no complete response within ${counted(limitMs / 1000, 'second')}`);
	}
}

/**
 * Does `work` with a signal that Stop aborts, and the end of `limitMs`. n8n's own timeout starts anew with every byte, so
 * a server that sends one each second would hold a request for ever. Work that does not heed the signal is no longer waited for.
 * @param whyOver with what it is given up then; undefined where it may go on
 * @throws TimeIsUp, Cancelled, or what `work` throws.
 */
export async function withinTime<Result>(
	limitMs: number,
	stop: AbortSignal | undefined,
	work: (signal: AbortSignal) => Promise<Result>,
	whyOver: () => Error | undefined = () => new TimeIsUp(limitMs),
): Promise<Result> {
	throwIfCancelled(stop);
	// Not AbortSignal.any: the Stop signal lives as long as the execution, and would keep something of every request.
	const controller = new AbortController();
	return await new Promise<Result>((resolve, reject) => {
		const forget = () => {
			waiting.delete(onTime);
			stop?.removeEventListener('abort', onStop);
		};
		const end = (reason: Error | undefined) => {
			if (reason === undefined) return;
			forget();
			controller.abort();
			reject(reason);
		};
		const onTime = () => end(whyOver());
		const onStop = () => end(new Cancelled());
		const atMs = performance.now() + Math.min(limitMs, LONGEST_TIMER_MS);
		waiting.set(onTime, atMs);
		wakeAt(atMs);
		stop?.addEventListener('abort', onStop);
		void work(controller.signal).then(resolve, reject).finally(forget);
	});
}

function wakeAt(atMs: number): void {
	if (atMs >= wakesAtMs) return;
	wakesAtMs = atMs;
	const timer = AbortSignal.timeout(Math.max(0, Math.ceil(atMs - performance.now())));
	timer.addEventListener('abort', () => {
		// One that was set since for an earlier time has looked already.
		if (wakesAtMs === atMs) wake();
	});
}

function wake(): void {
	const nowMs = performance.now();
	wakesAtMs = Infinity;
	for (const [end, atMs] of waiting) {
		if (atMs > nowMs) continue;
		waiting.delete(end);
		end();
	}
	wakeAt(Math.min(...waiting.values()));
}
