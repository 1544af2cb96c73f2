import type { IDataObject } from 'n8n-workflow';
import { isEmpty } from 'lodash';

import { emptyOnPurpose, isRecord, optionalJsonList, route } from '../../../core';
import type { ApiClient, ApiRequest, ApiResponse } from '../../../core';
import { workspaceOf } from '../platform';

/** Replaces the parameters that an operation sends: the proxy is in beta, and may come to take others. */
export function parameters(example: string, ...notesOnIt: string[]) {
	return emptyOnPurpose(
		optionalJsonList({
			displayName: 'Parameters (JSON)',
			default: '[]',
			description: [
				'Replaces all parameters of the call, including those built from the fields above',
				...notesOnIt,
			].join('. '),
			hint: `For example: ${example}`,
		}),
	);
}

/** One call of Ductape's newer API: what it does, and the parameters in their order. */
export interface ProxyCall {
	readonly module: string;
	readonly method: string;
	readonly params: readonly unknown[];
	/** Where one sees whether it was carried out, when no response came. */
	readonly whereToLook?: string;
	/** What to do where Ductape refuses it. */
	readonly refusalHint: string;
	/** Whether a read before it has shown that the token is valid. */
	readonly isSignedIn?: boolean;
}

const PROXY = route`/proxy/v1/sdk-proxy/execute`;

/** What is told of a call that was made. One that returns nothing, such as a deletion, has no `data`. */
const OF_A_CALL = ['data', 'request_id', 'execution_time_ms'];
export const NO_RESULT = 'Ductape returned an unexpected response (expected the result of the call)';

/**
 * POST /proxy/v1/sdk-proxy/execute (provider document, section 2.5), and what came of it.
 * @throws when the response is not that of a call: what came instead does not say that anything was done.
 */
export async function callProxy(api: ApiClient, call: ProxyCall): Promise<IDataObject> {
	const { body } = await sentToProxy(api, call);
	const data = callIn(body);
	if (data === undefined) {
		throw api.error(NO_RESULT, 'The call may have been applied. Check before you run it again.');
	}
	return {
		result: data['data'] ?? null,
		requestId: data['request_id'] ?? null,
		executionTimeMs: data['execution_time_ms'] ?? null,
	};
}

function callIn(body: unknown): IDataObject | undefined {
	const data = isRecord(body) ? body['data'] : undefined;
	return isRecord(data) && OF_A_CALL.some((name) => data[name] !== undefined) ? data : undefined;
}

/** Whether a response is in Ductape's own form, with the result of a call or without: any other may be that of another server. */
export function isOfDuctape({ body }: ApiResponse): boolean {
	return isEmpty(body) || (isRecord(body) && body['status'] === true) || callIn(body) !== undefined;
}

/**
 * A call whose response says nothing that is not read afterwards. The credential encrypts it on its way out, since only it knows
 * the public key. Never sent twice: a run must not happen twice.
 */
export async function sentToProxy(
	api: ApiClient,
	{ whereToLook, refusalHint, isSignedIn, ...call }: ProxyCall,
): Promise<ApiResponse> {
	const request = { method: 'POST', route: PROXY, body: call, whereToLook, refusalHint } as const;
	return await sentByProxy(api, request, isSignedIn);
}

/** A custom call, which a person may make to the proxy as well. */
export async function sentAsCalled(api: ApiClient, request: ApiRequest): Promise<ApiResponse> {
	return await (request.route.path.endsWith(PROXY.path) ? sentByProxy(api, request) : api.send(request));
}

/**
 * Never sent again: what an app behind the proxy refuses may look as if Ductape did, and whatever came before it was done. So
 * the token must be valid beforehand: a read signs in where it is not, once in a run.
 */
async function sentByProxy(api: ApiClient, request: ApiRequest, isSignedIn = false): Promise<ApiResponse> {
	const signIn = async () => await api.get(route`/workspaces/v1/get/${workspaceOf(api)}`);
	if (!isSignedIn) await api.once('sign-in for the proxy', signIn);
	return await api.send({ ...request, isPassedOn: true });
}
