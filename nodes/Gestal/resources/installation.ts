import type { IDataObject } from 'n8n-workflow';
import { get as valueAt, mapValues } from 'lodash';

import { choice, operation, resource, when } from '../../../core';
import { additionalQuery, checkQuery } from '../fields';
import { installation, integration } from '../locators';
import { INSTALLATION, INTEGRATOR } from '../platform';
import { installationsOf, LARGEST_PAGE } from '../reading/lists';
import { generationOf, paths } from '../reading/paths';
import { getIfThere, getOne } from '../reading/records';

const ONE = {
	name: 'One Integration',
	value: 'one',
	description: 'Only the installations of the integration that you choose',
} as const;

/** GET /integrations/{id}/installations, most recently updated first; activated ones only. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many installations',
	description:
		'Retrieve a list of installations, the sites that use an integration. Gestal only lists activated ones.',
	credentialType: INTEGRATOR,
	fields: {
		installationsOf: choice({
			displayName: 'Scope',
			options: [
				{
					name: 'All Integrations',
					value: 'all',
					description: "With 'API Version' 2018, sends one request per integration",
				},
				ONE,
			],
			default: 'one',
		}),
		integrationId: when({ installationsOf: ['one'] }, integration),
		query: additionalQuery,
	},
	check: ({ query }, settings) => checkQuery(settings, query),
	simplify: simplifyInstallation,
	list: (api, { integrationId, query }) =>
		ofIntegration(installationsOf(api, integrationId, query), integrationId),
});

/** GET /integrator/installations/{id}; a search of the lists where there is no such route. */
export const get = operation({
	name: 'Get',
	action: 'Get installation',
	description:
		'Retrieve the site and tenant of a single installation by its ID. Gestal only returns activated ones.',
	credentialType: INTEGRATOR,
	fields: {
		installationsOf: choice({
			displayName: 'Scope',
			options: [
				{
					name: 'Any Integration',
					value: 'all',
					description: "With 'API Version' 2018, searches one integration after the other",
				},
				ONE,
			],
			default: 'all',
		}),
		integrationId: when({ installationsOf: ['one'] }, integration),
		installationId: installation,
	},
	simplify: simplifyInstallation,
	run: async (api, { integrationId, installationId }) => {
		// The route by ID does not say whose installation it is.
		if (integrationId === undefined && generationOf(api.settings) === 'current') {
			const found = await getIfThere(api, paths.installation(installationId), installationId);
			if (found !== undefined) return found;
		}
		const installations = installationsOf(api, integrationId, LARGEST_PAGE);
		for await (const listed of ofIntegration(installations, integrationId)) {
			if (listed['cloud_id'] === installationId) return listed;
		}
		throw api.error(
			`Gestal lists no activated installation ${installationId}`,
			'Check the ID and the integration. The farm may have removed the installation.',
		);
	},
});

/** GET /integration: the installation that the access key belongs to. */
export const getCurrent = operation({
	name: 'Get Current',
	action: 'Get installation of access key',
	description: 'Retrieve the installation of the site that the credential belongs to',
	credentialType: INSTALLATION,
	fields: {},
	simplify: simplifyInstallation,
	run: async (api) => await getOne(api, paths.ownInstallation),
});

/** Where each field of the short form stands. */
const SHORT = {
	cloud_id: 'cloud_id',
	site_name: 'site.name',
	tenant_name: 'tenant.name',
	integration_name: 'integration.name',
	name: 'name',
	type: 'type',
	last_active_at: 'access_key.last_active_at',
	site_id: 'site.cloud_id',
	integrationId: 'integration.cloud_id',
	updated_at: 'updated_at',
};

function simplifyInstallation(record: IDataObject): IDataObject {
	return mapValues(SHORT, (path): IDataObject[string] => valueAt(record, path) ?? null);
}

/** The platform does not repeat of which integration a list is. */
async function* ofIntegration(
	installations: AsyncIterable<IDataObject>,
	integrationId: string | undefined,
): AsyncGenerator<IDataObject> {
	for await (const row of installations) {
		yield integrationId === undefined ? row : { ...row, integration: { cloud_id: integrationId } };
	}
}

export const installationResource = resource('Installation', [get, getCurrent, getMany]);
