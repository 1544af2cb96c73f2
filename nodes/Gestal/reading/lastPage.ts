import type { IDataObject } from 'n8n-workflow';

import { textOf } from '../../../core';

/** `next_page` is a number or false; a page that does not exist comes with `out_of_range`. */
export function endsAt(meta: IDataObject, page: number): boolean {
	const next = Number(textOf(meta['next_page']));
	return meta['last_page'] === true || meta['out_of_range'] === true || !(next > page);
}

/** Whether so many rows may be a full page of a server, whatever it was asked for: one row is a list of one. */
export function mayBeFull(rows: number): boolean {
	return rows > 1;
}
