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
const simplify = ['id', 'access_key', 'last_active_at', 'created_at', 'installationId', 'integrationId'];

/** Whose keys are meant. */
interface Whose {
	readonly installationId: string | undefined;
	readonly integrationId: string | undefined;
}

/** POST /integrations/installations/{id}/accesskeys. Never repeated: a second key would be made. */
export const create = operation({
	name: 'Create',
	action: 'Create access key',
	description: 'Returns the key once. Store it now: it grants full access to the data of the site.',
	credentialType,
	fields: { integrationId: integrationForList, installationId: installation },
	keepsSecrets: () => true,
	simplify,
	run: async (api, given) =>
		withIds(await changed(api, 'POST', paths.accessKeys(given.installationId)), given),
});

/** GET /integrations/accesskeys/{id}; the key itself is masked. */
export const get = operation({
	name: 'Get',
	action: 'Get access key',
	description: 'Retrieve when a single key was created and last used',
	credentialType,
	fields: { integrationId: integrationForList, installationId: installationForList, accessKeyId: accessKey },
	simplify,
	run: async (api, { accessKeyId, ...given }) => {
		if (!isWithoutId(accessKeyId)) {
			return withIds(await getOne(api, paths.accessKey(accessKeyId), accessKeyId), given);
		}
		for await (const key of pages(api, paths.accessKeys(given.installationId))) {
			if (identityOf(key) === accessKeyId) return withIds(key, given);
		}
		throw api.error(`Gestal lists no access key ${accessKeyId}`, 'Choose the key from the list.');
	},
});

/** GET /integrations/installations/{id}/accesskeys, most recently updated first. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many access keys',
	description: 'Retrieve a list of the keys of one installation, or of all',
	credentialType,
	fields: { integrationId: integrationForList, installationId: anyInstallation, query: additionalQuery },
	check: ({ installationId, query }, settings) =>
		checkList(settings, paths.accessKeys(installationId), query),
	simplify,
	list: async function* (api, { query, ...given }) {
		for await (const key of pages(api, paths.accessKeys(given.installationId), query))
			yield withIds(key, given);
	},
});

/** DELETE /integrations/accesskeys/{id}: 204, irreversible. */
export const remove = operation({
	name: 'Delete',
	action: 'Delete access key permanently',
	description: 'Revoke it permanently. Everything that uses it loses access immediately.',
	credentialType,
	fields: { integrationId: integrationForList, installationId: installationForList, accessKeyId: accessKey },
	check({ accessKeyId }) {
		if (!isWithoutId(accessKeyId)) return;
		throw new FieldError(
			'Gestal returns no ID for this access key, and can only delete keys by ID',
			'Ask Gestal to delete it, or choose a key with an ID. Nothing was sent.',
		);
	},
	run: async (api, { accessKeyId }) => {
		await sendTo(api, 'DELETE', paths.accessKey(accessKeyId));
		return { deleted: true, id: accessKeyId };
	},
});

/**
 * A key with its own ID, which the current site may call `cloud_id`, and with those of installation and integration as far
 * as they were given: Gestal does not repeat them.
 */
function withIds(key: IDataObject, { installationId, integrationId }: Whose): IDataObject {
	return {
		...key,
		id: key['id'] ?? key['cloud_id'],
		installationId: installationId ?? null,
		integrationId: integrationId ?? null,
	};
}

export const accessKeyResource = resource('Access Key', [create, get, getMany, remove]);
