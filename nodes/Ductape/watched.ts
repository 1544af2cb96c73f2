import type { IDataObject } from 'n8n-workflow';

import { all, textOf } from '../../core';
import type { ApiClient, NamedIntegration } from '../../core';
import { integrationDocument, integrationsOf } from './reading/documents';

/** An integration that a trigger watches. */
export interface Watched extends NamedIntegration {
	/** By which runs, jobs and logs name it. */
	readonly tag: string | undefined;
}

/** The chosen integration, or all of the workspace: read once a poll, whatever the number of events. */
export async function chosenIntegrations(
	api: ApiClient,
	integrationId: string | undefined,
): Promise<readonly Watched[]> {
	return await api.once(`integrations ${integrationId ?? ''}`, async () =>
		integrationId === undefined
			? (await all(integrationsOf(api))).map(watchedOf)
			: [watchedOf(await integrationDocument(api, integrationId))],
	);
}

/** The same, by the tag under which a line or a message names its integration. */
export async function chosenByTag(
	api: ApiClient,
	integrationId: string | undefined,
): Promise<ReadonlyMap<string, Watched>> {
	const chosen = await chosenIntegrations(api, integrationId);
	return new Map(chosen.map((watched) => [watched.tag ?? watched.id, watched]));
}

function watchedOf(document: IDataObject): Watched {
	return {
		id: textOf(document['_id']) ?? '',
		name: textOf(document['name']) ?? null,
		tag: textOf(document['tag']),
	};
}
