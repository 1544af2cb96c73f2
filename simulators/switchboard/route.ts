import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Answer } from './answer';
import { QueryReader } from './QueryReader';
import type { RecordedRequest } from './RequestLog';
import type { ViolationKind } from './ViolationLog';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** A JSON schema together with the type it stands for, so that a handler's body is typed by what was checked. */
export interface BodySchema<Body> {
	readonly schema: JsonSchema;
	readonly typeOnly?: Body;
}

/** `body<{ name: string }>({ type: 'object', required: ['name'], ... })` */
export function body<Body>(schema: JsonSchema): BodySchema<Body> {
	return { schema };
}

/** `/flows/:flowId/:stepId` gives `{ flowId: string; stepId: string }`. */
export type PathParameters<Path extends string> = Path extends `${infer Segment}/${infer Rest}`
	? PathParameters<Segment> & PathParameters<Rest>
	: Path extends `:${infer Name}`
		? Record<Name, string>
		: unknown;

/** What every handler is given, whatever its route. */
export interface CallContext {
	/** The request as it came in. */
	readonly request: RecordedRequest;
	/** `http://127.0.0.1:port` of this simulator, for absolute links. */
	readonly origin: string;
	/** Records what the client did wrong although the platform lets it pass. */
	readonly violation: (kind: ViolationKind, message: string) => void;
}

export interface Call<Params, Body> extends CallContext {
	/** Path parameters, percent-decoded. */
	readonly params: Params;
	readonly query: QueryReader;
	readonly body: Body;
}

export interface RouteDefinition<Path extends string, Body, Need extends string> {
	readonly method: Method;
	/** In the router's form, prefix included: `/v1/flows/:flowId`. */
	readonly path: Path;
	/** What the guard is to demand (a right, a scope, nothing): the simulator's own words. */
	readonly needs: Need;
	/** Query parameters by name; a name that is not here is refused. */
	readonly query?: Readonly<Record<string, JsonSchema>>;
	/** Patterns for the names of further query parameters, e.g. `^type_in\\[[0-9]+\\]$`. */
	readonly queryPatterns?: Readonly<Record<string, JsonSchema>>;
	/** Left out: no body is expected, and one that comes is a violation (the platform ignores it). */
	readonly body?: BodySchema<Body>;
	/** True where the body may be missing: it is an empty object then. */
	readonly mayLackBody?: boolean;
	handle(call: Call<PathParameters<Path>, Body>): Answer | Promise<Answer>;
}

/** What a route asks of the switchboard while it serves a request. */
export interface RouteSupport<Need> {
	/** Runs before validation: faults, rate limit, guard, latency. */
	before(needs: Need): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
	/** Whether a query parameter without a schema is taken out and passed over, as a violation, instead of being refused. */
	readonly ignoresUnknownParameters: boolean;
	context(request: FastifyRequest): CallContext;
	send(reply: FastifyReply, answer: Answer): FastifyReply;
}

export interface RouteSchema {
	readonly querystring: JsonSchema;
	readonly body?: JsonSchema;
}

/** The types of a request's parts, of any route. */
export interface RouteParts {
	Params: Record<string, string>;
	Querystring: Record<string, string | string[]>;
}

type Step = (request: FastifyRequest<RouteParts>, reply: FastifyReply) => Promise<unknown>;

/** In this order, with the validation before `serve`. */
export interface RouteSteps {
	readonly before: Step;
	readonly tidy: Step;
	readonly serve: Step;
}

/** A route whose types have been checked and closed over, so that routes of all shapes fit into one list. */
export interface Route<Need extends string = string> {
	readonly method: Method;
	readonly path: string;
	readonly needs: Need;
	/** What its requests are held against. */
	readonly schema: RouteSchema;
	/** What one running server does with a request of this route. */
	steps(support: RouteSupport<Need>): RouteSteps;
	/** What the route answers to a request that came without a socket: not validated, its parameters as the path has them. */
	serve(context: CallContext, given: GivenParts): Answer | Promise<Answer>;
}

/** The parts of a request that a router takes out of it. */
export interface GivenParts {
	readonly params: Readonly<Record<string, string>>;
	readonly query: Readonly<Record<string, string | string[]>>;
	readonly body: unknown;
}

export function route<Path extends string, Body = undefined, Need extends string = string>(
	definition: RouteDefinition<Path, Body, Need>,
): Route<Need> {
	const {
		method,
		path,
		needs,
		query = {},
		queryPatterns = {},
		body: expected,
		mayLackBody = false,
	} = definition;
	const patterns = Object.keys(queryPatterns).map((pattern) => new RegExp(pattern));
	const isUnknown = (name: string) => !(name in query) && !patterns.some((pattern) => pattern.test(name));
	const serve: Route<Need>['serve'] = (context, { params, query: given, body: received }) =>
		// The router has just filled in the names of this path; a body was held against its schema, or is the simulation's.
		definition.handle({
			...context,
			params: params as PathParameters<Path>,
			query: new QueryReader(given),
			body: (mayLackBody ? (received ?? {}) : received) as Body,
		});
	return {
		method,
		path,
		needs,
		serve,
		schema: {
			querystring: {
				type: 'object',
				properties: query,
				patternProperties: queryPatterns,
				additionalProperties: false,
			},
			...(expected === undefined ? {} : { body: expected.schema }),
		},
		steps: (support) => ({
			before: support.before(needs),
			async tidy(request) {
				if (mayLackBody) request.body ??= {};
				if (!support.ignoresUnknownParameters) return;
				for (const name of Object.keys(request.query).filter(isUnknown)) {
					Reflect.deleteProperty(request.query, name);
					support.context(request).violation('invalidQuery', `${name} is not known`);
				}
			},
			async serve(request, reply) {
				const context = support.context(request);
				if (expected === undefined && context.request.bodyText !== '') {
					context.violation('ignoredBody', 'a body was sent where the document knows none');
				}
				return support.send(reply, await serve(context, request));
			},
		}),
	};
}
