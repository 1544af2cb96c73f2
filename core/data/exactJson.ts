import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { ExactNumber } from './ExactNumber';
import { holds } from './json';
import { withRoundedNumbers } from './roundedNumbers';

/** So many digits, or an exponent, a number must have to be rounded. */
const MAY_BE_ROUNDED = /\d[\d.]{15}|\d[eE]/;

type Value = IDataObject[string];

/**
 * JSON as `JSON.parse` reads it, but no digit is lost: numbers that JavaScript would round are ExactNumbers.
 * @throws SyntaxError
 */
export function parseExact(text: string): Value {
	if (!MAY_BE_ROUNDED.test(text)) return JSON.parse(text);
	// No text of the JSON begins like this, because it was not known when that was written.
	const mark = `${randomUUID()} `;
	const marked = withRoundedNumbers(text, (digits) => `"${mark}${digits}"`);
	if (marked === text) return JSON.parse(text);
	// A number in no valid place is reported as it was written.
	JSON.parse(text);
	return JSON.parse(marked, (_key, value: unknown) =>
		typeof value === 'string' && value.startsWith(mark) ? new ExactNumber(value.slice(mark.length)) : value,
	);
}

/** JSON as `JSON.stringify` writes it, with the digits of ExactNumbers as numbers. */
export function exactJson(value: unknown): string {
	if (!holdsExact(value)) return JSON.stringify(value);
	const mark = `${randomUUID()} `;
	const marked = JSON.stringify(value, function (this: Record<string, unknown>, key, shown: unknown) {
		const original = this[key];
		return original instanceof ExactNumber ? `${mark}${original.digits}` : shown;
	});
	return marked.replace(new RegExp(`"${mark}([^"]+)"`, 'g'), '$1');
}

/** What people see, and the next node gets, of a record: the same record where no ExactNumber is in it. */
export function shownRecord(record: IDataObject): IDataObject {
	return holdsExact(record) ? JSON.parse(JSON.stringify(record)) : record;
}

function holdsExact(value: unknown): boolean {
	return holds(value, (each) => each instanceof ExactNumber);
}
