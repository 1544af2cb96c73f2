import { isRecord, textOf } from '../../../core';
import type { ListForm } from '../../../core';
import { isCut } from './cutPages';

/**
 * A JSON:API list, by `page[number]` where `meta.page` says that there is more (provider document, section 4). The number is that
 * of the request: a server may count from 0, or show none; such a one may also know no pages.
 */
export const anyList: ListForm = {
	rowsOf: (body) => (isRecord(body) && Array.isArray(body['data']) ? body['data'] : undefined),
	next({ request: { query = {} }, response: { body }, rows }) {
		const page = isRecord(body) && isRecord(body['meta']) ? body['meta']['page'] : undefined;
		if (!isRecord(page) || rows.length === 0) return undefined;
		const asked = query['page[size]'];
		const size = countIn(page['size']) ?? countIn(asked) ?? rows.length;
		const total = countIn(page['total']);
		const number = countIn(query['page[number]']) ?? 1;
		const cutTo = number === 1 && isCut({ rows: rows.length, size, total }) ? rows.length : undefined;
		const perPage = cutTo ?? size;
		// A full page may have others behind it: a total may be missing, or count one page only.
		const hasMore = rows.length >= perPage || (total !== undefined && number * perPage < total);
		if (!hasMore) return undefined;
		return {
			query: { 'page[number]': number + 1, 'page[size]': cutTo ?? asked },
			mayRepeat: countIn(page['number']) === undefined,
		};
	},
};

function countIn(value: unknown): number | undefined {
	const count = Number(textOf(value));
	return count > 0 ? count : undefined;
}
