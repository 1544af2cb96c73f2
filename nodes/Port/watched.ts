import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../core/request/ApiClient';
import { textOf } from '../../core/data/json';
import { allIntegrations, titleOf } from './reading/integrations';

/** An integration that a trigger watches, as the list of this poll tells it. */
export interface Watched {
	readonly id: string;
	readonly name: string | null;
	readonly record: IDataObject;
}

/** One list a poll, whatever the number of events. */
const lists = new WeakMap<object, Promise<IDataObject[]>>();

/** The chosen integrations, or all. One that is missing does not stop the others. @throws when none of them is there. */
export async function chosenIntegrations(
	port: ApiClient,
	chosen: ReadonlyArray<{ readonly integrationId: string }>,
): Promise<Watched[]> {
	const list = lists.get(port.run) ?? allIntegrations(port);
	lists.set(port.run, list);
	const all = (await list).flatMap((record) => {
		const id = textOf(record['installationId']);
		return id === undefined ? [] : [{ id, name: titleOf(record), record }];
	});
	if (chosen.length === 0) return all;
	const wanted = new Set(chosen.map(({ integrationId }) => integrationId));
	const found = all.filter(({ id }) => wanted.delete(id));
	if (wanted.size === 0) return found;
	const missing = `Port lists no integration ${[...wanted].map((id) => `"${id}"`).join(', ')}`;
	if (found.length > 0) port.remark(`${missing}; the others are watched.`);
	else {
		throw port.error(
			missing,
			'Choose again under Integrations: it was deleted, or the credentials cannot see it.',
		);
	}
	return found;
}
