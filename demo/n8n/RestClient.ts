import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import axios, { type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { z } from 'zod';

const envelope = z.object({ data: z.unknown() });
const failure = z.object({ message: z.string() });
const apiKeys = z.object({ items: z.array(z.object({ id: z.string(), label: z.string() })) });

/** A schema for an answer of which nothing is known beforehand. */
type Checked<Answer> = z.ZodType<Answer, z.ZodTypeDef, unknown>;

/** Longer than n8n's own longest wait, two minutes for an activation. */
const requestTimeoutMs = 180_000;

/** A busy n8n closes connections that are kept open just when the next request goes out on them. */
const httpAgent = new Agent({ keepAlive: false });

/** An n8n that has much to do loses its database for a while; it then refuses every request before it does anything. */
const databaseTimeoutMs = 60_000;
const databaseRetryMs = 1_000;

export const owner = {
	email: 'owner@example.com',
	firstName: 'Demo',
	lastName: 'Owner',
	password: 'Integration-Ops-1',
};

/**
 * n8n over HTTP, signed in as the owner. `rest` is what the editor itself calls, `api` the documented public API.
 * Answers are checked against the schema that the caller gives.
 */
export class RestClient {
	private constructor(
		private readonly baseUrl: string,
		private readonly editor: AxiosInstance,
		private readonly publicApi: AxiosInstance,
	) {}

	/** Makes the owner when the instance is new, signs in, and gets an API key. */
	static async signIn(baseUrl: string): Promise<RestClient> {
		const editor = axios.create({
			baseURL: `${baseUrl}/rest`,
			timeout: requestTimeoutMs,
			httpAgent,
			validateStatus: () => true,
		});
		const settings = z
			.object({ userManagement: z.object({ showSetupOnFirstLoad: z.boolean() }) })
			.parse(await callEditor(editor, { method: 'GET', url: '/settings' }));
		const signIn: AxiosRequestConfig = settings.userManagement.showSetupOnFirstLoad
			? { method: 'POST', url: '/owner/setup', data: owner }
			: {
					method: 'POST',
					url: '/login',
					data: { emailOrLdapLoginId: owner.email, password: owner.password },
				};
		const answer = await respond(editor, signIn);
		const cookies = answer.headers['set-cookie'] ?? [];
		editor.defaults.headers.common.Cookie = cookies.map((cookie) => cookie.split(';')[0]).join('; ');
		const publicApi = axios.create({
			baseURL: `${baseUrl}/api/v1`,
			timeout: requestTimeoutMs,
			httpAgent,
			validateStatus: () => true,
			headers: { 'X-N8N-API-KEY': await makeApiKey(editor) },
		});
		return new RestClient(baseUrl, editor, publicApi);
	}

	/** A call as the editor makes it; the answer's `data`. */
	async rest<Answer>(schema: Checked<Answer>, method: string, url: string, data?: unknown): Promise<Answer> {
		return schema.parse(await callEditor(this.editor, { method, url, data }));
	}

	/** A file that the editor loads, such as /types/nodes.json. */
	async file<Answer>(schema: Checked<Answer>, path: string): Promise<Answer> {
		const request = { method: 'GET', url: `${this.baseUrl}${path}` };
		return schema.parse(await send(this.editor, request));
	}

	/** A call of the public API, version 1. */
	async api<Answer>(
		schema: Checked<Answer>,
		method: string,
		url: string,
		options: { data?: unknown; params?: Record<string, string | number | boolean> } = {},
	): Promise<Answer> {
		return schema.parse(await send(this.publicApi, { method, url, ...options }));
	}
}

async function callEditor(editor: AxiosInstance, request: AxiosRequestConfig): Promise<unknown> {
	return envelope.parse(await send(editor, request)).data;
}

async function send(client: AxiosInstance, request: AxiosRequestConfig): Promise<unknown> {
	return (await respond(client, request)).data;
}

async function respond(client: AxiosInstance, request: AxiosRequestConfig): Promise<AxiosResponse<unknown>> {
	const deadlineMs = Date.now() + databaseTimeoutMs;
	for (;;) {
		const answer = await client.request<unknown>(request);
		if (answer.status !== 503 || Date.now() > deadlineMs) {
			rejectFailure(request, answer.status, answer.data);
			return answer;
		}
		await pause(databaseRetryMs);
	}
}

function rejectFailure(request: AxiosRequestConfig, status: number, body: unknown): void {
	if (status < 400) return;
	const said = failure.safeParse(body);
	const message = said.success ? said.data.message : JSON.stringify(body);
	throw new Error(`n8n responded to ${request.method ?? ''} ${request.url ?? ''} with ${status}: ${message}`);
}

async function makeApiKey(editor: AxiosInstance): Promise<string> {
	const label = 'integration-ops';
	const { items } = apiKeys.parse(await callEditor(editor, { method: 'GET', url: '/api-keys' }));
	for (const key of items.filter((item) => item.label === label)) {
		await callEditor(editor, { method: 'DELETE', url: `/api-keys/${key.id}` });
	}
	const scopes = z
		.array(z.string())
		.parse(await callEditor(editor, { method: 'GET', url: '/api-keys/scopes' }));
	const made = await callEditor(editor, {
		method: 'POST',
		url: '/api-keys',
		data: { label, expiresAt: null, scopes },
	});
	return z.object({ rawApiKey: z.string() }).parse(made).rawApiKey;
}
