import type { IDataObject } from 'n8n-workflow';

import { notStored } from '../../../core';
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
	const names = notStored(sent, stored, { listsInAnyOrder: true });
	const said = names.filter((name) => stored[name] !== undefined || !NAMED.includes(name));
	api.remarkNotStored(what, said, whereToLook);
}
