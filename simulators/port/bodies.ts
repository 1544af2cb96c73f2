import { body } from '../switchboard';

import type { Integration, Mapping } from './records';

/** The bodies of sections 1, 2.1 and 2.2. */

const specification = {
	type: 'object',
	properties: {
		appSpec: {
			type: 'object',
			properties: {
				scheduledResyncInterval: { enum: ['1h', '2h', '3h', '4h', '6h', '12h', '24h', '7d'] },
				incrementalSyncInterval: { enum: ['15m', '30m', '1h'] },
				sendRawDataExamples: { type: 'boolean' },
				liveEventsEnabled: { type: 'boolean' },
				lakehouseEnabled: { type: 'boolean' },
				actionsProcessingEnabled: { type: 'boolean' },
				incrementalSyncEnabled: { type: 'boolean' },
			},
		},
		integrationSpec: { type: 'object' },
	},
} as const;

const mapping = {
	type: ['object', 'null'],
	properties: {
		deleteDependentEntities: { type: 'boolean' },
		createMissingRelatedEntities: { type: 'boolean' },
		enableMergeEntity: { type: 'boolean' },
		resources: {
			type: 'array',
			items: {
				type: 'object',
				required: ['kind', 'selector', 'port'],
				properties: { kind: { type: 'string' }, selector: { type: 'object' }, port: { type: 'object' } },
			},
		},
	},
} as const;

/** `{}`, Kafka, or a webhook with its address. */
const destination = {
	type: 'object',
	anyOf: [
		{ maxProperties: 0 },
		{
			required: ['type'],
			properties: { type: { const: 'KAFKA' } },
			additionalProperties: false,
		},
		{
			required: ['type', 'url'],
			properties: {
				type: { const: 'WEBHOOK' },
				url: { type: 'string' },
				agent: { type: 'boolean' },
			},
			additionalProperties: false,
		},
	],
} as const;

const changeable = {
	title: { type: ['string', 'null'] },
	installationAppType: { type: 'string', minLength: 1 },
	version: { type: 'string' },
	spec: specification,
	actionsProcessingEnabled: { type: 'boolean' },
	config: mapping,
	changelogDestination: destination,
	incrementalSyncEnabled: { type: 'boolean' },
} as const;

export const tokenBody = body<{ clientId: string; clientSecret: string }>({
	type: 'object',
	required: ['clientId', 'clientSecret'],
	properties: { clientId: { type: 'string' }, clientSecret: { type: 'string' } },
	additionalProperties: false,
});

const patchable = {
	...changeable,
	installationAppType: { type: ['string', 'null'], minLength: 1 },
	version: { type: ['string', 'null'] },
	changelogDestination: { anyOf: [destination, { type: 'null' }] },
	pinnedVersion: { type: 'string' },
	arePortResourcesInitialized: { type: 'boolean' },
	processingMode: { type: 'string', enum: ['ocean-core', 'dsp'] },
} as const;

export const changeableKeys = Object.keys(patchable);

/** Further properties are accepted. */
export const changeBody = body<Partial<Integration>>({ type: 'object', properties: patchable });

/** The key is required, and there is no other. */
export const configBody = body<{ config: Mapping }>({
	type: 'object',
	required: ['config'],
	properties: { config: { ...mapping, type: 'object' } },
	additionalProperties: false,
});

export interface NewIntegration extends Partial<Integration> {
	installationId: string;
	installationAppType: string;
	createPortResourcesOrigin?: string;
}

export const createBody = body<NewIntegration>({
	type: 'object',
	required: ['installationId', 'installationAppType'],
	properties: {
		...changeable,
		installationId: { type: 'string', minLength: 1 },
		installationType: {
			type: 'string',
			enum: ['OnPrem', 'Saas', 'SaasOAuth2', 'CustomGithubApp', 'EnterpriseGithubApp'],
		},
		createPortResourcesOrigin: { type: 'string', enum: ['Empty', 'Ocean', 'Default', 'Port'] },
	},
	additionalProperties: false,
});
