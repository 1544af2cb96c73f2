import type { IDataObject } from 'n8n-workflow';

import { isRecord, textOf } from '../../core';
import type { ApiClient, NamedIntegration } from '../../core';
import type { HealthSource } from '../../core/trigger';
import { findIntegration, workspaceDocuments } from './reading/documents';
import { listedHealthOf } from './reading/health';
import type { LogReader } from './reading/logs';

/** An integration that a trigger watches. */
export interface Watched extends NamedIntegration {
	/** By which runs, jobs and messages name it. */
	readonly tag: string | undefined;
	readonly document: IDataObject;
}

/**
 * The integration that was chosen, read once a poll whatever the number of events; undefined where none was.
 * @throws when the workspace has none of that ID: a trigger that watches nothing would be silent for ever.
 */
export async function chosenIntegration(
	api: ApiClient,
	integrationId: string | undefined,
): Promise<Watched | undefined> {
	if (integrationId === undefined) return undefined;
	const document = await api.once(
		`integration ${integrationId}`,
		async () => await findIntegration(api, integrationId),
	);
	if (document !== undefined) return watchedOf(document);
	throw api.error(
		`'Integration': the workspace has no integration with the ID "${integrationId}"`,
		'Choose another one, or leave the field empty to watch all integrations in the workspace.',
	);
}

/** The chosen integration, or all of the workspace that have such parts: the others have nothing that could fail. */
export async function integrationsWith(
	api: ApiClient,
	partList: 'jobs' | 'notifications',
	integrationId: string | undefined,
): Promise<readonly Watched[]> {
	const chosen = await chosenIntegration(api, integrationId);
	if (chosen !== undefined) return [chosen];
	const documents = await workspaceDocuments(api);
	const areShown = documents.some((document) => Array.isArray(document[partList]));
	if (!areShown && (await areShort(api, documents))) return documents.map(watchedOf);
	const hasParts = ({ [partList]: parts }: IDataObject) => Array.isArray(parts) && parts.some(isRecord);
	return documents.filter(hasParts).map(watchedOf);
}

/**
 * Whether the list leaves out what the document of an integration has. Where no integration is listed with such parts, that
 * decides whether none has any: every list of a document may be missing (provider document, section 3.1).
 */
async function areShort(api: ApiClient, [listed]: readonly IDataObject[]): Promise<boolean> {
	if (listed === undefined) return false;
	// What cannot be found out counts as left out: then all integrations are read.
	const document = await chosenIntegration(api, textOf(listed['_id'])).catch(() => undefined);
	return document === undefined || Object.keys(document.document).some((key) => !(key in listed));
}

/** The health of the chosen integration, or of all of the workspace. */
export async function* healthSourcesOf(
	api: ApiClient,
	{ integrationId, logReader }: { readonly integrationId: string | undefined; readonly logReader: LogReader },
): AsyncGenerator<HealthSource> {
	for (const watched of await watchedOnes(api, integrationId)) {
		const { id, document } = watched;
		yield {
			key: id,
			integration: watched,
			read: async () => [await listedHealthOf(api, id, document, logReader)],
		};
	}
}

async function watchedOnes(api: ApiClient, integrationId: string | undefined): Promise<readonly Watched[]> {
	const chosen = await chosenIntegration(api, integrationId);
	return chosen === undefined ? (await workspaceDocuments(api)).map(watchedOf) : [chosen];
}

/** All integrations of the workspace, by their IDs and by the tags under which lines and messages name them; once in a poll. */
export async function integrationsByName(api: ApiClient): Promise<ReadonlyMap<string, Watched>> {
	return await api.once('integrations by name', async () => {
		const watched = (await workspaceDocuments(api)).map(watchedOf);
		return new Map(
			watched.flatMap((each) =>
				[each.id, each.tag ?? each.id].map((name): [string, Watched] => [name, each]),
			),
		);
	});
}

function watchedOf(document: IDataObject): Watched {
	return {
		id: textOf(document['_id']) ?? '',
		name: textOf(document['name']) ?? null,
		tag: textOf(document['tag']),
		document,
	};
}
