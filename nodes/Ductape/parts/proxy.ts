import type { IDataObject } from 'n8n-workflow';

import { isRecord, optionalJsonList, route } from '../../../core';
import type { ApiClient, ApiRequest, ApiResponse } from '../../../core';
import { workspaceOf } from '../platform';

/** Replaces the parameters that an operation sends: the proxy is in beta, and may come to take others. */
export const parameters = optionalJsonList({
	displayName: 'Parameters (JSON)',
	default: '[]',
	description: 'Replaces all parameters of the call, including those built from the fields above',
	placeholder: 'e.g. [{"product": "orders_hub", "env": "dev", "tag": "sync_orders", "input": {}}]',
});

/** One call of Ductape's newer API: what it does, and the parameters in their order. */
export interface ProxyCall {
	readonly module: string;
	readonly method: string;
	readonly params: readonly unknown[];
	/** Where one sees whether it was carried out, when no response came. */
	readonly whereToLook?: string;
	/** What to do where Ductape refuses it. */
	readonly refusalHint: string;
}

const PROXY = route`/proxy/v1/sdk-proxy/execute`;

/** What is told of a call that was made. One that returns nothing, such as a deletion, has no `data`. */
const OF_A_CALL = ['data', 'request_id', 'execution_time_ms'];

/**
 * POST /proxy/v1/sdk-proxy/execute (provider document, section 2.5). The credential encrypts the call on its way out, since
 * only it knows the public key. Never sent twice: a run must not happen twice.
 * @throws when the response is not that of a call: what came instead does not say that anything was done.
 */
export async function callProxy(
	api: ApiClient,
	{ whereToLook, refusalHint, ...call }: ProxyCall,
): Promise<IDataObject> {
	const request = { method: 'POST', route: PROXY, body: call, whereToLook, refusalHint } as const;
	const { body } = await sentByProxy(api, request);
	const data = isRecord(body) ? body['data'] : undefined;
	if (!isRecord(data) || !OF_A_CALL.some((name) => data[name] !== undefined)) {
		throw api.error(
			'Ductape returned an unexpected response (expected the result of the call)',
			'The call may have been applied. Check before you run it again.',
		);
	}
	return {
		result: data['data'] ?? null,
		requestId: data['request_id'] ?? null,
		executionTimeMs: data['execution_time_ms'] ?? null,
	};
}

/** A custom call, which a person may make to the proxy as well. */
export async function sentAsCalled(api: ApiClient, request: ApiRequest): Promise<ApiResponse> {
	return await (request.route.path.endsWith(PROXY.path) ? sentByProxy(api, request) : api.send(request));
}

/**
 * Sent again only where Ductape itself refused it: `upstream_error` says that it was passed on. n8n would send it again
 * after a 401 of an app as well, so that a read signs in where the token is invalid.
 */
async function sentByProxy(api: ApiClient, given: ApiRequest): Promise<ApiResponse> {
	const request = { ...given, signsInAgain: false };
	const response = await api.send({ ...request, accept: [401] });
	if (response.status !== 401) return response;
	await api.get(route`/workspaces/v1/get/${workspaceOf(api)}`);
	return await api.send(request);
}
