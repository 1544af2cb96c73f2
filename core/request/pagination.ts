import type { IDataObject } from 'n8n-workflow';
import { isEmpty, range } from 'lodash';

import type { ApiClient } from './ApiClient';
import { distinct } from './distinct';
import type { ApiRequest, ApiResponse } from './http';
import { Listing } from './Listing';
import type { ListForm } from './ListForm';
import { PageGuard } from './PageGuard';
import { settledLater } from './readAhead';
import { linkedRoute, type Route } from './Route';

/** The rows of a page. @throws when the response is no list. */
export type Rows = (response: ApiResponse) => IDataObject[];

/** Paging by an opaque token (a cursor) in the response's body, which the next request gives as a query parameter. */
export function tokenPages(
	api: ApiClient,
	first: ApiRequest,
	rowsOf: Rows,
	token: { readonly parameter: string; of(body: unknown): string | undefined },
): Listing {
	const pages = pagesFrom(api, first, rowsOf, ({ response: { body } }) => {
		const next = token.of(body);
		return isEmpty(next) ? undefined : { query: { [token.parameter]: next } };
	});
	return onceEach(api, pages);
}

/** The route of the address that a platform gives for the next page; a query alone is one of the same path. @throws when that is no address */
export function nextRoute(api: ApiClient, address: string, { path }: Route) {
	const link = address.startsWith('?') ? `.${path}${address}` : address;
	if (URL.canParse(link, `${api.baseUrl}/`)) return linkedRoute(link, api.baseUrl);
	throw api.unexpected('the address of the next page');
}

/** One page of a numbered list. */
export interface NumberedPage {
	readonly rows: IDataObject[];
	/** The last page's number as far as this response says. */
	readonly lastPage?: number | undefined;
	/** Rows a page as the platform really sends them. */
	readonly perPage?: number | undefined;
}

/**
 * Paging by page number, from 1. Once the first page said how many there are, further pages are fetched ahead, as many as
 * the pace allows (or `mostAhead`), but none beyond the rows that are wanted; what is fetched and not yet passed on is never more.
 * Pages come in their order, with all their rows.
 */
export async function* numberedPages(
	api: ApiClient,
	fetchPage: (page: number) => Promise<NumberedPage>,
	mostAhead = Number.POSITIVE_INFINITY,
): AsyncGenerator<IDataObject[]> {
	const guard = new PageGuard(api);
	const first = await fetchPage(1);
	const readAgain = (page: number) => async () => (await fetchPage(page)).rows;
	await guard.check(first.rows, readAgain(1));
	yield first.rows;
	let last = first.lastPage ?? Number.POSITIVE_INFINITY;
	const enough = Math.ceil(api.wanted / Math.max(first.perPage ?? first.rows.length, 1));
	const underWay = new Map<number, Promise<NumberedPage>>();
	const isKnown = first.lastPage !== undefined;
	for (let page = 2; page <= last && (first.rows.length > 0 || isKnown); page += 1) {
		const ahead = Math.min(mostAhead, api.pagesAhead);
		const until = isKnown ? Math.min(last, Math.max(page, enough), page + ahead - 1) : page;
		for (const next of range(page, until + 1).filter((number) => !underWay.has(number))) {
			underWay.set(next, settledLater(fetchPage(next)));
		}
		const current = await underWay.get(page);
		underWay.delete(page);
		// An empty page before the told end is no end: what the caller may not see may fill a page.
		const isBeforeEnd = isKnown && page < last;
		if (current === undefined || (isEmpty(current.rows) && !isBeforeEnd)) return;
		await guard.check(current.rows, readAgain(page));
		yield current.rows;
		last = current.lastPage ?? last;
	}
}

/** A whole list, read to its end. */
export async function all<Entry>(entries: AsyncIterable<Entry>): Promise<Entry[]> {
	const list: Entry[] = [];
	for await (const entry of entries) list.push(entry);
	return list;
}

/** The first of a list, and no page beyond them: enough of one that grows for ever, where it is read anew each time. */
export async function* firstOf<Entry>(entries: AsyncIterable<Entry>, most: number): AsyncGenerator<Entry> {
	let given = 0;
	for await (const entry of entries) {
		yield entry;
		given += 1;
		if (given >= most) return;
	}
}

/** The address in a response's `Link: <address>; rel="next"`, if there is one. */
export function linkOf({ headers }: ApiResponse): string | undefined {
	const text = [headers['link']].flat().join(', ');
	const isNext = /;\s*rel\s*=\s*(?:"[^"]*\bnext\b[^"]*"|next\b)/i;
	return [...text.matchAll(/<([^>]*)>([^<]*)/g)].find(([, , said = '']) => isNext.test(said))?.[1];
}

/** How a request is sent, where that is not as any other is. */
export type Send = (api: ApiClient, request: ApiRequest) => Promise<ApiResponse>;

/**
 * Page after page: `next` says where the one behind each is. None is asked for twice, and addresses are followed on the
 * credential's own host only.
 */
export async function* pagesFrom(
	api: ApiClient,
	first: ApiRequest,
	rowsOf: Rows,
	next: ListForm['next'],
	send: Send = async (client, request) => await client.send(request),
): AsyncGenerator<IDataObject[]> {
	const guard = new PageGuard(api);
	let longest = 0;
	for (let request = first; ; ) {
		const response = await send(api, request);
		const rows = rowsOf(response);
		const current = request;
		longest = Math.max(longest, rows.length);
		const following = next({ request: current, first, response, rows, longest });
		// An empty page at the end is none: a server may announce one behind each that is full.
		if (rows.length > 0 || following !== undefined) {
			await guard.check(rows, async () => rowsOf(await send(api, current)));
		}
		yield rows;
		if (following === undefined) return;
		const address =
			typeof following === 'string'
				? { route: nextRoute(api, following, current.route), query: {} }
				: { query: { ...first.query, ...following.query } };
		guard.follow(JSON.stringify(address));
		request = { ...first, ...address };
	}
}

/** A list of these pages, with each record once, however many of them show it. */
export function onceEach(api: ApiClient, pages: AsyncIterable<IDataObject[]>): Listing {
	return new Listing(pages).eachPage(distinct(api.platform.recordId));
}
