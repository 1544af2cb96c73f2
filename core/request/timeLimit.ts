import { Cancelled, throwIfCancelled } from './waiting';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The time for a request was over; the code is the one that Node gives to a connection that timed out. */
export class TimeIsUp extends Error {
	readonly code = 'ETIMEDOUT';

	constructor(limitMs: number) {
		const seconds = limitMs / 1000;
		super(`no complete response within ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`);
	}
}

/**
 * Does `work` with a signal that Stop aborts, and the end of `limitMs`. n8n's own timeout starts anew with every byte, so
 * a server that sends one each second would hold a request for ever. Work that does not heed the signal is no longer waited for.
 * @throws TimeIsUp, Cancelled, or what `work` throws.
 */
export async function withinTime<Result>(
	limitMs: number,
	stop: AbortSignal | undefined,
	work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
	throwIfCancelled(stop);
	// Not AbortSignal.any: the Stop signal lives as long as the execution, and would keep something of every request.
	const controller = new AbortController();
	const timeout = AbortSignal.timeout(Math.min(limitMs, LONGEST_TIMER_MS));
	return await new Promise<Result>((resolve, reject) => {
		const end = (reason: Error) => {
			controller.abort();
			reject(reason);
		};
		const onTimeout = () => end(new TimeIsUp(limitMs));
		const onStop = () => end(new Cancelled());
		timeout.addEventListener('abort', onTimeout);
		stop?.addEventListener('abort', onStop);
		void work(controller.signal)
			.then(resolve, reject)
			.finally(() => {
				timeout.removeEventListener('abort', onTimeout);
				stop?.removeEventListener('abort', onStop);
			});
	});
}
