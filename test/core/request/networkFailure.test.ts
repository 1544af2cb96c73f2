import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createServer as tcpServer, type AddressInfo } from 'node:net';

import { afterEach, describe, expect, test } from '@jest/globals';

import { operation } from '../../../core/operation/Operation';
import { networkFailure } from '../../../core/request/networkFailure';
import { route } from '../../../core/request/Route';
import { failureOf, goesOn, run, ThingsServer } from '../things';
import { forAllTests } from '../../lifecycle';

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => server.clear(),
);

const post = operation({
	name: 'Create',
	action: 'Create a thing',
	fields: {},
	run: async (api) => api.asRecord(await api.post(route`/things`, {})),
});

/** Whatever Node throws for a request to a port of this machine. */
async function thrown(request: typeof httpRequest, port: number, addresses: readonly string[]) {
	const found = addresses.map((address) => ({ address, family: 4 }));
	return await new Promise<unknown>((resolve) => {
		request({
			host: 'things.test',
			port,
			lookup: (_host, _options, done) => done(null, found),
		})
			.on('error', resolve)
			.end();
	});
}

const closers: Array<() => void> = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

/** A port at which nobody listens any more. */
async function closedPort(): Promise<number> {
	const listening = tcpServer();
	const port = await portOf(listening);
	await new Promise((resolve) => listening.close(resolve));
	return port;
}

async function portOf(listening: ReturnType<typeof tcpServer>): Promise<number> {
	await new Promise<void>((resolve) => listening.listen(0, '0.0.0.0', resolve));
	const address: AddressInfo | string | null = listening.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return address.port;
}

describe('what Node throws', () => {
	test('for a host with several addresses is said in the words of each', async () => {
		const port = await closedPort();
		const error = await thrown(httpRequest, port, ['127.0.0.1', '127.0.0.2']);
		const message = `connect ECONNREFUSED 127.0.0.1:${port}; connect ECONNREFUSED 127.0.0.2:${port}`;
		const expected = { message, networkCode: 'ECONNREFUSED', isUnconnected: true };
		expect(error).toMatchObject({ message: '' });
		expect(networkFailure(error)).toEqual(expected);
		// As n8n's HTTP client wraps it, without words or with one that says nothing.
		for (const words of ['', 'Error']) {
			const wrapped = Object.assign(new Error(words, { cause: error }), { code: 'ECONNREFUSED' });
			expect(networkFailure(wrapped)).toEqual(expected);
			expect(networkFailure({ code: 'ECONNREFUSED', cause: wrapped })).toEqual(expected);
		}
	});

	test('where a server hangs up during the handshake: nothing was sent', async () => {
		const listening = tcpServer((socket) => socket.end());
		closers.push(() => listening.close());
		const error = await thrown(httpsRequest, await portOf(listening), ['127.0.0.1']);
		expect(networkFailure(error)).toMatchObject({ networkCode: 'ECONNRESET', isUnconnected: true });
	});
});

test.each([
	['connect ETIMEDOUT 192.0.2.1:443', 'ETIMEDOUT', 'ETIMEDOUT', true],
	['getaddrinfo EAI_FAIL things.test', 'EAI_FAIL', 'EAI_FAIL', true],
	['connect EHOSTUNREACH 192.0.2.1:443', 'EHOSTUNREACH', 'EHOSTUNREACH', true],
	['read EHOSTUNREACH', 'EHOSTUNREACH', 'ECONNRESET', false],
	['write ENETUNREACH', 'ENETUNREACH', 'ECONNRESET', false],
	['socket hang up', 'ECONNRESET', 'ECONNRESET', false],
	['', 'EPIPE', 'EPIPE', false],
])('%s (%s) has the code %s; that nothing was sent is %s', (said, code, networkCode, isUnconnected) => {
	const error = Object.assign(new Error(said), { code });
	expect(networkFailure(error)).toEqual({ message: said || code, networkCode, isUnconnected });
});

test('what is no error is said as it is', () => {
	expect(networkFailure('odd')).toEqual({ message: 'odd', networkCode: undefined, isUnconnected: false });
});

test('HTTPS to a server without it is tried once, and nothing may have been applied', async () => {
	const baseUrl = server.url.replace('http:', 'https:');
	const failure = failureOf(await run(server, post, { ...goesOn, baseUrl }));
	expect(failure).toMatchObject({ httpCode: 'EPROTO' });
	expect(failure.description).toContain('The server may not use HTTPS');
	expect(failure.description).not.toContain('was applied');
	expect(failure.description).not.toContain('tries');
});

test('a change that met no connection is tried again, and nothing may have been applied', async () => {
	const baseUrl = `http://127.0.0.1:${await closedPort()}`;
	const failure = failureOf(await run(server, post, { ...goesOn, baseUrl }));
	expect(failure.description).toContain('tries');
	expect(failure.description).not.toContain('was applied');
});
