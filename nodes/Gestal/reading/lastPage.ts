import type { IDataObject } from 'n8n-workflow';

import { isEmpty, textOf } from '../../../core';

/**
 * `next_page` is a number or false; where it is missing, the number of `pages` says whether there is one. A page that does not exist
 * comes with `out_of_range`.
 */
export function endsAt(meta: IDataObject, page: number): boolean {
	const { next_page: next, pages } = meta;
	const furthest = Number(textOf(isEmpty(next) ? pages : next));
	return meta['last_page'] === true || meta['out_of_range'] === true || !(furthest > page);
}

/** Whether so many rows may be a full page of a server, whatever it was asked for: one row is a list of one. */
export function mayBeFull(rows: number): boolean {
	return rows > 1;
}
