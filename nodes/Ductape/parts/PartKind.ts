import type { IDataObject } from 'n8n-workflow';
import { isEqual, omitBy, pick } from 'lodash';

import type { ApiClient } from '../../../core/request/ApiClient';
import type { FieldSet } from '../../../core/field/Field';
import { isRecord, recordsIn, textOf } from '../../../core/data/json';
import { route } from '../../../core/request/Route';
import { integrationDocument } from '../reading/documents';
import { SERVER_ERRORS } from '../platform';

/** A kind of part that an integration is made of (provider document, sections 2.2 and 3.2). */
export interface PartKind {
	/** In title case: `Environment`. */
	readonly name: string;
	/** What `component` says in the PUT. */
	readonly component: string;
	/** The array of the integration's document that holds it. */
	readonly list: string;
	/** The field by which it is found, and its name for people. */
	readonly key: 'slug' | 'tag' | 'access_tag';
	readonly keyLabel: string;
	/** Whether `action` is always sent, or only when the user wants it. */
	readonly action: 'always' | 'onRequest';
	/** `Create`, or what the platform calls it. */
	readonly createName: 'Create' | 'Add';
	/** Inputs that only creating asks for. */
	readonly createFields: FieldSet;
	/** Inputs that stand by themselves when it is created and when it is updated. */
	readonly shownFields: FieldSet;
	/** Inputs behind "Add field"; named as the API names them. */
	readonly fields: FieldSet;
	/**
	 * From the values of all inputs to the fields of the PUT. Without it each value is sent under its own name.
	 * @throws FieldError when they do not go together.
	 */
	readonly body?: (values: IDataObject) => IDataObject;
	/** The groups of fields that `fields` holds in part, completed by what is stored: the PUT replaces a group as a whole. */
	readonly merge?: (stored: IDataObject, fields: IDataObject) => IDataObject;
	/**
	 * Reads and checks what a new part needs, and completes its fields. Changes nothing.
	 * @throws FieldError when the values of the inputs (`given`) are not enough.
	 */
	readonly complete?: (
		api: ApiClient,
		document: IDataObject,
		fields: IDataObject,
		given: Readonly<Record<string, unknown>>,
	) => Promise<NewPart>;
	/** Whether its fields may hold what nobody must see. */
	readonly hasSecrets: boolean;
	readonly simplify: (part: IDataObject) => IDataObject;
}

/** A part that is to be created. */
export interface NewPart {
	readonly fields: IDataObject;
	/** What must be done before it can be stored. */
	readonly prepare?: () => Promise<void>;
}

/** How a part is written: with or without `action`. */
export interface WriteOptions {
	readonly sendAction: boolean;
}

/** A part of a document by its key; undefined when there is none. */
export function partOf(kind: PartKind, document: IDataObject, key: string): IDataObject | undefined {
	return recordsIn(document[kind.list]).find((part) => textOf(part[kind.key]) === key);
}

/** @throws an error that names the parts there are. */
export function knownPart(api: ApiClient, kind: PartKind, document: IDataObject, key: string): IDataObject {
	const part = partOf(kind, document, key);
	if (part !== undefined) return part;
	const known = recordsIn(document[kind.list]).map((other) => textOf(other[kind.key]) ?? '?');
	const names = known.length === 0 ? 'none' : known.slice(0, 30).join(', ');
	throw api.error(
		`${nameOf(document)} has no ${kind.name.toLowerCase()} with the ${kind.keyLabel.toLowerCase()} "${key}"`,
		`Known: ${names}${known.length > 30 ? ', ...' : ''}.`,
	);
}

/**
 * PUT /integrations/v1/{id} without `_id`, and the part as it is stored afterwards. After a 5xx the document tells whether
 * it was carried out; only when it was not is the PUT sent again.
 */
export async function createPart(
	api: ApiClient,
	kind: PartKind,
	document: IDataObject,
	fields: IDataObject,
	{ sendAction }: WriteOptions,
): Promise<IDataObject> {
	const id = idOf(document);
	const key = String(fields[kind.key]);
	const body = { ...fields, component: kind.component, ...(sendAction && { action: 'create' }) };
	const request = { method: 'PUT', route: route`/integrations/v1/${id}`, body } as const;
	const { status } = await api.send({ ...request, accept: SERVER_ERRORS, refusalHint: refusalHint(kind) });
	let stored = partOf(kind, await integrationDocument(api, id), key);
	if (stored === undefined && status >= 500) {
		await api.send({ ...request, refusalHint: refusalHint(kind) });
		stored = partOf(kind, await integrationDocument(api, id), key);
	}
	if (stored !== undefined) return stored;
	throw api.error(
		`Ductape accepted the ${kind.name.toLowerCase()} "${key}" but did not store it`,
		'Turn on "Send Action Field" where it is offered, or create it in the workbench.',
	);
}

/** PUT /integrations/v1/{id} with the part's `_id`, and the part as it is stored afterwards. */
export async function updatePart(
	api: ApiClient,
	kind: PartKind,
	document: IDataObject,
	before: IDataObject,
	fields: IDataObject,
	{ sendAction }: WriteOptions,
): Promise<IDataObject> {
	const id = idOf(document);
	await api.put(
		route`/integrations/v1/${id}`,
		{
			...fields,
			_id: before['_id'],
			component: kind.component,
			...(sendAction && { action: 'update' }),
		},
		{ idempotent: true, retries: 1, refusalHint: refusalHint(kind) },
	);
	const key = textOf(fields[kind.key]) ?? String(before[kind.key]);
	const after = partOf(kind, await integrationDocument(api, id), key);
	const asked = Object.keys(fields).filter((name) => !isEqual(fields[name], before[name]));
	const isUnchanged =
		after !== undefined && asked.length > 0 && isEqual(pick(after, asked), pick(before, asked));
	if (after !== undefined && !isUnchanged) return after;
	throw api.error(
		`Ductape accepted the update of the ${kind.name.toLowerCase()} "${String(before[kind.key])}" but did not change it`,
		'Turn on "Send Action Field" where it is offered, or change it in the workbench.',
	);
}

/** The fields to send: what the user left out or empty is not among them. */
export function givenFields(values: IDataObject): IDataObject {
	return omitBy(
		values,
		(value) =>
			value === undefined || (isRecord(value) && Object.keys(value).length === 0) || isEmptyList(value),
	);
}

/** A group of fields over the stored one; nothing when none of it was given. */
export function mergedGroup(
	name: string,
	stored: IDataObject,
	fields: IDataObject,
	subgroups: readonly string[] = [],
): IDataObject {
	const [before, given] = [recordAt(stored, name), recordAt(fields, name)];
	if (fields[name] === undefined) return {};
	const inner = subgroups
		.filter((subgroup) => given[subgroup] !== undefined)
		.map((subgroup) => [subgroup, { ...recordAt(before, subgroup), ...recordAt(given, subgroup) }]);
	return { [name]: { ...before, ...given, ...Object.fromEntries(inner) } };
}

export function nameOf(document: IDataObject): string {
	return textOf(document['name']) ?? 'The integration';
}

function idOf(document: IDataObject): string {
	return textOf(document['_id']) ?? '';
}

function recordAt(record: IDataObject, name: string): IDataObject {
	const value = record[name];
	return isRecord(value) ? value : {};
}

function isEmptyList(value: unknown): boolean {
	return Array.isArray(value) && value.length === 0;
}

function refusalHint(kind: PartKind): string {
	return kind.action === 'onRequest'
		? 'Check the fields against the message; turn on "Send Action Field" if it says that action is missing.'
		: 'Check the fields against the message.';
}
