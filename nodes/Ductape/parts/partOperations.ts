import type { IDataObject } from 'n8n-workflow';
import { omit, pick } from 'lodash';

import { collection } from '../../../core/field/fieldGroups';
import { choice, flag, optionalJson, optionalText } from '../../../core/field/fields';
import type { FieldSet } from '../../../core/field/Field';
import { isRecord, recordsIn } from '../../../core/data/json';
import { operation, type AnyOperation } from '../../../core/operation/Operation';
import { integrationDocument } from '../reading/documents';
import { integration, partLocator } from '../locators';
import {
	createPart,
	givenFields,
	knownPart,
	nameOf,
	partOf,
	updatePart,
	type NewPart,
	type PartKind,
} from './PartKind';

const integrationId = integration;

const onDuplicate = choice({
	displayName: 'On Duplicate',
	options: [
		{ name: 'Error', value: 'error', description: 'Fail, and change nothing' },
		{ name: 'Skip', value: 'skip', description: 'Return the one that exists' },
		{ name: 'Update', value: 'update', description: 'Change the one that exists to the given fields' },
	],
	default: 'error',
	description: 'What to do when there is one already',
});

const more = optionalJson({
	displayName: 'Additional Fields (JSON)',
	description: 'Further fields as the API names them',
	placeholder: 'e.g. {"name": "value"}',
});

const writeOptions = collection({
	displayName: 'Write Options',
	fields: {
		sendAction: flag({
			displayName: 'Send Action Field',
			default: true,
			description: 'Whether to say create or update in the request, which older servers do not expect',
		}),
	},
});

/** Shown with parts that may hold secrets. */
export const includeSecrets = flag({
	displayName: 'Include Secrets',
	default: false,
	description: 'Whether to return secrets such as app credentials in the raw data (with Simplify off)',
});

/** Create (or Add), Update, Get and Get Many of one kind of part, all over the integration's document. */
export function partOperations(kind: PartKind): readonly AnyOperation[] {
	return [createOf(kind), updateOf(kind), getOf(kind), getManyOf(kind)];
}

/** GET the document, PUT the part without `_id`, GET again (section 2.2). */
function createOf(kind: PartKind): AnyOperation {
	return operation({
		name: kind.createName,
		action: `${kind.createName} ${withArticle(kind)}`,
		fields: {
			integrationId,
			...kind.createFields,
			...kind.shownFields,
			onDuplicate,
			details: detailsOf(kind, omit(kind.fields, Object.keys(kind.createFields))),
			...(kind.action === 'onRequest' && { writeOptions }),
		},
		simplify: kind.simplify,
		run: async (api, { integrationId: id, onDuplicate: choiceOnDuplicate, ...given }) => {
			const shown = { ...kind.createFields, ...kind.shownFields };
			const sent = bodyOf(kind, shown, given);
			const document = await integrationDocument(api, id);
			const { fields, prepare }: NewPart = (await kind.complete?.(api, document, sent, given)) ?? {
				fields: sent,
			};
			const existing = partOf(kind, document, String(fields[kind.key]));
			const options = { sendAction: sendsAction(kind, given) };
			if (existing === undefined) {
				await prepare?.();
				return await createPart(api, kind, document, fields, options);
			}
			if (choiceOnDuplicate === 'skip') return existing;
			if (choiceOnDuplicate === 'update') {
				const named = pick(fields, [...Object.keys(sent), kind.key]);
				const changes = { ...named, ...kind.merge?.(existing, inputsOf(kind, shown, given)) };
				return await updatePart(api, kind, document, existing, changes, options);
			}
			throw api.error(
				`${nameOf(document)} has ${withArticle(kind)} "${String(fields[kind.key])}" already`,
				'Choose Skip or Update under On Duplicate, or another name; nothing was sent.',
			);
		},
	});
}

/** GET the document for the part's `_id`, PUT what is set, GET again. */
function updateOf(kind: PartKind): AnyOperation {
	const renamed = {
		newKey: optionalText({
			displayName: `New ${kind.keyLabel}`,
			description: `Renames the ${kind.name.toLowerCase()}`,
		}),
	};
	return operation({
		name: 'Update',
		action: `Update ${withArticle(kind)}`,
		fields: {
			integrationId,
			part: partLocator(kind),
			...kind.shownFields,
			details: detailsOf(kind, { ...kind.fields, ...(kind.key !== 'access_tag' && renamed) }),
			...(kind.action === 'onRequest' && { writeOptions }),
		},
		simplify: kind.simplify,
		run: async (api, { integrationId: id, part: key, ...given }) => {
			const { newKey, ...fields } = bodyOf(kind, kind.shownFields, given);
			const changes = { ...fields, ...(newKey !== undefined && { [kind.key]: newKey }) };
			if (Object.keys(changes).length === 0) {
				throw api.error('There is nothing to update', 'Set at least one field; nothing was sent.');
			}
			const document = await integrationDocument(api, id);
			const before = knownPart(api, kind, document, key);
			if (newKey !== undefined && newKey !== key && partOf(kind, document, String(newKey)) !== undefined) {
				throw api.error(
					`${nameOf(document)} has ${withArticle(kind)} "${String(newKey)}" already`,
					`Choose another ${kind.keyLabel.toLowerCase()}; nothing was changed.`,
				);
			}
			Object.assign(changes, kind.merge?.(before, inputsOf(kind, kind.shownFields, given)));
			return await updatePart(api, kind, document, before, changes, { sendAction: sendsAction(kind, given) });
		},
	});
}

/** GET the document and find the part. */
function getOf(kind: PartKind): AnyOperation {
	return operation({
		name: 'Get',
		action: `Get ${withArticle(kind)}`,
		fields: { integrationId, part: partLocator(kind), ...(kind.hasSecrets && { includeSecrets }) },
		simplify: kind.simplify,
		keepsSecrets: (values) => isOn(values, 'includeSecrets'),
		run: async (api, { integrationId: id, part: key }) =>
			knownPart(api, kind, await integrationDocument(api, id), key),
	});
}

/** GET the document and answer its list; a missing list is an empty one. */
function getManyOf(kind: PartKind): AnyOperation {
	return operation({
		name: 'Get Many',
		action: `Get many ${kind.list === 'envs' ? 'environments' : kind.list}`,
		fields: { integrationId, ...(kind.hasSecrets && { includeSecrets }) },
		simplify: kind.simplify,
		keepsSecrets: (values) => isOn(values, 'includeSecrets'),
		list: async function* (api, { integrationId: id }) {
			yield* recordsIn((await integrationDocument(api, id))[kind.list]);
		},
	});
}

function detailsOf(kind: PartKind, fields: FieldSet) {
	return collection({
		displayName: 'Fields to Set',
		description: `Further fields of the ${kind.name.toLowerCase()}`,
		addLabel: 'Add field',
		fields: { ...fields, more },
	});
}

/** What the inputs say, as the PUT wants it, with the further fields that the user gave as JSON. */
function bodyOf(kind: PartKind, shown: FieldSet, given: Readonly<Record<string, unknown>>): IDataObject {
	const details = isRecord(given['details']) ? given['details'] : {};
	return { ...(isRecord(details['more']) && details['more']), ...inputsOf(kind, shown, given) };
}

/** What the inputs say, as the PUT wants it. */
function inputsOf(kind: PartKind, shown: FieldSet, given: Readonly<Record<string, unknown>>): IDataObject {
	const details = isRecord(given['details']) ? given['details'] : {};
	const named = Object.fromEntries(Object.keys(shown).map((name) => [name, given[name]]));
	// Every value was read by a field and is JSON; FieldSet has forgotten which.
	const values = { ...named, ...omit(details, 'more') } as IDataObject;
	return givenFields(kind.body ? kind.body(values) : values);
}

function sendsAction(kind: PartKind, given: Readonly<Record<string, unknown>>): boolean {
	return kind.action === 'always' || isOn(given['writeOptions'], 'sendAction');
}

function isOn(values: unknown, name: string): boolean {
	return isRecord(values) && values[name] === true;
}

function withArticle({ name }: PartKind): string {
	return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name.toLowerCase()}`;
}
