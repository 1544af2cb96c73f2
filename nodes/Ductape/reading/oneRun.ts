import type { IDataObject } from 'n8n-workflow';

import { route } from '../../../core';
import type { ApiClient } from '../../../core';
import { getRecord, recordOf, recordWith } from './envelope';

/** GET /integrations/v1/job-executions/{id}. @throws when there is none of that ID. */
export async function jobExecutionWith(api: ApiClient, id: string): Promise<IDataObject> {
	const path = route`/integrations/v1/job-executions/${id}`;
	return await getRecord(api, path, '_id', `job execution with the ID "${id}"`);
}

/** GET /integrations/v1/processor/{id}, which may come without the envelope. @throws when there is none of that ID. */
export async function processWith(api: ApiClient, id: string): Promise<IDataObject> {
	const path = route`/integrations/v1/processor/${id}`;
	const body = await api.get(path);
	// One that waits may have no start yet; `status` is a key of the envelope, too.
	const key = ['start', 'feature_id', 'env'].find((name) => recordWith(body, name) !== undefined) ?? 'start';
	return { process_id: id, ...recordOf(api, body, key, `process with the ID "${id}"`) };
}
