import type { IDataObject } from 'n8n-workflow';

import { id, madeOnce, operation, refuseNothing, resource } from '../../../../core';
import type { ApiClient } from '../../../../core';
import { additionalQuery, checkList, checkPath, mirrorFields } from '../../fields';
import { mirror } from '../../locators';
import { INSTALLATION } from '../../platform';
import { pages } from '../../reading/lists';
import { byEitherId, listedByOtherId, MIRRORS, removeByEitherId } from '../../reading/otherIds';
import { paths } from '../../reading/paths';
import { changed, expectNew, getIfThere, getOne } from '../../reading/records';
import { withRemark } from '../../reading/storedAsSent';
import { ANIMAL_FIELDS, simplifyVersion } from '../sow';
import { upsertMany } from './bulk';
import { checkMirror, checkNewMirror } from './checks';
import { compareMany } from './compare';

const credentialType = INSTALLATION;
const simplify = ['vendor_id', ...ANIMAL_FIELDS];

/**
 * POST /integration/mirrors/sows. Never repeated: there is no idempotency key. Where its response was lost, GET
 * /integration/mirrors/sows/{vendor_id} shows whether it was made, or the list where that path takes cloud IDs only.
 */
export const create = operation({
	name: 'Create',
	action: 'Create sow mirror',
	description: 'Add a sow of your own system, for the farm software to match',
	credentialType,
	fields: {
		vendorId: id({
			displayName: 'Vendor ID',
			anyText: true,
			description: "The sow's ID in your own system",
			placeholder: 'e.g. sow-17',
		}),
		details: mirrorFields('Additional Fields'),
	},
	check: ({ vendorId, details }, settings) => checkNewMirror({ ...details, vendor_id: vendorId }, settings),
	simplify,
	run: async (api, { vendorId, details }) => {
		const sent = { vendor_id: vendorId };
		const body = { ...details, ...sent };
		const made = await madeOnce(api, {
			make: async () => expectNew(api, await changed(api, 'POST', paths.mirrors, { body }), sent),
			look: () => mirrorIfThere(api, vendorId),
			sent,
			idField: 'cloud_id',
			timeField: 'created_at',
		});
		return withRemark(api, 'the creation of the mirror', body, made);
	},
});

/** GET /integration/mirrors/sows/{id}; the id is `cloud_id` or `vendor_id`. */
export const get = operation({
	name: 'Get',
	action: 'Get sow mirror',
	description: 'Retrieve the stored state of a single mirror by its ID',
	credentialType,
	fields: { mirrorId: mirror },
	simplify,
	run: async (api, { mirrorId }) =>
		await byEitherId(api, MIRRORS, mirrorId, async (one, id) => await getOne(api, one, id)),
});

/** GET /integration/mirrors/sows, by date of update under the paths of 2018. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many sow mirrors',
	description: 'Retrieve a list of all mirrors that you sent',
	credentialType,
	fields: { query: additionalQuery },
	check: ({ query }, settings) => checkList(settings, paths.mirrors, query),
	simplify,
	list: (api, { query }) => pages(api, paths.mirrors, query),
});

/** PATCH /integration/mirrors/sows/{id}: only what is set is sent. */
export const update = operation({
	name: 'Update',
	action: 'Update sow mirror',
	description: 'Change only the given fields of a mirror, such as tags, state or location',
	credentialType,
	fields: { mirrorId: mirror, details: mirrorFields('Update Fields') },
	// Two IDs may name one mirror, its cloud ID and its vendor ID: all are one queue. Gestal takes one request at a time anyway.
	exclusive: () => 'sow mirrors',
	check({ details }, settings) {
		refuseNothing(details);
		checkMirror(details, settings);
	},
	simplify,
	run: async (api, { mirrorId, details }) => {
		const stored = await byEitherId(
			api,
			MIRRORS,
			mirrorId,
			async (one, id) => await changed(api, 'PATCH', one, { body: details, id }),
		);
		return withRemark(api, 'the change of the mirror', details, stored);
	},
});

/** DELETE /integration/mirrors/sows/{id}: 204. Where the path may not know a vendor ID, the list shows the cloud ID first. */
export const remove = operation({
	name: 'Delete',
	action: 'Delete sow mirror permanently',
	description: "Remove your mirror permanently. The farm's own record is kept.",
	credentialType,
	fields: { mirrorId: mirror },
	exclusive: ({ mirrorId }) => mirrorId,
	// One request for all items of a mirror: it is gone after the first.
	merge: async (api, mirrorId) => {
		await removeByEitherId(api, MIRRORS, mirrorId);
		return { deleted: true, [mirrorId.startsWith('wos_') ? 'cloud_id' : 'vendor_id']: mirrorId };
	},
});

/** GET /integration/mirrors/sows/{id}/versions, newest first. */
export const getVersions = operation({
	name: 'Get Versions',
	action: 'Get versions of sow mirror',
	description: "Retrieve what changed and when. Requires 'API Version' 2018 in the credential.",
	credentialType,
	fields: { mirrorId: mirror },
	check: ({ mirrorId }, settings) => checkPath(settings, paths.mirrorVersions(mirrorId)),
	simplify: simplifyVersion,
	list: (api, { mirrorId }) => pages(api, paths.mirrorVersions(mirrorId)),
});

async function* mirrorIfThere(api: ApiClient, mirrorId: string): AsyncGenerator<IDataObject> {
	const record =
		(await getIfThere(api, paths.mirror(mirrorId), mirrorId)) ??
		(await listedByOtherId(api, MIRRORS, mirrorId));
	if (record !== undefined) yield record;
}

export const sowMirrorResource = resource('Sow Mirror', [
	compareMany,
	create,
	get,
	getMany,
	getVersions,
	remove,
	update,
	upsertMany,
]);
