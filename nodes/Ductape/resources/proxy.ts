import type { IDataObject } from 'n8n-workflow';

import { isRecord, optionalJsonList, route } from '../../../core';
import type { ApiClient } from '../../../core';
import { tagOf } from '../reading/documents';

/** Replaces the parameters that an operation sends, because Ductape does not document them beyond the first. */
export const parameters = optionalJsonList({
	displayName: 'Parameters (JSON)',
	description:
		'Replaces the parameters built from the fields above; the tag of the integration is still sent first',
	placeholder: 'e.g. [{"tag": "sync_orders", "env": "dev"}]',
});

/**
 * POST /proxy/v1/sdk-proxy/execute (provider document, section 2.5), the integration's tag before the other parameters. The
 * credential encrypts the call on its way out, since only it knows the public key. Never sent twice: a run must not happen
 * twice.
 */
export async function callProxy(
	api: ApiClient,
	integrationId: string,
	{
		params,
		...call
	}: { readonly module: string; readonly method: string; readonly params: readonly unknown[] },
): Promise<IDataObject> {
	const productTag = await tagOf(api, integrationId);
	const body = await api.post(
		route`/proxy/v1/sdk-proxy/execute`,
		{ ...call, params: [productTag, ...params] },
		{ refusalHint: 'Check tags and environment; "Parameters (JSON)" sends other parameters.' },
	);
	const data = isRecord(body) ? body['data'] : undefined;
	const result = isRecord(data) ? data['data'] : undefined;
	const about = isRecord(data)
		? { requestId: data['request_id'], executionTimeMs: data['execution_time_ms'] }
		: {};
	return { ...(isRecord(result) ? result : { result: result ?? null }), ...about };
}
