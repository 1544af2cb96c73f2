import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import { hash, isRecord, textOf } from '../../../core';
import type { ApiClient } from '../../../core';

/** The largest page, asked for where rows are short (provider document, section 4). */
export const MOST_ROWS = 1000;

/**
 * The rows of a list: bare, or under the first of the keys (or any other) that holds a list. Celigo's empty list is a 204,
 * an empty list or an empty text (provider document, section 2).
 * @throws when the body is no list: a page that was cut off, or a proxy's, must not pass for an empty one.
 */
export function rowsOf(api: ApiClient, body: unknown): IDataObject[] {
	if (body === undefined || body === null || body === '') return [];
	return api.rows(body, 'data', 'items', ...(isRecord(body) ? Object.keys(body) : []));
}

/** IDs are hexadecimal: Celigo takes them in capitals, too, and returns them in small letters. */
export function isSameText(one: unknown, other: unknown): boolean {
	return textOf(one)?.toLowerCase() === textOf(other)?.toLowerCase();
}

/** What identifies a record that has no ID: a hash of what stays as it is. */
export function contentHash(row: IDataObject, lasting: readonly string[]): string {
	return hash(JSON.stringify(pick(row, lasting)), 22);
}
