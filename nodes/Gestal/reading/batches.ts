import type { IDataObject } from 'n8n-workflow';

import { simplified, textOf } from '../../../core';
import type { ApiClient } from '../../../core';
import { paths } from './paths';
import { getOne } from './records';

/** The states in which nothing more happens (section 3), in both spellings. */
const ENDED = new Set(['completed', 'failed', 'cancelled', 'canceled']);

const KEYS = [
	'cloud_id',
	'state',
	'total',
	'failures',
	'pending',
	'update_type',
	'created_at',
	'completed_at',
];

/** The batch once it has ended. @throws when that takes too long, or, where that is wanted, when mirrors of it failed. */
export async function finishedBatch(
	api: ApiClient,
	started: IDataObject,
	{ waitSeconds, failOnFailures }: { readonly waitSeconds: number; readonly failOnFailures: boolean },
): Promise<IDataObject> {
	const batchId = textOf(started['cloud_id']);
	if (batchId === undefined) {
		throw api.error(
			'Gestal accepted the batch but returned no batch ID, so the node cannot wait for it',
			'Use Sow Mirror: Get Many to see which mirrors were stored. The batch is not rolled back.',
		);
	}
	const look = async () => {
		const batch = await getOne(api, paths.batch(batchId), batchId);
		return ENDED.has(String(batch['state'])) || cancelledAtOf(batch) !== null ? batch : undefined;
	};
	const batch = await api.waitUntil(look, { forMs: waitSeconds * 1000, what: `Batch ${batchId}` });
	const trouble = troubleOf(batch);
	if (trouble === undefined || !failOnFailures) return batch;
	throw api.error(
		`Batch ${batchId} did not succeed: ${trouble}`,
		'Gestal returns no reasons. Use Sow Mirror: Get Many to see which mirrors were stored.',
	);
}

/**
 * What went wrong in a batch; undefined when nothing did. Gestal counts failures and gives no reasons. The current site names no
 * state of a batch that was cancelled (section 3), which its time shows.
 */
export function troubleOf(batch: IDataObject): string | undefined {
	const failures = Number(textOf(batch['failures']) ?? 0);
	if (failures > 0) return `${failures} of ${textOf(batch['total']) ?? 'its'} mirrors failed`;
	const state = textOf(batch['state']) ?? '';
	if (/^cancell?ed$/.test(state)) return `it was ${state}`;
	if (cancelledAtOf(batch) !== null) return 'it was cancelled';
	return state === 'failed' ? 'it failed' : undefined;
}

export function simplifyBatch(batch: IDataObject): IDataObject {
	return { ...simplified(batch, KEYS), cancelled_at: cancelledAtOf(batch) };
}

/** The time of cancelling has two spellings in the documents. */
export function cancelledAtOf(batch: IDataObject): string | null {
	return textOf(batch['cancelled_at']) ?? textOf(batch['canceled_at']) ?? null;
}
