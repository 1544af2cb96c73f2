import type { IDataObject } from 'n8n-workflow';

import { inSmallLetters, simplified, textOf } from '../../../core';
import type { ApiClient } from '../../../core';
import { paths } from './paths';
import { getIfThere } from './records';

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

/** About a minute, as often as Gestal is looked at: a server that has not shown a batch by then may have no route for it. */
const MOST_UNSHOWN_LOOKS = 7;

interface Awaited {
	/** How many mirrors were sent. */
	readonly sent: number;
	readonly waitSeconds: number;
	readonly failOnFailures: boolean;
}

/** The batch once it has ended. @throws when that takes too long, or, where that is wanted, when mirrors of it failed. */
export async function finishedBatch(
	api: ApiClient,
	started: IDataObject,
	{ sent, waitSeconds, failOnFailures }: Awaited,
): Promise<IDataObject> {
	const batchId = textOf(started['cloud_id']);
	if (batchId === undefined) {
		throw api.error(
			'Gestal accepted the batch but returned no batch ID, so the node cannot wait for it',
			'Use Sow Mirror: Get Many to see which mirrors were stored. The batch is not rolled back.',
		);
	}
	const forMs = waitSeconds * 1000;
	const untilMs = performance.now() + forMs;
	let wasShown = false;
	let unshownLooks = 0;
	const look = async () => {
		// Of a batch that was just accepted, "not found" only says that it is not shown yet.
		const batch = await getIfThere(api, paths.batch(batchId), batchId);
		wasShown ||= batch !== undefined;
		if (!wasShown) unshownLooks += 1;
		if (unshownLooks === MOST_UNSHOWN_LOOKS) throw neverShown(api, batchId, `in ${unshownLooks} requests`);
		if (!wasShown && performance.now() >= untilMs)
			throw neverShown(api, batchId, "within 'Max Wait (Seconds)'");
		return batch && hasEnded(batch) ? batch : undefined;
	};
	const batch = await api.waitUntil(look, { forMs, what: `Batch ${batchId}` });
	const trouble = troubleOf(batch, sent);
	if (trouble === undefined) remarkPending(api, batch, batchId);
	if (trouble === undefined || !failOnFailures) return batch;
	throw api.error(
		`Batch ${batchId} did not succeed: ${trouble}`,
		'Gestal returns no reasons. Use Sow Mirror: Get Many to see which mirrors were stored.',
	);
}

function neverShown(api: ApiClient, batchId: string, howLong: string) {
	return api.error(
		`Gestal accepted batch ${batchId}, but did not show it ${howLong}`,
		"Its mirrors may be stored: check with Sow Mirror: Get Many. If this happens each time, turn off 'Wait Until Done'. Later batches of this run were not sent, unless 'On Error' is set to Continue or 'Max Concurrency' is above 1.",
	);
}

function hasEnded(batch: IDataObject): boolean {
	return ENDED.has(stateOf(batch)) || cancelledAtOf(batch) !== null;
}

/** Says in the editor that a batch has ended with mirrors of which Gestal does not say what became. */
function remarkPending(api: ApiClient, batch: IDataObject, batchId: string): void {
	const pending = textOf(batch['pending']);
	if (!(Number(pending) > 0)) return;
	api.remark(
		`Batch ${batchId} has ended, but shows ${pending} of its mirrors as pending. Use Sow Mirror: Get Many to see which mirrors were stored.`,
	);
}

/**
 * What went wrong in a batch; undefined when nothing did. Gestal counts failures and gives no reasons. The current site names no
 * state of a batch that was cancelled (section 3), which its time shows.
 * @param sent how many mirrors it should have, where that is known
 */
export function troubleOf(batch: IDataObject, sent = 0): string | undefined {
	const total = textOf(batch['total']);
	const failures = Number(failuresOf(batch) ?? 0);
	if (failures > 0) return `${failures} of ${total ?? 'its'} mirrors failed`;
	const state = stateOf(batch);
	if (/^cancell?ed$/.test(state) || cancelledAtOf(batch) !== null) return 'it was canceled';
	if (state === 'failed') return 'it failed';
	return Number(total) < sent ? `it has ${total} of ${sent} mirrors` : undefined;
}

/** In small letters, as the documents write it. */
function stateOf({ state }: IDataObject): string {
	return inSmallLetters(state) ?? '';
}

/** How many mirrors failed: a count, but a server may list them. */
export function failuresOf({ failures }: IDataObject): string | undefined {
	return textOf(Array.isArray(failures) ? failures.length : failures);
}

export function simplifyBatch(batch: IDataObject): IDataObject {
	return { ...simplified(batch, KEYS), cancelled_at: cancelledAtOf(batch) };
}

/** The time of cancelling has two spellings in the documents. */
export function cancelledAtOf(batch: IDataObject): string | null {
	return textOf(batch['cancelled_at']) ?? textOf(batch['canceled_at']) ?? null;
}
