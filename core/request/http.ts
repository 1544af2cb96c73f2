import { castArray, get } from 'lodash';

import { parseExact } from '../data/exactJson';
import { parseBody, textOf } from '../data/json';
import type { KnownSecrets } from '../data/KnownSecrets';
import { isForeign } from '../data/text';
import { readBody } from './readBody';
import type { Route } from './Route';

/** What every request asks of n8n: the response as it comes, whatever it is. */
export const AS_RECEIVED = {
	encoding: 'stream',
	returnFullResponse: true,
	disableFollowRedirect: true,
	ignoreHttpStatusErrors: true,
} as const;

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
	/** Of a try of this very request, where it needs more than others: the user's own counts where that is longer still. */
	readonly timeoutMs?: number | undefined;
	/** Says whether this very request may be repeated, where its method does not. */
	readonly idempotent?: boolean | undefined;
	/** Whether this very request changes nothing, though its method says otherwise: a search by POST. */
	readonly reads?: boolean | undefined;
	/** Most further tries of this very request, where that is fewer than the platform's retry policy has. */
	readonly retries?: number | undefined;
	/** Makes it anew before it is sent again, where it was made of what was read: others may have changed that meanwhile. */
	readonly remade?: () => Promise<ApiRequest>;
	/** What the user can do when the platform refuses this very request (4xx, but no 401 or 429; 403 only by status). */
	readonly refusalHint?: string | ((status: number) => string | undefined) | undefined;
	/** Whether the platform passes it on: a 401 or 429 may be another server's then, and it is not sent again after one. */
	readonly isPassedOn?: boolean | undefined;
	/** Where one sees whether this change was applied, for when nobody knows: a sentence on what to look for. */
	readonly whereToLook?: string | undefined;
	/** Whether numbers that JavaScript would round come as ExactNumbers: for what is to be sent back as it is stored. */
	readonly exact?: boolean | undefined;
	/** Statuses beside 2xx that are no failures. */
	readonly accept?: readonly number[] | undefined;
}

/** What an operation knows of a request, and its failure tells. */
export const KNOWN_BEFORE = ['method', 'reads', 'idempotent', 'refusalHint', 'whereToLook'] as const;

/** What a platform responded. */
export interface ApiResponse {
	readonly status: number;
	/** The words beside the status, where there are any. */
	readonly statusText?: string | undefined;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, unknown>>;
	/** Parsed JSON; text when it was not JSON; undefined when it was empty. */
	readonly body: unknown;
}

/** Whether the platform itself responds with one of these statuses: a gateway's page, or its text, says nothing of what was asked for. */
export function saysItself({ status, body }: ApiResponse, ...statuses: readonly number[]): boolean {
	return statuses.includes(status) && !isForeign(body);
}

/** A response of which the body was not looked at yet. */
export interface RawResponse extends Omit<ApiResponse, 'body'> {
	readonly bytes: Buffer;
}

/**
 * The response in what n8n's request functions give for `returnFullResponse`, or throw for it, with all of its body.
 * @throws ResponseTooLarge
 */
export async function receivedFrom(given: unknown, limitBytes: number): Promise<RawResponse> {
	const status: unknown = get(given, 'statusCode', get(given, 'status'));
	const headers: unknown = get(given, 'headers');
	return {
		status: typeof status === 'number' ? status : 0,
		statusText: textOf(get(given, 'statusMessage', get(given, 'statusText'))),
		headers: Object.fromEntries(Object.entries(headers ?? {})),
		bytes: await readBody(get(given, 'body', get(given, 'data')), limitBytes),
	};
}

/** A response with its body parsed, and without the secrets that the server repeats in it. */
export function responseOf({ bytes, ...response }: RawResponse, secrets: KnownSecrets, exact = false) {
	const text = secrets.hiddenInBody(bytes.toString().replace(/^\uFEFF/, ''));
	return { ...response, body: parseBody(text, exact ? parseExact : undefined) };
}

/** The query string of parameters, with `?`, or nothing. */
export function queryString(query: Query = {}): string {
	const sent = Object.entries(query).flatMap(([name, value = []]) =>
		castArray(value).map((entry): [string, string] => [name, String(entry)]),
	);
	const text = new URLSearchParams(sent).toString();
	return text === '' ? '' : `?${text}`;
}
