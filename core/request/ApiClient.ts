import type { IDataObject } from 'n8n-workflow';

import { nodeError, requestError } from './failures';
import type { FailedRequest, Place } from './failures';
import type { ApiRequest, ApiResponse, Query } from './http';
import { isRecord } from '../data/json';
import { Pace } from './Pace';
import type { Platform } from './Platform';
import { backoffMs, mayRetry, mostRetries, wasNotCarriedOut } from './retry';
import type { Route } from './Route';
import { Transport } from './Transport';
import type { RequestContext } from './Transport';
import { waitFor } from './waiting';

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

/**
 * A platform's API as one item of a node sees it: requests signed by the credential, paced, retried where that is safe,
 * and turned into errors that name the item. Everything n8n does for a request (proxy, TLS, domain limits, sign-in) applies.
 */
export class ApiClient {
	private constructor(
		private readonly context: RequestContext,
		readonly platform: Platform,
		private readonly transport: Transport,
		private readonly place: Place,
		private readonly options: RequestOptions,
		private readonly pace: Pace,
		private readonly signal: AbortSignal | undefined,
		readonly wanted: number,
	) {}

	static async open(context: RequestContext, platform: Platform, purpose: Purpose): Promise<ApiClient> {
		const credentialType = purpose.credentialType ?? platform.credentialType;
		const credential = await context.getCredentials(credentialType, purpose.itemIndex);
		const options = { ...DEFAULT_REQUEST_OPTIONS, ...purpose.options };
		const pace = purpose.pace ?? new Pace(platform.pace);
		const signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
		return new ApiClient(
			context,
			platform,
			new Transport({
				context,
				platform,
				connection: platform.connect(credential),
				credentialType,
				pace,
				signal,
				timeoutMs: options.timeoutMs ?? platform.requestTimeoutMs,
			}),
			{ node: context.getNode(), itemIndex: purpose.itemIndex, task: purpose.task },
			options,
			pace,
			signal,
			purpose.wanted ?? Number.POSITIVE_INFINITY,
		);
	}

	/** What the credential says, besides secrets. */
	get settings(): Readonly<Record<string, string>> {
		return this.transport.connection.settings ?? {};
	}

	get baseUrl(): string {
		return this.transport.connection.baseUrl;
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
			'Check the base URL of the credential: something else may have answered. If it was a change, look first whether it was carried out.',
		);
	}

	/**
	 * Sends one request, again where that is safe, and answers what came back when it succeeded.
	 * @throws NodeApiError that names the item, the request and what to do; Cancelled when the execution was stopped.
	 */
	async send(request: ApiRequest): Promise<ApiResponse> {
		let waitedMs = 0;
		let mayBeDone = false;
		for (let tries = 1; ; tries += 1) {
			const outcome = await this.transport.attempt(request, tries);
			if ('response' in outcome) return outcome.response;
			const { failed } = outcome;
			// A repeated DELETE that finds nothing has done its work the first time.
			if (mayBeDone && request.method === 'DELETE' && failed.status === 404) {
				return { status: 204, headers: {}, body: undefined };
			}
			mayBeDone ||= !wasNotCarriedOut(failed);
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
		const outcome = await this.transport.download(address);
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

	private delayBefore(request: ApiRequest, failed: FailedRequest): number | undefined {
		const policy = this.platform.retry;
		const retries = mostRetries(request.method, policy);
		if (failed.tries > Math.min(retries, request.retries ?? retries)) return undefined;
		if (!mayRetry({ ...failed, idempotent: request.idempotent }, policy)) return undefined;
		const jitterMs = backoffMs(failed.tries - 1, policy);
		return failed.askedDelayMs === undefined ? jitterMs : failed.askedDelayMs + Math.min(jitterMs, 1000);
	}
}
