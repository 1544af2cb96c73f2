import type { IDataObject } from 'n8n-workflow';
import { isEmpty, isUndefined, omitBy } from 'lodash';

import { choice, FieldError, isRecord, recordsIn, withStoredNumbers } from '../../../../core';
import type { ApiClient } from '../../../../core';
import { storedIntegration } from '../../reading/integrations';

/** What becomes of the stored mapping. */
type Mode = 'merge' | 'replace';

/** How a given mapping meets the stored one. */
export const configMode = choice({
	displayName: 'Mode',
	options: [
		{
			name: 'Merge Into Stored',
			value: 'merge',
			description: 'Put the given keys, and the given kinds of resources, in place of the stored ones',
		},
		{
			name: 'Replace',
			value: 'replace',
			description: 'Store exactly what is given: the rest of the mapping is wiped',
		},
	],
	default: 'merge',
});

/** @throws FieldError when nothing would change: Port would take that for a request for a resync. */
export function checkConfig(config: IDataObject, mode: Mode = 'merge'): void {
	if (mode === 'merge' && isEmpty(given(config))) {
		throw new FieldError(
			'There is nothing to merge',
			'Add at least one key: storing the same config again would start a resync. Nothing was sent.',
		);
	}
}

/** The mapping to store. The API only replaces it whole; merging reads it first. */
export async function wholeConfig(
	api: ApiClient,
	installationId: string,
	config: IDataObject,
	mode: Mode = 'merge',
): Promise<IDataObject> {
	if (mode === 'replace') return config;
	const { config: stored } = await storedIntegration(api, installationId);
	return isRecord(stored) ? withStoredNumbers(mergeMapping(stored, config), stored) : config;
}

/** Without the keys for which an expression has no value: what is stored under them stays. */
function given(changes: IDataObject): IDataObject {
	return omitBy(changes, isUndefined);
}

/**
 * A mapping with changes: top-level keys are put in place of the stored ones, except `resources`, where each given kind
 * takes the place of the stored resources of that kind and all other kinds stay.
 */
function mergeMapping(stored: IDataObject, changes: IDataObject): IDataObject {
	const merged = { ...stored, ...given(changes) };
	if (!Array.isArray(stored['resources']) || !Array.isArray(changes['resources'])) return merged;
	const resources = recordsIn(changes['resources']);
	const kinds = new Set(resources.map(({ kind }) => kind));
	const placed = new Set<unknown>();
	const kept = recordsIn(stored['resources']).flatMap((resource) => {
		const { kind } = resource;
		if (!kinds.has(kind)) return [resource];
		if (placed.has(kind)) return [];
		placed.add(kind);
		return resources.filter((change) => change['kind'] === kind);
	});
	return { ...merged, resources: [...kept, ...resources.filter(({ kind }) => !placed.has(kind))] };
}
