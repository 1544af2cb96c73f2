import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { get } from 'lodash';

import { exactJson } from '../data/exactJson';
import type { KnownSecrets } from '../data/KnownSecrets';
import { isWebPage } from '../data/text';
import { FailedTry } from './FailedTry';
import type { FailedRequest, Outcome } from './FailedRequest';
import { AS_RECEIVED, queryString, receivedFrom, responseOf } from './http';
import type { ApiRequest, ApiResponse, RawResponse } from './http';
import { networkFailure } from './networkFailure';
import type { Pace, Refusal } from './Pace';
import type { Connection, Platform } from './Platform';
import { Route } from './Route';
import { mayRetry, onlyReads } from './retry';
import type { Run } from './Run';
import { sentSecrets } from './sentSecrets';
import { refusedSignIns, SignInFailed } from './signIn';
import { TimeIsUp, withinTime } from './timeLimit';
import { ownHeaders, USER_AGENT } from './userAgent';
import { signOf } from './signs';
import { throwIfCancelled } from './waiting';

/** The parts of n8n that requests need; nodes, triggers and pickers all have them. */
export type RequestContext = IExecuteFunctions | IPollFunctions | ILoadOptionsFunctions;

/** What holds for every request of a client. */
export interface SendingSetup {
	readonly context: RequestContext;
	readonly platform: Platform;
	readonly connection: Connection;
	/** Whose credential it is. */
	readonly account: string;
	readonly run: Run;
	/** Asked for again each time: one that was idle may be forgotten, and another be everybody else's since. */
	readonly pace: () => Pace;
	readonly signal: AbortSignal | undefined;
	/** When everything must have ended, by performance.now(). */
	readonly deadlineMs: number;
	readonly longestWaitMs: number;
}

interface TransportSetup extends SendingSetup {
	/** What the connection was made of. */
	readonly credential: ICredentialDataDecryptedObject;
	readonly credentialType: string;
	/** Of one try, from its start to the last byte of the response, where the user set it. */
	readonly timeoutMs: number | undefined;
}

/** A file takes longer than a record, and may be larger. Bytes are counted unpacked. */
const DOWNLOAD_TIMEOUTS = 10;
const MOST_BYTES = 64 * 2 ** 20;
const MOST_BYTES_OF_A_FILE = 512 * 2 ** 20;

/** Refusals of a sign-in after some of which a server may lock the account. */
const LOCKING: readonly number[] = [400, 401, 403, 422];
const RUN_FAILED = { message: 'not sent, because the run has failed' };
const NO_TIME_LEFT = { networkCode: 'NO_TIME_LEFT', message: 'no time left for this request' };

interface Attempt {
	readonly tries: number;
	/** Time for the response, whatever the request itself says. */
	readonly onlyTimeoutMs?: number | undefined;
	/** How long it may wait for the end of a pause that the platform asked for. */
	readonly pauseMs: number;
}

/** What n8n's request functions gave or threw, looked at no further than needed. */
type Exchanged = { readonly raw: RawResponse } | { readonly failed: FailedRequest };

/**
 * One try of one request through n8n's own request function, and what came of it: a response that counts, or a failure in
 * the platform's words. It never decides to try again, and throws nothing but Cancelled.
 */
export class Transport {
	constructor(private readonly setup: TransportSetup) {}

	/** Sends a request once, as soon as the pace allows it. @throws Cancelled */
	async attempt(request: ApiRequest, { tries, onlyTimeoutMs, pauseMs }: Attempt): Promise<Outcome> {
		const { signal, pace, run, deadlineMs, platform, connection } = this.setup;
		const enoughMs = Math.max(this.setup.timeoutMs ?? 0, request.timeoutMs ?? 0) || platform.requestTimeoutMs;
		const timeoutMs = onlyTimeoutMs ?? enoughMs;
		const failedTry = new FailedTry(platform, connection, request, tries, this.secrets());
		const patienceMs = platform.retry.retriesRateLimits ? pauseMs : 0;
		const isOver = () => run.hasFailed;
		const turn = await pace().turn({ startByMs: deadlineMs, pauseMs: patienceMs, signal, isOver });
		if (turn === 'late') return { failed: failedTry.with(NO_TIME_LEFT), wasSent: false };
		if (turn === 'over') return { failed: failedTry.with(RUN_FAILED), wasSent: false };
		if ('pausedBy' in turn) return this.notSent(failedTry, turn.pausedBy);
		const exchange = async () => await this.signedExchange(request, failedTry, timeoutMs);
		let outcome: Outcome | undefined;
		try {
			throwIfCancelled(signal);
			outcome = await this.unlessFailed(failedTry, exchange);
			return outcome;
		} finally {
			turn.end(outcome && signOf(outcome));
		}
	}

	/**
	 * The bytes behind an address that the platform handed out, or the redirect that is there, fetched without the
	 * credential.
	 * @throws Cancelled
	 */
	async download(url: URL): Promise<Exchanged> {
		const { context, connection, platform, timeoutMs = platform.requestTimeoutMs } = this.setup;
		const request = { method: 'GET', route: new Route(url.pathname) } as const;
		return await this.exchange(
			new FailedTry(platform, connection, request, 1, this.secrets()),
			{ timeoutMs: timeoutMs * DOWNLOAD_TIMEOUTS, mostBytes: MOST_BYTES_OF_A_FILE },
			async (abortSignal) =>
				await context.helpers.httpRequest({
					method: 'GET',
					url: url.toString(),
					headers: { 'user-agent': USER_AGENT },
					...AS_RECEIVED,
					timeout: timeoutMs,
					abortSignal,
				}),
		);
	}

	/** Those of the credential, and what it put into a request. */
	private secrets(signed: object = {}): KnownSecrets {
		return this.setup.run.secrets([...this.setup.connection.secrets, ...sentSecrets(signed)]);
	}

	/** A request that is not sent because of a pause, as the refusal would be that it would meet. */
	private notSent(failedTry: FailedTry, refusal: Refusal): Outcome {
		const { run, account, longestWaitMs } = this.setup;
		const { status, code, askedDelayMs, message: said } = refusal;
		if ((askedDelayMs ?? 0) > longestWaitMs) run.refusals.set(account, refusal);
		const message = `not sent because the platform rejected an earlier request (${said})`;
		return { failed: failedTry.with({ status, code, askedDelayMs, message }), wasSent: false };
	}

	/** Sends nothing once the run has failed, or was refused so that it must not go on. */
	private async unlessFailed(failedTry: FailedTry, exchange: () => Promise<Outcome>): Promise<Outcome> {
		const { run, platform, account } = this.setup;
		// The failure of the request before is met by its item only after its slot is free.
		if (run.mayHaveFailed) await sleep(0);
		// Elsewhere the pace knows when the pause is over.
		const refusal = platform.retry.retriesRateLimits ? undefined : run.refusals.get(account);
		if (refusal !== undefined) return this.notSent(failedTry, refusal);
		if (run.hasFailed) return { failed: failedTry.with(RUN_FAILED), wasSent: false };
		const unsigned = run.refusedSignIns.get(account);
		if (unsigned !== undefined) return { failed: failedTry.unsigned(unsigned), wasSent: false };
		const outcome = await exchange();
		run.mayHaveFailed = 'failed' in outcome;
		if ('failed' in outcome) this.heed(outcome.failed);
		return outcome;
	}

	/** Where the platform asks for a pause, whoever uses the credential would be refused alike: said before the next request can start. */
	private heed(failed: FailedRequest): void {
		const { run, pace, platform, account, longestWaitMs } = this.setup;
		const { retriesRateLimits, pauseMs = 0 } = platform.retry;
		const { status, wasBegun, askedDelayMs = retriesRateLimits ? undefined : pauseMs } = failed;
		if (status !== 429 || wasBegun || askedDelayMs === undefined) return;
		pace().hold(askedDelayMs, failed);
		// The run may not wait so long.
		if (!retriesRateLimits || askedDelayMs > longestWaitMs) run.refusals.set(account, failed);
	}

	private async signedExchange(
		request: ApiRequest,
		failedTry: FailedTry,
		timeoutMs: number,
	): Promise<Outcome> {
		const { platform, connection, credential, credentialType: type, run } = this.setup;
		const { httpRequestWithAuthentication: send } = this.setup.context.helpers;
		// Else n8n would take the credential as it is at the first item. One that signs in is read: another request may have done that.
		const decrypted = { id: '', name: type, type, data: credential };
		const given = connection.signsIn === true ? undefined : { credentialsDecrypted: decrypted };
		const options = this.httpOptions(request, timeoutMs);
		const call = async (abortSignal: AbortSignal) => {
			options.abortSignal = abortSignal;
			return await send.call(this.contextOf(abortSignal), type, options, given);
		};
		const exchanged = await this.exchange(failedTry, { timeoutMs, mostBytes: MOST_BYTES }, call, options);
		if ('failed' in exchanged) return exchanged;
		failedTry.secrets = this.secrets(options);
		const sent = responseOf(exchanged.raw, failedTry.secrets, request.exact);
		const response = { ...sent, ...(platform.isNotFound?.(sent, request) && { status: 404 }) };
		run.heard(response);
		return this.isAccepted(request, response) ? { response } : { failed: failedTry.refused(response) };
	}

	/** The context for one request: n8n takes its signal, and signs in by its `helpers`, after a 401 of the request, too. */
	private contextOf(signal: AbortSignal): RequestContext {
		const { context, run, account } = this.setup;
		const httpRequest = async (options: IHttpRequestOptions): Promise<unknown> => {
			const known = refusedSignIns.get(account);
			const isHeld = known !== undefined && performance.now() - known.atMs < run.holdsSignInsForMs;
			if (isHeld && !run.refusedSignIns.has(account)) {
				run.refusedSignIns.set(account, new SignInFailed(known.message, { ...known.failure, isHeld }));
			}
			// The sign-in for another request may have been refused meanwhile.
			const refused = run.refusedSignIns.get(account);
			if (refused !== undefined) throw refused;
			refusedSignIns.delete(account);
			return await context.helpers.httpRequest(options);
		};
		const helpers = { value: { ...context.helpers, httpRequest } };
		return Object.create(context, { helpers, getExecutionCancelSignal: { value: () => signal } });
	}

	/** Makes one exchange with n8n's request function and sorts what came: a response, or none. */
	private async exchange(
		failedTry: FailedTry,
		{ timeoutMs, mostBytes }: { readonly timeoutMs: number; readonly mostBytes: number },
		call: (signal: AbortSignal) => Promise<unknown>,
		toBeSigned?: object,
	): Promise<Exchanged> {
		const { signal, deadlineMs, connection } = this.setup;
		const leftMs = deadlineMs - performance.now();
		if (leftMs <= 0) return { failed: failedTry.with(NO_TIME_LEFT) };
		try {
			return await withinTime(Math.min(timeoutMs, leftMs), signal, async (abortSignal) => {
				const given = await call(abortSignal).catch(responseIn);
				return { raw: await receivedFrom(given, mostBytes) };
			});
		} catch (error) {
			throwIfCancelled(signal);
			if (error instanceof SignInFailed) return this.unsigned(failedTry, error);
			if (error instanceof TimeIsUp && leftMs < timeoutMs) return { failed: failedTry.with(NO_TIME_LEFT) };
			const isSigned = toBeSigned === undefined || sentSecrets(toBeSigned).length > 0;
			if (error instanceof TimeIsUp && connection.signsIn === true && !isSigned) {
				const message = `The sign-in had ${error.message}`;
				return this.unsigned(failedTry, new SignInFailed(message, { networkCode: error.code }));
			}
			failedTry.secrets = this.secrets(toBeSigned);
			return { failed: failedTry.with(networkFailure(error)) };
		}
	}

	/** There was no token: where that was refused, not for a while nor by what stands in between, nothing signs in again in this run. */
	private unsigned(failedTry: FailedTry, error: SignInFailed): Exchanged {
		const { run, platform, account } = this.setup;
		const { received } = error.failure;
		const failed = failedTry.unsigned(error);
		// What was refused before says nothing new.
		if (received === undefined || run.refusedSignIns.has(account)) return { failed };
		run.heard(received);
		const { status } = received;
		const isBetween = failed.isForeign === true || (status >= 300 && status < 400) || status === 407;
		const isFinal = !isBetween && !mayRetry(failed, platform.retry);
		if (isFinal) run.refusedSignIns.set(account, error);
		const isLocking = LOCKING.includes(status) || (status < 300 && platform.isFailure?.(received.body));
		if (isFinal && isLocking) refusedSignIns.set(account, error);
		return { failed };
	}

	private isAccepted(request: ApiRequest, { status, body }: ApiResponse): boolean {
		const isSuccess = status >= 200 && status < 300;
		// A page to sign in at comes with 200: nothing was done.
		if (isSuccess && isWebPage(body)) return false;
		const { platform } = this.setup;
		if (request.accept?.includes(status)) return onlyReads(request) || platform.wasBegun?.(body) !== true;
		return isSuccess && platform.isFailure?.(body) !== true;
	}

	private httpOptions(request: ApiRequest, timeoutMs: number): IHttpRequestOptions {
		const { connection, platform } = this.setup;
		const signsInAgain = connection.signsIn === true && request.isPassedOn !== true;
		const search = queryString(request.query);
		const link = request.route.search;
		const query = link === '' ? search : `${link}${search.replace('?', '&')}`;
		return {
			method: request.method,
			url: `${connection.baseUrl}${request.route.path}${query}`,
			headers: { ...ownHeaders(request.body), ...platform.headers, ...request.headers },
			...(request.body !== undefined && { body: exactJson(request.body) }),
			...AS_RECEIVED,
			...(signsInAgain && { ignoreHttpStatusErrors: { ignore: true, except: [401] } }),
			sendCredentialsOnCrossOriginRedirect: false,
			// n8n's own timeout starts anew with every byte: it must only not end a request before ours does.
			timeout: 2 * timeoutMs,
		};
	}
}

/**
 * The response in what n8n threw for a status that it takes for a failure (401). Its wrapping may be of another copy of its
 * library than ours, so the name of the class counts. @throws the cause where no response came
 */
function responseIn(error: unknown): unknown {
	const cause: unknown = get(error, 'name') === 'NodeApiError' ? get(error, 'cause', error) : error;
	const response: unknown = get(cause, 'response');
	const status: unknown = get(response, 'status');
	if (typeof status === 'number' && status >= 300) return response;
	throw cause;
}
