import type { IDataObject } from 'n8n-workflow';

import { ExactNumber } from './ExactNumber';
import { isEmpty, isRecord, textOf } from './json';
import { epochMs } from './times';

const DAY_AND_TIME = /^\s*\d{4}-\d\d-\d\d[T ]\d/;

/** What a platform does with what it stores, besides what any may do (`isStored`). */
export interface Storing {
	readonly listsInAnyOrder?: boolean;
	/** Whether what is off is nothing, too. */
	readonly offIsNothing?: boolean;
	/** Keys of records that say nothing. */
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
		const among = (index: number): unknown[] => (storing.listsInAnyOrder ? stored : [stored[index]]);
		const isThere = (entry: unknown, index: number) =>
			among(index).some((other) => isStored(entry, other, storing));
		return sent.length === stored.length && sent.every(isThere);
	}
	if (!isRecord(sent) || !isRecord(stored)) return false;
	const keys = keysOf(sent, storing);
	return keys.length > 0 && keys.every((key) => isStored(sent[key], stored[key], storing));
}

/** Also an empty list, and a record of nothing else. */
export function isNothing(value: unknown, storing: Storing = {}): boolean {
	if (Array.isArray(value)) return value.length === 0;
	if (isRecord(value)) return keysOf(value, storing).every((key) => isNothing(value[key], storing));
	return isEmpty(plain(value)) || (value === false && storing.offIsNothing === true);
}

function keysOf(record: IDataObject, { ignored = [] }: Storing): string[] {
	return Object.keys(record).filter((key) => !ignored.includes(key));
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
