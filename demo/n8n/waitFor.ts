import { setTimeout as pause } from 'node:timers/promises';

export interface WaitOptions {
	timeoutMs: number;
	/** Pause between two looks. */
	everyMs?: number;
	/** Ends the waiting early, with this error, when it returns one. */
	failure?: () => Error | undefined;
}

/**
 * Looks until there is something to see (anything but undefined and false) and returns it.
 * `what` ends the sentence "Waited 60 s for ...". A look that throws counts as nothing seen; the last reason is told.
 */
export async function waitFor<Seen>(
	what: string,
	look: () => Promise<Seen | undefined | false> | Seen | undefined | false,
	{ timeoutMs, everyMs = 250, failure }: WaitOptions,
): Promise<Seen> {
	const deadline = Date.now() + timeoutMs;
	let lastReason = '';
	for (;;) {
		const reason = failure?.();
		if (reason !== undefined) throw reason;
		try {
			const seen = await look();
			if (seen !== undefined && seen !== false) return seen;
			lastReason = '';
		} catch (error) {
			lastReason = `: ${error instanceof Error ? error.message : String(error)}`;
		}
		if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s for ${what}${lastReason}`);
		await pause(everyMs);
	}
}
