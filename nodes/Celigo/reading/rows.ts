import type { IDataObject } from 'n8n-workflow';
import { isEmpty, omit, pick, pickBy, sortBy } from 'lodash';

import { epochMs, hash, isRecord, recordsIn, saysOther, textOf } from '../../../core';
import type { ApiClient, Query } from '../../../core';

/** The largest page, asked for where rows are short (provider document, section 4). */
export const MOST_ROWS = 1000;

/** Under which keys Celigo is known to list rows (provider document, sections 2.4, 2.5 and 8). */
const LIST_KEYS = ['data', 'items', 'errors', 'resolved', 'flowErrors', 'jobs', 'stats'];

/** What says of a list only how long it is, or where a page of it stands. */
const OF_A_PAGE = ['nextPageURL', 'total', 'count', 'limit', 'offset', 'skip'];

/**
 * The rows of a list: bare, or under the first of the keys (or any other) that holds a list, one with rows before an empty one,
 * which may stand beside it. Celigo's empty list is a 204, an empty list or an empty text (provider document, section 2).
 * @throws when the body is no list: a page that was cut off, or a proxy's, must not pass for an empty one.
 */
export function rowsOf(api: ApiClient, body: unknown): IDataObject[] {
	if (body === undefined || body === null || body === '') return [];
	if (!isRecord(body)) return api.rows(body);
	const keys = [...LIST_KEYS, ...Object.keys(body)].filter((key) => mayListRows(body, key));
	return api.rows(body, ...sortBy(keys, (key) => recordsIn(body[key]).length === 0));
}

/** Whether what stands under that key may be rows: not the parts of a record, nor an empty list in what says something else. */
function mayListRows(body: IDataObject, key: string): boolean {
	const isKnown = LIST_KEYS.includes(key);
	const beside = pickBy(omit(body, key, OF_A_PAGE), (value) => textOf(value) !== undefined);
	if (!isKnown && '_id' in beside) return false;
	return !isEmpty(body[key]) || (isKnown ? !('message' in beside) : isEmpty(beside));
}

/** By what a row is known when it comes again: one without ID by all that it has. */
export function keyOf(api: ApiClient, row: IDataObject): string {
	return api.platform.recordId(row) ?? JSON.stringify(row);
}

/** What identifies a record that has no ID: a hash of what stays as it is. */
export function contentHash(row: IDataObject, lasting: readonly string[]): string {
	return hash(JSON.stringify(pick(row, lasting)), 22);
}

/**
 * Whether none of these filters rules a row out: by a value of that name, or by the time of that name with `_gte` and `_lte`.
 * Celigo ignores a filter that it does not know (provider document, section 10). A row may lack what is filtered by.
 */
export function isAskedFor(row: IDataObject, query: Query, filters: readonly string[]): boolean {
	return filters.every((name) => {
		const timeMs = epochMs(row[name]);
		const isBefore = (timeMs ?? Infinity) < (epochMs(query[`${name}_gte`]) ?? -Infinity);
		const isAfter = (timeMs ?? -Infinity) > (epochMs(query[`${name}_lte`]) ?? Infinity);
		return !isBefore && !isAfter && !saysOther(row[name], query[name]);
	});
}
