import { isRecord, textOf } from '../../../core';
import type { ListForm } from '../../../core';
import { endsAt } from './lastPage';

/** Bare, or under `data`, by `page` where `meta` says that there is a next one (provider document, section 4). */
export const anyList: ListForm = {
	rowsOf(body) {
		const list: unknown = isRecord(body) ? body['data'] : body;
		return Array.isArray(list) ? list : undefined;
	},
	next({ request, response: { body }, rows }) {
		const meta = isRecord(body) ? body['meta'] : undefined;
		const current = Number(request.query?.['page'] ?? 1);
		if (!isRecord(meta) || rows.length === 0 || endsAt(meta, current)) return undefined;
		return { query: { page: textOf(meta['next_page']) } };
	},
};
