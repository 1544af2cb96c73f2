import type { IDataObject } from 'n8n-workflow';
import { get, groupBy, uniq } from 'lodash';

import { all, distinct, hash, textOf } from '../../core';
import type { ApiClient, NamedIntegration } from '../../core';
import { ListMoved } from '../../core/trigger';
import { gestal } from './platform';
import { pages, unlisted } from './reading/lists';
import { generationOf, pathOf, paths } from './reading/paths';
import type { Endpoint } from './reading/paths';
import { getIfThere, getOne } from './reading/records';

/** So long a list has to lack all that it had, or an integration to be missing from its list, until that is believed. */
export const UNLISTED_FOR_MS = 3_600_000;

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
 * How much of a list is wanted: the whole of it, where what it lacks would seem gone, or new when it is back; or what came in either
 * of two readings, where a later poll makes good what this one lacks.
 */
type Wanted = 'whole' | 'whatCame';

/**
 * All integrations, or the chosen one. Several events need the same lists.
 * @throws where the chosen one comes without its cloud ID: whatever is of it would seem gone
 */
export async function watchedIntegrations(
	api: ApiClient,
	integrationId: string | undefined,
	wanted: Wanted,
): Promise<Watched[]> {
	const one = async (id: string) =>
		await api.once(`integration ${id}`, async () => await getOne(api, paths.integration(id), id));
	const records =
		integrationId === undefined ? await listed(api, paths.integrations, wanted) : [await one(integrationId)];
	return records.flatMap((record) => {
		const id = textOf(record['cloud_id']);
		if (id === undefined && integrationId !== undefined) throw api.unexpected('a record');
		return id === undefined ? [] : [{ id, name: textOf(record['name']) ?? null, record }];
	});
}

/** With what the reading of an integration that is gone fails; undefined where it is there: a 404 may mean the route, so that the list decides. */
export async function deletionOf(api: ApiClient, integrationId: string): Promise<unknown> {
	const failure: unknown = await watchedIntegrations(api, integrationId, 'whole').then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (get(failure, 'httpCode') !== '404') return undefined;
	const isListed = await watchedIntegrations(api, undefined, 'whole').then(
		(integrations) => integrations.some(({ id }) => id === integrationId),
		() => true,
	);
	return isListed ? undefined : failure;
}

/** The activated installations of one integration, or of all where one list has them. */
export async function watchedInstallations(
	api: ApiClient,
	integrationId: string | undefined,
	wanted: Wanted,
): Promise<readonly IDataObject[]> {
	const list = integrationId === undefined ? paths.allInstallations : paths.installations(integrationId);
	return await listed(api, list, wanted);
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
	wanted: Wanted,
): Promise<readonly IDataObject[]> {
	const own = isOneList(api, chosenId) ? (await installationsById(api, wanted)).get(id) : undefined;
	return own ?? (await watchedInstallations(api, id, wanted));
}

/**
 * The installations of the one list, by the ID of their integration. It shows the integration's name only: one whose name
 * another has is left out, and so are all where an installation has a name that none of them has.
 */
async function installationsById(
	api: ApiClient,
	wanted: Wanted,
): Promise<ReadonlyMap<string, IDataObject[]>> {
	return await api.once(`installations by integration, ${wanted}`, async () => {
		const watched = await watchedIntegrations(api, undefined, wanted);
		const named = watched.filter(({ name }) => name !== null);
		const integrations = new Map(Object.entries(groupBy(named, 'name')));
		const installations = await watchedInstallations(api, undefined, wanted);
		const rows = new Map(Object.entries(groupBy(installations, 'name')));
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
		return (await listed(api, paths.accessKeys(undefined), 'whatCame')).map((key) => ({ key }));
	}
	const found: WatchedKey[] = [];
	for (const installation of await installationsOfWatched(api, integration, chosenId, 'whatCame')) {
		const installationId = textOf(installation['cloud_id']);
		if (installationId === undefined) continue;
		const keys = await listed(api, paths.accessKeys(installationId), 'whatCame');
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

const CHECK_BATCHES =
	"Check 'Batch IDs', and that the access key belongs to the site that the batches were sent to.";
/** That the current site has the route of a batch is assumed (section 2.5). */
const ROUTE_MAY_BE_MISSING =
	"This API version may not have batches. If no batch is ever found, set 'API Version' in the credential to 2018.";

/** For batches of which none was ever known: those of another site, usually. */
export function noneKnown(api: ApiClient, batchIds: readonly string[]): Error {
	const isAssumed = generationOf(api.settings) === 'current';
	return api.error(
		`Gestal knows none of these batches: ${batchIds.join(', ')}`,
		isAssumed ? `${CHECK_BATCHES} ${ROUTE_MAY_BE_MISSING}` : CHECK_BATCHES,
	);
}

/** What came of reading a list. */
interface Reading {
	readonly records: readonly IDataObject[];
	/** Of the list as the account sees it: each account is shown its own under one path. */
	readonly address: string;
	/** The same for the same records, and the same count of them. */
	readonly content: string;
	/** Says how many records it lacks, if it does; and the same where it always does. */
	readonly missing: string | undefined;
	readonly unlisted: string;
}

/**
 * What lists showed that count more, twice the same, by their addresses: only activated installations are listed, and all may be
 * counted (section 4). A list may show one thing and another by turns: the latest few are kept.
 */
const settled = new Map<string, readonly string[]>();

const MOST_SETTLED = 20;

/** Lists that count what they show, so that one which shows less has moved: it is never taken for the whole. */
const COUNTING_RIGHT: readonly Endpoint[] = [paths.integrations, paths.mirrors];

function isSettled({ address, content }: Reading): boolean {
	return settled.get(address)?.includes(content) === true;
}

function settle({ address, content }: Reading): void {
	settled.set(address, uniq([content, ...(settled.get(address) ?? [])]).slice(0, MOST_SETTLED));
}

/** Since when lists that count some show none, by their addresses. */
const emptySince = new Map<string, number>();

/** Takes note that a list shows something, or rightly nothing. */
function noteShown({ address, records, missing }: Reading): void {
	if (records.length > 0 || missing === undefined) emptySince.delete(address);
}

/** Whether a list shows something, or has shown nothing for so long that there is nothing to show. */
function isBelieved({ address, records }: Reading): boolean {
	if (records.length > 0) return true;
	const sinceMs = emptySince.get(address) ?? Date.now();
	emptySince.set(address, sinceMs);
	return Date.now() - sinceMs >= UNLISTED_FOR_MS;
}

/**
 * The records of a list. What was removed or changed while it was read may have let others slip past between two pages: it is read
 * once more then. What slipped past the first time comes the second time, since it is on an earlier page. What came twice the same
 * is all that is shown: it is not read once more, nor remarked, at the next poll. Installations are the whole then.
 * @throws where the whole is wanted, and the list moved again, shows nothing since lately, or something whose ID nobody knows
 */
export async function listed(
	api: ApiClient,
	list: Endpoint,
	wanted: Wanted,
): Promise<readonly IDataObject[]> {
	const countsRight = COUNTING_RIGHT.includes(list);
	const isAll = (each: Reading) => isSettled(each) && (wanted === 'whatCame' || !countsRight);
	const first = await reading(api, list, 'first');
	const isEnough = first.missing === undefined || isAll(first);
	const last = isEnough ? first : await reading(api, list, 'second');
	noteShown(last);
	if (last !== first) {
		if (isBelieved(last) && last.content === first.content) settle(last);
		await remarkMissing(api, last, isSettled(last) && !countsRight);
	}
	if (wanted === 'whatCame') return distinct(gestal.recordId)([...last.records, ...first.records]);
	if (last.missing !== undefined && !isAll(last))
		throw new ListMoved(`${last.missing}, at a second reading too`);
	if (last.records.every((record) => textOf(record['cloud_id']) !== undefined)) return last.records;
	throw api.unexpected('a list');
}

async function remarkMissing(
	api: ApiClient,
	{ address, missing, unlisted }: Reading,
	isUnlisted: boolean,
): Promise<void> {
	if (missing === undefined) return;
	await api.once(`what is missing in ${address}`, () => api.remark(isUnlisted ? unlisted : missing));
}

/** One of two readings of a list in a poll, by all events together: requests are dear here. */
async function reading(api: ApiClient, list: Endpoint, which: 'first' | 'second'): Promise<Reading> {
	const path = pathOf(api.settings, list).path;
	return await api.once(`${which} reading of ${path}`, async () => {
		let missing: string | undefined;
		let counted = 0;
		const onMissing = (message: string, total: number) => {
			missing = message;
			counted = total;
		};
		const records = await all(pages(api, list, {}, { onMissing }));
		const ids = records.map(({ cloud_id: id }) => textOf(id) ?? '').sort();
		const content = hash(JSON.stringify([counted, ids]), 16);
		const address = `${api.account} ${path}`;
		return { records, address, content, missing, unlisted: unlisted(path, counted, records.length) };
	});
}
