import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../../core';
import type { ApiClient } from '../../../core';

const REPLACE =
	"What is not returned cannot be kept. To put the given mapping in its place, choose Replace under 'Mode'. Nothing was sent.";

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
