import { fastify } from 'fastify';

import { Clock } from './clock';
import { compileSchema } from './compileSchema';
import { FaultPlan } from './FaultPlan';
import { InMemoryServer } from './InMemoryServer';
import type { CommonSwitches, SimulatorDefinition } from './definition';
import { Refused } from './Refused';
import { RequestLog } from './RequestLog';
import { RequestStages } from './RequestStages';
import type { Route } from './route';
import { ViolationLog } from './ViolationLog';

export interface ListenOptions {
	/** Default: any free port. */
	port?: number;
	/** Default 127.0.0.1. */
	host?: string;
	/** Is given the server instead of a port: it answers whoever asks it in this process, and opens no socket. */
	attach?: (server: InMemoryServer) => void;
}

/** A running simulator, without its platform's state. */
export interface Switchboard<Switches> {
	/** `http://127.0.0.1:port`, no trailing slash. */
	readonly url: string;
	readonly switches: Switches;
	readonly requests: RequestLog;
	readonly violations: ViolationLog;
	readonly faults: FaultPlan;
	readonly clock: Clock;
	/** Closes the server and every open connection at once, hanging ones too. */
	stop(): Promise<void>;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** Starts a real HTTP server on loopback that answers `routes` and refuses, loudly, everything else. */
export async function startSwitchboard<Switches extends CommonSwitches, Need extends string>(
	definition: SimulatorDefinition<Switches, Need>,
	{ port = 0, host = '127.0.0.1', attach }: ListenOptions = {},
): Promise<Switchboard<Switches>> {
	const requests = new RequestLog();
	const violations = new ViolationLog();
	const faults = new FaultPlan();
	const clock = definition.clock ?? new Clock();
	if (attach !== undefined) {
		const server = new InMemoryServer(definition, violations, clock);
		attach(server);
		const { switches } = definition;
		return { url: server.origin, switches, requests, violations, faults, clock, stop: async () => undefined };
	}
	const stages = new RequestStages(definition, { requests, violations, faults, clock });

	const app = fastify({
		forceCloseConnections: true,
		exposeHeadRoutes: false,
		bodyLimit: definition.bodyLimitBytes ?? 10 * 1024 * 1024,
		routerOptions: { maxParamLength: 1000 },
		rewriteUrl: ({ url = '/' }) => definition.rewriteUrl?.(url) ?? url,
	});
	app.setValidatorCompiler(compileSchema);
	// A body is read as text: what it was is recorded, and a wrong token is refused before a broken body is looked at.
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => done(null, text));
	app.addHook('onRequest', async (request, reply) => stages.arrive(request, reply));
	app.addHook('onSend', async (request, reply, payload) => stages.leave(request, reply, payload));
	app.setErrorHandler((error, request, reply) => stages.fail(error, request, reply));
	app.setNotFoundHandler({ preValidation: stages.before(undefined) }, ({ originalUrl }) => {
		throw new Refused(definition.refuse({ reason: 'unknownPath', path: pathOf(originalUrl) }), {
			kind: 'unknownPath',
			message: 'the document knows no such path',
		});
	});

	for (const route of definition.routes) route.mount(app, stages);
	for (const [path, known] of methodsByPath(definition.routes)) {
		app.route({
			method: METHODS.filter((method) => !known.has(method)),
			url: path,
			preValidation: stages.before(undefined),
			handler: ({ method, originalUrl }) => {
				throw new Refused(definition.refuse({ reason: 'wrongMethod', method, path: pathOf(originalUrl) }), {
					kind: 'wrongMethod',
					message: `the document knows ${[...known].join(', ')} here`,
				});
			},
		});
	}

	const url = await app.listen({ port, host });
	stages.origin = url;
	return {
		url,
		switches: definition.switches,
		requests,
		violations,
		faults,
		clock,
		stop: async () => {
			stages.stop();
			await app.close();
		},
	};
}

function pathOf(url: string): string {
	return url.split('?', 1)[0] ?? url;
}

/** Paths that differ in the names of their parameters only are one path. */
function methodsByPath(routes: readonly Route[]): Map<string, Set<string>> {
	const byShape = new Map<string, { path: string; methods: Set<string> }>();
	for (const { method, path } of routes) {
		const shape = path.replace(/:[^/]+/g, ':');
		const entry = byShape.get(shape) ?? { path, methods: new Set<string>() };
		entry.methods.add(method);
		byShape.set(shape, entry);
	}
	return new Map([...byShape.values()].map(({ path, methods }) => [path, methods]));
}
