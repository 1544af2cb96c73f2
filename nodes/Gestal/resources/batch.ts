import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import type { ApiClient } from '../../../core/request/ApiClient';
import { text } from '../../../core/field/fields';
import { textOf } from '../../../core/data/json';
import { operation, resource } from '../../../core/operation/Operation';
import { getOne, oneRecord } from '../reading/lists';
import { pathOf, paths } from '../reading/paths';
import { INSTALLATION } from '../platform';

const LOOK_EVERY_MS = 2000;
/** The states in which nothing more happens (section 3), in both spellings. */
const ENDED = new Set(['completed', 'failed', 'cancelled', 'canceled']);

const batchId = text({
	displayName: 'Batch ID',
	description: 'As Upsert Many told it; Gestal has no list of batches',
	placeholder: 'e.g. bu_9Zk1',
});

/** GET .../bulk/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get a batch',
	credentialType: INSTALLATION,
	fields: { batchId },
	simplify: simplifyBatch,
	run: async (gestal, { batchId: id }) => await getOne(gestal, pathOf(gestal, paths.batch, id)),
});

/** DELETE .../bulk/{id}: what is done stays done. */
export const cancel = operation({
	name: 'Cancel',
	action: 'Cancel a batch',
	description: 'Stops what is pending; what was done already is not rolled back',
	credentialType: INSTALLATION,
	fields: { batchId },
	simplify: simplifyBatch,
	run: async (gestal, { batchId: id }) => {
		const answer = await gestal.delete(pathOf(gestal, paths.batch, id));
		return answer === undefined ? { success: true, cloud_id: id } : oneRecord(gestal, answer);
	},
});

/** The batch once it has ended. @throws when it takes longer than `forMs`. */
export async function finishedBatch(gestal: ApiClient, id: string, forMs: number): Promise<IDataObject> {
	return await gestal.waitUntil(
		async () => {
			const batch = await getOne(gestal, pathOf(gestal, paths.batch, id));
			return ENDED.has(String(batch['state'])) ? batch : undefined;
		},
		{ everyMs: LOOK_EVERY_MS, forMs, what: `Batch ${id}` },
	);
}

/** What went wrong in a batch; undefined when nothing did. Gestal counts failures and gives no reasons. */
export function troubleOf(batch: IDataObject): string | undefined {
	const failures = Number(textOf(batch['failures']) ?? 0);
	if (failures > 0) return `${failures} of ${textOf(batch['total']) ?? 'its'} mirrors failed`;
	const state = textOf(batch['state']);
	return state === 'failed' || state === 'cancelled' || state === 'canceled' ? `it was ${state}` : undefined;
}

/** The time of cancelling has two spellings in the documents. */
export function simplifyBatch(batch: IDataObject): IDataObject {
	const cancelledAt = batch['cancelled_at'] ?? batch['canceled_at'] ?? null;
	return {
		...pick(batch, [
			'cloud_id',
			'success',
			'update_type',
			'state',
			'total',
			'failures',
			'pending',
			'created_at',
			'completed_at',
		]),
		...(batch['state'] !== undefined && { cancelled_at: cancelledAt }),
	};
}

export const batchResource = resource('Batch', [cancel, get]);
