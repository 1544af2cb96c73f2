import type { IDataObject } from 'n8n-workflow';

import { isRecord, textOf } from '../../../core';
import type { ListForm } from '../../../core';
import { endsAt, mayBeFull } from './lastPage';

/** What tells a record from others. */
export function recordId(record: IDataObject): string | undefined {
	return textOf(record['cloud_id']) ?? textOf(record['id']);
}

/** Rows of a page where none are asked for, or fewer than are asked for are given. */
const USUAL_PAGE = 100;

/**
 * Bare, or under `data`, by `page` where `meta` says that there is a next one (provider document, section 4). Without `meta` a
 * page may have another after it unless one before it had more rows, since it is not known how many a server gives at most. More
 * rows than were asked for came whole. Rows without IDs go on after a full page only: a server that ignores paging repeats them.
 */
export const anyList: ListForm = {
	rowsOf(body) {
		const list: unknown = isRecord(body) ? body['data'] : body;
		return Array.isArray(list) ? list : undefined;
	},
	next({ request, response: { body }, rows, longest }) {
		const meta = isRecord(body) ? body['meta'] : undefined;
		const current = Number(request.query?.['page'] ?? 1);
		if (!isRecord(meta)) {
			const asked = Number(request.query?.['per_page'] ?? USUAL_PAGE);
			const isFull = [USUAL_PAGE, asked].includes(rows.length);
			const isLongest = mayBeFull(rows.length) && rows.length === longest && rows.length <= asked;
			const haveIds = rows.every((row) => recordId(row) !== undefined);
			const mayGoOn = isFull || (isLongest && haveIds);
			return mayGoOn ? { query: { page: current + 1 }, mayRepeat: true } : undefined;
		}
		if (rows.length === 0 || endsAt(meta, current)) return undefined;
		return { query: { page: textOf(meta['next_page']) ?? current + 1 } };
	},
};
