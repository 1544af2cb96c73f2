import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import { get } from 'lodash';

import type { FailedRequest } from './failures';
import { answerOf, queryString } from './http';
import type { ApiRequest, ApiResponse } from './http';
import { textOf } from '../data/json';
import type { Pace } from './Pace';
import type { Connection, Platform } from './Platform';
import { askedDelayMs } from './retry';
import { SignInRefused } from './signIn';
import { throwIfCancelled, waitFor } from './waiting';

/** Statuses below 500 that mean the same from a sign-in as from the request it was for. */
const SIGN_IN_STATUSES: readonly number[] = [401, 403, 408, 429];

/** The parts of n8n that requests need; nodes, triggers and pickers all have them. */
export type RequestContext = IExecuteFunctions | IPollFunctions | ILoadOptionsFunctions;

/** What came of sending a request once. */
export type Outcome = { readonly response: ApiResponse } | { readonly failed: FailedRequest };

interface TransportSetup {
	readonly context: RequestContext;
	readonly platform: Platform;
	readonly connection: Connection;
	readonly credentialType: string;
	readonly pace: Pace;
	readonly signal: AbortSignal | undefined;
	readonly timeoutMs: number;
}

/**
 * One try of one request through n8n's own request function, and what came of it: an answer that counts, or a failure in
 * the platform's words. It never decides to try again, and throws nothing but Cancelled.
 */
export class Transport {
	constructor(private readonly setup: TransportSetup) {}

	get connection(): Connection {
		return this.setup.connection;
	}

	/** Sends a request once, when its turn has come. @throws Cancelled */
	async attempt(request: ApiRequest, tries: number): Promise<Outcome> {
		throwIfCancelled(this.setup.signal);
		const options = this.httpOptions(request);
		const { path } = request.route;
		const outcome = await this.setup.pace.run(
			async () => {
				const unsent = this.unsent({ method: request.method, path }, tries);
				if (unsent !== undefined) return unsent;
				const answered = await this.exchange(
					{ method: request.method, path },
					tries,
					async () =>
						await this.setup.context.helpers.httpRequestWithAuthentication.call(
							this.setup.context,
							this.setup.credentialType,
							options,
						),
				);
				this.heedSilence(request, answered, tries);
				return answered;
			},
			async (ms) => await waitFor(ms, this.setup.signal),
		);
		if ('failed' in outcome) return outcome;
		const { response } = outcome;
		const accepted =
			request.accept?.includes(response.status) === true ||
			(response.status >= 200 &&
				response.status < 300 &&
				this.setup.platform.isFailure?.(response.body) !== true);
		return accepted ? outcome : { failed: this.failure(request, response, tries) };
	}

	/** The bytes behind an address that the platform handed out, fetched without the credential. @throws Cancelled */
	async download(address: string): Promise<Outcome> {
		const { context, connection, signal, timeoutMs } = this.setup;
		throwIfCancelled(signal);
		const url = new URL(address, connection.baseUrl);
		return await this.exchange(
			{ method: 'GET', path: url.pathname },
			1,
			async () =>
				await context.helpers.httpRequest({
					method: 'GET',
					url: url.toString(),
					encoding: 'arraybuffer',
					returnFullResponse: true,
					ignoreHttpStatusErrors: true,
					timeout: timeoutMs,
					...(signal && { abortSignal: signal }),
				}),
		);
	}

	/** What stands for the answer of a request that is not sent because the platform wants silence. */
	private unsent(
		request: { readonly method: ApiRequest['method']; readonly path: string },
		tries: number,
	): Outcome | undefined {
		const { silence } = this.setup.pace;
		if (silence === undefined) return undefined;
		const message = `not sent, because of an earlier refusal (${silence.message})`;
		return {
			failed: { ...silence, method: request.method, path: this.withoutSecrets(request.path), tries, message },
		};
	}

	/** Notes, before the next request can start, that the platform wants no more of them. */
	private heedSilence(request: ApiRequest, answered: Outcome, tries: number): void {
		if (this.setup.platform.retry.retriesRateLimits) return;
		const failed = 'failed' in answered ? answered.failed : this.failure(request, answered.response, tries);
		if (failed.status === 429) this.setup.pace.silenceAfter(failed);
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
			throwIfCancelled(this.setup.signal);
			const cause: unknown = error instanceof NodeApiError ? error.cause : error;
			if (cause instanceof SignInRefused) return { failed: this.unsigned(request, cause, tries) };
			const response: unknown = get(cause, 'response');
			const status: unknown = get(response, 'status');
			// A success that was thrown broke off in the middle: what arrived of it is no answer.
			if (typeof status === 'number' && status >= 300) {
				const body: unknown = get(response, 'data');
				return { response: answerOf({ statusCode: status, headers: get(response, 'headers'), body }) };
			}
			const code: unknown = get(cause, 'code');
			const message = cause instanceof Error ? cause.message : String(cause);
			return {
				failed: {
					method: request.method,
					path: this.withoutSecrets(request.path),
					networkCode: typeof code === 'string' ? code : undefined,
					message: this.withoutSecrets(message),
					tries,
				},
			};
		}
	}

	private failure(request: ApiRequest, response: ApiResponse, tries: number): FailedRequest {
		const { message, code } = this.setup.platform.explain(response.body);
		return {
			method: request.method,
			path: this.withoutSecrets(request.route.path),
			status: response.status,
			message: this.withoutSecrets(message ?? `answered with status ${response.status}`),
			code,
			refusalHint: request.refusalHint,
			...this.toldBeside(response),
			tries,
		};
	}

	/** What came of a request for which there was no token. A sign-in's other statuses say nothing about the request. */
	private unsigned(
		request: { readonly method: ApiRequest['method']; readonly path: string },
		{ message, answer }: SignInRefused,
		tries: number,
	): FailedRequest {
		const isTelling = SIGN_IN_STATUSES.includes(answer.status) || answer.status >= 500;
		return {
			method: request.method,
			path: this.withoutSecrets(request.path),
			status: isTelling ? answer.status : undefined,
			message: this.withoutSecrets(message),
			...this.toldBeside(answer),
			tries,
		};
	}

	private toldBeside({ status, headers }: ApiResponse): Pick<FailedRequest, 'trace' | 'askedDelayMs'> {
		return {
			trace: textOf(headers[this.setup.platform.traceHeader ?? '']),
			askedDelayMs: askedDelayMs(status, headers, Date.now()),
		};
	}

	private httpOptions(request: ApiRequest): IHttpRequestOptions {
		const signsIn = this.setup.connection.signsIn ?? this.setup.platform.signsIn;
		const search = queryString(request.query);
		const link = request.route.search;
		const query = link === '' ? search : `${link}${search.replace('?', '&')}`;
		return {
			method: request.method,
			url: `${this.setup.connection.baseUrl}${request.route.path}${query}`,
			headers: {
				accept: 'application/json',
				...(request.body !== undefined && { 'content-type': 'application/json' }),
				...this.setup.platform.headers,
				...request.headers,
			},
			...(request.body !== undefined && { body: JSON.stringify(request.body) }),
			encoding: 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: signsIn ? { ignore: true, except: [401] } : true,
			sendCredentialsOnCrossOriginRedirect: false,
			timeout: request.timeoutMs ?? this.setup.timeoutMs,
		};
	}

	private withoutSecrets(message: string): string {
		return this.setup.connection.secrets
			.filter((secret) => secret.length > 3)
			.flatMap((secret) => [secret, encodeURIComponent(secret)])
			.reduce((text, secret) => text.split(secret).join('***'), message);
	}
}
