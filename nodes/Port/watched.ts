import type { IDataObject } from 'n8n-workflow';
import { get } from 'lodash';

import { errorsOf, textOf } from '../../core';
import type { ApiClient, NamedIntegration } from '../../core';
import { port } from './platform';
import { allIntegrations, idOf, titleOf } from './reading/integrations';

const common = errorsOf(port.name);

/** An integration that a trigger watches, as the list of this poll shows it. */
export interface Watched extends NamedIntegration {
	readonly record: IDataObject;
}

/** A chosen integration that Port does not list: a source that fails. */
export interface Missing {
	readonly key: string;
	readonly integration: NamedIntegration;
	fail(): AsyncGenerator<never>;
}

type Chosen = ReadonlyArray<{ readonly integrationId: string }>;

/**
 * The sources of each chosen integration, or of all: from one list a poll, whatever the number of events. One that Port does not
 * list fails by itself: it stops none of the others, and is reported like everything that cannot be read.
 * @throws when none of those chosen is there: no mistake of the user's for sure, since a list may leave something out for a time.
 */
export async function* sourcesOf<Source>(
	api: ApiClient,
	chosen: Chosen,
	sources: (watched: Watched) => Iterable<Source>,
	failing: (missing: Missing) => Source,
): AsyncGenerator<Source> {
	const all = await allWatched(api);
	const wanted = new Set(chosen.map(({ integrationId }) => integrationId));
	const found = chosen.length === 0 ? all : all.filter(({ id }) => wanted.delete(id));
	if (chosen.length > 0 && found.length === 0) throw notListed(api, [...wanted]);
	for (const watched of found) yield* sources(watched);
	if (chosen.length > 0) for (const id of wanted) yield failing(missing(api, id));
}

/** An integration as the list of this poll shows it. @throws when it is not there */
export async function watchedIntegration(api: ApiClient, id: string): Promise<Watched> {
	const watched = (await allWatched(api)).find((each) => each.id === id);
	if (watched === undefined) throw notListed(api, [id]);
	return watched;
}

async function allWatched(api: ApiClient): Promise<Watched[]> {
	const list = await api.once('integrations', async () => await allIntegrations(api));
	return list.flatMap((record) => {
		const id = idOf(record);
		return id === undefined ? [] : [{ id, name: titleOf(record), record }];
	});
}

function missing(api: ApiClient, id: string): Missing {
	return {
		key: id,
		integration: { id, name: null },
		fail: async function* () {
			yield* [];
			throw await Promise.resolve(notListed(api, [id]));
		},
	};
}

function notListed(api: ApiClient, ids: readonly string[]) {
	return api.error(
		`Port lists no integration ${ids.map((id) => `"${id}"`).join(', ')}`,
		"It was deleted, or the credential cannot access it. Choose again under 'Integrations'.",
	);
}

/** What every event of an integration begins with; `id` is stable and unique within the kind. */
export function errorOf(watched: Watched, kind: string, id: string, time: unknown) {
	return { ...common(watched, kind, id, time), detail: idsOf(watched) };
}

/** Port's own ID of an integration, where it is shown: users choose the other, and one that is created again may have it, too. */
export function identityOf(record: IDataObject): string | undefined {
	return textOf(record['_id']);
}

/** The IDs by which Port's operations know an integration. */
export function idsOf({ id, record }: Watched): IDataObject {
	return {
		installationId: id,
		logIngestId: textOf(get(record, 'logAttributes.ingestId')) ?? null,
	};
}
