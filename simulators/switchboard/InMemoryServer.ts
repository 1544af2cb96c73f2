import type { IncomingHttpHeaders } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import { mapValues } from 'lodash';

import type { Answer } from './answer';
import type { Clock } from './clock';
import { compileSchema } from './compileSchema';
import type { CommonSwitches, SimulatorDefinition } from './definition';
import { readJson } from './exactJson';
import { Refused } from './Refused';
import type { RecordedRequest } from './RequestLog';
import type { CallContext, JsonSchema, Route } from './route';
import { toComplaints } from './validation';
import type { ViolationLog } from './ViolationLog';

/** A request that comes without a socket. */
export interface InMemoryRequest {
	readonly method: string;
	/** Path and query, percent-encoded. */
	readonly url: string;
	/** Names in lower case. */
	readonly headers: IncomingHttpHeaders;
	readonly bodyText: string;
}

/**
 * A simulator's own routes and guard, asked in this process: for simulations of thousands of histories on a clock of their own.
 * What its schema does not allow in a body or a query is a violation, but not refused, and no fault strikes: whoever asks decides
 * what becomes of an answer.
 */
export class InMemoryServer {
	readonly origin = 'http://127.0.0.1:1';

	private readonly table: ReadonlyMap<string, readonly Entry[]>;

	/** By method and path: a poll asks for what the one before asked for. */
	private readonly matches = new Map<string, Match | undefined>();

	/** By route and part of a request: what holds it against its schema. */
	private readonly checks = new Map<JsonSchema, ReturnType<typeof compileSchema>>();

	private sequence = 0;

	constructor(
		private readonly definition: Pick<
			SimulatorDefinition<CommonSwitches, string>,
			'routes' | 'refuse' | 'guard' | 'rewriteUrl'
		>,
		readonly violations: ViolationLog,
		private readonly clock: Clock,
	) {
		this.table = tableOf(definition.routes);
	}

	/** The platform's answer, with its `date`. Throws for a defect of the simulator. */
	async answer({ method, url: given, headers, bodyText }: InMemoryRequest): Promise<Answer> {
		const url = this.definition.rewriteUrl?.(given) ?? given;
		const end = url.indexOf('?');
		const path = end === -1 ? url : url.slice(0, end);
		const query = end === -1 ? {} : parseQuery(url.slice(end + 1));
		const found = this.matching(method, path);
		this.sequence += 1;
		const request: RecordedRequest = {
			sequence: this.sequence,
			method,
			url,
			path,
			route: found?.route.path,
			query,
			headers,
			authorization: headers.authorization,
			body: bodyText === '' ? undefined : readJson(bodyText),
			bodyText,
			startedAt: this.clock.now(),
			inFlight: 1,
			status: undefined,
			outcome: 'pending',
		};
		const { status, headers: answered, ...rest } = await this.served(request, found);
		return { status, headers: { ...answered, date: new Date(this.clock.now()).toUTCString() }, ...rest };
	}

	private hold(value: unknown, schema: JsonSchema, complain: (message: string) => void): void {
		const check = this.checks.get(schema) ?? compileSchema({ schema, method: '', url: '' });
		this.checks.set(schema, check);
		if (check(value) === true) return;
		for (const { message } of toComplaints(check.errors ?? [])) complain(message);
	}

	private matching(method: string, path: string): Match | undefined {
		const key = `${method} ${path}`;
		const known = this.matches.get(key);
		if (known !== undefined || this.matches.has(key)) return known;
		const found = matching(this.table, method, path);
		this.matches.set(key, found);
		return found;
	}

	private async served(request: RecordedRequest, found: Match | undefined): Promise<Answer> {
		const context: CallContext = {
			request,
			origin: this.origin,
			violation: (kind, message) => this.violations.add(kind, message, request),
		};
		const { path, query } = request;
		try {
			this.definition.guard?.(context, found?.route.needs);
			if (found === undefined) {
				context.violation('unknownPath', 'No such route.');
				throw new Refused(this.definition.refuse({ reason: 'unknownPath', path }));
			}
			const { querystring, body } = found.route.schema;
			this.hold(query, querystring, (message) => context.violation('invalidQuery', message));
			if (body !== undefined && request.body !== undefined)
				this.hold(request.body, body, (message) => context.violation('invalidBody', message));
			return await found.route.serve(context, {
				params: found.params,
				query: mapValues(query, (value = '') => value),
				body: request.body,
			});
		} catch (error) {
			if (!(error instanceof Refused)) throw error;
			const { violation, answer } = error;
			if (violation !== undefined) context.violation(violation.kind, violation.message);
			return answer;
		}
	}
}

interface Match {
	readonly route: Route;
	readonly params: Readonly<Record<string, string>>;
}

interface Entry {
	readonly route: Route;
	readonly segments: readonly string[];
}

/** Routes by method and number of segments, those with fixed segments first, as a router prefers them. */
function tableOf(routes: readonly Route[]): Map<string, Entry[]> {
	const table = new Map<string, Entry[]>();
	for (const route of routes) {
		const segments = route.path.split('/');
		const key = `${route.method} ${segments.length}`;
		table.set(key, [...(table.get(key) ?? []), { route, segments }]);
	}
	const open = ({ segments }: Entry) => segments.filter((segment) => segment.startsWith(':')).length;
	for (const entries of table.values()) entries.sort((one, other) => open(one) - open(other));
	return table;
}

function matching(
	table: ReadonlyMap<string, readonly Entry[]>,
	method: string,
	path: string,
): Match | undefined {
	const given = path.split('/');
	for (const { route, segments } of table.get(`${method} ${given.length}`) ?? []) {
		if (!segments.every((segment, index) => segment.startsWith(':') || segment === given[index])) continue;
		const named = segments.flatMap((segment, index) =>
			segment.startsWith(':') ? [[segment.slice(1), decodeURIComponent(given[index] ?? '')] as const] : [],
		);
		return { route, params: Object.fromEntries(named) };
	}
	return undefined;
}
