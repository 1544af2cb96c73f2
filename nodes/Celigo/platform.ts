import type { IDataObject } from 'n8n-workflow';
import { mapValues, pick } from 'lodash';

import type { ApiClient } from '../../core/request/ApiClient';
import { regionalUrl, typedToken } from '../../core/credential/credentialFields';
import type { ApiResponse, Query } from '../../core/request/http';
import { isRecord, recordsIn, textOf } from '../../core/data/json';
import { linkPages, nextAddressPages } from '../../core/request/pagination';
import type { Explanation, Platform } from '../../core/request/Platform';
import { REDACTED, withoutSecrets } from '../../core/data/redaction';
import type { Route } from '../../core/request/Route';

const HOSTS = { us: 'https://api.integrator.io', eu: 'https://api.eu.integrator.io' };

const SECRET_KEYS =
	/^((proxy-)?authorization|(set-)?cookie|pass(word|phrase)|((access|api|auth|bearer|refresh)[_-]?)?token|(x-)?(access|api|private|secret)[_-]?key|(client[_-]?)?secret|encrypted.*)$/i;

/** Celigo integrator.io. Source: provider document, sections 1 (base URLs), 4 (pagination) and 5 (errors, limits, retries). */
export const celigo: Platform = {
	name: 'celigo',
	displayName: 'Celigo',
	credentialType: 'celigoApi',
	connect: (credential) => ({
		baseUrl: regionalUrl(credential, HOSTS, '/v1'),
		secrets: [typedToken(credential['apiToken'])],
	}),
	// The account's bucket holds 1,000 requests and refills at 300 a second; other tools share it.
	pace: { requestsPerSecond: 100, burst: 100, inFlight: 20 },
	retry: {
		retries: 3,
		firstDelayMs: 1000,
		longestDelayMs: 4000,
		idempotentMethods: ['PUT', 'DELETE'],
		retriesRateLimits: true,
	},
	rowsPerPage: 100,
	requestTimeoutMs: 30_000,
	signsIn: false,
	explain,
	hint: ({ status, code }) =>
		code === 'access_restricted' || status === 403
			? 'The token may not do this: use a personal token of a user with the right role, or an account token with full access.'
			: status === 401
				? 'Check the credential: is the token complete, not expired, and of this region and environment?'
				: undefined,
	redact: (record) => withoutSecrets(withoutSecretChanges(record), (key) => SECRET_KEYS.test(key)),
};

/**
 * The rows of a list: bare, under the first of the keys (or any other) that holds a list, or none for 204 and an empty body.
 * @throws when the answer is no list: a page that was cut off, or a proxy's, must not pass for an empty one.
 */
export function rowsOf(celigoApi: ApiClient, body: unknown): IDataObject[] {
	if (body === undefined || body === null || body === '') return [];
	if (Array.isArray(body)) return recordsIn(body);
	const wrapper = isRecord(body)
		? ['data', 'items', ...Object.keys(body)].find((key) => Array.isArray(body[key]))
		: undefined;
	if (isRecord(body) && wrapper !== undefined) return recordsIn(body[wrapper]);
	throw celigoApi.error(
		'Celigo answered something other than a list',
		'Try again; if it stays so, check the base URL of the credential: something else than Celigo may have answered.',
	);
}

/** A list with `Link: rel="next"` paging. Where `limit` is sent, a server without links is read on by `offset`. */
export function linkedPages(
	celigoApi: ApiClient,
	route: Route,
	query: Query = {},
): AsyncIterable<IDataObject> {
	const limit = query['limit'];
	return linkPages(
		celigoApi,
		{ method: 'GET', route, query },
		({ body }) => rowsOf(celigoApi, body),
		typeof limit === 'number' ? { parameter: 'offset', limit, id: '_id' } : undefined,
	);
}

/**
 * The rows of a list whose route may answer 404, where `whenAbsent` is told and there are no rows. That holds for its first
 * page: one that is gone later would hide what lies behind it.
 * @throws when a later page answers 404.
 */
export function rowsOrAbsent(
	celigoApi: ApiClient,
	whenAbsent: () => void = () => undefined,
): (response: ApiResponse) => IDataObject[] {
	let isFirstPage = true;
	return ({ status, body }) => {
		if (status !== 404) {
			isFirstPage = false;
			return rowsOf(celigoApi, body);
		}
		if (isFirstPage) {
			whenAbsent();
			return [];
		}
		throw celigoApi.error(
			'Celigo no longer knows the next page of the list (HTTP 404)',
			'The list cannot be read to its end: try again. What came before is not all of it.',
		);
	};
}

/** A list of step errors, whose next page's address stands in the body. A step without error store (404) has none. */
export function errorPages(celigoApi: ApiClient, route: Route, query: Query): AsyncIterable<IDataObject> {
	return nextAddressPages(
		celigoApi,
		{ method: 'GET', route, query, accept: [404] },
		rowsOrAbsent(celigoApi),
		({ status, body }) =>
			status !== 404 && isRecord(body) ? nextPageAddress(textOf(body['nextPageURL'])) : undefined,
	);
}

/** `nextPageURL` comes with or without host, with `/v1`, `/api` or `/api/v1` before the path. */
export function nextPageAddress(address: string | undefined): string | undefined {
	if (address === undefined) return undefined;
	const path = address.replace(/^https?:\/\/[^/]+/, '').replace(/^\/api(?=\/)/, '');
	return path.replace(/^\/v1(?=\/)/, '.').replace(/^\//, './');
}

/** Every item of `{errors: [{code, message, field}]}`; also `{message, code}`, text items and plain text. */
function explain(body: unknown): Explanation {
	if (typeof body === 'string') return { message: body.slice(0, 500) };
	if (!isRecord(body)) return {};
	const items: unknown[] = Array.isArray(body['errors']) ? body['errors'] : [body];
	const said = items.map((item) => {
		if (!isRecord(item)) return { message: textOf(item) };
		const field = textOf(item['field']);
		const message = textOf(item['message']) ?? textOf(item['code']);
		return {
			message: field ? `${message ?? 'invalid'} (field ${field})` : message,
			code: textOf(item['code']),
		};
	});
	const messages = said.map(({ message }) => message).filter((message) => message !== undefined);
	const codes = said.map((item) => item.code).filter((code) => code !== undefined);
	return { message: messages.join('; ') || undefined, code: [...new Set(codes)].join(', ') || undefined };
}

/** An audit entry names what was changed in `fieldPath`, beside its old and its new value. */
function withoutSecretChanges(record: IDataObject): IDataObject {
	if (!Array.isArray(record['fieldChanges'])) return record;
	const changes = recordsIn(record['fieldChanges']).map((change) => {
		const names = String(change['fieldPath'] ?? '').split(/[.[\]]+/);
		if (!names.some((name) => SECRET_KEYS.test(name))) return change;
		return { ...change, ...mapValues(pick(change, ['oldValue', 'newValue']), () => REDACTED) };
	});
	return { ...record, fieldChanges: changes };
}
