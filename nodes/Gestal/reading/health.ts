import type { IDataObject } from 'n8n-workflow';

import { all, isoTime, isRecord, textOf } from '../../../core';
import type { ApiClient, HealthStatus, HealthToRead, IntegrationHealth } from '../../../core';
import { gestal } from '../platform';
import { installationPages, LARGEST_PAGE, pages } from './lists';
import { generationOf, paths } from './paths';
import { getOne } from './records';

interface Chosen {
	/** Whether the last use of the keys is read where the installations do not show it. */
	readonly lookUpActivity: boolean;
}

/**
 * How an integration is: GET of itself and of its activated installations, and when wanted of their keys' last use. It is
 * active where it is activated and was ever used; where the use was not read, or there was none, that would be a guess.
 */
export async function healthOf(
	api: ApiClient,
	integrationId: string,
	{ lookUpActivity }: Chosen,
): Promise<IntegrationHealth> {
	const integration = await getOne(api, paths.integration(integrationId), integrationId);
	return await wholeHealth(api, integrationId, integration, lookUpActivity);
}

/** The same of all: the list has every integration, its installations are read for each. */
export async function* allHealth(api: ApiClient, { lookUpActivity }: Chosen): AsyncGenerator<HealthToRead> {
	for await (const row of pages(api, paths.integrations)) {
		const id = textOf(row['cloud_id']);
		if (id === undefined) continue;
		const read = async () => await wholeHealth(api, id, row, lookUpActivity);
		yield { id, name: textOf(row['name']) ?? null, read };
	}
}

async function wholeHealth(
	api: ApiClient,
	integrationId: string,
	integration: IDataObject,
	lookUpActivity: boolean,
): Promise<IntegrationHealth> {
	const installations = await all(installationPages(api, paths.installations(integrationId), LARGEST_PAGE));
	const lastUses: string[] = [];
	for (const each of installations) lastUses.push(...(await lastUsesOf(api, each, lookUpActivity)));
	return healthIn(integrationId, integration, installations, lastUses);
}

/** The same of records that were listed: of their keys, the last use that stands with the installation. */
export function listedHealthOf(
	integrationId: string,
	integration: IDataObject,
	installations: readonly IDataObject[],
): IntegrationHealth {
	return healthIn(integrationId, integration, installations, installations.flatMap(lastUseIn));
}

function healthIn(
	integrationId: string,
	integration: IDataObject,
	installations: readonly IDataObject[],
	lastUses: readonly string[],
): IntegrationHealth {
	return {
		platform: gestal.name,
		integrationId,
		integrationName: textOf(integration['name']) ?? null,
		status: statusOf(installations.length, lastUses.length),
		lastError: null,
		lastRunAt: [...lastUses].sort().at(-1) ?? null,
		openErrors: null,
		raw: { integration, installations: [...installations] },
	};
}

/** By its activated installations, and by the uses of their keys that are known. */
function statusOf(installations: number, uses: number): HealthStatus {
	if (installations === 0) return 'INACTIVE';
	return uses === 0 ? 'UNKNOWN' : 'ACTIVE';
}

/** The current site shows the last use with the installation, the paths of 2018 with each access key only. */
async function lastUsesOf(api: ApiClient, installation: IDataObject, lookUp: boolean): Promise<string[]> {
	const uses = lastUseIn(installation);
	const id = textOf(installation['cloud_id']);
	if (lookUp && id !== undefined && generationOf(api.settings) === 'seed') {
		const keys = pages(api, paths.accessKeys(id), LARGEST_PAGE);
		for await (const key of keys) uses.push(...timesIn(key['last_active_at']));
	}
	return uses;
}

function lastUseIn({ access_key: accessKey }: IDataObject): string[] {
	return isRecord(accessKey) ? timesIn(accessKey['last_active_at']) : [];
}

function timesIn(given: unknown): string[] {
	const time = isoTime(given);
	return time === undefined ? [] : [time];
}
