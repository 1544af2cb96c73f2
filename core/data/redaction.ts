import type { IDataObject } from 'n8n-workflow';
import { get, isObject } from 'lodash';

import { holds, isRecord, textOf } from './json';
import { leavesOf } from './storedValues';

/** Stands where a secret was. */
export const REDACTED = '[redacted]';

/** A record with each value changed; the same record where none was. */
export function withEachValue(
	record: IDataObject,
	change: (value: IDataObject[string], key: string) => IDataObject[string],
): IDataObject {
	let changed = record;
	// Nothing is made for it: each record of a long list is looked through.
	for (const key in record) {
		const value = record[key];
		const shown = change(value, key);
		if (shown === value) continue;
		if (changed === record) changed = { ...record };
		changed[key] = shown;
	}
	return changed;
}

/** Whether a secret was replaced anywhere in a text, list or record. */
export function holdsRedacted(value: unknown): boolean {
	return holds(value, (each) => typeof each === 'string' && each.includes(REDACTED));
}

/** The texts and numbers of a value that its safe copy does not show. */
export function textsHidden(value: unknown, safe: unknown): string[] {
	if (value === safe) return [];
	if (isObject(value) && isObject(safe)) {
		return Object.entries(value).flatMap(([key, each]) => textsHidden(each, get(safe, [key])));
	}
	return [...leavesOf(value)].map((leaf) => textOf(leaf.value) ?? '');
}

/** A record's value with every record in it changed, in lists and lists of lists too; the same value where none was. */
export function withEachRecord(
	value: IDataObject[string],
	change: (record: IDataObject) => IDataObject,
): IDataObject[string] {
	if (isRecord(value)) return change(value);
	return Array.isArray(value) ? withEachEntry(value, withEachRecord, change) : value;
}

/** A list with each entry changed; the same list where none was. @param how is handed to the change */
export function withEachEntry<How>(
	list: Array<IDataObject[string]>,
	change: (entry: IDataObject[string], how: How, index: number) => IDataObject[string],
	how: How,
): IDataObject[string] {
	let changed = list;
	for (let index = 0; index < list.length; index += 1) {
		const entry = list[index];
		const shown = change(entry, how, index);
		if (shown === entry) continue;
		if (changed === list) changed = [...list];
		changed[index] = shown;
	}
	return changed;
}
