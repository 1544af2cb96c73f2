import { isRecord, textOf } from '../../../core';
import type { ListForm } from '../../../core';
import { lineIdOf, lineKey, newestFirst } from './logLine';

/** Lines of a page where none are asked for. */
const USUAL_LINES = 100;

/**
 * The only list of a response that holds no record besides. One with `next` is returned whole: a change goes on by it, if at all, in the next body,
 * and among the rows alone it would be lost. Of the lists that a GET has, logs alone have pages: each older one
 * is asked for with the oldest line (provider document, section 4).
 */
export const anyList: ListForm = {
	rowsOf(body) {
		if (Array.isArray(body)) return body;
		if (!isRecord(body) || 'next' in body) return undefined;
		const values: unknown[] = Object.values(body);
		const lists: unknown[][] = values.filter((value) => Array.isArray(value));
		return lists.length === 1 && !values.some(isRecord) ? lists[0] : undefined;
	},
	next({ request, rows }) {
		const oldest = newestFirst(rows).at(-1);
		const limit = Number(request.query?.['limit'] ?? USUAL_LINES);
		if (!request.route.path.endsWith('/logs') || oldest === undefined || rows.length < limit)
			return undefined;
		return {
			query: { timestamp: textOf(oldest['timestamp']), log_id: lineIdOf(oldest), direction: 'up' },
		};
	},
	idOf: (row) => textOf(row['_id']) ?? ('timestamp' in row ? lineKey(row) : undefined),
};
