import type { IDataObject } from 'n8n-workflow';

import { all, flag, id, isEmpty, madeOnce, operation, refuseUndefined, route } from '../../../../core';
import type { ApiClient } from '../../../../core';
import { additionalQuery, sharedQuery } from '../../fields';
import { integration } from '../../locators';
import { creationEnded, isGone, removalEnded } from '../../reading/deployment';
import {
	integrationIfThere,
	readAfterChange,
	returned,
	simplifyIntegration,
} from '../../reading/integrations';
import { remarkNotStored } from '../../reading/storedAsSent';
import { bodyOf, checkCreation, checkJson, creation } from './changeFields';

const EXISTS =
	"The integration already exists. Choose another 'Installation ID' or use Update. If it is being deleted, wait until it is gone.";

const WHERE_TO_CHANGE = 'Check them with Get. Update and Update Config can change them.';

/** POST /integration. Never repeated: where its response was lost, GET /integration/{identifier} shows whether it was made. */
export const create = operation({
	name: 'Create',
	action: 'Create integration',
	description:
		'Register a self-hosted or Port-hosted integration. OAuth and GitHub app integrations can only be created in Port itself.',
	fields: {
		installationId: id({
			displayName: 'Installation ID',
			anyText: true,
			placeholder: 'e.g. my-gitlab',
			description: 'If Port-hosted, up to 20 lowercase letters, digits and dashes',
		}),
		installationAppType: id({
			displayName: 'Type',
			anyText: true,
			placeholder: 'e.g. gitlab-v2',
			description: 'The type of system to connect, as named in the Port API',
		}),
		details: creation,
		additionalQuery,
	},
	simplify: simplifyIntegration,
	check({ installationId, details }) {
		checkJson(details, { wholly: true });
		refuseUndefined("'Config (JSON)'", details.config);
		checkCreation(installationId, bodyOf(details));
	},
	run: async (api, { installationId, installationAppType, details, additionalQuery: query }) => {
		const { waitSeconds = 0, ...given } = details;
		const body: IDataObject = { ...bodyOf(given), installationId, installationAppType };
		let isLookedFor = false;
		const made = await madeOnce(api, {
			make: async () => {
				const response = await api.post(route`/integration`, body, {
					query,
					refusalHint: (status) => (status === 409 ? EXISTS : undefined),
				});
				// An integration that was there before is refused (409), so what is there after an empty 2xx was made by it.
				isLookedFor = isEmpty(response);
				const [there] = isLookedFor ? await all(integrationIfThere(api, installationId)) : [];
				if (there !== undefined) return there;
				api.asRecord(response);
				const shown = returned(api, installationId, response);
				return shown ?? (waitSeconds === 0 ? await readAfterChange(api, installationId) : { installationId });
			},
			look: async function* () {
				if (!isLookedFor) yield* integrationIfThere(api, installationId);
			},
			sent: { installationId },
			idField: 'installationId',
			timeField: 'createdAt',
		});
		const getsMapping = body['createPortResourcesOrigin'] !== 'Empty';
		const timing = { forMs: waitSeconds * 1000, getsMapping };
		const shown = waitSeconds === 0 ? made : await creationEnded(api, installationId, timing);
		remarkNotStored(api, `the creation of "${installationId}"`, body, shown, WHERE_TO_CHANGE);
		return shown;
	},
});

/** DELETE /integration/{identifier}, one for all items of an integration. A Port-hosted one is `Deleting` for a while: it is deleted only when it is gone. */
export const remove = operation({
	name: 'Delete',
	action: 'Delete integration permanently',
	description: 'Remove an integration from Port permanently. Port-hosted deployments are removed as well.',
	fields: {
		integrationId: integration,
		waitUntilGone: flag({
			displayName: 'Wait Until Gone',
			default: false,
			description: 'Whether to wait up to five minutes for Port to remove a Port-hosted integration',
		}),
		additionalQuery,
	},
	exclusive: ({ integrationId }) => integrationId,
	// Another request for one that is gone already would fail.
	merge: async (api, integrationId, items) => {
		const waitUntilGone = items.some((item) => item.waitUntilGone);
		const query = sharedQuery(items);
		const response = await api.delete(route`/integration/${integrationId}`, { query });
		if (waitUntilGone) await removalEnded(api, integrationId);
		const isDeleted = waitUntilGone || (await isSurelyGone(api, integrationId));
		// Of one that is still there, or that nobody can read, only a response of Port's says that the removal was requested.
		if (!isDeleted) returned(api, integrationId, response);
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
