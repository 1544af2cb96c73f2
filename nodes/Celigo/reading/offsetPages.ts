import type { IDataObject } from 'n8n-workflow';
import { isEqual } from 'lodash';

import { PageGuard, withOptions } from '../../../core';
import type { ApiClient, ApiRequest, Page } from '../../../core';
import { isRefusedQuery, REFUSED_QUERY } from '../refusals';
import { keyOf, MOST_ROWS, rowsOf } from './rows';

/**
 * The rows behind a first page, by offset. Each page is asked for from the last row that is known: where it begins with
 * another, rows before it were removed and others moved to an earlier place, and the list is read on from a page before. The
 * list ends where nothing follows a known row, where Celigo does not know the offset, or where the pages begin anew because it
 * ignores it.
 */
export async function* offsetPages(
	api: ApiClient,
	request: ApiRequest,
	first: readonly IDataObject[],
): AsyncGenerator<Page> {
	const guard = new PageGuard(api);
	const key = (row: IDataObject) => keyOf(api, row);
	const fetchPage = async (offset: number) => await pageFrom(api, request, first.length, offset);
	const known = new Set(first.map(key));
	for (let offset = first.length - 1; ; ) {
		const page = await fetchPage(offset);
		if (page === undefined) return;
		const keys = page.map(key);
		const rows = page.filter((_row, at) => !known.has(keys[at] ?? ''));
		if (offset > 0 && page[0] === rows[0]) {
			await guard.check([]);
			offset = Math.max(0, offset - first.length);
			continue;
		}
		if (rows.length === 0 && (keys.length < 2 || isEqual((await fetchPage(0))?.map(key), keys))) return;
		await guard.check(rows);
		yield rows;
		for (const each of keys) known.add(each);
		offset += keys.length - 1;
	}
}

/** One row more than a page from an offset, since the first is known; undefined where Celigo does not know the offset. */
async function pageFrom(
	api: ApiClient,
	request: ApiRequest,
	perPage: number,
	offset: number,
): Promise<IDataObject[] | undefined> {
	const query = { ...request.query, limit: Math.min(perPage + 1, MOST_ROWS), offset };
	const response = await api.send({ ...request, query, accept: REFUSED_QUERY });
	const { status, body } = response;
	if (!REFUSED_QUERY.includes(status)) return rowsOf(api, body);
	if (offset < perPage && isRefusedQuery(response)) return undefined;
	throw api.error(
		`Celigo rejected the page starting at row ${offset + 1} (HTTP ${status})`,
		withOptions(
			api.location,
			'The list is incomplete. Try again later.',
			"Set a 'Limit' or narrower filters to read less of it.",
		),
	);
}
