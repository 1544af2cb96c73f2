import type { IDataObject } from 'n8n-workflow';

import { isRecord, textOf } from '../../../core';
import type { ListForm } from '../../../core';
import { isCut } from './cutPages';

/**
 * A JSON:API list, by `page[number]` where `meta.page` says that there is more (provider document, section 4). The number is that
 * of the request: a server may count from 0, or show none; such a one may also know no pages.
 */
export const anyList: ListForm = {
	rowsOf: (body) => (isRecord(body) && Array.isArray(body['data']) ? body['data'] : undefined),
	next({ request: { query = {} }, response: { body }, rows: { length: rows } }) {
		const page = aboutPage(body);
		if (page === undefined || rows === 0) return undefined;
		const asked = query['page[size]'];
		const size = countIn(page['size']) ?? countIn(asked) ?? rows;
		const total = countIn(page['total']);
		const number = countIn(query['page[number]']) ?? 1;
		const cutTo = number === 1 && isCut({ rows, size, total }) ? rows : undefined;
		const perPage = cutTo ?? size;
		// A full page may have others behind it: a total may be missing, or count one page only.
		if (rows < perPage && number * perPage >= (total ?? 0)) return undefined;
		return {
			query: { 'page[number]': number + 1, 'page[size]': cutTo ?? asked },
			mayRepeat: countIn(page['number']) === undefined,
		};
	},
};

/** What a response says of its page; undefined where it says nothing. */
function aboutPage(body: unknown): IDataObject | undefined {
	const page = isRecord(body) && isRecord(body['meta']) ? body['meta']['page'] : undefined;
	return isRecord(page) ? page : undefined;
}

function countIn(value: unknown): number | undefined {
	const count = Number(textOf(value));
	return count > 0 ? count : undefined;
}
