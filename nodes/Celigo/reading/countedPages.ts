import type { IDataObject } from 'n8n-workflow';
import { isEqual } from 'lodash';

import { nextRoute, PageGuard } from '../../../core';
import type { ApiClient, ApiRequest, ApiResponse, Send } from '../../../core';
import { REFUSED_QUERY } from '../refusals';
import { filledPages } from './filledPages';
import { keyOf, rowsOf } from './rows';

/** Where the next page is, as a response says; undefined on the last one. */
export type NextLink = (response: ApiResponse) => string | undefined;

const GONE = 404;
/** Under the words that are known of next links (provider document, section 4); what is no number of rows is a cursor. */
const COUNT = /([?&](?:after|offset|skip)=)(\d+)(?=&|$)/;

/**
 * The rows behind a first page whose link counts them, as `skip=100` does. Each page is asked for from the last row that is known:
 * where it begins with another, rows before it were removed and others moved to an earlier place, and the list is read on from a
 * page before.
 * @returns false where the link counts nothing, or something else: links are opaque (provider document, section 4), and the server
 * may take only what it named itself. Then the list is to be followed as it is.
 */
export async function* countedPages(
	api: ApiClient,
	request: ApiRequest,
	first: { readonly rows: readonly IDataObject[]; readonly link: string | undefined },
	{ next, send }: { readonly next: NextLink; readonly send: Send },
): AsyncGenerator<IDataObject[], boolean> {
	const { rows, link = '' } = first;
	if (!mayCount(api, rows, link)) return false;
	const key = (row: IDataObject) => keyOf(api, row);
	const keysOfFirst = rows.map(key);
	const pageFrom = async (row: number, isTrial: boolean) => {
		const address = link.replace(COUNT, (_found, name: string) => `${name}${row}`);
		const route = nextRoute(api, address, request.route);
		// A refusal that is no failure of the first page would pass for rows here.
		const accept = isTrial ? REFUSED_QUERY : [GONE];
		const response = await send(api, { ...request, query: {}, route, accept });
		if (isTrial && accept.includes(response.status)) return undefined;
		if (response.status === GONE) throw pageIsGone(api, GONE);
		const page = rowsOf(api, response.body);
		const isAnnounced = next(response) !== undefined;
		// Nothing here, and more behind it; or the first page once more, which has no such row, or lost none: it counts otherwise.
		const keys = page.map(key);
		const countsOtherwise = (page.length === 0 && isAnnounced) || isEqual(keys, keysOfFirst);
		return countsOtherwise ? undefined : { page, keys, isAnnounced };
	};
	const count = filledPages(api);
	// A list that begins anew without end has no new row: its pages are known by all that they have.
	const repeated = new PageGuard(api);
	await count(rows.length);
	const known = new Set(keysOfFirst);
	let wasLastRow = false;
	for (let from = rows.length - 1, isTrial = true; ; isTrial = false) {
		const read = await pageFrom(from, isTrial);
		if (read === undefined) return false;
		const { page, keys, isAnnounced } = read;
		const fresh = page.filter((row) => !known.has(key(row)));
		const isMoved = from > 0 && page[0] === fresh[0];
		await count(fresh.length);
		if (fresh.length > 0) yield fresh;
		for (const each of keys) known.add(each);
		// A server may announce a page behind each that has a row.
		if (isMoved ? wasLastRow && page.length === 0 : !isAnnounced) return true;
		if (fresh.length === 0) await repeated.check(page);
		wasLastRow = !isMoved && page.length === 1;
		from += isMoved ? -Math.min(from, rows.length) : Math.max(1, page.length - 1);
	}
}

/** Whether a first page can be read on from its last row: its link has the number of its rows, and each of them is known again. */
function mayCount(api: ApiClient, rows: readonly IDataObject[], link: string): boolean {
	// From a page of one row, the known row would come again and again; one without ID may have changed when it comes again.
	const isRecognised = rows.length > 1 && rows.every((row) => api.platform.recordId(row) !== undefined);
	return isRecognised && Number(COUNT.exec(link)?.[2]) === rows.length;
}

/** The failure of a list whose next page is no longer there: it would hide what lies behind it. */
export function pageIsGone(api: ApiClient, status: number): Error {
	return api.error(
		`Celigo no longer has the next page of the list (HTTP ${status})`,
		'The list is incomplete. Try again.',
	);
}
