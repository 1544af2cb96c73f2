import type { IDataObject } from 'n8n-workflow';
import { isEmpty } from 'lodash';

import type { ApiClient } from '../../../../core/request/ApiClient';
import { collection } from '../../../../core/field/fieldGroups';
import { flag, optionalText } from '../../../../core/field/fields';
import { isRecord } from '../../../../core/data/json';
import { operation } from '../../../../core/operation/Operation';
import { route } from '../../../../core/request/Route';
import { changed, integrationOf, simplifyIntegration } from '../../reading/integrations';
import { additionalQuery, integration } from '../../locators';
import { mergeMapping } from '../../mapping';
import { bodyOf, changeable, mode, wholeConfig } from './changeFields';

/** PATCH /integration/{identifier}. Without any change it would be a request for a resync, so that is refused. */
export const update = operation({
	name: 'Update',
	action: 'Update an integration',
	description: 'A change of the config starts a resync',
	fields: {
		integrationId: integration,
		details: collection({
			displayName: 'Fields to Set',
			addLabel: 'Add field',
			fields: {
				...changeable,
				configMode: mode,
				pinnedVersion: optionalText({ displayName: 'Pinned Version', placeholder: 'e.g. 0.3.1' }),
			},
		}),
		additionalQuery,
	},
	simplify: simplifyIntegration,
	run: async (port, { integrationId, details: { configMode, ...given }, additionalQuery: query }) => {
		const changes = bodyOf(given);
		if (isEmpty(changes)) {
			throw port.error(
				'There is nothing to update',
				'Add at least one field to set: an empty update would start a resync. Nothing was sent.',
			);
		}
		const { config } = changes;
		const body =
			isRecord(config) && configMode !== 'replace'
				? { ...changes, config: await merged(port, integrationId, config) }
				: changes;
		const answer = await port.patch(route`/integration/${integrationId}`, body, { query });
		return await changed(port, integrationId, answer);
	},
});

/** PATCH /integration/{identifier}/config. The API replaces the mapping whole; merging reads it first. */
export const updateConfig = operation({
	name: 'Update Config',
	action: 'Update the config of an integration',
	description: 'Starts a resync, unless that is skipped',
	fields: {
		integrationId: integration,
		mode,
		config: wholeConfig,
		skipResync: flag({
			displayName: 'Skip Resync',
			default: false,
			description: 'Whether to store the mapping without starting a resync',
		}),
		additionalQuery,
	},
	simplify: simplifyIntegration,
	run: async (port, { integrationId, mode: how, config, skipResync, additionalQuery: query }) => {
		const whole = how === 'merge' ? await merged(port, integrationId, config) : config;
		const answer = await port.patch(
			route`/integration/${integrationId}/config`,
			{ config: whole },
			{ query, ...(skipResync && { headers: { 'x-skip-resync': 'true' } }) },
		);
		return await changed(port, integrationId, answer);
	},
});

async function merged(port: ApiClient, installationId: string, changes: IDataObject): Promise<IDataObject> {
	if (isEmpty(changes)) {
		throw port.error(
			'There is nothing to merge',
			'Give at least one key: storing the same config again would start a resync. Nothing was sent.',
		);
	}
	const { config } = await integrationOf(port, installationId);
	return mergeMapping(isRecord(config) ? config : {}, changes);
}
