import type { IDataObject } from 'n8n-workflow';
import { isEmpty, isNil, omit, pick } from 'lodash';

import { isRecord, recordsIn, simplified, textOf, textWithoutSecrets } from '../../../core';
import type { ApiClient, NamedIntegration, Platform } from '../../../core';

/** All occur, or stand so in the vendor's configurations; their entries are texts, or records with a `key`. */
const TYPE_SPELLINGS = [
	...['entityTypes', 'integration-entity-types', 'entity-types', 'dataTypes', 'data-types'],
	...['customTypes', 'custom-types'],
];

/** The resource of a JSON:API response `{data: {...}}`. @throws when there is none, or it is not the one that was asked for */
export function resourceOf(api: ApiClient, body: unknown, id?: string): IDataObject {
	const resource = api.asRecord(isRecord(body) ? body['data'] : undefined);
	return id === undefined ? resource : api.sameRecord(resource, id, [textOf(resource['id'])]);
}

/**
 * The entries of a list among a resource's attributes; clients of the platform take a missing one for an empty one.
 * @throws when there are no attributes: what is accepted, and not done yet, has found nothing either
 */
export function entriesOf(api: ApiClient, resource: IDataObject, name: string): IDataObject[] {
	if (!isRecord(resource['attributes'])) throw api.unexpected('attributes');
	return api.rows(resource['attributes'][name] ?? []);
}

/**
 * The resources of a JSON:API response `{data: [...]}`. Errors beside some of them are remarked once in a run, however many pages have them.
 * @throws when there is no list, or one without rows and errors beside it
 */
export async function resourcesOf(api: ApiClient, body: unknown): Promise<IDataObject[]> {
	const resources = api.rows(body, 'data');
	const errors = saidBeside(api, body);
	if (errors === undefined) return resources;
	if (resources.length === 0) throw api.error(errors, 'The list could not be read. Try again later.');
	await api.once('errors beside rows', () => {
		api.remark(`Other records of the list may be missing. ${errors}`);
	});
	return resources;
}

/** The errors that a success holds beside its data, as the platform's; undefined where there are none. */
export function saidBeside({ platform }: ApiClient, body: unknown): string | undefined {
	const words = errorWordsIn(platform, body);
	return words && `${platform.displayName}: ${words}`;
}

/** The errors of a response, in the platform's words; undefined where it has none. */
export function errorWordsIn(platform: Platform, body: unknown): string | undefined {
	if (errorsIn(body).length === 0) return undefined;
	return textWithoutSecrets(platform.explain(body).message ?? '');
}

/** The errors of a response: a list of records, as JSON:API has them, or of texts, or one of either. */
export function errorsIn(body: unknown): Array<IDataObject | string> {
	const given: unknown = isRecord(body) ? body['errors'] : undefined;
	const one: unknown[] = isEmpty(given) ? [] : [given];
	const list: unknown[] = Array.isArray(given) ? given : one;
	return list.flatMap<IDataObject | string>((error) => (isRecord(error) ? error : (textOf(error) ?? [])));
}

/** The resource with this ID; an empty one where there is none. */
export function resourceWithId(resources: readonly IDataObject[], wanted: unknown): IDataObject {
	return resources.find(({ id }) => textOf(id) === wanted) ?? {};
}

export function attributesOf(resource: IDataObject): IDataObject {
	return isRecord(resource['attributes']) ? resource['attributes'] : {};
}

/** The resources that a relationship names, a list or a single one; their contents are `{id, type}` at least. */
export function relatedTo(resource: IDataObject, relationship: string): IDataObject[] {
	return recordsIn([dataOf(resource, relationship)].flat());
}

/** Whether a relationship names its resources at all, be they none; one may be there with links alone. */
export function isRelated(resource: IDataObject, relationship: string): boolean {
	return !isNil(dataOf(resource, relationship));
}

function dataOf(resource: IDataObject, relationship: string): IDataObject[string] {
	const relationships = isRecord(resource['relationships']) ? resource['relationships'] : {};
	const related = relationships[relationship];
	return isRecord(related) ? related['data'] : undefined;
}

/** An integration's ID and name. */
export function named(integration: IDataObject): NamedIntegration {
	return { id: textOf(integration['id']) ?? '', name: textOf(attributesOf(integration)['name']) ?? null };
}

/** Flat: IDs, the most used attributes under their own names, entity types in one spelling, and the errors. */
export function simplifyIntegration(resource: IDataObject): IDataObject {
	const attributes = attributesOf(resource);
	const areErrorsKnown = isRelated(resource, 'integration-errors');
	const errorIds = areErrorsKnown ? idsOf(relatedTo(resource, 'integration-errors')) : null;
	return {
		id: resource['id'] ?? null,
		integrationId: resource['id'] ?? null,
		...simplified(attributes, ['name', 'status', 'description', 'version', 'autosubscribe']),
		entityTypes: entityTypesOf(resource),
		hasErrors: errorIds && errorIds.length > 0,
		errorIds,
	};
}

/** The types of entities that an integration takes, from whichever of the spellings it has. */
export function entityTypesOf(integration: IDataObject): string[] {
	const attributes = attributesOf(integration);
	const types = TYPE_SPELLINGS.flatMap((spelling) => {
		const entries: unknown = attributes[spelling];
		return Array.isArray(entries)
			? entries.map((entry: unknown) => textOf(isRecord(entry) ? entry['key'] : entry))
			: [];
	});
	return [...new Set(types.filter((type) => type !== undefined))];
}

const OPTION_FIELDS = [
	'key',
	'name',
	'description',
	'type',
	'default',
	'value',
	'admin-only',
	'user-can-edit',
];

/** Flat: ID, then the attributes under their own names; after a change, those that were sent. */
export function simplifyOption(resource: IDataObject): IDataObject {
	return { id: resource['id'] ?? null, ...pick(attributesOf(resource), OPTION_FIELDS) };
}

/** Whether this is the `type` of an option: the form in which options are read is assumed from that in which they are changed. */
export function isOptionType(type: unknown): boolean {
	return type === 'password' || /^integration[-_]?options?$/i.test(String(type));
}

/** An entry of the list of options, whose values are hidden by their type: one that is not an option's is replaced. */
export function asOption(resource: IDataObject): IDataObject {
	return isOptionType(resource['type']) ? resource : { ...resource, type: 'integration-option' };
}

/** The options that stand in an integration itself, in the form in which the list of options has them. */
export function ownOptionsOf(integration: IDataObject): IDataObject[] {
	const integrationId = textOf(integration['id']) ?? '';
	return recordsIn(attributesOf(integration)['options']).flatMap((option) => {
		const key = textOf(option['key']);
		if (key === undefined) return [];
		const { admin_only: adminOnly, user_can_edit: userCanEdit, ...others } = omit(option, 'integration_id');
		const flags = {
			...(adminOnly !== undefined && { 'admin-only': adminOnly }),
			...(userCanEdit !== undefined && { 'user-can-edit': userCanEdit }),
		};
		const id = `${integrationId}-${key}`;
		return [{ id, type: 'integration-option', attributes: { ...others, ...flags } }];
	});
}

function idsOf(resources: readonly IDataObject[]): string[] {
	return resources.map(({ id }) => textOf(id)).filter((id) => id !== undefined);
}
