import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordsIn } from '../../../core';
import type { ApiClient, ApiResponse, Query, Route } from '../../../core';
import { ductape } from '../platform';

/** Statuses that may say whether something is there; see `isAbsent`. */
export const ABSENT_STATUSES = [200, 201, 400, 404, 500];

/** Statuses after which a change may have been carried out all the same: it is looked for before it is sent again. */
export const SERVER_ERRORS = [500, 502, 503, 504];

/** GET of one record below the envelope; `key` is a field that it must have. */
export async function getRecord(
	api: ApiClient,
	route: Route,
	key: string,
	query?: Query,
): Promise<IDataObject> {
	return recordOf(api, await api.get(route, query), key);
}

/** The record of a response, known by a field that it must have. @throws when there is none. */
export function recordOf(api: ApiClient, body: unknown, key: string): IDataObject {
	const record = recordWith(body, key);
	if (record !== undefined) return record;
	throw api.error(
		`Ductape returned an unexpected response (expected a record with the field "${key}")`,
		"Try again. If it keeps failing, check 'Base URL' in the credential: another server may be responding.",
	);
}

/** The first record of a response that has the field. */
export function recordWith(body: unknown, key: string): IDataObject | undefined {
	return recordsIn(layersOf(body)).find((layer) => layer[key] !== undefined);
}

/**
 * The rows of a list, wherever the response holds them; none where `data` is null, which is how Ductape writes that
 * nothing was found (section 2.1).
 * @throws when the response is no list: an empty one, a proxy's, or one of another form must not pass for an empty list.
 */
export function rowsOf(api: ApiClient, body: unknown): IDataObject[] {
	if (isRecord(body) && body['data'] === null) return [];
	const holdsList = (layer: unknown) =>
		Array.isArray(layer) || (isRecord(layer) && Array.isArray(layer['items']));
	return api.rows(layersOf(body).find(holdsList), 'items');
}

/**
 * Whether a response says that something is not there: by 404, or by 400, 500 or `status: false` with such words (section 5).
 * @throws when it says something else.
 */
export function isAbsent(api: ApiClient, { status, body }: ApiResponse, question: string): boolean {
	if (status < 300 && ductape.isFailure?.(body) !== true) return false;
	const { message = `status ${status}` } = ductape.explain(body);
	if (status === 404 || /not found|not exist/i.test(message)) return true;
	throw api.error(`Ductape does not say ${question}: ${message}`, 'Nothing was changed; try again later.');
}

/** A response's data, and what it may be nested in (section 8), outermost first; the bare response last. */
function layersOf(body: unknown): unknown[] {
	const data = isRecord(body) && 'data' in body ? body['data'] : body;
	return isRecord(data) ? [data, data['result'], data['data'], body] : [data];
}
