import type { IDataObject } from 'n8n-workflow';
import { isMatchWith, isNil, omitBy, pick } from 'lodash';

import { shownRecord, textOf } from '../../../core';
import type { ApiClient } from '../../../core';

/** What Port's reference names, and may leave out of what it returns. */
const NAMED = [
	'actionsProcessingEnabled',
	'arePortResourcesInitialized',
	'changelogDestination',
	'config',
	'createPortResourcesOrigin',
	'incrementalSyncEnabled',
	'installationAppType',
	'installationId',
	'installationType',
	'pinnedVersion',
	'processingMode',
	'spec',
	'title',
	'version',
];

/**
 * Says in the editor which fields Port returns otherwise than they were sent: it may store its default mapping in place of the
 * given one, and accepts fields that it does not know. What it knows and does not return at all says nothing, as every field
 * may be missing.
 *
 * @param what what was done, as it is named in the remark: `the creation of "my-gitlab"`
 */
export function remarkNotStored(
	api: ApiClient,
	what: string,
	sent: IDataObject,
	stored: IDataObject,
	whereToLook = 'Check them with Get.',
): void {
	const shown = shownRecord(omitBy(sent, isNil));
	const names = Object.keys(shown).filter((name) =>
		stored[name] === undefined
			? !NAMED.includes(name)
			: !isMatchWith(stored, pick(shown, name), isSameOtherwise),
	);
	api.remarkNotStored(what, names, whereToLook);
}

/**
 * For `isMatchWith`: Port may have added keys to what was sent, but no entries to a list; the blanks around a text may be gone, and
 * a number may have become text.
 */
function isSameOtherwise(stored: unknown, sent: unknown): boolean | undefined {
	if (Array.isArray(sent) && Array.isArray(stored) && stored.length !== sent.length) return false;
	const [before, after] = [textOf(sent), textOf(stored)];
	return before === undefined || after === undefined ? undefined : before.trim() === after.trim();
}
