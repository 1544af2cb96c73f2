import type { IDataObject } from 'n8n-workflow';
import { isNil, omit } from 'lodash';

import { textOf } from '../../../../core';
import type { ApiClient } from '../../../../core';
import { CURRENT_ONLY, MIRROR_FIELDS } from '../../fields';
import { LARGEST_PAGE, pages } from '../../reading/lists';
import { generationOf, paths } from '../../reading/paths';
import { getOne } from '../../reading/records';
import { isSame } from '../../reading/storedAsSent';

const LOST = 'Gestal did not keep fields of mirrors that were not given';
const GIVE_ALL = 'Give all fields of each mirror.';

/** The stored mirrors by their vendor ids. */
type Stored = ReadonlyMap<string, IDataObject>;

/** GET /integration/mirrors/sows, all pages, read once in a run. */
export async function storedMirrors(api: ApiClient): Promise<Stored> {
	return await api.once('stored sow mirrors', async () => {
		const stored = new Map<string, IDataObject>();
		for await (const mirror of pages(api, paths.mirrors, LARGEST_PAGE)) {
			const vendorId = textOf(mirror['vendor_id']);
			if (vendorId !== undefined) stored.set(vendorId, mirror);
		}
		return stored;
	});
}

/** Mirrors as they are sent: without what the paths of 2018 do not know, which is said where something of it was given. */
export async function sendable(
	api: ApiClient,
	mirrors: readonly IDataObject[],
): Promise<readonly IDataObject[]> {
	if (generationOf(api.settings) !== 'seed') return mirrors;
	const isGiven = (name: string) => mirrors.some((mirror) => !isNil(mirror[name]));
	const names = CURRENT_ONLY.filter(isGiven).join(', ');
	if (names !== '') {
		await api.once(`left out: ${names}`, () => {
			api.remark(`Fields left out because they require 'API Version' Current in the credential: ${names}`);
		});
	}
	return mirrors.map((mirror) => omit(mirror, CURRENT_ONLY));
}

/** The given fields of a mirror that are stored otherwise; what is not given is not compared. */
export function changedFields(given: IDataObject, stored: IDataObject): string[] {
	return Object.keys(given).filter(
		(name) => name !== 'vendor_id' && !isSame(name, given[name], stored[name]),
	);
}

/**
 * Whether a mirror keeps what its row in a batch does not have is not documented: of the first that was changed in a run and has more
 * than was given, it is looked what became of that. It is stored, so that a look that fails is no failure.
 */
export async function remarkLosses(api: ApiClient, sent: readonly IDataObject[]): Promise<void> {
	const stored = await storedMirrors(api);
	for (const { vendor_id: vendorId, ...given } of sent) {
		const before = stored.get(String(vendorId)) ?? {};
		const id = textOf(before['cloud_id']);
		const others = MIRROR_FIELDS.filter((name) => !(name in given) && !isNil(before[name]));
		if (id === undefined || others.length === 0) continue;
		await api.once('what became of a mirror', async () => {
			const now = await getOne(api, paths.mirror(id), id).catch(() => before);
			const lost = others.filter((name) => !isSame(name, before[name], now[name])).join(', ');
			if (lost !== '')
				api.remark(`${LOST}: ${lost} of the first one (vendor_id ${String(vendorId)}). ${GIVE_ALL}`);
		});
		return;
	}
}
