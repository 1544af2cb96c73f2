import type { IDataObject } from 'n8n-workflow';

import { collection, flag, integer, operation, route, simplified } from '../../../../core';
import { additionalQuery } from '../../fields';
import { integration } from '../../locators';
import { port } from '../../platform';
import { changed, integrationOf, simplifyIntegration } from '../../reading/integrations';
import { resyncEnded } from '../../reading/resync';
import { resyncOf } from '../../reading/status';

const USUAL_WAIT_SECONDS = 180;

const resyncOptions = collection({
	displayName: 'Resync Options',
	fields: {
		checkEverySeconds: integer({
			displayName: 'Check Every (Seconds)',
			default: port.lookEveryMs / 1000,
			min: 1,
			max: 300,
			description: 'How often to look while waiting',
		}),
		skipIfRunning: flag({
			displayName: 'Skip If Running',
			default: false,
			description:
				'Whether to do nothing if a resync is already running. If off, the running resync is aborted.',
		}),
		waitSeconds: integer({
			displayName: 'Longest Wait Until Done (Seconds)',
			default: USUAL_WAIT_SECONDS,
			min: 1,
			max: 86_400,
		}),
		waitUntilDone: flag({
			displayName: 'Wait Until Done',
			default: false,
			description: 'Whether to wait for the end of the resync; the operation fails when the resync does',
		}),
	},
});

/** PATCH /integration/{identifier} with `{}`: a request, picked up by the running integration. Never repeated. */
export const resync = operation({
	name: 'Resync',
	action: 'Resync an integration',
	description: 'The integration picks the request up within about a minute',
	fields: { integrationId: integration, resyncOptions, additionalQuery },
	simplify: simplifyResync,
	run: async (api, { integrationId, resyncOptions: options, additionalQuery: query }) => {
		const { skipIfRunning, waitUntilDone } = options;
		const before = skipIfRunning || waitUntilDone ? await integrationOf(api, integrationId) : {};
		if (skipIfRunning && resyncOf(before).status === 'running') return { ...before, resyncSkipped: true };
		const requested = { resyncRequestedAt: new Date().toISOString(), resyncSkipped: false };
		const response = await api.patch(route`/integration/${integrationId}`, {}, { query });
		const after = waitUntilDone
			? await resyncEnded(api, integrationId, before, timingOf(options))
			: await changed(api, integrationId, response);
		return { ...after, ...requested };
	},
});

function timingOf({
	checkEverySeconds,
	waitSeconds = USUAL_WAIT_SECONDS,
}: ReturnType<typeof resyncOptions.read>) {
	return {
		...(checkEverySeconds !== undefined && { everyMs: checkEverySeconds * 1000 }),
		forMs: waitSeconds * 1000,
	};
}

/** The short form of the integration, and what became of the request. */
function simplifyResync(integration: IDataObject): IDataObject {
	return {
		...simplifyIntegration(integration),
		...simplified(integration, ['resyncRequestedAt', 'resyncSkipped']),
	};
}
