import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import type { IExecuteFunctions, INodeType, INodeTypeDescription } from 'n8n-workflow';

import { text } from '../../../core/field/fields';
import { isRecord, textOf } from '../../../core/data/json';
import { operation, resource } from '../../../core/operation/Operation';
import type { Connection, Platform } from '../../../core/request/Platform';
import { nodeProperties } from '../../../core/operation/properties';
import { route } from '../../../core/request/Route';
import { runOperations } from '../../../core/operation/runOperations';
import { runNode } from '../../engine';
import { TokenApi } from '../../engine/engineSubjects';

/** Policies that a platform's word or a credential's word decides: silence, fewer tries of changes, who signs in. */
let server: FastifyInstance;
let baseUrl: string;
let received: string[];

beforeAll(async () => {
	server = fastify();
	server.addHook('onRequest', async ({ method, url }) => {
		if (url !== '/token') received.push(`${method} ${url}`);
	});
	server.post('/token', async () => ({ token: 'fresh' }));
	server.all<{ Params: { name: string } }>('/things/:name', async ({ params }, reply) => {
		const { name: thing } = params;
		const status = Number(thing) || 200;
		return await reply.code(status).send({ message: `said ${thing}` });
	});
	baseUrl = await server.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => await server.close());
beforeEach(() => {
	received = [];
	jest.spyOn(Math, 'random').mockReturnValue(0);
});

const name = text({ displayName: 'Name' });
const things = resource('Thing', [
	operation({
		name: 'Get',
		action: 'Get a thing',
		fields: { name },
		run: async (api, { name: thing }) =>
			await api.record(route`/things/${thing}`).then((record) => ({ ...record, sameRun: runs.has(api.run) })),
	}),
	operation({
		name: 'Delete',
		action: 'Delete a thing',
		fields: { name },
		run: async (api, { name: thing }) => {
			await api.delete(route`/things/${thing}`, {
				refusalHint: (status) => (status === 404 ? 'Perhaps it is elsewhere.' : undefined),
			});
			return undefined;
		},
	}),
]);
const runs = new WeakSet();

function thingsNode(words: Partial<Platform['retry']>, connection: Partial<Connection> = {}): INodeType {
	const platform: Platform = {
		name: 'things',
		displayName: 'Things',
		credentialType: 'tokenApi',
		connect: () => ({ baseUrl, secrets: [], ...connection }),
		pace: { requestsPerSecond: 1000, burst: 100, inFlight: 1 },
		retry: {
			retries: 2,
			firstDelayMs: 1,
			longestDelayMs: 1,
			idempotentMethods: ['DELETE'],
			retriesRateLimits: false,
			...words,
		},
		rowsPerPage: 100,
		requestTimeoutMs: 5000,
		signsIn: true,
		explain: (body) => ({ message: isRecord(body) ? textOf(body['message']) : undefined }),
	};
	const description: INodeTypeDescription = {
		displayName: 'Things',
		name: 'things',
		group: [],
		version: 1,
		description: '',
		defaults: {},
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'tokenApi' }],
		properties: nodeProperties([things]),
	};
	async function execute(this: IExecuteFunctions) {
		return await runOperations(this, platform, [things]);
	}
	return { description, execute };
}

async function run(node: INodeType, operationValue: string, names: string[]) {
	return await runNode({
		node,
		parameters: { resource: 'thing', operation: operationValue, name: '={{ $json.name }}' },
		items: names.map((entry) => ({ name: entry })),
		credentials: { tokenApi: { baseUrl } },
		credentialTypes: [new TokenApi()],
		onError: 'continueRegularOutput',
	});
}

describe('a platform that wants silence after a 429', () => {
	test('gets no further request in that run, and every other item is told why', async () => {
		const { json } = await run(thingsNode({}), 'get', ['429', 'a', 'b']);
		expect(received).toEqual(['GET /things/429']);
		expect(json[0]).toMatchObject({ error: 'Things: said 429', details: { httpCode: '429' } });
		expect(json[2]).toMatchObject({
			error: 'Things: not sent, because of an earlier refusal (said 429)',
			details: { httpCode: '429', description: expect.stringContaining('GET /things/b') },
		});
	});

	test('where it wants none, the request is tried again and the others go on', async () => {
		const { json } = await run(thingsNode({ retriesRateLimits: true }), 'get', ['429', 'a']);
		expect(received).toHaveLength(4);
		expect(json[1]).toMatchObject({ message: 'said a' });
	});
});

test('changes may have fewer tries than reads', async () => {
	const node = thingsNode({ retriesOfChanges: 1 });
	await run(node, 'get', ['503']);
	await run(node, 'delete', ['503']);
	expect(received.filter((line) => line.startsWith('GET'))).toHaveLength(3);
	expect(received.filter((line) => line.startsWith('DELETE'))).toHaveLength(2);
});

test('a credential that does not sign in is not used again after a 401', async () => {
	await run(thingsNode({}, { signsIn: false }), 'get', ['401']);
	expect(received).toHaveLength(1);
	await run(thingsNode({}), 'get', ['401']);
	expect(received).toHaveLength(3);
});

test('a hint may depend on the status', async () => {
	const { json } = await run(thingsNode({}), 'delete', ['404', '422']);
	expect(JSON.stringify(json[0])).toContain('Perhaps it is elsewhere.');
	expect(JSON.stringify(json[1])).not.toContain('Perhaps it is elsewhere.');
});

test('all clients of a run share its key', async () => {
	const seen: object[] = [];
	jest.spyOn(runs, 'has').mockImplementation((key) => {
		const known = seen.includes(key);
		seen.push(key);
		return known;
	});
	const node = thingsNode({});
	expect((await run(node, 'get', ['a', 'b'])).json).toMatchObject([{ sameRun: false }, { sameRun: true }]);
	expect((await run(node, 'get', ['a'])).json).toMatchObject([{ sameRun: false }]);
});
