import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import { get } from 'lodash';

import { nodeError, requestError } from './failures';
import type { FailedRequest, Place } from './failures';
import { queryString } from './http';
import type { ApiRequest, ApiResponse, Query } from './http';
import { isRecord, parseAnswer, textOf } from './json';
import { Pace } from './Pace';
import type { Connection, Platform } from './Platform';
import { askedDelayMs, backoffMs, mayRetry, mostRetries } from './retry';
import type { Route } from './Route';
import { throwIfCancelled, waitFor } from './waiting';

/** The parts of n8n that requests need; nodes, triggers and pickers all have them. */
export type RequestContext = IExecuteFunctions | IPollFunctions | ILoadOptionsFunctions;

/** What the user may set for all requests of a node (its Options). */
export interface RequestOptions {
	/** Longest time that one request may spend waiting between tries, in milliseconds. */
	readonly longestWaitMs: number;
	readonly timeoutMs?: number | undefined;
	readonly rowsPerPage?: number | undefined;
	readonly maxPages: number;
}

export const DEFAULT_REQUEST_OPTIONS: RequestOptions = { longestWaitMs: 60_000, maxPages: 10_000 };

/** What a client is opened for. */
export interface Purpose {
	/** `Integration: Get Many`: stands in every error. */
	readonly task: string;
	readonly credentialType?: string | undefined;
	readonly itemIndex?: number;
	readonly options?: Partial<RequestOptions> | undefined;
	readonly pace?: Pace;
	/** Rows that are wanted of a list; no page beyond them is fetched. */
	readonly wanted?: number;
}

type Outcome = { readonly response: ApiResponse } | { readonly failed: FailedRequest };

/**
 * A platform's API as one item of a node sees it: requests signed by the credential, paced, retried where that is safe,
 * and turned into errors that name the item. Everything n8n does for a request (proxy, TLS, domain limits, sign-in) applies.
 */
export class ApiClient {
	private constructor(
		private readonly context: RequestContext,
		readonly platform: Platform,
		private readonly connection: Connection,
		private readonly credentialType: string,
		private readonly place: Place,
		private readonly options: RequestOptions,
		private readonly pace: Pace,
		private readonly signal: AbortSignal | undefined,
		readonly wanted: number,
	) {}

	static async open(context: RequestContext, platform: Platform, purpose: Purpose): Promise<ApiClient> {
		const credentialType = purpose.credentialType ?? platform.credentialType;
		const credential = await context.getCredentials(credentialType, purpose.itemIndex);
		return new ApiClient(
			context,
			platform,
			platform.connect(credential),
			credentialType,
			{ node: context.getNode(), itemIndex: purpose.itemIndex, task: purpose.task },
			{ ...DEFAULT_REQUEST_OPTIONS, ...purpose.options },
			purpose.pace ?? new Pace(platform.pace),
			'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined,
			purpose.wanted ?? Number.POSITIVE_INFINITY,
		);
	}

	/** What the credential says, besides secrets. */
	get settings(): Readonly<Record<string, string>> {
		return this.connection.settings ?? {};
	}

	get baseUrl(): string {
		return this.connection.baseUrl;
	}

	/** The same object for all clients of one run of a node: a key for what the platform taught on the way. */
	get run(): object {
		return this.pace;
	}

	/** Rows to ask for in a page: the user's or the platform's number, or fewer when fewer are wanted. */
	get rowsPerPage(): number {
		return Math.min(this.options.rowsPerPage ?? this.platform.rowsPerPage, this.wanted);
	}

	/** Pages after which a list counts as endless. */
	get maxPages(): number {
		return this.options.maxPages;
	}

	async get(route: Route, query?: Query): Promise<unknown> {
		return (await this.send({ method: 'GET', route, query })).body;
	}

	async post(route: Route, body: unknown, more: Partial<ApiRequest> = {}): Promise<unknown> {
		return (await this.send({ ...more, method: 'POST', route, body })).body;
	}

	async put(route: Route, body: unknown, more: Partial<ApiRequest> = {}): Promise<unknown> {
		return (await this.send({ ...more, method: 'PUT', route, body })).body;
	}

	async patch(route: Route, body: unknown, more: Partial<ApiRequest> = {}): Promise<unknown> {
		return (await this.send({ ...more, method: 'PATCH', route, body })).body;
	}

	async delete(route: Route, more: Partial<ApiRequest> = {}): Promise<unknown> {
		return (await this.send({ ...more, method: 'DELETE', route })).body;
	}

	/** GET of one record. @throws when the platform answers anything else than a JSON object. */
	async record(route: Route, query?: Query): Promise<IDataObject> {
		return this.asRecord(await this.get(route, query));
	}

	/** @throws when the answer is anything else than a JSON object. */
	asRecord(body: unknown): IDataObject {
		if (isRecord(body)) return body;
		throw this.error(
			`${this.platform.displayName} answered something other than a record`,
			'Check the base URL of the credential: something else than the platform may have answered.',
		);
	}

	/**
	 * Sends one request, again where that is safe, and answers what came back when it succeeded.
	 * @throws NodeApiError that names the item, the request and what to do; Cancelled when the execution was stopped.
	 */
	async send(request: ApiRequest): Promise<ApiResponse> {
		let waitedMs = 0;
		for (let tries = 1; ; tries += 1) {
			const outcome = await this.attempt(request, tries);
			if ('response' in outcome) return outcome.response;
			const { failed } = outcome;
			if (this.isDone(request, failed)) return { status: 204, headers: {}, body: undefined };
			const delayMs = this.delayBefore(request, failed);
			if (delayMs === undefined || waitedMs + delayMs > this.options.longestWaitMs) {
				throw requestError(this.place, this.platform, failed);
			}
			if (failed.status === 429) this.pace.hold(delayMs);
			waitedMs += delayMs;
			await this.wait(delayMs);
		}
	}

	/**
	 * The bytes behind an address that the platform handed out (a signed URL): fetched without the credential.
	 * @throws NodeApiError when it cannot be had.
	 */
	async download(address: string): Promise<{ bytes: Buffer; mimeType: string | undefined }> {
		const url = new URL(address, this.baseUrl);
		throwIfCancelled(this.signal);
		const outcome = await this.exchange(
			{ method: 'GET', path: url.pathname },
			1,
			async () =>
				await this.context.helpers.httpRequest({
					method: 'GET',
					url: url.toString(),
					encoding: 'arraybuffer',
					returnFullResponse: true,
					ignoreHttpStatusErrors: true,
					timeout: this.timeoutMs,
					...(this.signal && { abortSignal: this.signal }),
				}),
		);
		const refusal =
			'failed' in outcome
				? outcome.failed.message
				: outcome.response.status >= 300
					? `status ${outcome.response.status}`
					: undefined;
		if ('failed' in outcome || refusal !== undefined) {
			throw this.error(
				`The file could not be downloaded (${refusal ?? 'no answer'})`,
				'Such addresses expire quickly: run the operation again.',
			);
		}
		const { body, headers } = outcome.response;
		const mimeType = headers['content-type'];
		return {
			bytes: Buffer.isBuffer(body) ? body : Buffer.from(String(body ?? '')),
			mimeType: typeof mimeType === 'string' ? mimeType.split(';')[0] : undefined,
		};
	}

	/** Waits, unless the execution is stopped. @throws Cancelled */
	async wait(ms: number): Promise<void> {
		await waitFor(ms, this.signal);
	}

	/**
	 * Asks again and again until there is a result.
	 * @throws when `forMs` have passed; `what` says what was waited for.
	 */
	async waitUntil<Result>(
		look: () => Promise<Result | undefined>,
		timing: { readonly everyMs: number; readonly forMs: number; readonly what: string },
	): Promise<Result> {
		const untilMs = Date.now() + timing.forMs;
		for (;;) {
			const result = await look();
			if (result !== undefined) return result;
			if (Date.now() + timing.everyMs > untilMs) {
				throw this.error(
					`${timing.what} took longer than ${Math.round(timing.forMs / 1000)} seconds`,
					'It goes on at the platform. Raise the waiting time, or look at it later.',
				);
			}
			await this.wait(timing.everyMs);
		}
	}

	/** An error of this item that no failed request caused. */
	error(message: string, hint: string) {
		return nodeError(this.place, message, hint);
	}

	/** Shows a remark in the editor beside the node's output, where the running context can. */
	remark(message: string): void {
		if ('addExecutionHints' in this.context) {
			this.context.addExecutionHints({ message, location: 'outputPane' });
		} else {
			this.context.logger.warn(message);
		}
	}

	private get signsIn(): boolean {
		return this.connection.signsIn ?? this.platform.signsIn;
	}

	private get timeoutMs(): number {
		return this.options.timeoutMs ?? this.platform.requestTimeoutMs;
	}

	private async attempt(request: ApiRequest, tries: number): Promise<Outcome> {
		throwIfCancelled(this.signal);
		const options = this.httpOptions(request);
		const { path } = request.route;
		const outcome = await this.pace.run(
			async () => {
				const unsent = this.unsent({ method: request.method, path }, tries);
				if (unsent !== undefined) return unsent;
				const answered = await this.exchange(
					{ method: request.method, path },
					tries,
					async () =>
						await this.context.helpers.httpRequestWithAuthentication.call(
							this.context,
							this.credentialType,
							options,
						),
				);
				this.heedSilence(request, answered, tries);
				return answered;
			},
			async (ms) => await this.wait(ms),
		);
		if ('failed' in outcome) return outcome;
		const { response } = outcome;
		const accepted =
			request.accept?.includes(response.status) === true ||
			(response.status >= 200 && response.status < 300 && this.platform.isFailure?.(response.body) !== true);
		return accepted ? outcome : { failed: this.failure(request, response, tries) };
	}

	/** What stands for the answer of a request that is not sent because the platform wants silence. */
	private unsent(
		request: { readonly method: ApiRequest['method']; readonly path: string },
		tries: number,
	): Outcome | undefined {
		const { silence } = this.pace;
		if (silence === undefined) return undefined;
		const message = `not sent, because of an earlier refusal (${silence.message})`;
		return { failed: { ...silence, ...request, tries, message } };
	}

	/** Notes, before the next request can start, that the platform wants no more of them. */
	private heedSilence(request: ApiRequest, answered: Outcome, tries: number): void {
		if (this.platform.retry.retriesRateLimits || !('response' in answered)) return;
		const { response } = answered;
		if (response.status === 429) this.pace.silenceAfter(this.failure(request, response, tries));
	}

	/** Makes one exchange with n8n's request function and sorts what came: an answer, or no answer. */
	private async exchange(
		request: { readonly method: ApiRequest['method']; readonly path: string },
		tries: number,
		call: () => Promise<unknown>,
	): Promise<Outcome> {
		try {
			return { response: answerOf(await call()) };
		} catch (error) {
			throwIfCancelled(this.signal);
			const cause: unknown = error instanceof NodeApiError ? error.cause : error;
			const response: unknown = get(cause, 'response');
			const status: unknown = get(response, 'status');
			if (typeof status === 'number') {
				const body: unknown = get(response, 'data');
				return { response: answerOf({ statusCode: status, headers: get(response, 'headers'), body }) };
			}
			const code: unknown = get(cause, 'code');
			const message = cause instanceof Error ? cause.message : String(cause);
			return {
				failed: {
					...request,
					networkCode: typeof code === 'string' ? code : undefined,
					message: this.withoutSecrets(message),
					tries,
				},
			};
		}
	}

	private failure(request: ApiRequest, response: ApiResponse, tries: number): FailedRequest {
		const { message, code } = this.platform.explain(response.body);
		return {
			method: request.method,
			path: this.withoutSecrets(request.route.path),
			status: response.status,
			message: this.withoutSecrets(message ?? `answered with status ${response.status}`),
			code,
			refusalHint: request.refusalHint,
			trace: textOf(response.headers[this.platform.traceHeader ?? '']),
			askedDelayMs: askedDelayMs(response.status, response.headers, Date.now()),
			tries,
		};
	}

	/** A repeated DELETE that finds nothing has done its work the first time. */
	private isDone(request: ApiRequest, failed: FailedRequest): boolean {
		return request.method === 'DELETE' && failed.status === 404 && failed.tries > 1;
	}

	private delayBefore(request: ApiRequest, failed: FailedRequest): number | undefined {
		const policy = this.platform.retry;
		const retries = mostRetries(request.method, policy);
		if (failed.tries > Math.min(retries, request.retries ?? retries)) return undefined;
		if (!mayRetry({ ...failed, idempotent: request.idempotent }, policy)) return undefined;
		const jitterMs = backoffMs(failed.tries - 1, policy);
		return failed.askedDelayMs === undefined ? jitterMs : failed.askedDelayMs + Math.min(jitterMs, 1000);
	}

	private httpOptions(request: ApiRequest): IHttpRequestOptions {
		const search = queryString(request.query);
		const link = request.route.search;
		const query = link === '' ? search : `${link}${search.replace('?', '&')}`;
		return {
			method: request.method,
			url: `${this.baseUrl}${request.route.path}${query}`,
			headers: {
				accept: 'application/json',
				...(request.body !== undefined && { 'content-type': 'application/json' }),
				...this.platform.headers,
				...request.headers,
			},
			...(request.body !== undefined && { body: JSON.stringify(request.body) }),
			encoding: 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: this.signsIn ? { ignore: true, except: [401] } : true,
			sendCredentialsOnCrossOriginRedirect: false,
			timeout: request.timeoutMs ?? this.timeoutMs,
		};
	}

	private withoutSecrets(message: string): string {
		return this.connection.secrets
			.filter((secret) => secret.length > 3)
			.reduce((text, secret) => text.split(secret).join('***'), message);
	}
}

function answerOf(answer: unknown): ApiResponse {
	const status: unknown = get(answer, 'statusCode');
	const headers: unknown = get(answer, 'headers');
	const body: unknown = get(answer, 'body');
	return {
		status: typeof status === 'number' ? status : 0,
		headers: Object.fromEntries(Object.entries(headers ?? {})),
		body: typeof body === 'string' ? parseAnswer(body) : body,
	};
}
