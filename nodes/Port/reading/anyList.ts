import { isRecord } from '../../../core';
import type { ListForm } from '../../../core';

/**
 * The only list of a response that holds no record besides. One with `next` is returned whole: a change goes on by it, if at all, in the next body,
 * and among the rows alone it would be lost. Of the lists that a GET has, the log of an integration alone has pages: see `anyLog`.
 */
export const anyList: ListForm = {
	rowsOf(body) {
		if (Array.isArray(body)) return body;
		if (!isRecord(body) || 'next' in body) return undefined;
		const values: unknown[] = Object.values(body);
		const lists: unknown[][] = values.filter((value) => Array.isArray(value));
		return lists.length === 1 && !values.some(isRecord) ? lists[0] : undefined;
	},
	next: () => undefined,
};
