import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../core/request/ApiClient';
import { isRecord, textOf } from '../../core/data/json';
import type { Route } from '../../core/request/Route';
import { getOne, integrationsOf, pages } from './reading/lists';
import { generationOf, pathOf, paths } from './reading/paths';

const ALL = { per_page: 1000 };

/** An integration as events name it. */
export interface Watched {
	readonly id: string;
	readonly name: string | null;
	readonly record: IDataObject;
}

/** What one poll has read already: several events need the same lists, and requests are dear here. */
const readInRun = new WeakMap<object, Map<string, Promise<IDataObject[]>>>();

/** All integrations, or the chosen one. */
export async function watchedIntegrations(
	gestal: ApiClient,
	integrationId: string | undefined,
): Promise<Watched[]> {
	const rows = await once(gestal, `integrations ${integrationId ?? ''}`, async () =>
		integrationId === undefined
			? await whole(gestal, (onMeta) => integrationsOf(gestal, ALL, onMeta))
			: [await getOne(gestal, pathOf(gestal, paths.integration, integrationId))],
	);
	return rows.flatMap((record) => {
		const id = textOf(record['cloud_id']);
		return id === undefined ? [] : [{ id, name: textOf(record['name']) ?? null, record }];
	});
}

/** The activated installations of one integration. */
export async function installationsOfWatched(
	gestal: ApiClient,
	integrationId: string,
): Promise<IDataObject[]> {
	return await once(gestal, `installations ${integrationId}`, async () =>
		wholeList(gestal, pathOf(gestal, paths.installations, integrationId)),
	);
}

/** The access keys of all installations of the watched integrations, each with its installation. */
export async function keysOfWatched(
	gestal: ApiClient,
	integrationId: string | undefined,
): Promise<
	Array<{ key: IDataObject; integration: Watched | undefined; installationId: string | undefined }>
> {
	if (integrationId === undefined && generationOf(gestal) === 'current') {
		const keys = await wholeList(gestal, pathOf(gestal, paths.allAccessKeys));
		return keys.map((key) => ({ key, integration: undefined, installationId: undefined }));
	}
	const found = [];
	for (const integration of await watchedIntegrations(gestal, integrationId)) {
		for (const installation of await installationsOfWatched(gestal, integration.id)) {
			const installationId = textOf(installation['cloud_id']);
			if (installationId === undefined) continue;
			for (const key of await wholeList(gestal, pathOf(gestal, paths.accessKeys, installationId)))
				found.push({ key, integration, installationId });
		}
	}
	return found;
}

/** Site and tenant of an installation, for messages. */
export function whereOf(installation: IDataObject): string {
	const names = ['site', 'tenant'].map((part) =>
		isRecord(installation[part]) ? textOf(installation[part]['name']) : undefined,
	);
	return names.filter((name) => name !== undefined).join(', ');
}

export async function wholeList(gestal: ApiClient, list: Route): Promise<IDataObject[]> {
	return await whole(gestal, (onMeta) => pages(gestal, list, ALL, onMeta));
}

/**
 * A list read to its end. @throws when fewer records came than the first page told: what was removed or changed meanwhile
 * let others slip past between two pages, and they would seem gone.
 */
async function whole(
	gestal: ApiClient,
	read: (onMeta: (meta: IDataObject) => void) => AsyncIterable<IDataObject>,
): Promise<IDataObject[]> {
	let total: number | undefined;
	const rows: IDataObject[] = [];
	for await (const row of read((meta) => (total ??= Number(textOf(meta['total']) ?? 0)))) rows.push(row);
	if (total !== undefined && rows.length < total) {
		throw gestal.error(
			`A list changed while it was read: ${rows.length} of ${total} records came`,
			'Nothing was told from it; the next poll reads it again.',
		);
	}
	return rows;
}

async function once(
	gestal: ApiClient,
	what: string,
	read: () => Promise<IDataObject[]>,
): Promise<IDataObject[]> {
	const known = readInRun.get(gestal.run) ?? new Map<string, Promise<IDataObject[]>>();
	readInRun.set(gestal.run, known);
	const rows = known.get(what) ?? read();
	known.set(what, rows);
	return await rows;
}
