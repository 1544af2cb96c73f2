import type { IDataObject } from 'n8n-workflow';

import { textOf } from '../../../core';

/** `next_page` is a number or false; a page that does not exist comes with `out_of_range`. */
export function endsAt(meta: IDataObject, page: number): boolean {
	const next = Number(textOf(meta['next_page']));
	return meta['last_page'] === true || meta['out_of_range'] === true || !(next > page);
}

/** Whether so many rows may be the most that a server gives in a page, whatever is asked for: one row is a list of one. */
export function isLikelyCap(rows: number): boolean {
	return rows > 1;
}
