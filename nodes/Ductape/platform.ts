import type { IDataObject } from 'n8n-workflow';
import { isEqual } from 'lodash';

import type { ApiClient } from '../../core/request/ApiClient';
import { typed, typedUrl } from '../../core/credential/credentialFields';
import type { ApiResponse, Query } from '../../core/request/http';
import { isRecord, recordsIn, textOf } from '../../core/data/json';
import type { Explanation, Platform } from '../../core/request/Platform';
import { REDACTED, withEachRecord, withoutSecrets } from '../../core/data/redaction';
import type { Route } from '../../core/request/Route';
import { parsedText } from './fields';

const SECRET_KEYS =
	/^(private_?key|pass(word)?|credentials|secret(_?key)?|client_?secret|(auth|access|refresh)?_?token|(access|api)_?key|connection_?(url|string)|authorization)$/i;

/** Statuses after which a change may have been carried out all the same: it is looked for before it is sent again. */
export const SERVER_ERRORS = [500, 502, 503, 504];

/** Statuses that may say that something is there or not; see `isAbsent`. */
export const ABSENT_STATUSES = [200, 201, 400, 404, 500];

/** Ductape's HTTP API, version 1. Source: provider document, sections 1 (base URLs), 2 (envelope) and 5 (errors, retries). */
export const ductape: Platform = {
	name: 'ductape',
	displayName: 'Ductape',
	credentialType: 'ductapeApi',
	connect: (credential) => ({
		baseUrl: typedUrl(credential['baseUrl']),
		signsIn: credential['signInWith'] !== 'token',
		secrets: ['privateKey', 'password', 'authToken', 'publicKey', 'sessionToken', 'sessionPublicKey'].map(
			(name) => typed(credential[name]),
		),
		settings: { workspaceId: typed(credential['workspaceId']) },
	}),
	// No limit is documented; plans count calls by the month, so haste has no use.
	pace: { requestsPerSecond: 10, burst: 20, inFlight: 5 },
	retry: {
		retries: 3,
		firstDelayMs: 1000,
		longestDelayMs: 4000,
		idempotentMethods: [],
		retriesRateLimits: true,
	},
	rowsPerPage: 100,
	requestTimeoutMs: 30_000,
	signsIn: true,
	explain,
	isFailure: (body) => isRecord(body) && body['status'] === false,
	hint: ({ status }) =>
		status === 401
			? 'Check the credential: the token dies when the private key is rotated, and user and workspace must belong together.'
			: status === 403
				? 'This user has no right to do it, or no access to the workspace of the credential.'
				: undefined,
	redact: withoutAnySecrets,
};

function withoutAnySecrets(record: IDataObject): IDataObject {
	return withoutSecrets(withoutAuthData(record), (key, value) => SECRET_KEYS.test(key) && value !== true);
}

/** GET of one record below the envelope; `key` is a field that it must have. */
export async function getRecord(
	api: ApiClient,
	route: Route,
	key: string,
	query?: Query,
): Promise<IDataObject> {
	return recordOf(api, await api.get(route, query), key);
}

/**
 * The record of an answer: below `data`, and below `data.result` or `data.data` when the expected key is not there.
 * @throws when there is none.
 */
export function recordOf(api: ApiClient, body: unknown, key: string): IDataObject {
	const found = layersOf(body).find((layer) => isRecord(layer) && layer[key] !== undefined);
	if (isRecord(found)) return found;
	throw api.error(
		`Ductape answered without the field "${key}"`,
		'Check the base URL of the credential: something else than the platform may have answered.',
	);
}

/**
 * Whether an answer says that something is not there: by 404, or by 400, 500 or `status: false` with such words (section 5).
 * @throws when it says something else.
 */
export function isAbsent(api: ApiClient, { status, body }: ApiResponse, question: string): boolean {
	if (status < 300 && ductape.isFailure?.(body) !== true) return false;
	const { message = `status ${status}` } = explain(body);
	if (status === 404 || /not found|not exist/i.test(message)) return true;
	throw api.error(`Ductape does not say ${question}: ${message}`, 'Nothing was changed; try again later.');
}

/**
 * The rows of a list, wherever the answer holds them; none for null.
 * @throws when the answer is no list: a proxy's, or one of another form, must not pass for an empty one.
 */
export function rowsOf(api: ApiClient, body: unknown): IDataObject[] {
	const layers = layersOf(body);
	const list = layers.flatMap((layer) => (isRecord(layer) ? [layer['items']] : [layer])).find(Array.isArray);
	if (list !== undefined) return recordsIn(list);
	if (layers[0] === undefined || layers[0] === null) return [];
	throw api.error(
		'Ductape answered something other than a list',
		'Try again; if it stays so, check the base URL of the credential: something else may have answered.',
	);
}

/** The answer's data, and what it may be nested in, outermost first; the bare answer last. */
export function layersOf(body: unknown): unknown[] {
	const data = isRecord(body) && 'data' in body ? body['data'] : body;
	return isRecord(data) ? [data, data['result'], data['data'], body] : [data];
}

/** `errors` (text, object or list), `message`, `error`, then `upstream_error`; section 5. */
function explain(body: unknown): Explanation {
	if (typeof body === 'string') return { message: body.slice(0, 500) };
	if (!isRecord(body)) return {};
	const upstream = said(body['upstream_error']);
	const own = said(body['errors']) ?? said(body['error']);
	const message =
		own ?? (upstream ? [textOf(body['message']), upstream].filter(Boolean).join(': ') : undefined);
	return { message: message ?? textOf(body['message']), code: textOf(body['code']) };
}

function said(value: unknown): string | undefined {
	if (Array.isArray(value)) {
		const parts = value.map(said).filter((part) => part !== undefined);
		return parts.length === 0 ? undefined : parts.join('; ');
	}
	if (!isRecord(value)) return textOf(value);
	return said(value['errors']) ?? textOf(value['message']) ?? textOf(value['error']);
}

/** What an app is signed in with stands in `auth.data`, whatever its keys are called. */
function withoutAuthData(record: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(record).map(([key, value]) => {
			if (key === 'auth') return [key, maskedAuth(value)];
			return [
				key,
				key === 'data' && typeof value === 'string'
					? withoutSecretsInText(value)
					: withEachRecord(value, withoutAuthData),
			];
		}),
	);
}

/** A log line's `data` is JSON as text. It is written anew only where it holds a secret. */
function withoutSecretsInText(text: string): string {
	const data = parsedText(text);
	if (!isRecord(data)) return text;
	const safe = withoutAnySecrets(data);
	return isEqual(safe, data) ? text : JSON.stringify(safe);
}

function maskedAuth(value: IDataObject[string]): IDataObject[string] {
	if (Array.isArray(value)) return recordsIn(value).map(maskedRecord);
	return isRecord(value) ? maskedRecord(value) : value && REDACTED;
}

function maskedRecord(auth: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(auth).map(([key, value]) => [key, ['data', 'values'].includes(key) ? REDACTED : value]),
	);
}
