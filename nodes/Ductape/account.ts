import { route, textOf } from '../../core';
import type { ApiClient } from '../../core';
import { workspaceOf } from './platform';
import { getRecord } from './reading/envelope';

/** GET /workspaces/v1/get/{workspace}: the workspace that the credential reaches, whoever signs in with whatever key. */
export async function accountOf(api: ApiClient): Promise<string | undefined> {
	const workspaceId = workspaceOf(api);
	const workspace = await getRecord(api, route`/workspaces/v1/get/${workspaceId}`, 'name');
	return textOf(workspace['_id']) ?? workspaceId;
}
