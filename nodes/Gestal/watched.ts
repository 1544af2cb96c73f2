import type { IDataObject } from 'n8n-workflow';
import { get, groupBy } from 'lodash';

import { all, textOf } from '../../core';
import type { ApiClient, NamedIntegration } from '../../core';
import { pages } from './reading/lists';
import { generationOf, paths } from './reading/paths';
import type { Endpoint } from './reading/paths';
import { getIfThere, getOne } from './reading/records';

/** A watched integration, and Gestal's record of it. */
export interface Watched extends NamedIntegration {
	readonly record: IDataObject;
}

/** An access key, with its integration and installation where the list shows them. */
export interface WatchedKey {
	readonly key: IDataObject;
	readonly integration?: Watched;
	readonly installation?: IDataObject;
}

/**
 * All integrations, or the chosen one. Read once in a poll: several events need the same lists, and requests are dear here.
 * @throws where the chosen one comes without its cloud ID: whatever is of it would seem gone
 */
export async function watchedIntegrations(
	api: ApiClient,
	integrationId: string | undefined,
): Promise<Watched[]> {
	const records = await api.once(`integrations ${integrationId ?? ''}`, async () =>
		integrationId === undefined
			? await wholeList(api, paths.integrations)
			: [await getOne(api, paths.integration(integrationId), integrationId)],
	);
	return records.flatMap((record) => {
		const id = textOf(record['cloud_id']);
		if (id === undefined && integrationId !== undefined) throw api.unexpected('a record');
		return id === undefined ? [] : [{ id, name: textOf(record['name']) ?? null, record }];
	});
}

/** With what the reading of an integration that is gone fails; undefined where it is there: a 404 may mean the route, so that the list decides. */
export async function deletionOf(api: ApiClient, integrationId: string): Promise<unknown> {
	const failure: unknown = await watchedIntegrations(api, integrationId).then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (get(failure, 'httpCode') !== '404') return undefined;
	const isListed = await watchedIntegrations(api, undefined).then(
		(listed) => listed.some(({ id }) => id === integrationId),
		() => true,
	);
	return isListed ? undefined : failure;
}

/** The activated installations of one integration, or of all where one list has them; read once in a poll. */
export async function watchedInstallations(
	api: ApiClient,
	integrationId: string | undefined,
): Promise<IDataObject[]> {
	const list = integrationId === undefined ? paths.allInstallations : paths.installations(integrationId);
	return await api.once(`installations ${integrationId ?? ''}`, async () => await wholeList(api, list));
}

/** Whether the installations, and the keys, of all integrations stand in one list: it does not name the integrations' IDs. */
export function isOneList(api: ApiClient, integrationId: string | undefined): boolean {
	return integrationId === undefined && generationOf(api.settings) === 'current';
}

/** The activated installations of one of the watched integrations: of the one list that has those of all, where that shows whose they are. */
export async function installationsOfWatched(
	api: ApiClient,
	{ id }: Watched,
	chosenId: string | undefined,
): Promise<IDataObject[]> {
	const listed = isOneList(api, chosenId) ? (await installationsById(api)).get(id) : undefined;
	return listed ?? (await watchedInstallations(api, id));
}

/**
 * The installations of the one list, by the ID of their integration. It shows the integration's name only: one whose name
 * another has is left out, and so are all where an installation has a name that none of them has.
 */
async function installationsById(api: ApiClient): Promise<ReadonlyMap<string, IDataObject[]>> {
	return await api.once('installations by integration', async () => {
		const named = (await watchedIntegrations(api, undefined)).filter(({ name }) => name !== null);
		const integrations = new Map(Object.entries(groupBy(named, 'name')));
		const rows = new Map(Object.entries(groupBy(await watchedInstallations(api, undefined), 'name')));
		const found = new Map<string, IDataObject[]>();
		if ([...rows.keys()].some((name) => !integrations.has(name))) return found;
		for (const [name, [integration, ...others]] of integrations) {
			if (integration !== undefined && others.length === 0) found.set(integration.id, rows.get(name) ?? []);
		}
		return found;
	});
}

/** The access keys of one integration's installations, or of all: that list names neither. */
export async function watchedKeys(
	api: ApiClient,
	integration: Watched | undefined,
	chosenId: string | undefined,
): Promise<WatchedKey[]> {
	if (integration === undefined) {
		return (await wholeList(api, paths.accessKeys(undefined))).map((key) => ({ key }));
	}
	const found: WatchedKey[] = [];
	for (const installation of await installationsOfWatched(api, integration, chosenId)) {
		const installationId = textOf(installation['cloud_id']);
		if (installationId === undefined) continue;
		const keys = await wholeList(api, paths.accessKeys(installationId));
		found.push(...keys.map((key) => ({ key, integration, installation })));
	}
	return found;
}

/** A batch, read once in a poll; undefined where Gestal does not know it. @throws also where there is no such route: that is no sign of the batch */
export async function watchedBatch(api: ApiClient, batchId: string): Promise<IDataObject | undefined> {
	return await api.once(
		`batch ${batchId}`,
		async () => await getIfThere(api, paths.batch(batchId), batchId, [404]),
	);
}

/** Whether Gestal knows any of the batches; one that cannot be read may be known. */
export async function isAnyKnown(api: ApiClient, batchIds: readonly string[]): Promise<boolean> {
	for (const batchId of batchIds) {
		const isKnown = await watchedBatch(api, batchId).then(
			(batch) => batch !== undefined,
			() => true,
		);
		if (isKnown) return true;
	}
	return false;
}

/** For batches of which none was ever known: those of another site, usually. */
export function noneKnown(api: ApiClient, batchIds: readonly string[]): Error {
	return api.error(
		`Gestal knows none of these batches: ${batchIds.join(', ')}`,
		"Check 'Batch IDs', and that the access key belongs to the site that the batches were sent to.",
	);
}

/**
 * A list read to its end. @throws when fewer records came than the first page said: what was removed or changed meanwhile
 * let others slip past between two pages, and they would seem gone.
 */
export async function wholeList(api: ApiClient, list: Endpoint): Promise<IDataObject[]> {
	const onMissing = (message: string) => {
		throw api.error(message, 'Nothing was emitted from it. The next poll reads it again.');
	};
	return await all(pages(api, list, {}, { onMissing }));
}
