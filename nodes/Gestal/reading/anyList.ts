import { isRecord, textOf } from '../../../core';
import type { ListForm } from '../../../core';
import { endsAt } from './lastPage';

/** Rows of a page where none are asked for, or fewer than are asked for are given. */
const USUAL_PAGE = 100;

/**
 * Bare, or under `data`, by `page` where `meta` says that there is a next one (provider document, section 4). Without `meta` a
 * full page may have another after it. Any other number of rows is all there is: the list ended, or came whole.
 */
export const anyList: ListForm = {
	rowsOf(body) {
		const list: unknown = isRecord(body) ? body['data'] : body;
		return Array.isArray(list) ? list : undefined;
	},
	next({ request, response: { body }, rows }) {
		const meta = isRecord(body) ? body['meta'] : undefined;
		const current = Number(request.query?.['page'] ?? 1);
		if (!isRecord(meta)) {
			const isFull = [USUAL_PAGE, Number(request.query?.['per_page'])].includes(rows.length);
			return isFull ? { query: { page: current + 1 }, mayRepeat: true } : undefined;
		}
		if (rows.length === 0 || endsAt(meta, current)) return undefined;
		return { query: { page: textOf(meta['next_page']) } };
	},
};
