import type { IDataObject } from 'n8n-workflow';

import { optionalJson, optionalText, simplified } from '../../../../core';
import { integrationDescription } from '../../fields';

const details = {
	description: integrationDescription(),
	readme: optionalText({ displayName: 'Readme', rows: 5 }),
};
const settings = { displayName: 'Settings (JSON)', hint: 'For example: {"customKey": "value"}' };

/** What Create takes beside the name. */
export const creationDetails = {
	...details,
	settings: optionalJson(settings),
	more: optionalJson({
		displayName: 'Additional Fields (JSON)',
		description: 'Other fields of the integration, as named in the Celigo API',
		hint: 'For example: {"flowGroupings": [{"name": "Customers"}]}',
	}),
};

/** What Update takes beside the name. */
export const updateDetails = {
	...details,
	settings: optionalJson({ ...settings, default: '', description: 'Replaces all stored settings' }),
	more: optionalJson({
		displayName: 'Additional Fields (JSON)',
		description:
			'Other fields of the integration, as named in the Celigo API. A list replaces the stored one: give all its entries, each with its _id.',
		hint: 'For example: {"flowGroupings": [{"_id": "5f1b2c3d4e5f6a7b8c9d3001", "name": "Customers"}]}',
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
