import type { IDataObject } from 'n8n-workflow';
import { groupBy, isEmpty, omit, pick } from 'lodash';

import {
	isRecord,
	recordsIn,
	route,
	saysItself,
	simplified,
	textOf,
	textWithoutSecrets,
} from '../../../core';
import type { ApiClient } from '../../../core';
import { attributesOf, relatedTo, resourcesOf } from './documents';
import { everyIntegration, expectIntegration } from './lists';
import { namesAmong } from './names';

const ERRORS = route`/api/integrations/errors`;

/**
 * GET /api/integrations/errors: a row for each distinct error, everything in one response. It knows no filter and no
 * paging, and is for integration managers and Polarity admins only.
 */
export async function allErrors(api: ApiClient): Promise<IDataObject[]> {
	const { body } = await api.send({ method: 'GET', route: ERRORS, refusalHint: whoMayRead });
	return await resourcesOf(api, body);
}

/** Those of one integration. @throws when there are none, and no such integration either */
export async function errorsOfIntegration(api: ApiClient, integrationId: string): Promise<IDataObject[]> {
	const errors = (await allErrors(api)).filter((error) => integrationIdOf(error) === integrationId);
	if (errors.length === 0) await expectIntegration(api, integrationId);
	return errors;
}

/** The same of all integrations, each with the name of its own, where that can be read: GET /api/integrations, where there are any errors. */
export async function namedErrors(api: ApiClient): Promise<IDataObject[]> {
	const errors = await allErrors(api);
	if (errors.length === 0) return errors;
	const wanted = new Set(errors.flatMap((error) => integrationIdOf(error) ?? []));
	const names = await namesAmong(api, everyIntegration(api), wanted);
	return errors.map((error) => ({
		...error,
		integrationName: names.get(integrationIdOf(error) ?? '') ?? null,
	}));
}

/** The same; undefined for a caller who may not read errors. */
export async function readableErrors(api: ApiClient): Promise<IDataObject[] | undefined> {
	const response = await api.send({ method: 'GET', route: ERRORS, accept: [403] });
	return saysItself(response, 403) ? undefined : await resourcesOf(api, response.body);
}

function whoMayRead(status: number): string | undefined {
	return status === 403
		? 'Only integration managers and Polarity admins can read integration errors.'
		: undefined;
}

export function integrationIdOf(error: IDataObject): string | undefined {
	return textOf(attributesOf(error)['integration-id']) ?? textOf(relatedTo(error, 'integration')[0]?.['id']);
}

/** The errors of each integration by its ID. */
export type ErrorsByIntegration = ReadonlyMap<string, readonly IDataObject[]>;

/** Grouped once, however many integrations there are; undefined where the caller may not read errors. */
export function byIntegration(errors: readonly IDataObject[] | undefined): ErrorsByIntegration | undefined {
	return errors && new Map(Object.entries(groupBy(errors, integrationIdOf)));
}

/** What integrations write into `meta` may hold request options and credentials; who was affected is kept. */
export function withoutMeta(error: IDataObject): IDataObject {
	const { meta, ...attributes } = attributesOf(error);
	const users = isRecord(meta) ? meta['affected_users'] : undefined;
	return {
		...error,
		attributes: { ...attributes, ...(users !== undefined && { meta: { affected_users: users } }) },
	};
}

/** Flat: the attributes under their own names, the time as ISO 8601, the users always as a list, the rest of meta where it was not left out. */
export function simplifyError(error: IDataObject): IDataObject {
	const { meta, ...attributes } = attributesOf(error);
	const rest = isRecord(meta) ? omit(meta, 'affected_users') : meta;
	return {
		id: error['id'] ?? null,
		...simplified(attributes, ['title', 'detail', 'code', 'error-count']),
		status: numberIfNumeric(attributes['status']) ?? null,
		occurredAt: occurredAtOf(error) ?? null,
		integrationId: integrationIdOf(error) ?? null,
		...pick(error, 'integrationName'),
		affectedUsers: affectedUsersOf(error),
		...(!isEmpty(rest) && { meta: rest }),
	};
}

/** As the server says it, without secrets: the detail, else the title. */
export function messageOf(error: IDataObject): string | undefined {
	const { detail, title } = attributesOf(error);
	const message = textOf(detail) ?? textOf(title);
	return message === undefined ? undefined : textWithoutSecrets(message);
}

/** ISO 8601 with all digits of the fraction that the server sent: a `T` where it writes a space. */
export function occurredAtOf(error: IDataObject): string | undefined {
	return textOf(attributesOf(error)['occurred-on'])?.replace(/^(\d{4}-\d{2}-\d{2}) (?=\d)/, '$1T');
}

/** `meta.affected_users` is a list, a map, a single user, or missing. */
function affectedUsersOf(error: IDataObject): IDataObject[] {
	const { meta } = attributesOf(error);
	const users = isRecord(meta) ? meta['affected_users'] : undefined;
	if (!isRecord(users)) return recordsIn(users);
	return 'username' in users || 'id' in users ? [users] : recordsIn(Object.values(users));
}

function numberIfNumeric(status: IDataObject[string]): IDataObject[string] {
	return typeof status === 'string' && /^\d+$/.test(status.trim()) ? Number(status) : status;
}
