import type { IDataObject } from 'n8n-workflow';

import { flag, integer, operation, textOf, when } from '../../../../core';
import type { ApiClient } from '../../../../core';
import { gestal, INSTALLATION } from '../../platform';
import { finishedBatch, simplifyBatch } from '../../reading/batches';
import { paths } from '../../reading/paths';
import { changed } from '../../reading/records';
import { checkMirrors, checkOnce, refuseRemovals } from './checks';
import { changedFields, remarkLosses, sendable, storedMirrors } from './differences';
import { mirrorList, mirrorsOf } from './mirrorList';

const MOST_MIRRORS = 1000;
const WAIT_SECONDS = 300;
/** Of a batch that was not sent, because nothing in it differs from what is stored. */
const UNCHANGED = { state: 'unchanged', total: 0, failures: 0, pending: 0 };

/** POST /integration/mirrors/sows/bulk of all input items together, 1,000 mirrors a request; then, if wanted, its batch. */
export const upsertMany = operation({
	name: 'Upsert Many',
	action: 'Create or update many sow mirrors given with all their fields',
	description:
		'Send the mirrors of all input items together, up to 1,000 per batch. Returns one item per batch. Give all fields of each mirror: Gestal may not keep the others.',
	credentialType: INSTALLATION,
	fields: {
		mirrors: mirrorList,
		onlyChanges: flag({
			displayName: 'Only Changes',
			default: false,
			description:
				'Whether to leave out mirrors that are stored as given. Reads all stored mirrors first, once per run.',
		}),
		wait: flag({
			displayName: 'Wait Until Done',
			default: false,
			description:
				"Whether to wait until Gestal has processed each batch. With 'Only Changes', also checks one changed mirror for fields that were lost.",
		}),
		waitSeconds: when(
			{ wait: [true] },
			integer({
				displayName: 'Max Wait (Seconds)',
				default: WAIT_SECONDS,
				min: 1,
				max: 86_400,
				description: 'How long to wait for a batch before the operation fails',
			}),
		),
		failOnFailures: when(
			{ wait: [true] },
			flag({
				displayName: 'Fail on Failed Mirrors',
				default: true,
				description: 'Whether to fail all items of a batch if any mirror in it fails',
			}),
		),
	},
	check({ mirrors }, settings) {
		refuseRemovals(mirrors);
		checkMirrors(mirrors, settings);
	},
	simplify: simplifyBatch,
	batch: {
		of: 'mirrors',
		size: MOST_MIRRORS,
		run: async (api, { mirrors, onlyChanges, wait, waitSeconds = WAIT_SECONDS, failOnFailures = true }) => {
			const body = await wanted(api, mirrorsOf(mirrors), onlyChanges);
			if (body.length === 0) return UNCHANGED;
			const started = await startBatch(api, body);
			if (!wait) return started;
			const batch = await finishedBatch(api, started, {
				sent: body.length,
				waitSeconds,
				failOnFailures,
			});
			if (onlyChanges) await remarkLosses(api, body);
			return batch;
		},
	},
});

/** Of the mirrors of all items, those to send. @throws FieldError where one of them comes twice in this run */
async function wanted(
	api: ApiClient,
	mirrors: readonly IDataObject[],
	onlyChanges: boolean,
): Promise<readonly IDataObject[]> {
	const sent = await api.once('vendor IDs that were sent in bulk', () => new Set<string>());
	checkOnce(mirrors, sent);
	for (const { vendor_id: vendorId } of mirrors) sent.add(String(vendorId));
	const given = await sendable(api, mirrors);
	return onlyChanges ? await changedOnes(api, given) : given;
}

async function startBatch(api: ApiClient, body: readonly IDataObject[]): Promise<IDataObject> {
	const batch = await changed(api, 'POST', paths.mirrorBulk, { body, idempotent: true });
	// A note that the server is being maintained is no batch.
	if (gestal.recordId(batch) ?? textOf(batch['state'])) return batch;
	throw api.unexpected('a batch');
}

async function changedOnes(api: ApiClient, mirrors: readonly IDataObject[]): Promise<IDataObject[]> {
	const stored = await storedMirrors(api);
	return mirrors.filter((mirror) => {
		const known = stored.get(String(mirror['vendor_id']));
		return known === undefined || changedFields(mirror, known).length > 0;
	});
}
