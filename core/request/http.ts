import { get } from 'lodash';

import { parseBody } from '../data/json';
import type { Route } from './Route';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Query parameters; undefined ones are not sent, lists repeat their key. */
export type Query = Readonly<
	Record<string, string | number | boolean | ReadonlyArray<string | number> | undefined>
>;

/** One request to a platform, below its base URL. */
export interface ApiRequest {
	readonly method: Method;
	readonly route: Route;
	readonly query?: Query | undefined;
	/** Sent as JSON; undefined sends none. */
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>> | undefined;
	readonly timeoutMs?: number | undefined;
	/** Says whether this very request may be repeated, where its method does not. */
	readonly idempotent?: boolean | undefined;
	/** Most further tries of this very request, where that is fewer than the platform's retry policy has. */
	readonly retries?: number | undefined;
	/** What the user can do when the platform refuses this very request (4xx, but no 401 or 429; 403 only by status). */
	readonly refusalHint?: string | ((status: number) => string | undefined) | undefined;
	/** Statuses beside 2xx that are no failures. */
	readonly accept?: readonly number[] | undefined;
}

/** What a platform responded. */
export interface ApiResponse {
	readonly status: number;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, unknown>>;
	/** Parsed JSON; text when it was not JSON; undefined when it was empty. */
	readonly body: unknown;
}

/** The response in what n8n's request functions give for `returnFullResponse` and `encoding: 'text'`. */
export function responseOf(given: unknown): ApiResponse {
	const status: unknown = get(given, 'statusCode');
	const headers: unknown = get(given, 'headers');
	const body: unknown = get(given, 'body');
	return {
		status: typeof status === 'number' ? status : 0,
		headers: Object.fromEntries(Object.entries(headers ?? {})),
		body: typeof body === 'string' ? parseBody(body) : body,
	};
}

/** The query string of parameters, with `?`, or nothing. */
export function queryString(query: Query = {}): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		if (value === undefined) continue;
		for (const entry of typeof value === 'object' ? value : [value]) search.append(name, String(entry));
	}
	const text = search.toString();
	return text === '' ? '' : `?${text}`;
}
