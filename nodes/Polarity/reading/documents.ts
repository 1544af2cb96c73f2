import type { IDataObject } from 'n8n-workflow';
import { omit } from 'lodash';

import type { ApiClient } from '../../../core/request/ApiClient';
import { isRecord, recordsIn, textOf } from '../../../core/data/json';

/** All occur; their entries are texts, or records with a `key`. */
const TYPE_SPELLINGS = ['entityTypes', 'integration-entity-types', 'entity-types', 'custom-types'];

/** The resource of a JSON:API answer `{data: {...}}`. @throws when there is none */
export function resourceOf(polarity: ApiClient, body: unknown): IDataObject {
	return polarity.asRecord(isRecord(body) ? body['data'] : undefined);
}

/** The resources of a JSON:API answer `{data: [...]}`. @throws when there is no list: a proxy's page is no empty list */
export function resourcesOf(polarity: ApiClient, body: unknown): IDataObject[] {
	if (isRecord(body) && Array.isArray(body['data'])) return recordsIn(body['data']);
	throw polarity.error(
		'Polarity answered something other than a list',
		'Check the server URL of the credential: something else than Polarity may have answered.',
	);
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

/** The types of entities that an integration takes, from whichever of the three spellings it has. */
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
