import { describe, expect, test } from '@jest/globals';
import {
	jsonParse,
	type ICredentialType,
	type IDataObject,
	type IExecuteFunctions,
	type INodeType,
} from 'n8n-workflow';
import { get } from 'lodash';

import { runNode } from '../engine';
import { forAllTests } from '../lifecycle';
import { face, ThingsServer } from '../core/things';
import { everyCredential, SECRET } from './everyCredential';

/** Each credential as the HTTP Request node sends it: through n8n's other request function, with the address as `uri`. */

let server: ThingsServer;
let elsewhere: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);
forAllTests(
	async () => (elsewhere = await ThingsServer.start()),
	() => elsewhere.clear(),
);

/** The options are those that n8n's HTTP Request node gives when it is told to follow redirects. */
const httpRequestNode = (type: ICredentialType, request: IDataObject): INodeType => ({
	description: { ...face, credentials: [{ name: type.name }] },
	async execute(this: IExecuteFunctions) {
		// Deprecated for nodes, and what the HTTP Request node uses all the same.
		const send: unknown = get(this.helpers, 'requestWithAuthentication');
		if (typeof send !== 'function') throw new Error('n8n has no such function any more.');
		const options = {
			headers: {},
			json: true,
			followRedirect: true,
			followAllRedirects: true,
			sendCredentialsOnCrossOriginRedirect: true,
			...request,
		};
		const body: unknown = await Reflect.apply(send, this, [type.name, options]);
		return [[{ json: { body: JSON.stringify(body) } }]];
	},
});

const received = (to: ThingsServer) => to.received.map(({ headers, body }) => ({ headers, body }));

describe.each(everyCredential)('$name', ({ type, typed }) => {
	const send = async (request: IDataObject) =>
		await runNode({
			node: httpRequestNode(type, request),
			credentials: { [type.name]: typed(server.url) },
			credentialTypes: [type],
		});

	test('signs in a function: a poll may go on when n8n took its expression isolate away', () => {
		expect(typeof type.authenticate).toBe('function');
	});

	test('is sent to its own server, with GET and with a body', async () => {
		expect((await send({ method: 'GET', uri: `${server.url}/v1/x?a=1` })).error).toBeUndefined();
		expect((await send({ method: 'POST', uri: `${server.url}/v1/x`, body: { a: 1 } })).error).toBeUndefined();
		expect(server.lines).toEqual(['GET /v1/x', 'POST /v1/x']);
		const [get, post] = server.received;
		for (const { headers } of [get, post].flatMap((request) => request ?? [])) {
			const { authorization } = headers;
			const [, value = ''] = String(authorization).split(' ');
			expect([value, Buffer.from(value, 'base64').toString()].join()).toContain(SECRET);
		}
		expect(get?.query.get('a')).toBe('1');
		expect(jsonParse<IDataObject>(post?.body ?? '')).toMatchObject({ a: 1 });
	});

	test('is sent to no other server', async () => {
		// What a sign-in gets, for n8n makes one after whatever fails.
		server.answer = () => ({ body: { token: SECRET, accessToken: SECRET } });
		for (const request of [{ method: 'GET' as const }, { method: 'POST' as const, body: { a: 1 } }]) {
			const { error } = await send({ ...request, uri: `${elsewhere.url}/x` });
			expect(error?.message).toContain('only sent to');
		}
		expect(received(elsewhere)).toEqual([]);
	});

	test('follows no redirect, whatever the node says', async () => {
		server.answer = () => ({ status: 302, headers: { location: `${elsewhere.url}/x` } });
		for (const request of [{ method: 'GET' as const }, { method: 'POST' as const, body: { a: 1 } }]) {
			await send({ ...request, uri: `${server.url}/x` });
		}
		expect(server.received.length).toBeGreaterThan(0);
		expect(received(elsewhere)).toEqual([]);
	});
});
