import type { IDataObject } from 'n8n-workflow';
import { omit } from 'lodash';

import { isNothing, notStored, textOf } from '../../core';
import type { ApiClient } from '../../core';

/** Left out of what is sent back (provider document, section 3.1). */
export const SERVER_OWNED = ['_id', 'createdAt', 'lastModified', 'lastExecutedAt'];

/** Celigo need not keep what is off. */
const STORING = { listsInAnyOrder: true, offIsNothing: true };

/**
 * Says in the editor which fields Celigo accepted but does not return as they were sent: what it does not know it drops without a
 * word, and an Integration App may take a change without carrying it out. Values are not shown.
 *
 * @param what what was done, as it is named in the remark: `the creation of the flow`
 * @param stored the whole record; one without a name is none, and says nothing
 */
export function remarkNotStored(api: ApiClient, what: string, sent: IDataObject, stored: IDataObject): void {
	if (textOf(stored['name']) === undefined) return;
	const given: IDataObject = omit(sent, SERVER_OWNED);
	const names = notStored(given, stored, STORING);
	// What is empty or off says nothing of that: it is stored where nothing is.
	const isUnchanged = Object.keys(given).every(
		(name) => isNothing(given[name], STORING) || names.includes(name),
	);
	if (names.length > 0 && isUnchanged && stored['_connectorId']) {
		api.remark(
			`Celigo accepted ${what} but did not change this Integration App. Its settings are managed by the app.`,
		);
		return;
	}
	api.remarkNotStored(what, names, 'Check their names, and what is stored, in Celigo.');
}
