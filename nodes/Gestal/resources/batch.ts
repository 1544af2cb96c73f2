import type { IDataObject } from 'n8n-workflow';

import { id, isRecord, operation, resource } from '../../../core';
import type { ApiClient } from '../../../core';
import { gestal, INSTALLATION } from '../platform';
import { simplifyBatch } from '../reading/batches';
import { paths } from '../reading/paths';
import { getOne, requestedRecord, sendTo } from '../reading/records';

const credentialType = INSTALLATION;

const batch = id({
	displayName: 'Batch ID',
	description: 'As returned by Sow Mirror: Upsert Many. Gestal has no list of batches.',
	placeholder: 'e.g. bu_9Zk1',
});

/** GET .../bulk/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get batch',
	description: 'Retrieve the state of a batch and how many of its mirrors failed',
	credentialType,
	fields: { batchId: batch },
	simplify: simplifyBatch,
	run: async (api, { batchId }) => await getOne(api, paths.batch(batchId), batchId),
});

/** DELETE .../bulk/{id}: what is done stays done. Returns the batch as it is then. */
export const cancel = operation({
	name: 'Cancel',
	action: 'Cancel batch',
	description:
		'Stop processing the pending mirrors of a batch. Mirrors that were already processed are not rolled back.',
	credentialType,
	fields: { batchId: batch },
	simplify: simplifyBatch,
	run: async (api, { batchId }) => await canceled(api, batchId),
});

/**
 * The batch comes back, or nothing (204). Nothing also stands for the 404 of a second try, and a batch that is canceled is still
 * there: GET of it shows which.
 */
async function canceled(api: ApiClient, batchId: string): Promise<IDataObject> {
	const body = await sendTo(api, 'DELETE', paths.batch(batchId));
	if (isRecord(body) && gestal.recordId(body) !== undefined) return requestedRecord(api, body, batchId);
	return await getOne(api, paths.batch(batchId), batchId);
}

export const batchResource = resource('Batch', [cancel, get]);
