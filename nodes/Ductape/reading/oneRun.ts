import type { IDataObject } from 'n8n-workflow';

import { route, textOf } from '../../../core';
import type { ApiClient } from '../../../core';
import { getRecord, recordOf, recordWith } from './envelope';

/** GET /integrations/v1/job-executions/{id}. @throws when there is none of that ID. */
export async function jobExecutionWith(api: ApiClient, id: string): Promise<IDataObject> {
	const path = route`/integrations/v1/job-executions/${id}`;
	const execution = await getRecord(api, path, '_id', `job execution with the ID "${id}"`);
	return api.sameRecord(execution, id, [textOf(execution['_id'])]);
}

/** GET /integrations/v1/processor/{id}, which may come without the envelope. @throws when there is none of that ID. */
export async function processWith(api: ApiClient, id: string): Promise<IDataObject> {
	const path = route`/integrations/v1/processor/${id}`;
	const body = await api.get(path);
	// One that waits may have no start yet; `status` is a key of the envelope, too.
	const key = ['start', 'feature_id', 'env'].find((name) => recordWith(body, name) !== undefined) ?? 'start';
	const run = recordOf(api, body, key, `process with the ID "${id}"`);
	const named = textOf(run['process_id']);
	if (named !== undefined) api.sameRecord(run, id, [named, textOf(run['_id'])]);
	return { process_id: id, ...run };
}
