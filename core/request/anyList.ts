import type { IDataObject } from 'n8n-workflow';

import { isEmpty, isRecord, parseBody, textOf } from '../data/json';
import type { ApiClient } from './ApiClient';
import type { ApiRequest } from './http';
import { Listing } from './Listing';
import type { ListForm } from './ListForm';
import { pagesFrom, type Send } from './pagination';

/**
 * Whatever a request returns: the rows of a list, or the one record that it is. What a GET lists goes on page after page, as the
 * platform's lists do; a row that an earlier page had is left out.
 * @throws when a next page is no list: it must not pass for the end; and when a response is neither text nor JSON that is complete
 */
export function anyRecords(api: ApiClient, first: ApiRequest, send?: Send): Listing {
	const { lists } = api.platform;
	const isRead = first.method === 'GET';
	const earlier = new Set<string>();
	const isEarlier = (row: IDataObject) => earlier.has(api.platform.recordId(row) ?? '');
	let next: ReturnType<ListForm['next']>;
	const pages = pagesFrom(
		api,
		first,
		({ body, headers }) => {
			expectText(api, body, String(headers['content-type']));
			api.hasOneRecord = lists.rowsOf(body) === undefined;
			if (next !== undefined && api.hasOneRecord) throw api.unexpected('a list');
			const rows = recordsOf(lists, body, isRead);
			return typeof next === 'object' && next.mayRepeat && rows.every(isEarlier) ? [] : rows;
		},
		(page) => {
			next = isRead && lists.rowsOf(page.response.body) ? lists.next(page) : undefined;
			return next;
		},
		isRead ? undefined : send,
	);
	return new Listing(pages).eachPage((rows) => {
		const fresh = rows.filter((row) => !isEarlier(row));
		for (const id of rows.map(api.platform.recordId)) if (id !== undefined) earlier.add(id);
		return fresh;
	});
}

/**
 * What a body holds: the rows of a list, or one record. Anything else is a record with it under `data`, and nothing is that of a
 * success; of a change, an empty list is nothing too.
 */
function recordsOf({ rowsOf }: ListForm, body: unknown, isRead: boolean): IDataObject[] {
	const rows = rowsOf(body)?.map(asRecord);
	const records = rows ?? (isEmpty(body) ? [] : [asRecord(body)]);
	return records.length > 0 || (isRead && rows !== undefined) ? records : [{ success: true }];
}

function asRecord(value: unknown): IDataObject {
	return isRecord(value) ? value : { data: value ?? null };
}

/** @throws for the bytes of a file, for text in another charset than UTF-8, as which it was read, and for JSON that was cut */
function expectText(api: ApiClient, body: unknown, type: string): void {
	const text = textOf(body) ?? '';
	const isFile = text.includes('\uFFFD') && !/^text\/(?!.*charset=(?!"?utf-?8))/i.test(type);
	const last = lastLine(text);
	const isCut = /[/+]json\b/i.test(type) && /^\s*[[{]/.test(text) && parseBody(last) === last;
	if (isFile || isCut)
		throw api.unexpected("complete JSON or text in UTF-8; use n8n's HTTP Request node for files");
}

/** Of several JSON texts, a line each, which are whole if the last one is, that one; any other text as it is. */
export function lastLine(text: string): string {
	// No pattern: one that begins anywhere in a text looks through the blanks that follow again and again.
	const start = text.trimEnd().lastIndexOf('\n') + 1;
	const [line = ''] = text.slice(start).split('\n', 1);
	return /^\s*\{/.test(line) && text.slice(0, start).trimEnd().endsWith('}') ? line : text;
}
