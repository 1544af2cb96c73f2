import { isEmpty } from 'lodash';

import { FieldError, flag, isRecord, operation, route } from '../../../../core';
import { additionalQuery } from '../../fields';
import { integration } from '../../locators';
import { changed, simplifyIntegration } from '../../reading/integrations';
import { bodyOf, changes, config } from './changeFields';
import { checkConfig, configMode, wholeConfig } from './mapping';

/** PATCH /integration/{identifier}. Without any change it would be a request for a resync, so that is refused. */
export const update = operation({
	name: 'Update',
	action: 'Update an integration',
	description: 'A change of the config starts a resync',
	fields: { integrationId: integration, details: changes, additionalQuery },
	simplify: simplifyIntegration,
	exclusive: ({ integrationId, details }) =>
		details.config === undefined ? undefined : mappingOf(integrationId),
	check: ({ details: { configMode, ...given } }) => {
		const body = bodyOf(given);
		if (isEmpty(body)) {
			throw new FieldError(
				'There is nothing to update',
				"Add at least one field under 'Fields to Set': an empty update would start a resync. Nothing was sent.",
			);
		}
		if (isRecord(body['config'])) checkConfig(body['config'], configMode);
	},
	run: async (api, { integrationId, details: { configMode, ...given }, additionalQuery: query }) => {
		const body = bodyOf(given);
		if (isRecord(body['config'])) {
			body['config'] = await wholeConfig(api, integrationId, body['config'], configMode);
		}
		const response = await api.patch(route`/integration/${integrationId}`, body, { query });
		return await changed(api, integrationId, response);
	},
});

/** PATCH /integration/{identifier}/config. The API replaces the mapping whole; merging reads it first. */
export const updateConfig = operation({
	name: 'Update Config',
	action: 'Update the config of an integration',
	description: 'Starts a resync, unless that is skipped',
	fields: {
		integrationId: integration,
		mode: configMode,
		config,
		skipResync: flag({
			displayName: 'Skip Resync',
			default: false,
			description: 'Whether to store the mapping without starting a resync',
		}),
		additionalQuery,
	},
	simplify: simplifyIntegration,
	exclusive: ({ integrationId }) => mappingOf(integrationId),
	check: ({ config, mode }) => checkConfig(config, mode),
	run: async (api, { integrationId, mode, config, skipResync, additionalQuery: query }) => {
		const body = { config: await wholeConfig(api, integrationId, config, mode) };
		const response = await api.patch(route`/integration/${integrationId}/config`, body, {
			query,
			...(skipResync && { headers: { 'x-skip-resync': 'true' } }),
		});
		return await changed(api, integrationId, response);
	},
});

/** What a merge reads, changes and writes whole. */
function mappingOf(integrationId: string): string {
	return `config ${integrationId}`;
}
