import { createDecipheriv, createHash } from 'node:crypto';

import { body, json, route, type Answer, type Route } from '../../switchboard';
import { readJson } from '../../switchboard/exactJson';

import { authBodyProperties, type AuthBody, type Need } from '../access';
import type { DuctapeWorld } from '../DuctapeWorld';
import type { Integration } from '../records';

interface ProxyBody extends AuthBody {
	encrypted_payload: string;
}

interface RpcCall {
	module: string;
	method: string;
	params: unknown[];
	user_id: string;
}

/** What each command to a job takes after the job's ID. */
const jobOptions: Readonly<Record<string, readonly string[]>> = {
	cancel: ['reason'],
	pause: [],
	resume: [],
	retry: ['delay'],
	reschedule: ['start_at', 'cron', 'every'],
};

/** What the one parameter of a run of a feature holds. */
const runFields: Readonly<Record<string, readonly string[]>> = {
	execute: ['product', 'env', 'tag', 'input', 'session', 'idempotency_key', 'cache', 'retries', 'timeout'],
	dispatch: ['product', 'env', 'feature', 'input', 'schedule', 'session', 'cache', 'retries'],
};

/** The modules that can delete a part, and the list of the document that holds it. */
const deletable: Readonly<Record<string, 'caches' | 'notifications' | 'jobs' | 'features'>> = {
	caches: 'caches',
	notifications: 'notifications',
	jobs: 'jobs',
	feature: 'features',
	features: 'features',
};

/** Section 2.5: the RPC endpoint. It decrypts what it gets, runs features, controls jobs and deletes parts. */
export function proxyRoutes(world: DuctapeWorld): Array<Route<Need>> {
	const { state, switches, refusals } = world;

	function refuse(status: number, message: string): Answer {
		const bodies = {
			upstream: { message: 'Upstream call failed', upstream_error: { errors: message } },
			message: { message },
			general: {
				message: 'SDK operation failed',
				error: `Request failed with status code ${status}`,
				upstream_error: { message },
			},
		};
		const failure = { status: false, ...bodies[switches.rpcFailureBody] };
		return json(switches.rpcFailure === 'http' ? status : 200, failure);
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
				const result = carriedOut(call, workspace_id);
				if (typeof result === 'string') {
					return refuse(result.endsWith('not found') ? 404 : 400, result);
				}
				return json(200, {
					status: true,
					data: { data: result, execution_time_ms: 12, request_id: state.random.uuid() },
				});
			},
		}),
	];

	/** The result of a call, or why it is refused. */
	function carriedOut({ module, method, params }: RpcCall, workspaceId: string): object | string {
		const list = deletable[module];
		if (method === 'delete' && list !== undefined) return deletePart(list, params, workspaceId);
		if (module === 'jobs' && jobOptions[method] !== undefined) return controlJob(method, params, workspaceId);
		if (list === 'features' && runFields[method] !== undefined)
			return runFeature(method, params, workspaceId);
		throw refusals.with(400, `${module}.${method} is not known`, 'invalidBody');
	}

	function product(tag: unknown, workspaceId: string): Integration | undefined {
		return world.ofWorkspace(state.integrations.values(), workspaceId).find((each) => each.tag === tag);
	}

	function deletePart(
		list: 'caches' | 'notifications' | 'jobs' | 'features',
		[first, second, ...more]: unknown[],
		workspaceId: string,
	): object | string {
		const isTagFirst = list === 'features' && switches.featureDelete === 'tagFirst';
		const [productTag, tag] = isTagFirst ? [second, first] : [first, second];
		if (more.length > 0) throw refusals.with(400, 'delete takes two parameters', 'invalidBody');
		const integration = product(productTag, workspaceId);
		if (integration === undefined) return absent('Product', 'product');
		const parts = integration[list] ?? [];
		if (!parts.some((part) => part['tag'] === tag)) return absent(`${list} ${String(tag)}`, list);
		if (switches.rpcDelete === 'applied') integration[list] = parts.filter((part) => part['tag'] !== tag);
		return { deleted: true };
	}

	function absent(what: string, kind: string): string {
		const words = {
			notFound: `${what} not found`,
			invalid: `Invalid ${kind} tag`,
			unable: `Unable to find ${kind}`,
		};
		return words[switches.absentTag];
	}

	function controlJob(
		method: string,
		[jobId, options, ...more]: unknown[],
		workspaceId: string,
	): object | string {
		const known = jobOptions[method] ?? [];
		const unknown = Object.keys({ ...(options ?? {}) }).filter((name) => !known.includes(name));
		const isWrong = typeof options !== 'object' && options !== undefined;
		if (unknown.length > 0 || more.length > 0 || isWrong) {
			throw refusals.with(400, `jobs.${method} does not take ${unknown.join(', ')}`, 'invalidBody');
		}
		const execution = [...state.jobExecutions]
			.reverse()
			.find(({ job_id, product_tag }) => job_id === jobId && product(product_tag, workspaceId) !== undefined);
		if (execution === undefined) return 'Job not found';
		const { reason, ...schedule } = Object(options) as { reason?: string; delay?: number };
		if (method === 'retry') {
			if (execution.phase !== 'FAILED') return 'Only a failed job can be retried';
			execution.retry_count += 1;
			execution.phase = 'delay' in schedule ? 'RETRY_SCHEDULED' : 'QUEUED';
		}
		if (method === 'cancel') Object.assign(execution, { phase: 'CANCELLED', ...(reason && { reason }) });
		if (method === 'reschedule') Object.assign(execution, { phase: 'SCHEDULED', schedule });
		if (method === 'pause') execution.is_paused = true;
		if (method === 'resume') execution.is_paused = false;
		return { job_id: execution.job_id, phase: execution.phase, retry_count: execution.retry_count };
	}

	function runFeature(method: string, [given, ...more]: unknown[], workspaceId: string): object | string {
		const run = Object(given) as Record<string, unknown>;
		const unknown = Object.keys(run).filter((name) => runFields[method]?.includes(name) !== true);
		if (unknown.length > 0 || more.length > 0) {
			throw refusals.with(400, `feature.${method} does not take ${unknown.join(', ')}`, 'invalidBody');
		}
		const integration = product(run['product'], workspaceId);
		if (integration === undefined) return 'Product not found';
		const tag = method === 'execute' ? run['tag'] : run['feature'];
		const feature = integration.features?.find((known) => known['tag'] === tag);
		if (feature === undefined) return `Feature ${String(tag)} not found`;
		if (typeof run['env'] !== 'string') return 'env is required';
		if (method === 'dispatch') {
			const job = state.addJobExecution(integration, {
				phase: run['schedule'] === undefined ? 'QUEUED' : 'SCHEDULED',
				job_tag: String(tag),
				env: run['env'],
			});
			return { job_id: job.job_id, status: run['schedule'] === undefined ? 'queued' : 'scheduled' };
		}
		const key = run['idempotency_key'];
		const before = state.processes.find(
			({ _idempotencyKey }) => key !== undefined && _idempotencyKey === key,
		);
		const process =
			before ??
			state.addProcess(integration, {
				feature_tag: String(tag),
				env: run['env'],
				input: run['input'],
				status: switches.featureRun,
				_idempotencyKey: key,
			});
		return {
			feature_id: process._featureId,
			status: process.status,
			completed_steps: [],
			execution_time: 12,
			...(process.status === 'rolled_back' && { rollback_result: { rolled_back_steps: ['reserve'] } }),
			...(process.status === 'completed'
				? { output: { id: process.process_id } }
				: { error: { message: 'The step charge failed', step: 'charge' }, failed_step: 'charge' }),
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
		const call: unknown = readJson(text);
		const { module, method, params, user_id } = Object(call) as Partial<RpcCall>;
		if (typeof module !== 'string' || typeof method !== 'string' || typeof user_id !== 'string')
			return undefined;
		return Array.isArray(params) ? { module, method, params, user_id } : undefined;
	} catch {
		return undefined;
	}
}
