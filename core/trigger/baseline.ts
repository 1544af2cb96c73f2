import type { NewSources } from './Feed';
import type { Kept, KeptEvents } from './keptEvents';

/** A workflow that a person publishes after so long begins anew: nobody wants the errors of all that time at once. */
export const BEGINS_ANEW_AFTER_MS = 7 * 24 * 3_600_000;

/** Where a poll of one event begins. */
export interface Start {
	readonly kept: Kept;
	readonly newSources: NewSources;
	/** Whether nothing is kept of the event: then it must be possible to read it. */
	readonly isFirst: boolean;
}

/** What an event is asked for. */
export interface Asked {
	readonly event: string;
	/** A hash of the values of its fields. */
	readonly parameters: string;
	/** A hash of the base URL and the account. */
	readonly account: string;
}

/**
 * Whether a poll of an event goes on from what was kept, or sets a baseline: decided here and nowhere else. It goes on when
 * something is kept of the same account. Where other values were set meanwhile, sources that were not chosen before get
 * a baseline of their own, and the others go on.
 */
export function startOf(
	{ event, parameters, account }: Asked,
	stored: KeptEvents,
	emitExisting: boolean,
): Start {
	const kept = stored[event];
	const whenNew = emitExisting ? 'emitted' : 'known';
	if (kept?.account !== account) {
		return { kept: { parameters, account }, newSources: whenNew, isFirst: true };
	}
	const newSources = kept.parameters === parameters ? 'followed' : whenNew;
	return { kept: { ...kept, parameters }, newSources, isFirst: false };
}
