import type { IDataObject } from 'n8n-workflow';
import { isEqual, omit, pick } from 'lodash';

import { recordsIn, route, textOf, withStoredValues } from '../../../core';
import type { ApiClient, Route } from '../../../core';
import { integrationDocument } from '../reading/documents';
import { sentOnce } from '../reading/envelope';
import { isSame, refuseLost, remarkNotStored } from '../storedAsSent';
import { knownPart, nameOf, partOf, partsAlike } from './PartKind';
import type { PartKind } from './PartKind';

/** Which part is written, and into which integration's document. */
interface PartWrite {
	readonly kind: PartKind;
	readonly document: IDataObject;
	/** Whether the PUT says that it creates or updates. */
	readonly sendAction: boolean;
}

/**
 * PUT /integrations/v1/{id} without `_id`, and the part as it is stored afterwards. After a 5xx, or
 * without a response, the document shows whether it was carried out; only when it was not is the PUT sent again.
 */
export async function createPart(
	api: ApiClient,
	{ kind, document, fields, sendAction }: PartWrite & { readonly fields: IDataObject },
): Promise<IDataObject> {
	const key = String(fields[kind.key]);
	const body = { ...fields, component: kind.component, ...(sendAction && { action: 'create' }) };
	const request = { method: 'PUT', route: routeOf(document), body, refusalHint: refusalHint(kind) } as const;
	const look = async () => await storedPart(api, kind, document, key);
	const sent = await sentOnce(api, request, look);
	const stored = 'made' in sent ? sent.made : await look();
	if (stored !== undefined) {
		remarkNotStored(api, `the creation of the ${nameOf(kind)} "${key}"`, fields, stored);
		return stored;
	}
	throw api.error(
		`Ductape accepted the ${kind.name.toLowerCase()} "${key}" but did not store it`,
		"Turn on 'Send Action Field' if it is available, or create it in the workbench.",
	);
}

/** What is set of a part, made of how it is stored. */
type FieldsOf = (part: IDataObject) => IDataObject;

/**
 * PUT /integrations/v1/{id} with the part's `_id`, and the part as it is stored afterwards.
 * @throws before anything is sent where the part has no `_id`
 */
export async function updatePart(
	api: ApiClient,
	first: IDataObject,
	{ kind, document, fieldsOf, sendAction }: PartWrite & { readonly fieldsOf: FieldsOf },
): Promise<IDataObject> {
	const _id = textOf(first['_id']);
	const fieldsFor = (part: IDataObject) => {
		const changes = withStoredValues(fieldsOf(part), part);
		return kind.hasFixedKey ? omit(changes, kind.key) : changes;
	};
	if (Object.keys(fieldsFor(first)).length === 0) return first;
	if (_id === undefined) {
		// Without it the PUT would create another one.
		throw api.error(
			`Ductape lists the ${nameOf(kind)} "${String(first[kind.key])}" without an ID, so it cannot be updated`,
			'Change it in the workbench. Nothing was changed.',
		);
	}
	const withId = (parts: IDataObject) =>
		recordsIn(parts[kind.list]).find((part) => textOf(part['_id']) === _id);
	const documentNow = async () => await integrationDocument(api, String(document['_id']));
	let known: IDataObject | undefined = document;
	const { part, fields } = await api.change(async () => {
		const now = known ?? (await documentNow());
		known = undefined;
		const part = withId(now) ?? knownPart(api, kind, now, String(first[kind.key]));
		const fields = fieldsFor(part);
		const body = { ...fields, _id, component: kind.component, ...(sendAction && { action: 'update' }) };
		const more = { idempotent: true, retries: 1, refusalHint: refusalHint(kind) };
		return { part, fields, request: { ...more, method: 'PUT', route: routeOf(document), body } };
	});
	const key = textOf(fields[kind.key]) ?? textOf(part[kind.key]) ?? String(first[kind.key]);
	const stored = await documentNow();
	// A server that stores what was sent in place of the part leaves it no key, where that was not to change.
	const after = partOf(kind, stored, key) ?? withId(stored);
	const what = `the ${nameOf(kind)} "${String(first[kind.key])}"`;
	if (after === undefined) {
		throw api.error(
			`Ductape accepted the update of ${what}, but no longer returns it`,
			'Look for it in the workbench, and restore it there.',
		);
	}
	// With what was there at first: a PUT whose response was lost may have left nothing else already.
	refuseLost(api, what, { before: first, sent: fields, after });
	const asked = Object.keys(fields).filter((name) => !isSame(fields[name], first[name]));
	if (asked.length === 0 || !isEqual(pick(after, asked), pick(first, asked))) {
		remarkNotStored(api, `the change of the ${nameOf(kind)} "${key}"`, fields, after);
		return after;
	}
	throw api.error(
		`Ductape accepted the update of ${what} but did not change it`,
		"Turn on 'Send Action Field' if it is available, or change it in the workbench.",
	);
}

/**
 * The part with the key; where there is none, a server may have stored that in small letters: the one part that differs by no
 * more, for none was there before.
 */
async function storedPart(
	api: ApiClient,
	kind: PartKind,
	before: IDataObject,
	key: string,
): Promise<IDataObject | undefined> {
	const after = await integrationDocument(api, String(before['_id']));
	const alike = partsAlike(kind, after, key);
	return partOf(kind, after, key) ?? (alike.length === 1 ? alike[0] : undefined);
}

function routeOf(document: IDataObject): Route {
	return route`/integrations/v1/${String(document['_id'])}`;
}

function refusalHint(kind: PartKind): string {
	return kind.action === 'onRequest'
		? "Check the fields that the message names. Turn on 'Send Action Field' if it says that action is missing."
		: 'Check the fields that the message names.';
}
