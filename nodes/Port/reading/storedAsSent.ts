import type { IDataObject } from 'n8n-workflow';
import { isEqual } from 'lodash';

import { isRecord, shownRecord } from '../../../core';
import type { ApiClient } from '../../../core';

/**
 * Says in the editor which fields of a new integration Port returns otherwise than they were sent: it may store its default mapping
 * in place of the given one. What it does not return at all says nothing, as every field may be missing.
 */
export function remarkNotStored(
	api: ApiClient,
	installationId: string,
	sent: IDataObject,
	stored: IDataObject,
): void {
	const names = Object.entries(shownRecord(sent)).flatMap(([name, value]) =>
		stored[name] === undefined || holds(stored[name], value) ? [] : [name],
	);
	api.remarkNotStored(
		`the creation of "${installationId}"`,
		names,
		'Check them with Get. Update and Update Config can change them.',
	);
}

/** Whether this is stored; Port may have added keys to it. */
function holds(stored: unknown, sent: unknown): boolean {
	if (Array.isArray(sent) && Array.isArray(stored)) {
		const list: unknown[] = stored;
		return sent.length === list.length && sent.every((entry, index) => holds(list[index], entry));
	}
	if (!isRecord(sent) || !isRecord(stored)) return isEqual(stored, sent);
	return Object.entries(sent).every(([key, value]) => holds(stored[key], value));
}
