import { describe, expect, test } from '@jest/globals';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { PolarityApi } from '../../../credentials/PolarityApi.credentials';
import { seededApiKey, seededLogin } from '../../../simulators/polarity';
import { CredentialStore, testCredential } from '../../engine';
import { forEachTest } from '../../lifecycle';
import { byId, credentialTypes, PolarityBench, VIRUS_TOTAL, visible } from './bench';
import { startSelfSigned } from '../selfSignedServer';

const ONE = { integrationId: byId(VIRUS_TOTAL) };
const LOGIN = 'POST /api/users/login';
const GET = `GET /api/integrations/${VIRUS_TOTAL}`;

let bench: PolarityBench;
forEachTest(async () => (bench = await PolarityBench.start()));

const store = (data: { polarityApi: ICredentialDataDecryptedObject }) =>
	new CredentialStore(credentialTypes, data);
const tested = async ({ polarityApi }: { polarityApi: ICredentialDataDecryptedObject }) =>
	await testCredential({ credentialType: new PolarityApi(), data: polarityApi });

describe('an API key', () => {
	test.each([seededApiKey, ` ${seededApiKey} `, `Bearer ${seededApiKey}`])(
		'is sent as a Bearer: "%s"',
		async (key) => {
			const credentials = store(bench.withKey(key));
			expect((await bench.run('integration', 'get', ONE, { credentials })).error).toBeUndefined();
			expect(bench.simulator.requests.last()?.authorization).toBe(`Bearer ${seededApiKey}`);
			expect(bench.lines()).toEqual([GET]);
			expect(credentials.data('polarityApi')).not.toHaveProperty('token');
		},
	);

	test('is tested by one small list call', async () => {
		expect(await tested(bench.withKey())).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(bench.lines()).toEqual(['GET /api/integrations?page[size]=1']);
		expect(await tested(bench.withKey('wrong'))).toEqual({
			status: 'Error',
			message: 'The server rejected the API key or token. It may be incomplete or expired.',
		});
	});

	test('without grants is a good key all the same', async () => {
		bench.state.addApiKey('new-key', { role: 'user', sees: [] });
		expect(await tested(bench.withKey('new-key'))).toMatchObject({ status: 'OK' });
	});
});

describe('a user name and password', () => {
	test('sign in before use, and the token is kept', async () => {
		const credentials = store(bench.withPassword());
		await bench.run('integration', 'get', ONE, { credentials });
		await bench.run('integration', 'get', ONE, { credentials });
		expect(bench.lines()).toEqual([LOGIN, GET, GET]);
		expect(bench.simulator.requests.all({ method: 'POST' })[0]).toMatchObject({
			authorization: undefined,
			body: { identification: seededLogin.username, password: seededLogin.password },
		});
	});

	test('sign in once more after a 401, and the request is sent again', async () => {
		const credentials = store(bench.withPassword());
		await bench.run('integration', 'get', ONE, { credentials });
		bench.simulator.clock.advance(3_600_001);
		const changes = { autosubscribe: true };
		expect(
			(await bench.run('integration', 'update', { ...ONE, changes }, { credentials })).error,
		).toBeUndefined();
		const patch = `PATCH /api/integrations/${VIRUS_TOTAL}`;
		expect(bench.lines()).toEqual([LOGIN, GET, patch, LOGIN, patch]);
	});

	test('of another user use no token of the one before', async () => {
		const credentials = store(bench.withPassword());
		await bench.run('integration', 'get', ONE, { credentials });
		credentials.change('polarityApi', { password: 'wrong' });
		expect((await bench.run('integration', 'get', ONE, { credentials })).error?.message).toMatch(
			/sign-in failed/,
		);
	});

	test.each(['missing', 'odd'] as const)(
		'an expiration_time that is %s does not matter',
		async (expirationTime) => {
			bench.switches.expirationTime = expirationTime;
			const credentials = store(bench.withPassword());
			expect((await bench.run('integration', 'get', ONE, { credentials })).error).toBeUndefined();
		},
	);

	test('that are wrong are sent once, and never shown', async () => {
		const run = await bench.run('integration', 'get', ONE, { credentials: bench.withPassword('hunter-22') });
		expect(run.error).toMatchObject({
			message: 'Polarity sign-in failed: wrong user name or password, or a SAML user',
			description: expect.stringContaining('Check the credential'),
		});
		expect(bench.lines()).toEqual([LOGIN]);
		expect(visible(run)).not.toContain('hunter-22');
	});

	test('are tested by signing in and one small list call', async () => {
		expect(await tested(bench.withPassword())).toMatchObject({ status: 'OK' });
		expect(bench.lines()).toEqual([LOGIN, 'GET /api/integrations?page[size]=1']);
		expect(await tested(bench.withPassword('not-the-one'))).toEqual({
			status: 'Error',
			message: 'Polarity sign-in failed: wrong user name or password, or a SAML user',
		});
	});

	test.each([
		[
			'a JSON:API refusal',
			{ status: 400, body: { errors: [{ detail: 'Malformed body' }] } },
			'Malformed body',
		],
		['a title', { status: 500, body: { errors: [{ title: 'Broken' }] } }, 'Broken'],
		[
			'a page of a proxy',
			{ status: 502, bodyText: '<html></html>' },
			'it returned a web page (status 502); check the URL in the credential',
		],
		[
			'no token',
			{ status: 200, body: { data: {} } },
			'the response contains no token; check the URL in the credential',
		],
	])('are refused with %s: the message says so', async (_what, answer, message) => {
		bench.simulator.faults.add({ path: '/api/users/login', answer });
		const run = await bench.run('integration', 'get', ONE, { credentials: bench.withPassword() });
		expect(run.error?.message).toBe(`Polarity sign-in failed: ${message}`);
	});

	test('of a SAML user cannot sign in', async () => {
		const account = bench.state.accounts.get(seededLogin.username);
		if (account) account.kind = 'saml';
		const run = await bench.run('integration', 'get', ONE, { credentials: bench.withPassword() });
		expect(run.error?.message).toContain('SAML');
	});
});

describe('a self-signed certificate', () => {
	let front: Awaited<ReturnType<typeof startSelfSigned>>;
	forEachTest(async () => (front = await startSelfSigned(bench.simulator.url)));

	const reached = (data: { polarityApi: ICredentialDataDecryptedObject }, ignoreSslIssues: boolean) => ({
		polarityApi: { ...data.polarityApi, serverUrl: front.url, ignoreSslIssues },
	});

	test('is refused, and nothing is sent', async () => {
		const run = await bench.run('integration', 'get', ONE, { credentials: reached(bench.withKey(), false) });
		expect(run.error).toMatchObject({ description: expect.stringContaining('certificate is not trusted') });
		const signIn = await bench.run('integration', 'get', ONE, {
			credentials: reached(bench.withPassword(), false),
		});
		expect(signIn.status).toBe('error');
		expect(bench.lines()).toEqual([]);
	});

	test('is accepted where the credential says so, for its own requests and its sign-in only', async () => {
		const key = reached(bench.withKey(), true);
		expect((await bench.run('integration', 'get', ONE, { credentials: key })).error).toBeUndefined();
		expect(await tested(key)).toMatchObject({ status: 'OK' });
		const login = reached(bench.withPassword(), true);
		expect((await bench.run('integration', 'get', ONE, { credentials: login })).error).toBeUndefined();
		expect(await tested(login)).toMatchObject({ status: 'OK' });
		const strict = await bench.run('integration', 'get', ONE, {
			credentials: reached(bench.withKey(), false),
		});
		expect(strict.status).toBe('error');
		expect(process.env['NODE_TLS_REJECT_UNAUTHORIZED']).toBeUndefined();
	});
});
