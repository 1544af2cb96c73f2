import type { Kept, KeptEvents } from './keptEvents';

/**
 * What is done with what is in a source that no poll knew before. It is taken as `known`, or `emitted`, when the source is
 * new because it was chosen just now; where the same was chosen all along, the source is new on the platform, and what
 * occurred in it since the last poll is `followed`.
 */
export type NewSources = 'known' | 'emitted' | 'followed';

export interface Start {
	/** What the last poll kept of it. */
	readonly kept: Kept;
	readonly newSources: NewSources;
	/** Whether other fields were set than before; what is excluded is none. */
	readonly isChosenAnew: boolean;
	/** Whether nothing is kept of the event: then it must be possible to read it. */
	readonly isFirst: boolean;
}

/**
 * Whether a poll of an event goes on from what was kept, or sets a baseline: decided here and nowhere else. It goes on when
 * something is kept of the same account. Where other values were set meanwhile, sources that were not chosen before get
 * a baseline of their own, and the others go on.
 */
export function startOf(
	{ event, parameters, account }: Record<'event' | 'parameters' | 'account', string>,
	stored: KeptEvents,
	emitExisting: boolean,
): Start {
	const kept = stored[event];
	const whenNew = emitExisting ? 'emitted' : 'known';
	if (kept?.account !== account) {
		return { kept: { parameters, account }, newSources: whenNew, isChosenAnew: true, isFirst: true };
	}
	const newSources = kept.parameters === parameters ? 'followed' : whenNew;
	const [before, now] = [kept.parameters, parameters].map((each) => each.split('.')[0]);
	return { kept, newSources, isChosenAnew: before !== now, isFirst: false };
}
