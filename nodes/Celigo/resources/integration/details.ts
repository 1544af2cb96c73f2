import { optionalJson, optionalText } from '../../../../core';
import { integrationDescription } from '../../fields';

/** What Create and Update take beside the name. */
export const integrationDetails = {
	description: integrationDescription(),
	readme: optionalText({ displayName: 'Readme', rows: 5 }),
	settings: optionalJson({ displayName: 'Settings (JSON)', placeholder: 'e.g. {"customKey": "value"}' }),
	more: optionalJson({
		displayName: 'Additional Fields (JSON)',
		description: 'Further fields of the integration as the API names them',
		placeholder: 'e.g. {"flowGroupings": [{"name": "Customers"}]}',
	}),
};

/** The short form of an integration. */
export const integrationKeys = [
	'_id',
	'name',
	'description',
	'numError',
	'lastErrorAt',
	'numFlows',
	'mode',
	'sandbox',
	'version',
	'_connectorId',
	'createdAt',
	'lastModified',
] as const;
