import type { IDataObject } from 'n8n-workflow';
import { countBy, omitBy, pick } from 'lodash';

import type { ApiClient } from '../../../core/request/ApiClient';
import { flag, integer, text, when } from '../../../core/field/fields';
import { textOf } from '../../../core/data/json';
import { operation, resource } from '../../../core/operation/Operation';
import { additional, additionalQuery, getOne, hintOf, oneRecord, pages } from '../reading/lists';
import { mirror } from '../locators';
import { bulkBody, mirrorBody, mirrorDetails, mirrors } from '../mirrorFields';
import { generationOf, pathOf, paths } from '../reading/paths';
import { INSTALLATION } from '../platform';
import { finishedBatch, simplifyBatch, troubleOf } from './batch';
import { ANIMAL_FIELDS, simplifyVersion } from './sow';

const MOST_MIRRORS = 1000;

const credentialType = INSTALLATION;
const mirrorId = mirror;

/** POST /integration/mirrors/sows. Never repeated: there is no idempotency key. */
export const create = operation({
	name: 'Create',
	action: 'Create a sow mirror',
	credentialType,
	fields: {
		vendorId: text({
			displayName: 'Vendor ID',
			description: "The sow's ID in your own system; one mirror for each",
			placeholder: 'e.g. sow-17',
		}),
		details: mirrorDetails,
	},
	simplify: simplifyMirror,
	run: async (gestal, { vendorId, details }) => {
		const body = { ...mirrorBody(gestal, given(details)), vendor_id: vendorId };
		requirePinTags(gestal, [body]);
		return oneRecord(
			gestal,
			await gestal.post(pathOf(gestal, paths.mirrors), body, { refusalHint: hintOf(gestal) }),
		);
	},
});

/** GET /integration/mirrors/sows/{id}; the id is `cloud_id` or `vendor_id`. */
export const get = operation({
	name: 'Get',
	action: 'Get a sow mirror',
	credentialType,
	fields: { mirrorId },
	simplify: simplifyMirror,
	run: async (gestal, { mirrorId: id }) => await getOne(gestal, pathOf(gestal, paths.mirror, id)),
});

/** GET /integration/mirrors/sows, by date of update. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many sow mirrors',
	credentialType,
	fields: { query: additionalQuery },
	simplify: simplifyMirror,
	list: async function* (gestal, { query }) {
		yield* pages(gestal, pathOf(gestal, paths.mirrors), additional(gestal, query));
	},
});

/** PATCH /integration/mirrors/sows/{id}: only what is set is sent. */
export const update = operation({
	name: 'Update',
	action: 'Update a sow mirror',
	credentialType,
	fields: { mirrorId, details: mirrorDetails },
	simplify: simplifyMirror,
	run: async (gestal, { mirrorId: id, details }) => {
		const body = mirrorBody(gestal, given(details));
		if (Object.keys(body).length === 0) {
			throw gestal.error('There is nothing to update', 'Add at least one field to set; nothing was sent.');
		}
		return oneRecord(
			gestal,
			await gestal.patch(pathOf(gestal, paths.mirror, id), body, { refusalHint: hintOf(gestal) }),
		);
	},
});

/** DELETE /integration/mirrors/sows/{id}: 204. */
export const remove = operation({
	name: 'Delete',
	action: 'Delete a sow mirror',
	description: "Deletes your mirror, not the farm's sow",
	credentialType,
	fields: { mirrorId },
	run: async (gestal, { mirrorId: id }) => {
		await gestal.delete(pathOf(gestal, paths.mirror, id), { refusalHint: hintOf(gestal) });
		return { success: true, [id.startsWith('wos_') ? 'cloud_id' : 'vendor_id']: id };
	},
});

/** GET /integration/mirrors/sows/{id}/versions, newest first. */
export const getVersions = operation({
	name: 'Get Versions',
	action: 'Get the versions of a sow mirror',
	description: 'What changed when; published for the paths of 2018 only',
	credentialType,
	fields: { mirrorId },
	simplify: simplifyVersion,
	list: async function* (gestal, { mirrorId: id }) {
		yield* pages(gestal, pathOf(gestal, paths.mirrorVersions, id));
	},
});

/** POST /integration/mirrors/sows/bulk of all input items together, 1,000 mirrors a request; then, if wanted, its batch. */
export const upsertMany = operation({
	name: 'Upsert Many',
	action: 'Create or update many sow mirrors',
	description: 'Sends the mirrors of all input items together, up to 1000 in a batch, and answers each batch',
	credentialType,
	fields: {
		mirrors,
		wait: flag({
			displayName: 'Wait for Completion',
			default: false,
			description: 'Whether to wait until Gestal has worked through each batch',
		}),
		waitSeconds: when(
			{ wait: [true] },
			integer({ displayName: 'Wait at Most (Seconds)', default: 300, min: 1, max: 86_400 }),
		),
		failOnFailures: when(
			{ wait: [true] },
			flag({
				displayName: 'Fail on Failures',
				default: true,
				description: 'Whether the items of a batch fail when any of its mirrors did',
			}),
		),
	},
	simplify: simplifyBatch,
	batch: {
		of: 'mirrors',
		size: MOST_MIRRORS,
		run: async (gestal, { mirrors: rows, wait, waitSeconds = 300, failOnFailures }) => {
			const body = bulkBody(gestal, rows);
			requirePinTags(gestal, body);
			requireOnce(gestal, body);
			const started = oneRecord(
				gestal,
				await gestal.post(pathOf(gestal, paths.mirrorBulk), body, {
					idempotent: true,
					refusalHint: hintOf(gestal),
				}),
			);
			const id = textOf(started['cloud_id']);
			if (!wait) return started;
			if (id === undefined) {
				throw gestal.error(
					'Gestal took the batch but told no ID of it, so it cannot be waited for',
					'See with Sow Mirror: Get Many what arrived; the batch is not undone.',
				);
			}
			const batch = await finishedBatch(gestal, id, waitSeconds * 1000);
			const trouble = troubleOf(batch);
			if (trouble !== undefined && failOnFailures === true) {
				throw gestal.error(
					`Batch ${id} did not succeed: ${trouble}`,
					'Gestal tells no reasons. Compare with Sow Mirror: Get Many what arrived; the others are stored.',
				);
			}
			return batch;
		},
	},
});

/** What the user set; a field that was added and left empty is not sent. */
function given(details: object): IDataObject {
	return omitBy<IDataObject>({ ...details }, (value) => value === undefined);
}

/** The vendor ids that a run has sent in bulk: batches are worked through side by side, as mirrors of one batch are. */
const sentInBulk = new WeakMap<object, Set<string>>();

/** Batches, and mirrors in them, are worked through in no told order: two states of one mirror would race. */
function requireOnce(gestal: ApiClient, body: readonly IDataObject[]): void {
	const counts = countBy(body, ({ vendor_id: vendorId }) => String(vendorId));
	const sent = sentInBulk.get(gestal.run) ?? new Set();
	const hint = 'Send each mirror once: which of them would win is not certain. This batch was not sent.';
	for (const [vendorId, count] of Object.entries(counts)) {
		if (count > 1) throw gestal.error(`The vendor_id ${vendorId} is there ${count} times`, hint);
		if (sent.has(vendorId)) {
			throw gestal.error(`The vendor_id ${vendorId} was sent in an earlier batch of this run`, hint);
		}
	}
	sentInBulk.set(gestal.run, new Set([...sent, ...Object.keys(counts)]));
}

function requirePinTags(gestal: ApiClient, body: readonly IDataObject[]): void {
	if (generationOf(gestal) === 'seed') return;
	const without = body.find(({ pin_tag: pinTag }) => textOf(pinTag) === undefined);
	if (without !== undefined) {
		throw gestal.error(
			`The mirror ${textOf(without['vendor_id']) ?? ''} has no pin_tag`,
			'The current site requires it. Nothing was sent.',
		);
	}
}

function simplifyMirror(record: IDataObject): IDataObject {
	return pick(record, ['vendor_id', ...ANIMAL_FIELDS]);
}

export const sowMirrorResource = resource('Sow Mirror', [
	create,
	get,
	getMany,
	getVersions,
	remove,
	update,
	upsertMany,
]);
