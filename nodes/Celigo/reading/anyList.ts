import type { IDataObject } from 'n8n-workflow';
import { minBy } from 'lodash';

import { epochMs, isEmpty, isRecord, linkOf, textOf } from '../../../core';
import type { ListForm } from '../../../core';
import { nextPageOf } from './pages';

/** The server may send fewer than its 1,001 at most; none is known to send so few. */
const FEWEST_JOBS_A_FULL_PAGE = 100;

/** The paging styles of section 4: `Link` header, `nextPageURL` in the body, and for jobs backwards in time. */
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
	next({ request, response, rows }) {
		const link = linkOf(response) ?? nextPageOf(response);
		if (link !== undefined) return link;
		if (request.route.path !== '/jobs' || rows.length < FEWEST_JOBS_A_FULL_PAGE) return undefined;
		const createdAt_lte = textOf(minBy(rows, createdMs)?.['createdAt']);
		return { query: { createdAt_lte } };
	},
};

function createdMs({ createdAt }: IDataObject): number {
	return epochMs(createdAt) ?? Number.POSITIVE_INFINITY;
}
