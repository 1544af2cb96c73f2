import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordsIn } from '../../../core';
import type { ApiClient, ApiRequest } from '../../../core';
import { generationOf, pathOf } from './paths';
import type { Endpoint } from './paths';

const PATHS_MAY_BE_GONE =
	'Check the ID. If every list fails alike, the paths of 2018 are no longer served: try API Paths: Current Site in the credential.';

/** GET of one record. */
export async function getOne(api: ApiClient, endpoint: Endpoint): Promise<IDataObject> {
	return oneRecord(api, await sendTo(api, 'GET', endpoint));
}

/** A change whose response is the record as it is now. */
export async function changed(
	api: ApiClient,
	method: ApiRequest['method'],
	endpoint: Endpoint,
	more: Pick<ApiRequest, 'body' | 'idempotent'> = {},
): Promise<IDataObject> {
	return oneRecord(api, await sendTo(api, method, endpoint, more));
}

/** The body of the response to one request. */
export async function sendTo(
	api: ApiClient,
	method: ApiRequest['method'],
	endpoint: Endpoint,
	more: Pick<ApiRequest, 'body' | 'idempotent'> = {},
): Promise<unknown> {
	const route = pathOf(api.settings, endpoint);
	return (await api.send({ ...more, method, route, refusalHint: hintOf(api) })).body;
}

/** GET of a record that may not be there, or whose route may not be: undefined then. */
export async function getIfThere(api: ApiClient, endpoint: Endpoint): Promise<IDataObject | undefined> {
	const route = pathOf(api.settings, endpoint);
	const { status, body } = await api.send({ method: 'GET', route, accept: [404] });
	return status === 404 ? undefined : oneRecord(api, body);
}

/** The one record of a response: bare, in a list, or under `data` (provider document, section 8). */
export function oneRecord(api: ApiClient, body: unknown): IDataObject {
	const isWrapped = isRecord(body) && (isRecord(body['data']) || Array.isArray(body['data']));
	const inner: unknown = isWrapped ? body['data'] : body;
	return api.asRecord(Array.isArray(inner) ? recordsIn(inner)[0] : inner);
}

/** What to do when a request is refused: under the paths of 2018 the route itself may be gone. */
export function hintOf(api: ApiClient): (status: number) => string | undefined {
	return (status) =>
		generationOf(api.settings) === 'seed' && isMissing(status) ? PATHS_MAY_BE_GONE : undefined;
}

/** Whether a status says that the record, or the route, is not there. */
export function isMissing(status: number): boolean {
	return status === 404 || status === 405;
}
