import type { IDataObject } from 'n8n-workflow';

import { optionalJson, optionalText, simplified } from '../../../../core';
import { integrationDescription } from '../../fields';

/** What Create and Update take beside the name. */
export const integrationDetails = {
	description: integrationDescription(),
	readme: optionalText({ displayName: 'Readme', rows: 5 }),
	settings: optionalJson({ displayName: 'Settings (JSON)', placeholder: 'e.g. {"customKey": "value"}' }),
	more: optionalJson({
		displayName: 'Additional Fields (JSON)',
		description: 'Other fields of the integration, as named in the Celigo API',
		placeholder: 'e.g. {"flowGroupings": [{"name": "Customers"}]}',
	}),
};

const integrationKeys = [
	'_id',
	'name',
	'mode',
	'numError',
	'lastErrorAt',
	'numFlows',
	'sandbox',
	'_connectorId',
	'lastModified',
] as const;

/** The short form of an integration. */
export function simplifyIntegration(record: IDataObject): IDataObject {
	return { ...simplified(record, integrationKeys), integrationId: record['_id'] ?? null };
}
