import type { IDataObject } from 'n8n-workflow';
import { differenceWith, isEmpty, isEqual, isUndefined, omitBy } from 'lodash';

import {
	choice,
	FieldError,
	isRecord,
	recordsIn,
	refuseNothing,
	refuseUndefined,
	withStoredValues,
} from '../../../../core';

/** What becomes of the stored mapping. */
type Mode = 'merge' | 'replace';

/** How a given mapping meets the stored one. */
export const configMode = choice({
	displayName: 'Mode',
	description: "How 'Config (JSON)' is combined with the stored mapping",
	options: [
		{
			name: 'Merge',
			value: 'merge',
			description: 'Replace only the given fields and the given kinds of resources',
		},
		{
			name: 'Replace',
			value: 'replace',
			description: 'Replace the whole mapping. Everything else in it is removed.',
		},
	],
	default: 'merge',
});

/** A given mapping, and how it meets the stored one. */
export interface MappingChange {
	readonly config: IDataObject;
	readonly mode?: Mode | undefined;
}

/**
 * @throws FieldError when nothing would change, which Port would take for a request for a resync, and when an expression
 * without a value would wipe what is stored.
 */
export function checkConfig({ config, mode = 'merge' }: MappingChange): void {
	if (mode === 'merge') {
		const why = 'Storing the same config again would start a resync.';
		refuseNothing(isNothing(config) ? {} : config, { label: 'Config (JSON)', why });
	}
	const { resources } = config;
	if (mode === 'merge' && resources !== undefined && !isListOfRecords(resources)) {
		throw new FieldError(
			"'Config (JSON)': 'resources' must be a list of objects, each with a 'kind'",
			'To change nothing in it, leave it out. Nothing was sent.',
		);
	}
	refuseUndefined("'Config (JSON)'", config, { wholly: mode === 'replace' });
}

function isListOfRecords(value: unknown): boolean {
	return Array.isArray(value) && value.length > 0 && value.every(isRecord);
}

/** Whether these changes are made to the stored mapping: it must be read then, because the API only replaces it whole. */
export function needsStored(changes: readonly MappingChange[]): boolean {
	return changes.length > 0 && !changes.some(({ mode }) => mode === 'replace');
}

/**
 * The mapping to store after these changes, one after the other. A kind takes the place of what was stored before them, or put there
 * by Replace, but of no resource that an earlier one merged: those are kept, too, equal ones once.
 */
export function wholeConfig(stored: IDataObject, changes: readonly MappingChange[]): IDataObject {
	let [whole, resources]: [IDataObject, IDataObject[]] = [stored, []];
	for (const { config, mode } of changes) {
		if (mode === 'replace') [whole, resources] = [config, []];
		else {
			const added = differenceWith(recordsIn(config['resources']), resources, isEqual);
			resources = [...resources, ...added];
			whole = mergeMapping(whole, resources.length === 0 ? config : { ...config, resources });
		}
	}
	return whole;
}

/** Whether an expression left everything in it undefined. */
function isNothing(value: unknown): boolean {
	return value === undefined || (isRecord(value) && !isEmpty(value) && Object.values(value).every(isNothing));
}

/** Without the keys for which neither an expression nor what is stored has a value. */
function given(changes: IDataObject): IDataObject {
	return omitBy(changes, isUndefined);
}

/**
 * A mapping with changes: top-level keys are put in place of the stored ones, except `resources`, where each given kind
 * takes the place of the stored resources of that kind and all other kinds stay. What an expression left undefined stays, too.
 */
function mergeMapping(stored: IDataObject, changes: IDataObject): IDataObject {
	const merged = { ...stored, ...given(withStoredValues(changes, stored)) };
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
