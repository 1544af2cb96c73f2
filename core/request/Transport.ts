import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import { get } from 'lodash';

import { textOf } from '../data/json';
import type { FailedRequest } from './failures';
import { queryString, responseOf, type ApiRequest, type ApiResponse } from './http';
import type { Connection, Platform } from './Platform';
import { askedDelayMs } from './retry';
import type { Run } from './Run';
import { SignInRefused } from './signIn';
import { throwIfCancelled, waitFor } from './waiting';

/** Statuses below 500 that mean the same from a sign-in as from the request it was for. */
const SIGN_IN_STATUSES: readonly number[] = [401, 403, 408, 429];

/** The parts of n8n that requests need; nodes, triggers and pickers all have them. */
export type RequestContext = IExecuteFunctions | IPollFunctions | ILoadOptionsFunctions;

/** What came of sending a request once. */
export type Outcome = { readonly response: ApiResponse } | { readonly failed: FailedRequest };

/** What every failure of a try names. */
interface Attempt {
	readonly method: ApiRequest['method'];
	readonly path: string;
	readonly tries: number;
}

interface TransportSetup {
	readonly context: RequestContext;
	readonly platform: Platform;
	readonly connection: Connection;
	readonly credentialType: string;
	readonly run: Run;
	readonly signal: AbortSignal | undefined;
	readonly timeoutMs: number;
}

/**
 * One try of one request through n8n's own request function, and what came of it: a response that counts, or a failure in
 * the platform's words. It never decides to try again, and throws nothing but Cancelled.
 */
export class Transport {
	constructor(private readonly setup: TransportSetup) {}

	get connection(): Connection {
		return this.setup.connection;
	}

	/** Sends a request once, as soon as the pace allows it. @throws Cancelled */
	async attempt(request: ApiRequest, tries: number): Promise<Outcome> {
		const { run, signal } = this.setup;
		throwIfCancelled(signal);
		const options = this.httpOptions(request);
		const attempt = this.named(request.method, request.route.path, tries);
		return await run.pace.run(
			async () => {
				if (run.refusal !== undefined) return this.unsent(attempt);
				const outcome = this.accepted(request, attempt, await this.signedExchange(attempt, options));
				// Before the next request can start.
				if (!this.setup.platform.retry.retriesRateLimits && 'failed' in outcome) {
					if (outcome.failed.status === 429) run.pauseAfter(outcome.failed);
				}
				return outcome;
			},
			async (ms) => await waitFor(ms, signal),
		);
	}

	/** The bytes behind an address that the platform handed out, fetched without the credential. @throws Cancelled */
	async download(address: string): Promise<Outcome> {
		const { context, connection, signal, timeoutMs } = this.setup;
		throwIfCancelled(signal);
		const url = new URL(address, connection.baseUrl);
		return await this.exchange(
			this.named('GET', url.pathname, 1),
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

	private named(method: ApiRequest['method'], path: string, tries: number): Attempt {
		return { method, path: this.withoutSecrets(path), tries };
	}

	/** What stands for the response to a request that is not sent because the platform wants a pause. */
	private unsent(attempt: Attempt): Outcome {
		const { refusal } = this.setup.run;
		const message = `not sent, because of an earlier refusal (${refusal?.message ?? ''})`;
		return { failed: { ...refusal, ...attempt, message } };
	}

	private async signedExchange(attempt: Attempt, options: IHttpRequestOptions): Promise<Outcome> {
		const { context, credentialType } = this.setup;
		return await this.exchange(
			attempt,
			async () => await context.helpers.httpRequestWithAuthentication.call(context, credentialType, options),
		);
	}

	/** Makes one exchange with n8n's request function and sorts what came: a response, or none. */
	private async exchange(attempt: Attempt, call: () => Promise<unknown>): Promise<Outcome> {
		try {
			return { response: responseOf(await call()) };
		} catch (error) {
			throwIfCancelled(this.setup.signal);
			const cause: unknown = error instanceof NodeApiError ? error.cause : error;
			if (cause instanceof SignInRefused) return { failed: this.unsigned(attempt, cause) };
			return thrownResponse(cause) ?? { failed: this.unanswered(attempt, cause) };
		}
	}

	/** The outcome of an exchange once it is known what the platform, and the request, take for a success. */
	private accepted(request: ApiRequest, attempt: Attempt, outcome: Outcome): Outcome {
		if ('failed' in outcome) return outcome;
		const { response } = outcome;
		const isSuccess = response.status >= 200 && response.status < 300;
		const isAccepted =
			request.accept?.includes(response.status) === true ||
			(isSuccess && this.setup.platform.isFailure?.(response.body) !== true);
		return isAccepted ? outcome : { failed: this.failure(request, attempt, response) };
	}

	private failure(request: ApiRequest, attempt: Attempt, response: ApiResponse): FailedRequest {
		const { message, code } = this.setup.platform.explain(response.body);
		return {
			...attempt,
			status: response.status,
			message: this.withoutSecrets(message ?? `status ${response.status}`),
			code,
			refusalHint: request.refusalHint,
			...this.fromHeaders(response),
		};
	}

	/** What came of a request for which there was no response at all. */
	private unanswered(attempt: Attempt, cause: unknown): FailedRequest {
		const code: unknown = get(cause, 'code');
		const message = cause instanceof Error ? cause.message : String(cause);
		return {
			...attempt,
			networkCode: typeof code === 'string' ? code : undefined,
			message: this.withoutSecrets(message),
		};
	}

	/** What came of a request for which there was no token. A sign-in's other statuses say nothing about the request. */
	private unsigned(attempt: Attempt, { message, received: response }: SignInRefused): FailedRequest {
		const isMeant = SIGN_IN_STATUSES.includes(response.status) || response.status >= 500;
		return {
			...attempt,
			status: isMeant ? response.status : undefined,
			message: this.withoutSecrets(message),
			...this.fromHeaders(response),
		};
	}

	private fromHeaders({ status, headers }: ApiResponse): Pick<FailedRequest, 'trace' | 'askedDelayMs'> {
		return {
			trace: textOf(headers[this.setup.platform.traceHeader ?? '']),
			askedDelayMs: askedDelayMs(status, headers, Date.now()),
		};
	}

	private httpOptions(request: ApiRequest): IHttpRequestOptions {
		const { connection, platform, timeoutMs } = this.setup;
		const search = queryString(request.query);
		const link = request.route.search;
		const query = link === '' ? search : `${link}${search.replace('?', '&')}`;
		return {
			method: request.method,
			url: `${connection.baseUrl}${request.route.path}${query}`,
			headers: {
				accept: 'application/json',
				...(request.body !== undefined && { 'content-type': 'application/json' }),
				...platform.headers,
				...request.headers,
			},
			...(request.body !== undefined && { body: JSON.stringify(request.body) }),
			encoding: 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: connection.signsIn === true ? { ignore: true, except: [401] } : true,
			sendCredentialsOnCrossOriginRedirect: false,
			timeout: request.timeoutMs ?? timeoutMs,
		};
	}

	private withoutSecrets(message: string): string {
		return this.setup.connection.secrets
			.filter((secret) => secret.length > 3)
			.flatMap((secret) => [secret, encodeURIComponent(secret)])
			.reduce((text, secret) => text.split(secret).join('***'), message);
	}
}

/** The response in what n8n threw; a success that was thrown broke off in the middle, and is none. */
function thrownResponse(cause: unknown): Outcome | undefined {
	const response: unknown = get(cause, 'response');
	const status: unknown = get(response, 'status');
	if (typeof status !== 'number' || status < 300) return undefined;
	const body: unknown = get(response, 'data');
	return { response: responseOf({ statusCode: status, headers: get(response, 'headers'), body }) };
}
