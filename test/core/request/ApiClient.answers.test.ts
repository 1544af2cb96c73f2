import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../../../core/request/ApiClient';
import type { ApiRequest } from '../../../core/request/http';
import { DownloadedFile, operation } from '../../../core/operation/Operation';
import { route } from '../../../core/request/Route';
import { failureOf, goesOn, run, SECRET, ThingsServer, thingsPlatform, type ThingsRun } from '../things';

let server: ThingsServer;
let elsewhere: ThingsServer;
beforeAll(async () => {
	server = await ThingsServer.start();
	elsewhere = await ThingsServer.start();
});
afterAll(async () => {
	await server.stop();
	await elsewhere.stop();
});
beforeEach(() => server.clear());
afterEach(() => elsewhere.clear());

const does = (work: (api: ApiClient) => Promise<IDataObject>) =>
	operation({ name: 'Do', action: 'Do a thing', fields: {}, run: work });
const send = async (request: Partial<ApiRequest>, more: ThingsRun = {}) =>
	await run(
		server,
		does(async (api) => {
			const { status, body } = await api.send({ method: 'GET', route: route`/things/1`, ...request });
			return { status, kind: typeof body, body: body === undefined ? null : JSON.stringify(body) };
		}),
		{ ...goesOn, ...more },
	);

describe('what is sent', () => {
	test('the credential, the platform headers, the query, the body as JSON', async () => {
		const platform = thingsPlatform({ headers: { 'x-version': '2' } });
		const query = { q: 'a&b', tags: ['x', 'y'], page: 2, all: true, none: undefined };
		await send({ method: 'PUT', query, body: { a: 'ü' }, headers: { 'x-own': '1' } }, { platform });
		const [request] = server.received;
		expect(request).toMatchObject({
			method: 'PUT',
			path: '/things/1',
			body: '{"a":"ü"}',
			headers: {
				authorization: `Key ${SECRET}`,
				accept: 'application/json',
				'content-type': 'application/json',
				'x-version': '2',
				'x-own': '1',
			},
		});
		expect(request?.query.toString()).toBe('q=a%26b&tags=x&tags=y&page=2&all=true');
	});

	test.each(['GET', 'DELETE', 'POST'] as const)('%s without a body has none', async (method) => {
		await send({ method });
		expect(server.received[0]?.body).toBe('');
		expect(server.received[0]?.headers['content-type']).toBeUndefined();
	});

	test.each([
		['get', 'GET', undefined],
		['post', 'POST', '{"a":1}'],
		['put', 'PUT', '{"a":1}'],
		['patch', 'PATCH', '{"a":1}'],
		['delete', 'DELETE', undefined],
	] as const)('%s is %s', async (name, method, body) => {
		server.answer = () => ({ body: { done: true } });
		const work = does(async (api) => {
			const path = route`/things/1`;
			if (name === 'get' || name === 'delete') return api.asRecord(await api[name](path));
			return api.asRecord(await api[name](path, { a: 1 }));
		});
		expect((await run(server, work)).json).toEqual([{ done: true }]);
		expect(server.received).toMatchObject([{ method, body: body ?? '' }]);
	});
});

describe('what is answered', () => {
	test.each([
		['204', { status: 204 }, { status: 204, kind: 'undefined', body: null }],
		['nothing', { body: '' }, { status: 200, kind: 'undefined', body: null }],
		['a record', { body: { a: 1 } }, { kind: 'object', body: '{"a":1}' }],
		['a text', { body: '"done"' }, { kind: 'string', body: '"done"' }],
		['HTML', { body: '<html></html>' }, { kind: 'string', body: '"<html></html>"' }],
		['a 64-bit id', { body: '{"id":9007199254740993}' }, { body: '{"id":"9007199254740993"}' }],
	])('%s', async (_what, told, expected) => {
		server.answer = () => told;
		expect((await send({})).json).toMatchObject([expected]);
	});

	test.each([
		['HTML', { body: '<html>Sign in</html>' }],
		['nothing', { status: 204 }],
		['a list', { body: [{ a: 1 }] }],
	])('%s is no record', async (_what, told) => {
		server.answer = () => told;
		const failure = failureOf(
			await run(
				server,
				does(async (api) => await api.record(route`/things/1`)),
				goesOn,
			),
		);
		expect(failure.message).toBe('Things answered something other than a record');
		expect(failure.description).toContain('Check the base URL');
	});

	test('200 with a failure inside is a failure', async () => {
		server.answer = () => ({ body: { ok: false, message: 'used up', code: 'QUOTA' } });
		expect(failureOf(await send({}))).toMatchObject({ message: 'Things: used up (QUOTA)' });
	});

	test('a status that the request expects is an answer', async () => {
		server.answer = () => ({ status: 404, body: { message: 'none' } });
		expect((await send({ accept: [404] })).json).toMatchObject([{ status: 404 }]);
	});

	test('a failure without words says its status', async () => {
		server.answer = () => ({ status: 502, body: '<html>Bad gateway</html>' });
		expect(failureOf(await send({ method: 'POST' })).message).toBe('Things: answered with status 502');
	});

	test('a redirect to another host goes without the credential', async () => {
		server.answer = () => ({ status: 302, headers: { location: `${elsewhere.url}/stolen` } });
		elsewhere.answer = () => ({ body: { caught: true } });
		await send({});
		expect(elsewhere.lines).toEqual(['GET /stolen']);
		expect(elsewhere.received[0]?.headers['authorization']).toBeUndefined();
		expect(JSON.stringify(elsewhere.received)).not.toContain(SECRET);
	});
});

describe('secrets', () => {
	test('that the platform or the path repeats are not shown', async () => {
		server.answer = () => ({ status: 400, body: { message: `bad key ${SECRET}` } });
		const refused = await send({ route: route`/things/${SECRET}`, query: { token: SECRET } });
		expect(failureOf(refused).message).toBe('Things: bad key ***');
		expect(failureOf(refused).description).toContain('/things/***');
		server.answer = () => ({ lost: 'reset' });
		const lost = await send({ method: 'POST', route: route`/things/${SECRET}`, query: { token: SECRET } });
		expect(failureOf(lost).description).toContain('/things/***');
		const stopped = await send({ method: 'POST', query: { token: SECRET } }, { onError: 'stopWorkflow' });
		for (const text of [refused.json, lost.json, stopped.error].map((shown) => JSON.stringify(shown))) {
			expect(text).not.toContain(SECRET);
		}
	});
});

describe('download', () => {
	const download = (address: string) =>
		operation({
			name: 'Download',
			action: 'Download a file',
			fields: {},
			answersFile: true,
			run: async (api) => {
				const { bytes, mimeType } = await api.download(address);
				return new DownloadedFile({ size: bytes.length }, bytes, 'file.zip', mimeType ?? 'none');
			},
		});
	const bytes = Buffer.from([0x50, 0x4b, 0x03, 0x04, 0xff, 0x00, 0xfe]);

	test('fetches the bytes as they are, without the credential, wherever the platform says', async () => {
		elsewhere.answer = () => ({ body: bytes, headers: { 'content-type': 'application/zip; q=1' } });
		const { items } = await run(server, download(`${elsewhere.url}/signed?signature=s`), {
			parameters: { binaryPropertyName: 'archive' },
		});
		const file = items[0]?.binary?.['archive'];
		expect(file).toMatchObject({ fileName: 'file.zip', mimeType: 'application/zip' });
		expect(Buffer.from(file?.data ?? '', 'base64')).toEqual(bytes);
		expect(items[0]?.json).toEqual({ size: bytes.length });
		expect(elsewhere.received[0]?.query.get('signature')).toBe('s');
		expect(elsewhere.received[0]?.headers['authorization']).toBeUndefined();
		expect(server.received).toEqual([]);
	});

	test('resolves a relative address; a file may be empty and have no type', async () => {
		server.answer = () => ({ body: Buffer.alloc(0) });
		const { json } = await run(server, download('/files/1'));
		expect(json).toEqual([{ size: 0 }]);
		expect(server.lines).toEqual(['GET /files/1']);
	});

	test.each([
		['a refusal', { status: 403, body: '<Error>expired</Error>' }, 'status 403'],
		['no answer', { lost: 'reset' } as const, 'socket hang up'],
	])('says what to do after %s, but not the address', async (_what, told, said) => {
		elsewhere.answer = () => told;
		const run_ = await run(server, download(`${elsewhere.url}/signed?signature=s3cret`), goesOn);
		expect(failureOf(run_).message).toBe(`The file could not be downloaded (${said})`);
		expect(failureOf(run_).description).toContain('expire quickly');
		expect(JSON.stringify(run_.json)).not.toContain('s3cret');
	});
});
