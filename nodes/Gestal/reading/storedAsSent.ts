import type { IDataObject } from 'n8n-workflow';

import { isStored, textOf } from '../../../core';
import type { ApiClient } from '../../../core';

/** 64-bit integers, which have no zeros before them, as a reader of tags may write them. */
const LONG_IDS = ['rfid1', 'rfid2', 'gestal_id'];

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

/** Whether a field is stored as it was given; what is null, empty or not shown is the same. */
export function isSame(name: string, given: IDataObject[string], stored: IDataObject[string]): boolean {
	if (!LONG_IDS.includes(name)) return isStored(given, stored);
	return isStored(withoutZeros(given), withoutZeros(stored));
}

function withoutZeros(value: IDataObject[string]): string | undefined {
	return textOf(value)
		?.trim()
		.replace(/^0+(?=\d)/, '');
}
