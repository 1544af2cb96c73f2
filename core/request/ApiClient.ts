import type { IDataObject, INode, NodeOperationError } from 'n8n-workflow';

import { FieldError } from '../data/FieldError';
import { isRecord, recordsIn } from '../data/json';
import { holdsRedacted } from '../data/redaction';
import { counted, isOneOf } from '../data/text';
import { downloadFrom, type DownloadedBytes } from './downloads';
import type { Location } from './FailedRequest';
import { afterChange, isNodeError, leftOpen, mayPass, nodeError } from './failures';
import { anotherServer, WAS_IT_APPLIED } from './meanings';
import type { ApiRequest, ApiResponse, Query } from './http';
import type { Platform, Settings } from './Platform';
import type { Route } from './Route';
import { onlyReads } from './retry';
import { Run } from './Run';
import { sent, type Sending } from './sending';
import { accountKey, sharedPace } from './sharedPaces';
import { Transport, type RequestContext } from './Transport';
import { waitFor } from './waiting';

/** What the user may set for all requests of a node (its Options). */
export interface RequestOptions {
	/** Longest time that one request may spend waiting between tries. */
	readonly longestWaitSeconds: number;
	/** The platform's own timeout where it is not set. */
	readonly timeoutSeconds?: number | undefined;
	readonly rowsPerPage?: number | undefined;
	/** Pages after which a list counts as endless. */
	readonly maxPages: number;
	/** Requests that one list may have under way; as many as the pace allows where it is 0 or not set. */
	readonly concurrency?: number | undefined;
}

export const DEFAULT_REQUEST_OPTIONS: RequestOptions = { longestWaitSeconds: 60, maxPages: 10_000 };

/** More would only fill the memory. */
const MOST_PAGES_AHEAD = 25;

const HOLDS_SECRET = 'The stored record contains a secret of the credential, which would be overwritten';
const CHANGE_THERE = 'Change this record on the platform itself. Nothing was sent.';
const OTHER_ACCOUNT = 'The credential is of another account than at the first item';
const EACH_BY_ITSELF =
	"Process the items of each account by themselves, e.g. with 'Loop Over Items'. Nothing was sent for this item.";

/** What a client is for, and its place in every error. */
export interface Purpose extends Omit<Location, 'node'> {
	/** Where the context's own need not be asked for: n8n copies it each time. */
	readonly node?: INode;
	readonly credentialType?: string | undefined;
	readonly options?: Partial<RequestOptions> | undefined;
	/** What it shares with the other clients of the node's run. */
	readonly run?: Run;
	/** When everything must have ended: nothing is sent, or waited for, beyond it. By performance.now(). */
	readonly deadlineMs?: number;
	/** As long as the run has had no response at all, a request gets one try, and this time. */
	readonly firstTimeoutMs?: number | undefined;
}

/**
 * A platform's API as one item of a node sees it: requests signed by the credential, paced, retried where that is safe,
 * and turned into errors that name the item. Everything n8n does for a request (proxy, TLS, domain limits, sign-in) applies.
 */
export class ApiClient {
	/** Whether what comes may be the response to a change. */
	hasSentChange = false;
	/** Whether the platform accepted one. */
	hasChanged = false;
	/** Whether what came of any request is one record, and no list. */
	hasOneRecord = false;
	readonly location: Location;
	readonly platform: Platform;
	readonly run: Run;
	readonly baseUrl: string;
	/** What the credential says, besides secrets. */
	readonly settings: Settings;
	/** Whose credential it is. */
	readonly account: string;

	private constructor(
		private readonly sending: Sending,
		readonly options: RequestOptions,
		/** Rows that are wanted of a list; no page beyond them is fetched. */
		readonly wanted = Infinity,
	) {
		({ location: this.location, platform: this.platform, run: this.run, account: this.account } = sending);
		({ baseUrl: this.baseUrl, settings: this.settings = {} } = sending.connection);
	}

	static async open(context: RequestContext, platform: Platform, purpose: Purpose): Promise<ApiClient> {
		const credentialType = purpose.credentialType ?? platform.credentialType;
		const credential = await context.getCredentials(credentialType, purpose.itemIndex);
		const options = { ...DEFAULT_REQUEST_OPTIONS, ...purpose.options };
		const { timeoutSeconds, longestWaitSeconds } = options;
		const { run = new Run(), deadlineMs = Infinity } = purpose;
		const signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
		const { itemIndex, task, node = context.getNode(), firstTimeoutMs } = purpose;
		const location = { node, itemIndex, task };
		const connection = run.connection(platform, credential);
		const account = accountKey(connection);
		if (connection.signsIn === true && (itemIndex ?? 0) > 0) {
			// n8n signs in with the credential as it is at the first item.
			const first = await run.once(credentialType, () => context.getCredentials(credentialType, 0));
			const isSame = accountKey(run.connection(platform, first)) === account;
			if (!isSame) throw new FieldError(OTHER_ACCOUNT, EACH_BY_ITSELF);
		}
		const pace = () => sharedPace(platform, connection);
		const longestWaitMs = longestWaitSeconds * 1000;
		const sending = { context, platform, connection, account, run, pace, signal, deadlineMs, longestWaitMs };
		const timeoutMs = timeoutSeconds && timeoutSeconds * 1000;
		const transport = new Transport({ ...sending, credential, credentialType, timeoutMs });
		return new ApiClient({ ...sending, transport, location, firstTimeoutMs }, options);
	}

	/** The same for a piece of work, of which nothing is done yet. */
	forWork(wanted = this.wanted): ApiClient {
		return new ApiClient(this.sending, this.options, wanted);
	}

	/** Rows to ask for in a page: the user's or the platform's number, or fewer when fewer are wanted. */
	get rowsPerPage(): number {
		return Math.min(this.rowsPerFullPage, this.wanted);
	}

	/** The same however few are wanted: of a list that rows may be left out of here, they may lie behind many others. */
	get rowsPerFullPage(): number {
		return this.options.rowsPerPage ?? this.platform.rowsPerPage;
	}

	/** Rows to ask for in a page of a list with these filters, which a server may not heed. */
	rowsToAsk(filters: Query): number {
		const isFiltered = Object.values(filters).some((value) => value !== undefined);
		return isFiltered ? this.rowsPerFullPage : this.rowsPerPage;
	}

	/** How many pages of a list may be on their way or unread at a time, as things stand now. */
	get pagesAhead(): number {
		return Math.min(this.sending.pace().inFlight, this.options.concurrency || MOST_PAGES_AHEAD);
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

	/** GET of one record. @throws when the platform returns anything else than a JSON object, or another record than that of the ID. */
	async record(
		route: Route,
		{ id, ...more }: Pick<ApiRequest, 'query' | 'exact'> & { readonly id?: string | undefined } = {},
	): Promise<IDataObject> {
		const record = this.asRecord((await this.send({ method: 'GET', route, ...more })).body);
		return id === undefined ? record : this.sameRecord(record, id, [this.platform.recordId(record)]);
	}

	/** @throws when the body of a response is anything else than one JSON object: a page of a list is none. */
	asRecord(body: unknown): IDataObject {
		const { data, meta, links }: IDataObject = isRecord(body) ? body : {};
		const isPage = Array.isArray(data) && (isRecord(meta) || isRecord(links));
		if (isRecord(body) && !isPage) return body;
		throw this.unexpected('a record', body);
	}

	/** A record that was requested by its ID, with the IDs that it has, in capitals or not. @throws when none of them is that ID. */
	sameRecord(record: IDataObject, id: string, named: ReadonlyArray<string | undefined>): IDataObject {
		if (isOneOf(id, named)) return record;
		throw this.foreign(`a different record than ${id}`);
	}

	/**
	 * The rows of a list: a bare list, or the first list under one of the keys of a wrapping object.
	 * @throws when the body is none of these: a proxy's page, or an empty body, must not pass for an empty list.
	 */
	rows(body: unknown, ...keys: readonly string[]): IDataObject[] {
		const lists = isRecord(body) ? keys.map((key) => body[key]) : [body];
		const list: unknown = lists.find((value) => Array.isArray(value));
		const records = recordsIn(list);
		if (Array.isArray(list) && (list.length === 0 || records.length > 0)) return records;
		throw this.unexpected('a list', body);
	}

	/**
	 * The result of the first `read` under this key in a run of a node, or in a poll: for lists that several items or events
	 * need. Equal keys must mean the same read.
	 */
	async once<Result>(key: string, read: () => Result | Promise<Result>): Promise<Result> {
		return await this.run.once(`${this.account} ${key}`, read);
	}

	/**
	 * Sends one request, again where that is safe, and returns what came back when it succeeded.
	 * @throws NodeApiError that names the item, the request and what to do; Cancelled when the execution was stopped.
	 */
	async send(request: ApiRequest): Promise<ApiResponse> {
		const isChange = !onlyReads(request);
		this.expectWhole(request);
		this.hasSentChange ||= isChange;
		const response = await sent(this.sending, request).catch((failure: unknown) => {
			throw this.hasChanged ? afterChange(failure) : failure;
		});
		this.hasChanged ||= isChange && response.status < 300;
		return response;
	}

	/** Sends a change that is made of what is read, and made anew before it is sent again; returns what was made last, and first, too. */
	async change<Made extends { readonly request: ApiRequest }>(make: () => Promise<Made>) {
		const first = await make();
		let made = first;
		const remade = async () => this.expectWhole((made = await make()).request);
		const response = await this.send({ ...made.request, remade });
		return { ...made, first, response };
	}

	/**
	 * The bytes behind an address that the platform handed out (a signed URL): fetched without the credential, and through
	 * redirects, each of which is checked.
	 * @throws NodeOperationError when it cannot be had; it says why, and what to do.
	 */
	async download(address: string): Promise<DownloadedBytes> {
		return await downloadFrom(this.sending, address);
	}

	/**
	 * Looks again and again, as often as the platform wants unless `everyMs` says otherwise, until there is a result. A failure that
	 * may pass is looked beyond, too, unless `endsWithFailure`: an outage is shorter than a long wait.
	 * @throws when `forMs` have passed; `what` says what was waited for.
	 */
	async waitUntil<Result>(
		look: () => Promise<Result | undefined>,
		timing: Readonly<{ everyMs?: number; forMs: number; what: string; endsWithFailure?: boolean }>,
	): Promise<Result> {
		const { forMs, everyMs = this.platform.lookEveryMs, endsWithFailure = false } = timing;
		const untilMs = Math.min(performance.now() + forMs, this.sending.deadlineMs);
		for (;;) {
			const result = await look().catch((failure: unknown) => {
				// Without a sign-in no further look would be sent.
				const mayGoOn = !endsWithFailure && !this.run.refusedSignIns.has(this.account);
				if (mayGoOn && mayPass(failure, this.platform)) return failure;
				throw failure;
			});
			if (result !== undefined && !isNodeError(result)) return result;
			const leftMs = untilMs - performance.now();
			const message = `${timing.what} took longer than ${counted(Math.round(forMs / 1000), 'second')}`;
			if (leftMs <= 0 && isNodeError(result))
				throw Object.assign(result, { message: `${message}: ${result.message}` });
			if (leftMs <= 0)
				throw this.error(message, 'It may still be running on the platform. Check again later.');
			// The last look is at the end of the wait, however seldom the others are.
			await waitFor(Math.min(everyMs, leftMs), this.sending.signal, () => this.run.hasFailed);
		}
	}

	/** An error of this item that no failed request caused. */
	error(message: string, hint: string) {
		return nodeError(this.location, message, hint);
	}

	/** Says something that stands beside the node's output at the end of its run; in the log where there is none. */
	remark(message: string): void {
		const { context } = this.sending;
		this.run.remarks.push(message);
		if (!('addExecutionHints' in context)) context.logger.warn(message);
	}

	/** Remarks which fields the platform accepted and does not return as they were sent; their values are not shown. */
	remarkNotStored(what: string, names: readonly string[], whereToLook: string): void {
		if (names.length === 0) return;
		const said = `${this.platform.displayName} accepted ${what}, but does not return these fields as they were sent`;
		this.remark(`${said}: ${names.join(', ')}. ${whereToLook}`);
	}

	/** The error of a response that holds something else than what was `expected`: `a record`, `a list`. A gateway's page, or text, may pass. */
	unexpected(expected: string, body?: unknown): NodeOperationError {
		const error = this.foreign(`an unexpected response (expected ${expected})`);
		if (typeof body !== 'string') return error;
		return Object.assign(error, { failure: { cause: 'temporarily-unavailable' } });
	}

	/** What was read is without the credential's own secrets, which must not be written over. */
	private expectWhole(request: ApiRequest): ApiRequest {
		if (onlyReads(request) || !holdsRedacted(request.body)) return request;
		throw this.error(HOLDS_SECRET, CHANGE_THERE);
	}

	private foreign(returned: string): NodeOperationError {
		const hint = anotherServer(this.platform) + (this.hasSentChange ? ` ${WAS_IT_APPLIED}` : '');
		const error = this.error(`${this.platform.displayName} returned ${returned}`, hint);
		return leftOpen(error, this.hasSentChange);
	}
}
