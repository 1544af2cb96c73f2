import { describe, expect, test } from '@jest/globals';

import { PortIntegrationsApi } from '../../../credentials/PortIntegrationsApi.credentials';
import { port } from '../../../nodes/Port/platform';
import { CLIENT } from '../../../simulators/port';
import { testCredential } from '../../engine';
import { forEachTest } from '../../lifecycle';
import { chosen, PortBench } from './bench';

const integrationId = chosen('on-call');
const TOKEN_CALL = { method: 'POST', path: '/v1/auth/access_token' };

let bench: PortBench;
forEachTest(async () => (bench = await PortBench.start()));

const tokenCalls = () => bench.simulator.requests.count(TOKEN_CALL);
const changed = (data: object) => ({
	portIntegrationsApi: { ...bench.credentials['portIntegrationsApi'], ...data },
});
const tested = async (data: object = {}) =>
	await testCredential({
		credentialType: new PortIntegrationsApi(),
		data: changed(data).portIntegrationsApi,
	});

test('is tested by a real call, with or without /v1 in its URL', async () => {
	expect(await tested()).toEqual({ status: 'OK', message: 'Connection successful!' });
	expect((await tested({ customUrl: ` ${bench.simulator.url} ` })).status).toBe('OK');
	expect(bench.simulator.requests.count({ method: 'GET', path: '/v1/organization' })).toBe(2);
	bench.simulator.switches.role = 'member';
	expect((await tested()).status).toBe('OK');
});

test('says what is wrong with it', async () => {
	expect(await tested({ clientSecret: 'wrong' })).toEqual({
		status: 'Error',
		message: 'Port sign-in failed: Invalid client id or client secret; check both, and the region',
	});
	expect(tokenCalls()).toBe(1);
	bench.simulator.switches.ipAllowList = 'refuses';
	expect((await tested()).message).toMatch(/IP allowlist/);
});

describe('the token', () => {
	test('is kept over items and runs, and fetched once more after a 401', async () => {
		const items = Array.from({ length: 100 }, (_, count) => ({ count }));
		const options = { concurrency: 50 };
		const first = await bench.run('get', { integrationId, options }, { items });
		expect(first.items).toHaveLength(100);
		expect(tokenCalls()).toBe(1);
		const { credentials } = await bench.run('get', { integrationId }, { credentials: first.credentials });
		expect(tokenCalls()).toBe(1);
		bench.simulator.tokens.revokeAll();
		expect((await bench.run('get', { integrationId }, { credentials })).error).toBeUndefined();
		expect(tokenCalls()).toBe(2);
	});

	test('is fetched anew after a 401 to a change, which is carried out once', async () => {
		const { credentials } = await bench.run('get', { integrationId });
		bench.simulator.tokens.revokeAll();
		await bench.run('resync', { integrationId }, { credentials });
		expect(bench.simulator.requests.all({ method: 'PATCH' }).map(({ status }) => status)).toEqual([401, 200]);
	});

	test('of another client is not used: one that was changed, or is an expression', async () => {
		const { credentials } = await bench.run('get', { integrationId });
		credentials.change('portIntegrationsApi', { clientSecret: 'wrong' });
		expect((await bench.run('get', { integrationId }, { credentials })).error?.message).toMatch(
			/sign-in failed/,
		);
	});

	test('is asked for where the requests go, in every region', async () => {
		const asked: unknown[] = [];
		const httpRequest = async ({ url }: { url: string }) => {
			asked.push(url);
			return { statusCode: 200, headers: {}, body: '{"accessToken":"given"}' };
		};
		for (const region of ['eu', 'us', 'custom']) {
			const credential = { ...CLIENT, region, customUrl: 'https://port.example.com/v1/' };
			await new PortIntegrationsApi().preAuthentication.call({ helpers: { httpRequest } }, credential);
			expect(asked.pop()).toBe(`${port.connect(credential).baseUrl}/auth/access_token`);
		}
	});
});

describe('a refused sign-in', () => {
	test.each([
		[401, 'the region'],
		[404, "'Region' or 'Custom URL'"],
	] as const)('with %i is sent once, and says to look at %s', async (status, where) => {
		bench.simulator.switches.unknownClient = status;
		const credentials = changed({ clientId: 'nobody', clientSecret: 'wrong-secret' });
		const run = await bench.run('get', { integrationId }, { credentials });
		expect(run.error?.message).toBe(
			`Port sign-in failed: Invalid client id or client secret; check both, and ${where}`,
		);
		expect(run.error?.description).toMatch(/[Cc]heck .*GET \/integration\/on-call/);
		expect(tokenCalls()).toBe(1);
		expect(JSON.stringify([run.items, run.error])).not.toContain('wrong-secret');
	});

	test("of which a gateway's text says that nobody is there blames neither the ID nor the secret", async () => {
		const answer = { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found\n' };
		bench.simulator.faults.add({ ...TOKEN_CALL, answer });
		expect(await bench.failure('get', { integrationId })).toMatch(
			/^Port sign-in failed: status 404; check the URL in the credential \| Another server/,
		);
	});

	test('that takes longer than a request may says nothing of the change, which was not sent', async () => {
		bench.simulator.faults.add({ ...TOKEN_CALL, answer: 'hang' });
		const given = {
			installationId: 'new-one',
			installationAppType: 'gitlab',
			options: { timeoutSeconds: 1 },
		};
		const failure = await bench.failure('create', given);
		expect(failure).toMatch(/sign-in had no complete response within 1 second/);
		expect(failure).not.toMatch(/applied/);
		expect(bench.asked()).toEqual([]);
	});

	test('is one for all items that want the token at the same time', async () => {
		const credentials = changed({ clientSecret: 'wrong-secret' });
		const items = Array.from({ length: 5 }, (_, count) => ({ count }));
		const run = await bench.run(
			'get',
			{ integrationId },
			{ credentials, items, onError: 'continueRegularOutput' },
		);
		expect(run.json).toHaveLength(5);
		expect(tokenCalls()).toBe(1);
	});

	test('says what the 401 of a wrong pair means', async () => {
		const credentials = changed({ clientSecret: 'wrong-secret' });
		expect(await bench.failure('get', { integrationId }, { credentials })).toMatch(
			/Invalid client id or client secret.*region.*HTTP 401, trace trace-\d+/,
		);
	});

	test('of an address that the organization keeps out says so', async () => {
		const body = { ok: false, error: 'forbidden', message: 'IP not whitelisted. Found 192.0.2.1' };
		bench.simulator.faults.add({ ...TOKEN_CALL, answer: { status: 403, body } });
		expect(await bench.failure('get', { integrationId })).toMatch(
			/IP not whitelisted. Found 192.0.2.1; check.*allowlist/,
		);
		expect(tokenCalls()).toBe(1);
	});

	test.each([429, 503])('with %i passes: it is tried again', async (status) => {
		bench.simulator.faults.add({ ...TOKEN_CALL, times: 2, answer: { status, body: { ok: false } } });
		expect(await bench.json('get', { integrationId })).toHaveLength(1);
		expect(tokenCalls()).toBe(3);
		expect(bench.asked()).toEqual(['GET /integration/on-call']);
	});

	test('without a token is none, whatever its status', async () => {
		bench.simulator.faults.add({ ...TOKEN_CALL, answer: { status: 200, body: { ok: true } } });
		expect(await bench.failure('get', { integrationId })).toMatch(
			/the response contains no token; check the URL in the credential/,
		);
		expect(bench.asked()).toEqual([]);
	});
});
