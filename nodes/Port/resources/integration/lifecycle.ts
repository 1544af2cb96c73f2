import { flag, operation, route, text } from '../../../../core';
import type { ApiClient } from '../../../../core';
import { additionalQuery } from '../../fields';
import { integration } from '../../locators';
import { creationEnded, isGone, removalEnded } from '../../reading/deployment';
import { changed, simplifyIntegration } from '../../reading/integrations';
import { bodyOf, checkCreation, creation } from './changeFields';

const EXISTS =
	'It exists already: choose another installation ID or use Update. One that is being deleted must be gone first.';

/** POST /integration. Never repeated. */
export const create = operation({
	name: 'Create',
	action: 'Create an integration',
	description: 'OAuth and GitHub app installations can be created in Port only',
	fields: {
		installationId: text({
			displayName: 'Installation ID',
			placeholder: 'e.g. my-gitlab',
			description: 'At most 20 lower case letters, digits and dashes if Port-hosted',
		}),
		installationAppType: text({ displayName: 'Type', placeholder: 'e.g. gitlab-v2' }),
		details: creation,
		additionalQuery,
	},
	simplify: simplifyIntegration,
	check: ({ installationId, details }) => checkCreation(installationId, details),
	run: async (api, { installationId, installationAppType, details, additionalQuery: query }) => {
		const { waitSeconds = 0, ...given } = details;
		const body = { ...bodyOf(given), installationId, installationAppType };
		const response = await api.post(route`/integration`, body, {
			query,
			refusalHint: (status) => (status === 409 ? EXISTS : undefined),
		});
		return waitSeconds === 0
			? await changed(api, installationId, response)
			: await creationEnded(api, installationId, waitSeconds * 1000);
	},
});

/** DELETE /integration/{identifier}. A Port-hosted one is `Deleting` for a while: it is deleted only when it is gone. */
export const remove = operation({
	name: 'Delete',
	action: 'Delete integration permanently',
	fields: {
		integrationId: integration,
		waitUntilGone: flag({
			displayName: 'Wait Until Gone',
			default: false,
			description: 'Whether to wait up to five minutes until Port has removed a Port-hosted integration',
		}),
		additionalQuery,
	},
	run: async (api, { integrationId, waitUntilGone, additionalQuery: query }) => {
		await api.delete(route`/integration/${integrationId}`, { query });
		if (waitUntilGone) await removalEnded(api, integrationId);
		const isDeleted = waitUntilGone || (await isSurelyGone(api, integrationId));
		return {
			...(isDeleted ? { deleted: true } : { requested: true }),
			integrationId,
			installationId: integrationId,
		};
	},
});

/** Where nobody can look, the removal was requested, and more is not known. */
async function isSurelyGone(api: ApiClient, installationId: string): Promise<boolean> {
	try {
		return await isGone(api, installationId);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		api.remark(`Whether "${installationId}" is gone could not be read: ${reason}`);
		return false;
	}
}
