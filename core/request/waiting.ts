import { sleep } from 'n8n-workflow';

/** How often what waits is looked at, so that Stop ends a wait. */
export const LOOK_EVERY_MS = 250;

/**
 * Thrown when the execution was stopped, or had failed, while something waited or was about to be sent. By the word "canceled"
 * in the message n8n distinguishes a stopped execution from a failed one.
 */
export class Cancelled extends Error {
	constructor() {
		super('The execution was canceled');
		this.name = 'Cancelled';
	}
}

/** Waits, but not beyond the Stop button, nor once nobody needs it any more. @throws Cancelled */
export async function waitFor(ms: number, signal?: AbortSignal, isOver = () => false): Promise<void> {
	const untilMs = performance.now() + ms;
	for (let leftMs = ms; leftMs > 0; leftMs = untilMs - performance.now()) {
		throwIfCancelled(signal);
		if (isOver()) throw new Cancelled();
		await sleep(Math.min(leftMs, LOOK_EVERY_MS));
	}
	throwIfCancelled(signal);
}

/** @throws Cancelled */
export function throwIfCancelled(signal?: AbortSignal): void {
	if (signal?.aborted === true) throw new Cancelled();
}
