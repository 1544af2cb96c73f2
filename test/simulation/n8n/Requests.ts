import {
	NodeApiError,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IDataObject,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type JsonObject,
} from 'n8n-workflow';
import { isEmpty, mapValues } from 'lodash';
import { compileFunction } from 'node:vm';

/** A request as it leaves n8n. */
export interface WireRequest {
	readonly method: string;
	readonly url: string;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	readonly bodyText: string;
	/** Of the socket: a byte in time, and it starts again. */
	readonly idleTimeoutMs: number;
	readonly abortSignal: AbortSignal | undefined;
}

export interface WireResponse {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/** The network as one process of n8n sees it. Rejects with an error that has a code. */
export type Network = (request: WireRequest) => Promise<WireResponse>;

/** What n8n's database knows of credentials. */
export interface CredentialRows {
	data(type: string): ICredentialDataDecryptedObject;
	store(type: string, data: ICredentialDataDecryptedObject): void;
}

/**
 * n8n's request function with a credential: signs in where the credential says so, signs, sends, and after a 401 does all of it
 * once more. Modelled on n8n-core 2.41 (request-helpers/authentication), which also wraps whatever failed in a NodeApiError.
 */
export class Requests {
	private readonly helper: IHttpRequestHelper;

	constructor(
		private readonly node: INode,
		private readonly types: ReadonlyMap<string, ICredentialType>,
		private readonly rows: CredentialRows,
		private readonly network: Network,
		/** n8n has one expression isolate for a workflow; a declared `authenticate` cannot be resolved without it. */
		private readonly hasIsolate: () => boolean,
	) {
		const helpers = { httpRequest: async (options: IHttpRequestOptions) => await this.send(options) };
		this.helper = { helpers };
	}

	async withCredential(typeName: string, options: IHttpRequestOptions): Promise<unknown> {
		const credential = { ...this.rows.data(typeName) };
		try {
			await this.signIn(typeName, credential, false);
			return await this.send(await this.signed(typeName, credential, options));
		} catch (error) {
			if (statusOf(error) !== 401) throw new NodeApiError(this.node, asJson(error));
			return await this.afterRefusal(typeName, credential, options);
		}
	}

	private async afterRefusal(
		typeName: string,
		credential: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<unknown> {
		try {
			await this.signIn(typeName, credential, true);
			return await this.send(await this.signed(typeName, credential, options));
		} catch (error) {
			throw new NodeApiError(this.node, asJson(error));
		}
	}

	private async signIn(
		typeName: string,
		credential: ICredentialDataDecryptedObject,
		isExpired: boolean,
	): Promise<void> {
		const type = this.type(typeName);
		const token = type.properties.find(
			({ type: kind, typeOptions }) => kind === 'hidden' && typeOptions?.expirable,
		);
		if (type.preAuthentication === undefined || token === undefined) return;
		if (credential[token.name] !== '' && !isExpired) return;
		const fresh = (await type.preAuthentication.call(
			this.helper,
			credential,
		)) as ICredentialDataDecryptedObject;
		if (fresh[token.name] === undefined) return;
		Object.assign(credential, fresh);
		this.rows.store(typeName, { ...this.rows.data(typeName), ...fresh });
	}

	private async signed(
		typeName: string,
		credential: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.type(typeName);
		if (authenticate === undefined) return options;
		if (typeof authenticate === 'function') return await authenticate(credential, options);
		if (!this.hasIsolate()) throw new Error('No bridge acquired for this context. Call acquire() first.');
		const headers: IDataObject = { ...options.headers };
		for (const [name, value] of Object.entries(authenticate.properties.headers ?? {})) {
			headers[name] = typeof value === 'string' ? resolvedExpression(value, credential) : undefined;
		}
		return Object.assign(options, { headers });
	}

	private async send(options: IHttpRequestOptions): Promise<unknown> {
		const { ignoreHttpStatusErrors: ignored, abortSignal } = options;
		const response = await this.network({
			method: options.method ?? 'GET',
			url: urlOf(options),
			headers: lowerCased(options.headers ?? {}),
			bodyText: bodyTextOf(options.body),
			idleTimeoutMs: options.timeout ?? 300_000,
			abortSignal: abortSignal instanceof AbortSignal ? abortSignal : undefined,
		});
		const isSuccess = response.status >= 200 && response.status < 300;
		const isIgnored = typeof ignored === 'object' ? !ignored.except.includes(response.status) : ignored;
		if (!isSuccess && isIgnored !== true) throw new StatusError(response);
		const { status: statusCode, headers, body } = response;
		const parsed: unknown = options.encoding === undefined ? parsedBody(body) : body;
		return options.returnFullResponse === true ? { statusCode, headers, body: parsed } : parsed;
	}

	private type(name: string): ICredentialType {
		const type = this.types.get(name);
		if (type === undefined) throw new Error(`The simulation knows no credential type ${name}`);
		return type;
	}
}

/** As axios gives it. */
class StatusError extends Error {
	readonly code = 'ERR_BAD_REQUEST';

	readonly response: { status: number; headers: unknown; data: string };

	constructor({ status, headers, body }: WireResponse) {
		super(`Request failed with status code ${status}`);
		this.response = { status, headers, data: body };
	}
}

function statusOf(error: unknown): number | undefined {
	return error instanceof StatusError ? error.response.status : undefined;
}

/** NodeApiError takes any error for JSON, and keeps it as its cause. */
function asJson(error: unknown): JsonObject {
	return error as JsonObject;
}

function urlOf({ url, qs = {} }: IHttpRequestOptions): string {
	if (isEmpty(qs)) return url;
	const search = new URLSearchParams(mapValues(qs, String)).toString();
	return `${url}${url.includes('?') ? '&' : '?'}${search}`;
}

function lowerCased(headers: IDataObject): Record<string, string> {
	const lower: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) lower[name.toLowerCase()] = asText(value);
	return lower;
}

function asText(value: IDataObject[string]): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}

function bodyTextOf(body: unknown): string {
	if (body === undefined) return '';
	return typeof body === 'string' ? body : JSON.stringify(body);
}

function parsedBody(body: string): unknown {
	try {
		return JSON.parse(body) as unknown;
	} catch {
		return body;
	}
}

const expressions = new Map<string, (credentials: ICredentialDataDecryptedObject) => string>();

/** `=Bearer {{ ... }}` over `$credentials`, without n8n's sandbox. */
function resolvedExpression(text: string, credentials: ICredentialDataDecryptedObject): string {
	if (!text.startsWith('=')) return text;
	let resolve = expressions.get(text);
	if (resolve === undefined) {
		const source = text
			.slice(1)
			.split(/(\{\{.*?\}\})/s)
			.map((part) => (part.startsWith('{{') ? `(${part.slice(2, -2)})` : JSON.stringify(part)))
			.join('+');
		// The expression is this package's own.
		resolve = compileFunction(`return ${source}`, ['$credentials']) as (given: typeof credentials) => string;
		expressions.set(text, resolve);
	}
	return resolve(credentials);
}
