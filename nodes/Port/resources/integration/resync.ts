import { collection } from '../../../../core/field/fieldGroups';
import { flag, integer } from '../../../../core/field/fields';
import { operation } from '../../../../core/operation/Operation';
import { route } from '../../../../core/request/Route';
import { changed, integrationOf, simplifyIntegration } from '../../reading/integrations';
import { additionalQuery, integration } from '../../locators';
import { resyncEnded } from '../../reading/resync';
import { resyncStatusOf } from '../../reading/status';

/** PATCH /integration/{identifier} with `{}`: a request, picked up by the running integration. Never repeated. */
export const resync = operation({
	name: 'Resync',
	action: 'Resync an integration',
	description: 'The integration picks the request up within about a minute',
	fields: {
		integrationId: integration,
		resyncOptions: collection({
			displayName: 'Resync Options',
			fields: {
				checkEverySeconds: integer({
					displayName: 'Check Every (Seconds)',
					default: 5,
					min: 1,
					max: 300,
					description: 'How often to look while waiting',
				}),
				skipIfRunning: flag({
					displayName: 'Skip If Running',
					default: false,
					description: 'Whether to ask for none while one runs; otherwise the running one is aborted',
				}),
				waitSeconds: integer({
					displayName: 'Longest Wait Until Done (Seconds)',
					default: 180,
					min: 1,
					max: 86_400,
				}),
				waitUntilDone: flag({
					displayName: 'Wait Until Done',
					default: false,
					description: 'Whether to wait for the end of the resync; the operation fails when the resync does',
				}),
			},
		}),
		additionalQuery,
	},
	simplify: simplifyIntegration,
	run: async (port, { integrationId, resyncOptions, additionalQuery: query }) => {
		const { checkEverySeconds = 5, skipIfRunning, waitSeconds = 180, waitUntilDone } = resyncOptions;
		const before = skipIfRunning || waitUntilDone ? await integrationOf(port, integrationId) : undefined;
		if (skipIfRunning && before !== undefined && resyncStatusOf(before) === 'running') {
			return { ...before, resyncSkipped: true };
		}
		const resyncRequestedAt = new Date().toISOString();
		const answer = await port.patch(route`/integration/${integrationId}`, {}, { query });
		if (!waitUntilDone || before === undefined) {
			return { ...(await changed(port, integrationId, answer)), resyncRequestedAt };
		}
		const timing = { everyMs: checkEverySeconds * 1000, forMs: waitSeconds * 1000 };
		return {
			...(await resyncEnded(port, { ...before, installationId: integrationId }, timing)),
			resyncRequestedAt,
		};
	},
});
