import type { IDataObject } from 'n8n-workflow';

import { collection, madeOnce, operation, route } from '../../../../core';
import type { ApiClient } from '../../../../core';
import { checkConnectionMap, cloneIn, cloneRequest, connectionMap, sameConnections } from '../../cloning';
import { integrationName } from '../../fields';
import { anyEnvironment, integration } from '../../locators';
import { allIntegrations } from '../../reading/lists';
import { signedAddress } from '../../reading/signedUrls';
import { isFile, isUrl, signedFile, signedOutput } from '../../signedFiles';

const CLONE_REQUEST = cloneRequest('. Integration Apps cannot be cloned through the API.');

/** GET /integrations/{id}/template, then the ZIP behind the signed URL, fetched without the token. */
export const downloadTemplate = operation({
	name: 'Download Template',
	action: 'Download template of integration',
	description:
		'Export an integration as a ZIP file. Not available for Integration Apps or before installation is complete.',
	fields: {
		integrationId: integration,
		output: signedOutput('ZIP'),
	},
	returnsFile: isFile,
	keepsSecrets: isUrl,
	run: async (api, { integrationId, output }) => {
		const signedURL = await templateAddress(api, integrationId);
		const whose = { _integrationId: integrationId };
		if (output === 'url') return { ...whose, signedURL };
		const fileName = `${integrationId}.zip`;
		return await signedFile(api, signedURL, { whose, fileName, mimeType: 'application/zip' });
	},
});

/**
 * POST /integrations/{id}/clone. Without a map, each registered connection stands for itself. Never repeated: where its response was
 * lost, GET /integrations shows whether the copy was begun.
 */
export const clone = operation({
	name: 'Clone',
	action: 'Clone integration and cancel running jobs on its connections',
	description:
		"Copy an integration with all its resources. May take several minutes. Cancels running jobs on the original's connections.",
	fields: {
		integrationId: integration,
		name: integrationName('The name of the copy, up to 100 characters'),
		cloneOptions: collection({
			displayName: 'Clone Options',
			addLabel: 'Add option',
			fields: {
				connectionMap,
				_envId: anyEnvironment,
			},
		}),
	},
	check: ({ cloneOptions }) => checkConnectionMap(cloneOptions.connectionMap),
	// One that was made without a response is known by its name.
	exclusive: ({ name }) => `name ${name}`,
	run: async (api, { integrationId, name, cloneOptions: { connectionMap: given, _envId } }) => {
		const map = given ?? sameConnections(await registeredConnections(api, integrationId));
		const body = { name, connectionMap: map, ...(_envId && { _envId }) };
		const whereToLook = `Look for an integration with the name "${name}".`;
		const request = { ...CLONE_REQUEST, whereToLook };
		const path = route`/integrations/${integrationId}/clone`;
		let returned: IDataObject | undefined;
		const copy = await madeOnce(api, {
			make: async () => {
				const made = await api.post(path, body, request);
				returned = cloneIn(api, { id: integrationId, model: 'Integration' }, made);
				return returned;
			},
			look: () => allIntegrations(api),
			sent: { name },
			idField: '_id',
			timeField: 'createdAt',
		});
		if (copy !== returned) {
			api.remark(
				`Celigo did not return the copy "${name}", which was found by its name. It may still be under way: check that it is complete.`,
			);
		}
		return copy;
	},
});

async function templateAddress(api: ApiClient, integrationId: string): Promise<string> {
	const address = await signedAddress(api, route`/integrations/${integrationId}/template`);
	if (address !== undefined) return address;
	throw api.error('Celigo returned no template URL', 'Templates are not available for Integration Apps.');
}

async function registeredConnections(api: ApiClient, integrationId: string): Promise<string[]> {
	const { _registeredConnectionIds: registered } = await api.record(route`/integrations/${integrationId}`, {
		id: integrationId,
	});
	return Array.isArray(registered) ? registered.map(String) : [];
}
