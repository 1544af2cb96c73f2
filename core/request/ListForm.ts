import type { IDataObject } from 'n8n-workflow';

import type { ApiRequest, ApiResponse, Query } from './http';

/** How a platform's lists look and go on, for a list that none of its operations knows. No request is made. */
export interface ListForm {
	/** The rows in the body of a response; undefined where that is no list. */
	rowsOf(body: unknown): readonly unknown[] | undefined;
	/** The next page's address, or the query parameters that it gets besides; one that `mayRepeat` may be what came before, at the end. */
	next(page: ReceivedPage): string | { readonly query: Query; readonly mayRepeat?: boolean } | undefined;
}

/** A page of a list that came, with the request that it came for. */
interface ReceivedPage {
	readonly request: ApiRequest;
	/** The one of the first page. */
	readonly first: ApiRequest;
	readonly response: ApiResponse;
	readonly rows: readonly IDataObject[];
	/** The most rows that a page of the list had so far. */
	readonly longest: number;
}
