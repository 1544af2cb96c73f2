import type { IDataObject } from 'n8n-workflow';

import { nextRoute, PageGuard } from '../../../core';
import type { ApiClient, ApiRequest, ApiResponse, Send } from '../../../core';
import { keyOf, rowsOf } from './rows';

/** Where the next page is, as a response says; undefined on the last one. */
export type NextLink = (response: ApiResponse) => string | undefined;

/** Under the words that are known of next links (provider document, section 4); what is no number of rows is a cursor. */
const COUNT = /([?&](?:after|offset|skip)=)(\d+)(?=&|$)/;

/** A page from some row on. */
interface PageFromRow {
	readonly rows: IDataObject[];
	readonly isLast: boolean;
}

/**
 * The rows behind a first page whose link counts them, as `skip=100` does; undefined for any other link, which is followed as it is.
 */
export function countedPages(
	api: ApiClient,
	request: ApiRequest,
	first: { readonly rows: readonly IDataObject[]; readonly link: string | undefined },
	{ next, send }: { readonly next: NextLink; readonly send: Send },
): AsyncGenerator<IDataObject[]> | undefined {
	const { rows, link = '' } = first;
	// From a page of one row, the known row would come again and again; one without ID may have changed when it comes again.
	const isRecognised = rows.length > 1 && rows.every((row) => api.platform.recordId(row) !== undefined);
	if (!isRecognised || Number(COUNT.exec(link)?.[2]) !== rows.length) return undefined;
	return pagesFromKnownRows(api, rows, async (row) => {
		const address = link.replace(COUNT, (_found, name: string) => `${name}${row}`);
		const route = nextRoute(api, address, request.route);
		// A refusal that is no failure of the first page would pass for rows here.
		const response = await send(api, { ...request, query: {}, route, accept: undefined });
		return { rows: rowsOf(api, response.body), isLast: next(response) === undefined };
	});
}

/**
 * Each page is asked for from the last row that is known: where it begins with another, rows before it were removed and others
 * moved to an earlier place, and the list is read on from a page before.
 */
async function* pagesFromKnownRows(
	api: ApiClient,
	first: readonly IDataObject[],
	pageFrom: (row: number) => Promise<PageFromRow>,
): AsyncGenerator<IDataObject[]> {
	const guard = new PageGuard(api);
	const known = new Set(first.map((row) => keyOf(api, row)));
	for (let from = first.length - 1; ; ) {
		const page = await pageFrom(from);
		const fresh = page.rows.filter((row) => !known.has(keyOf(api, row)));
		const isMoved = from > 0 && page.rows[0] === fresh[0];
		// Of a list that begins anew without end no row is new: then a page is known by all that it has.
		const isKnown = !isMoved && fresh.length === 0;
		await guard.check(isKnown ? page.rows : []);
		if (fresh.length > 0) yield fresh;
		for (const row of fresh) known.add(keyOf(api, row));
		if (!isMoved && page.isLast) return;
		from += isMoved ? -Math.min(from, first.length) : Math.max(1, page.rows.length - 1);
	}
}
