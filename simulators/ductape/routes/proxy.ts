import { createDecipheriv, createHash } from 'node:crypto';

import { body, json, route, type Answer, type Route } from '../../switchboard';

import { authBodyProperties, type AuthBody, type Need } from '../access';
import type { DuctapeWorld } from '../DuctapeWorld';

interface ProxyBody extends AuthBody {
	encrypted_payload: string;
}

interface RpcCall {
	module: string;
	method: string;
	params: unknown[];
	user_id: string;
}

const jobMethods = ['cancel', 'pause', 'resume', 'retry', 'reschedule'];
const featureMethods = ['execute', 'dispatch', 'status', 'cancel'];

/** Section 2.5: the RPC endpoint. It decrypts what it gets and carries out runs of features and jobs. */
export function proxyRoutes(world: DuctapeWorld): Array<Route<Need>> {
	const { state, switches, refusals } = world;

	function refuse(status: number, message: string): Answer {
		const upstream = { status: false, message: 'Upstream call failed', upstream_error: { errors: message } };
		return json(switches.rpcFailure === 'http' ? status : 200, upstream);
	}

	return [
		route({
			method: 'POST',
			path: '/proxy/v1/sdk-proxy/execute',
			needs: 'session',
			body: body<ProxyBody>({
				type: 'object',
				required: ['encrypted_payload', 'workspace_id'],
				properties: { ...authBodyProperties, encrypted_payload: { type: 'string' } },
				additionalProperties: false,
			}),
			handle: ({ body: { encrypted_payload, public_key, user_id, workspace_id }, request }) => {
				if (switches.rpc === 'missing') throw refusals.with(404, `Cannot POST ${request.path}`);
				if (`Bearer ${String(request.headers['x-access-token'])}` !== request.authorization) {
					throw refusals.with(401, 'x-access-token is required', 'invalidBody');
				}
				const call = decrypted(encrypted_payload, public_key);
				if (call === undefined || call.user_id !== user_id) {
					throw refusals.with(400, 'The payload cannot be decrypted', 'invalidBody');
				}
				const { module, method, params } = call;
				state.rpcCalls.push({ module, method, params });
				const integration = [...state.integrations.values()].find(
					({ tag, workspace_id: owner }) => tag === params[0] && owner === workspace_id,
				);
				if (integration === undefined) return refuse(404, 'Product not found');
				const isKnown =
					(['feature', 'features'].includes(module) && featureMethods.includes(method)) ||
					(module === 'jobs' && jobMethods.includes(method));
				if (!isKnown) throw refusals.with(400, `${module}.${method} is not known`, 'invalidBody');
				const result =
					module === 'jobs'
						? controlJob(method, params[1])
						: runFeature(method, integration.features, params[1]);
				if (typeof result === 'string') return refuse(400, result);
				return json(200, {
					status: true,
					data: { data: result, execution_time_ms: 12, request_id: state.random.uuid() },
				});
			},
		}),
	];

	function controlJob(method: string, jobId: unknown): object | string {
		const execution = [...state.jobExecutions].reverse().find(({ job_id }) => job_id === jobId);
		if (execution === undefined) return 'Job not found';
		if (method === 'retry') {
			if (execution.phase !== 'FAILED') return 'Only a failed job can be retried';
			execution.retry_count += 1;
			execution.phase = 'QUEUED';
		}
		if (method === 'cancel') execution.phase = 'CANCELLED';
		return { job_id: execution.job_id, phase: execution.phase, retry_count: execution.retry_count };
	}

	function runFeature(
		method: string,
		features: ReadonlyArray<Record<string, unknown>> = [],
		given: unknown,
	): object | string {
		const { tag, env } = Object(given) as { tag?: unknown; env?: unknown };
		const feature = features.find((known) => known['tag'] === tag);
		if (feature === undefined) return `Feature ${String(tag)} not found`;
		if (typeof env !== 'string') return 'env is required';
		return {
			process_id: state.random.uuid(),
			status: method === 'execute' ? 'completed' : 'processing',
			feature_tag: tag,
		};
	}
}

/** hex(16-byte IV) ':' base64(AES-256-CBC of the call), key SHA-256 of the public key. */
function decrypted(payload: string, publicKey: string): RpcCall | undefined {
	const [iv, data] = payload.split(':');
	if (iv === undefined || data === undefined || !/^[0-9a-f]{32}$/.test(iv)) return undefined;
	try {
		const key = createHash('sha256').update(publicKey).digest();
		const decipher = createDecipheriv('aes-256-cbc', key, Buffer.from(iv, 'hex'));
		const text = Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]).toString();
		const call: unknown = JSON.parse(text);
		const { module, method, params, user_id } = Object(call) as Partial<RpcCall>;
		if (typeof module !== 'string' || typeof method !== 'string' || typeof user_id !== 'string')
			return undefined;
		return Array.isArray(params) ? { module, method, params, user_id } : undefined;
	} catch {
		return undefined;
	}
}
