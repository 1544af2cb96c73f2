import type { IDataObject } from 'n8n-workflow';

import type { Field } from '../../core/field/Field';
import { isRecord, recordsIn } from '../../core/data/json';

/**
 * A mapping with changes: top-level keys are put in place of the stored ones, except `resources`, where each given kind
 * takes the place of the stored resources of that kind and all other kinds stay. The API itself only replaces whole.
 */
export function mergeMapping(stored: IDataObject, changes: IDataObject): IDataObject {
	const merged = { ...stored, ...changes };
	if (!Array.isArray(stored['resources']) || !Array.isArray(changes['resources'])) return merged;
	const given = recordsIn(changes['resources']);
	const kinds = new Set(given.map(({ kind }) => kind));
	const placed = new Set<unknown>();
	const kept = recordsIn(stored['resources']).flatMap((resource) => {
		const { kind } = resource;
		if (!kinds.has(kind)) return [resource];
		if (placed.has(kind)) return [];
		placed.add(kind);
		return given.filter((change) => change['kind'] === kind);
	});
	return { ...merged, resources: [...kept, ...given.filter(({ kind }) => !placed.has(kind))] };
}

/** A mapping; one that already is wrapped as `{config: {...}}` is unwrapped, so that it is not wrapped twice. */
export function mapping<Value extends IDataObject | undefined>(
	field: Field<Value>,
): Field<Value | IDataObject> {
	return {
		...field,
		read(given, surroundings) {
			const value = field.read(given, surroundings);
			const { config, ...others } = value ?? {};
			return isRecord(config) && Object.keys(others).length === 0 ? config : value;
		},
	};
}
