import type { IDataObject } from 'n8n-workflow';
import { isEmpty } from 'lodash';

import { isRecord } from '../../../core';
import type { ApiClient, Query } from '../../../core';
import { storedIntegration } from './integrations';
import { deploymentOf } from './status';

/** How long the default mapping of an integration that runs may take; nothing in Port's responses announces it. */
export const MAPPED_WITHIN_MS = 60_000;
const REPLACE =
	"What is not returned cannot be kept. To put the given mapping in its place, choose Replace under 'Mode'. Nothing was sent.";

/** Whether Port may still add a mapping: it is `{}` while the defaults are provisioned. A self-hosted integration brings its own. */
export function mayGetMapping({ config, installationType }: IDataObject): boolean {
	return isRecord(config) && isEmpty(config) && installationType !== 'OnPrem';
}

/**
 * The integration as it is stored, once it has its mapping: what is merged into nothing meanwhile is lost when the defaults come,
 * or keeps them away. One that was created to have none gets none, so that it is as it is after a while.
 * @throws while it is still being created then
 */
export async function storedWithMapping(
	api: ApiClient,
	installationId: string,
	query?: Query,
): Promise<IDataObject> {
	const untilMs = performance.now() + MAPPED_WITHIN_MS;
	const stored = await api.waitUntil(
		async () => {
			const now = await storedIntegration(api, installationId, query);
			return mayGetMapping(now) && performance.now() < untilMs ? undefined : now;
		},
		// Nothing was sent yet: an outage is met by whoever runs it, at once.
		{
			forMs: MAPPED_WITHIN_MS,
			what: `The default mapping of "${installationId}"`,
			endsWithFailure: true,
		},
	);
	if (!mayGetMapping(stored)) return stored;
	if (deploymentOf(stored).status === 'Creating') {
		throw api.error(
			`Port is still creating "${installationId}", and adds the default mapping only then`,
			"Try again later, or choose Replace under 'Mode'. Nothing was sent.",
		);
	}
	api.remark(
		`"${installationId}" had no mapping for a minute, so it was taken for empty. If Port adds its default mapping later, run this again.`,
	);
	return stored;
}

/**
 * The mapping of a stored integration; of one without a mapping (null) an empty one.
 * @throws where Port does not return it: everything but the ID may be missing, and merged into nothing, the rest would be wiped.
 */
export function mappingOf(
	api: ApiClient,
	installationId: string,
	{ config }: IDataObject,
	hint = REPLACE,
): IDataObject {
	if (isRecord(config)) return config;
	if (config === null) return {};
	throw api.error(`Port did not return the mapping of "${installationId}"`, hint);
}
