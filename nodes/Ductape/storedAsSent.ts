import type { IDataObject } from 'n8n-workflow';
import { omit } from 'lodash';

import { isNothing, isStored, notStored } from '../../core';
import type { ApiClient } from '../../core';

/** Beside IDs, what is sent with `integration_env_slug`: a server stores the one that it knows, and the node reads both as that. */
const STORING = { ignored: ['_id', 'product_env_slug'] };

/** What a server keeps of a record for itself: nobody gave it. */
const OF_THE_SERVER = ['_id', '__v', 'created_at', 'createdAt', 'updated_at', 'updatedAt'];

/**
 * Says in the editor which fields Ductape accepted but does not return as they were sent: what its PUT takes today is not
 * certain, so a change may be stored in part (provider document, section 8). Values are not shown.
 *
 * @param what what was done, as it is named in the remark: `the creation of the cache "prices"`
 */
export function remarkNotStored(api: ApiClient, what: string, sent: IDataObject, stored: IDataObject): void {
	api.remarkNotStored(what, notStored(sent, stored, STORING), 'Check them in the workbench.');
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
	return isStored(sent, stored, STORING) && isStored(stored, sent, STORING);
}
