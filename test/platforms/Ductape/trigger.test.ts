import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { DuctapeTrigger } from '../../../nodes/Ductape/DuctapeTrigger.node';
import type { LogEntry } from '../../../simulators/ductape/records';
import type { PollSession } from '../../engine';
import { byId, DuctapeBench } from './bench';

const HOUR_MS = 3_600_000;

/** What makes each event happen once, some time ago, and what it must tell. */
const causes: Record<string, { cause: (bench: DuctapeBench, agoMs?: number) => void; told: IDataObject }> = {
	failedRun: {
		cause: ({ state, orders }, agoMs = 0) => void state.addFailedRun(orders, { agoMs }),
		told: {
			kind: 'runFailed',
			code: 'app',
			message: 'Request failed with status code 500',
			detail: { product_tag: 'orders_hub', errorLineCount: 3 },
		},
	},
	failedJobExecution: {
		cause: ({ state, orders, simulator: { clock } }, agoMs = 0) =>
			void state.addJobExecution(orders, { completed_at: clock.iso(agoMs) }),
		told: { kind: 'failedJob', code: 'ACTION_TIMEOUT', message: 'The action did not answer' },
	},
	failedNotification: {
		cause: ({ state, orders, simulator: { clock } }, agoMs = 0) =>
			void state.addNotificationMessage(orders, { createdAt: clock.iso(agoMs) }),
		told: { kind: 'failedNotification', code: 'failed', message: 'SMTP connection refused' },
	},
};

let bench: DuctapeBench;
beforeEach(async () => {
	bench = await DuctapeBench.start();
});
afterEach(async () => await bench.stop());

const json = (items: INodeExecutionData[] | null) => (items ?? []).map((item) => item.json);

async function activate(parameters: INodeParameters, durable = false): Promise<PollSession> {
	const session = bench.watch(parameters, { durable });
	expect(await session.activate()).toBeNull();
	return session;
}

describe.each([false, true])('every event (durable cursors: %s)', (durable) => {
	test.each(Object.entries(causes))('%s', async (event, { cause, told }) => {
		cause(bench);
		const session = await activate({ events: [event] }, durable);
		expect(await session.poll()).toBeNull();
		cause(bench);
		const items = json(await session.poll());
		expect(items).toMatchObject([
			{
				platform: 'ductape',
				integrationId: bench.orders._id,
				integrationName: 'Orders Hub',
				severity: 'error',
				occurrences: 1,
				url: null,
				errorId: expect.any(String),
				occurredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
				...told,
			},
		]);
		expect(items[0]).not.toHaveProperty('raw');
		expect(await session.poll()).toBeNull();
		cause(bench, 3 * HOUR_MS);
		expect(json(await session.poll())).toHaveLength(1);
		await session.restart();
		expect(await session.poll()).toBeNull();
		bench.simulator.faults.add({
			path: /log|job-executions|notification-messages/,
			times: 1,
			answer: { status: 403 },
		});
		cause(bench);
		await expect(session.poll()).rejects.toThrow(/403/);
		expect(json(await session.poll())).toHaveLength(1);
	});
});

test('every event of the list has a run above', () => {
	const [events] = new DuctapeTrigger().description.properties.filter(({ name }) => name === 'events');
	const offered = (events?.options ?? []).map((option) => ('value' in option ? option.value : ''));
	expect(offered.sort()).toEqual(Object.keys(causes).sort());
});

test('a test in the editor shows the newest, with the raw line, and leaves the state alone', async () => {
	const session = bench.watch({ events: Object.keys(causes), simplify: false });
	await expect(session.manual()).rejects.toThrow(/nothing to show yet/);
	for (const { cause } of Object.values(causes)) cause(bench);
	expect(json(await session.manual())).toHaveLength(3);
	expect(json(await session.manual())[0]).toHaveProperty('raw');
	expect(session.state).toEqual({});
});

describe('failed runs', () => {
	test('one for a process, told by its first line, dated by its last; a line that comes later tells nothing new', async () => {
		const session = await activate({ events: ['failedRun'] });
		const [first, , last] = bench.state.addFailedRun(bench.orders);
		expect(json(await session.poll())).toMatchObject([
			{
				errorId: first?.process_id,
				occurredAt: last?.timestamp,
				detail: { firstLineAt: first?.timestamp, errorLineCount: 3 },
			},
		]);
		bench.state.addLog(bench.orders, {
			process_id: String(first?.process_id),
			timestamp: bench.simulator.clock.iso(10_000),
		});
		expect(await session.poll()).toBeNull();
	});

	test('or every error line, or only the line that ends a run', async () => {
		const lines = await activate({ events: ['failedRun'], emit: 'line' });
		const ends = await activate({ events: ['failedRun'], onlyCompleted: true, logReader: 'workspaceLogs' });
		const written = bench.state.addFailedRun(bench.orders);
		expect(json(await lines.poll()).map(({ errorId }) => errorId)).toEqual(written.map(({ _id }) => _id));
		expect(json(await ends.poll())).toMatchObject([
			{ message: 'RUN OUT OF RETRIES', detail: { errorLineCount: 1 } },
		]);
	});

	test('a batch that is written after newer ones still comes out, in order of time', async () => {
		const session = await activate({ events: ['failedRun'] });
		bench.state.addFailedRun(bench.orders);
		expect(json(await session.poll())).toHaveLength(1);
		bench.state.addFailedRun(bench.orders, { agoMs: 2 * HOUR_MS });
		bench.state.addFailedRun(bench.orders, { agoMs: 20 * HOUR_MS });
		const times = json(await session.poll()).map(({ occurredAt }) => occurredAt);
		expect(times).toHaveLength(2);
		expect([...times].sort()).toEqual(times);
	});

	test.each([
		{ logOrder: 'oldestFirst' },
		{ logOrder: 'asWritten', endDate: 'excluded' },
		{ logDates: 'exact' },
		{ longestLogPage: 7, logTotalCap: 3 },
		{ nesting: 'result', successStatus: 201 },
	] as const)('are all found whatever the log is like: %j', async (switches) => {
		Object.assign(bench.switches, switches);
		const session = await activate({ events: ['failedRun'] });
		for (let count = 0; count < 40; count += 1)
			bench.state.addFailedRun(bench.orders, { agoMs: count * 1000 });
		const found = json(await session.poll());
		expect(new Set(found.map(({ errorId }) => errorId)).size).toBe(40);
		expect(found).toHaveLength(40);
		expect(await session.poll()).toBeNull();
	});

	test('every line is told, those that lack an ID too', async () => {
		const session = await activate({ events: ['failedRun'], emit: 'line' });
		for (const message of ['First', 'Second']) {
			const line: Partial<LogEntry> = bench.state.addLog(bench.orders, { message });
			delete line._id;
		}
		expect(
			json(await session.poll())
				.map(({ message }) => message)
				.sort(),
		).toEqual(['First', 'Second']);
		expect(await session.poll()).toBeNull();
	});

	test('of one integration only, by its id; of older entries without process or product', async () => {
		const [, empty] = [...bench.state.integrations.values()];
		const session = await activate({ events: ['failedRun'], integrationId: byId(bench.orders._id) });
		if (empty) bench.state.addFailedRun(empty);
		const line = bench.state.addLog(bench.orders, { product_tag: 'renamed', component: '', message: '' });
		delete line.process_id;
		expect(json(await session.poll())).toMatchObject([
			{ errorId: line._id, integrationId: null, message: 'Ductape gives no message', code: null },
		]);
	});
});

describe('job executions and notifications', () => {
	test('a retry that fails is another failure', async () => {
		const session = await activate({ events: ['failedJobExecution'], integrationId: byId(bench.orders._id) });
		const execution = bench.state.addJobExecution(bench.orders);
		expect(json(await session.poll())).toMatchObject([{ errorId: `${execution._id}:0` }]);
		execution.retry_count = 1;
		execution.completed_at = bench.simulator.clock.iso();
		expect(json(await session.poll())).toMatchObject([{ errorId: `${execution._id}:1` }]);
		expect(await session.poll()).toBeNull();
	});

	test.each(['started', 'completed'] as const)(
		'dates of executions mean when they %s',
		async (executionDates) => {
			bench.switches.executionDates = executionDates;
			const session = await activate({
				events: ['failedJobExecution'],
				integrationId: byId(bench.orders._id),
			});
			const { clock } = bench.simulator;
			bench.state.addJobExecution(bench.orders, { started_at: clock.iso(20 * HOUR_MS) });
			expect(json(await session.poll())).toHaveLength(1);
			expect(await session.poll()).toBeNull();
		},
	);

	test('of all integrations cost one list and one request each', async () => {
		const session = await activate({ events: ['failedJobExecution'] });
		bench.simulator.requests.clear();
		expect(await session.poll()).toBeNull();
		const asked = bench.asked().map((line) => line.replace(/\?.*/, ''));
		expect(asked).toEqual([
			`GET /integrations/v1/workspace/${bench.orders.workspace_id}/all`,
			'GET /integrations/v1/job-executions',
			'GET /integrations/v1/job-executions',
		]);
	});

	test.each([{ messageFilters: 'honoured' }, { messageFilters: 'ignored' }] as const)(
		'messages come as a list or wrapped, of all integrations or of one: %j',
		async (switches) => {
			Object.assign(bench.switches, { messageList: 'items', ...switches });
			const [, empty] = [...bench.state.integrations.values()];
			const all = await activate({ events: ['failedNotification'] });
			const one = await activate({ events: ['failedNotification'], integrationId: byId(bench.orders._id) });
			if (empty) bench.state.addNotificationMessage(empty);
			bench.state.addNotificationMessage(bench.orders, { status: 'sent' });
			expect(json(await all.poll())).toMatchObject([{ integrationName: 'Empty' }]);
			expect(await one.poll()).toBeNull();
		},
	);
});
