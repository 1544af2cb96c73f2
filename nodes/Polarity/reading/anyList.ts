import { isRecord, textOf } from '../../../core';
import type { ListForm } from '../../../core';

/** A JSON:API list, by `page[number]` where `meta.page` says that there is more (provider document, section 4). */
export const anyList: ListForm = {
	rowsOf: (body) => (isRecord(body) && Array.isArray(body['data']) ? body['data'] : undefined),
	next({ response: { body }, rows }) {
		const page = isRecord(body) && isRecord(body['meta']) ? body['meta']['page'] : undefined;
		if (!isRecord(page) || rows.length === 0) return undefined;
		const [number, size, total] = [page['number'], page['size'], page['total']].map((value) =>
			Number(textOf(value)),
		);
		if (number === undefined || size === undefined || total === undefined) return undefined;
		return number * size < total ? { query: { 'page[number]': number + 1 } } : undefined;
	},
};
