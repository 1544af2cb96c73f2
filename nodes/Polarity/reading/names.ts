import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core';
import { named } from './documents';

/**
 * The names of the wanted integrations by their IDs, read no further than to the last of them. What cannot be read is
 * remarked: names are asked for beside errors, and an error is worth more than a name.
 */
export async function namesAmong(
	api: ApiClient,
	integrations: AsyncIterable<IDataObject>,
	wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string | null>> {
	const names = new Map<string, string | null>();
	try {
		for await (const integration of integrations) {
			const { id, name } = named(integration);
			if (wanted.has(id)) names.set(id, name);
			if (names.size === wanted.size) break;
		}
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		api.remark(`Integration names could not be read: ${reason}`);
	}
	return names;
}
