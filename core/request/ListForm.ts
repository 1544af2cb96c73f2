import type { IDataObject } from 'n8n-workflow';

import type { ApiRequest, ApiResponse, Query } from './http';

/** How a platform's lists look and go on, for a list that none of its operations knows. No request is made. */
export interface ListForm {
	/** The rows in the body of a response; undefined where that is no list. */
	rowsOf(body: unknown): readonly unknown[] | undefined;
	/** Where the next page is; undefined where there is none. */
	next(page: ReceivedPage): NextPage | undefined;
}

/** The address of a page, or the query parameters that it gets besides. One that `mayRepeat` may be what came before, at the end. */
type NextPage = string | { readonly query: Query; readonly mayRepeat?: boolean };

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
