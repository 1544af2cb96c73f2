import { textOf } from '../../../core';
import type { ApiClient, Query, Route } from '../../../core';

/**
 * The address of a file that Celigo hands out, under any of the names that it was seen with; undefined where there is none: of
 * nothing, Celigo may return nothing (204).
 */
export async function signedAddress(api: ApiClient, path: Route, query?: Query): Promise<string | undefined> {
	const body = await api.get(path, query);
	const { signedURL, signedUrl, url } = api.asRecord(body === undefined || body === '' ? {} : body);
	return textOf(signedURL) ?? textOf(signedUrl) ?? textOf(url);
}
