import type { IDataObject } from 'n8n-workflow';
import { get, pick } from 'lodash';

import { operation, recordsIn, simplified, textOf } from '../../../core';
import type { AnyOperation, ApiClient, Simplify } from '../../../core';
import { includeSecrets } from '../fields';
import { integration, partLocator } from '../locators';
import { documentOf, integrationDocument, sharedDocument } from '../reading/documents';
import { deleteOf } from './partDelete';
import {
	createBody,
	createInputs,
	mergedGroups,
	refuseUndefinedInJson,
	refuseUndefinedInLists,
	refuseOtherKey,
	sendsAction,
	updateBody,
	updateInputs,
} from './partFields';
import { knownPart, partOf, partsAlike, nameOf, titleOf } from './PartKind';
import type { PartKind } from './PartKind';
import { createPart, updatePart } from './partWrites';

/** Create (or Add), Update, Get and Get Many of one kind of part over the integration's document, and Delete where it has one. */
export function partOperations(kind: PartKind): readonly AnyOperation[] {
	const { proxyModule } = kind;
	const deletes = proxyModule === undefined ? [] : [deleteOf(kind, proxyModule)];
	return [createOf(kind), updateOf(kind), getOf(kind), getManyOf(kind), ...deletes];
}

/** GET the document, PUT the part without `_id`, GET again (section 2.2). */
function createOf(kind: PartKind): AnyOperation {
	return operation({
		name: kind.createName,
		action: `${kind.createName} ${nameOf(kind)}`,
		description:
			kind.createName === 'Add'
				? `Connect an existing ${nameOf(kind)} to the selected integration`
				: `Define a new ${nameOf(kind)} in the selected integration`,
		fields: { integrationId: integration, ...createInputs(kind) },
		check(values) {
			createBody(kind, values);
			if (values.onDuplicate === 'update') refuseUndefinedInLists(kind, values);
			else refuseUndefinedInJson(createInputs(kind), values);
		},
		simplify: shortPart(kind),
		exclusive: documentOf,
		run: async (api, { integrationId, onDuplicate, ...given }) => {
			const { sent, complete } = createBody(kind, given);
			const sendAction = sendsAction(kind, given);
			const document = await integrationDocument(api, integrationId);
			const { fields, prepare } = (await kind.resolve?.(api, document, complete)) ?? { fields: complete };
			const existing = partOf(kind, document, textOf(fields[kind.key]));
			if (existing === undefined) {
				refuseAlike(api, kind, document, fields);
				await prepare?.();
				return within(document, await createPart(api, { kind, document, fields, sendAction }));
			}
			if (onDuplicate === 'skip') return within(document, existing);
			if (onDuplicate === 'error') {
				throw taken(
					api,
					kind,
					document,
					fields,
					"Set 'On Duplicate' to Skip or Update, or choose another name",
				);
			}
			const named = pick(fields, [...Object.keys(sent), kind.key]);
			const fieldsOf = (part: IDataObject) => ({ ...named, ...mergedGroups(kind, part, given) });
			return within(document, await updatePart(api, existing, { kind, document, fieldsOf, sendAction }));
		},
	});
}

/** GET the document for the part's `_id`, PUT what is set, GET again. */
function updateOf(kind: PartKind): AnyOperation {
	return operation({
		name: 'Update',
		action: `Update ${nameOf(kind)}`,
		description: `Change the given fields of an existing ${nameOf(kind)} and keep all others`,
		fields: { integrationId: integration, part: partLocator(kind), ...updateInputs(kind) },
		check(values) {
			refuseOtherKey(kind, values.part, updateBody(kind, values));
			refuseUndefinedInLists(kind, values);
		},
		simplify: shortPart(kind),
		exclusive: documentOf,
		run: async (api, { integrationId, part, ...given }) => {
			const changes = updateBody(kind, given);
			const document = await integrationDocument(api, integrationId);
			const before = knownPart(api, kind, document, part);
			const key = textOf(changes[kind.key]) ?? part;
			if (key !== part && partsAlike(kind, document, key).some((each) => each !== before)) {
				throw taken(api, kind, document, changes, `Choose another ${kind.keyLabel.toLowerCase()}`);
			}
			await kind.checkChange?.(api, document, before, changes);
			const fieldsOf = (stored: IDataObject) => ({ ...changes, ...mergedGroups(kind, stored, given) });
			const write = { kind, document, fieldsOf, sendAction: sendsAction(kind, given) };
			return within(document, await updatePart(api, before, write));
		},
	});
}

/** GET the document and find the part. */
function getOf(kind: PartKind): AnyOperation {
	return operation({
		name: 'Get',
		action: `Get ${nameOf(kind)}`,
		description: `Retrieve a single ${nameOf(kind)} of the selected integration`,
		fields: {
			integrationId: integration,
			part: partLocator(kind),
			...secretsField(kind),
		},
		simplify: shortPart(kind),
		keepsSecrets: (values) => get(values, 'includeSecrets') === true,
		run: async (api, { integrationId, part }) => {
			const document = await sharedDocument(api, integrationId);
			return within(document, knownPart(api, kind, document, part));
		},
	});
}

/** GET the document and return its list; a missing list is an empty one. */
function getManyOf(kind: PartKind): AnyOperation {
	const many = kind.list === 'envs' ? 'environments' : kind.list;
	return operation({
		name: 'Get Many',
		action: `Get many ${many}`,
		description: `Retrieve a list of all ${many} of the selected integration`,
		fields: { integrationId: integration, ...secretsField(kind) },
		simplify: shortPart(kind),
		keepsSecrets: (values) => get(values, 'includeSecrets') === true,
		list: async function* (api, { integrationId }) {
			const document = await sharedDocument(api, integrationId);
			for (const part of recordsIn(document[kind.list])) yield within(document, part);
		},
	});
}

function secretsField(kind: PartKind) {
	return kind.hasSecrets && { includeSecrets: kind.includeSecrets ?? includeSecrets };
}

/** A part does not say which integration it is of, and the next node of a workflow asks for that. */
function within(document: IDataObject, part: IDataObject): IDataObject {
	return { ...part, integrationId: document['_id'] };
}

function shortPart({ simplify }: PartKind): Simplify {
	return (part) => ({ ...simplified(part, simplify), integrationId: part['integrationId'] ?? null });
}

/** @throws where a part differs by capitals only: it may be the same one, stored in small letters, or another one. */
function refuseAlike(api: ApiClient, kind: PartKind, document: IDataObject, fields: IDataObject): void {
	const [alike] = partsAlike(kind, document, String(fields[kind.key]));
	const exact = `Enter its exact ${kind.keyLabel.toLowerCase()} to use it, or choose another`;
	if (alike !== undefined) throw taken(api, kind, document, alike, exact);
}

function taken(api: ApiClient, kind: PartKind, document: IDataObject, fields: IDataObject, hint: string) {
	return api.error(
		`${titleOf(document)} already has the ${nameOf(kind)} "${String(fields[kind.key])}"`,
		`${hint}. Nothing was changed.`,
	);
}
