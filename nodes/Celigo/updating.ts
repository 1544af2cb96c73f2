import type { IDataObject } from 'n8n-workflow';
import { isNull, isUndefined, omit, omitBy } from 'lodash';

import { dependsOnStored, FieldError, isRecord, isSameText, textOf, withStoredValues } from '../../core';
import type { ApiClient, Route } from '../../core';
import { isRefusedBody, isRefusedWith } from './refusals';
import { remarkNotStored, SERVER_OWNED } from './storedAsSent';

/**
 * A field that was added and left empty is none: it must erase neither what is stored nor what the JSON has. That may be a whole
 * record; what is the server's in it is not sent.
 */
export function changesIn({
	more,
	...given
}: IDataObject & { readonly more?: IDataObject | undefined }): IDataObject {
	return omitBy({ ...omit(more, SERVER_OWNED), ...omitBy(given, isUndefined) }, isUndefined);
}

/** @throws FieldError where the JSON is the record of another one than this: it would be written over it */
export function refuseOther(id: string, more: IDataObject | undefined): void {
	const other = textOf(more?.['_id']);
	if (other === undefined || isSameText(other, id)) return;
	throw new FieldError(
		`'Additional Fields (JSON)' has the record of another one, "${other}"`,
		"Leave out '_id', and give only the fields to change. Nothing was sent.",
	);
}

/** Of a PATCH: the server does not know it, or one of these fields in it, or cannot replace what is not there (RFC 6902). */
const NOT_PATCHED = [400, 404, 405, 422];

/** JSON Patch that puts a field in place of the stored one. */
export type PatchOf = (field: [string, IDataObject[string]]) => IDataObject;

export const replaceOf: PatchOf = ([key, value]) => ({ op: 'replace', path: `/${key}`, value });

/** What is changed: its path below the API's root, and its ID. */
export interface Target {
	readonly path: Route;
	readonly id: string;
	/** Whether servers are expected that do not know its PATCH, or these fields in it. */
	readonly mayLackPatch?: boolean;
}

/**
 * PATCH of fields that can be changed by themselves, then GET: the response of the PATCH is empty. A refusal stands, but where a
 * field is not there yet, which RFC 6902 does not let be replaced, or the PATCH may be missing: nothing was changed then, and the
 * fields are changed as all others are.
 */
export async function patchFields(
	api: ApiClient,
	target: Target,
	changes: IDataObject,
	patchOf = replaceOf,
): Promise<IDataObject> {
	const { path, id, mayLackPatch = false } = target;
	let values = changes;
	const patch = api.change(async () => {
		if (dependsOnStored(changes))
			values = withStoredValues(changes, await api.record(path, { id, exact: true }));
		const body = Object.entries(values).map(patchOf);
		return { request: { method: 'PATCH', route: path, body, idempotent: true } };
	});
	const refusal = await refusalOf(patch);
	if (refusal === undefined) {
		const patched = await api.record(path, { id });
		remarkNotStored(api, 'the update', values, patched);
		return patched;
	}
	const stored = mayLackPatch ? {} : await api.record(path, { id, exact: true });
	if (Object.keys(values).every((key) => key in stored)) throw refusal;
	return await mergeFields(api, target, changes).catch((other: unknown) => {
		throw isRefusedBody(other) && isRefusedBody(refusal) ? refusal : other;
	});
}

/** What a PATCH was refused with. @throws any other failure */
async function refusalOf(patch: Promise<unknown>): Promise<unknown> {
	const refused = (failure: unknown) => {
		if (isRefusedWith(NOT_PATCHED, failure)) return failure;
		throw failure;
	};
	return await patch.then(() => undefined, refused);
}

/** GET of the whole record, and PUT of it with these fields: the API erases what is left out. */
export async function mergeFields(
	api: ApiClient,
	{ path, id }: Target,
	changes: IDataObject,
): Promise<IDataObject> {
	return await putWhole(api, path, async () => {
		const stored = await api.record(path, { id, exact: true });
		const values = withStoredValues(changes, stored);
		return { stored, whole: { ...omit(stored, SERVER_OWNED), ...values }, changes: values };
	});
}

/** A whole record, made of what is stored: of that, these fields are changed. */
interface Whole {
	readonly stored: IDataObject;
	readonly whole: IDataObject;
	readonly changes: IDataObject;
}

/** PUT of a whole record; returns what is stored then. What is null is left out. */
export async function putWhole(
	api: ApiClient,
	path: Route,
	make: () => Promise<Whole>,
): Promise<IDataObject> {
	const sent = await api.change(async () => {
		const made = await make();
		return { ...made, request: { method: 'PUT', route: path, body: omitBy(made.whole, isNull) } };
	});
	const { stored, changes } = sent;
	const response = sent.response.body;
	const isApp = Boolean(stored['_connectorId'] ?? (isRecord(response) && response['_connectorId']));
	const isWhole = isRecord(response) && textOf(response['_id']) !== undefined && !isApp;
	const updated = isWhole ? response : await api.record(path);
	remarkNotStored(api, 'the update', changes, updated);
	return updated;
}
