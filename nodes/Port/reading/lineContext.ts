import type { IDataObject } from 'n8n-workflow';
import { get } from 'lodash';

import { isOneOf, textOf } from '../../../core';

/** What a line may be asked to be of. */
export interface LineContext {
	/** The sync; not every line shows it. */
	readonly eventId?: string | undefined;
	readonly kinds?: readonly string[] | undefined;
	readonly phases?: readonly string[] | undefined;
}

/**
 * Whether nothing in a line shows that it is of another sync, kind or phase than those that Port was asked for: a server that ignores
 * a parameter returns the lines of all. Ocean shows them in `extra`; a line without them is what Port says that it is.
 */
export function mayBeOf(line: IDataObject, { eventId, kinds, phases }: LineContext): boolean {
	const [event, parent, kind, index, phase] = [
		'event_id',
		'event_parent_id',
		'resource_kind',
		'index',
		'etl_phase',
	].map((key) => textOf(get(line, ['extra', key])));
	return (
		// What a sync sets off has an ID of its own.
		isAmong([event, parent], eventId === undefined ? [] : [eventId]) &&
		// A kind may be given as the metrics have it, with its place in the mapping.
		isAmong([kind, kind && index && `${kind}-${index}`], kinds) &&
		isAmong([phase], phases)
	);
}

/** Whether one of those shown is wanted; what is not shown may be, and whatever is wanted where nothing was asked for. */
function isAmong(shown: ReadonlyArray<string | undefined>, wanted: readonly string[] = []): boolean {
	const known = shown.filter((each) => each !== undefined);
	return wanted.length === 0 || known.length === 0 || known.some((each) => isOneOf(each, wanted));
}
