import { operation, resource, text } from '../../../../core';
import { additionalQuery, checkChanges, checkList, checkPath, mirrorDetails } from '../../fields';
import { mirror } from '../../locators';
import { INSTALLATION } from '../../platform';
import { pages } from '../../reading/lists';
import { paths } from '../../reading/paths';
import { changed, expectNew, getOne, sendTo } from '../../reading/records';
import { ANIMAL_FIELDS, simplifyVersion } from '../sow';
import { upsertMany } from './bulk';
import { checkMirror, checkNewMirror } from './checks';

const credentialType = INSTALLATION;
const simplify = ['vendor_id', ...ANIMAL_FIELDS];

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
	check: ({ vendorId, details }, settings) => checkNewMirror({ ...details, vendor_id: vendorId }, settings),
	simplify,
	run: async (api, { vendorId, details }) =>
		expectNew(api, await changed(api, 'POST', paths.mirrors, { body: { ...details, vendor_id: vendorId } }), {
			vendor_id: vendorId,
		}),
});

/** GET /integration/mirrors/sows/{id}; the id is `cloud_id` or `vendor_id`. */
export const get = operation({
	name: 'Get',
	action: 'Get a sow mirror',
	credentialType,
	fields: { mirrorId: mirror },
	simplify,
	run: async (api, { mirrorId }) => await getOne(api, paths.mirror(mirrorId), mirrorId),
});

/** GET /integration/mirrors/sows, by date of update. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many sow mirrors',
	credentialType,
	fields: { query: additionalQuery },
	check: ({ query }, settings) => checkList(settings, paths.mirrors, query),
	simplify,
	list: (api, { query }) => pages(api, paths.mirrors, query),
});

/** PATCH /integration/mirrors/sows/{id}: only what is set is sent. */
export const update = operation({
	name: 'Update',
	action: 'Update a sow mirror',
	credentialType,
	fields: { mirrorId: mirror, details: mirrorDetails },
	exclusive: ({ mirrorId }) => mirrorId,
	check({ details }, settings) {
		checkChanges(details);
		checkMirror(details, settings);
	},
	simplify,
	run: async (api, { mirrorId, details }) =>
		await changed(api, 'PATCH', paths.mirror(mirrorId), { body: details, id: mirrorId }),
});

/** DELETE /integration/mirrors/sows/{id}: 204. */
export const remove = operation({
	name: 'Delete',
	action: 'Delete sow mirror permanently',
	description: "Deletes your mirror, not the farm's sow",
	credentialType,
	fields: { mirrorId: mirror },
	run: async (api, { mirrorId }) => {
		await sendTo(api, 'DELETE', paths.mirror(mirrorId));
		return { deleted: true, [mirrorId.startsWith('wos_') ? 'cloud_id' : 'vendor_id']: mirrorId };
	},
});

/** GET /integration/mirrors/sows/{id}/versions, newest first. */
export const getVersions = operation({
	name: 'Get Versions',
	action: 'Get the versions of a sow mirror',
	description: 'What changed when; published for the paths of 2018 only',
	credentialType,
	fields: { mirrorId: mirror },
	check: ({ mirrorId }, settings) => checkPath(settings, paths.mirrorVersions(mirrorId)),
	simplify: simplifyVersion,
	list: (api, { mirrorId }) => pages(api, paths.mirrorVersions(mirrorId)),
});

export const sowMirrorResource = resource('Sow Mirror', [
	create,
	get,
	getMany,
	getVersions,
	remove,
	update,
	upsertMany,
]);
