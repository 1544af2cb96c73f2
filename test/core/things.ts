import type { ServerResponse } from 'node:http';

import fastify, { type FastifyInstance } from 'fastify';
import type {
	IDataObject,
	IExecuteFunctions,
	INodeParameters,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

import { isRecord, textOf } from '../../core/data/json';
import { operation, resource } from '../../core/operation/Operation';
import type { AnyOperation, Result } from '../../core/operation/Operation';
import { nodeProperties, operationListSearch } from '../../core/operation/properties';
import { runOperations } from '../../core/operation/runOperations';
import type { ApiClient } from '../../core/request/ApiClient';
import type { Platform } from '../../core/request/Platform';
import { plainNode, runNode, type NodeRun, type NodeRunSetup } from '../engine';
import { KeyApi, TokenApi } from '../engine/engineSubjects';
import { thingsPlatform } from './thingsPlatform';

/** The smallest platform: a server that answers what the test says, and a node of any operations that talks to it. */

export interface Received {
	method: string;
	path: string;
	query: URLSearchParams;
	headers: Record<string, unknown>;
	/** As text; empty when there was none. */
	body: string;
}

export interface Answer {
	status?: number;
	headers?: Record<string, string>;
	/** Sent as JSON, unless it is text or bytes. */
	body?: unknown;
	/** The connection is reset, no answer comes, or one that comes byte by byte and never ends, instead of all that. */
	lost?: 'reset' | 'hang' | 'drip';
}

export class ThingsServer {
	received: Received[] = [];
	mostInFlight = 0;
	/** What the server says to its nth request (from 1). */
	answer: (request: Received, nth: number) => Answer | Promise<Answer> = () => ({ body: {} });
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
			const answer = (await server?.receive(request)) ?? {};
			if (answer.lost !== undefined) {
				reply.hijack();
				if (answer.lost === 'reset') reply.raw.destroy();
				if (answer.lost === 'drip') drip(reply.raw);
				return reply;
			}
			const isPlain =
				typeof answer.body === 'string' || Buffer.isBuffer(answer.body) || answer.body === undefined;
			return await reply
				.code(answer.status ?? 200)
				.headers({
					date: new Date(Date.now()).toUTCString(),
					...(!isPlain && { 'content-type': 'application/json' }),
					...answer.headers,
				})
				.send(isPlain ? answer.body : JSON.stringify(answer.body));
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

	private async receive(request: Received): Promise<Answer> {
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

/** A byte every few milliseconds, so that the connection is never silent, as long as the client listens. */
function drip(answer: ServerResponse): void {
	answer.writeHead(200, { 'content-type': 'application/json' });
	const timer = setInterval(() => answer.write(' '), 5);
	answer.once('close', () => clearInterval(timer));
}

export const face: INodeTypeDescription = {
	...plainNode,
	displayName: 'Things',
	name: 'things',
	credentials: [{ name: 'keyApi' }, { name: 'tokenApi' }],
};

export function thingsNode(operations: readonly AnyOperation[], platform = thingsPlatform()): INodeType {
	const things = [resource('Thing', operations)];
	return {
		description: { ...face, properties: nodeProperties(platform, things) },
		methods: { listSearch: operationListSearch(platform, things) },
		async execute(this: IExecuteFunctions) {
			return await runOperations(this, platform, things);
		},
	};
}

export const SECRET = 'very-secret-key';

export const access = (baseUrl: string) => ({
	credentials: { keyApi: { baseUrl, key: SECRET }, tokenApi: { baseUrl } },
	credentialTypes: [new KeyApi(), new TokenApi()],
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

/** An operation that does this. */
export const doing = (work: (api: ApiClient) => Promise<Result>) =>
	operation({ name: 'Do', action: 'Do a thing', fields: {}, run: work });

/** An operation that lists this. */
export const listing = (list: (api: ApiClient) => AsyncIterable<IDataObject>) =>
	operation({ name: 'Get Many', action: 'Get many things', fields: {}, list });

/** The setting "On Error" that goes on with the next item. */
export const goesOn = { onError: 'continueRegularOutput' } as const;
