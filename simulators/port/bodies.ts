import { body } from '../switchboard';

import type { Integration, Mapping } from './records';

/** The bodies of sections 1, 2.1 and 2.2. */

const specification = {
	type: 'object',
	properties: { appSpec: { type: 'object' }, integrationSpec: { type: 'object' } },
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

const destination = {
	type: 'object',
	properties: {
		type: { type: 'string', enum: ['KAFKA', 'WEBHOOK'] },
		url: { type: 'string' },
		agent: { type: 'boolean' },
	},
	additionalProperties: false,
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

/** Further properties are accepted. */
export const changeBody = body<Partial<Integration>>({
	type: 'object',
	properties: {
		...changeable,
		pinnedVersion: { type: 'string' },
		arePortResourcesInitialized: { type: 'boolean' },
		processingMode: { type: 'string', enum: ['ocean-core', 'dsp'] },
	},
});

/** The key is required, and there is no other. */
export const configBody = body<{ config: Mapping | null }>({
	type: 'object',
	required: ['config'],
	properties: { config: mapping },
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
