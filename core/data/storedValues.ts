import type { IDataObject } from 'n8n-workflow';
import { mapValues } from 'lodash';

import { ExactNumber } from './ExactNumber';
import { isRecord } from './json';

/** So many digits has what `ExactNumber.shown` makes of a number that JavaScript would round. */
const MAY_BE_SHOWN = /\d[\d.]{15}/;

type Value = IDataObject[string];

/** Numbers that are shown otherwise than they are stored, by their place and what is shown of them. */
type ShownNumbers = ReadonlyMap<string, ExactNumber>;

/**
 * Whether what is to be sent of a given value depends on what is stored (`withStoredValues`): because something in it may be a
 * number of more digits where it was read, or because an expression left a key undefined.
 */
export function dependsOnStored(given: unknown): boolean {
	return MAY_BE_SHOWN.test(JSON.stringify(given) ?? '') || holdsUndefined(given);
}

/**
 * A record that was given, read beside the stored one: a key that an expression left undefined keeps what is stored there, and
 * a number that is only shown otherwise is put back as it is stored. In a list such a number is known by its key, wherever
 * its entry went: digits that many, under the same key of the same list, are no other number.
 */
export function withStoredValues(given: IDataObject, stored: IDataObject): IDataObject {
	return merged(given, stored, '', new Map(shownNumbers(stored, '')));
}

function merged(given: IDataObject, stored: IDataObject, path: string, numbers: ShownNumbers): IDataObject {
	return mapValues(given, (value, key) => storedOr(value, stored[key], inside(path, key), numbers));
}

function storedOr(given: Value, stored: Value, path: string, numbers: ShownNumbers): Value {
	// What is the same text where it is stored is no number.
	if (given === undefined || given === stored) return stored;
	if (stored instanceof ExactNumber && stored.shown === given) return stored;
	if (isRecord(given)) return merged(given, isRecord(stored) ? stored : {}, path, numbers);
	if (!Array.isArray(given)) return numbers.get(placed(path, given)) ?? given;
	const before: Value[] = Array.isArray(stored) ? stored : [];
	return given.map((entry: Value, index) => storedOr(entry, before[index], `${path}[]`, numbers));
}

function holdsUndefined(given: unknown): boolean {
	return (isRecord(given) || Array.isArray(given)) && undefinedPath(given) !== undefined;
}

function* shownNumbers(stored: Value, path: string): Generator<[place: string, number: ExactNumber]> {
	if (stored instanceof ExactNumber) {
		if (MAY_BE_SHOWN.test(String(stored.shown))) yield [placed(path, stored.shown), stored];
	} else if (Array.isArray(stored)) {
		const list: Value[] = stored;
		for (const entry of list) yield* shownNumbers(entry, `${path}[]`);
	} else if (isRecord(stored)) {
		for (const [key, value] of Object.entries(stored)) yield* shownNumbers(value, inside(path, key));
	}
}

function inside(path: string, key: string): string {
	return `${path}.${JSON.stringify(key)}`;
}

function placed(path: string, shown: Value): string {
	return `${path}=${JSON.stringify(shown)}`;
}

/**
 * Where an expression left something undefined in a value: `mapping.resources[0].kind`; undefined where nothing is. Within
 * lists only, if that is asked for: nothing that is stored belongs to the entry of a given list.
 */
export function undefinedPath(given: IDataObject | unknown[], { inLists = false } = {}): string | undefined {
	return pathIn(given, inLists, '');
}

function pathIn(given: unknown, inLists: boolean, path: string): string | undefined {
	if (given === undefined) return inLists ? undefined : path;
	if (Array.isArray(given)) {
		return firstOf(given.entries(), ([index, entry]) => pathIn(entry, false, `${path}[${index}]`));
	}
	if (!isRecord(given)) return undefined;
	return firstOf(Object.entries(given), ([key, value]) =>
		pathIn(value, inLists, path === '' ? key : `${path}.${key}`),
	);
}

function firstOf<Entry>(
	entries: Iterable<Entry>,
	find: (entry: Entry) => string | undefined,
): string | undefined {
	for (const entry of entries) {
		const found = find(entry);
		if (found !== undefined) return found;
	}
	return undefined;
}
