import type { IDataObject } from 'n8n-workflow';
import { omit } from 'lodash';

import { epochMs, isRecord, shownRecord, textOf } from '../../core';
import type { ApiClient } from '../../core';

/** Left out of what is sent back (provider document, section 3.1). */
export const SERVER_OWNED = ['_id', 'createdAt', 'lastModified', 'lastExecutedAt'];

/**
 * Says in the editor which fields Celigo accepted but does not return as they were sent: what it does not know it drops without a
 * word, and an Integration App may take a change without carrying it out. Values are not shown.
 *
 * @param what what was done, as it is named in the remark: `the creation of the flow`
 * @param stored the whole record; one without a name is none, and says nothing
 */
export function remarkNotStored(api: ApiClient, what: string, sent: IDataObject, stored: IDataObject): void {
	if (textOf(stored['name']) === undefined) return;
	const given = Object.entries(shownRecord(omit(sent, SERVER_OWNED)));
	const names = given.flatMap(([name, value]) => (isStored(value, stored[name]) ? [] : [name]));
	// What is empty or off says nothing of that: it is stored where nothing is.
	const isUnchanged = given.every(([name, value]) => isNothing(value) || names.includes(name));
	if (names.length > 0 && isUnchanged && stored['_connectorId']) {
		api.remark(
			`Celigo accepted ${what} but did not change this Integration App. Its settings are managed by the app.`,
		);
		return;
	}
	api.remarkNotStored(what, names, 'Check their names, and what is stored, in Celigo.');
}

/**
 * Whether this is stored. Celigo may add keys, keep a list in another order, a time or number in another form, a text without the
 * blanks around it, and need not keep what is empty or off.
 */
function isStored(sent: unknown, stored: unknown): boolean {
	if (isNothing(sent)) return isNothing(stored);
	if (Array.isArray(sent)) {
		const list: unknown[] = Array.isArray(stored) ? stored : [];
		return sent.length === list.length && sent.every((entry) => list.some((each) => isStored(entry, each)));
	}
	if (!isRecord(sent)) return plain(sent) === plain(stored) || isSameTime(sent, stored);
	const kept = isNothing(stored) ? {} : stored;
	return isRecord(kept) && Object.keys(sent).every((key) => isStored(sent[key], kept[key]));
}

/** Also what is empty: a list, or a record of nothing else. */
function isNothing(value: unknown): boolean {
	if (Array.isArray(value)) return value.length === 0;
	return isRecord(value) ? Object.values(value).every(isNothing) : !value && value !== 0;
}

function plain(value: unknown): unknown {
	return textOf(value)?.trim() ?? value;
}

function isSameTime(sent: unknown, stored: unknown): boolean {
	const ms = epochMs(sent);
	return ms !== undefined && ms === epochMs(stored);
}
