import type { IDataObject } from 'n8n-workflow';

import { epochMs, textOf } from '../../../core';
import type { ApiClient } from '../../../core';

/**
 * Says in the editor which fields Gestal accepted but returns otherwise than they were sent: what becomes of some values is not
 * documented (provider document, section 8). What it does not return at all says nothing.
 *
 * @param what what was done, as it is named in the remark: `the change of the mirror`
 * @returns the record as it is stored
 */
export function withRemark(
	api: ApiClient,
	what: string,
	sent: IDataObject,
	stored: IDataObject,
): IDataObject {
	const names = Object.keys(sent).filter((name) => name in stored && !isSame(name, sent[name], stored[name]));
	api.remarkNotStored(what, names, 'Check them with Get.');
	return stored;
}

/**
 * Whether a field is stored as it was given. Long ids and tags are numbers here and text there; a time may be written in several
 * ways, and a day is its midnight. What is null, empty or not shown is the same; blanks around a text may not be stored.
 */
export function isSame(name: string, given: IDataObject[string], stored: IDataObject[string]): boolean {
	const [one, other] = [given, stored].map((value) =>
		typeof value === 'boolean' ? String(value) : (textOf(value) ?? '').trim(),
	);
	if (one === other) return true;
	const ms = epochMs(given);
	return name.endsWith('_at') && ms !== undefined && ms === epochMs(stored);
}
