import type { IDataObject } from 'n8n-workflow';
import { omit, pick, uniq } from 'lodash';

import {
	all,
	choice,
	flag,
	id,
	isRecord,
	operation,
	resource,
	rows,
	simplified,
	text,
	when,
} from '../../../core';
import type { ApiClient } from '../../../core';
import { integration, integrationInRow } from '../locators';
import { allIntegrations, RUNNING } from '../reading/lists';
import { asked, lookUpIn, parsedEntities, tagsOf } from '../reading/lookups';
import type { Asked } from '../reading/lookups';

const ENTITY_TYPES = 'IPv4, IPv6, IPv4CIDR, domain, email, hash, MAC, string, custom, cve';

const textToParse = {
	...text({
		displayName: 'Text',
		rows: 4,
		placeholder: 'e.g. Connection from 8.8.8.8 to example.com',
		description: 'The text to search for entities. The server may reject more than 5,000 characters.',
	}),
	isSearched: true,
};

const entitiesToLookUp = rows({
	displayName: 'Entities',
	addLabel: 'Add entity',
	rowName: 'Entity',
	required: true,
	fields: {
		value: id({ displayName: 'Value', anyText: true, placeholder: 'e.g. 8.8.8.8' }),
		// No default: what is sent under a wrong type has no hits, which reads as if nothing were known of it.
		type: id({
			displayName: 'Type',
			anyText: true,
			placeholder: 'e.g. IPv4',
			description: `For example: ${ENTITY_TYPES}`,
		}),
	},
});

const integrationsToChoose = rows({
	displayName: 'Integrations',
	addLabel: 'Add integration',
	rowName: 'Integration',
	required: true,
	fields: { integrationId: integrationInRow },
});

/** POST /api/parsed-entities. */
export const parseText = operation({
	name: 'Parse Text',
	action: 'Parse text for lookup',
	description:
		'Find the IP addresses, domains, URLs, email addresses, hashes and other entities in a text, one item each',
	fields: { text: textToParse },
	simplify: (entity) => ({
		...simplified(entity, ['value', 'type', 'types', 'displayValue', 'hashType', 'isPrivateIP']),
		tags: tagsOf(entity),
	}),
	run: async (api, values) => await parsedEntities(api, values.text),
});

/** Parsing, where a text is given, then POST /api/integrations/{id}/lookup of every integration that is asked. */
export const lookUp = operation({
	name: 'Look Up',
	action: 'Look up entities in integrations',
	description:
		'Search integrations for information on entities. Returns one item per hit, or with a warning where a search failed.',
	fields: {
		input: choice({
			displayName: 'Input',
			options: [
				{ name: 'Entities', value: 'entities', description: 'Values with known types' },
				{ name: 'Text', value: 'text', description: 'Free text in which the server finds the entities' },
			],
			default: 'text',
		}),
		text: when({ input: ['text'] }, textToParse),
		entities: when({ input: ['entities'] }, entitiesToLookUp),
		in: choice({
			displayName: 'Search In',
			options: [
				{ name: 'All Running Integrations', value: 'all' },
				{ name: 'One Integration', value: 'one' },
				{ name: 'Several Integrations', value: 'several' },
			],
			default: 'all',
		}),
		integrationId: when({ in: ['one'] }, integration),
		integrations: when({ in: ['several'] }, integrationsToChoose),
		matchingTypesOnly: when(
			{ in: ['all'] },
			flag({
				displayName: 'Matching Types Only',
				default: false,
				description: 'Whether to send each integration only the entity types that it accepts',
			}),
		),
		includeMisses: flag({
			displayName: 'Include Misses',
			default: false,
			description: 'Whether to also return entities without a hit',
		}),
		retryLookups: flag({
			displayName: 'Retry Lookups',
			default: false,
			description: 'Whether to repeat failed lookups. Each one may use up the quota of a third party.',
		}),
	},
	simplify: simplifyResult,
	run: async (api, values) => {
		const entities = await entitiesOf(api, values);
		if (entities.length === 0) return [];
		return await lookUpIn(api, await integrationsToAsk(api, values), entities, values);
	},
});

interface Given {
	readonly text: string | undefined;
	readonly entities: readonly IDataObject[] | undefined;
}

/** Those that were given, or those of the text, whole but without their annotations. */
async function entitiesOf(
	api: ApiClient,
	{ text: given, entities = [] }: Given,
): Promise<readonly IDataObject[]> {
	if (given === undefined) return entities;
	return (await parsedEntities(api, given)).map((entity) => omit(entity, 'annotations'));
}

interface Choice {
	readonly integrationId: string | undefined;
	readonly integrations: ReadonlyArray<{ readonly integrationId: string }> | undefined;
	readonly matchingTypesOnly: boolean | undefined;
}

async function integrationsToAsk(
	api: ApiClient,
	{ integrationId, integrations, matchingTypesOnly }: Choice,
): Promise<Asked[]> {
	const ids = integrationId === undefined ? integrations?.map((row) => row.integrationId) : [integrationId];
	if (ids !== undefined) return uniq(ids).map((id) => ({ id, name: null }));
	const running = await api.once(
		'running integrations',
		async () => await all(allIntegrations(api, RUNNING)),
	);
	return running.map((row) => asked(row, matchingTypesOnly === true));
}

/** Flat; a warning stays as it is. */
function simplifyResult(result: IDataObject): IDataObject {
	const face = pick(result, ['integrationId', 'integrationName', 'warning']);
	if ('warning' in result) return face;
	const { entity, data } = result;
	const { value, type } = isRecord(entity) ? entity : {};
	const { summary, details } = isRecord(data) ? data : {};
	// Some results have the displayed value instead of the entity.
	const displayValue = result['displayValue'] ?? result['display-value'] ?? value ?? null;
	return {
		...face,
		value: value ?? displayValue,
		type: type ?? null,
		displayValue,
		isHit: isRecord(data),
		summary: summary ?? [],
		details: details ?? {},
	};
}

export const lookupResource = resource('Lookup', [lookUp, parseText]);
