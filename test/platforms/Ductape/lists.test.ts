import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { LogEntry } from '../../../simulators/ductape/records';
import { textOf } from '../../../core/data/json';
import { forEachTest } from '../../lifecycle';
import { chosen } from '../PlatformBench';
import { DuctapeBench } from './bench';

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

describe('lists of log lines', () => {
	test('end only where they end: totals may be capped, pages shorter than asked for', async () => {
		for (let count = 0; count < 23; count += 1) bench.state.addLog(bench.orders);
		const given = { returnAll: true, logReader: 'workspaceLogs', options: { rowsPerPage: 10 } };
		expect(await bench.json('log', 'getMany', given)).toHaveLength(23);
		bench.switches.logTotalCap = 5;
		expect(await bench.json('log', 'getMany', given)).toHaveLength(23);
		bench.switches.longestLogPage = 4;
		expect(await bench.json('log', 'getMany', given)).toHaveLength(23);
		expect(await bench.json('log', 'getMany', { ...given, returnAll: false, limit: 3 })).toHaveLength(3);
		bench.switches.workspaceLogs = 'missing';
		expect(await bench.failure('log', 'getMany', given)).toMatch(/HTTP 404/);
	});

	test('are filtered by tags as users made them up', async () => {
		bench.state.addLog(bench.orders, { parent_tag: "Bob's orders" });
		bench.state.addLog(bench.orders, { parent_tag: 'other' });
		const given = { returnAll: true, filters: { parent_tag: "Bob's orders" } };
		expect(await bench.json('log', 'getMany', given)).toMatchObject([{ parent_tag: "Bob's orders" }]);
	});

	test('go on where the first page is short and Ductape shows the limit that was asked for', async () => {
		Object.assign(bench.switches, { longestLogPage: 12, logLimit: 'asked' });
		for (let count = 0; count < 30; count += 1) bench.state.addLog(bench.orders);
		const run = await bench.run('log', 'getMany', { returnAll: true });
		expect(run.json).toHaveLength(30);
		expect(run.hints).toEqual([]);
	});

	test.each([
		['a full page, which Ductape cut', 12, 30, 30],
		['one that is short enough to be whole', 100, 9, 9],
	])('without any total end behind %s', async (_name, longestLogPage, lines, expected) => {
		Object.assign(bench.switches, { longestLogPage, logTotal: 'none' });
		for (let count = 0; count < lines; count += 1) bench.state.addLog(bench.orders);
		const run = await bench.run('log', 'getMany', { returnAll: true });
		expect(run.json).toHaveLength(expected);
		expect(run.hints).toEqual([]);
		expect(bench.asked().length).toBeLessThanOrEqual(Math.ceil(lines / longestLogPage) + 1);
	});

	test('without any total end where the server ignores the page, also while others arrive', async () => {
		Object.assign(bench.switches, { logPages: 'ignored', logTotal: 'none' });
		const add = () => bench.state.addLog(bench.orders);
		for (let count = 0; count < 37; count += 1) add();
		const whole = await bench.run('log', 'getMany', { returnAll: true });
		expect(whole.json).toHaveLength(37);
		expect(whole.hints).toEqual([]);
		expect(bench.asked()).toHaveLength(3);
		bench.faults.add({ path: /^\/log/, after: 1, times: 1, answer: { first: add } });
		expect(await bench.json('log', 'getMany', { returnAll: true })).toHaveLength(38);
	});

	test('without any total fail where the server ignores the page, and the first one was full', async () => {
		Object.assign(bench.switches, { logPages: 'ignored', logTotal: 'none' });
		for (let count = 0; count < 120; count += 1) bench.state.addLog(bench.orders);
		const given = { returnAll: true, options: { rowsPerPage: 100 } };
		expect(await bench.failure('log', 'getMany', given)).toMatch(/sent page 2 of the list a second time/);
	});

	test('are asked for in pages as before where the total counts more than the first page has', async () => {
		bench.state.addLog(bench.orders);
		const logs = { data: [bench.state.logs[0]], metadata: { total: 5000, totalPages: 3, limit: 100 } };
		const answer = { body: { status: true, data: { logs } } };
		bench.simulator.faults.add({ path: /^\/log/, times: 1, answer });
		await bench.json('log', 'getMany', { returnAll: true });
		expect(bench.asked().filter((request) => request.includes('limit=100'))).toHaveLength(
			bench.asked().length,
		);
		expect(bench.asked().length).toBeLessThan(5);
	});

	test('end at an empty page, whatever lines the total counts', async () => {
		bench.switches.logTotal = 'ofAll';
		for (let count = 0; count < 5000; count += 1) bench.state.addLog(bench.empty, { status: 'success' });
		const read = async (filters: INodeParameters) => {
			const before = bench.asked().length;
			const { json, hints } = await bench.run('log', 'getMany', { returnAll: true, filters });
			expect(hints).toHaveLength(json.length === 0 ? 1 : 0);
			expect(JSON.stringify(hints)).not.toContain('The list changed');
			return [json.length, bench.asked().length - before];
		};
		expect(await read({ status: 'fail' })).toEqual([0, 1]);
		for (let count = 0; count < 3; count += 1) bench.state.addLog(bench.orders);
		expect(await read({ status: 'fail' })).toEqual([3, 2]);
		for (let count = 0; count < 110; count += 1) bench.state.addLog(bench.orders);
		const [lines, requests] = await read({ status: 'fail' });
		expect(lines).toBe(113);
		// As many as are read ahead.
		expect(requests).toBeLessThan(30);
	});

	test.each(['analytics', 'workspaceLogs'])(
		'have each line once when others arrive while they are read (%s)',
		async (logReader) => {
			const written = [5, 4, 3, 2, 1].map((minutes) => {
				const timestamp = bench.simulator.clock.iso(minutes * 60_000);
				return bench.state.addLog(bench.orders, { timestamp })._id;
			});
			const given = { returnAll: true, logReader, options: { rowsPerPage: 2 } };
			bench.switches.latencyMs = 20;
			const reading = bench.json('log', 'getMany', given);
			await bench.simulator.requests.waitFor({ path: /^\/log/ }, 2);
			// The second page is on its way: what arrives now moves a line of the first to it.
			bench.state.addLog(bench.orders);
			const found = (await reading).map(({ _id }) => _id);
			expect(found).toEqual(written.reverse());
		},
	);
});

test.each(['words', 'views'] as const)(
	'log lines by component, which are found as %s',
	async (logComponents) => {
		bench.switches.logComponents = logComponents;
		for (const component of ['app', 'broker', 'job', 'feature', 'product'])
			bench.state.addLog(bench.orders, { component });
		bench.state.addLog(bench.orders, { component: 'feature_step', type: 'action' });
		const found = async (component: string) =>
			(await bench.json('log', 'getMany', { filters: { component }, returnAll: true })).length;
		const areViews = logComponents === 'views';
		expect(await found('broker')).toBe(1);
		expect(await found('job')).toBe(1);
		expect(await found('feature')).toBe(1);
		expect(await found('app')).toBe(areViews ? 2 : 1);
		expect(await found('product')).toBe(areViews ? 6 : 1);
	},
);

test('the log is read, and its failures are emitted, where Ductape wants to know how to group them', async () => {
	bench.switches.logGroupBy = 'required';
	const session = await bench.activate({ events: ['failedRun', 'healthChanged'] });
	bench.state.addFailedRun(bench.orders);
	expect(await session.poll()).toHaveLength(2);
	for (const logReader of ['analytics', 'workspaceLogs']) {
		expect(await bench.json('log', 'getMany', { logReader, returnAll: true })).toHaveLength(3);
		const health = await bench.json('integration', 'getHealth', { ...bench.ordersField, logReader });
		expect(health).toMatchObject([{ status: 'ERROR' }]);
	}
});

describe.each(['all', 'lastWeek'] as const)('without From, the log reaches back over %s', (logDays) => {
	const HINT = /oldest line is of .*about a week ago.*set 'From'/;
	const read = async (given: INodeParameters, ...daysAgo: number[]) => {
		bench.switches.logDays = logDays;
		for (const days of daysAgo)
			bench.state.addLog(bench.orders, { timestamp: bench.simulator.clock.iso(days * 86_400_000) });
		const { json, hints } = await bench.run('log', 'getMany', { returnAll: true, ...given });
		return [json.length, hints.some(({ message }) => HINT.test(message))];
	};

	test('which is said where the oldest line is about a week old', async () => {
		const isWeek = logDays === 'lastWeek';
		expect(await read({}, 0, 3, 6.9, 20)).toEqual([isWeek ? 3 : 4, isWeek]);
		expect(await read({ filters: { start_date: bench.simulator.clock.iso(30 * 86_400_000) } })).toEqual([
			4,
			false,
		]);
		expect(await read({ returnAll: false, limit: 2 })).toEqual([2, false]);
	});

	test('which is not said of a log that is younger', async () => {
		expect(await read({}, 0, 3)).toEqual([2, false]);
	});
});

test.each(['newestFirst', 'oldestFirst', 'asWritten'] as const)(
	'all log lines come newest first, whatever the order of the log: %s',
	async (logOrder) => {
		bench.switches.logOrder = logOrder;
		const minutesAgo = [3, 1, 4, 2, 5];
		for (const minutes of minutesAgo) {
			const timestamp = bench.simulator.clock.iso(minutes * 60_000);
			bench.state.addLog(bench.orders, { timestamp, message: `Line ${minutes}` });
		}
		const given = { returnAll: true, options: { rowsPerPage: 2 } };
		const found = await bench.json('log', 'getMany', given);
		expect(found.map(({ message }) => message)).toEqual([1, 2, 3, 4, 5].map((line) => `Line ${line}`));
		// No more is read than is wanted.
		const before = bench.asked().length;
		expect(await bench.json('log', 'getMany', { ...given, returnAll: false, limit: 2 })).toHaveLength(2);
		expect(bench.asked()).toHaveLength(before + 1);
	},
);

test('log lines that came before a page that fails are returned, newest first, where the node continues', async () => {
	bench.switches.logOrder = 'oldestFirst';
	for (const minutes of [3, 2, 1]) {
		const timestamp = bench.simulator.clock.iso(minutes * 60_000);
		bench.state.addLog(bench.orders, { timestamp, message: `Line ${minutes}` });
	}
	bench.faults.add({ path: /^\/log/, after: 1, answer: { status: 403 } });
	const given = { returnAll: true, options: { rowsPerPage: 2 } };
	const more = { onError: 'continueRegularOutput' as const };
	const { json } = await bench.run('log', 'getMany', given, more);
	expect(json).toMatchObject([
		{ message: 'Line 2' },
		{ message: 'Line 3' },
		{ error: expect.stringContaining('403') },
	]);
});

test('log lines without an ID come once, too, when others arrive while they are read', async () => {
	for (let minutes = 5; minutes > 0; minutes -= 1) {
		const timestamp = bench.simulator.clock.iso(minutes * 60_000);
		const line: Partial<LogEntry> = bench.state.addLog(bench.orders, { timestamp });
		delete line._id;
	}
	const given = { returnAll: true, options: { rowsPerPage: 2 } };
	bench.switches.latencyMs = 20;
	const reading = bench.json('log', 'getMany', given);
	await bench.simulator.requests.waitFor({ path: /^\/log/ }, 2);
	bench.state.addLog(bench.orders);
	expect(await reading).toHaveLength(5);
});

describe('where rows are removed while a list is read, others may slip past, which is said', () => {
	const reading = async (resource: string) => {
		const given = { ...bench.ordersField, returnAll: true, options: { rowsPerPage: 20 } };
		return await bench.run(resource, 'getMany', given);
	};

	test('of job executions', async () => {
		for (let count = 0; count < 60; count += 1) bench.state.addJobExecution(bench.orders);
		expect((await reading('jobExecution')).hints).toEqual([]);
		bench.switches.latencyMs = 20;
		const run = reading('jobExecution');
		const before = bench.simulator.requests.count({ path: /job-executions/ });
		await bench.simulator.requests.waitFor({ path: /job-executions/ }, before + 2);
		bench.state.jobExecutions.splice(0, 5);
		bench.state.jobExecutions.splice(-5);
		const { json, hints } = await run;
		expect(json.length).toBeLessThan(60);
		expect(JSON.stringify(hints)).toMatch(/\d\d of 60 records were received/);
	});

	test('of log lines', async () => {
		for (let count = 0; count < 60; count += 1) bench.state.addLog(bench.orders);
		expect((await reading('log')).hints).toEqual([]);
		bench.simulator.faults.add({ path: /^\/log/, after: 1, answer: { delayMs: 100 } });
		const before = bench.simulator.requests.count({ path: /^\/log/ });
		const run = reading('log');
		await bench.simulator.requests.waitFor({ path: /^\/log/ }, before + 2);
		bench.state.logs.splice(0, 5);
		const { json, hints } = await run;
		expect(json.length).toBeLessThan(60);
		expect(JSON.stringify(hints)).toMatch(/\d\d of 60 records were received/);
	});
});

describe('Get Health has the newest line', () => {
	test.each(['newestFirst', 'oldestFirst'] as const)('of a log that is capped and %s', async (logOrder) => {
		Object.assign(bench.switches, { logOrder, logTotalCap: 10, longestLogPage: 3 });
		for (let minutes = 40; minutes > 0; minutes -= 1) {
			const timestamp = bench.simulator.clock.iso(minutes * 60_000);
			bench.state.addLog(bench.orders, { timestamp, message: `Line ${minutes}` });
		}
		const newest = { lastErrorMessage: 'Line 1', status: 'ERROR' };
		for (const logReader of ['analytics', 'workspaceLogs']) {
			const given = { ...bench.ordersField, logReader };
			expect(await bench.json('integration', 'getHealth', given)).toMatchObject([newest]);
		}
		expect(bench.simulator.requests.count({ path: /^\/log/ })).toBeLessThan(60);
	});

	test('which the whole total of the newer log leads to at once', async () => {
		Object.assign(bench.switches, { logOrder: 'oldestFirst', logTotalCap: 10, longestLogPage: 3 });
		for (let minutes = 40; minutes > 0; minutes -= 1) {
			const timestamp = bench.simulator.clock.iso(minutes * 60_000);
			bench.state.addLog(bench.orders, { timestamp, message: `Line ${minutes}` });
		}
		const given = { ...bench.ordersField, logReader: 'workspaceLogs' };
		expect(await bench.json('integration', 'getHealth', given)).toMatchObject([
			{ lastErrorMessage: 'Line 1' },
		]);
		// The newest line and the newest failure, each by the first page and the last.
		expect(bench.simulator.requests.count({ path: /^\/log/ })).toBe(4);
	});

	test('of a log in no order whose pages are all the same, with two requests for each read', async () => {
		Object.assign(bench.switches, { logPages: 'ignored', logTotal: 'none', logOrder: 'asWritten' });
		for (let count = 0; count < 37; count += 1) {
			const timestamp = bench.simulator.clock.iso((1 + ((count + 20) % 37)) * 60_000);
			bench.state.addLog(bench.orders, { timestamp, message: `Line ${count}` });
		}
		expect(await bench.json('integration', 'getHealth', bench.ordersField)).toMatchObject([
			{ lastErrorMessage: 'Line 17' },
		]);
		expect(bench.asked().filter((request) => request.startsWith('GET /log'))).toHaveLength(4);
	});

	test('and without any run claims nothing', async () => {
		bench.orders.status = 'public';
		expect(await bench.json('integration', 'getHealth', bench.ordersField)).toMatchObject([
			{ status: 'UNKNOWN', lastErrorMessage: null, lastErrorAt: null, lastRunAt: null },
		]);
	});
});

test('a log line of all integrations says whose it is: by the ID where it has one, and by the tag', async () => {
	bench.state.addLog(bench.orders, { timestamp: bench.simulator.clock.iso(60_000) });
	bench.state.addLog(bench.orders, { timestamp: bench.simulator.clock.iso(2000), product_id: 'p1' });
	bench.state.addLog(bench.orders, { timestamp: bench.simulator.clock.iso(1000), integration_id: 'i1' });
	const lines = await bench.json('log', 'getMany', { returnAll: true });
	expect(lines.map((line) => [line['integrationId'], line['product_tag']])).toEqual([
		['i1', bench.orders.tag],
		['p1', bench.orders.tag],
		[null, bench.orders.tag],
	]);
});

describe('what was asked for, where Ductape ignores filters', () => {
	test('log lines', async () => {
		bench.switches.logFilters = 'ignored';
		for (let count = 0; count < 120; count += 1) bench.state.addLog(bench.orders, { status: 'success' });
		bench.state.addLog(bench.empty, { integration_id: bench.empty._id });
		bench.state.addLog(bench.empty);
		const { _id } = bench.state.addLog(bench.orders, { timestamp: bench.simulator.clock.iso(3_600_000) });
		const given = { ...bench.ordersField, filters: { status: 'fail' } };
		for (const returnAll of [true, false]) {
			expect(await bench.json('log', 'getMany', { ...given, returnAll })).toMatchObject([{ _id }]);
		}
	});

	test('one log line behind many others, with few requests', async () => {
		bench.switches.logFilters = 'ignored';
		for (let count = 0; count < 120; count += 1) bench.state.addLog(bench.orders, { status: 'success' });
		const { _id } = bench.state.addLog(bench.orders, { timestamp: bench.simulator.clock.iso(3_600_000) });
		const given = { filters: { status: 'fail' }, limit: 1 };
		expect(await bench.json('log', 'getMany', given)).toMatchObject([{ _id }]);
		expect(bench.asked().length).toBeLessThanOrEqual(3);
		await bench.json('log', 'getMany', { ...given, options: { rowsPerPage: 50 } });
		expect(bench.asked().at(-1)).toContain('limit=50');
	});

	test('one log line behind those of a day more than was chosen, with few requests', async () => {
		for (let count = 0; count < 120; count += 1)
			bench.state.addLog(bench.orders, { timestamp: '2026-01-06T10:00:00.000Z' });
		const { _id } = bench.state.addLog(bench.orders, { timestamp: '2026-01-05T10:00:00.000Z' });
		const given = { filters: { end_date: '2026-01-05' }, limit: 1 };
		expect(await bench.json('log', 'getMany', given)).toMatchObject([{ _id }]);
		expect(bench.asked().length).toBeLessThanOrEqual(3);
	});

	test.each([
		['app_env', 'prd', 'prd2'],
		['app_id', 'a1', 'a2'],
		['child_tag', 'main', 'main_2'],
		['component', 'feature', 'feature_step'],
		['env', 'dev', 'dev2'],
		['parent_tag', 'sync_orders', 'sync_orders_backup'],
		['process_id', 'p-1', 'p-10'],
		['product_tag', 'orders_hub', 'orders_hub_2'],
		['type', 'feature', 'actions'],
	])('log lines by %s', async (name, wanted, other) => {
		bench.switches.logFilters = 'ignored';
		bench.state.addLog(bench.orders, { [name]: other });
		const { _id } = bench.state.addLog(bench.orders, { [name]: wanted });
		const given = { filters: { [name]: wanted }, returnAll: true };
		expect(await bench.json('log', 'getMany', given)).toMatchObject([{ _id }]);
		bench.switches.logFilters = 'honoured';
		expect(await bench.json('log', 'getMany', given)).toMatchObject([{ _id }]);
	});

	test('log lines of a run, with those of its steps, and of one of its steps', async () => {
		bench.switches.logFilters = 'ignored';
		bench.switches.stepProcessIds = 'ofStep';
		const [line] = bench.state.addFailedRun(bench.orders);
		bench.state.addFailedRun(bench.orders);
		const filtered = async (process_id = '') =>
			await bench.json('log', 'getMany', { filters: { process_id }, returnAll: true });
		expect(await filtered(line?.process_id)).toHaveLength(3);
		expect(await filtered(`${line?.process_id}:main`)).toHaveLength(2);
		expect(await filtered(`${line?.process_id}:other`)).toEqual([]);
	});

	test('log lines of an integration that was removed', async () => {
		const { _id } = bench.state.addLog(bench.orders);
		bench.state.integrations.delete(bench.orders._id);
		expect(await bench.json('log', 'getMany', bench.ordersField)).toMatchObject([{ _id }]);
	});

	test('health', async () => {
		bench.switches.logFilters = 'ignored';
		bench.state.addLog(bench.empty, { integration_id: bench.empty._id, message: 'Of another' });
		bench.state.addLog(bench.orders, { status: 'success' });
		expect(await bench.json('integration', 'getHealth', bench.ordersField)).toMatchObject([
			{ status: 'ACTIVE', lastErrorMessage: null },
		]);
	});

	test('job executions', async () => {
		bench.switches.executionFilters = 'ignored';
		for (let count = 0; count < 120; count += 1)
			bench.state.addJobExecution(bench.orders, { phase: 'COMPLETED' });
		bench.state.addJobExecution(bench.orders, { env: 'prd' });
		const { _id } = bench.state.addJobExecution(bench.orders);
		const filters = { phase: 'FAILED', env: 'dev' };
		const found = await bench.run('jobExecution', 'getMany', {
			...bench.ordersField,
			filters,
			returnAll: true,
		});
		expect(found).toMatchObject({ json: [{ _id }], hints: [] });
	});

	test('one job execution behind many others, with few requests', async () => {
		bench.switches.executionFilters = 'ignored';
		for (let count = 0; count < 120; count += 1)
			bench.state.addJobExecution(bench.orders, { phase: 'COMPLETED' });
		const { _id } = bench.state.addJobExecution(bench.orders);
		const given = { ...bench.ordersField, filters: { phase: 'FAILED' }, limit: 1 };
		expect(await bench.json('jobExecution', 'getMany', given)).toMatchObject([{ _id }]);
		expect(bench.simulator.requests.count({ path: /job-executions/ })).toBeLessThanOrEqual(3);
	});

	test('steps, of which nobody knows whether they are of the run, which is said', async () => {
		const { _featureId } = bench.state.addProcess(bench.orders);
		const { _id } = bench.state.addProcess(bench.orders, { step_tag: 'load', _featureId });
		const filters = { component: 'feature_step', feature_id: _featureId };
		const given = { ...bench.ordersField, filters, returnAll: true };
		expect(await bench.run('process', 'getMany', given)).toMatchObject({ json: [{ _id }], hints: [] });
		bench.switches.processFilters = 'ignored';
		const other = bench.state.addProcess(bench.orders, { step_tag: 'load' });
		const { json, hints } = await bench.run('process', 'getMany', given);
		expect(json).toMatchObject([{ _id }, { _id: other._id }]);
		expect(JSON.stringify(hints)).toContain('steps of other runs may be among them');
		const ofAny = { ...given, filters: { component: 'feature_step' } };
		expect(await bench.run('process', 'getMany', ofAny)).toMatchObject({ json, hints: [] });
	});

	test.each(['none', 'meta', 'total'] as const)(
		'steps, which is said once, however few are wanted (pages: %s)',
		async (processPages) => {
			Object.assign(bench.switches, { processFilters: 'ignored', processPages, longestProcessList: 20 });
			const { _featureId } = bench.state.addProcess(bench.orders);
			for (let count = 0; count < 30; count += 1)
				bench.state.addProcess(bench.orders, { step_tag: 'load', ...(count === 0 && { _featureId }) });
			const filters = { component: 'feature_step', feature_id: _featureId };
			for (const asked of [{ returnAll: true }, { limit: 2 }]) {
				const { json, hints } = await bench.run('process', 'getMany', {
					...bench.ordersField,
					filters,
					...asked,
				});
				expect(json.length).toBeGreaterThanOrEqual(2);
				expect([...JSON.stringify(hints).matchAll(/steps of other runs may be/g)]).toHaveLength(1);
			}
		},
	);

	test('processes, of which more are asked for then', async () => {
		bench.switches.processFilters = 'ignored';
		for (let count = 0; count < 60; count += 1) bench.state.addProcess(bench.orders, { status: 'success' });
		for (const other of [{ env: 'prd' }, { feature_tag: 'sync_orders_backup' }])
			bench.state.addProcess(bench.orders, other);
		const { _id } = bench.state.addProcess(bench.orders, { status: 'failed' });
		const filters = { status: 'fail', env: 'dev', feature_tag: 'sync_orders' };
		for (const asked of [{ returnAll: true }, { limit: 1 }]) {
			const found = await bench.json('process', 'getMany', { ...bench.ordersField, filters, ...asked });
			expect(found).toMatchObject([{ _id }]);
		}
	});
});

test('a job whose tag begins with that of another is another job, and so is an environment', async () => {
	bench.switches.executionFilters = 'ignored';
	for (const other of [{ job_tag: 'nightly_backup' }, { env: 'dev2' }])
		bench.state.addJobExecution(bench.orders, { job_tag: 'nightly', env: 'dev', ...other });
	const { _id } = bench.state.addJobExecution(bench.orders, { job_tag: 'nightly', env: 'dev' });
	const given = { ...bench.ordersField, filters: { job_tag: 'nightly', env: 'dev' }, returnAll: true };
	expect(await bench.json('jobExecution', 'getMany', given)).toMatchObject([{ _id }]);
});

test.each(['capitals', 'capitalsOnly', 'small'] as const)(
	'job executions are found by their phase, which Ductape writes in %s',
	async (phaseWords) => {
		bench.switches.phaseWords = phaseWords;
		bench.state.jobExecutions.length = 0;
		const { _id } = bench.state.addJobExecution(bench.orders);
		const found = async (phase: string) =>
			await bench.json('jobExecution', 'getMany', {
				...bench.ordersField,
				filters: { phase },
				returnAll: true,
			});
		expect(await found('FAILED')).toMatchObject([{ _id }]);
		const before = bench.asked().length;
		expect(await found('RUNNING')).toEqual([]);
		// The integration for its tag, and the list by either word.
		expect(bench.asked().length - before).toBe(3);
	},
);

test.each([
	['mixed', 'exact', 'honoured', [2, 2]],
	['mixed', 'anyCapitals', 'honoured', [2, 2]],
	['mixed', 'exact', 'ignored', [2, 2]],
	['capitals', 'exact', 'honoured', [3, 2]],
	['capitalsOnly', 'exact', 'honoured', [3, 2]],
	['capitals', 'anyCapitals', 'honoured', [3, 2]],
	['capitals', 'exact', 'ignored', [2, 2]],
] as const)(
	'job executions of a phase come, however each of them writes it, once, and with few requests: %s, %s, filters %s',
	async (phaseWords, phaseFilter, executionFilters, [all, some]) => {
		Object.assign(bench.switches, { phaseWords, phaseFilter, executionFilters });
		bench.state.jobExecutions.length = 0;
		for (let count = 0; count < 160; count += 1) bench.state.addJobExecution(bench.orders);
		bench.state.addJobExecution(bench.orders, { phase: 'COMPLETED' });
		const read = async (asked: object) => {
			const filters = { phase: 'FAILED' };
			const given = { ...bench.ordersField, filters, options: { rowsPerPage: 100 }, ...asked };
			bench.simulator.requests.clear();
			const { json, error } = await bench.run('jobExecution', 'getMany', given);
			expect([new Set(json.map(({ _id }) => _id)).size, error]).toEqual([json.length, undefined]);
			return [json.length, bench.simulator.requests.count({ path: /job-executions/ })];
		};
		expect(await read({ returnAll: true })).toEqual([160, all]);
		expect(await read({ limit: 150 })).toEqual([150, some]);
	},
);

test.each([
	['which was listed', 2],
	['which may have any', 1],
])('job executions of a phase fail where a page in small letters, %s, is refused', async (_what, page) => {
	bench.switches.phaseWords = 'small';
	for (let count = 0; count < 250; count += 1) bench.state.addJobExecution(bench.orders);
	bench.faults.add({
		path: /job-executions/,
		query: { phase: 'failed', page: `${page}` },
		answer: { status: 200, body: { status: false, errors: 'Internal error' } },
	});
	const given = { ...bench.ordersField, filters: { phase: 'FAILED' }, returnAll: true };
	expect(await bench.failure('jobExecution', 'getMany', given)).toMatch(/^Ductape: Internal error/);
});

test.each([
	['a server error', { status: 500, body: { status: false, errors: '`failed` is not a valid enum value' } }],
	['a success that says no', { status: 200, body: { status: false, errors: 'Internal error' } }],
])(
	'job executions of a phase come where those in small letters are refused by %s, and it says so',
	async (_by, answer) => {
		for (let count = 0; count < 160; count += 1) bench.state.addJobExecution(bench.orders);
		bench.faults.add({ path: /job-executions/, query: { phase: 'failed' }, answer });
		const given = { ...bench.ordersField, filters: { phase: 'FAILED' }, returnAll: true };
		const { json, error, hints } = await bench.run('jobExecution', 'getMany', given);
		expect([json.length, error]).toEqual([160, undefined]);
		expect(JSON.stringify(hints)).toContain('small letters');
		expect(bench.simulator.requests.count({ path: /job-executions/ })).toBe(3);
	},
);

test('a list of job executions has every attempt of one, each a row of the same ID', async () => {
	const { _id, ...execution } = bench.state.addJobExecution(bench.orders);
	bench.simulator.faults.add({
		path: /job-executions/,
		answer: {
			status: 200,
			body: {
				status: true,
				data: { items: [1, 0].map((retry) => ({ ...execution, _id, retry_count: retry })), hasMore: false },
			},
		},
	});
	const given = { integrationId: chosen(bench.orders._id), returnAll: true };
	const found = await bench.json('jobExecution', 'getMany', given);
	expect(found.map((row) => [row['_id'], row['retry_count']])).toEqual([
		[_id, 1],
		[_id, 0],
	]);
});

describe('a list of job executions ends where it ends', () => {
	const blankPage = {
		path: /job-executions/,
		answer: { status: 200, body: { status: true, data: { items: [], hasMore: true } } },
	};
	const read = async (options = {}) => {
		const given = { ...bench.ordersField, returnAll: true, options: { rowsPerPage: 20, ...options } };
		return await bench.run('jobExecution', 'getMany', given);
	};

	test.each(['hasMore', 'total', 'nothing'] as const)('where its pages say %s', async (executionPages) => {
		bench.switches.executionPages = executionPages;
		for (let count = 0; count < 100; count += 1) bench.state.addJobExecution(bench.orders);
		expect((await read()).json).toHaveLength(100);
		expect((await read({ maxPages: 5 })).json).toHaveLength(100);
		bench.state.addJobExecution(bench.orders);
		expect((await read()).json).toHaveLength(101);
		expect((await read({ maxPages: 5 })).error?.message).toMatch(/did not end after 5 pages/);
	});

	test.each(
		(['hasMore', 'hasMoreAsAsked', 'total', 'totalAsText', 'nothing'] as const).flatMap((executionPages) =>
			(['own', 'asked', 'hidden'] as const).map((executionLimit) => ({ executionPages, executionLimit })),
		),
	)('where Ductape returns fewer at once than asked for, with %j', async (switches) => {
		Object.assign(bench.switches, { ...switches, longestExecutionPage: 12 });
		for (const count of [18, 12]) {
			for (let added = 0; added < count; added += 1) bench.state.addJobExecution(bench.orders);
			const { json, hints } = await read();
			expect(json).toHaveLength(bench.state.jobExecutions.length);
			expect(hints).toEqual([]);
		}
		expect(bench.state.jobExecutions).toHaveLength(30);
	});

	test('where Ductape tells a total of more than it lists, and has no more', async () => {
		const items = Array.from({ length: 15 }, () => bench.state.addJobExecution(bench.orders));
		const data = { items, hasMore: false, total: 500 };
		bench.simulator.faults.add({
			path: /job-executions/,
			times: 1,
			answer: { body: { status: true, data } },
		});
		const { json, hints } = await read();
		expect(json).toHaveLength(15);
		expect(JSON.stringify(hints)).toContain('15 of 500 records were received');
		expect(bench.simulator.requests.count({ path: /job-executions/ })).toBe(2);
	});

	test('with one request where few executions say nothing of further ones', async () => {
		Object.assign(bench.switches, { executionPages: 'nothing', executionLimit: 'hidden' });
		for (let count = 0; count < 9; count += 1) bench.state.addJobExecution(bench.orders);
		expect((await read()).json).toHaveLength(9);
		expect(bench.simulator.requests.count({ path: /job-executions/ })).toBe(1);
	});

	test('and rows that do not name their environment are those that Ductape chose', async () => {
		bench.switches.runNames = 'hidden';
		bench.state.addJobExecution(bench.orders, { env: 'prd' });
		bench.state.addNotificationMessage(bench.orders, { env: 'prd' });
		const wanted = [
			bench.state.addJobExecution(bench.orders),
			bench.state.addNotificationMessage(bench.orders),
		];
		for (const [at, resource] of ['jobExecution', 'notificationMessage'].entries()) {
			const given = { ...bench.ordersField, filters: { env: 'dev' }, returnAll: true };
			const found = await bench.json(resource, 'getMany', { ...given, simplify: false });
			expect(found).toMatchObject([{ _id: wanted[at]?._id }]);
			expect(found[0]).not.toHaveProperty('env');
		}
	});

	test('not at a blank page that promises more', async () => {
		for (let count = 0; count < 60; count += 1) bench.state.addJobExecution(bench.orders);
		const whole = (await read()).json.map(({ _id }) => _id);
		bench.simulator.faults.add({ ...blankPage, times: 2 });
		const { json, error, hints } = await read();
		expect(error).toBeUndefined();
		// Two pages of twenty came without their rows; what is behind them is read.
		expect(json.map(({ _id }) => _id)).toEqual(whole.slice(40));
		expect(JSON.stringify(hints)).toContain('20 of 60 records were received');
	});

	test('and an error where it never does', async () => {
		bench.simulator.faults.add(blankPage);
		expect((await read()).error?.message).toMatch(/announced more job executions, but sent 10 empty pages/);
		expect(bench.simulator.requests.count({ path: /job-executions/ })).toBe(10);
	});
});

describe('a response that is no list does not pass for an empty one', () => {
	const responses = [
		['an object', { body: { status: true, data: { message: 'moved' } } }],
		['nothing', { bodyText: '' }],
		['null without the envelope', { bodyText: 'null', contentType: 'application/json' }],
		['a page of a gateway', { bodyText: '<h1>gateway</h1>' }],
	] as const;
	const lists: Array<[string, string, RegExp]> = [
		['integration', 'getApps', /fetch-product-apps/],
		['integration', 'getMany', /workspace/],
		['jobExecution', 'getMany', /job-executions/],
		['log', 'getMany', /analytics/],
		['notificationMessage', 'getMany', /notification-messages/],
		['process', 'getMany', /processor/],
	];

	test.each(
		lists.flatMap(([resource, operation, path]) =>
			responses.map(([name, answer]) => ({ resource, operation, path, name, answer })),
		),
	)('$resource: $operation, of $name', async ({ resource, operation, path, answer }) => {
		bench.simulator.faults.add({ path, answer: { status: 200, ...answer } });
		const given = { ...bench.ordersField, returnAll: true };
		expect(await bench.failure(resource, operation, given)).toMatch(
			/Ductape returned an unexpected response \(expected a (list|record with the field "\w+")\).*check '/,
		);
	});

	test.each([
		['jobExecution', /job-executions/, {}],
		['log', /analytics/, { logs: { metadata: {} } }],
	] as const)('%s, where the list lacks its key', async (resource, path, data) => {
		bench.simulator.faults.add({ path, answer: { status: 200, body: { status: true, data } } });
		const given = { ...bench.ordersField, returnAll: true };
		expect(await bench.failure(resource, 'getMany', given)).toMatch(/\(expected a list\).*check '/);
	});

	test('the pickers too: an empty response is an error', async () => {
		bench.simulator.faults.add({ path: /workspace/, answer: { status: 200, bodyText: '' } });
		await expect(bench.choices('searchIntegrations')).rejects.toThrow(/expected a list/);
		await expect(bench.choices('searchWorkspaceApps')).rejects.toThrow(/expected a list/);
	});

	const noItems = { items: null, total: 0, page: 1, limit: 100, hasMore: false };
	const noLines = { logs: { metadata: { total: 0, page: 1, limit: 100, totalPages: 0 }, data: null } };

	test.each([
		['jobExecution', /job-executions/, noItems, { ...noItems, total: 3 }],
		['notificationMessage', /notification-messages/, { items: null }, { ...noItems, total: '3' }],
		['process', /processor/, { items: null }, { ...noItems, total: 3 }],
		['log', /analytics/, noLines, { logs: { metadata: { total: 3 }, data: null } }],
		['log', /analytics/, null, { logs: { data: null, metadata: { total: 1 } } }],
	] as const)(
		'%s: null in place of the list is an empty one, unless the total says otherwise',
		async (...given) => {
			const [resource, path, none, some] = given;
			const list = { ...bench.ordersField, returnAll: true };
			const fault = { path, times: 1 };
			bench.simulator.faults.add({ ...fault, answer: { body: { status: true, data: none } } });
			expect(await bench.json(resource, 'getMany', list)).toEqual([]);
			bench.simulator.faults.add({ ...fault, answer: { body: { status: true, data: some } } });
			expect(await bench.failure(resource, 'getMany', list)).toMatch(/\(expected a list\)/);
		},
	);

	test('null under "data" is an empty list', async () => {
		bench.simulator.faults.add({
			path: /workspace/,
			answer: { status: 200, body: { status: true, data: null } },
		});
		expect(await bench.json('integration', 'getMany', { returnAll: true })).toEqual([]);
	});
});

describe('days are those that were chosen, whatever the time zone', () => {
	const at = (timestamp: string) => bench.state.addLog(bench.orders, { timestamp });

	test.each([
		{ logDates: 'day', endDate: 'included' },
		{ logDates: 'day', endDate: 'excluded' },
		{ logDates: 'exact' },
	] as const)('in the log, with %j', async (switches) => {
		Object.assign(bench.switches, switches);
		at('2026-01-04T23:59:59.999Z');
		const wanted = [at('2026-01-05T00:00:00.000Z'), at('2026-01-06T23:59:59.999Z')].map(({ _id }) => _id);
		at('2026-01-07T00:00:00.000Z');
		const filters = {
			start_date: '2026-01-05T00:00:00.000+09:00',
			end_date: '2026-01-06T00:00:00.000+09:00',
		};
		const given = { ...bench.ordersField, filters, returnAll: true };
		const found = await bench.json('log', 'getMany', given);
		expect(found.map(({ _id }) => _id).sort()).toEqual(wanted.sort());
	});

	test.each(
		(['included', 'excluded'] as const).flatMap((endDate) =>
			(['honoured', 'ignored'] as const).map((messageFilters) => ({ endDate, messageFilters })),
		),
	)('in lists of runs and of messages, with %j', async (switches) => {
		Object.assign(bench.switches, switches);
		const times = ['2026-01-04T23:59', '2026-01-05T00:00', '2026-01-06T23:59', '2026-01-07T00:00'];
		for (const time of times.map((minute) => `${minute}:00.000Z`)) {
			bench.state.addProcess(bench.orders, { start: time, end: time });
			bench.state.addJobExecution(bench.orders, { started_at: time, completed_at: time });
			bench.state.addNotificationMessage(bench.orders, { created_at: time, updated_at: time });
		}
		const { processes, jobExecutions, notificationMessages } = bench.state;
		const filters = { start_date: '2026-01-05', end_date: '2026-01-06' };
		for (const [resource, rows] of Object.entries({
			process: processes,
			jobExecution: jobExecutions,
			notificationMessage: notificationMessages,
		})) {
			const wanted = rows.slice(1, 3).map(({ _id }) => _id);
			for (const asked of [{ returnAll: true }, { limit: 2 }]) {
				const found = await bench.json(resource, 'getMany', { ...bench.ordersField, filters, ...asked });
				expect([resource, ...found.map(({ _id }) => _id)]).toEqual([resource, ...wanted]);
			}
		}
	});

	test('a message without a time stays', async () => {
		const { _id } = bench.state.addNotificationMessage(bench.orders, { created_at: '', updated_at: '' });
		bench.switches.messageFilters = 'ignored';
		const filters = { start_date: '2026-01-05', end_date: '2026-01-06' };
		const given = { ...bench.ordersField, filters, returnAll: true };
		expect(await bench.json('notificationMessage', 'getMany', given)).toMatchObject([{ _id }]);
	});

	test('Only Completed Executions is sent only where it is on', async () => {
		bench.state.addFailedRun(bench.orders);
		for (const [isOn, lines] of [
			[true, 1],
			[false, 3],
		] as const) {
			const filters = { only_completed_execution: isOn };
			const given = { ...bench.ordersField, filters, returnAll: true };
			expect(await bench.json('log', 'getMany', given)).toHaveLength(lines);
			const asked = bench
				.asked()
				.filter((request) => request.includes('/log/'))
				.at(-1);
			expect(asked?.includes('only_completed_execution=true')).toBe(isOn);
			expect(asked).not.toContain('=false');
		}
	});

	test('in job executions', async () => {
		const { _id } = bench.state.addJobExecution(bench.orders, { started_at: '2026-01-05T23:00:00.000Z' });
		const filters = { start_date: '2026-01-05', end_date: '2026-01-05T00:00:00.000+09:00' };
		const given = { ...bench.ordersField, filters, returnAll: true };
		expect(await bench.json('jobExecution', 'getMany', given)).toMatchObject([{ _id }]);
		for (const day of ['20260105', '={{ 20260105 }}', '={{ 46027 }}']) {
			const numbers = { ...given, filters: { start_date: day, end_date: day } };
			expect(await bench.json('jobExecution', 'getMany', numbers)).toMatchObject([{ _id }]);
		}
		for (const end_date of ['yesterday', '={{ 2026 }}', '={{ 0 }}']) {
			expect(await bench.failure('jobExecution', 'getMany', { ...given, filters: { end_date } })).toMatch(
				/^'Filters': 'To': ".*" is not a time/,
			);
		}
		const days = { end_date: '={{ ["2026-01-05"] }}' };
		expect(await bench.failure('jobExecution', 'getMany', { ...given, filters: days })).toMatch(
			/^'Filters': 'To': a list was given instead of a time/,
		);
	});
});

test.each(['optional', 'required'] as const)(
	'messages are those of the chosen integration, whose tag is %s',
	async (messageProductTag) => {
		bench.switches.messageProductTag = messageProductTag;
		bench.state.addNotificationMessage(bench.empty);
		const { _id } = bench.state.addNotificationMessage(bench.orders);
		const given = { ...bench.ordersField, returnAll: true };
		expect(await bench.json('notificationMessage', 'getMany', given)).toMatchObject([{ _id }]);
	},
);

test('the parts of one integration are read once for all items of a run', async () => {
	const integrationId = chosen(bench.orders._id);
	const [environment] = await bench.json('environment', 'getMany', { integrationId, returnAll: true });
	const before = bench.asked().length;
	const parameters = { integrationId, part: chosen(textOf(environment?.['slug']) ?? '') };
	const items = Array.from({ length: 500 }, (_, nth) => ({ nth }));
	expect(await bench.json('environment', 'get', parameters, { items })).toHaveLength(500);
	expect(bench.asked()).toHaveLength(before + 1);
});
