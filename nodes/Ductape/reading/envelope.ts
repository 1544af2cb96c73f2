import type { IDataObject } from 'n8n-workflow';
import { get } from 'lodash';

import { isRecord, mayBeApplied, recordsIn } from '../../../core';
import type { ApiClient, ApiRequest, ApiResponse, Route } from '../../../core';
import { ductape, saysNotFound } from '../platform';

/** Statuses that may say that something is not there; those of successes, because they may hold `status: false`. */
const ABSENT_STATUSES = [200, 201, 400, 404, 422];

/** A look-up that was broken off once has been tried once already. */
const RETRIES_AFTER_FIRST = ductape.retry.retries - 1;

/** GET of one record below the envelope; `key` is a field that it must have, `what` names it as `recordOf` does. */
export async function getRecord(
	api: ApiClient,
	route: Route,
	key: string,
	what?: string,
): Promise<IDataObject> {
	return recordOf(api, await api.get(route), key, what);
}

/**
 * The record of a response, known by a field that it must have.
 *
 * @param what which one was requested: `integration with the ID "a1"`; null as data says that there is none
 * @throws when there is none
 */
export function recordOf(api: ApiClient, body: unknown, key: string, what?: string): IDataObject {
	const record = recordWith(body, key);
	if (record !== undefined) return record;
	if (what !== undefined && holdsNothing(body)) {
		throw api.error(`The workspace has no ${what}`, 'It may have been deleted, or be of another workspace.');
	}
	throw api.unexpected(`a record with the field "${key}"`);
}

/** The first record of a response that has the field. */
export function recordWith(body: unknown, key: string): IDataObject | undefined {
	return recordsIn(layersOf(body)).find((layer) => layer[key] !== undefined);
}

/**
 * The rows of a list, wherever the response holds them; none where null stands in its place, which is how Ductape writes that
 * nothing was found (section 2.1), unless a total says that there are some.
 * @throws when the response is no list: an empty one, a proxy's, or one of another form must not pass for an empty list.
 */
export function rowsOf(api: ApiClient, body: unknown): IDataObject[] {
	const holdsList = (layer: unknown) =>
		Array.isArray(layer) || (isRecord(layer) && Array.isArray(layer['items']));
	const list = layersOf(body).find(holdsList);
	return list === undefined && hasNoRows(body) ? [] : api.rows(list, 'items');
}

/** Whether null is the data, or stands under the key of its list. */
function hasNoRows(body: unknown): boolean {
	if (!isRecord(body)) return false;
	const { data } = body;
	if (!isRecord(data)) return data === null;
	const total = data['total'] ?? get(data, ['metadata', 'total']);
	return (data['items'] === null || data['data'] === null) && !(Number(total) > 0);
}

interface Sought {
	/** A field that the record must have. */
	readonly key: string;
	/** What is to be found out, as an error names it. */
	readonly question: string;
	/** The field whose value is looked up, as the user sees it. */
	readonly field: string;
	/** What helps where Ductape says it in a form that nobody foresaw, which it will do again. */
	readonly otherwise?: string;
	/** Whether servers without the route are expected: their 404, whatever its words, then says that it is not there. */
	readonly mayLackRoute?: boolean;
}

/**
 * The record that a request finds; undefined where Ductape says that it is not there: by null or false as data, or in its
 * envelope by 404, 400, 422, 500 or `status: false` with such words (sections 2.1, 5). A 500 in other words is one of the server,
 * and the request is repeated as others are.
 * @throws when the response says something else, or nothing: another server's 404 is no answer.
 */
export async function lookUp(
	api: ApiClient,
	request: ApiRequest,
	{ key, question, field, otherwise, mayLackRoute = false }: Sought,
): Promise<IDataObject | undefined> {
	const first = await api.send({ ...request, accept: [...ABSENT_STATUSES, 500] });
	const isBroken = first.status === 500 && !saysAbsent(first);
	const response = isBroken
		? await api.send({ ...request, accept: ABSENT_STATUSES, retries: RETRIES_AFTER_FIRST })
		: first;
	const { status, body } = response;
	const isSuccess = status < 300 && ductape.isFailure?.(body) !== true;
	const record = isSuccess ? recordWith(body, key) : undefined;
	if (record !== undefined || saysAbsent(response) || (mayLackRoute && status === 404)) return record;
	if (isSuccess) {
		const elsewhere = otherwise ?? `check ${ductape.addressField} in the credential`;
		throw api.error(
			`Ductape did not report ${question}: it returned an unexpected response`,
			`Try again. If it keeps failing, ${elsewhere}. Nothing was changed.`,
		);
	}
	const { message = `status ${status}` } = ductape.explain(body);
	const hint = status === 400 || status === 422 ? `Check ${field}.` : 'Try again later.';
	throw api.error(`Ductape did not report ${question}: ${message}`, `${hint} Nothing was changed.`);
}

/**
 * The response to a change that must not be carried out twice. When it is open whether it was, after a server error or without
 * any response, what it made is looked for, and the change is sent again only where that is not there. After a redirect it is not.
 * @throws when it was refused, or when what is open cannot be looked for: the failure that says so
 */
export async function sentOnce<Made>(
	api: ApiClient,
	request: ApiRequest,
	look: () => Promise<Made | undefined>,
): Promise<{ readonly response: ApiResponse } | { readonly made: Made }> {
	let failure: unknown;
	try {
		return { response: await api.send(request) };
	} catch (error) {
		failure = error;
	}
	if (!mayBeApplied(failure)) throw failure;
	const made = await look().catch(async () => await Promise.reject<undefined>(failure));
	if (made !== undefined) return { made };
	if (/^3/.test(String(get(failure, 'httpCode')))) throw failure;
	return { response: await api.send(request) };
}

function saysAbsent({ status, body }: ApiResponse): boolean {
	return saysNotFound(body) || (status < 300 && ductape.isFailure?.(body) !== true && holdsNothing(body));
}

/** Whether null or false stands in the envelope. */
function holdsNothing(body: unknown): boolean {
	return isRecord(body) && layersOf(body).some((layer) => layer === null || layer === false);
}

/** A response's data, and what it may be nested in (section 8), outermost first; the bare response last. */
function layersOf(body: unknown): unknown[] {
	const data = isRecord(body) && 'data' in body ? body['data'] : body;
	return isRecord(data) ? [data, data['result'], data['data'], body] : [data];
}

/**
 * Where fewer rows came than the list said to have, that is remarked: what was removed meanwhile may have let others slip
 * past between two pages.
 */
export function remarkMissing(api: ApiClient, received: number, total: number): void {
	if (received >= total) return;
	api.remark(
		`The list changed while it was read: ${received} of ${total} records were received. Run the operation again if one is missing.`,
	);
}
