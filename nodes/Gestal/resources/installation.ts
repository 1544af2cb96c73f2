import type { IDataObject } from 'n8n-workflow';
import { omitBy, pick } from 'lodash';

import { choice, when } from '../../../core/field/fields';
import { isRecord } from '../../../core/data/json';
import { operation, resource } from '../../../core/operation/Operation';
import { additional, additionalQuery, getOne, installationsOf, oneRecord } from '../reading/lists';
import { integration, installation } from '../locators';
import { generationOf, pathOf, paths } from '../reading/paths';
import { INSTALLATION, INTEGRATOR } from '../platform';

const ALL = { per_page: 1000 };

/** GET /integrations/{id}/installations, most recently updated first; activated ones only. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many installations',
	description: 'Gestal lists activated installations only',
	credentialType: INTEGRATOR,
	fields: {
		installationsOf: choice({
			displayName: 'Of',
			options: [
				{
					name: 'All Integrations',
					value: 'all',
					description: 'One request for each integration with the paths of 2018',
				},
				{ name: 'One Integration', value: 'one' },
			],
			default: 'one',
		}),
		integrationId: when({ installationsOf: ['one'] }, integration),
		query: additionalQuery,
	},
	simplify: simplifyInstallation,
	list: async function* (gestal, { integrationId, query }) {
		yield* installationsOf(gestal, integrationId, {
			per_page: gestal.rowsPerPage,
			...additional(gestal, query),
		});
	},
});

/** GET /integrator/installations/{id}; a search of the lists where there is no such route. */
export const get = operation({
	name: 'Get',
	action: 'Get an installation',
	description: 'Gestal shows activated installations only',
	credentialType: INTEGRATOR,
	fields: {
		installationsOf: choice({
			displayName: 'Of',
			options: [
				{
					name: 'Any Integration',
					value: 'all',
					description: 'Reads the installations of one integration after the other with the paths of 2018',
				},
				{ name: 'One Integration', value: 'one' },
			],
			default: 'all',
		}),
		integrationId: when({ installationsOf: ['one'] }, integration),
		installationId: installation,
	},
	simplify: simplifyInstallation,
	run: async (gestal, { integrationId, installationId: id }) => {
		if (generationOf(gestal) === 'current') {
			const place = pathOf(gestal, paths.installation, id);
			const { status, body } = await gestal.send({ method: 'GET', route: place, accept: [404] });
			if (status !== 404) return oneRecord(gestal, body);
		}
		for await (const row of installationsOf(gestal, integrationId, ALL)) {
			if (row['cloud_id'] === id) return row;
		}
		throw gestal.error(
			`There is no activated installation ${id}`,
			'Check the ID, and the integration where one is chosen: a farm may have removed the installation.',
		);
	},
});

/** GET /integration: the installation that the access key belongs to. */
export const getCurrent = operation({
	name: 'Get Current',
	action: 'Get the installation of the access key',
	credentialType: INSTALLATION,
	fields: {},
	simplify: simplifyInstallation,
	run: async (gestal) => await getOne(gestal, pathOf(gestal, paths.ownInstallation)),
});

function simplifyInstallation(record: IDataObject): IDataObject {
	const part = (name: string, field: string): IDataObject[string] =>
		isRecord(record[name]) ? record[name][field] : undefined;
	const flat: IDataObject = {
		integration_id: part('integration', 'cloud_id'),
		integration_name: part('integration', 'name'),
		tenant_id: part('tenant', 'cloud_id'),
		tenant_name: part('tenant', 'name'),
		site_id: part('site', 'cloud_id'),
		site_name: part('site', 'name'),
		last_active_at: part('access_key', 'last_active_at'),
	};
	const own = pick(record, ['cloud_id', 'name', 'type', 'signed', 'created_at', 'updated_at']);
	return { ...own, ...omitBy(flat, (value) => value === undefined) };
}

export const installationResource = resource('Installation', [get, getCurrent, getMany]);
