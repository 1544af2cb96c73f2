import type { IDataObject } from 'n8n-workflow';
import { compact, pick } from 'lodash';

import { Divided, operation } from '../../../../core';
import type { ApiClient } from '../../../../core';
import { INSTALLATION } from '../../platform';
import { checkMirrors, checkOnce } from './checks';
import { changedFields, sendable, storedMirrors } from './differences';
import { mirrorList, mirrorsOf, type GivenMirror } from './mirrorList';

interface Mirrors {
	readonly mirrors: readonly GivenMirror[];
}

/** GET /integration/mirrors/sows, against the mirrors of all input items together. Nothing is written. */
export const compareMany = operation({
	name: 'Compare Many',
	action: 'Compare complete list of sow mirrors with stored ones',
	description:
		'Find which mirrors to create, update and remove so that the stored ones are those of all input items. Changes nothing.',
	credentialType: INSTALLATION,
	fields: { mirrors: mirrorList },
	check: ({ mirrors }, settings) => checkMirrors(mirrors, settings),
	// All at once: of a part, nobody could say which stored mirrors are in none of the others.
	batch: {
		of: 'mirrors',
		size: Number.MAX_SAFE_INTEGER,
		run: async (api, { mirrors }) => await compared(api, mirrorsOf(mirrors)),
	},
});

/**
 * A record for each difference, of the item that gave the mirror; what is to be removed no item gave, so that it is of all. The given
 * mirror stands in it as it is, so that Upsert Many takes the record.
 */
async function compared(api: ApiClient, given: readonly IDataObject[]): Promise<Divided<Mirrors>> {
	checkOnce(given);
	const stored = await storedMirrors(api);
	const upserts = (await sendable(api, given)).flatMap((mirror) => {
		const known = stored.get(String(mirror['vendor_id']));
		if (known === undefined) return [{ change: 'create', ...mirror }];
		const fields = changedFields(mirror, known);
		if (fields.length === 0) return [];
		const { cloud_id: cloudId = null } = known;
		return [{ change: 'update', ...mirror, cloud_id: cloudId, changed: fields, stored: pick(known, fields) }];
	});
	const upsertOf = new Map(upserts.map((upsert: IDataObject) => [upsert['vendor_id'], upsert]));
	const ofItem = ({ mirrors }: Mirrors) =>
		compact(mirrorsOf(mirrors).map(({ vendor_id: vendorId }) => upsertOf.get(vendorId)));
	// A failed item may stand for any stored mirror that no other item names.
	if (api.run.hasFailedItem) {
		api.remark('Some items failed, so mirrors to remove are not listed. Correct those items first.');
		return new Divided(ofItem);
	}
	const wanted = new Set(given.map(({ vendor_id: vendorId }) => String(vendorId)));
	const removals = [...stored].filter(([vendorId]) => !wanted.has(vendorId));
	const ofAll = removals.map(([, mirror]) => ({
		change: 'remove',
		...pick(mirror, ['vendor_id', 'cloud_id', 'pin_tag']),
	}));
	return new Divided(ofItem, ofAll);
}
