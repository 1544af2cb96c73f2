import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';
import { get } from 'lodash';

import { textOf } from '../data/json';
import type { FailedRequest } from './failures';
import { queryString, responseOf, type ApiRequest, type ApiResponse } from './http';
import type { Connection, Platform } from './Platform';
import { askedDelayMs } from './retry';
import type { Run } from './Run';
import { SignInRefused } from './signIn';
import { TimeIsUp, withinTime } from './timeLimit';
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
	/** Of one try, from its start to the last byte of the response. */
	readonly timeoutMs: number;
	/** When every try must have ended. Milliseconds since 1970. */
	readonly deadlineMs: number;
}

/** A file takes longer than a record. */
const DOWNLOAD_TIMEOUTS = 10;

const NO_TIME_LEFT = { networkCode: 'NO_TIME_LEFT', message: 'no time left for this request' };

/**
 * One try of one request through n8n's own request function, and what came of it: a response that counts, or a failure in
 * the platform's words. It never decides to try again, and throws nothing but Cancelled.
 */
export class Transport {
	constructor(private readonly setup: TransportSetup) {}

	get connection(): Connection {
		return this.setup.connection;
	}

	/**
	 * Sends a request once, as soon as the pace allows it; with `onlyTimeoutMs` it must have its response within that time,
	 * whatever the request itself says.
	 * @throws Cancelled
	 */
	async attempt(request: ApiRequest, tries: number, onlyTimeoutMs?: number): Promise<Outcome> {
		const { run, signal, deadlineMs } = this.setup;
		throwIfCancelled(signal);
		const timeoutMs = onlyTimeoutMs ?? request.timeoutMs ?? this.setup.timeoutMs;
		// n8n's own timeout starts anew with every byte: it must only not end a request before ours does.
		const options = { ...this.httpOptions(request), timeout: 2 * timeoutMs };
		const attempt = this.named(request.method, request.route.path, tries);
		const outcome = await run.pace.run(
			async () =>
				await this.unlessPaused(attempt, async () => {
					const exchanged = await this.signedExchange(attempt, timeoutMs, options);
					return this.accepted(request, attempt, exchanged);
				}),
			async (ms) => await waitFor(ms, signal),
			deadlineMs,
		);
		return outcome ?? { failed: { ...attempt, ...NO_TIME_LEFT } };
	}

	/** Sends nothing after a refusal after which the platform wants a pause, and notes such a refusal. */
	private async unlessPaused(attempt: Attempt, exchange: () => Promise<Outcome>): Promise<Outcome> {
		const { run, platform } = this.setup;
		if (run.refusal !== undefined) return this.unsent(attempt);
		// The failure of the request before is met by its item only after its slot is free.
		if (run.mayHaveFailed) await waitFor(1, this.setup.signal);
		if (run.hasFailed) return { failed: { ...attempt, message: 'not sent, because the run has failed' } };
		const outcome = await exchange();
		run.mayHaveFailed = 'failed' in outcome;
		// Before the next request can start.
		if (!platform.retry.retriesRateLimits && 'failed' in outcome && outcome.failed.status === 429) {
			run.pauseAfter(outcome.failed);
		}
		return outcome;
	}

	/** The bytes behind an address that the platform handed out, fetched without the credential. @throws Cancelled */
	async download(address: string): Promise<Outcome> {
		const { context, connection, timeoutMs } = this.setup;
		const url = new URL(address, connection.baseUrl);
		return await this.exchange(
			this.named('GET', url.pathname, 1),
			timeoutMs * DOWNLOAD_TIMEOUTS,
			async (abortSignal) =>
				await context.helpers.httpRequest({
					method: 'GET',
					url: url.toString(),
					encoding: 'arraybuffer',
					returnFullResponse: true,
					ignoreHttpStatusErrors: true,
					timeout: timeoutMs,
					abortSignal,
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

	private async signedExchange(
		attempt: Attempt,
		timeoutMs: number,
		options: IHttpRequestOptions,
	): Promise<Outcome> {
		const { context, credentialType, run } = this.setup;
		const { httpRequestWithAuthentication: send } = context.helpers;
		const outcome = await this.exchange(
			attempt,
			timeoutMs,
			async (abortSignal) =>
				await send.call(withSignal(context, abortSignal), credentialType, { ...options, abortSignal }),
		);
		if ('response' in outcome) run.heard(outcome.response);
		return outcome;
	}

	/** Makes one exchange with n8n's request function and sorts what came: a response, or none. */
	private async exchange(
		attempt: Attempt,
		timeoutMs: number,
		call: (signal: AbortSignal) => Promise<unknown>,
	): Promise<Outcome> {
		const { signal, deadlineMs } = this.setup;
		const leftMs = deadlineMs - Date.now();
		if (leftMs <= 0) return { failed: { ...attempt, ...NO_TIME_LEFT } };
		try {
			return { response: responseOf(await withinTime(Math.min(timeoutMs, leftMs), signal, call)) };
		} catch (error) {
			throwIfCancelled(signal);
			if (error instanceof TimeIsUp && leftMs < timeoutMs) return { failed: { ...attempt, ...NO_TIME_LEFT } };
			const cause = causeOf(error);
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
		this.setup.run.heard(response);
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
		const { connection, platform } = this.setup;
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
		};
	}

	private withoutSecrets(message: string): string {
		return this.setup.connection.secrets
			.filter((secret) => secret.length > 3)
			.flatMap((secret) => [secret, encodeURIComponent(secret)])
			.reduce((text, secret) => text.split(secret).join('***'), message);
	}
}

/** n8n puts the execution's own signal into the place of a request's wherever its context has one. */
function withSignal(context: RequestContext, signal: AbortSignal): RequestContext {
	if (!('getExecutionCancelSignal' in context)) return context;
	return Object.create(context, { getExecutionCancelSignal: { value: () => signal } });
}

/** What n8n wrapped. Its class may be that of another copy of n8n's library than ours, so its name counts. */
function causeOf(thrown: unknown): unknown {
	return get(thrown, 'name') === 'NodeApiError' ? get(thrown, 'cause', thrown) : thrown;
}

/** The response in what n8n threw; a success that was thrown broke off in the middle, and is none. */
function thrownResponse(cause: unknown): Outcome | undefined {
	const response: unknown = get(cause, 'response');
	const status: unknown = get(response, 'status');
	if (typeof status !== 'number' || status < 300) return undefined;
	const body: unknown = get(response, 'data');
	return { response: responseOf({ statusCode: status, headers: get(response, 'headers'), body }) };
}
