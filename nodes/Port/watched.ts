import type { IDataObject } from 'n8n-workflow';
import { get } from 'lodash';

import { errorsOf, FieldError, textOf } from '../../core';
import type { ApiClient, NamedIntegration } from '../../core';
import { port } from './platform';
import { allIntegrations, idOf, titleOf } from './reading/integrations';

const common = errorsOf(port.name);

/** An integration that a trigger watches, as the list of this poll shows it. */
export interface Watched extends NamedIntegration {
	readonly record: IDataObject;
}

/**
 * The chosen integrations, or all: from one list a poll, whatever the number of events. One that is missing does not stop
 * the others. @throws when none of those chosen is there.
 */
export async function chosenIntegrations(
	api: ApiClient,
	chosen: ReadonlyArray<{ readonly integrationId: string }>,
): Promise<Watched[]> {
	const list = await api.once('integrations', async () => await allIntegrations(api));
	const all = list.flatMap((record) => {
		const id = idOf(record);
		return id === undefined ? [] : [{ id, name: titleOf(record), record }];
	});
	if (chosen.length === 0) return all;
	const wanted = new Set(chosen.map(({ integrationId }) => integrationId));
	const found = all.filter(({ id }) => wanted.delete(id));
	if (wanted.size === 0) return found;
	const missing = `Port lists no integration ${[...wanted].map((id) => `"${id}"`).join(', ')}`;
	if (found.length === 0) {
		throw new FieldError(
			missing,
			"It was deleted, or the credential cannot access it. Choose again under 'Integrations'.",
		);
	}
	api.remark(`${missing}; the others are watched.`);
	return found;
}

/** What every event of an integration begins with; `id` is stable and unique within the kind. */
export function errorOf(watched: Watched, kind: string, id: string, time: unknown) {
	return { ...common(watched, kind, id, time), detail: idsOf(watched) };
}

/** The IDs by which Port's operations know an integration. */
export function idsOf({ id, record }: Watched): IDataObject {
	return {
		installationId: id,
		logIngestId: textOf(get(record, 'logAttributes.ingestId')) ?? null,
	};
}
