import type { IDataObject } from 'n8n-workflow';
import { isEmpty, omit } from 'lodash';

import {
	choice,
	collection,
	FieldError,
	flag,
	integer,
	isRecord,
	json,
	optionalId,
	optionalJson,
	optionalText,
	refuseUndefined,
} from '../../../../core';
import { clearableText, mapping } from '../../fields';
import { configMode } from './mapping';

const HOSTED_ID = /^[a-z][a-z0-9-]{0,18}[a-z0-9]$/;

const CONFIG_WARNING =
	"The integration's mapping. Do not store tokens here. Use environment variables of the integration, or names of organization secrets in its specification.";
/** The seed document's GitHub and Kubernetes examples; the API takes any keys beside `resources`. */
const GITHUB_EXAMPLE = 'For example: {"app_host": "https://github.example.com", "repositories": ["service"]}';
const KUBERNETES_EXAMPLE = 'For example: {"cluster_name": "production", "namespaces": ["default"]}';

/** The mapping of Update Config. */
export const config = mapping(
	json({ displayName: 'Config (JSON)', description: CONFIG_WARNING, hint: GITHUB_EXAMPLE }),
);

/** What Create and Update can set. */
const changeable = {
	actionsProcessingEnabled: flag({
		displayName: 'Actions Processing Enabled',
		default: false,
		description: 'Whether to let the integration process actions',
	}),
	appSpec: optionalJson({
		displayName: 'App Specification (JSON)',
		default: '',
		description: 'The complete app specification. Port may replace the stored one.',
		hint: 'For example: {"scheduledResyncInterval": "4h"}',
	}),
	changelogDestination: optionalJson({
		displayName: 'Changelog Destination (JSON)',
		default: '',
		description: 'Where Port sends changes. Cannot be removed once set.',
		hint: 'For example: {"type": "WEBHOOK", "url": "https://example.com/changes"}',
	}),
	config: mapping(
		optionalJson({
			displayName: 'Config (JSON)',
			default: '',
			description: CONFIG_WARNING,
			hint: KUBERNETES_EXAMPLE,
		}),
	),
	incrementalSyncEnabled: flag({
		displayName: 'Incremental Sync Enabled',
		default: false,
		description: 'Whether to sync only changes',
	}),
	integrationSpec: optionalJson({
		displayName: 'Integration Specification (JSON)',
		default: '',
		description:
			'The complete specification of a Port-hosted integration. Port may replace the stored one. For secrets, enter names of organization secrets.',
		hint: 'For example: {"gitlabHost": "https://gitlab.example.com", "gitlabToken": "GITLAB_TOKEN"}',
	}),
	more: optionalJson({
		displayName: 'Additional Fields (JSON)',
		description: 'Other fields of the integration, as named in the Port API',
		hint: 'For example: {"processingMode": "ocean-core"}',
	}),
	title: optionalText({ displayName: 'Title' }),
	version: optionalText({ displayName: 'Version', placeholder: 'e.g. 0.3.1' }),
};

/** What Create takes beside ID and type. */
export const creation = collection({
	displayName: 'Additional Fields',
	fields: {
		...changeable,
		createPortResourcesOrigin: choice({
			displayName: 'Create Port Resources Origin',
			options: ['Default', 'Empty', 'Ocean', 'Port'].map((value) => ({ name: value, value })),
			default: 'Default',
			description: 'Where the initial blueprints and mapping come from',
		}),
		installationType: choice({
			displayName: 'Installation Type',
			options: [
				{ name: 'Port-Hosted', value: 'Saas' },
				{ name: 'Self-Hosted', value: 'OnPrem' },
			],
			default: 'OnPrem',
		}),
		waitSeconds: integer({
			displayName: 'Max Wait (Seconds)',
			default: 300,
			min: 0,
			max: 3600,
			description:
				'How long to wait for Port to finish creating a Port-hosted integration. If not set, the node does not wait.',
		}),
	},
});

const BY_EXPRESSION =
	"An expression without a value leaves it unchanged. To remove it by expression, use null in 'Additional Fields (JSON)'.";

/** What Update takes. */
export const changes = collection({
	displayName: 'Update Fields',
	fields: {
		...changeable,
		configMode,
		title: clearableText({
			displayName: 'Title',
			description: `Leave empty to remove the stored title. ${BY_EXPRESSION}`,
		}),
		version: clearableText({
			displayName: 'Version',
			placeholder: 'e.g. 0.3.1',
			description: `Leave empty to remove the stored version. ${BY_EXPRESSION}`,
		}),
		pinnedVersion: optionalId({ displayName: 'Pinned Version', placeholder: 'e.g. 0.3.1' }),
	},
});

/** @throws FieldError where Port would refuse this body of a Port-hosted integration. */
export function checkCreation(installationId: string, { installationType, spec }: IDataObject): void {
	if (installationType !== 'Saas') return;
	if (!HOSTED_ID.test(installationId)) {
		throw new FieldError(
			`"${installationId}" cannot be the installation ID of a Port-hosted integration`,
			'Use 2 to 20 lowercase letters, digits and dashes. Start with a letter and do not end with a dash. Nothing was sent.',
		);
	}
	if (!isRecord(spec) || !isRecord(spec['integrationSpec'])) {
		throw new FieldError(
			"'Integration Specification (JSON)' is missing for a Port-hosted integration",
			"Add it under 'Additional Fields'. Nothing was sent.",
		);
	}
}

/** @throws FieldError where an expression left a key of the JSON undefined that is stored as it is given */
export function checkJson(
	{
		appSpec,
		integrationSpec,
		changelogDestination,
		more,
	}: Omit<ReturnType<typeof changes.read>, 'title' | 'version'>,
	how: { readonly wholly: boolean },
): void {
	refuseUndefined("'App Specification (JSON)'", appSpec);
	refuseUndefined("'Integration Specification (JSON)'", integrationSpec);
	refuseUndefined("'Changelog Destination (JSON)'", changelogDestination);
	refuseUndefined("'Additional Fields (JSON)'", more, how);
}

/** What Port says of an integration, and takes in no change (provider document, sections 2.1 and 3.1). */
const OWNED_BY_PORT = [
	'_id',
	'_orgId',
	'clientId',
	'createdAt',
	'createdBy',
	'identifier',
	'ingestAttributes',
	'installationId',
	'integrationType',
	'logAttributes',
	'metricAttributes',
	'resyncState',
	'statusInfo',
	'updatedAt',
	'updatedBy',
];

/** What this node adds to an integration that it returns. */
const ADDED_HERE = [
	'deploymentMessage',
	'deploymentStatus',
	'integrationId',
	'lastResyncEnd',
	'lastResyncStart',
	'resyncReason',
	'resyncRequestedAt',
	'resyncSeconds',
	'resyncSkipped',
	'resyncStatus',
	'status',
	'type',
];

/**
 * The API keeps the two specifications under one key. A whole record may be given in Additional Fields: what is said of it there,
 * Port would store, and show from then on in place of what is.
 */
export function bodyOf(values: {
	readonly more?: IDataObject | undefined;
	readonly appSpec?: IDataObject | undefined;
	readonly integrationSpec?: IDataObject | undefined;
	readonly [field: string]: IDataObject[string];
}): IDataObject {
	const { more, appSpec, integrationSpec, ...fields } = values;
	const spec = { ...(appSpec && { appSpec }), ...(integrationSpec && { integrationSpec }) };
	const given = more?.['spec'];
	const body = {
		...omit(more, OWNED_BY_PORT, ADDED_HERE),
		...fields,
		...(!isEmpty(spec) && { spec: { ...(isRecord(given) && given), ...spec } }),
	};
	return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
