import type { IDataObject } from 'n8n-workflow';

import { route } from '../../../core';
import type { ApiClient } from '../../../core';
import { getRecord } from './envelope';

/** GET /integrations/v1/job-executions/{id}. @throws when there is none of that ID. */
export async function jobExecutionWith(api: ApiClient, id: string): Promise<IDataObject> {
	const path = route`/integrations/v1/job-executions/${id}`;
	return await getRecord(api, path, '_id', `job execution with the ID "${id}"`);
}

/** GET /integrations/v1/processor/{id}, which may come without the envelope. @throws when there is none of that ID. */
export async function processWith(api: ApiClient, id: string): Promise<IDataObject> {
	const path = route`/integrations/v1/processor/${id}`;
	const process = await getRecord(api, path, 'start', `process with the ID "${id}"`);
	return { process_id: id, ...process };
}
