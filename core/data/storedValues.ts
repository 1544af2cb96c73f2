import type { IDataObject } from 'n8n-workflow';
import { mapValues } from 'lodash';

import { ExactNumber } from './ExactNumber';
import { isRecord } from './json';

/** So many digits has what `ExactNumber.shown` makes of a number that JavaScript would round. */
const MAY_BE_SHOWN = /\d[\d.]{15}/;

type Value = IDataObject[string];

/** Numbers that are shown otherwise than they are stored, by their place and what is shown of them. */
type ShownNumbers = ReadonlyMap<string, ExactNumber>;

/** All values of a value that hold no others, where each stands (`mapping.resources[0].kind`), and whether that is in a list. */
export function* leavesOf(
	value: unknown,
	path = '',
	isInList = false,
): Generator<{ readonly value: unknown; readonly path: string; readonly isInList: boolean }> {
	if (Array.isArray(value)) {
		for (const [index, entry] of value.entries()) yield* leavesOf(entry, `${path}[${index}]`, true);
	} else if (isRecord(value)) {
		for (const [key, entry] of Object.entries(value)) yield* leavesOf(entry, inside(path, key), isInList);
	} else yield { value, path, isInList };
}

/**
 * Whether what is to be sent of a given value depends on what is stored (`withStoredValues`): because something in it may be a
 * number of more digits where it was read, or because an expression left a key undefined.
 */
export function dependsOnStored(given: IDataObject | unknown[]): boolean {
	return MAY_BE_SHOWN.test(JSON.stringify(given)) || undefinedPath(given) !== undefined;
}

/**
 * A record that was given, read beside the stored one: a key that an expression left undefined keeps what is stored there, and
 * a number that is only shown otherwise is put back as it is stored. In a list such a number is known by its key, wherever
 * its entry went: digits that many, under the same key of the same list, are no other number.
 */
export function withStoredValues(
	given: IDataObject,
	stored: IDataObject,
	path = '',
	numbers = shownNumbers(stored),
): IDataObject {
	return mapValues(given, (value, key) => storedOr(value, stored[key], inside(path, key), numbers));
}

function storedOr(given: Value, stored: Value, path: string, numbers: ShownNumbers): Value {
	// What is the same text where it is stored is no number.
	if (given === undefined || given === stored) return stored;
	if (stored instanceof ExactNumber && stored.shown === given) return stored;
	if (isRecord(given)) return withStoredValues(given, isRecord(stored) ? stored : {}, path, numbers);
	if (!Array.isArray(given)) return numbers.get(placed(path, given)) ?? given;
	const before: Value[] = Array.isArray(stored) ? stored : [];
	return given.map((entry: Value, index) => storedOr(entry, before[index], `${path}[]`, numbers));
}

function shownNumbers(stored: IDataObject): ShownNumbers {
	const numbers = [...leavesOf(stored)].flatMap(({ path, value }): Array<[string, ExactNumber]> => {
		const isLong = value instanceof ExactNumber && MAY_BE_SHOWN.test(String(value.shown));
		return isLong ? [[placed(path.replace(/\[\d+\]/g, '[]'), value.shown), value]] : [];
	});
	return new Map(numbers);
}

function inside(path: string, key: string): string {
	return path === '' ? key : `${path}.${key}`;
}

function placed(path: string, shown: Value): string {
	return `${path}=${JSON.stringify(shown)}`;
}

/**
 * Where an expression left something undefined in a value; undefined where nothing is. Within lists only, if that is asked
 * for: nothing that is stored belongs to the entry of a given list.
 */
export function undefinedPath(given: unknown, { inLists = false } = {}): string | undefined {
	const missing = [...leavesOf(given)].filter(({ value }) => value === undefined);
	return missing.find(({ isInList }) => isInList || !inLists)?.path;
}
