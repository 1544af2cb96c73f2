import type { IDataObject } from 'n8n-workflow';
import { min } from 'lodash';

import { isRecord, textOf } from '../../../core';
import type { ListForm, Query } from '../../../core';
import { isCut, mayBeFull } from './cutPages';

/**
 * A JSON:API list, by `page[number]` where `meta.page` says that there is more (provider document, section 4). The number is that
 * of the request: a server may count from 0, or show none; such a one may also know no pages.
 */
export const anyList: ListForm = {
	rowsOf: (body) => (isRecord(body) && Array.isArray(body['data']) ? body['data'] : undefined),
	next({ request: { query = {} }, first, response: { body }, rows: { length: rows } }) {
		const page = aboutPage(body);
		if (page === undefined) return undefined;
		if (rows === 0 && wasCut(query, first.query)) return { query: { 'page[number]': 2 } };
		const { number, cutTo, size, total, isAllTold } = placeOf(page, query, rows);
		// The caller may see none of a page before the told end, and some behind it.
		const isBeforeEnd = size !== undefined && total !== undefined && !isAllTold;
		if (rows === 0 && !isBeforeEnd) return undefined;
		if ((isAllTold || total === undefined) && !isFull(rows, size, isAllTold)) return undefined;
		return {
			query: { 'page[number]': number + 1, 'page[size]': cutTo ?? query['page[size]'] },
			mayRepeat: isAllTold || countIn(page['number']) === undefined,
		};
	},
};

/** Where in its list a page is. A server may show its own size whatever it is asked for, or none. */
function placeOf(page: IDataObject, query: Query, rows: number) {
	const number = countIn(query['page[number]']) ?? 1;
	const total = countIn(page['total']);
	const shown = min([countIn(page['size']), countIn(query['page[size]'])]);
	const cutTo = number === 1 && isCut({ rows, size: shown ?? rows, total }) ? rows : undefined;
	const size = cutTo ?? shown;
	return { number, cutTo, size, total, isAllTold: total !== undefined && number * (size ?? rows) >= total };
}

/**
 * Whether an empty page is the second of a list whose first one counted as cut. It was not then: the caller may not see more of it.
 * The second page is asked for as the first one was.
 */
function wasCut(query: Query, first: Query = {}): boolean {
	return query['page[number]'] === 2 && query['page[size]'] !== first['page[size]'];
}

/** Whether a page may have others behind it, whatever the total says: that may be missing, or count one page only. */
function isFull(rows: number, size: number | undefined, isAllTold: boolean): boolean {
	return size === undefined ? !isAllTold || mayBeFull(rows) : rows >= size;
}

/** What a response says of its page; undefined where it says nothing. */
function aboutPage(body: unknown): IDataObject | undefined {
	const page = isRecord(body) && isRecord(body['meta']) ? body['meta']['page'] : undefined;
	return isRecord(page) ? page : undefined;
}

function countIn(value: unknown): number | undefined {
	const count = Number(textOf(value));
	return count > 0 ? count : undefined;
}
