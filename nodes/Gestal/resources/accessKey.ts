import type { IDataObject } from 'n8n-workflow';
import { attempt, get as valueAt, isError } from 'lodash';

import { FieldError, isNodeError, operation, resource, simplified, textOf } from '../../../core';
import type { ApiClient, Query } from '../../../core';
import { additionalQuery, checkList, checkQuery } from '../fields';
import {
	accessKey,
	anyInstallation,
	installation,
	installationForList,
	integrationForList,
	integrationOfKeys,
} from '../locators';
import { gestal, INTEGRATOR, isMasked } from '../platform';
import { endingOf, identityOf, isWithoutId } from '../reading/accessKeys';
import { installationsOf, LARGEST_PAGE, pages } from '../reading/lists';
import { generationOf, paths } from '../reading/paths';
import { getOne, oneRecord, sendTo } from '../reading/records';

const credentialType = INTEGRATOR;
const { recordId } = gestal;
const SHOWN = ['id', 'access_key', 'last_active_at', 'created_at'];

/** Where a key stands whose it is, if it was read from the lists of several installations. */
const INSTALLATION = 'installation.cloud_id';

const LOST_KEY =
	'Look for a new key in the installation. If there is one that no other user created, delete it: it cannot be shown again.';

/** Whose keys are meant, as far as that was chosen. */
interface Whose {
	readonly installationId: string | undefined;
	readonly integrationId: string | undefined;
}

/** The short form of a key, which the current site may give its ID as `cloud_id`. Gestal does not repeat whose it is. */
function simplify(key: IDataObject, { installationId, integrationId }: Whose): IDataObject {
	return {
		...simplified({ ...key, id: key['id'] ?? key['cloud_id'] }, SHOWN),
		installationId: installationId ?? textOf(valueAt(key, INSTALLATION)) ?? null,
		integrationId: integrationId ?? null,
	};
}

/** The keys of each installation of an integration, with whose they are. */
async function* keysOfEach(api: ApiClient, integrationId: string, query: Query): AsyncGenerator<IDataObject> {
	for await (const installation of installationsOf(api, integrationId, LARGEST_PAGE)) {
		const id = textOf(installation['cloud_id']);
		if (id === undefined) continue;
		for await (const key of pages(api, paths.accessKeys(id), query)) {
			yield { ...key, installation: { cloud_id: id } };
		}
	}
}

/** POST /integrations/installations/{id}/accesskeys. Never repeated: a second key would be made. */
export const create = operation({
	name: 'Create',
	action: 'Create access key that is returned only once',
	description:
		"Issue a key, which is returned only once. Store it now: it grants full access to the data of the site. With several items, set 'On Error' to Continue and leave 'Retry On Fail' off.",
	credentialType,
	fields: { integrationId: integrationForList, installationId: installation },
	keepsSecrets: () => true,
	simplify,
	run: async (api, { installationId }) => await newKeyOfRun(api, installationId),
});

/** A new key. @throws where it cannot be had, with what was created for the items before it */
async function newKeyOfRun(api: ApiClient, installationId: string): Promise<IDataObject> {
	const made = await api.once('access keys created', (): string[] => []);
	const key = await newKey(api, installationId).catch(
		async (failure: unknown) => await Promise.reject<IDataObject>(withKeysMade(failure, made)),
	);
	made.push(`${recordId(key) ?? `the one ending in ${endingOf(key)}`} (installation ${installationId})`);
	return key;
}

/** A failure that may keep what was created for the items before it from being returned: then nobody has those keys, which never expire. */
function withKeysMade(failure: unknown, made: readonly string[]): unknown {
	if (!isNodeError(failure) || made.length === 0) return failure;
	const lost = 'If the run stops here, they are not returned and cannot be shown again: delete them.';
	failure.description = `${failure.description ?? ''} Created before it in this run: ${made.join(', ')}. ${lost}`;
	return failure;
}

/** A key that cannot be read later. @throws when the response, whatever it is, does not show it */
async function newKey(api: ApiClient, installationId: string): Promise<IDataObject> {
	const body = await sendTo(api, 'POST', paths.accessKeys(installationId), { whereToLook: LOST_KEY });
	const key = attempt(oneRecord, api, body);
	const secret = isError(key) ? undefined : textOf(key['access_key']);
	if (!isError(key) && secret !== undefined && !isMasked(secret)) return key;
	throw api.error('Gestal returned no new access key', LOST_KEY);
}

/** GET /integrations/accesskeys/{id}; the key itself is masked. */
export const get = operation({
	name: 'Get',
	action: 'Get access key',
	description: 'Retrieve when a single key was created and last used',
	credentialType,
	fields: { integrationId: integrationForList, installationId: installationForList, accessKeyId: accessKey },
	check: ({ accessKeyId }) => refuseSecret(accessKeyId),
	simplify,
	run: async (api, { installationId, accessKeyId }) => {
		if (!isWithoutId(accessKeyId)) return await getOne(api, paths.accessKey(accessKeyId), accessKeyId);
		for await (const key of pages(api, paths.accessKeys(installationId), LARGEST_PAGE)) {
			if (identityOf(key) === accessKeyId) return key;
		}
		throw api.error(`Gestal lists no access key ${accessKeyId}`, 'Choose the key from the list.');
	},
});

/** GET /integrations/installations/{id}/accesskeys, most recently updated first; that list of each installation of an integration. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many access keys',
	description: 'Retrieve a list of the keys of one installation, of those of one integration, or of all',
	credentialType,
	fields: {
		integrationId: integrationOfKeys,
		installationId: anyInstallation,
		query: additionalQuery,
	},
	check({ integrationId, installationId, query }, settings) {
		// The installations of an integration have lists of their own under both API versions.
		const isOfAll = installationId === undefined && integrationId === undefined;
		if (isOfAll) checkList(settings, paths.accessKeys(undefined), query);
		else checkQuery(settings, query);
	},
	simplify,
	list: (api, { integrationId, installationId, query }) =>
		installationId === undefined && integrationId !== undefined
			? keysOfEach(api, integrationId, query)
			: pages(api, paths.accessKeys(installationId), query),
});

/**
 * DELETE /integrations/accesskeys/{id}: 204, irreversible. That the current site has this route is assumed (section 2.3): sent
 * once there, because the 404 of a second try would pass for a deletion.
 */
export const remove = operation({
	name: 'Delete',
	action: 'Delete access key permanently',
	description: 'Revoke a key permanently. Everything that uses it loses access immediately.',
	credentialType,
	fields: { integrationId: integrationForList, installationId: installationForList, accessKeyId: accessKey },
	check({ accessKeyId }) {
		refuseSecret(accessKeyId);
		if (!isWithoutId(accessKeyId)) return;
		throw new FieldError(
			'Gestal returns no ID for this access key, and can only delete keys by ID',
			'Ask Gestal to delete it, or choose a key with an ID. Nothing was sent.',
		);
	},
	exclusive: ({ accessKeyId }) => accessKeyId,
	// One request for all items of a key: it is gone after the first.
	merge: async (api, accessKeyId, [{ installationId = null, integrationId = null } = {}]) => {
		const more = generationOf(api.settings) === 'current' ? { retries: 0 } : {};
		await sendTo(api, 'DELETE', paths.accessKey(accessKeyId), more);
		return { deleted: true, id: accessKeyId, installationId, integrationId };
	},
});

/** A key itself begins with `ak_`, no ID does (section 1): it must not stand in a URL, or in an error. @throws FieldError */
function refuseSecret(accessKeyId: string): void {
	if (!accessKeyId.startsWith('ak_') || isWithoutId(accessKeyId)) return;
	throw new FieldError(
		"'Access Key' must be the ID of the key, not the key itself",
		'Choose it from the list, or take the ID from Access Key: Get Many. Nothing was sent.',
	);
}

export const accessKeyResource = resource('Access Key', [create, get, getMany, remove]);
