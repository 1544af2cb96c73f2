import { describe, expect, test } from '@jest/globals';
import type { ICredentialDataDecryptedObject, ICredentialType, IHttpRequestHelper } from 'n8n-workflow';

import { isRecord, textOf } from '../../../core/data/json';
import { operation } from '../../../core/operation/Operation';
import { route } from '../../../core/request/Route';
import { signIn } from '../../../core/request/signIn';
import { failureOf, goesOn, run, ThingsServer, type Answer, type ThingsRun } from '../things';
import { thingsPlatform } from '../thingsPlatform';
import { testCredential } from '../../engine';
import { forAllTests } from '../../lifecycle';

const PASSWORD = 'very-secret-password';

/** Exchanges a password for a token by the word under test; the things' node knows its credential by this name. */
class PasswordApi implements ICredentialType {
	name = 'keyApi';

	displayName = 'Password API';

	properties: ICredentialType['properties'] = [
		{ displayName: 'URL', name: 'url', type: 'string', default: '' },
		{ displayName: 'Password', name: 'password', type: 'string', default: '' },
		{
			displayName: 'Token',
			name: 'token',
			type: 'hidden',
			typeOptions: { expirable: true },
			default: '',
		},
	];

	async preAuthentication(this: IHttpRequestHelper, credential: ICredentialDataDecryptedObject) {
		return await signIn(this, {
			server: 'Things',
			baseUrl: textOf(credential['url']) ?? '',
			path: '/login',
			headers: { 'x-version': '2' },
			body: { password: credential['password'] },
			secrets: [textOf(credential['password']) ?? ''],
			session: (body) => {
				const token = isRecord(body) ? textOf(body['token']) : undefined;
				return token === undefined ? undefined : { token };
			},
			refusal: ({ body }) => (isRecord(body) ? textOf(body['message']) : undefined),
		});
	}

	authenticate: ICredentialType['authenticate'] = {
		type: 'generic',
		properties: { headers: { authorization: '=Bearer {{$credentials.token}}' } },
	};
}

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

const getThing = operation({
	name: 'Get',
	action: 'Get a thing',
	fields: {},
	run: async (api) => await api.record(route`/things/1`),
});
const platform = thingsPlatform({
	traceHeader: 'x-trace',
	connect: ({ url, password }) => ({
		baseUrl: textOf(url) ?? '',
		secrets: [textOf(password) ?? ''],
		signsIn: true,
	}),
});
const change = operation({
	name: 'Change',
	action: 'Change a thing',
	fields: {},
	run: async (api) => api.asRecord(await api.post(route`/things`, {})),
});
const remove = operation({
	name: 'Delete',
	action: 'Delete a thing',
	fields: {},
	run: async (api) => {
		await api.delete(route`/things/1`, { idempotent: true });
		return { deleted: true };
	},
});
const waits = operation({
	name: 'Wait',
	action: 'Wait for a thing',
	fields: {},
	run: async (api) => {
		const look = async () => {
			const thing = await api.record(route`/things/1`);
			return thing['done'] === true ? thing : undefined;
		};
		return await api.waitUntil(look, { everyMs: 5, forMs: 2000, what: 'The thing' });
	},
});
const password = () => ({
	platform,
	credentials: { keyApi: { url: server.url, password: PASSWORD } },
	credentialTypes: [new PasswordApi()],
});
const getIt = async (more: ThingsRun = {}) =>
	await run(server, getThing, { ...password(), ...goesOn, ...more });
const logins = () => server.lines.filter((line) => line === 'POST /login').length;

/** The server's login answers this; the first `refused` requests for things get a 401. */
function login(answer: Answer, refused = 0): void {
	let left = refused;
	server.answer = ({ path }) => {
		if (path === '/login') return answer;
		left -= 1;
		return left >= 0 ? { status: 401 } : { body: { id: 1 } };
	};
}

describe('a sign-in', () => {
	test('posts the secret as JSON, and its token signs the requests', async () => {
		login({ body: { token: 'given' } });
		expect((await getIt()).json).toEqual([{ id: 1 }]);
		expect(server.lines).toEqual(['POST /login', 'GET /things/1']);
		expect(server.received).toMatchObject([
			{
				body: JSON.stringify({ password: PASSWORD }),
				headers: {
					accept: 'application/json',
					'content-type': 'application/json',
					'x-version': '2',
				},
			},
			{ headers: { authorization: 'Bearer given' } },
		]);
		expect(server.received[0]?.headers['authorization']).toBeUndefined();
	});

	test('is made once more after a 401 of a request', async () => {
		login({ body: { token: 'given' } }, 1);
		expect((await getIt()).json).toEqual([{ id: 1 }]);
		expect(server.lines).toEqual(['POST /login', 'GET /things/1', 'POST /login', 'GET /things/1']);
	});

	test('is shared by all that want it at the same time, not by those with another secret', async () => {
		server.answer = async ({ path, body }) => {
			if (path !== '/login') return { body: { id: 1 } };
			await server.hasReceived(2);
			return { body: { token: `for ${body}` } };
		};
		const items = Array.from({ length: 10 }, (_, count) => ({ count }));
		const options = { concurrency: 10 };
		const other = { keyApi: { url: server.url, password: 'another' } };
		const [mine, theirs] = await Promise.all([
			getIt({ items, options }),
			getIt({ items, options, credentials: other }),
		]);
		expect([...mine.json, ...theirs.json]).toEqual(Array.from({ length: 20 }, () => ({ id: 1 })));
		expect(logins()).toBe(2);
		const tokens = server.received.map(({ headers }) => headers['authorization']).filter(Boolean);
		expect(new Set(tokens)).toEqual(
			new Set([PASSWORD, 'another'].map((password) => `Bearer for ${JSON.stringify({ password })}`)),
		);
	});
});

describe('a refused sign-in', () => {
	test.each([
		[401, { message: 'Wrong password' }, 'Wrong password', '401', 'Check the credential'],
		[403, { message: 'Not from here' }, 'Not from here', '403', 'Check the credential'],
		[
			404,
			'no such page',
			'status 404; check the URL in the credential',
			'NO_RESPONSE',
			'Check the credential',
		],
		[200, {}, 'the response contains no token; check the URL', '200', 'Check the credential'],
		[
			407,
			'<html>Squid</html>',
			"The proxy between n8n and the server requires a sign-in. Check n8n's proxy settings (HTTPS_PROXY).",
			'407',
			'The proxy between n8n and the server requires a sign-in',
		],
	])('with %i is sent once: %j', async (status, body, reason, httpCode, hint) => {
		login({ status, body, headers: { 'x-trace': 'trace-7' } });
		const failure = failureOf(await getIt());
		expect(failure.message).toContain(`Things sign-in failed: ${reason}`);
		expect(failure.httpCode).toBe(httpCode);
		expect(failure.description).toContain(hint);
		expect(failure.description).toMatch(/\[Thing: Get: GET \/things\/1: .*, trace trace-7\]/);
		expect(server.lines).toEqual(['POST /login']);
	});

	test('never shows the secret, even where the server says it', async () => {
		login({ status: 401, body: { message: `No such password: ${PASSWORD}` } });
		const result = await getIt();
		expect(failureOf(result).message).toBe('Things sign-in failed: No such password: [redacted]');
		expect(JSON.stringify(result.items)).not.toContain(PASSWORD);
	});

	test.each([429, 503])('with %i is tried again as the request itself would be', async (status) => {
		login({ status });
		expect(failureOf(await getIt()).description).toContain(`HTTP ${status} after 3 tries`);
		expect(server.lines).toEqual(['POST /login', 'POST /login', 'POST /login']);
	});

	test('with 429 ends the run where the platform wants a pause', async () => {
		login({ status: 429, body: { message: 'Too many' } });
		const pausing = { ...platform, retry: { ...platform.retry, retriesRateLimits: false } };
		const items = [{ nth: 1 }, { nth: 2 }, { nth: 3 }];
		const result = await getIt({ platform: pausing, items, options: { concurrency: 1 } });
		expect(server.lines).toEqual(['POST /login']);
		expect(failureOf(result, 2).message).toMatch(
			/not sent because the platform rejected an earlier request .*Too many/,
		);
	});

	test.each([
		[401, 0],
		[403, 0],
		[422, 0],
		[200, 0],
		[401, 1],
	])('with %i is not made again for any other item; %i stale tokens', async (status, stale) => {
		login({ status, body: { message: 'Wrong password' } }, stale);
		const token = stale === 0 ? '' : 'stale';
		const credentials = { keyApi: { url: server.url, password: PASSWORD, token } };
		const items = [{ nth: 1 }, { nth: 2 }, { nth: 3 }];
		const result = await getIt({ credentials, items, options: { concurrency: 1 } });
		expect(server.lines).toEqual([...(stale === 0 ? [] : ['GET /things/1']), 'POST /login']);
		const first = failureOf(result, 0);
		expect(first.message).toBe('Things sign-in failed: Wrong password');
		expect([failureOf(result, 1), failureOf(result, 2)]).toEqual([first, first]);
	});

	test('is not made again for a request that was under way with an expired token', async () => {
		let refuse: (() => void) | undefined;
		const refused = new Promise<void>((resolve) => (refuse = resolve));
		class Watched extends PasswordApi {
			override async preAuthentication(this: IHttpRequestHelper, data: ICredentialDataDecryptedObject) {
				return await new PasswordApi().preAuthentication.call(this, data).finally(refuse);
			}
		}
		let things = 0;
		server.answer = async ({ path }) => {
			if (path !== '/login') things += 1;
			if (path !== '/login' && things > 1) await refused;
			return { status: 401, body: { message: 'Wrong password' } };
		};
		const credentials = { keyApi: { url: server.url, password: PASSWORD, token: 'stale' } };
		const result = await getIt({
			credentials,
			credentialTypes: [new Watched()],
			items: [{ nth: 1 }, { nth: 2 }],
			options: { concurrency: 2 },
		});
		expect(server.lines.sort()).toEqual(['GET /things/1', 'GET /things/1', 'POST /login']);
		expect(failureOf(result, 1).message).toBe('Things sign-in failed: Wrong password');
	});

	test.each<[string, Answer]>([
		['a page of a firewall', { status: 403, body: '<html>Blocked</html>' }],
		['a lost connection', { lost: 'reset' }],
		['a failure of the server', { status: 503 }],
	])('by %s is made again for the next item', async (_, answer) => {
		const once = { ...platform, retry: { ...platform.retry, retries: 0 } };
		server.answer = ({ path }, nth) =>
			nth === 1 ? answer : { body: path === '/login' ? { token: 'given' } : { id: 1 } };
		const items = [{ nth: 1 }, { nth: 2 }];
		const result = await getIt({ platform: once, items, options: { concurrency: 1 } });
		expect(failureOf(result, 0).message).toContain('Things sign-in failed');
		expect(result.json[1]).toEqual({ id: 1 });
	});

	test.each([
		[302, undefined, 'Check the credential'],
		[407, undefined, "Check n8n's proxy settings"],
		...[400, 401, 404, 405, 422].map(
			(status) => [status, '<html>Maintenance</html>', 'Another server, or a web page, responded'] as const,
		),
	])('with %i, %s, says nothing of the credential: a trigger tries again', async (status, body, hint) => {
		login({ status, body, headers: { location: `${elsewhere.url}/portal` } });
		const { error } = await run(server, getThing, password());
		expect(error).toMatchObject({
			httpCode: String(status),
			failure: { cause: 'temporarily-unavailable' },
			description: expect.stringContaining(hint),
		});
		expect(error?.message).toContain('Things sign-in failed: ');
		expect(server.lines).toEqual(['POST /login']);
	});

	describe('while a result is waited for', () => {
		/** The token expires after the first look, and the sign-in after that gets this answer. */
		const waiting = async (answer: Answer) => {
			server.answer = ({ path }, nth) => {
				if (path === '/login') return logins() === 2 ? answer : { body: { token: 'given' } };
				return nth > 2 && logins() < 3 ? { status: 401 } : { body: { id: 1, done: nth > 2 } };
			};
			return await run(server, waits, { ...password(), ...goesOn });
		};

		test.each([302, 407])('with %i, and nothing else, is made again for the next look', async (status) => {
			expect((await waiting({ status })).json).toEqual([{ id: 1, done: true }]);
			expect(logins()).toBe(3);
		});

		test.each([200, 401])('with %i ends the wait at once', async (status) => {
			const { message } = failureOf(await waiting({ status, body: { message: 'No token' } }));
			expect(message).toBe('Things sign-in failed: No token');
			expect(logins()).toBe(2);
		});
	});

	test.each([302, 307, 308])('with %i is not sent on to another address', async (status) => {
		login({ status, headers: { location: `${elsewhere.url}/login` } });
		expect(failureOf(await getIt()).message).toContain(
			`the server redirects to ${elsewhere.url}/login; enter ${elsewhere.url} in the credential`,
		);
		expect(elsewhere.lines).toEqual([]);
		expect(server.lines).toEqual(['POST /login']);
	});

	test.each([
		['/portal', '/portal'],
		[`/${PASSWORD}/login`, '/[redacted]/login'],
		['/a;password=hunter22x/login', '/a;password=[redacted]'],
	])('with a redirect to %s names no base URL that is none, or holds a secret', async (path, shown) => {
		login({ status: 302, headers: { location: `${elsewhere.url}${path}` } });
		const data = { url: server.url, password: PASSWORD };
		const credentialType = Object.assign(new PasswordApi(), { test: { request: { url: server.url } } });
		const message = `Things sign-in failed: the server redirects to ${elsewhere.url}${shown}`;
		const tested = await testCredential({ credentialType, data });
		expect(tested.message).toContain(message);
		expect(failureOf(await getIt()).message).toContain(message);
		expect(JSON.stringify(tested)).not.toMatch(/very-secret|hunter22x/);
	});

	test('with a redirect from https to http names the proxy settings, and no URL to enter', async () => {
		const headers = { location: 'http://gw.example.com/login' };
		const helpers = {
			httpRequest: async () => await Promise.resolve({ statusCode: 301, headers, body: '' }),
		};
		const data = { url: 'https://gw.example.com', password: PASSWORD };
		await expect(new PasswordApi().preAuthentication.call({ helpers }, data)).rejects.toThrow(
			/^Things sign-in failed: The server redirects from https to http\. Its own proxy settings are wrong\./,
		);
	});

	test('by a lost connection is a failure of the network', async () => {
		login({ lost: 'reset' });
		expect(failureOf(await getIt()).httpCode).toBe('ECONNRESET');
		expect(logins()).toBe(3);
	});

	test('once is made again for a change, too, which was not sent', async () => {
		server.answer = ({ path }, nth) =>
			nth === 1 ? { status: 503 } : { body: path === '/login' ? { token: 'given' } : { id: 1 } };
		expect((await run(server, change, password())).json).toEqual([{ id: 1 }]);
		expect(server.lines).toEqual(['POST /login', 'POST /login', 'POST /things']);
	});

	test.each<[Answer, string, RegExp, number]>([
		[{ lost: 'reset' }, 'ECONNRESET', /^Things sign-in failed: /, 3],
		[
			{ body: 'x'.repeat(2 ** 21) },
			'TOO_LARGE',
			/^Things sign-in failed: the response is larger than 1 MiB$/,
			1,
		],
	])('leaves no change open: it was not sent (%#)', async (answer, httpCode, message, tries) => {
		login(answer);
		const failure = failureOf(await run(server, change, { ...password(), ...goesOn }));
		expect(failure).toMatchObject({ httpCode, message: expect.stringMatching(message) });
		expect(failure.description).not.toMatch(/was applied|Request less/);
		expect(server.lines).toEqual(Array.from({ length: tries }, () => 'POST /login'));
	});

	test('once, then nothing to delete: that was not deleted', async () => {
		server.answer = ({ path }, nth) =>
			path === '/login' && nth > 1 ? { body: { token: 'given' } } : { status: nth === 1 ? 503 : 404 };
		const { error } = await run(server, remove, password());
		expect(error).toMatchObject({ httpCode: '404' });
		expect(server.lines).toEqual(['POST /login', 'POST /login', 'DELETE /things/1']);
	});

	test('by a lost connection is said in words to who tests the credential', async () => {
		login({ lost: 'reset' });
		const data = { url: server.url, password: PASSWORD };
		const credentialType = Object.assign(new PasswordApi(), { test: { request: { url: server.url } } });
		expect(await testCredential({ credentialType, data })).toEqual({
			status: 'Error',
			message: 'Things sign-in failed. No complete response arrived. Try again later.',
		});
	});
});
