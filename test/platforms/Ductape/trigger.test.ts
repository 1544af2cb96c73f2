import { describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { get } from 'lodash';

import { DuctapeTrigger } from '../../../nodes/Ductape/DuctapeTrigger.node';
import type { LogEntry } from '../../../simulators/ductape/records';
import { textOf } from '../../../core/data/json';
import { forEachTest } from '../../lifecycle';
import { anId, byId, DuctapeBench, jsonOf } from './bench';

const HOUR_MS = 3_600_000;

/** What makes each event happen once, some time ago, where it is read, and what it shows. */
interface Cause {
	/** Returns the ID that Ductape gives to what failed. */
	cause: (bench: DuctapeBench, agoMs?: number) => string | undefined;
	path: RegExp;
	shown: IDataObject & { kind: string };
}

const causes: Record<string, Cause> = {
	failedRun: {
		cause: ({ state, orders }, agoMs = 0) => state.addFailedRun(orders, { agoMs })[0]?.process_id,
		path: /^\/log/,
		shown: {
			kind: 'runFailed',
			code: 'app',
			message: 'Request failed with status code 500',
			detail: {
				product_tag: 'orders_hub',
				feature_tag: 'sync_orders',
				env: 'dev',
				process_id: expect.any(String),
				errorLineCount: 3,
			},
		},
	},
	failedJobExecution: {
		cause: ({ state, orders, simulator: { clock } }, agoMs = 0) =>
			state.addJobExecution(orders, { completed_at: clock.iso(agoMs) })._id,
		path: /job-executions/,
		shown: {
			kind: 'failedJob',
			code: 'ACTION_TIMEOUT',
			message: 'The action did not answer',
			detail: { product_tag: 'orders_hub', _id: anId, job_id: anId, job_tag: 'nightly', env: 'dev' },
		},
	},
	failedNotification: {
		cause: ({ state, orders, simulator: { clock } }, agoMs = 0) =>
			state.addNotificationMessage(orders, { created_at: clock.iso(agoMs) })._id,
		path: /notification-messages/,
		shown: {
			kind: 'failedNotification',
			code: 'failed',
			message: 'SMTP connection refused',
			detail: {
				product_tag: 'orders_hub',
				notification_tag: 'ops:order_failed',
				process_id: expect.any(String),
			},
		},
	},
};

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

describe.each([false, true])('every event (durable cursors: %s)', (durable) => {
	test.each(Object.entries(causes))('%s', async (event, { cause, path, shown }) => {
		cause(bench);
		const session = await bench.activate({ events: [event] }, durable);
		expect(await session.poll()).toBeNull();
		const id = cause(bench);
		const items = jsonOf(await session.poll());
		expect(items).toMatchObject([
			{
				platform: 'ductape',
				integrationId: bench.orders._id,
				integrationName: 'Orders Hub',
				severity: 'error',
				occurrences: 1,
				url: null,
				errorId: id,
				eventId: expect.stringMatching(`^ductape:${shown.kind}:${id}`),
				occurredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
				...shown,
			},
		]);
		expect(items[0]).not.toHaveProperty('raw');
		expect(await session.poll()).toBeNull();
		cause(bench, 3 * HOUR_MS);
		expect(jsonOf(await session.poll())).toHaveLength(1);
		await session.restart();
		expect(await session.poll()).toBeNull();
		bench.simulator.faults.add({ path, times: 1, answer: { status: 403 } });
		cause(bench);
		await expect(session.poll()).rejects.toThrow(/403/);
		expect(jsonOf(await session.poll())).toHaveLength(1);
	});
});

test('a failed run names its feature, however Ductape writes what a line is about', async () => {
	bench.switches.logWords = 'capitals';
	const session = await bench.activate({ events: ['failedRun'] });
	bench.state.addFailedRun(bench.orders);
	expect(jsonOf(await session.poll())).toMatchObject([
		{ code: 'App', detail: { component: 'App', feature_tag: 'sync_orders', errorLineCount: 3 } },
	]);
});

describe('a response that holds no list', () => {
	const responses = {
		'an empty one': { bodyText: '' },
		'a page of a gateway': { bodyText: '<h1>gateway</h1>' },
		'null without the envelope': { bodyText: 'null', contentType: 'application/json' },
	};

	test.each(
		Object.entries(causes).flatMap(([event, { cause, path }]) =>
			Object.entries(responses).map(([name, answer]) => ({ event, cause, path, name, answer })),
		),
	)('$event, $name: the activation fails, and no old error becomes a new one', async (each) => {
		each.cause(bench);
		const fault = bench.simulator.faults.add({ path: each.path, answer: { status: 200, ...each.answer } });
		const session = bench.watch({ events: [each.event] });
		await expect(session.activate()).rejects.toThrow(/\(expected a (list|record with the field "\w+")\)/);
		expect(session.state).toEqual({});
		fault.remove();
		expect(await session.activate()).toBeNull();
		expect(await session.poll()).toBeNull();
		each.cause(bench);
		expect(jsonOf(await session.poll())).toHaveLength(1);
	});

	test.each(Object.entries(causes))('%s: errors beside an empty list are none', async (event, each) => {
		each.cause(bench);
		const pages = { total: 0, page: 1, limit: 100 };
		const data =
			event === 'failedRun'
				? { logs: { metadata: { ...pages, totalPages: 0 }, data: [] } }
				: { items: [], ...pages, hasMore: false };
		const body = { status: true, data, errors: 'The database is not available' };
		const fault = bench.simulator.faults.add({ path: each.path, answer: { status: 200, body } });
		const session = bench.watch({ events: [event] });
		await expect(session.activate()).rejects.toThrow(/The database is not available/);
		fault.remove();
		expect(await session.activate()).toBeNull();
		expect(await session.poll()).toBeNull();
	});

	test('nor is the list of integrations taken for an empty one', async () => {
		bench.simulator.faults.add({ path: /workspace/, answer: { status: 200, bodyText: '' } });
		const session = bench.watch({ events: ['failedJobExecution'] });
		await expect(session.activate()).rejects.toThrow(/expected a (list|record)/);
	});
});

test('every event of the list has a run above', () => {
	const [events] = new DuctapeTrigger().description.properties.filter(({ name }) => name === 'events');
	const offered = (events?.options ?? []).map((option) => ('value' in option ? option.value : ''));
	// Of one that compares states: triggerHealth.test.ts.
	expect(offered.sort()).toEqual([...Object.keys(causes), 'healthChanged'].sort());
});

test('a test in the editor shows the newest, with the raw line, and leaves the state alone', async () => {
	const session = bench.watch({ events: Object.keys(causes), simplify: false });
	await expect(session.manual()).rejects.toThrow(/No matching event right now/);
	for (const { cause } of Object.values(causes)) cause(bench);
	expect(jsonOf(await session.manual())).toHaveLength(3);
	expect(jsonOf(await session.manual())[0]).toHaveProperty('raw');
	expect(session.state).toEqual({});
});

test.each([(id: string) => id, (id: string) => id.toUpperCase()])(
	'a test in the editor shows what fails beside an integration that is excluded and fails more often',
	async (written) => {
		const { orders, state, empty } = bench;
		const options = { excludedIntegrations: written(orders._id) };
		const session = bench.watch({ events: ['failedRun'], options });
		for (let hours = 1; hours <= 20; hours += 1) state.addFailedRun(orders, { agoMs: hours * HOUR_MS });
		await expect(session.manual()).rejects.toThrow(/No matching event right now/);
		const old = { integration_id: empty._id, timestamp: bench.simulator.clock.iso(30 * HOUR_MS) };
		state.addLog(orders, old);
		expect(jsonOf(await session.manual())).toMatchObject([{ integrationId: empty._id }]);
	},
);

describe('job executions and notifications', () => {
	test('a retry that fails is another failure', async () => {
		const session = await bench.activate({
			events: ['failedJobExecution'],
			integrationId: byId(bench.orders._id),
		});
		const execution = bench.state.addJobExecution(bench.orders);
		expect(jsonOf(await session.poll())).toMatchObject([
			{ errorId: execution._id, eventId: `ductape:failedJob:${execution._id}:0` },
		]);
		execution.retry_count = 1;
		execution.completed_at = bench.simulator.clock.iso();
		expect(jsonOf(await session.poll())).toMatchObject([
			{ errorId: execution._id, eventId: `ductape:failedJob:${execution._id}:1` },
		]);
		expect(await session.poll()).toBeNull();
	});

	test.each([
		['started', 2, 1],
		['started', 3, 0],
		['completed', 3, 1],
	] as const)(
		'a retry that fails is emitted within the days that are read, which are those when executions %s: begun %d days ago',
		async (executionDates, days, emitted) => {
			bench.switches.executionDates = executionDates;
			const { clock } = bench.simulator;
			const session = await bench.activate({ events: ['failedJobExecution'] });
			const execution = bench.state.addJobExecution(bench.orders, { phase: 'RETRY_SCHEDULED' });
			execution.started_at = clock.iso(days * 24 * HOUR_MS);
			expect(await session.poll()).toBeNull();
			Object.assign(execution, { phase: 'FAILED', retry_count: 1, completed_at: clock.iso() });
			expect((await session.poll()) ?? []).toHaveLength(emitted);
		},
	);

	describe.each(['capitals', 'capitalsOnly', 'small'] as const)('phases are written in %s', (phaseWords) => {
		test('a failure is one, among few executions and among many, and no other execution is', async () => {
			bench.switches.phaseWords = phaseWords;
			const session = await bench.activate({ events: ['failedJobExecution'] });
			for (const others of [3, 250]) {
				const { _id } = bench.state.addJobExecution(bench.orders);
				for (let count = 0; count < others; count += 1)
					bench.state.addJobExecution(bench.orders, { phase: 'COMPLETED' });
				bench.simulator.requests.clear();
				expect(jsonOf(await session.poll())).toMatchObject([{ errorId: _id, code: 'ACTION_TIMEOUT' }]);
				const asked = bench.simulator.requests.count({ path: /job-executions/ });
				expect(asked).toBe(others > 100 ? 2 : 1);
				expect(await session.poll()).toBeNull();
				expect(bench.simulator.requests.count({ path: /job-executions/ })).toBe(asked * 2);
			}
		});

		test('a filter that is refused fails the poll', async () => {
			bench.switches.phaseWords = phaseWords;
			const session = await bench.activate({ events: ['failedJobExecution'] });
			for (let count = 0; count < 150; count += 1) bench.state.addJobExecution(bench.orders);
			bench.simulator.faults.add({ path: /job-executions/, after: 1, answer: { status: 422 } });
			await expect(session.poll()).rejects.toThrow(/422/);
		});

		test('so is one whose list says nothing before its second page', async () => {
			bench.switches.phaseWords = phaseWords;
			const session = await bench.activate({ events: ['failedJobExecution'] });
			const { _id } = bench.state.addJobExecution(bench.orders);
			bench.simulator.faults.add({
				path: /job-executions/,
				times: 1,
				answer: { body: { status: true, data: { items: [], hasMore: true } } },
			});
			expect(jsonOf(await session.poll())).toMatchObject([{ errorId: _id }]);
		});
	});

	test.each(['exact', 'anyCapitals'] as const)(
		'phases are written in capitals and in small letters: failures of either are emitted, once (filter: %s)',
		async (phaseFilter) => {
			Object.assign(bench.switches, { phaseWords: 'mixed', phaseFilter });
			const session = await bench.activate({ events: ['failedJobExecution'] });
			const caused: string[] = [];
			for (const others of [3, 250]) {
				caused.splice(0, Infinity, ...[1, 2].map(() => bench.state.addJobExecution(bench.orders)._id));
				for (let count = 0; count < others; count += 1)
					bench.state.addJobExecution(bench.orders, { phase: 'COMPLETED' });
				const found = jsonOf(await session.poll()).map(({ errorId }) => errorId);
				expect(found.sort()).toEqual(caused.sort());
				bench.simulator.requests.clear();
				expect(await session.poll()).toBeNull();
				expect(bench.simulator.requests.count({ path: /job-executions/ })).toBe(others > 100 ? 3 : 1);
			}
		},
	);

	test.each(['FAILED', 'failed'])(
		'a failure behind a first page without any is emitted, however it is written (%s)',
		async (phase) => {
			const session = await bench.activate({ events: ['failedJobExecution'] });
			for (let count = 0; count < 150; count += 1)
				bench.state.addJobExecution(bench.orders, { phase: 'COMPLETED' });
			const execution = bench.state.addJobExecution(bench.orders);
			Object.assign(execution, { phase });
			bench.simulator.requests.clear();
			expect(jsonOf(await session.poll())).toMatchObject([{ errorId: execution._id }]);
			expect(bench.simulator.requests.count({ path: /job-executions/ })).toBe(3);
		},
	);

	const nothing = { body: { status: true, data: { items: [], hasMore: false, total: 0 } } };
	const noPhase = { status: 422, body: { status: false, errors: '"phase" must be one of [...]' } };

	test.each([
		['FAILED', 'failed', nothing, 3],
		['failed', 'FAILED', nothing, 3],
		['Failed', 'Failed', nothing, 3],
		['Failed', 'FAILED', nothing, 2],
		['Failed', 'failed', nothing, 4],
		['Failed', 'Failed', noPhase, 3],
		['failed', 'FAILED', noPhase, 3],
		// In no word that the node knows: page by page, as all of them.
		['FAILED', 'FAILURE', nothing, 5],
		['FAILED', 'FAILURE', noPhase, 5],
	])(
		'failures that are written %s and filtered by %s are emitted, those of the first page and those behind it',
		async (written, word, other, requests) => {
			const session = await bench.activate({ events: ['failedJobExecution'] });
			const likewise = written === written.toLowerCase() ? 'completed' : 'Completed';
			const completed = written === written.toUpperCase() ? 'COMPLETED' : likewise;
			const executions = Array.from({ length: 150 }, () => bench.state.addJobExecution(bench.orders));
			const failures = executions.filter((_execution, nth) => nth === 5 || nth === 120);
			for (const execution of executions)
				Object.assign(execution, { phase: failures.includes(execution) ? written : completed });
			const found = { body: { status: true, data: { items: failures, hasMore: false, total: 2 } } };
			for (const phase of ['FAILED', 'failed', 'Failed'])
				bench.faults.add({
					path: /job-executions/,
					query: { phase },
					answer: phase === word ? found : other,
				});
			bench.simulator.requests.clear();
			const emitted = jsonOf(await session.poll()).map(({ errorId }) => errorId);
			expect(emitted.sort()).toEqual(failures.map(({ _id }) => _id).sort());
			expect(bench.simulator.requests.count({ path: /job-executions/ })).toBe(requests);
		},
	);

	test('a failure of the first page is emitted, though it is none any more when failures are asked for', async () => {
		const session = await bench.activate({ events: ['failedJobExecution'] });
		const execution = bench.state.addJobExecution(bench.orders);
		for (let count = 0; count < 150; count += 1)
			bench.state.addJobExecution(bench.orders, { phase: 'COMPLETED' });
		const first = () => Object.assign(execution, { phase: 'QUEUED' });
		bench.faults.add({ path: /job-executions/, query: { phase: 'FAILED' }, times: 1, answer: { first } });
		expect(jsonOf(await session.poll())).toMatchObject([{ errorId: execution._id }]);
		expect(await session.poll()).toBeNull();
	});

	test('a server that breaks on a phase in small letters fails no poll where others are written in capitals', async () => {
		const session = await bench.activate({ events: ['failedJobExecution'] });
		for (let count = 0; count < 150; count += 1)
			bench.state.addJobExecution(bench.orders, { phase: 'COMPLETED' });
		const answer = { status: 500, body: { status: false, errors: '`failed` is not a valid enum value' } };
		bench.faults.add({ path: /job-executions/, query: { phase: 'failed' }, answer });
		expect(await session.poll()).toBeNull();
		const { _id } = bench.state.addJobExecution(bench.orders);
		expect(jsonOf(await session.poll())).toMatchObject([{ errorId: _id }]);
	});

	test.each(['started', 'completed'] as const)(
		'dates of executions are those when they %s',
		async (executionDates) => {
			bench.switches.executionDates = executionDates;
			const session = await bench.activate({
				events: ['failedJobExecution'],
				integrationId: byId(bench.orders._id),
			});
			const { clock } = bench.simulator;
			bench.state.addJobExecution(bench.orders, { started_at: clock.iso(20 * HOUR_MS) });
			expect(jsonOf(await session.poll())).toHaveLength(1);
			expect(await session.poll()).toBeNull();
		},
	);

	describe.each(['shown', 'missing'] as const)(
		'the end of an execution that failed is %s',
		(failedExecutionEnd) => {
			test.each(['started', 'completed'] as const)(
				'it is emitted once, also where it ran longer than a day; dates are those when they %s',
				async (executionDates) => {
					Object.assign(bench.switches, { executionDates, failedExecutionEnd });
					const { clock } = bench.simulator;
					bench.state.addJobExecution(bench.orders, { started_at: clock.iso(40 * HOUR_MS) });
					const session = await bench.activate({ events: ['failedJobExecution'] });
					expect(await session.poll()).toBeNull();
					const { _id } = bench.state.addJobExecution(bench.orders, { started_at: clock.iso(30 * HOUR_MS) });
					expect(jsonOf(await session.poll())).toMatchObject([{ errorId: _id, detail: { _id } }]);
					expect(await session.poll()).toBeNull();
					await session.restart();
					expect(await session.poll()).toBeNull();
				},
			);

			test('more than a poll emits come with the next ones, each once', async () => {
				bench.switches.failedExecutionEnd = failedExecutionEnd;
				const session = await bench.activate({ events: ['failedJobExecution'], options: { mostEvents: 10 } });
				const caused = Array.from({ length: 25 }, () => bench.state.addJobExecution(bench.orders)._id);
				const found: unknown[] = [];
				for (let polls = 0; polls < 5; polls += 1)
					found.push(...jsonOf(await session.poll()).map(({ errorId }) => errorId));
				expect(found.sort()).toEqual(caused.sort());
			});
		},
	);

	test.each([
		{ messageList: 'array' },
		{ messageTimes: 'createdAt' },
		{ messageProduct: 'shown' },
		{ messageFilters: 'ignored' },
	] as const)('messages of all integrations or of one, however they come: %j', async (switches) => {
		Object.assign(bench.switches, switches);
		bench.empty.notifications = [{ _id: 'e'.repeat(24), tag: 'other' }];
		const all = await bench.activate({ events: ['failedNotification'] });
		const one = await bench.activate({
			events: ['failedNotification'],
			integrationId: byId(bench.orders._id),
		});
		const created_at = bench.simulator.clock.iso(HOUR_MS);
		bench.state.addNotificationMessage(bench.empty, { created_at });
		bench.state.addNotificationMessage(bench.orders, { status: 'sent' });
		expect(jsonOf(await all.poll())).toMatchObject([{ integrationName: 'Empty', occurredAt: created_at }]);
		expect(await one.poll()).toBeNull();
	});

	test.each([
		['failedJobExecution', 'short'],
		['failedNotification', 'short'],
		['failedJobExecution', 'whole'],
		['failedNotification', 'whole'],
	] as const)(
		'of integrations that are listed without them, or have none so far: %s, %s documents',
		async (event, listedDocuments) => {
			bench.switches.listedDocuments = listedDocuments;
			for (const integration of bench.state.integrations.values()) {
				delete integration.jobs;
				delete integration.notifications;
			}
			if (listedDocuments === 'short')
				bench.orders.jobs = bench.orders.notifications = [{ _id: 'j', tag: 'ops' }];
			const session = await bench.activate({ events: [event] });
			bench.simulator.requests.clear();
			expect(await session.poll()).toBeNull();
			if (listedDocuments === 'whole') expect(bench.asked().join()).not.toMatch(causes[event]?.path ?? /^/);
			Object.assign(bench.orders, {
				jobs: [{ _id: 'j', tag: 'nightly' }],
				notifications: [{ _id: 'n', tag: 'ops' }],
			});
			causes[event]?.cause(bench);
			expect(jsonOf(await session.poll())).toHaveLength(1);
			expect(await session.poll()).toBeNull();
		},
	);

	test('are read also where the list of integrations leaves out what they are made of', async () => {
		const list = [bench.orders, bench.empty].map(({ _id, name, tag }) => ({ _id, name, tag }));
		bench.simulator.faults.add({
			path: /workspace\/.*\/all$/,
			answer: { status: 200, body: { status: true, data: list } },
		});
		const session = await bench.activate({ events: ['failedJobExecution'] });
		bench.state.addJobExecution(bench.empty);
		expect(jsonOf(await session.poll())).toMatchObject([{ integrationName: 'Empty' }]);
	});
});

describe('the integration', () => {
	describe.each([...Object.keys(causes), 'healthChanged'])(
		'that was chosen and deleted later: %s',
		(event) => {
			const gone = 'the workspace has no integration with the ID';
			const watched = async (options: INodeParameters, durable = false) => {
				const chosen = { events: [event], integrationId: byId(bench.orders._id), options };
				const session = await bench.activate(chosen, durable);
				bench.state.integrations.delete(bench.orders._id);
				return session;
			};

			test.each([false, true])('fails a poll, once an hour (durable cursors: %s)', async (durable) => {
				const session = await watched({}, durable);
				await expect(session.poll()).rejects.toThrow(gone);
				expect(await session.poll()).toBeNull();
				bench.state.integrations.set(bench.orders._id, bench.orders);
				expect(await session.poll()).toBeNull();
			});

			test('is an event where outages are', async () => {
				const session = await watched({ whenUnreachable: 'emit' });
				expect(jsonOf(await session.poll())).toMatchObject([
					{ kind: 'unreachable', message: expect.stringContaining(gone) },
				]);
				expect(await session.poll()).toBeNull();
				bench.state.integrations.set(bench.orders._id, bench.orders);
				expect(jsonOf(await session.poll())).toMatchObject([{ kind: 'recovered' }]);
			});

			test('is not given up by n8n, when it starts or somebody publishes again', async () => {
				const session = await watched({});
				expect(await session.start()).toEqual({ isAlive: true, items: null });
				expect(await session.publish()).toEqual({ isAlive: true, items: null });
				await expect(session.poll()).rejects.toThrow(gone);
			});
		},
	);

	test.each([...Object.keys(causes), 'healthChanged'])('that was chosen must exist: %s', async (event) => {
		const session = bench.watch({ events: [event], integrationId: byId('f'.repeat(24)) });
		for (const switches of [
			{ notFoundStatus: 404 },
			{ notFoundStatus: 500 },
			{ refusalStatus: 'falseIn200' },
			{ missingRecord: 'null' },
		]) {
			Object.assign(bench.switches, switches);
			await expect(session.activate()).rejects.toThrow(
				/^'Integration': the workspace has no integration with the ID "f{24}"$/,
			);
		}
		expect(session.state).toEqual({});
	});

	describe.each(Object.keys(causes))('that was chosen by what cannot be an ID: %s', (event) => {
		const failureOf = async (status: number, errors: string) => {
			const answer = { status, body: { status: false, errors } };
			bench.simulator.faults.add({ path: '/integrations/v1/orders', answer });
			const session = bench.watch({ events: [event], integrationId: byId('orders') });
			const error: unknown = await session.activate().catch((thrown: unknown) => thrown);
			return ['message', 'description'].map((name) => textOf(get(error, [name]))).join(' | ');
		};

		test.each([400, 422, 500])('is not there, where Mongo says so with %i', async (status) => {
			const words = 'Cast to ObjectId failed for value "orders" (type string) at path "_id"';
			expect(await failureOf(status, words)).toMatch(
				/^'Integration': the workspace has no integration with the ID "orders" \| Choose another one/,
			);
		});

		test.each([400, 422])('is to be checked, where Ductape refuses it with %i', async (status) => {
			expect(await failureOf(status, 'id must have 24 characters')).toMatch(
				/id must have 24 characters \| Check 'Integration'\./,
			);
		});

		test('may be right where the server fails', async () => {
			expect(await failureOf(500, 'Oops')).toMatch(/Oops \| .*Try again later/);
		});
	});

	test('that was chosen is that of the ID, whatever Ductape returns', async () => {
		const answer = { status: 200, body: { status: true, data: bench.empty } };
		bench.simulator.faults.add({ path: `/integrations/v1/${bench.orders._id}`, answer });
		const session = bench.watch({ events: ['failedRun'], integrationId: byId(bench.orders._id) });
		await expect(session.activate()).rejects.toThrow(`a different record than ${bench.orders._id}`);
	});

	test('stands in every line of the chosen one, also in older ones that name only its ID', async () => {
		const session = await bench.activate({ events: ['failedRun'], integrationId: byId(bench.orders._id) });
		const line: Partial<LogEntry> = bench.state.addLog(bench.orders, { integration_id: bench.orders._id });
		delete line.product_tag;
		expect(jsonOf(await session.poll())).toMatchObject([
			{
				integrationId: bench.orders._id,
				integrationName: 'Orders Hub',
				detail: { product_tag: 'orders_hub' },
			},
		]);
	});

	test('of a line that names only an ID is found in the list; where that fails the error goes out without', async () => {
		const session = await bench.activate({ events: ['failedRun'] });
		const line: Partial<LogEntry> = bench.state.addLog(bench.empty, { integration_id: bench.empty._id });
		delete line.product_tag;
		expect(jsonOf(await session.poll())).toMatchObject([
			{ integrationId: bench.empty._id, integrationName: 'Empty', detail: { product_tag: 'empty' } },
		]);
		bench.simulator.faults.add({ path: /workspace\/.*\/all$/, answer: { status: 403 } });
		bench.state.addLog(bench.empty);
		expect(jsonOf(await session.poll())).toMatchObject([{ integrationId: null, integrationName: null }]);
		expect(await session.poll()).toBeNull();
	});
});
