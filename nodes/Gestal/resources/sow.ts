import type { IDataObject } from 'n8n-workflow';
import { mapValues } from 'lodash';

import { isRecord, operation, resource, simplified } from '../../../core';
import { additionalQuery, checkList, checkPath } from '../fields';
import { sow } from '../locators';
import { INSTALLATION } from '../platform';
import { pages } from '../reading/lists';
import { byEitherId, SOWS } from '../reading/otherIds';
import { paths } from '../reading/paths';
import { getOne } from '../reading/records';

/** Shared with sow mirrors: what identifies an animal, and how and where it is. */
export const ANIMAL_FIELDS = [
	'cloud_id',
	'gestal_id',
	'pin_tag',
	'rfid1',
	'state',
	'state_updated_at',
	'last_location',
	'parity',
	'updated_at',
];

const credentialType = INSTALLATION;
const simplify = ANIMAL_FIELDS;

/** GET /integration/sows/{id}; the id is `cloud_id` or `gestal_id`. */
export const get = operation({
	name: 'Get',
	action: 'Get sow',
	description: 'Retrieve the tags, state and location of a single sow',
	credentialType,
	fields: { sowId: sow },
	simplify,
	run: async (api, { sowId }) =>
		await byEitherId(api, SOWS, sowId, async (one, id) => await getOne(api, one, id)),
});

/** GET /integration/sows, most recently updated first under the paths of 2018. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many sows',
	description: 'Retrieve a list of the sows of the site, with their tags, state and location',
	credentialType,
	fields: { query: additionalQuery },
	check: ({ query }, settings) => checkList(settings, paths.sows, query),
	simplify,
	list: (api, { query }) => pages(api, paths.sows, query),
});

/** GET /integration/sows/{id}/versions, newest first. */
export const getVersions = operation({
	name: 'Get Versions',
	action: 'Get versions of sow',
	description: "Retrieve what changed and when. Requires 'API Version' 2018 in the credential.",
	credentialType,
	fields: { sowId: sow },
	check: ({ sowId }, settings) => checkPath(settings, paths.sowVersions(sowId)),
	simplify: simplifyVersion,
	list: (api, { sowId }) => pages(api, paths.sowVersions(sowId)),
});

/** What changed, from what and to what: the platform gives pairs by attribute. Shared with sow mirrors. */
export function simplifyVersion(version: IDataObject): IDataObject {
	const changes = isRecord(version['changes']) ? version['changes'] : {};
	const side = (index: number): IDataObject =>
		mapValues(changes, (pair) => (Array.isArray(pair) ? pair[index] : pair) ?? null);
	return {
		...simplified(version, ['event', 'created_at']),
		changed: Object.keys(changes),
		before: side(0),
		after: side(1),
	};
}

export const sowResource = resource('Sow', [get, getMany, getVersions]);
