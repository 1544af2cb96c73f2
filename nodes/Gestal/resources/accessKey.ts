import type { IDataObject } from 'n8n-workflow';

import { FieldError, operation, resource } from '../../../core';
import { additionalQuery, checkList } from '../fields';
import {
	accessKey,
	anyInstallation,
	installation,
	installationForList,
	integrationForList,
} from '../locators';
import { INTEGRATOR } from '../platform';
import { identityOf, isWithoutId } from '../reading/accessKeys';
import { pages } from '../reading/lists';
import { paths } from '../reading/paths';
import { changed, getOne, sendTo } from '../reading/records';

const credentialType = INTEGRATOR;
const simplify = ['id', 'access_key', 'last_active_at', 'created_at'];

/** POST /integrations/installations/{id}/accesskeys. Never repeated: a second key would be made. */
export const create = operation({
	name: 'Create',
	action: 'Create an access key',
	description: 'Returns the key once. Store it now: it grants full access to the site.',
	credentialType,
	fields: { integrationId: integrationForList, installationId: installation },
	keepsSecrets: () => true,
	simplify,
	run: async (api, { installationId }) =>
		withId(await changed(api, 'POST', paths.accessKeys(installationId))),
});

/** GET /integrations/accesskeys/{id}; the key itself is masked. */
export const get = operation({
	name: 'Get',
	action: 'Get an access key',
	credentialType,
	fields: { integrationId: integrationForList, installationId: installationForList, accessKeyId: accessKey },
	simplify,
	run: async (api, { installationId, accessKeyId }) => {
		if (!isWithoutId(accessKeyId)) {
			return withId(await getOne(api, paths.accessKey(accessKeyId), accessKeyId));
		}
		for await (const key of pages(api, paths.accessKeys(installationId))) {
			if (identityOf(key) === accessKeyId) return withId(key);
		}
		throw api.error(`There is no access key ${accessKeyId}`, 'Choose the key from the list.');
	},
});

/** GET /integrations/installations/{id}/accesskeys, most recently updated first. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many access keys',
	credentialType,
	fields: { integrationId: integrationForList, installationId: anyInstallation, query: additionalQuery },
	check: ({ installationId, query }, settings) =>
		checkList(settings, paths.accessKeys(installationId), query),
	simplify,
	list: async function* (api, { installationId, query }) {
		for await (const key of pages(api, paths.accessKeys(installationId), query)) yield withId(key);
	},
});

/** DELETE /integrations/accesskeys/{id}: 204, irreversible. */
export const remove = operation({
	name: 'Delete',
	action: 'Delete access key permanently',
	description: 'Irreversible: whatever uses the key loses its access at once',
	credentialType,
	fields: { integrationId: integrationForList, installationId: installationForList, accessKeyId: accessKey },
	check({ accessKeyId }) {
		if (!isWithoutId(accessKeyId)) return;
		throw new FieldError(
			'Gestal shows no ID of this access key, and deletes keys by ID only',
			'Have it deleted by Gestal, or choose a key with an ID. Nothing was sent.',
		);
	},
	run: async (api, { accessKeyId }) => {
		await sendTo(api, 'DELETE', paths.accessKey(accessKeyId));
		return { deleted: true, id: accessKeyId };
	},
});

/** The current site may call a key's id `cloud_id`. */
function withId(key: IDataObject): IDataObject {
	return { ...key, id: key['id'] ?? key['cloud_id'] };
}

export const accessKeyResource = resource('Access Key', [create, get, getMany, remove]);
