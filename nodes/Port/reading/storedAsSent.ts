import type { IDataObject } from 'n8n-workflow';
import { isMatchWith, pick } from 'lodash';

import { shownRecord } from '../../../core';
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
	const shown = shownRecord(sent);
	const names = Object.keys(shown).filter(
		(name) => stored[name] !== undefined && !isMatchWith(stored, pick(shown, name), ofOneLength),
	);
	api.remarkNotStored(
		`the creation of "${installationId}"`,
		names,
		'Check them with Get. Update and Update Config can change them.',
	);
}

/** For `isMatchWith`: Port may have added keys to what was sent, but no entries to a list. */
function ofOneLength(stored: unknown, sent: unknown): false | undefined {
	const areLists = Array.isArray(sent) && Array.isArray(stored);
	return areLists && stored.length !== sent.length ? false : undefined;
}
