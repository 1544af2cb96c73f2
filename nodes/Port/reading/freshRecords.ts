import type { IDataObject } from 'n8n-workflow';

import { distinct } from '../../../core';

/**
 * The core's `distinct` page by page: what an earlier page had is dropped, but records of one page that cannot be
 * distinguished all stay, because Port may really have several of them.
 */
export function freshRecords(
	keyOf: (record: IDataObject) => string | undefined,
): (page: readonly IDataObject[]) => IDataObject[] {
	const firstOfEach = distinct(keyOf);
	return (page) => {
		const fresh = new Set(firstOfEach(page).map(keyOf));
		return page.filter((record) => fresh.has(keyOf(record)));
	};
}
