import { textOf } from '../../../core';
import type { ApiClient, Query, Route } from '../../../core';

/** The address of a file that Celigo hands out, under any of the names that it was seen with; undefined where there is none. */
export async function signedAddress(api: ApiClient, path: Route, query?: Query): Promise<string | undefined> {
	const { signedURL, signedUrl, url } = await api.record(path, { ...(query && { query }) });
	return textOf(signedURL) ?? textOf(signedUrl) ?? textOf(url);
}
