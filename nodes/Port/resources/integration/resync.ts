import type { IDataObject } from 'n8n-workflow';
import { omit } from 'lodash';

import { collection, emptyOnPurpose, flag, integer, operation, route, simplified } from '../../../../core';
import type { ApiClient, Query } from '../../../../core';
import { additionalQuery } from '../../fields';
import { integration } from '../../locators';
import { port } from '../../platform';
import {
	integrationOf,
	readWithResyncBefore,
	returnedWithResync,
	simplifyIntegration,
} from '../../reading/integrations';
import { resyncEnded } from '../../reading/resync';
import { resyncOf } from '../../reading/status';

const USUAL_WAIT_SECONDS = 180;

/** How long, and how often, a resync is waited for. @param only what to add on when it is waited for at all */
export function waiting(only = '') {
	return {
		checkEverySeconds: integer({
			displayName: 'Check Every (Seconds)',
			default: port.lookEveryMs / 1000,
			min: 1,
			max: 300,
			description: `How often to check the status while waiting${only}`,
		}),
		waitSeconds: integer({
			displayName: 'Max Wait (Seconds)',
			default: USUAL_WAIT_SECONDS,
			min: 1,
			max: 86_400,
			description: `How long to wait for the resync before the operation fails${only}`,
		}),
	};
}

const resyncOptions = collection({
	displayName: 'Resync Options',
	addLabel: 'Add option',
	fields: {
		...waiting(". Used only with 'Wait Until Done'."),
		skipIfRunning: emptyOnPurpose(
			flag({
				displayName: 'Skip If Running',
				default: false,
				description:
					"Whether to request none if a resync is already running. 'Wait Until Done' then waits for that one. If off, the running one is aborted, or finished first.",
			}),
		),
		waitUntilDone: emptyOnPurpose(
			flag({
				displayName: 'Wait Until Done',
				default: false,
				description: 'Whether to wait until the resync has finished, and fail if it fails',
			}),
		),
	},
});

type Options = ReturnType<typeof resyncOptions.read>;

/** PATCH /integration/{identifier} with `{}`: a request, picked up by the running integration. Never repeated. */
export const resync = operation({
	name: 'Resync',
	action: 'Resync integration which may abort running resync',
	description: 'Request a full sync now. The integration starts it within about a minute.',
	fields: { integrationId: integration, resyncOptions, additionalQuery },
	simplify: simplifyResync,
	// A request may abort the resync that another item waits for.
	exclusive: ({ integrationId }) => integrationId,
	run: async (api, { integrationId, resyncOptions: options, additionalQuery: query }) => {
		// A request shows in the integration only when it was picked up: the next items must know of it before.
		const known = await api.once(`resync ${integrationId}`, (): { newest?: Promise<Requested> } => ({}));
		const skips = options.skipIfRunning === true;
		if (!skips || known.newest === undefined) {
			const own = requested(api, integrationId, options, query);
			// Who skips would ask again for what failed.
			if (skips) known.newest = own;
			const { result } = await own;
			known.newest = own;
			return result;
		}
		const newest = await known.newest;
		const isToWait = options.waitUntilDone === true && !newest.hasEnded;
		const timing = { ...timingOf(options), isRunning: newest.wasRunning, skipsRunning: true };
		const shown = isToWait ? await resyncEnded(api, integrationId, newest.before, timing) : newest.result;
		return { ...shown, resyncRequestedAt: null, resyncSkipped: true };
	},
});

/** What became of a request, and what a later item of the run needs that waits for the same resync. */
interface Requested {
	readonly result: IDataObject;
	/** The integration before. Where nobody looked then, what the request returned: the resync begins later. */
	readonly before: IDataObject;
	/** Whether a resync ran already, so that none was requested. */
	readonly wasRunning: boolean;
	readonly hasEnded: boolean;
}

async function requested(
	api: ApiClient,
	integrationId: string,
	options: Options,
	query: Query,
): Promise<Requested> {
	const { skipIfRunning = false, waitUntilDone: hasEnded = false } = options;
	const timing = { ...timingOf(options), skipsRunning: skipIfRunning };
	const before = skipIfRunning || hasEnded ? await integrationOf(api, integrationId) : undefined;
	if (skipIfRunning && before !== undefined && resyncOf(before).status === 'running') {
		const running = hasEnded
			? await resyncEnded(api, integrationId, before, { ...timing, isRunning: true })
			: before;
		return { result: { ...running, resyncSkipped: true }, before, wasRunning: true, hasEnded };
	}
	const resyncRequestedAt = new Date().toISOString();
	const response = await api.patch(route`/integration/${integrationId}`, {}, { query });
	const shown = returnedWithResync(api, integrationId, response);
	const after =
		hasEnded && before !== undefined
			? await resyncEnded(api, integrationId, before, timing)
			: (shown ?? (await readWithResyncBefore(api, integrationId, before)));
	const result = { ...after, resyncRequestedAt, resyncSkipped: false };
	return { result, before: before ?? after, wasRunning: false, hasEnded };
}

/** In milliseconds; what was left empty is the usual. */
export function timingOf({
	checkEverySeconds,
	waitSeconds = USUAL_WAIT_SECONDS,
}: Pick<Options, keyof ReturnType<typeof waiting>>) {
	return {
		...(checkEverySeconds !== undefined && { everyMs: checkEverySeconds * 1000 }),
		forMs: waitSeconds * 1000,
	};
}

/** The short form of the integration, and what became of the request. */
function simplifyResync(integration: IDataObject): IDataObject {
	return {
		...omit(simplifyIntegration(integration), ['deploymentStatus', 'deploymentMessage']),
		...simplified(integration, ['resyncRequestedAt', 'resyncSkipped']),
	};
}
