import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core/request/ApiClient';
import { optionalJsonList } from '../../../core/field/fields';
import { isRecord } from '../../../core/data/json';
import { route } from '../../../core/request/Route';

/** Replaces the parameters that an operation sends, because Ductape does not document them beyond the first. */
export const parameters = optionalJsonList({
	displayName: 'Parameters (JSON)',
	description: 'Sent after the tag of the integration instead of what the fields above say',
	placeholder: 'e.g. [{"tag": "sync_orders", "env": "dev"}]',
});

/**
 * POST /proxy/v1/sdk-proxy/execute (provider document, section 2.5). The credential encrypts the call on its way out, since
 * only it knows the public key. Never sent twice: a run must not happen twice.
 */
export async function callProxy(
	api: ApiClient,
	call: { readonly module: string; readonly method: string; readonly params: readonly unknown[] },
): Promise<IDataObject> {
	const answer = await api.post(route`/proxy/v1/sdk-proxy/execute`, call, {
		refusalHint: 'Check tags and environment; "Parameters (JSON)" sends other parameters.',
	});
	const data = isRecord(answer) ? answer['data'] : undefined;
	const result = isRecord(data) ? data['data'] : undefined;
	const about = isRecord(data)
		? { requestId: data['request_id'], executionTimeMs: data['execution_time_ms'] }
		: {};
	return { ...(isRecord(result) ? result : { result: result ?? null }), ...about };
}
