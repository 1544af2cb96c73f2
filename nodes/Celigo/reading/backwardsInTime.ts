import type { IDataObject } from 'n8n-workflow';
import { minBy } from 'lodash';

import { distinct, epochMs, textOf } from '../../../core';
import type { ApiClient } from '../../../core';
import { filledPages } from './filledPages';

/**
 * Paging backwards in time, newest first: the next page is asked for with the time of the last row, inclusive, so rows
 * of that very time come twice and are dropped by id. Ends with a page that brings nothing new, or one that is too short
 * (`fewestRows`) to have been cut.
 *
 * @throws when a full page (`mostRows`) holds one single time: what lies behind it could not be asked for.
 */
export async function* backwardsInTime(
	api: ApiClient,
	fetchPage: (before: string | undefined) => Promise<IDataObject[]>,
	row: {
		readonly time: string;
		readonly id: string;
		readonly mostRows: number;
		readonly fewestRows: number;
	},
): AsyncGenerator<IDataObject> {
	const count = filledPages(api);
	const fresh = distinct((entry) => textOf(entry[row.id]) ?? JSON.stringify(entry));
	let before: string | undefined;
	for (;;) {
		const page = await fetchPage(before);
		const rows = fresh(page);
		await count(rows.length);
		yield* rows;
		const oldest = oldestTime(page, row.time);
		if (before !== undefined && oldest === before && page.length >= row.mostRows) {
			throw api.error(
				`${row.mostRows} or more records have the time ${oldest}; the platform cannot list those beyond`,
				'Use narrower filters.',
			);
		}
		if (rows.length === 0 || page.length < row.fewestRows || oldest === undefined) return;
		before = oldest;
	}
}

function oldestTime(rows: readonly IDataObject[], key: string): string | undefined {
	return minBy(
		rows.map((entry) => textOf(entry[key])).filter((time) => time !== undefined),
		(time) => epochMs(time) ?? 0,
	);
}
