import { isEmpty, isRecord, linkOf } from '../../../core';
import type { ListForm } from '../../../core';
import { nextPageOf } from './pages';

/** The paging styles of section 4 but that of jobs, which is in `jobs.ts`: `Link` header, `nextPageURL` in the body. */
export const anyList: ListForm = {
	/** Bare, or the only list of an object that holds nothing else than where the next page is; section 2 on empty ones. */
	rowsOf(body) {
		if (isEmpty(body)) return [];
		if (Array.isArray(body)) return body;
		if (!isRecord(body)) return undefined;
		const values: unknown[] = Object.entries(body).flatMap(([key, value]) =>
			key === 'nextPageURL' ? [] : [value],
		);
		const [only] = values;
		return values.length === 1 && Array.isArray(only) ? only : undefined;
	},
	next: ({ response }) => linkOf(response) ?? nextPageOf(response),
};
