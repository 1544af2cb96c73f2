import type { IDataObject } from 'n8n-workflow';
import { isEqual, uniq } from 'lodash';

import {
	distinct,
	isLikelyCap,
	isRecord,
	linkOf,
	Listing,
	onceEach,
	pagesFrom,
	saysItself,
	textOf,
} from '../../../core';
import type { ApiClient, ApiRequest, ApiResponse, Page, Query, Route, Send } from '../../../core';
import { countedPages, pageIsGone, type NextLink } from './countedPages';
import { offsetPages } from './offsetPages';
import { keyOf, rowsOf } from './rows';

/** What stands for the rows of a page that is not there. */
const NO_PAGE: IDataObject[] = [];

/**
 * A list with `Link: rel="next"` paging (provider document, section 4). Where a first page that may be full comes without any
 * link, the list is read on by `offset`; a server that does not know it sends the same rows or refuses it, and either ends the list.
 */
export function linkedPages(
	api: ApiClient,
	route: Route,
	query: Query = {},
	refusalHint?: ApiRequest['refusalHint'],
): Listing {
	return new Listing(pagesByLink(api, { method: 'GET', route, query, refusalHint }));
}

/** The same of a list that is asked for by POST; nothing changes by that, so it may be repeated. */
export function searchedPages(api: ApiClient, route: Route, query: Query, body: IDataObject): Listing {
	return new Listing(pagesByLink(api, { method: 'POST', route, query, body, reads: true }));
}

async function* pagesByLink(api: ApiClient, request: ApiRequest): AsyncGenerator<Page> {
	const rows = ({ body }: ApiResponse) => rowsOf(api, body);
	const next = ({ response }: { response: ApiResponse }) => linkOf(response);
	yield* readOnByOffset(api, request, (send) => pagesFrom(api, request, rows, next, send));
}

/** A page as it was read. */
interface ReadPage {
	readonly request: ApiRequest;
	readonly rows: readonly IDataObject[];
}

/** The rows of the pages that links lead to, each once; read on by `offset` where a first page that may be full has no link. */
export async function* readOnByOffset(
	api: ApiClient,
	request: ApiRequest,
	linked: (send: Send) => AsyncIterable<IDataObject[]>,
): AsyncGenerator<Page> {
	const { recordId } = api.platform;
	const fresh = distinct(recordId);
	const { limit } = request.query ?? {};
	let asked = request;
	const noted = (send: Send) => linked(async (client, one) => await send(client, (asked = one)));
	let pages = 0;
	let first: ReadPage = { request, rows: [] };
	let [before, last] = [first, first];
	for await (const rows of withoutGaps(api, request, { linked: noted, next: linkOf })) {
		pages += 1;
		[before, last] = [last, { request: asked, rows }];
		if (pages === 1) first = last;
		yield fresh(rows);
	}
	if (pages === 1 && mayBeFull(first.rows.length, limit)) yield* offsetPages(api, request, first.rows);
	if (pages < 2 || last.rows.length > 0) return;
	// A full page may always announce another; where rows were removed meanwhile, those behind them are on it, or on one before it, by now.
	const isFull = mayBeFull(before.rows.length, limit);
	if (isFull && (await areStillThere(api, uniq([before, first])))) return;
	api.remark('Celigo announced another page, but the page was empty. The list may be incomplete.');
}

interface Links {
	/** The pages, each sent for as it is told. */
	readonly linked: (send: Send) => AsyncIterable<IDataObject[]>;
	readonly next: NextLink;
	/** How a request is sent, where that is not as any other is. */
	readonly send?: Send;
}

const asAnyOther: Send = async (api, request) => await api.send(request);

/** The pages that links lead to. Where those count rows, none is missed because others were removed while the list is read. */
export async function* withoutGaps(
	api: ApiClient,
	request: ApiRequest,
	{ linked, next, send = asAnyOther }: Links,
): AsyncGenerator<IDataObject[]> {
	let link: string | undefined;
	const noting: Send = async (client, one) => {
		const response = await send(client, one);
		link = next(response);
		return response;
	};
	for await (const rows of linked(noting)) {
		yield rows;
		if (yield* countedPages(api, request, { rows, link }, { next, send })) return;
	}
}

/** Whether pages still have the rows that they had. */
async function areStillThere(api: ApiClient, pages: readonly ReadPage[]): Promise<boolean> {
	const keysOf = (rows: readonly IDataObject[]) => rows.map((row) => keyOf(api, row));
	for (const { request, rows } of pages) {
		const again = await api
			.send(request)
			.then(({ body }) => rowsOf(api, body))
			// The list was read: what fails now leaves it uncertain, no more.
			.catch(() => []);
		if (!isEqual(keysOf(again), keysOf(rows))) return false;
	}
	return true;
}

/** Whether a page has as many rows as were asked for, or as many as the server may send at most. */
function mayBeFull(rows: number, limit: unknown): boolean {
	return isLikelyCap(rows) || (rows > 0 && rows === limit);
}

interface OptionalList {
	readonly next?: NextLink;
	readonly whenMissing?: (() => Promise<void>) | undefined;
}

/** A list of step errors, whose next page's address stands in the body. A step without error store (404) has none. */
export function errorPages(
	api: ApiClient,
	route: Route,
	query: Query,
	whenMissing?: () => Promise<void>,
): Listing {
	return optionalRows(api, { method: 'GET', route, query }, { next: nextPageOf, whenMissing });
}

/** The rows of a list whose route may be missing (404): none then, unless `whenMissing` throws. */
export function optionalRows(
	api: ApiClient,
	request: ApiRequest,
	{ next, whenMissing }: OptionalList = {},
): Listing {
	async function* pages(send: Send): AsyncGenerator<IDataObject[]> {
		for await (const rows of optionalPages(api, request, { next, send })) {
			if (rows === undefined) await whenMissing?.();
			yield rows ?? [];
		}
	}
	return next === undefined
		? new Listing(readOnByOffset(api, request, pages))
		: onceEach(api, withoutGaps(api, request, { linked: pages, next }));
}

interface OptionalPages {
	readonly next?: NextLink | undefined;
	/** What counts as missing, of what the request accepts; else a 404 of Celigo's own. */
	readonly isGone?: (response: ApiResponse) => boolean;
	readonly send?: Send | undefined;
}

/**
 * The pages of a list whose route may be missing (404): a single undefined then. Only its first page may be: one that is gone
 * later would hide what lies behind it.
 * @throws when a later page is.
 */
export async function* optionalPages(
	api: ApiClient,
	request: ApiRequest,
	{ next = linkOf, isGone = (response) => saysItself(response, 404), send }: OptionalPages,
): AsyncGenerator<IDataObject[] | undefined> {
	let status = 0;
	const read = (response: ApiResponse) => {
		({ status } = response);
		return isGone(response) ? NO_PAGE : rowsOf(api, response.body);
	};
	let isFirst = true;
	const pages = pagesFrom(api, { accept: [404], ...request }, read, ({ response }) => next(response), send);
	for await (const rows of pages) {
		if (rows === NO_PAGE && !isFirst) throw pageIsGone(api, status);
		yield rows === NO_PAGE ? undefined : rows;
		isFirst = false;
	}
}

/** Where the next page of a list is that says so in its body. */
export function nextPageOf({ body }: ApiResponse): string | undefined {
	return isRecord(body) ? nextPageAddress(textOf(body['nextPageURL'])) : undefined;
}

/** `nextPageURL` comes with or without host, with `/v1`, `/api` or `/api/v1` before the path. */
function nextPageAddress(address: string | undefined): string | undefined {
	if (address === undefined) return undefined;
	const path = address.replace(/^https?:\/\/[^/]+/, '').replace(/^\/api(?=\/)/, '');
	return path.replace(/^\/v1(?=\/)/, '.').replace(/^\//, './');
}
