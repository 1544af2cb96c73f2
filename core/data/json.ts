import type { IDataObject } from 'n8n-workflow';
import { attempt, isError, isPlainObject } from 'lodash';

import { ExactNumber } from './ExactNumber';
import { isWhole, withRoundedNumbers } from './roundedNumbers';

const LONG_INTEGER = /\d{16}/;

/**
 * True for a JSON object: not null, not an array, not a date or another class's instance. Also for one that was made in
 * another context of the JavaScript engine, as an expression's value may be.
 */
export function isRecord(value: unknown): value is IDataObject {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	// Nearly all are of this context: seen at once, which counts with a hundred thousand records.
	return Object.getPrototypeOf(value) === Object.prototype || isPlainObject(value);
}

/** Whether a value, or anything in its lists and records, is such. */
export function holds(value: unknown, isSuch: (value: unknown) => boolean): boolean {
	if (isSuch(value)) return true;
	// Nothing is made for it: each record of a long list is looked through.
	if (Array.isArray(value)) for (const entry of value) if (holds(entry, isSuch)) return true;
	if (isRecord(value)) for (const key in value) if (holds(value[key], isSuch)) return true;
	return false;
}

/** Whether nothing was given, or returned. */
export function isEmpty(value: unknown): value is undefined | null | '' {
	return value === undefined || value === null || value === '';
}

/** The JSON objects among the entries of a list; anything that is not a list holds none. */
export function recordsIn(value: unknown): IDataObject[] {
	const list: unknown[] = Array.isArray(value) ? value : [];
	return list.every(isRecord) ? list : list.filter(isRecord);
}

/** Text of a text or number; undefined for everything else and for the empty text. */
export function textOf(value: unknown): string | undefined {
	if (typeof value === 'number' || typeof value === 'bigint' || value instanceof ExactNumber)
		return String(value);
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * Parses the body of a response. Whole numbers that JavaScript cannot hold exactly (64-bit ids) become text instead of
 * losing their last digits. Text that is not JSON (a gateway's HTML page) is returned as it is; an empty body is undefined.
 */
export function parseBody(text: string, parse = parseShown): unknown {
	if (text.trim() === '') return undefined;
	const body = attempt(parse, text);
	return isError(body) ? text : body;
}

function parseShown(text: string): unknown {
	if (!LONG_INTEGER.test(text)) return JSON.parse(text);
	return JSON.parse(withRoundedNumbers(text, (digits) => (isWhole(digits) ? `"${digits}"` : digits)));
}
