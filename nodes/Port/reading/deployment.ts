import type { IDataObject } from 'n8n-workflow';

import { route, saysItself } from '../../../core';
import type { ApiClient } from '../../../core';
import { changed, readAfterChange } from './integrations';
import { MAPPED_WITHIN_MS, mayGetMapping } from './mapping';
import { deploymentOf } from './status';

/** Port's own clients wait so long. */
const REMOVED_WITHIN_MS = 300_000;

/**
 * Waits until an integration is no longer being created, and for a while until it has its mapping, unless it is to have none.
 * @throws when it then does not run, or not in time.
 */
export async function creationEnded(
	api: ApiClient,
	installationId: string,
	{ forMs, getsMapping }: { readonly forMs: number; readonly getsMapping: boolean },
): Promise<IDataObject> {
	const untilMs = performance.now() + forMs;
	let mappedByMs: number | undefined;
	const created = await api.waitUntil(
		async () => {
			const now = await readAfterChange(api, installationId);
			const { status } = deploymentOf(now);
			if (status === 'Creating') return undefined;
			mappedByMs ??= Math.min(untilMs, performance.now() + MAPPED_WITHIN_MS);
			const isAwaited = getsMapping && status !== 'Error' && mayGetMapping(now);
			return isAwaited && performance.now() < mappedByMs ? undefined : now;
		},
		{ forMs, what: `The creation of "${installationId}"` },
	);
	const { status, message } = deploymentOf(created);
	if (status !== 'Error') return created;
	throw api.error(
		`The integration "${installationId}" was created but does not run${message === undefined ? '' : `: ${message}`}`,
		'Correct its specification with Update, or delete the integration.',
	);
}

/** Waits until an integration is gone. @throws when it is not in time. */
export async function removalEnded(api: ApiClient, installationId: string): Promise<void> {
	await api.waitUntil(async () => ((await isGone(api, installationId)) ? true : undefined), {
		forMs: REMOVED_WITHIN_MS,
		what: `The removal of "${installationId}"`,
	});
}

/** Whether Port has removed it: the record is no longer found, or, as one client of Port's knows, its status is `Deleted`. */
export async function isGone(api: ApiClient, installationId: string): Promise<boolean> {
	const response = await api.send({
		method: 'GET',
		route: route`/integration/${installationId}`,
		accept: [404],
	});
	if (saysItself(response, 404)) return true;
	return deploymentOf(await changed(api, installationId, response.body)).status === 'Deleted';
}
