import type { IncomingHttpHeaders } from 'node:http';

/** One request as it came in. Everything is raw: nothing is hidden from a test. */
export interface RecordedRequest {
	/** 1 for the first request this simulator received. */
	readonly sequence: number;
	readonly method: string;
	/** As on the wire, query included, percent-encoding kept. */
	readonly url: string;
	/** The part of `url` before `?`. */
	readonly path: string;
	/** The route that serves it, with its parameters' names: `/v1/flows/:flowId`; undefined where no route does. */
	readonly route: string | undefined;
	readonly query: Readonly<Record<string, string | string[] | undefined>>;
	readonly headers: IncomingHttpHeaders;
	/** The authorization header, if one was sent. */
	readonly authorization: string | undefined;
	/** The parsed JSON body; the text itself when it is not JSON; undefined without a body. */
	body: unknown;
	bodyText: string;
	/** Epoch milliseconds. */
	readonly startedAt: number;
	/** Requests being worked on when this one arrived, itself included. */
	readonly inFlight: number;
	/** undefined as long as, or because, nothing was answered. */
	status: number | undefined;
	/** `cut`: a fault closed the connection; `clientClosed`: the client went away first. */
	outcome: 'pending' | 'answered' | 'cut' | 'clientClosed';
}

export interface RequestFilter {
	method?: string;
	/** A whole path, or a pattern; without the query. */
	path?: string | RegExp;
}

export function matches(filter: RequestFilter, request: { method: string; path: string }): boolean {
	if (filter.method !== undefined && filter.method.toUpperCase() !== request.method) return false;
	if (filter.path === undefined) return true;
	return typeof filter.path === 'string' ? filter.path === request.path : filter.path.test(request.path);
}

/** Every request received, in order. */
export class RequestLog implements Iterable<RecordedRequest> {
	/** Most requests that were in flight at the same time since the start or the last `clear`. */
	maxInFlight = 0;

	/** Requests being worked on now. */
	inFlight = 0;

	private received = 0;

	private requests: RecordedRequest[] = [];

	private readonly waiting = new Set<() => void>();

	get length(): number {
		return this.requests.length;
	}

	[Symbol.iterator](): Iterator<RecordedRequest> {
		return this.requests[Symbol.iterator]();
	}

	all(filter: RequestFilter = {}): RecordedRequest[] {
		return this.requests.filter((request) => matches(filter, request));
	}

	count(filter: RequestFilter = {}): number {
		return this.all(filter).length;
	}

	last(filter: RequestFilter = {}): RecordedRequest | undefined {
		return this.all(filter).at(-1);
	}

	/** Forgets what was received; requests still in flight stay counted. */
	clear(): void {
		this.requests = [];
		this.maxInFlight = this.inFlight;
	}

	/** Resolves as soon as `count` matching requests have arrived (not: been answered). The condition that replaces a sleep. */
	async waitFor(filter: RequestFilter, count = 1): Promise<RecordedRequest[]> {
		while (this.count(filter) < count) {
			await new Promise<void>((resolve) => this.waiting.add(resolve));
		}
		return this.all(filter);
	}

	/** For the switchboard: a request has arrived. */
	arrive(request: Omit<RecordedRequest, 'sequence' | 'inFlight' | 'status' | 'outcome'>): RecordedRequest {
		this.received += 1;
		this.inFlight += 1;
		this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
		const recorded: RecordedRequest = {
			...request,
			sequence: this.received,
			inFlight: this.inFlight,
			status: undefined,
			outcome: 'pending',
		};
		this.requests.push(recorded);
		const resolvers = [...this.waiting];
		this.waiting.clear();
		for (const resolve of resolvers) resolve();
		return recorded;
	}

	/** For the switchboard: a request is over. Only the first call counts. */
	leave(request: RecordedRequest, outcome: 'answered' | 'cut' | 'clientClosed', status?: number): void {
		if (request.outcome !== 'pending') return;
		this.inFlight -= 1;
		request.outcome = outcome;
		request.status = status;
	}
}
