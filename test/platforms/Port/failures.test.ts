import { describe, expect, test } from '@jest/globals';

import { forEachTest } from '../../lifecycle';
import { chosen, PortBench } from './bench';

const integrationId = chosen('on-call');
const quick = { options: { longestWaitSeconds: 3 } };

let bench: PortBench;

forEachTest(async () => (bench = await PortBench.start()));

describe('refusals', () => {
	test.each(['full', 'errorObject', 'objectObject', 'short', 'html'] as const)(
		'in the form %s',
		async (errorBody) => {
			bench.simulator.switches.errorBody = errorBody;
			const shown = await bench.failure('get', { integrationId: chosen('nobody') });
			const words = { short: /Port: not_found/, html: /Port: returned a web page .404 Not Found/ }[
				errorBody as string
			];
			expect(shown).toMatch(words ?? /Port: Integration with installationId "nobody" was not found/);
			expect(shown).toMatch(/\[Integration: Get: GET \/integration\/nobody: HTTP 404, trace trace-\d+\]/);
		},
	);

	test('with 200 and ok: false are failures', async () => {
		bench.simulator.switches.refusalStatus = 'okFalse';
		expect(await bench.failure('get', { integrationId: chosen('nobody') })).toMatch(/was not found/);
	});

	test.each([false, true])(
		'with 200 and ok: false do not keep Delete from seeing that it is gone (wait: %s)',
		async (waitUntilGone) => {
			bench.simulator.switches.refusalStatus = 'okFalse';
			expect(await bench.json('delete', { integrationId, waitUntilGone })).toMatchObject([{ deleted: true }]);
		},
	);

	test('with 200 and ok: false after a Delete whose response was lost say that it is deleted', async () => {
		bench.simulator.switches.refusalStatus = 'okFalse';
		bench.simulator.faults.add({ method: 'DELETE', times: 1, answer: { afterExecuting: 'reset' } });
		expect(await bench.json('delete', { integrationId })).toMatchObject([{ deleted: true }]);
	});

	test('403 says which role or address list', async () => {
		bench.simulator.switches.role = 'member';
		expect(await bench.failure('getMany')).toMatch(/Integrations require a moderator or admin/);
		bench.simulator.switches.ipAllowList = 'refuses';
		expect(await bench.failure('getMany')).toMatch(/IP not whitelisted.*allowlist blocks n8n/);
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
		expect(await bench.failure('getMany')).toMatch(/\(expected a list\)/);
		bench.simulator.faults.clear();
		bench.simulator.faults.add({ method: 'GET', answer: { status: 200, bodyText: '' } });
		expect(await bench.failure('getMany')).toMatch(/\(expected a list\)/);
		bench.simulator.faults.clear();
		bench.simulator.faults.add({ method: 'GET', answer: { status: 200, bodyText: '<html>Sign in</html>' } });
		expect(await bench.failure('get', { integrationId })).toMatch(/returned a web page/);
	});

	const created = { installationId: 'new', installationAppType: 'x' };
	const foreign = [{ status: 'maintenance' }, { hello: 'world' }];
	const none = { ok: true, integration: null };

	test.each([
		['get', { integrationId }],
		['getHealth', { integrationId }],
		['getSyncHistory', { integrationId }],
		['waitForResync', { integrationId }],
		['compareConfig', { integrationId, config: '{"a": 1}' }],
		['updateConfig', { integrationId, config: '{"a": 1}' }],
		['resync', { integrationId, resyncOptions: { skipIfRunning: true } }],
		['resync', { integrationId, resyncOptions: { waitUntilDone: true } }],
	])(
		'of something else than Port are no integration, and no change is sent: %s (case %#)',
		async (operation, parameters) => {
			for (const body of [...foreign, none]) {
				bench.simulator.faults.add({ path: /\/integration\//, answer: { status: 200, body } });
				expect(await bench.failure(operation, parameters)).toMatch(/\(expected a record\)/);
				bench.simulator.faults.clear();
			}
			expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(0);
		},
	);

	test.each([
		['update', { integrationId, details: { title: 'x' } }],
		['updateConfig', { integrationId, mode: 'replace', config: {} }],
		['resync', { integrationId }],
		['create', created],
		['create', { ...created, details: { waitSeconds: 10 } }],
	])(
		'of something else than Port do not say that a change was applied: %s (case %#)',
		async (operation, parameters) => {
			for (const body of foreign) {
				bench.simulator.faults.add({ path: /\/integration/, answer: { status: 200, body } });
				const shown = await bench.failure(operation, parameters);
				expect(shown).toMatch(/\(expected a record\).*Check whether the change was applied/);
				expect(shown).not.toMatch(/was applied, but/);
				bench.simulator.faults.clear();
			}
		},
	);

	test('of something else than Port to a request for a resync are not waited for', async () => {
		bench.simulator.faults.add({ method: 'PATCH', answer: { status: 200, body: { hello: 'world' } } });
		const resyncOptions = { waitUntilDone: true, waitSeconds: 1 };
		expect(await bench.failure('resync', { integrationId, resyncOptions })).toMatch(/\(expected a record\)/);
	});

	test('of something else than Port to a Delete do not pass for a request', async () => {
		const answer = { status: 200, body: { status: 'maintenance' } };
		bench.simulator.faults.add({ path: /on-call$/, answer });
		expect(await bench.failure('delete', { integrationId })).toMatch(/\(expected a record\)/);
	});

	test.each([
		['update', { integrationId, details: { title: 'x' } }],
		['resync', { integrationId }],
	])('that name no integration after a change are read once more: %s', async (operation, parameters) => {
		bench.simulator.faults.add({ method: 'PATCH', answer: { status: 200, body: none } });
		expect(await bench.json(operation, parameters)).toMatchObject([{ integrationId: 'on-call' }]);
		bench.simulator.faults.add({ method: 'GET', answer: { status: 200, body: none } });
		expect(await bench.failure(operation, parameters)).toMatch(/was applied, but .*\(expected a record\)/);
	});

	test('of another integration are not those of the ID', async () => {
		bench.simulator.faults.add({
			path: /on-call$/,
			answer: { status: 200, body: { ok: true, integration: { installationId: 'my-gitlab' } } },
		});
		const message = /returned a different record than on-call/;
		expect(await bench.failure('get', { integrationId })).toMatch(message);
		expect(await bench.failure('update', { integrationId, details: { title: 'x' } })).toMatch(message);
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
		['get', { integrationId: chosen('={{ $json.nothing }}') }, /'Integration' must not be empty/],
		['updateConfig', { integrationId, config: 'no json' }, /is not valid JSON/],
		['updateConfig', { integrationId, config: '' }, /must not be empty/],
		['getLogs', { integrationId, filters: { from: 'yesterday' } }, /'From': "yesterday" is not a time/],
		[
			'getLogs',
			{ integrationId, filters: { from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' } },
			/'From' is later than 'To'/,
		],
		[
			'create',
			{ installationId: 'a', installationAppType: '={{ $json.nothing }}' },
			/'Type' must not be empty/,
		],
	])('%s %j is refused before any request', async (operation, parameters, message) => {
		expect(await bench.failure(operation, parameters)).toMatch(message);
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
		];
		for (const [operation, parameters] of changes) {
			bench.simulator.requests.clear();
			expect(await bench.failure(operation, { ...parameters, ...quick })).toMatch(/Check whether the change/);
			expect(bench.asked()).toHaveLength(1);
		}
		bench.simulator.requests.clear();
		const isMade = typeof answer === 'object' && 'afterExecuting' in answer;
		const run = await bench.run('create', { installationId: 'new', installationAppType: 'x', ...quick });
		if (isMade) expect(run.json).toMatchObject([{ installationId: 'new' }]);
		else expect(run.error?.description).toMatch(/Check whether the change/);
		expect(bench.asked()).toEqual(['POST /integration', 'GET /integration/new']);
	});

	test.each([true, false])(
		'an empty response to a POST says nothing: whether it was made is looked up (%s)',
		async (isMade) => {
			const empty = { status: 200, bodyText: '' };
			const answer = isMade ? { afterExecuting: empty } : empty;
			bench.simulator.faults.add({ method: 'POST', path: '/v1/integration', answer });
			const run = await bench.run('create', { installationId: 'new', installationAppType: 'x' });
			expect(bench.state.installations.has('new')).toBe(isMade);
			expect(bench.asked()).toEqual(['POST /integration', 'GET /integration/new']);
			if (isMade) expect(run.json).toMatchObject([{ installationId: 'new' }]);
			else expect(run.error?.description).toMatch(/Check whether the change was applied/);
		},
	);

	test('a failure after a POST whose response was lost says that it was carried out, where that was seen', async () => {
		const { faults } = bench.simulator;
		faults.add({ method: 'POST', path: '/v1/integration', answer: { afterExecuting: { status: 502 } } });
		const refusal = { status: 403, body: { ok: false, error: 'forbidden' } };
		faults.add({ method: 'GET', path: '/v1/integration/new', after: 1, answer: refusal });
		const details = { waitSeconds: 60 };
		const given = { installationId: 'new', installationAppType: 'x', details };
		const failure = await bench.failure('create', given);
		expect(failure).toMatch(/HTTP 403/);
		expect(failure).toMatch(/An earlier request already made a change/);
	});

	test('what was there before a POST without a response is not taken for what it made', async () => {
		bench.state.addIntegration({ installationId: 'old' });
		bench.simulator.clock.advance(60_000);
		bench.simulator.faults.add({ method: 'POST', path: '/v1/integration', answer: 'reset' });
		const given = { installationId: 'old', installationAppType: 'x' };
		expect(await bench.failure('create', given)).toMatch(/Check whether the change/);
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

	test('a 429 that asks for too long a wait is shown', async () => {
		bench.simulator.switches.rateLimit = { capacity: 0.5, refillPerSecond: 0.001 };
		bench.simulator.switches.retryHint = 'retryAfterSeconds';
		expect(await bench.failure('get', { integrationId, ...quick })).toMatch(/Too many requests/);
	});

	test('a DELETE, whose work may have been done the first time', async () => {
		bench.simulator.faults.add({ method: 'DELETE', times: 1, answer: { afterExecuting: 'reset' } });
		expect(await bench.json('delete', { integrationId })).toEqual([
			{ deleted: true, integrationId: 'on-call', installationId: 'on-call' },
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
		const wait = { resyncOptions: { waitUntilDone: true } };
		expect(await bench.json('resync', { integrationId, ...wait })).toMatchObject([
			{ resyncStatus: 'completed' },
		]);
		expect(await bench.json('delete', { integrationId })).toMatchObject([{ deleted: true }]);
	});

	test('records that hold nothing but their id', async () => {
		bench.simulator.switches.optionalFields = 'minimal';
		expect(await bench.json('get', { integrationId })).toEqual([
			{
				integrationId: 'on-call',
				installationId: 'on-call',
				title: 'on-call',
				status: 'PENDING',
				type: null,
				resyncStatus: null,
				lastResyncStart: null,
				lastResyncEnd: null,
				deploymentStatus: null,
				deploymentMessage: null,
			},
		]);
		expect(await bench.json('getHealth', { integrationId })).toMatchObject([
			{ status: 'UNKNOWN', lastErrorMessage: null, lastErrorAt: null, lastRunAt: null },
		]);
		expect(await bench.json('getMany', { returnAll: true })).toHaveLength(4);
	});
});

test('health of a deployment error comes from the deployment', async () => {
	bench.simulator.state.setDeployment('my-gitlab', 'UnHealthy', 'Out of memory');
	expect(await bench.json('getHealth', { integrationId: chosen('my-gitlab') })).toMatchObject([
		{ status: 'ERROR', lastErrorMessage: 'Out of memory', lastErrorAt: expect.any(String) },
	]);
	bench.simulator.state.setDeployment('my-gitlab', 'Error');
	expect(await bench.json('getHealth', { integrationId: chosen('my-gitlab') })).toMatchObject([
		{ lastErrorMessage: null, lastErrorAt: null },
	]);
});

describe('a PATCH without an answer in time', () => {
	let impatient: PortBench;

	forEachTest(async () => (impatient = await PortBench.start({}, { requestTimeoutMs: 100 })));

	test('is not sent again', async () => {
		impatient.simulator.faults.add({ method: 'PATCH', answer: { afterExecuting: 'hang' } });
		expect(await impatient.failure('resync', { integrationId })).toMatch(
			/Try again later\. You can also raise 'Request Timeout/,
		);
		expect(impatient.simulator.requests.count({ method: 'PATCH' })).toBe(1);
	});
});

test('the message of a deployment that runs is not the reason of a resync that failed', async () => {
	bench.simulator.resyncs.run('on-call', { status: 'failed', message: 'Quota exceeded' });
	const { record } = bench.simulator.state.installation('on-call');
	record.statusInfo = { integrationStatus: { status: 'Running', message: 'Deployed' } };
	expect(await bench.json('getHealth', { integrationId })).toMatchObject([
		{ status: 'ERROR', lastErrorMessage: 'Quota exceeded' },
	]);
});

test("the message of a deployment that runs is not the reason of a status ERROR of Port's own", async () => {
	bench.simulator.switches.realStatus = 'present';
	bench.simulator.state.setDeployment('my-gitlab', 'Running', 'Deployed');
	bench.simulator.state.installation('my-gitlab').record.status = 'ERROR';
	expect(await bench.json('getHealth', { integrationId: chosen('my-gitlab') })).toMatchObject([
		{ status: 'ERROR', lastErrorMessage: null },
	]);
});
