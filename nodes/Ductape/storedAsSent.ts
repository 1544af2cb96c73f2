import type { IDataObject } from 'n8n-workflow';
import { isEmpty, omit } from 'lodash';

import { isRecord, textOf } from '../../core';
import type { ApiClient } from '../../core';

/** Sent beside `integration_env_slug`; a server stores the one that it knows, and the node reads both as that. */
const OTHER_SLUG_NAME = 'product_env_slug';

/** What a server keeps of a record for itself: nobody gave it. */
const OF_THE_SERVER = ['_id', '__v', 'created_at', 'createdAt', 'updated_at', 'updatedAt'];

/**
 * Says in the editor which fields Ductape accepted but does not return as they were sent: what its PUT takes today is not
 * certain, so a change may be stored in part (provider document, section 8). Values are not shown.
 *
 * @param what what was done, as it is named in the remark: `the creation of the cache "prices"`
 */
export function remarkNotStored(api: ApiClient, what: string, sent: IDataObject, stored: IDataObject): void {
	const names = Object.keys(sent).filter((name) => !isStored(sent[name], stored[name]));
	api.remarkNotStored(what, names, 'Check them in the workbench.');
}

/**
 * A change sends the changed fields; whether Ductape's PUT keeps the others, or stores what was sent in their place, is not
 * certain either. Values are not shown.
 *
 * @param what what was changed, as it is named in the message: `the cache "prices"`
 * @throws where a field that was not sent had something before, and has nothing afterwards
 */
export function refuseLost(
	api: ApiClient,
	what: string,
	{ before, sent, after }: { before: IDataObject; sent: IDataObject; after: IDataObject },
): void {
	const names = Object.keys(omit(before, [...OF_THE_SERVER, ...Object.keys(sent)]));
	const lost = names.filter((name) => !isNothing(before[name]) && isNothing(after[name]));
	if (lost.length === 0) return;
	throw api.error(
		`Ductape accepted the update of ${what}, but no longer returns ${lost.join(', ')}`,
		'Restore what is missing in the workbench, and make further changes there.',
	);
}

/** Whether what is stored is this, and no more but IDs. */
export function isSame(sent: unknown, stored: unknown): boolean {
	return isStored(sent, stored) && isStored(stored, sent);
}

/**
 * Whether this is stored; the server may have added keys to it, may keep a number as text, and need not keep what is empty:
 * no empty text, list or record.
 */
function isStored(sent: unknown, stored: unknown): boolean {
	if (Array.isArray(sent) && sent.length > 0) {
		const list: unknown[] = Array.isArray(stored) ? stored : [];
		return sent.length === list.length && sent.every((entry, index) => isStored(entry, list[index]));
	}
	if (!isRecord(sent) || isEmpty(sent)) {
		return isNothing(sent) ? isNothing(stored) : plain(sent) === plain(stored);
	}
	const kept = isNothing(stored) ? {} : stored;
	const keys = Object.keys(sent).filter((key) => ![OTHER_SLUG_NAME, '_id'].includes(key));
	return isRecord(kept) && keys.every((key) => isStored(sent[key], kept[key]));
}

/** Also a record that holds nothing but that. */
function isNothing(value: unknown): boolean {
	if (Array.isArray(value)) return value.length === 0;
	return isRecord(value) ? Object.values(value).every(isNothing) : plain(value) === '';
}

/** A number as text, and nothing as the empty one. */
function plain(value: unknown): unknown {
	return textOf(value) ?? value ?? '';
}
