/** One page cut out of rows that are already filtered and sorted. */
export interface Page<Row> {
	readonly rows: Row[];
	/** undefined on the last page. */
	readonly nextCursor: string | undefined;
}

/** A place in a sorted list. Survives rows that come and go between two pages, unlike an offset. */
export type SortKey = readonly [rank: number, id: string];

function compare(left: SortKey, right: SortKey): number {
	if (left[0] !== right[0]) return left[0] - right[0];
	if (left[1] === right[1]) return 0;
	return left[1] < right[1] ? -1 : 1;
}

/**
 * Sorts by rank, then id, and cuts the page after `cursor`. Cursors are opaque text; undefined comes back for one that
 * this function did not make.
 *
 * @param keyOf the row's place, e.g. `(row) => [0, row._id]` for order by id
 */
export function pageByCursor<Row>(
	rows: readonly Row[],
	keyOf: (row: Row) => SortKey,
	limit: number,
	cursor?: string,
): Page<Row> | undefined {
	const after = cursor === undefined ? undefined : decodeCursor(cursor);
	if (cursor !== undefined && after === undefined) return undefined;
	const sorted = rows
		.map((row) => ({ row, key: keyOf(row) }))
		.filter(({ key }) => after === undefined || compare(key, after) > 0)
		.sort((left, right) => compare(left.key, right.key));
	const page = sorted.slice(0, limit);
	const last = page.at(-1);
	return {
		rows: page.map(({ row }) => row),
		nextCursor: last !== undefined && sorted.length > limit ? encodeCursor(last.key) : undefined,
	};
}

function encodeCursor(key: SortKey): string {
	return Buffer.from(JSON.stringify(key)).toString('base64url');
}

function decodeCursor(cursor: string): SortKey | undefined {
	try {
		const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
		if (!Array.isArray(key)) return undefined;
		const rank: unknown = key[0];
		const id: unknown = key[1];
		return typeof rank === 'number' && typeof id === 'string' ? [rank, id] : undefined;
	} catch {
		return undefined;
	}
}

/** The same order, cut by a count of rows to skip: misses and repeats rows when the list changes between pages. */
export function pageByOffset<Row>(
	rows: readonly Row[],
	keyOf: (row: Row) => SortKey,
	limit: number,
	offset: number,
): { rows: Row[]; nextOffset: number | undefined } {
	const sorted = rows
		.map((row) => ({ row, key: keyOf(row) }))
		.sort((left, right) => compare(left.key, right.key))
		.map(({ row }) => row);
	const end = offset + limit;
	return { rows: sorted.slice(offset, end), nextOffset: end < sorted.length ? end : undefined };
}

/** Page number paging: `page` from 1, with the totals that such platforms answer. */
export function pageByNumber<Row>(rows: readonly Row[], page: number, perPage: number) {
	const start = (page - 1) * perPage;
	return {
		rows: rows.slice(start, start + perPage),
		total: rows.length,
		pages: Math.max(1, Math.ceil(rows.length / perPage)),
	};
}
