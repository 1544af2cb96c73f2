import type { IDataObject } from 'n8n-workflow';
import { get } from 'lodash';

import { textOf } from '../../../core';
import type { ApiClient } from '../../../core';
import { LARGEST_PAGE, pages } from './lists';
import { generationOf, paths } from './paths';
import type { Endpoint } from './paths';
import { sendTo } from './records';

/** Records that have an ID of their own kind beside the cloud ID. */
interface Kind {
	readonly list: Endpoint;
	readonly one: (id: string) => Endpoint;
	readonly otherId: 'gestal_id' | 'vendor_id';
	/** With which their cloud IDs begin. */
	readonly prefix: string;
}

export const SOWS: Kind = { list: paths.sows, one: paths.sow, otherId: 'gestal_id', prefix: 'sow_' };
export const MIRRORS: Kind = {
	list: paths.mirrors,
	one: paths.mirror,
	otherId: 'vendor_id',
	prefix: 'wos_',
};

/**
 * What is sent to a record by either ID. The paths of 2018 take both; those of the current site name the cloud ID only
 * (provider document, section 2.5): where such a path does not find the other ID, the list shows the cloud ID that belongs to it, and
 * is looked at first for all that follow in a run.
 */
export async function byEitherId<Result>(
	api: ApiClient,
	kind: Kind,
	id: string,
	send: (endpoint: Endpoint, id: string) => Promise<Result>,
): Promise<Result> {
	const isOther = isOtherId(api, kind, id);
	const path = await api.once(`paths by ${kind.otherId}`, () => ({ mayFind: true }));
	const known = isOther && !path.mayFind ? (await cloudIds(api, kind)).get(id) : undefined;
	if (known !== undefined) return await send(kind.one(known), known);
	return await send(kind.one(id), id).catch(async (failure: unknown) => {
		const mayBeOther = isOther && get(failure, 'httpCode') === '404';
		const cloudId = mayBeOther ? (await cloudIds(api, kind)).get(id) : undefined;
		if (cloudId === undefined) return await Promise.reject<Result>(failure);
		path.mayFind = false;
		return await send(kind.one(cloudId), cloudId);
	});
}

/**
 * DELETE by either ID. The other ID is looked up first: a path that does not know it refuses the second try after a lost response,
 * too, and that 404 would pass for a deletion. One that the list does not have is tried once only.
 */
export async function removeByEitherId(api: ApiClient, kind: Kind, id: string): Promise<void> {
	const cloudId = isOtherId(api, kind, id) ? (await cloudIds(api, kind)).get(id) : id;
	await sendTo(api, 'DELETE', kind.one(cloudId ?? id), cloudId === undefined ? { retries: 0 } : {});
}

/** The record with the other ID in the list as it is now, where the paths may not find it by that. */
export async function listedByOtherId(
	api: ApiClient,
	kind: Kind,
	id: string,
): Promise<IDataObject | undefined> {
	if (!isOtherId(api, kind, id)) return undefined;
	for await (const record of wholeListOf(api, kind)) {
		if (textOf(record[kind.otherId]) === id) return record;
	}
	return undefined;
}

function isOtherId(api: ApiClient, { prefix }: Kind, id: string): boolean {
	return generationOf(api.settings) === 'current' && !id.startsWith(prefix);
}

/** The cloud IDs by the others, read once in a run. */
async function cloudIds(api: ApiClient, kind: Kind): Promise<ReadonlyMap<string, string>> {
	return await api.once(`cloud IDs by ${kind.otherId}`, async () => {
		const ids = new Map<string, string>();
		for await (const record of wholeListOf(api, kind)) {
			const [other, cloudId] = [textOf(record[kind.otherId]), textOf(record['cloud_id'])];
			if (other !== undefined && cloudId !== undefined) ids.set(other, cloudId);
		}
		return ids;
	});
}

function wholeListOf(api: ApiClient, { list }: Kind): AsyncIterable<IDataObject> {
	return pages(api, list, LARGEST_PAGE);
}
