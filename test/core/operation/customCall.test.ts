import { describe, expect, test } from '@jest/globals';
import type { IExecuteFunctions, INodeParameters, INodeProperties } from 'n8n-workflow';

import { apiResource, customCall, OWN_ENTRY } from '../../../core/operation/customCall';
import { nodeProperties } from '../../../core/operation/properties';
import { runOperations } from '../../../core/operation/runOperations';
import type { AnyOperation } from '../../../core/operation/Operation';
import { runNode, type NodeRunSetup } from '../../engine';
import { gate } from '../../gate';
import { forAllTests } from '../../lifecycle';
import { access, face, ThingsServer } from '../things';
import { thingsPlatform } from '../thingsPlatform';

/** The operation alone; test/platforms/customCall.test.ts runs it on every platform. */

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const platform = thingsPlatform();
const nodeWith = (operation: AnyOperation) => {
	const resources = [apiResource(operation)];
	return {
		description: { ...face, properties: nodeProperties(platform, resources) },
		async execute(this: IExecuteFunctions) {
			return await runOperations(this, platform, resources);
		},
	};
};
const node = nodeWith(customCall({ pathExample: '/things' }));

async function call(given: INodeParameters, more: Partial<NodeRunSetup> = {}) {
	const parameters = { resource: 'api', operation: 'customCall', path: '/things', ...given };
	return await runNode({ node, parameters, ...access(server.url), ...more });
}

const shownWith = (method: string) =>
	node.description.properties
		.filter(({ displayOptions }) => displayOptions?.show?.['method']?.includes(method) ?? true)
		.map(({ name }: INodeProperties) => name);

describe('the fields', () => {
	test('Return All is shown for GET only, a body for all others', () => {
		expect(shownWith('GET')).toEqual(expect.arrayContaining(['returnAll', 'limit']));
		expect(shownWith('GET')).not.toContain('body');
		expect(shownWith('DELETE')).toContain('body');
		expect(shownWith('DELETE')).not.toContain('returnAll');
	});

	test('a limit that was set for GET cuts no change', async () => {
		server.answer = () => ({ body: [{ id: 1 }, { id: 2 }] });
		expect((await call({ method: 'POST', limit: 1, returnAll: false })).json).toHaveLength(2);
		expect((await call({ method: 'GET', limit: 1, returnAll: false })).json).toHaveLength(1);
	});

	test.each([
		[{ id: 1 }, 1, 0],
		[[{ id: 1 }], 1, 1],
		[[{ id: 1 }, { id: 2 }], 1, 1],
		[[{ id: 1 }, { id: 2 }], 3, 0],
	])('of %j a limit of %i may have cut something (%i): of one record never', async (body, limit, hints) => {
		server.answer = () => ({ body });
		for (const includeSecrets of [true, false]) {
			const result = await call({ method: 'GET', limit, returnAll: false, includeSecrets });
			expect(result.json).toEqual([body].flat().slice(0, limit));
			expect(result.hints).toHaveLength(hints);
		}
	});

	test.each([
		['/things/my-app', '/things/my%2Dapp'],
		['/things/a b', '/things/a%20b'],
		['/things/ü', '/things/%C3%BC'],
		// A base URL may end with the version.
		['/things/7', '/v1/things/7'],
	])('changes at %s and %s, which is the same path, go one after the other', async (...paths) => {
		const others = gate();
		server.answer = async ({ path }) => {
			// Were the second sent beside the first, it would be here before the last.
			if (path === '/others') others.open();
			await others.opened;
			return { body: {} };
		};
		const items = [...paths, '/others'].map((path) => ({ path }));
		await call({ method: 'PUT', path: '={{ $json.path }}' }, { items });
		expect(server.lines[1]).toBe('PUT /others');
	});

	test('parameters and a body are sent as given', async () => {
		const pairs = [
			{ name: 'a', value: '1&b=2' },
			{ name: 'c[]', value: 'x' },
			{ name: 'c[]', value: 'y' },
		];
		await call({ method: 'PATCH', query: { pairs }, body: '[{"price": 1.10, "big": 12345678901234567890}]' });
		const [received] = server.received;
		expect(received).toMatchObject({ method: 'PATCH', path: '/things' });
		expect([...(received?.query ?? [])]).toEqual(pairs.map(({ name, value }) => [name, value]));
		expect(received?.body).toBe('[{"price":1.10,"big":12345678901234567890}]'.replace('1.10', '1.1'));
	});

	test('a body in which an expression left a key undefined is refused: a PUT would erase what is stored', async () => {
		const { error } = await call({ method: 'PUT', body: '={{ ({ name: "x", description: $json.none }) }}' });
		expect(error?.message).toBe(`'Body' has no value for "description"`);
		expect(server.received).toEqual([]);
	});

	test('a path is sent as it is typed, and shown by an example', async () => {
		await call({ path: 'things/a b' });
		expect(server.lines).toEqual(['GET /things/a%20b']);
		const shown = node.description.properties.find(({ name }) => name === 'path');
		expect(shown).toMatchObject({ required: true, placeholder: 'e.g. /things' });
	});

	test.each([
		['={{ "" }}', "'Path' must not be empty"],
		['/a/../b', "'Path' must not contain . or .. as a part"],
		['/a/[redacted]', `'Path' contains "[redacted]"`],
	])('the path %j is refused before any request', async (path, message) => {
		expect((await call({ path })).error?.message).toContain(message);
		expect(server.received).toEqual([]);
	});

	test('a body is no body of a GET, and {} is none', async () => {
		await call({ method: 'GET', body: '{"a": 1}' });
		await call({ method: 'POST', body: '{}' });
		expect(server.received.map(({ body }) => body)).toEqual(['', '']);
	});

	test.each(['7', '"text"', '{"a": ', 'null'])('the body %s is refused before any request', async (body) => {
		const { error } = await call({ method: 'POST', body });
		expect(error?.message).toMatch(/^'Body' /);
		expect(server.received).toEqual([]);
	});

	test('every item is checked before the first is sent', async () => {
		const items = [{ path: '/things' }, { path: '/things/..' }];
		const { error } = await call({ method: 'DELETE', path: '={{ $json.path }}' }, { items });
		expect(error?.message).toMatch(/^'Path' must not contain .*\[item 1\]/);
		expect(server.received).toEqual([]);
	});
});

test('whatever is named like a secret is hidden, in lists, as numbers and under paths', async () => {
	const hidden = {
		clientSecret: ['s3cr3t-one'],
		password: 48_151_623,
		'auth.password.old': 's3cr3t-three',
	};
	const auth = { type: 'basic', user: 'a' };
	const shown = {
		id: 17,
		hasPassword: true,
		'auth.enabled': true,
		tokens: [1],
		secrets: [],
		auth,
		credentials: [auth],
	};
	server.answer = () => ({ body: { ...hidden, ...shown } });
	const [record] = (await call({ method: 'GET', returnAll: true })).json;
	expect(JSON.stringify(record)).not.toMatch(/s3cr3t|48151623/);
	expect(record).toMatchObject(shown);
	const [whole] = (await call({ method: 'GET', returnAll: true, includeSecrets: true })).json;
	expect(whole).toEqual({ ...hidden, ...shown });
});

describe('what may be sent again', () => {
	const methodsOf = async (method: string, status: number) => {
		server.clear();
		server.answer = () => ({ status, headers: { 'retry-after': '0' } });
		await call({ method });
		return server.received.length > 1;
	};

	test('is a GET, and a change that was certainly not carried out', async () => {
		expect(await methodsOf('GET', 503)).toBe(true);
		for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
			expect([method, await methodsOf(method, 503)]).toEqual([method, false]);
			expect([method, await methodsOf(method, 429)]).toEqual([method, true]);
		}
	});
});

test('a platform may send changes in its own way; a GET goes the usual one', async () => {
	const own = nodeWith(
		customCall({
			pathExample: '/things',
			send: async (api, request) => await api.send({ ...request, headers: { 'x-own': 'way' } }),
		}),
	);
	for (const method of ['POST', 'GET']) await call({ method }, { node: own });
	expect(server.received.map(({ method, headers }) => [method, headers['x-own']])).toEqual([
		['POST', 'way'],
		['GET', undefined],
	]);
});

test("n8n's own entry is never run", async () => {
	for (const given of [{ resource: OWN_ENTRY }, { operation: OWN_ENTRY }]) {
		const { error } = await call(given);
		expect(error?.message).toBe("n8n's own entry 'Custom API Call' cannot be run in this node");
		expect(error?.description).toMatch(/^Set 'Resource' to API and 'Operation' to Custom Call/);
	}
	expect(server.received).toEqual([]);
});

test('an AI agent reads that it can change things', () => {
	const [operations] = node.description.properties.filter(({ name }) => name === 'operation');
	expect(operations?.options).toMatchObject([
		{ action: 'Send custom API call that can change or delete data' },
	]);
});
