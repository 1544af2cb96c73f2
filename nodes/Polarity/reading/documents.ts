import type { IDataObject } from 'n8n-workflow';
import { omit } from 'lodash';

import { isRecord, recordsIn, textOf } from '../../../core';
import type { ApiClient, NamedIntegration } from '../../../core';

/** All occur; their entries are texts, or records with a `key`. */
const TYPE_SPELLINGS = ['entityTypes', 'integration-entity-types', 'entity-types', 'custom-types'];

/** The resource of a JSON:API response `{data: {...}}`. @throws when there is none */
export function resourceOf(api: ApiClient, body: unknown): IDataObject {
	return api.asRecord(isRecord(body) ? body['data'] : undefined);
}

/** The resources of a JSON:API response `{data: [...]}`. @throws when there is no list */
export function resourcesOf(api: ApiClient, body: unknown): IDataObject[] {
	return api.rows(body, 'data');
}

export function attributesOf(resource: IDataObject): IDataObject {
	return isRecord(resource['attributes']) ? resource['attributes'] : {};
}

/** The resources that a relationship names; their contents are `{id, type}` at least. */
export function relatedTo(resource: IDataObject, relationship: string): IDataObject[] {
	const relationships = isRecord(resource['relationships']) ? resource['relationships'] : {};
	const related = relationships[relationship];
	return isRecord(related) ? recordsIn(related['data']) : [];
}

/** An integration's ID and name. */
export function named(integration: IDataObject): NamedIntegration {
	return { id: textOf(integration['id']) ?? '', name: textOf(attributesOf(integration)['name']) ?? null };
}

/** Flat: id, all attributes under their own names, entity types in one spelling, and the ids of what is related. */
export function simplifyIntegration(resource: IDataObject): IDataObject {
	const attributes = omit(attributesOf(resource), ['options', ...TYPE_SPELLINGS]);
	const errorIds = idsOf(relatedTo(resource, 'integration-errors'));
	return {
		id: resource['id'],
		...attributes,
		entityTypes: entityTypesOf(resource),
		hasErrors: errorIds.length > 0,
		errorIds,
		optionIds: idsOf(relatedTo(resource, 'integration-options')),
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

/** Flat: ids, then the attributes under their own names. */
export function simplifyOption(resource: IDataObject): IDataObject {
	return { id: resource['id'], ...attributesOf(resource) };
}

function idsOf(resources: readonly IDataObject[]): string[] {
	return resources.map(({ id }) => textOf(id)).filter((id) => id !== undefined);
}
