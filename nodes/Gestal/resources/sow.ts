import type { IDataObject } from 'n8n-workflow';
import { mapValues, pick } from 'lodash';

import { isRecord } from '../../../core/data/json';
import { operation, resource } from '../../../core/operation/Operation';
import { additional, additionalQuery, getOne, pages } from '../reading/lists';
import { sow } from '../locators';
import { pathOf, paths } from '../reading/paths';
import { INSTALLATION } from '../platform';

/** Shared with sow mirrors: what identifies an animal and where it stands. */
export const ANIMAL_FIELDS = [
	'cloud_id',
	'gestal_id',
	'pin_tag',
	'rfid1',
	'rfid2',
	'state',
	'state_updated_at',
	'last_location',
	'parity',
	'created_at',
	'updated_at',
];

const credentialType = INSTALLATION;

/** GET /integration/sows/{id}; the id is `cloud_id` or `gestal_id`. */
export const get = operation({
	name: 'Get',
	action: 'Get a sow',
	credentialType,
	fields: { sowId: sow },
	simplify: simplifySow,
	run: async (gestal, { sowId: id }) => await getOne(gestal, pathOf(gestal, paths.sow, id)),
});

/** GET /integration/sows, most recently updated first. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many sows',
	credentialType,
	fields: { query: additionalQuery },
	simplify: simplifySow,
	list: async function* (gestal, { query }) {
		yield* pages(gestal, pathOf(gestal, paths.sows), additional(gestal, query));
	},
});

/** GET /integration/sows/{id}/versions, newest first. */
export const getVersions = operation({
	name: 'Get Versions',
	action: 'Get the versions of a sow',
	description: 'What changed when; published for the paths of 2018 only',
	credentialType,
	fields: { sowId: sow },
	simplify: simplifyVersion,
	list: async function* (gestal, { sowId: id }) {
		yield* pages(gestal, pathOf(gestal, paths.sowVersions, id));
	},
});

function simplifySow(record: IDataObject): IDataObject {
	return pick(record, ANIMAL_FIELDS);
}

/** What changed, from what and to what: the platform tells pairs by attribute. Shared with sow mirrors. */
export function simplifyVersion(version: IDataObject): IDataObject {
	const changes = isRecord(version['changes']) ? version['changes'] : {};
	const side = (index: number): IDataObject =>
		mapValues(changes, (pair) => (Array.isArray(pair) ? pair[index] : pair) ?? null);
	return {
		...pick(version, ['event', 'created_at']),
		changed: Object.keys(changes),
		before: side(0),
		after: side(1),
	};
}

export const sowResource = resource('Sow', [get, getMany, getVersions]);
