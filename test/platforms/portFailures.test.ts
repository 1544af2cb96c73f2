import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { PortIntegrationsApi } from '../../credentials/PortIntegrationsApi.credentials';
import { CLIENT } from '../../simulators/port';
import { testCredential } from '../engine';
import { chosen, PortBench } from './portBench';

const integrationId = chosen('on-call');
const quick = { options: { longestWaitSeconds: 3 } };

let bench: PortBench;

beforeEach(async () => {
	bench = await PortBench.start();
});
afterEach(async () => await bench.stop());

describe('the credential', () => {
	const tested = async (data: object = {}) =>
		await testCredential({
			credentialType: new PortIntegrationsApi(),
			data: { ...bench.credentials['portIntegrationsApi'], ...data },
		});

	test('is tested by a real call, with or without /v1 in its URL', async () => {
		expect(await tested()).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect((await tested({ customUrl: ` ${bench.simulator.url} ` })).status).toBe('OK');
		expect(bench.asked()).toEqual(['GET /organization', 'GET /organization']);
		bench.simulator.switches.role = 'member';
		expect((await tested()).status).toBe('OK');
	});

	test('says what is wrong with it', async () => {
		expect((await tested({ clientSecret: 'wrong' })).message).toMatch(/region/);
		bench.simulator.switches.ipAllowList = 'refuses';
		expect((await tested()).message).toMatch(/IP allow-list/);
	});

	test('keeps its token over items and runs, and fetches one new after a 401', async () => {
		const items = Array.from({ length: 100 }, (_, count) => ({ count }));
		const options = { concurrency: 50 };
		const first = await bench.run('get', { integrationId, options }, { items });
		expect(first.items).toHaveLength(100);
		const tokenCalls = () => bench.simulator.requests.count({ path: '/v1/auth/access_token' });
		expect(tokenCalls()).toBe(1);
		const before = tokenCalls();
		const { credentials } = await bench.run('get', { integrationId }, { credentials: first.credentials });
		expect(tokenCalls()).toBe(before);
		bench.simulator.tokens.revokeAll();
		expect((await bench.run('get', { integrationId }, { credentials })).error).toBeUndefined();
		expect(tokenCalls()).toBe(before + 1);
	});

	test('a change after a 401 is sent once more, never twice executed', async () => {
		const { credentials } = await bench.run('get', { integrationId });
		bench.simulator.tokens.revokeAll();
		await bench.run('resync', { integrationId }, { credentials });
		expect(bench.simulator.requests.all({ method: 'PATCH' }).map(({ status }) => status)).toEqual([401, 200]);
	});

	test('a wrong pair names the region, and never the secret', async () => {
		const wrong = { portIntegrationsApi: { ...bench.credentials, ...CLIENT, clientSecret: 'wrong-secret' } };
		const data = { ...bench.credentials['portIntegrationsApi'], ...wrong.portIntegrationsApi };
		const said = await bench.failure(
			'get',
			{ integrationId },
			{ credentials: { portIntegrationsApi: data } },
		);
		expect(said).toMatch(/Invalid client id or client secret.*region.*HTTP 401/);
		expect(said).not.toContain('wrong-secret');
	});
});

describe('refusals', () => {
	test.each(['full', 'errorObject', 'objectObject', 'short', 'html'] as const)(
		'in the form %s',
		async (errorBody) => {
			bench.simulator.switches.errorBody = errorBody;
			const said = await bench.failure('get', { integrationId: chosen('nobody') });
			const words = { short: /Port: not_found/, html: /Port: 404/ }[errorBody as string];
			expect(said).toMatch(words ?? /Port: Integration with installationId "nobody" was not found/);
			expect(said).toMatch(/\[Integration: Get: GET \/integration\/nobody: HTTP 404, trace trace-\d+\]/);
		},
	);

	test('with 200 and ok: false are failures', async () => {
		bench.simulator.switches.refusalStatus = 'okFalse';
		expect(await bench.failure('get', { integrationId: chosen('nobody') })).toMatch(/was not found/);
	});

	test('403 says which role or address list', async () => {
		bench.simulator.switches.role = 'member';
		expect(await bench.failure('getMany')).toMatch(/moderators and admins/);
		bench.simulator.switches.ipAllowList = 'refuses';
		expect(await bench.failure('getMany')).toMatch(/IP not whitelisted.*allow-list keeps n8n out/);
	});

	test.each([422, 400] as const)('of values come as %i', async (validation) => {
		bench.simulator.switches.validation = validation;
		const details = { changelogDestination: '{}' };
		expect(await bench.failure('update', { integrationId, details })).toMatch(
			new RegExp(`cannot be removed once set.*HTTP ${validation}`),
		);
	});

	test('of a body that is too large', async () => {
		bench.simulator.faults.add({ method: 'PATCH', answer: { status: 413, body: { ok: false, error: 'x' } } });
		expect(await bench.failure('update', { integrationId, details: { title: 'x' } })).toMatch(/1 MiB/);
	});

	test('of something else than Port are no lists and no records', async () => {
		bench.simulator.faults.add({ method: 'GET', answer: { status: 200, body: { hello: 'world' } } });
		expect(await bench.failure('getMany')).toMatch(/something other than a list/);
		bench.simulator.faults.clear();
		bench.simulator.faults.add({ method: 'GET', answer: { status: 200, bodyText: '<html>Sign in</html>' } });
		expect(await bench.failure('get', { integrationId })).toMatch(/something other than a record/);
	});

	test('an item that fails is marked, and the others go on', async () => {
		const run = await bench.run(
			'get',
			{ integrationId: { ...chosen('={{ $json.id }}') } },
			{ items: [{ id: 'on-call' }, { id: 'nobody' }, { id: 'my-gitlab' }], onError: 'continueRegularOutput' },
		);
		expect(run.items).toMatchObject([
			{ json: { installationId: 'on-call' }, pairedItem: { item: 0 } },
			{ json: { error: expect.stringMatching(/nobody/) }, pairedItem: { item: 1 } },
			{ json: { installationId: 'my-gitlab' }, pairedItem: { item: 2 } },
		]);
	});

	test.each([
		['get', { integrationId: chosen('={{ $json.nothing }}') }, /Integration: must not be empty/],
		['updateConfig', { integrationId, config: 'no json' }, /is not valid JSON/],
		['updateConfig', { integrationId, config: '' }, /must not be empty/],
		['getLogs', { integrationId, filters: { from: 'yesterday' } }, /From: "yesterday" is not a time/],
		[
			'create',
			{ installationId: 'a', installationAppType: '={{ $json.nothing }}' },
			/Type: must not be empty/,
		],
	])('%s %j is refused before any request', async (operation, parameters, said) => {
		expect(await bench.failure(operation, parameters)).toMatch(said);
		expect(bench.asked()).toEqual([]);
	});
});

describe('what is tried again', () => {
	test.each([
		{ status: 500 },
		{ status: 502, bodyText: '<html>Bad Gateway</html>' },
		{ status: 503 },
		{ status: 504 },
		{ status: 408 },
		'reset',
	] as const)('a GET after %j', async (answer) => {
		bench.simulator.faults.add({ method: 'GET', times: 2, answer });
		expect(await bench.json('get', { integrationId, ...quick })).toHaveLength(1);
		expect(bench.simulator.requests.count({ method: 'GET' })).toBe(3);
	});

	test('a GET at most five times more', async () => {
		bench.simulator.faults.add({ method: 'GET', answer: { status: 503 } });
		expect(await bench.failure('get', { integrationId, ...quick })).toMatch(/HTTP 503 after 6 tries/);
	});

	test.each([
		{ status: 500 },
		{ status: 504 },
		'reset',
		{ afterExecuting: 'reset' },
		{ afterExecuting: { status: 502 } },
	] as const)('but never a PATCH or POST after %j', async (answer) => {
		bench.simulator.faults.add({ method: 'PATCH', answer });
		bench.simulator.faults.add({ method: 'POST', path: '/v1/integration', answer });
		const changes: Array<[string, object]> = [
			['resync', { integrationId }],
			['update', { integrationId, details: { title: 'x' } }],
			['updateConfig', { integrationId, mode: 'replace', config: {} }],
			['create', { installationId: 'new', installationAppType: 'x' }],
		];
		for (const [operation, parameters] of changes) {
			bench.simulator.requests.clear();
			expect(await bench.failure(operation, { ...parameters, ...quick })).toMatch(/look first whether/);
			expect(bench.asked()).toHaveLength(1);
		}
	});

	test('nor a PATCH without an answer in time', async () => {
		bench.simulator.faults.add({ method: 'PATCH', answer: { afterExecuting: 'hang' } });
		expect(await bench.failure('resync', { integrationId, options: { timeoutSeconds: 1 } })).toMatch(
			/No answer in time/,
		);
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(1);
	});

	test.each([
		['retry-after', () => '0'],
		['x-ratelimit-reset', () => String(Math.floor(Date.now() / 1000))],
		['x-ratelimit-reset', () => '0'],
	])('any verb after a 429 with %s', async (header, value) => {
		const answer = { status: 429, headers: { [header]: value() }, body: { ok: false, error: 'rate_limit' } };
		bench.simulator.faults.add({ method: 'PATCH', times: 1, answer });
		await bench.json('resync', { integrationId });
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(2);
	});

	test('a 429 that asks for too long a wait is told', async () => {
		bench.simulator.switches.rateLimit = { capacity: 0.5, refillPerSecond: 0.001 };
		bench.simulator.switches.retryHint = 'retryAfterSeconds';
		expect(await bench.failure('get', { integrationId, ...quick })).toMatch(/Too many requests/);
	});

	test('a DELETE, whose work may have been done the first time', async () => {
		bench.simulator.faults.add({ method: 'DELETE', times: 1, answer: { afterExecuting: 'reset' } });
		expect(await bench.json('delete', { integrationId })).toEqual([
			{ deleted: true, installationId: 'on-call' },
		]);
		expect(await bench.failure('delete', { integrationId })).toMatch(/was not found/);
	});
});

describe('uncertain points', () => {
	test.each([
		{ wrapping: 'bare', metadataWrapping: 'bare' },
		{ metadataWrapping: 'data', rateLimitHeaders: 'delay' },
		{ changeAnswer: 'empty', rateLimitHeaders: 'none' },
		{ typeKey: 'integrationType', expiresIn: 'remaining' },
		{ typeKey: 'installationAppType', timestamps: 'zulu' },
		{ startAtEnd: 'gone', plainPatch: 'resyncs' },
	] as const)('%j', async (switches) => {
		Object.assign(bench.simulator.switches, switches);
		expect(await bench.json('getMany', { returnAll: true })).toHaveLength(4);
		expect(await bench.json('getMetadata', { returnAll: true })).toHaveLength(4);
		expect(await bench.json('get', { integrationId })).toMatchObject([
			{ installationId: 'on-call', type: 'pagerduty' },
		]);
		const created = { installationId: 'new', installationAppType: 'jira', details: { title: 'New' } };
		expect(await bench.json('create', created)).toMatchObject([{ installationId: 'new', title: 'New' }]);
		const changed = { integrationId, details: { title: 'Changed' } };
		expect(await bench.json('update', changed)).toMatchObject([{ title: 'Changed' }]);
		const wait = { resyncOptions: { waitUntilDone: true, checkEverySeconds: 1 } };
		expect(await bench.json('resync', { integrationId, ...wait })).toMatchObject([
			{ resyncStatus: 'completed' },
		]);
		expect(await bench.json('delete', { integrationId })).toMatchObject([{ deleted: true }]);
	});

	test('records that tell nothing but their id', async () => {
		bench.simulator.switches.optionalFields = 'minimal';
		expect(await bench.json('get', { integrationId })).toEqual([
			{ installationId: 'on-call', title: 'on-call', status: 'PENDING' },
		]);
		expect(await bench.json('getHealth', { integrationId })).toMatchObject([
			{ status: 'PENDING', lastError: null, lastRunAt: null },
		]);
		expect(await bench.json('getMany', { returnAll: true })).toHaveLength(4);
	});

	test('an unknown client that is not found', async () => {
		bench.simulator.switches.unknownClient = 404;
		const data = { ...bench.credentials['portIntegrationsApi'], clientId: 'nobody' };
		expect(await bench.failure('getMany', {}, { credentials: { portIntegrationsApi: data } })).toMatch(
			/Invalid client id or client secret/,
		);
	});
});

test('health of a deployment error comes from the deployment', async () => {
	bench.simulator.state.setDeployment('my-gitlab', 'UnHealthy', 'Out of memory');
	expect(await bench.json('getHealth', { integrationId: chosen('my-gitlab') })).toMatchObject([
		{ status: 'ERROR', lastError: { message: 'Out of memory', occurredAt: expect.any(String) } },
	]);
	bench.simulator.state.setDeployment('my-gitlab', 'Error');
	expect(await bench.json('getHealth', { integrationId: chosen('my-gitlab') })).toMatchObject([
		{ lastError: { message: null, occurredAt: null } },
	]);
});
