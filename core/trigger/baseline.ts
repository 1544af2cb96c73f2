import type { Baseline } from './Feed';
import type { Kept, KeptEvents } from './keptEvents';

/** Where a poll of one event begins. */
export interface Start {
	readonly kept: Kept;
	/** Undefined when the poll goes on from what was kept. */
	readonly baseline: Baseline | undefined;
}

/**
 * Whether a poll goes on from what an earlier one kept, or sets a baseline: decided here and nowhere else. It goes on when
 * something is kept of an event for which the same was asked, in n8n's state or, where n8n may not have stored it yet, in
 * this process.
 */
export function startOf(
	{ event, parameters }: { readonly event: string; readonly parameters: string },
	{ stored, unstored }: { readonly stored: KeptEvents; readonly unstored: KeptEvents },
	emitExisting: boolean,
): Start {
	const kept = [stored[event], unstored[event]].find((each) => each?.parameters === parameters);
	if (kept !== undefined) return { kept, baseline: undefined };
	return { kept: { parameters }, baseline: emitExisting ? 'emitted' : 'known' };
}
