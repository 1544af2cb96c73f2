import type { IDataObject } from 'n8n-workflow';
import { isEmpty } from 'lodash';

import { choice, flag, json, optionalJson, optionalText } from '../../../../core/field/fields';
import { mapping } from '../../mapping';

const CONFIG_WARNING =
	'The mapping of the integration. Tokens do not belong here: they live in the environment of the integration, or as names of organization secrets in its specification.';
/** The seed document's GitHub and Kubernetes examples; the API takes any keys beside `resources`. */
const GITHUB_EXAMPLE = 'e.g. {"app_host": "https://github.example.com", "repositories": ["service"]}';
const KUBERNETES_EXAMPLE = 'e.g. {"cluster_name": "production", "namespaces": ["default"]}';

/** How a given mapping meets the stored one. */
export const mode = choice({
	displayName: 'Mode',
	options: [
		{
			name: 'Merge Into Stored',
			value: 'merge',
			description: 'Put the given keys, and the given kinds of resources, in place of the stored ones',
		},
		{
			name: 'Replace',
			value: 'replace',
			description: 'Store exactly what is given: the rest of the mapping is wiped',
		},
	],
	default: 'merge',
});

/** The mapping of Update Config. */
export const wholeConfig = mapping(
	json({ displayName: 'Config (JSON)', description: CONFIG_WARNING, placeholder: GITHUB_EXAMPLE }),
);

/** What Create and Update can set. */
export const changeable = {
	actionsProcessingEnabled: flag({
		displayName: 'Actions Processing Enabled',
		default: false,
		description: 'Whether the integration processes actions',
	}),
	appSpec: optionalJson({
		displayName: 'App Specification (JSON)',
		description:
			'Give it whole, with the Integration Specification of a Port-hosted one: Port may replace what is stored',
		placeholder: 'e.g. {"scheduledResyncInterval": "4h"}',
	}),
	changelogDestination: optionalJson({
		displayName: 'Changelog Destination (JSON)',
		description: 'Cannot be removed once set',
		placeholder: 'e.g. {"type": "WEBHOOK", "url": "https://example.com/changes"}',
	}),
	config: mapping(
		optionalJson({
			displayName: 'Config (JSON)',
			description: CONFIG_WARNING,
			placeholder: KUBERNETES_EXAMPLE,
		}),
	),
	incrementalSyncEnabled: flag({
		displayName: 'Incremental Sync Enabled',
		default: false,
		description: 'Whether the integration syncs changes only',
	}),
	integrationSpec: optionalJson({
		displayName: 'Integration Specification (JSON)',
		description:
			'For Port-hosted integrations. Give it whole: Port may replace what is stored. Secret values are names of organization secrets.',
		placeholder: 'e.g. {"gitlabHost": "https://gitlab.example.com", "gitlabToken": "GITLAB_TOKEN"}',
	}),
	more: optionalJson({
		displayName: 'Additional Fields (JSON)',
		description: 'Further fields of the integration as the API names them',
		placeholder: 'e.g. {"processingMode": "ocean-core"}',
	}),
	title: optionalText({ displayName: 'Title' }),
	version: optionalText({ displayName: 'Version', placeholder: 'e.g. 0.3.1' }),
};

/** The API keeps the two specifications under one key. */
export function bodyOf(given: {
	readonly more?: IDataObject | undefined;
	readonly appSpec?: IDataObject | undefined;
	readonly integrationSpec?: IDataObject | undefined;
	readonly [field: string]: IDataObject[string];
}): IDataObject {
	const { more, appSpec, integrationSpec, ...fields } = given;
	const spec = { ...(appSpec && { appSpec }), ...(integrationSpec && { integrationSpec }) };
	const body = { ...more, ...fields, ...(!isEmpty(spec) && { spec }) };
	return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
