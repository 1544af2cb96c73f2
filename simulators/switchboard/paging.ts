/** One page cut out of rows that are already filtered and sorted. */
export interface Page<Row> {
	readonly rows: Row[];
	/** undefined on the last page. */
	readonly nextCursor: string | undefined;
}

/** A place in a sorted list. Survives rows that come and go between two pages, unlike an offset. */
export type SortKey = readonly [rank: number, id: string];

/** Less than 0 where the first place is before the second. */
export function compareKeys(left: SortKey, right: SortKey): number {
	if (left[0] !== right[0]) return left[0] - right[0];
	if (left[1] === right[1]) return 0;
	return left[1] < right[1] ? -1 : 1;
}

/** By rank, then id. */
export function sortedRows<Row>(rows: readonly Row[], keyOf: (row: Row) => SortKey): Row[] {
	return rows
		.map((row) => ({ row, key: keyOf(row) }))
		.sort((left, right) => compareKeys(left.key, right.key))
		.map(({ row }) => row);
}

/** The first place of which `isThere` is true, where it is true of all rows behind it as well. */
export function firstPlace<Row>(rows: readonly Row[], isThere: (row: Row) => boolean): number {
	let [from, to] = [0, rows.length];
	while (from < to) {
		const middle = (from + to) >>> 1;
		const row = rows[middle];
		if (row === undefined || isThere(row)) to = middle;
		else from = middle + 1;
	}
	return from;
}

/**
 * Sorts by rank, then id, and cuts the page after `cursor`. Cursors are opaque text; undefined comes back for one that
 * this function did not make.
 *
 * @param keyOf the row's place, e.g. `(row) => [0, row._id]` for order by id
 * @param isSorted whether the rows stand in that order already
 */
export function pageByCursor<Row>(
	rows: readonly Row[],
	keyOf: (row: Row) => SortKey,
	limit: number,
	cursor?: string,
	isSorted = false,
): Page<Row> | undefined {
	const after = cursor === undefined ? undefined : decodeCursor(cursor);
	if (cursor !== undefined && after === undefined) return undefined;
	const sorted = isSorted ? rows : sortedRows(rows, keyOf);
	const start = after === undefined ? 0 : firstPlace(sorted, (row) => compareKeys(keyOf(row), after) > 0);
	const page = sorted.slice(start, start + limit);
	const last = page.at(-1);
	const isMore = sorted.length > start + limit;
	return { rows: page, nextCursor: last !== undefined && isMore ? encodeCursor(keyOf(last)) : undefined };
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
	isSorted = false,
): { rows: Row[]; nextOffset: number | undefined } {
	const sorted = isSorted ? rows : sortedRows(rows, keyOf);
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
