import fastify, { type FastifyInstance } from 'fastify';
import type { IExecuteFunctions, INodeParameters, INodeType, INodeTypeDescription } from 'n8n-workflow';

import { isRecord, textOf } from '../../core/data/json';
import { operationListSearch } from '../../core/field/listSearch';
import { resource } from '../../core/operation/Operation';
import type { AnyOperation } from '../../core/operation/Operation';
import type { Connection, Platform } from '../../core/request/Platform';
import { nodeProperties } from '../../core/operation/properties';
import { runOperations } from '../../core/operation/runOperations';
import { runNode, type NodeRun, type NodeRunSetup } from '../engine';
import { KeyApi } from '../engine/engineSubjects';

/** The smallest platform: a server that answers what the test says, and a node of any operations that talks to it. */

export interface Received {
	method: string;
	path: string;
	query: URLSearchParams;
	headers: Record<string, unknown>;
	/** As text; empty when there was none. */
	body: string;
}

export interface Told {
	status?: number;
	headers?: Record<string, string>;
	/** Sent as JSON, unless it is text or bytes. */
	body?: unknown;
	/** The connection is reset, or no answer comes, instead of all that. */
	lost?: 'reset' | 'hang';
}

export class ThingsServer {
	received: Received[] = [];
	mostInFlight = 0;
	/** What the server says to its nth request (from 1). */
	answer: (request: Received, nth: number) => Told | Promise<Told> = () => ({ body: {} });
	private inFlight = 0;

	private constructor(
		private readonly app: FastifyInstance,
		readonly url: string,
	) {}

	static async start(): Promise<ThingsServer> {
		const app = fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 1000 } });
		app.removeAllContentTypeParsers();
		app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => done(null, text));
		let server: ThingsServer | undefined = undefined;
		app.all('/*', async ({ method, originalUrl, headers, body }, reply) => {
			const [path = '', search = ''] = originalUrl.split('?');
			const query = new URLSearchParams(search);
			const request = { method, path, query, headers, body: typeof body === 'string' ? body : '' };
			const told = (await server?.tell(request)) ?? {};
			if (told.lost !== undefined) {
				reply.hijack();
				if (told.lost === 'reset') reply.raw.destroy();
				return reply;
			}
			const { status = 200, headers: answered = {}, body: answer } = told;
			const isPlain = typeof answer === 'string' || Buffer.isBuffer(answer) || answer === undefined;
			return await reply
				.code(status)
				.headers({ ...(!isPlain && { 'content-type': 'application/json' }), ...answered })
				.send(isPlain ? answer : JSON.stringify(answer));
		});
		server = new ThingsServer(app, await app.listen({ host: '127.0.0.1', port: 0 }));
		return server;
	}

	async stop(): Promise<void> {
		await this.app.close();
	}

	/** As it was at the start. */
	clear(): void {
		this.received = [];
		this.mostInFlight = 0;
		this.answer = () => ({ body: {} });
	}

	/** `GET /things` and so on, in the order of arrival. */
	get lines(): string[] {
		return this.received.map(({ method, path }) => `${method} ${path}`);
	}

	/** Lets things happen until so many requests have arrived. */
	async hasReceived(count: number): Promise<void> {
		while (this.received.length < count) await new Promise(setImmediate);
	}

	private async tell(request: Received): Promise<Told> {
		this.received.push(request);
		this.inFlight += 1;
		this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
		try {
			return await this.answer(request, this.received.length);
		} finally {
			this.inFlight -= 1;
		}
	}
}

/** Fast and without patience, so that tests are; `connect` believes the credential. */
export function thingsPlatform(
	words: Partial<Platform> = {},
	connection: Partial<Connection> = {},
): Platform {
	return {
		name: 'things',
		displayName: 'Things',
		credentialType: 'keyApi',
		connect: ({ baseUrl, key }) => ({
			baseUrl: textOf(baseUrl) ?? '',
			secrets: [textOf(key) ?? ''],
			...connection,
		}),
		pace: { requestsPerSecond: 10_000, burst: 1000, inFlight: 50 },
		retry: {
			retries: 2,
			firstDelayMs: 1,
			longestDelayMs: 2,
			idempotentMethods: ['PUT', 'DELETE'],
			retriesRateLimits: true,
		},
		rowsPerPage: 100,
		requestTimeoutMs: 5000,
		signsIn: false,
		explain: (body) =>
			isRecord(body) ? { message: textOf(body['message']), code: textOf(body['code']) } : {},
		isFailure: (body) => isRecord(body) && body['ok'] === false,
		...words,
	};
}

export const face: INodeTypeDescription = {
	displayName: 'Things',
	name: 'things',
	group: [],
	version: 1,
	description: '',
	defaults: {},
	inputs: ['main'],
	outputs: ['main'],
	credentials: [{ name: 'keyApi' }],
	properties: [],
};

export function thingsNode(operations: readonly AnyOperation[], platform = thingsPlatform()): INodeType {
	const things = [resource('Thing', operations)];
	return {
		description: { ...face, properties: nodeProperties(things) },
		methods: { listSearch: operationListSearch(platform, things) },
		async execute(this: IExecuteFunctions) {
			return await runOperations(this, platform, things);
		},
	};
}

export const SECRET = 'very-secret-key';

export const access = (baseUrl: string) => ({
	credentials: { keyApi: { baseUrl, key: SECRET } },
	credentialTypes: [new KeyApi()],
});

export type ThingsRun = Partial<Omit<NodeRunSetup, 'node'>> & {
	/** Of the platform, where the usual one does not do. */
	platform?: Platform;
	/** Where the credential leads; the server itself otherwise. */
	baseUrl?: string;
	options?: INodeParameters;
};

/** Runs one operation as a workflow does. */
export async function run(
	server: ThingsServer,
	operation: AnyOperation,
	more: ThingsRun = {},
): Promise<NodeRun> {
	const { platform, baseUrl = server.url, options, parameters, ...setup } = more;
	return await runNode({
		node: thingsNode([operation], platform),
		...access(baseUrl),
		parameters: {
			resource: 'thing',
			operation: operation.value,
			...(options && { options }),
			...parameters,
		},
		...setup,
	});
}

/** The first item of a run that goes on when an item fails: its message, its hint and the rest. */
export function failureOf({ json }: NodeRun, index = 0) {
	const { error, details } = json[index] ?? {};
	const { description, httpCode } = isRecord(details) ? details : {};
	return { message: textOf(error) ?? '', description: textOf(description) ?? '', httpCode };
}

/** The setting "On Error" that goes on with the next item. */
export const goesOn = { onError: 'continueRegularOutput' } as const;
