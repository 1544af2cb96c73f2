import { isRecord, textOf } from '../../../core';
import type { ListForm } from '../../../core';

/** A JSON:API list, by `page[number]` where `meta.page` says that there is more (provider document, section 4). */
export const anyList: ListForm = {
	rowsOf: (body) => (isRecord(body) && Array.isArray(body['data']) ? body['data'] : undefined),
	next({ response: { body }, rows }) {
		const page = isRecord(body) && isRecord(body['meta']) ? body['meta']['page'] : undefined;
		if (!isRecord(page) || rows.length === 0) return undefined;
		const [number = NaN, size = NaN, total] = [page['number'], page['size'], page['total']].map((value) =>
			Number(textOf(value)),
		);
		if (!(number > 0 && size > 0)) return undefined;
		// A full page may have others behind it: a total may be missing, or count one page only.
		const hasMore = rows.length >= size || (total !== undefined && number * size < total);
		return hasMore ? { query: { 'page[number]': number + 1 } } : undefined;
	},
};
