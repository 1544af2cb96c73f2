import type { IDataObject } from 'n8n-workflow';

/**
 * Passes on each record of a list once, however many pages show it: rows move from page to page when others are added or
 * removed while the list is read. A record without ID is always passed on.
 */
export function distinct(
	id: (row: IDataObject) => string | undefined,
): (rows: readonly IDataObject[]) => IDataObject[] {
	const seen = new Set<string>();
	return (rows) =>
		rows.filter((row) => {
			const rowId = id(row);
			const before = seen.size;
			return rowId === undefined || seen.add(rowId).size > before;
		});
}
