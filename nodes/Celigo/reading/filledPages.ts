import { PageGuard } from '../../../core';
import type { ApiClient } from '../../../core';

/**
 * Counts the pages of a list that is read in pages which overlap, and so are more than the list has: as many count as its rows fill.
 * How many a page has, the first one says. Takes the number of rows that are new.
 * @throws when there are more pages than a list may have
 */
export function filledPages(api: ApiClient): (rows: number) => Promise<void> {
	const guard = new PageGuard(api);
	let perPage: number | undefined;
	let uncounted = 0;
	return async (rows) => {
		perPage ??= Math.max(rows, 1);
		for (uncounted += rows; uncounted > 0; uncounted -= perPage) await guard.check([]);
	};
}
