import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core/request/ApiClient';
import { healthRecord } from '../../../core/shapes/health';
import { isRecord, textOf } from '../../../core/data/json';
import { isoTime } from '../../../core/data/times';
import { getOne, installationsOf, pages } from './lists';
import { generationOf, pathOf, paths } from './paths';
import { gestal as platform } from '../platform';

/** How an integration is: GET of itself and of its activated installations, and when wanted of their keys' last use. */
export async function healthOf(
	gestal: ApiClient,
	integrationId: string,
	lookUpActivity: boolean,
): Promise<IDataObject> {
	const integration = await getOne(gestal, pathOf(gestal, paths.integration, integrationId));
	const installations: IDataObject[] = [];
	for await (const row of installationsOf(gestal, integrationId)) installations.push(row);
	const lastUses: string[] = [];
	for (const row of installations) lastUses.push(...(await lastUsesOf(gestal, row, lookUpActivity)));
	return healthRecord({
		platform: platform.name,
		integrationId,
		integrationName: textOf(integration['name']) ?? null,
		status: installations.length > 0 ? 'ACTIVE' : 'INACTIVE',
		lastError: null,
		lastRunAt: lastUses.sort().at(-1) ?? null,
		openErrors: null,
		raw: { integration, installations },
	});
}

/** The current site tells the last use with the installation, those of 2018 with each access key only. */
async function lastUsesOf(gestal: ApiClient, row: IDataObject, lookUp: boolean): Promise<string[]> {
	const times: unknown[] = isRecord(row['access_key']) ? [row['access_key']['last_active_at']] : [];
	const id = textOf(row['cloud_id']);
	if (lookUp && id !== undefined && generationOf(gestal) === 'seed') {
		for await (const key of pages(gestal, pathOf(gestal, paths.accessKeys, id)))
			times.push(key['last_active_at']);
	}
	return times.map((time) => isoTime(time)).filter((time) => time !== undefined);
}
