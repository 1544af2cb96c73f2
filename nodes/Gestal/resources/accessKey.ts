import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import { operation, resource } from '../../../core/operation/Operation';
import { additional, additionalQuery, getOne, hintOf, oneRecord, pages } from '../reading/lists';
import {
	accessKey,
	anyInstallation,
	installation,
	installationForList,
	integrationForList,
} from '../locators';
import { pathOf, paths } from '../reading/paths';
import { INTEGRATOR } from '../platform';

/** POST /integrations/installations/{id}/accesskeys. Never repeated: a second key would be made. */
export const create = operation({
	name: 'Create',
	action: 'Create an access key',
	description: 'The only time that Gestal shows the key: store it at once, it gives full access to the site',
	credentialType: INTEGRATOR,
	fields: { integrationId: integrationForList, installationId: installation },
	keepsSecrets: () => true,
	simplify: simplifyKey,
	run: async (gestal, { installationId: id }) =>
		withId(
			oneRecord(
				gestal,
				await gestal.post(pathOf(gestal, paths.accessKeys, id), undefined, { refusalHint: hintOf(gestal) }),
			),
		),
});

/** GET /integrations/accesskeys/{id}; the key itself is masked. */
export const get = operation({
	name: 'Get',
	action: 'Get an access key',
	credentialType: INTEGRATOR,
	fields: { integrationId: integrationForList, installationId: installationForList, accessKeyId: accessKey },
	simplify: simplifyKey,
	run: async (gestal, { accessKeyId: id }) =>
		withId(await getOne(gestal, pathOf(gestal, paths.accessKey, id))),
});

/** GET /integrations/installations/{id}/accesskeys, most recently updated first. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many access keys',
	credentialType: INTEGRATOR,
	fields: { integrationId: integrationForList, installationId: anyInstallation, query: additionalQuery },
	simplify: simplifyKey,
	list: async function* (gestal, { installationId: id, query }) {
		const list =
			id === undefined ? pathOf(gestal, paths.allAccessKeys) : pathOf(gestal, paths.accessKeys, id);
		for await (const key of pages(gestal, list, additional(gestal, query))) yield withId(key);
	},
});

/** DELETE /integrations/accesskeys/{id}: 204, irreversible. */
export const remove = operation({
	name: 'Delete',
	action: 'Delete an access key',
	description: 'Irreversible: whatever uses the key loses its access at once',
	credentialType: INTEGRATOR,
	fields: { integrationId: integrationForList, installationId: installationForList, accessKeyId: accessKey },
	run: async (gestal, { accessKeyId: id }) => {
		await gestal.delete(pathOf(gestal, paths.accessKey, id), { refusalHint: hintOf(gestal) });
		return { success: true, id };
	},
});

/** The current site may call a key's id `cloud_id`. */
function withId(key: IDataObject): IDataObject {
	return { ...key, id: key['id'] ?? key['cloud_id'] };
}

function simplifyKey(key: IDataObject): IDataObject {
	return pick(key, ['id', 'access_key', 'last_active_at', 'created_at']);
}

export const accessKeyResource = resource('Access Key', [create, get, getMany, remove]);
