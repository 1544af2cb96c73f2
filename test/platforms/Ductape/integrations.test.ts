import { describe, expect, test } from '@jest/globals';

import { forEachTest } from '../../lifecycle';
import { DuctapeBench } from './bench';

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

describe('integrations', () => {
	const given = { name: 'Orders Hub', description: 'Another' };

	test('On Duplicate: error, skip, update', async () => {
		expect(await bench.failure('integration', 'create', given)).toMatch(
			/integration named "Orders Hub" already/,
		);
		expect(await bench.json('integration', 'create', { ...given, onDuplicate: 'skip' })).toMatchObject([
			{ _id: bench.orders._id },
		]);
		expect(bench.orders.description).toBe('Order sync');
		expect(await bench.json('integration', 'create', { ...given, onDuplicate: 'update' })).toMatchObject([
			{ _id: bench.orders._id },
		]);
		expect(bench.orders.description).toBe('Another');
		expect(bench.simulator.requests.count({ path: /create$/ })).toBe(0);
	});

	test.each([
		['anyCase', 'orders hub'],
		['byTag', 'Orders-Hub'],
	] as const)('of another name are not taken for the wanted one: %s', async (nameLookup, name) => {
		bench.switches.nameLookup = nameLookup;
		for (const onDuplicate of ['error', 'skip', 'update']) {
			const given = { name, description: 'Another', onDuplicate };
			expect(await bench.failure('integration', 'create', given)).toMatch(
				`Ductape returns the integration "Orders Hub" for the name "${name}"`,
			);
		}
		expect(bench.orders.description).toBe('Order sync');
		expect(bench.simulator.requests.count({ path: /create$/ })).toBe(0);
	});

	test.each([
		['exact', 'Orders Hub ', 'Orders Hub '],
		['exact', 'Orders Hub', 'Orders Hub '],
		['withoutBlanks', 'Orders Hub ', 'Orders Hub'],
		['withoutBlanks', 'Orders Hub', 'Orders Hub '],
	] as const)(
		'are found with blanks around their name, and without (lookup %s, stored "%s", given "%s")',
		async (nameLookup, stored, name) => {
			bench.switches.nameLookup = nameLookup;
			bench.orders.name = stored;
			const existing = [{ _id: bench.orders._id, name: stored }];
			for (const onDuplicate of ['skip', 'update']) {
				const given = { name, description: 'Another', onDuplicate };
				expect(await bench.json('integration', 'create', given)).toMatchObject(existing);
			}
			expect(bench.orders).toMatchObject({ name: stored, description: 'Another' });
			expect(bench.simulator.requests.count({ path: /create$/ })).toBe(0);
		},
	);

	test('are given their name without the blanks around it', async () => {
		const created = await bench.json('integration', 'create', { name: ' Free ', description: 'd' });
		expect(created).toMatchObject([{ name: 'Free' }]);
		const changed = { ...bench.ordersField, details: { name: 'Orders Centre ' } };
		expect(await bench.json('integration', 'update', changed)).toMatchObject([{ name: 'Orders Centre' }]);
		expect(bench.orders.name).toBe('Orders Centre');
	});

	test.each([
		{ freeName: 'false' },
		{ freeName: 'notFound' },
		{ freeName: 'notFound', notFoundStatus: 400 },
		{ freeName: 'notFound', notFoundStatus: 500 },
		{ freeName: 'notFound', errorBody: 'upstream' },
		{ freeName: 'notFound', errorBody: 'upstream', refusalStatus: 'falseIn200' },
		{ nesting: 'result', successStatus: 201 },
		{ nesting: 'dataData' },
	] as const)('are created however the response shows a free name: %j', async (switches) => {
		Object.assign(bench.switches, switches);
		const created = await bench.json('integration', 'create', { name: 'Free', description: 'd' });
		expect(created).toMatchObject([{ name: 'Free' }]);
		expect(await bench.json('integration', 'getMany', { returnAll: true })).toHaveLength(3);
		expect(await bench.json('log', 'getMany')).toEqual([]);
		expect(await bench.json('jobExecution', 'getMany', bench.ordersField)).toEqual([]);
	});

	describe.each([
		{ status: 404, bodyText: 'default backend - 404' },
		{ status: 404, body: { statusCode: 404, message: 'Cannot POST /', error: 'Not Found' } },
		{ status: 200, body: {} },
		{ status: 200, bodyText: '' },
		{ status: 200, bodyText: 'null' },
	])('where another server answers whether the name is free: %j', (answer) => {
		const free = { name: 'Free', description: 'd' };
		const creates = () => bench.simulator.requests.count({ path: /create$/ });

		test('none is created', async () => {
			bench.simulator.faults.add({ path: /check-integration-exists/, times: 1, answer });
			expect(await bench.failure('integration', 'create', free)).toMatch(
				/did not report whether the name is taken.*Nothing was changed/,
			);
			expect(creates()).toBe(0);
		});

		test('one that may be there is not created again', async () => {
			bench.switches.duplicateIntegration = 'stored';
			bench.simulator.faults.add({
				path: /create$/,
				times: 1,
				answer: { afterExecuting: { status: 502 } },
			});
			bench.simulator.faults.add({ path: /check-integration-exists/, after: 1, times: 1, answer });
			expect(await bench.failure('integration', 'create', free)).toMatch(
				/HTTP 502|check whether the change was applied/i,
			);
			expect(creates()).toBe(1);
		});
	});

	test('are not created when it stays open whether the name is free', async () => {
		bench.simulator.faults.add({
			path: /check/,
			answer: { status: 400, body: { status: false, errors: 'name is odd' } },
		});
		expect(await bench.failure('integration', 'create', given)).toMatch(
			/did not report whether the name is taken: name is odd/,
		);
		expect(bench.simulator.requests.count({ path: /create$/ })).toBe(0);
	});

	test.each([true, [], { exists: false }, { exists: true }, ''])(
		'are not created where Ductape says in an unforeseen form whether the name is free: %j; the error says what helps',
		async (data) => {
			const answer = { body: { status: true, meta: {}, data } };
			bench.simulator.faults.add({ path: /check/, answer });
			const shown = await bench.failure('integration', 'create', { name: 'Free', description: 'd' });
			expect(shown).toMatch(
				/^Ductape did not report whether the name is taken: it returned an unexpected response \|/,
			);
			expect(shown).toMatch(/Integration: Get Many.*API: Custom Call.*Nothing was changed/);
			expect(shown).not.toContain('Try again later');
			expect(bench.simulator.requests.count({ path: /create$/ })).toBe(0);
			const call = { method: 'POST', path: '/integrations/v1/create' };
			const body = JSON.stringify({ name: 'Free', description: 'd' });
			await bench.json('api', 'customCall', { ...call, body });
			expect(await bench.json('integration', 'getMany', { returnAll: true })).toContainEqual(
				expect.objectContaining({ name: 'Free' }),
			);
		},
	);

	test('that are to be found say what to check where what comes is none', async () => {
		bench.simulator.faults.add({ path: /fetch\/tag/, answer: { body: { status: true, data: true } } });
		const shown = await bench.failure('integration', 'getByTag', { tag: 'orders_hub' });
		expect(shown).toMatch(/it returned an unexpected response \| .*check 'Base URL' in the credential/);
	});

	test.each([
		['create', { name: 'Free', description: 'd' }, /check/],
		['getByTag', { tag: 'orders_hub' }, /fetch\/tag/],
	])('%s: a server error on the way is tried again', async (operation, given, path) => {
		bench.simulator.faults.add({ path, times: 2, answer: { status: 500, body: { errors: 'Oops' } } });
		expect(await bench.json('integration', operation, given)).toHaveLength(1);
		expect(bench.simulator.requests.count({ path })).toBe(3);
		bench.simulator.faults.add({ path, answer: { status: 500, body: { errors: 'Oops' } } });
		const shown = await bench.failure('integration', operation, { ...given, name: 'Other' });
		expect(shown).toMatch(/Oops.*HTTP 500/);
		expect(shown).not.toMatch(/whether the change was applied/);
		expect(bench.simulator.requests.count({ path })).toBe(7);
	});

	test('are not created twice after a failure', async () => {
		const body = { name: 'Free', description: 'd' };
		bench.simulator.faults.add({ path: /create$/, times: 1, answer: { afterExecuting: { status: 502 } } });
		expect(await bench.json('integration', 'create', body)).toMatchObject([{ name: 'Free' }]);
		expect(bench.simulator.requests.count({ path: /create$/ })).toBe(1);
		bench.simulator.faults.add({ path: /create$/, times: 1, answer: { status: 502 } });
		expect(await bench.json('integration', 'create', { ...body, name: 'Second' })).toMatchObject([
			{ name: 'Second' },
		]);
		expect(bench.state.integrations.size).toBe(4);
		bench.simulator.faults.add({ path: /create$/, times: 1, answer: { afterExecuting: 'reset' } });
		expect(await bench.json('integration', 'create', { ...body, name: 'Third' })).toMatchObject([
			{ name: 'Third' },
		]);
		expect(bench.simulator.requests.count({ path: /create$/ })).toBe(4);
		expect(bench.state.integrations.size).toBe(5);
		bench.simulator.faults.add({ path: /create$/, times: 1, answer: { afterExecuting: { status: 408 } } });
		expect(await bench.json('integration', 'create', { ...body, name: 'Fourth' })).toMatchObject([
			{ name: 'Fourth' },
		]);
		expect(bench.simulator.requests.count({ path: /create$/ })).toBe(5);
	});

	test.each([
		['an empty response', { status: 204 }],
		['no data', { status: 201, body: { status: true, data: null } }],
	])('are found by their name where a create returns %s', async (_what, afterExecuting) => {
		bench.simulator.faults.add({ path: /create$/, times: 1, answer: { afterExecuting } });
		const given = { name: 'Free', description: 'd' };
		expect(await bench.json('integration', 'create', given)).toMatchObject([{ name: 'Free' }]);
		expect(bench.simulator.requests.count({ path: /create$/ })).toBe(1);
		bench.simulator.faults.add({ path: /create$/, times: 1, answer: { afterExecuting } });
		bench.simulator.faults.add({ path: /workspace/, answer: { status: 400 } });
		const shown = await bench.failure('integration', 'create', { ...given, name: 'Second' });
		expect(shown).toMatch(/unexpected response \(expected a record with the field "_id"\)/);
		expect(shown).not.toMatch(/Nothing was changed/);
	});

	test('are not found by a name that another has, too', async () => {
		const answer = { status: 200, body: { status: true, data: null } };
		bench.simulator.faults.add({ path: /check/, times: 1, answer });
		bench.switches.duplicateIntegration = 'stored';
		bench.simulator.faults.add({ path: /create$/, times: 1, answer: { afterExecuting: { status: 204 } } });
		const shown = await bench.failure('integration', 'create', given);
		expect(shown).toMatch(/unexpected response \(expected a record with the field "_id"\)/);
		expect(shown).toMatch(/whether the change was applied/);
	});

	test.each([
		['whether the name is taken', { path: /check/, after: 1 }],
		['the integration', { method: 'GET', path: /v1\/[0-9a-f]{24}$/ }],
	])(
		'a create of which nobody knows whether it was carried out says so, where %s cannot be read',
		async (_, look) => {
			bench.simulator.faults.add({ path: /create$/, times: 1, answer: { afterExecuting: { status: 502 } } });
			bench.simulator.faults.add({ ...look, answer: { status: 503, body: { errors: 'Maintenance' } } });
			const shown = await bench.failure('integration', 'create', { name: 'Free', description: 'd' });
			expect(shown).toMatch(/whether the change was applied.*HTTP 502/);
			expect(shown).not.toMatch(/Nothing was changed/);
			expect(bench.simulator.requests.count({ path: /create$/ })).toBe(1);
		},
	);

	test('update: ignored or refused by the server', async () => {
		const changed = { ...bench.ordersField, details: { name: 'Other' } };
		bench.switches.bareUpdate = 'ignored';
		expect(await bench.failure('integration', 'update', changed)).toMatch(
			/accepted the update but did not change/,
		);
		bench.switches.bareUpdate = 'inPart';
		const both = { ...bench.ordersField, details: { name: 'Other', description: 'Other, too' } };
		expect(await bench.run('integration', 'update', both)).toMatchObject({
			json: [{ name: 'Other' }],
			hints: [
				{
					message: expect.stringMatching(/the change of the integration, .*as they were sent: description\./),
				},
			],
		});
		bench.switches.bareUpdate = 'refused';
		expect(await bench.failure('integration', 'update', changed)).toMatch(
			/component is required.*make the change in the workbench/,
		);
	});

	test('update: a text that is stored without the blanks around it is stored', async () => {
		bench.switches.texts = 'trimmed';
		for (const description of ['Order sync', 'Order sync\n']) {
			const changed = { ...bench.ordersField, details: { description }, simplify: false };
			expect(await bench.run('integration', 'update', changed)).toMatchObject({
				json: [{ description: 'Order sync' }],
				error: undefined,
				hints: [],
			});
		}
	});

	test.each([false, true])('create: what is not stored is named (response lost: %s)', async (isLost) => {
		bench.switches.integrationCreate = 'inPart';
		const answer = { afterExecuting: 'reset' } as const;
		if (isLost) bench.simulator.faults.add({ path: /create$/, times: 1, answer });
		const given = { name: 'New One', description: 'd', details: { tag: 'my_tag', unique: true } };
		expect(await bench.run('integration', 'create', given)).toMatchObject({
			json: [{ name: 'New One' }],
			hints: [
				{
					message: expect.stringMatching(
						/accepted the creation of the integration "New One".*as they were sent: description, tag\. Check/,
					),
				},
			],
		});
	});

	const IN_PLACE_OF_ALL =
		'update: a server that stores what was sent in place of the integration is found out';
	test.each([false, true])(`${IN_PLACE_OF_ALL} (response lost: %s)`, async (isLost) => {
		bench.switches.bareUpdate = 'replaced';
		if (isLost)
			bench.simulator.faults.add({ method: 'PUT', times: 1, answer: { afterExecuting: { status: 502 } } });
		const { functions: _none, ...others } = bench.orders;
		Object.assign(bench.orders, { ...others, functions: [] });
		const changed = { ...bench.ordersField, details: { description: 'secret words' } };
		const shown = await bench.failure('integration', 'update', changed);
		expect(shown).toMatch(
			/accepted the update of the integration, but no longer returns .*envs, .*apps, caches, .* \| Restore .*in the workbench/,
		);
		expect(shown).not.toMatch(/name|workspace_id|_id|functions|secret/);
		expect(bench.orders).toMatchObject({ description: 'secret words' });
		const again = { ...bench.ordersField, details: { description: 'others' } };
		expect(await bench.failure('integration', 'update', again)).toBe('no error | ');
	});

	test('are not taken for deleted where a gateway responds with its page', async () => {
		const page = { status: 200, bodyText: '<!DOCTYPE html><title>Sign in</title>' };
		bench.simulator.faults.add({ method: 'DELETE', answer: page });
		expect(await bench.failure('integration', 'delete', bench.ordersField)).toMatch(/returned a web page/);
		expect(bench.state.integrations.has(bench.orders._id)).toBe(true);
	});

	test('delete: a server that accepts it and does nothing is found out', async () => {
		bench.switches.integrationDelete = 'ignored';
		expect(await bench.failure('integration', 'delete', bench.ordersField)).toMatch(
			/accepted the deletion of the integration "Orders Hub" but still returns it \| .*workbench/,
		);
	});

	test.each([
		[{ missingRecord: 'null' }, 1],
		[{ notFoundStatus: 400 }, 1],
		[{ notFoundStatus: 500 }, 1],
		[{ refusalStatus: 'falseIn200' }, 1],
	] as const)('delete: it is gone, as Ductape says it by %j', async (switches, reads) => {
		Object.assign(bench.switches, switches);
		expect(await bench.json('integration', 'delete', bench.ordersField)).toMatchObject([{ deleted: true }]);
		expect(bench.simulator.requests.count({ method: 'GET' })).toBe(reads);
	});

	test('delete: that it cannot be read afterwards says nothing against it', async () => {
		bench.simulator.faults.add({ method: 'GET', answer: { status: 503 } });
		expect(await bench.json('integration', 'delete', bench.ordersField)).toMatchObject([{ deleted: true }]);
	});

	test.each(['noContent', 'emptyBody'] as const)('delete, with a response of %s', async (deleteAnswer) => {
		bench.switches.deleteAnswer = deleteAnswer;
		expect(await bench.json('integration', 'delete', bench.ordersField)).toMatchObject([{ deleted: true }]);
	});

	test.each([
		['newestFirst', 3],
		['oldestFirst', 7],
	] as const)(
		'health reads the first page of a log that comes %s, and more where the newest line is elsewhere',
		async (logOrder, requests) => {
			bench.switches.logOrder = logOrder;
			for (let minutesAgo = 1; minutesAgo <= 25; minutesAgo += 1) {
				const timestamp = bench.simulator.clock.iso(minutesAgo * 60_000);
				bench.state.addLog(bench.orders, { timestamp, message: `${minutesAgo}` });
			}
			const given = { ...bench.ordersField, options: { rowsPerPage: 5 } };
			const health = await bench.json('integration', 'getHealth', given);
			expect(health).toMatchObject([{ lastErrorMessage: '1' }]);
			expect(bench.asked()).toHaveLength(requests);
		},
	);

	test.each([{ logLimit: 'asked' }, { logTotal: 'none' }] as const)(
		'health reads on where the first page is short, but not the only one: %j',
		async (switches) => {
			Object.assign(bench.switches, { logOrder: 'oldestFirst', longestLogPage: 12, ...switches });
			for (let minutesAgo = 1; minutesAgo <= 30; minutesAgo += 1) {
				const timestamp = bench.simulator.clock.iso(minutesAgo * 60_000);
				bench.state.addLog(bench.orders, { timestamp, message: `${minutesAgo}` });
			}
			expect(await bench.json('integration', 'getHealth', bench.ordersField)).toMatchObject([
				{ lastErrorMessage: '1' },
			]);
		},
	);

	test.each([{}, { logTotalCap: 5 }, { logTotal: 'none' }] as const)(
		'health: the newest line of a log in no order is on the page before a short last one: %j',
		async (switches) => {
			Object.assign(bench.switches, { logOrder: 'asWritten', ...switches });
			const { clock } = bench.simulator;
			const lines = Array.from({ length: 9 }, (_, line) => clock.iso((60 + (line % 3)) * 60_000));
			const newest = clock.iso(60_000);
			for (const timestamp of [...lines, newest])
				bench.state.addLog(bench.orders, { status: 'success', timestamp });
			// Of the same run: a step that failed before that.
			bench.state.addLog(bench.orders, { timestamp: clock.iso(120_000) });
			const given = { ...bench.ordersField, options: { rowsPerPage: 5 } };
			expect(await bench.json('integration', 'getHealth', given)).toMatchObject([
				{ status: 'ACTIVE', lastRunAt: newest },
			]);
		},
	);

	test('health: a failure that is newer than what the page of all lines shows is the newest line', async () => {
		bench.switches.logOrder = 'asWritten';
		const newest = bench.simulator.clock.iso(60_000);
		for (let line = 0; line < 30; line += 1) {
			const timestamp = bench.simulator.clock.iso((60 + (line % 7)) * 60_000);
			bench.state.addLog(bench.orders, { status: 'success', timestamp });
			if (line === 15) bench.state.addLog(bench.orders, { status: 'fail', timestamp: newest });
		}
		const given = { ...bench.ordersField, options: { rowsPerPage: 5 } };
		expect(await bench.json('integration', 'getHealth', given)).toMatchObject([
			{ status: 'ERROR', lastErrorAt: newest, lastRunAt: newest },
		]);
	});

	test.each(['small', 'capitals'] as const)(
		'health: pending, syncing, inactive, active (%s)',
		async (words) => {
			bench.switches.logWords = words;
			if (words === 'capitals') Object.assign(bench.orders, { status: 'Draft' });
			const status = async () =>
				(await bench.json('integration', 'getHealth', bench.ordersField))[0]?.['status'];
			expect(await status()).toBe('PENDING');
			bench.orders.status = 'public';
			expect(await status()).toBe('UNKNOWN');
			bench.state.addLog(bench.orders, { status: 'success', timestamp: bench.simulator.clock.iso(60_000) });
			expect(await status()).toBe('ACTIVE');
			bench.state.addLog(bench.orders, { status: 'processing' });
			expect(await status()).toBe('SYNCING');
			bench.orders.active = false;
			expect(await status()).toBe('INACTIVE');
		},
	);
});

test.each([
	{ status: 'error', errors: 'The database is not available', data: null },
	{ meta: {}, errors: [{ message: 'The database is not available' }], data: null },
	{ status: true, errors: 'The database is not available', data: [] },
	{ status: true, errors: 'The database is not available', data: {} },
])('a success that holds errors in place of data says nothing else: %j', async (body) => {
	bench.simulator.faults.add({ path: /check-integration-exists/, answer: { status: 200, body } });
	const failure = await bench.failure('integration', 'create', { name: 'Fresh', description: 'd' });
	expect(failure).toMatch(/whether the name is taken: The database is not available/);
	expect(bench.simulator.requests.count({ path: /create$/ })).toBe(0);
	bench.simulator.faults.add({ method: 'GET', path: /integrations/, answer: { status: 200, body } });
	expect(await bench.failure('integration', 'get', bench.ordersField)).toMatch(
		/^Ductape: The database is not available/,
	);
	expect(await bench.failure('integration', 'getMany', {})).toMatch(
		/^Ductape: The database is not available/,
	);
});

const noPages = { total: 0, page: 1, limit: 100 };

test.each([
	['jobExecution', { items: [], ...noPages, hasMore: false }],
	['jobExecution', { items: null, ...noPages }],
	['log', { logs: { metadata: { ...noPages, totalPages: 0 }, data: [] }, metrics: { failed: 0 } }],
	['log', { logs: { metadata: noPages, data: null } }],
] as const)('errors beside a list of %s without rows are a failure: %j', async (resource, data) => {
	const respond = (errors: string) => {
		const answer = { status: 200, body: { status: true, data, errors } };
		return bench.simulator.faults.add({ path: /job-executions|^\/log/, answer });
	};
	const given = resource === 'log' ? {} : bench.ordersField;
	const fault = respond('The database is not available');
	expect(await bench.failure(resource, 'getMany', given)).toMatch(/^Ductape: The database is not available/);
	fault.remove();
	respond('');
	expect(await bench.json(resource, 'getMany', given)).toEqual([]);
});

test('a name is free where "not found" comes as 200 with status false', async () => {
	Object.assign(bench.switches, { freeName: 'notFound', refusalStatus: 'falseIn200' });
	const given = { name: 'New One', description: 'd' };
	expect(await bench.json('integration', 'create', given)).toMatchObject([{ name: 'New One' }]);
});

test('Get Health reads the log that is there', async () => {
	bench.switches.analytics = 'missing';
	bench.state.addFailedRun(bench.orders);
	const given = { ...bench.ordersField, logReader: 'workspaceLogs' };
	expect(await bench.json('integration', 'getHealth', given)).toMatchObject([{ status: 'ERROR' }]);
	expect(await bench.failure('integration', 'getHealth', bench.ordersField)).toMatch(/HTTP 404/);
});

describe('what a short list leaves out is not counted', () => {
	test.each([
		['whole', 1, 1],
		['short', 1, null],
	] as const)('where the list has %s documents', async (listedDocuments, envs, jobs) => {
		bench.switches.listedDocuments = listedDocuments;
		expect(await bench.json('integration', 'getMany', { returnAll: true })).toMatchObject([
			{ name: 'Orders Hub', envs, jobs, features: jobs, notifications: jobs },
			{ name: 'Empty', jobs: null },
		]);
		// A document that lacks a list has nothing in it.
		const given = { integrationId: { __rl: true, mode: 'id', value: bench.empty._id } };
		expect(await bench.json('integration', 'get', given)).toMatchObject([{ envs: 0, jobs: 0 }]);
	});

	test('Get by Tag returns the document where only the list has the tag', async () => {
		Object.assign(bench.switches, { listedDocuments: 'short', fetchTag: 'missing' });
		const given = { tag: 'orders_hub' };
		expect(await bench.json('integration', 'getByTag', given)).toMatchObject([{ jobs: 1, features: 1 }]);
		const [whole] = await bench.json('integration', 'getByTag', { ...given, simplify: false });
		expect(whole).toMatchObject({ caches: [{ tag: 'orders' }] });
	});
});

describe('an integration found by its tag', () => {
	test('is looked for in the list where Ductape says in `error` only that nothing was found', async () => {
		const body = { status: false, message: 'No product has this tag', error: 'Not Found' };
		bench.simulator.faults.add({ path: /fetch\/tag/, answer: { status: 400, body } });
		expect(await bench.json('integration', 'getByTag', { tag: 'empty' })).toMatchObject([{ name: 'Empty' }]);
	});

	test('has that tag: where Ductape returns another one, the list is searched', async () => {
		const answer = { status: 200, body: { status: true, data: bench.orders } };
		bench.simulator.faults.add({ path: /fetch\/tag/, answer });
		expect(await bench.json('integration', 'getByTag', { tag: 'empty' })).toMatchObject([{ name: 'Empty' }]);
		expect(await bench.failure('integration', 'getByTag', { tag: 'other' })).toMatch(
			/no integration with the tag "other" \| Known: orders_hub, empty\./,
		);
	});

	test('is one of the workspace of the credential, not of another that the user has', async () => {
		bench.switches.extraQuery = 'refused';
		const workspace = bench.state.addWorkspace('Other', [bench.simulator.seeded.user]);
		const workspaceId = workspace._id;
		bench.state.addIntegration({ name: 'Theirs', workspace_id: workspaceId, tag: 'orders_hub' });
		for (const [credentials, name] of [
			[bench.credential({ workspaceId }), 'Theirs'],
			[bench.credential(), 'Orders Hub'],
		] as const) {
			const given = { tag: 'orders_hub' };
			expect(await bench.json('integration', 'getByTag', given, { credentials })).toMatchObject([{ name }]);
		}
	});

	test.each([
		{ fetchTag: 'served' },
		{ fetchTag: 'missing' },
		{ fetchTag: 'served', refusalStatus: 'falseIn200' },
		{ fetchTag: 'served', notFoundStatus: 400 },
		{ fetchTag: 'served', missingRecord: 'null' },
		{ fetchTag: 'missing', errorBody: 'upstream' },
	] as const)('%j', async (switches) => {
		Object.assign(bench.switches, switches);
		expect(await bench.json('integration', 'getByTag', { tag: 'empty' })).toMatchObject([{ name: 'Empty' }]);
		expect(await bench.failure('integration', 'getByTag', { tag: 'a/b' })).toMatch(
			/no integration with the tag "a\/b" \| Known: orders_hub, empty\./,
		);
	});
});
