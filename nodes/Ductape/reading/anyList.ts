import type { IDataObject } from 'n8n-workflow';
import { get } from 'lodash';

import { isRecord } from '../../../core';
import type { ListForm } from '../../../core';

/**
 * The list in the envelope (provider document, section 2), bare, under `items` or in the log's `logs`; the last two by `page`,
 * where what stands beside the rows says that there is more (section 4).
 */
export const anyList: ListForm = {
	rowsOf: (body) => listIn(body)?.rows,
	next({ request, response: { body }, rows }) {
		const { about = {} } = listIn(body) ?? {};
		const page = Number(about['page'] ?? request.query?.['page'] ?? 1);
		return rows.length > 0 && goesOn(about, page, rows.length) ? { query: { page: page + 1 } } : undefined;
	},
};

interface FoundList {
	readonly rows: readonly unknown[];
	/** What is said of its pages; undefined where it has none. */
	readonly about?: IDataObject;
}

function listIn(body: unknown): FoundList | undefined {
	const data: unknown = isRecord(body) && 'data' in body ? body['data'] : body;
	if (Array.isArray(data)) return { rows: data };
	if (!isRecord(data)) return undefined;
	const { items, logs } = data;
	if (Array.isArray(items)) return { rows: items, about: data };
	const lines: unknown = get(logs, 'data');
	const about: unknown = get(logs, 'metadata');
	return Array.isArray(lines) ? { rows: lines, about: isRecord(about) ? about : {} } : undefined;
}

/** A total may be capped, so a full page is never the last, unless `hasMore` says so. */
function goesOn({ hasMore, total, limit, totalPages }: IDataObject, page: number, rows: number): boolean {
	if (typeof hasMore === 'boolean') return hasMore;
	const isFull = Number(limit) > 0 && rows >= Number(limit);
	return isFull || page < Number(totalPages) || page * Number(limit) < Number(total);
}
