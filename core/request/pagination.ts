import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import { minBy } from 'lodash';

import type { ApiClient } from './ApiClient';
import type { ApiRequest, ApiResponse } from './http';
import { textOf } from '../data/json';
import { linkedRoute } from './Route';
import { epochMs } from '../data/times';

type Rows = (response: ApiResponse) => IDataObject[];

/** The pages of one list, watched: a repeated page or one too many is an error instead of an endless loop. */
class PageGuard {
	private readonly seen = new Set<string>();
	private pages = 0;

	constructor(private readonly api: ApiClient) {}

	/** @throws when this very page came before, or when there are more pages than a list may have. */
	check(rows: readonly IDataObject[]): void {
		this.pages += 1;
		if (this.pages > this.api.maxPages) {
			throw this.api.error(
				`The list did not end after ${this.api.maxPages} pages`,
				'Set a Limit or narrower filters, or raise "Max Pages" in Options.',
			);
		}
		if (rows.length === 0) return;
		// Row by row: the text of a whole page would be a page's memory once more.
		const hash = createHash('sha1');
		for (const row of rows) hash.update(JSON.stringify(row));
		const print = hash.digest('base64');
		if (this.seen.has(print)) {
			throw this.api.error(
				`The platform sent page ${this.pages} of the list a second time`,
				'The list cannot be read to its end. Set a Limit, or try again later.',
			);
		}
		this.seen.add(print);
	}
}

/** How a list is read on by the number of rows that were read. */
interface OffsetParameter {
	readonly parameter: string;
	/** Rows that were asked for; only a full page may have another behind it. */
	readonly limit: number;
	/** The key of a row's id: a row that changed meanwhile is still the same row. */
	readonly id: string;
}

/**
 * Paging by an opaque `Link: <...>; rel="next"` header. Links are followed on the credential's own host only.
 *
 * `offset`: where a full first page of `limit` rows comes without any Link, the list is read on by an offset parameter; a
 * server that does not know it answers with the same rows or a 400, and either ends the list.
 */
export async function* linkPages(
	api: ApiClient,
	first: ApiRequest,
	rowsOf: Rows,
	offset?: OffsetParameter,
): AsyncGenerator<IDataObject> {
	let onlyPage: IDataObject[] | undefined;
	for await (const { rows, isLast } of followPages(api, first, rowsOf, (response) =>
		nextLink(response.headers['link']),
	)) {
		onlyPage = onlyPage === undefined && isLast ? rows : [];
		yield* rows;
	}
	if (offset !== undefined && onlyPage?.length === offset.limit) {
		yield* offsetPages(api, first, rowsOf, offset, onlyPage);
	}
}

/**
 * Paging by the address of the next page in the answer's body. `next` gives that address, already brought to the form
 * that the base URL has.
 */
export async function* nextAddressPages(
	api: ApiClient,
	first: ApiRequest,
	rowsOf: Rows,
	next: (response: ApiResponse) => string | undefined,
): AsyncGenerator<IDataObject> {
	for await (const { rows } of followPages(api, first, rowsOf, next)) yield* rows;
}

/** One page of a numbered list. */
export interface NumberedPage {
	readonly rows: IDataObject[];
	/** The last page's number as far as this answer tells. */
	readonly lastPage?: number | undefined;
	/** Rows a page as the platform really sends them. */
	readonly perPage?: number | undefined;
}

/**
 * Paging by page number, from 1. Once the first page told how many there are, up to `ahead` further pages are fetched at
 * the same time, but none beyond the rows that are wanted; rows come in page order.
 */
export async function* numberedPages(
	api: ApiClient,
	fetchPage: (page: number) => Promise<NumberedPage>,
	ahead = 5,
): AsyncGenerator<IDataObject> {
	const guard = new PageGuard(api);
	const first = await fetchPage(1);
	guard.check(first.rows);
	yield* first.rows;
	let last = first.lastPage ?? Number.POSITIVE_INFINITY;
	const perPage = first.perPage ?? first.rows.length;
	const enough = perPage > 0 ? Math.ceil(api.wanted / perPage) : 1;
	const underWay = new Map<number, Promise<NumberedPage>>();
	const isKnown = first.lastPage !== undefined;
	for (let page = 2; page <= last && first.rows.length > 0; page += 1) {
		const until = isKnown ? Math.min(last, Math.max(page, enough), page + ahead - 1) : page;
		for (let next = page; next <= until; next += 1) {
			if (!underWay.has(next)) underWay.set(next, settledLater(fetchPage(next)));
		}
		const current = await underWay.get(page);
		underWay.delete(page);
		if (current === undefined || current.rows.length === 0) return;
		guard.check(current.rows);
		yield* current.rows;
		last = current.lastPage ?? last;
	}
}

/**
 * Paging backwards in time, newest first: the next page is asked for with the time of the last row, inclusive, so rows
 * of that very time come twice and are dropped by id. Ends with a page that brings nothing new.
 *
 * @throws when a full page (`mostRows`) holds one single time: what lies behind it could not be asked for.
 */
export async function* backwardsInTime(
	api: ApiClient,
	fetchPage: (before: string | undefined) => Promise<IDataObject[]>,
	row: { readonly time: string; readonly id: string; readonly mostRows: number },
): AsyncGenerator<IDataObject> {
	const guard = new PageGuard(api);
	const seen = new Set<string>();
	let before: string | undefined;
	for (;;) {
		const rows = await fetchPage(before);
		const fresh = rows.filter((entry) => !seen.has(idOf(entry, row.id)));
		guard.check(fresh);
		for (const entry of fresh) seen.add(idOf(entry, row.id));
		yield* fresh;
		const oldest = oldestTime(rows, row.time);
		if (before !== undefined && oldest === before && rows.length >= row.mostRows) {
			throw api.error(
				`${row.mostRows} or more records have the time ${oldest}; the platform cannot list those beyond`,
				'Use narrower filters.',
			);
		}
		if (fresh.length === 0 || oldest === undefined) return;
		before = oldest;
	}
}

/** A whole list, read to its end. */
export async function all<Entry>(entries: AsyncIterable<Entry>): Promise<Entry[]> {
	const list: Entry[] = [];
	for await (const entry of entries) list.push(entry);
	return list;
}

/** The address in `Link: <address>; rel="next"`, if there is one. */
export function nextLink(header: unknown): string | undefined {
	const text = Array.isArray(header) ? header.join(', ') : textOf(header);
	for (const [, address, parameters] of (text ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
		if (/;\s*rel\s*=\s*(?:"[^"]*\bnext\b[^"]*"|next\b)/i.test(parameters ?? '')) return address;
	}
	return undefined;
}

async function* followPages(
	api: ApiClient,
	first: ApiRequest,
	rowsOf: Rows,
	next: (response: ApiResponse) => string | undefined,
): AsyncGenerator<{ rows: IDataObject[]; isLast: boolean }> {
	const guard = new PageGuard(api);
	const followed = new Set<string>();
	for (let request = first; ; ) {
		const response = await api.send(request);
		const rows = rowsOf(response);
		guard.check(rows);
		const address = next(response);
		yield { rows, isLast: address === undefined };
		if (address === undefined) return;
		if (followed.has(address)) {
			throw api.error(
				'The platform sent the same link to a next page twice',
				'The list cannot be read to its end. Set a Limit, or try again later.',
			);
		}
		followed.add(address);
		request = { method: 'GET', route: linkedRoute(address, api.baseUrl), accept: first.accept };
	}
}

async function* offsetPages(
	api: ApiClient,
	first: ApiRequest,
	rowsOf: Rows,
	{ parameter, id }: OffsetParameter,
	firstRows: readonly IDataObject[],
): AsyncGenerator<IDataObject> {
	const guard = new PageGuard(api);
	const seen = new Set(firstRows.map((row) => idOf(row, id)));
	for (;;) {
		const response = await api.send({
			...first,
			query: { ...first.query, [parameter]: seen.size },
			accept: [...(first.accept ?? []), 400],
		});
		if (response.status === 400) return;
		const fresh = rowsOf(response).filter((row) => !seen.has(idOf(row, id)));
		if (fresh.length === 0) return;
		guard.check(fresh);
		for (const row of fresh) seen.add(idOf(row, id));
		yield* fresh;
	}
}

/** A page fetched ahead may fail before anyone waits for it; its failure is met when its turn comes. */
function settledLater<Result>(promise: Promise<Result>): Promise<Result> {
	promise.catch(() => undefined);
	return promise;
}

function oldestTime(rows: readonly IDataObject[], key: string): string | undefined {
	return minBy(
		rows.map((entry) => textOf(entry[key])).filter((time) => time !== undefined),
		(time) => epochMs(time) ?? 0,
	);
}

function idOf(entry: IDataObject, key: string): string {
	return textOf(entry[key]) ?? JSON.stringify(entry);
}
