import type { IDataObject } from 'n8n-workflow';
import { isEmpty, omit } from 'lodash';

import { ExactNumber } from './ExactNumber';
import { isRecord, textOf } from './json';
import { epochMs } from './times';

const DAY_AND_TIME = /^\s*\d{4}-\d\d-\d\d[T ]\d/;

/** What a platform does with what it stores, besides what any may do (`isStored`). Keys that are `ignored` say nothing. */
interface Storing {
	readonly listsInAnyOrder?: boolean;
	/** Whether what is off is nothing, too. */
	readonly offIsNothing?: boolean;
	readonly ignored?: readonly string[];
}

/** The fields that are not stored as they were sent. */
export function notStored(sent: IDataObject, stored: IDataObject, storing?: Storing): string[] {
	return Object.keys(sent).filter((name) => !isStored(sent[name], stored[name], storing));
}

/**
 * Whether a value is stored as it was sent. A platform may cut the blanks around a text, take a number or a flag for text, or text
 * for one, write a time in another form and add keys to a record that has some. What is nothing may be any nothing, or absent.
 */
export function isStored(sent: unknown, stored: unknown, storing: Storing = {}): boolean {
	if (plain(sent) === plain(stored) || isSameTime(sent, stored)) return true;
	if (isNothing(stored, storing)) return isNothing(sent, storing);
	if (Array.isArray(sent) && Array.isArray(stored)) {
		const places = (index: number): unknown[] => (storing.listsInAnyOrder ? stored : [stored[index]]);
		const isThere = (entry: unknown, index: number) =>
			places(index).some((other) => isStored(entry, other, storing));
		return sent.length === stored.length && sent.every(isThere);
	}
	if (!isRecord(sent) || !isRecord(stored)) return false;
	const fields = omit(sent, storing.ignored ?? []);
	return !isEmpty(fields) && notStored(fields, stored, storing).length === 0;
}

/** Also an empty list, and a record of nothing else. */
export function isNothing(value: unknown, storing: Storing = {}): boolean {
	if (Array.isArray(value)) return value.length === 0;
	const entries = isRecord(value) ? Object.values(omit(value, storing.ignored ?? [])) : undefined;
	if (entries !== undefined) return entries.every((each) => isNothing(each, storing));
	return (plain(value) ?? '') === '' || (value === false && storing.offIsNothing === true);
}

function plain(value: unknown): unknown {
	const shown = value instanceof ExactNumber ? value.shown : value;
	return typeof shown === 'boolean' ? String(shown) : (textOf(shown)?.trim() ?? shown);
}

/** One of them is written as a time: two numbers are none. */
function isSameTime(sent: unknown, stored: unknown): boolean {
	const isTime = [sent, stored].some((value) => typeof value === 'string' && DAY_AND_TIME.test(value));
	return isTime && epochMs(sent) !== undefined && epochMs(sent) === epochMs(stored);
}
