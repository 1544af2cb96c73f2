import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { IncomingMessage, RequestListener } from 'node:http';

import { compileSchema } from './compileSchema';
import type { CommonSwitches, SimulatorDefinition } from './definition';
import { Refused } from './Refused';
import type { RequestStages } from './RequestStages';
import type { Route, RouteParts, RouteSteps } from './route';

/** A running simulator, as the app sees it. */
interface Board {
	readonly stages: Pick<RequestStages<string>, 'arrive' | 'leave' | 'fail'>;
	readonly definition: Pick<SimulatorDefinition<CommonSwitches, string>, 'refuse' | 'rewriteUrl'>;
	/** In the order of the definition's routes. */
	readonly steps: readonly RouteSteps[];
	/** What a request goes through before it is refused because of its path or method. */
	beforeRefusal(request: FastifyRequest, reply: FastifyReply): Promise<unknown>;
}

/** What of a definition the app is built from: equal for every start of a platform's simulator. */
interface Form {
	readonly bodyLimitBytes: number;
	readonly routes: ReadonlyArray<Pick<Route, 'method' | 'path' | 'schema'>>;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

const apps = new Map<string, Promise<FastifyInstance>>();
const boards = new WeakMap<IncomingMessage, Board>();

/**
 * Handles the requests of a simulator's server. The app with a platform's hundred routes is built once a process and serves
 * all its simulators, each request by the simulator that it came to: tests start one for every test, and building the app
 * takes longer than most tests do.
 */
export async function requestListener<Need extends string>(
	definition: SimulatorDefinition<CommonSwitches, Need>,
	stages: RequestStages<Need>,
): Promise<RequestListener> {
	const app = await appFor({
		bodyLimitBytes: definition.bodyLimitBytes ?? 10 * 1024 * 1024,
		routes: definition.routes.map(({ method, path, schema }) => ({ method, path, schema })),
	});
	const board: Board = {
		stages,
		definition,
		steps: definition.routes.map((route) => route.steps(stages)),
		beforeRefusal: stages.before(undefined),
	};
	return (request, response) => {
		boards.set(request, board);
		app.routing(request, response);
	};
}

async function appFor(form: Form): Promise<FastifyInstance> {
	const key = JSON.stringify(form);
	const app = apps.get(key) ?? buildApp(form);
	apps.set(key, app);
	return await app;
}

function boardOf(request: IncomingMessage): Board {
	const board = boards.get(request);
	if (board === undefined) throw new Error('a request that came to no simulator');
	return board;
}

async function buildApp({ bodyLimitBytes, routes }: Form): Promise<FastifyInstance> {
	const app = fastify({
		exposeHeadRoutes: false,
		bodyLimit: bodyLimitBytes,
		routerOptions: { maxParamLength: 1000 },
		rewriteUrl: (request) => {
			const { url = '/' } = request;
			return boardOf(request).definition.rewriteUrl?.(url) ?? url;
		},
	});
	app.setValidatorCompiler(compileSchema);
	// A body is read as text: what it was is recorded, and a wrong token is refused before a broken body is looked at.
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => done(null, text));
	app.addHook('onRequest', async (request, reply) => boardOf(request.raw).stages.arrive(request, reply));
	app.addHook('onSend', async (request, reply, payload) =>
		boardOf(request.raw).stages.leave(request, reply, payload),
	);
	app.setErrorHandler((error, request, reply) => boardOf(request.raw).stages.fail(error, request, reply));

	const beforeRefusal = async (request: FastifyRequest, reply: FastifyReply) =>
		await boardOf(request.raw).beforeRefusal(request, reply);
	app.setNotFoundHandler({ preValidation: beforeRefusal }, ({ raw, originalUrl }) => {
		const path = pathOf(originalUrl);
		throw new Refused(boardOf(raw).definition.refuse({ reason: 'unknownPath', path }), {
			kind: 'unknownPath',
			message: 'the document knows no such path',
		});
	});
	for (const [index, { method, path, schema }] of routes.entries()) {
		const stepsOf = ({ raw }: { readonly raw: IncomingMessage }): RouteSteps => {
			const steps = boardOf(raw).steps[index];
			if (steps === undefined) throw new Error('a route that the simulator does not have');
			return steps;
		};
		app.route<RouteParts>({
			method,
			url: path,
			schema,
			preValidation: [
				async (request, reply) => await stepsOf(request).before(request, reply),
				async (request, reply) => await stepsOf(request).tidy(request, reply),
			],
			handler: async (request, reply) => await stepsOf(request).serve(request, reply),
		});
	}
	for (const [path, known] of methodsByPath(routes)) {
		app.route({
			method: METHODS.filter((method) => !known.has(method)),
			url: path,
			preValidation: beforeRefusal,
			handler: ({ raw, method, originalUrl }) => {
				const refusal = { reason: 'wrongMethod', method, path: pathOf(originalUrl) } as const;
				throw new Refused(boardOf(raw).definition.refuse(refusal), {
					kind: 'wrongMethod',
					message: `the document knows ${[...known].join(', ')} here`,
				});
			},
		});
	}
	await app.ready();
	return app;
}

function pathOf(url: string): string {
	return url.split('?', 1)[0] ?? url;
}

/** Paths that differ in the names of their parameters only are one path. */
function methodsByPath(routes: Form['routes']): Map<string, Set<string>> {
	const byShape = new Map<string, { path: string; methods: Set<string> }>();
	for (const { method, path } of routes) {
		const shape = path.replace(/:[^/]+/g, ':');
		const entry = byShape.get(shape) ?? { path, methods: new Set<string>() };
		entry.methods.add(method);
		byShape.set(shape, entry);
	}
	return new Map([...byShape.values()].map(({ path, methods }) => [path, methods]));
}
