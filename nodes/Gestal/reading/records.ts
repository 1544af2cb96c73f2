import type { IDataObject } from 'n8n-workflow';
import { mapValues, pick } from 'lodash';

import { isEmpty, isRecord, recordsIn, saysItself, textOf } from '../../../core';
import type { ApiClient, ApiRequest } from '../../../core';
import { generationOf, namesNoRecord, pathOf } from './paths';
import type { Endpoint, Generation } from './paths';

/** The statuses that say that the record, or the route, is not there. */
export const MISSING: readonly number[] = [404, 405];

/** By which a record is found. */
const ID_FIELDS = ['cloud_id', 'id', 'gestal_id', 'vendor_id'];
const LONG_ID = /^(gestal_id|rfid\d|dam|sire|boar|src_sow|dest_sow)$/;

const PATHS_MAY_BE_GONE: Readonly<Record<Generation, string>> = {
	seed: "If every list fails the same way, set 'API Version' in the credential to Current.",
	current:
		"This API version may not have this route. If every list fails the same way, set 'API Version' in the credential to 2018.",
};

/** GET of one record, by its cloud ID, or by the Gestal ID or vendor ID where it has one. */
export async function getOne(api: ApiClient, endpoint: Endpoint, id?: string): Promise<IDataObject> {
	return requestedRecord(api, await sendTo(api, 'GET', endpoint), id);
}

/** A change whose response is the record as it is now: that of the ID, where there is one, which is read where the response is empty. */
export async function changed(
	api: ApiClient,
	method: ApiRequest['method'],
	endpoint: Endpoint,
	{ id, ...more }: Pick<ApiRequest, 'body' | 'idempotent'> & { readonly id?: string } = {},
): Promise<IDataObject> {
	const body = await sendTo(api, method, endpoint, more);
	if (id !== undefined && isEmpty(body)) return await getOne(api, endpoint, id);
	return id === undefined ? oneRecord(api, body) : requestedRecord(api, body, id);
}

/** The body of the response to one request. */
export async function sendTo(
	api: ApiClient,
	method: ApiRequest['method'],
	endpoint: Endpoint,
	more: Pick<ApiRequest, 'body' | 'idempotent' | 'retries' | 'whereToLook'> = {},
): Promise<unknown> {
	const route = pathOf(api.settings, endpoint);
	const request = { ...more, refusalHint: hintOf(api, endpoint) };
	if (method === 'DELETE') return await api.delete(route, request);
	return (await api.send({ ...request, method, route })).body;
}

/** GET of a record that may not be there, or whose route may not be: undefined where Gestal responds with one of the `missing` statuses. */
export async function getIfThere(
	api: ApiClient,
	endpoint: Endpoint,
	id: string,
	missing = MISSING,
): Promise<IDataObject | undefined> {
	const route = pathOf(api.settings, endpoint);
	const request = { method: 'GET' as const, route, accept: missing, refusalHint: hintOf(api, endpoint) };
	const response = await api.send(request);
	return saysItself(response, ...missing) ? undefined : requestedRecord(api, response.body, id);
}

/**
 * The record of a response, which has an ID: that which was asked for, where there is one. Access keys of the current site may
 * have none (section 9).
 * @throws when it is none, or another one: a note that the server is being maintained is no record
 */
export function requestedRecord(api: ApiClient, body: unknown, id?: string): IDataObject {
	const record = oneRecord(api, body);
	const ids = ID_FIELDS.flatMap((field) => textOf(record[field]) ?? []);
	if (ids.length === 0 && textOf(record['access_key']) === undefined) throw api.unexpected('a record');
	return id === undefined || ids.length === 0 ? record : api.sameRecord(record, id, ids);
}

/**
 * The one record of a response: bare, in a list of one, or under `data` (provider document, section 8).
 * @throws when it is none: a page of a list is no record
 */
export function oneRecord(api: ApiClient, body: unknown): IDataObject {
	const isWrapped = isRecord(body) && (isRecord(body['data']) || Array.isArray(body['data']));
	const inner: unknown = isWrapped ? body['data'] : body;
	const isPage = isRecord(body) && isRecord(body['meta']) && 'current_page' in body['meta'];
	const [only, ...others] = Array.isArray(inner) ? recordsIn(inner) : [inner];
	return withTextIds(api.asRecord(isPage || others.length > 0 ? undefined : only));
}

/**
 * What was just created, as it was sent; without the blanks around a text, which a server may not store.
 * @throws when it is another: a redirected request may have listed what was there
 */
export function expectNew(api: ApiClient, record: IDataObject, sent: IDataObject): IDataObject {
	const [field] = Object.keys(sent).filter(
		(name) => name in record && textOf(record[name])?.trim() !== textOf(sent[name])?.trim(),
	);
	if (field === undefined) return record;
	throw api.error(
		`Gestal returned a different record than the one to create (${field}: ${textOf(record[field]) ?? 'none'})`,
		"Check the list to see whether it was created, and check 'Base URL' in the credential.",
	);
}

/** A record with its 64-bit IDs as text: they come as numbers of up to 15 digits, and as text above. */
export function withTextIds(record: IDataObject): IDataObject {
	const ids = Object.keys(record).filter((field) => LONG_ID.test(field));
	const { changes } = record;
	return {
		...record,
		...mapValues(pick(record, ids), asText),
		...(isRecord(changes) && {
			changes: mapValues(changes, (pair, field) =>
				LONG_ID.test(field) && Array.isArray(pair) ? pair.map(asText) : pair,
			),
		}),
	};
}

function asText<Value>(value: Value): Value | string {
	return typeof value === 'number' ? String(value) : value;
}

/** What to do when a request is refused: the route itself may be missing, or those of the whole generation. */
export function hintOf(api: ApiClient, endpoint: Endpoint): (status: number) => string | undefined {
	const hint = PATHS_MAY_BE_GONE[generationOf(api.settings)];
	const whole = namesNoRecord(endpoint) ? hint : `Check the ID. ${hint}`;
	return (status) => (isMissing(status) ? whole : undefined);
}

/** Whether a status is one of those. */
export function isMissing(status: number): boolean {
	return MISSING.includes(status);
}
