import { describe, expect, test } from '@jest/globals';
import { type IDataObject, jsonParse } from 'n8n-workflow';

import { hash } from '../../../core';
import { DuctapeTrigger } from '../../../nodes/Ductape/DuctapeTrigger.node';
import type { LogEntry } from '../../../simulators/ductape/records';
import { recordLog } from '../../engine';
import { forEachTest } from '../../lifecycle';
import { byId, DuctapeBench, jsonOf } from './bench';

const HOUR_MS = 3_600_000;

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

describe('failed runs', () => {
	test("that have no time are dated by Ductape's clock, which n8n's is a day and more behind", async () => {
		bench.simulator.clock.advance(30 * HOUR_MS);
		const session = await bench.activate({ events: ['failedRun'] });
		const [line] = bench.state.addFailedRun(bench.orders);
		bench.simulator.clock.advance(HOUR_MS / 30);
		const undated = { ...line, timestamp: undefined };
		const logs = { data: [undated], metadata: { total: 1, page: 1, limit: 100, totalPages: 1 } };
		bench.simulator.faults.add({ path: /^\/log/, answer: { body: { status: true, data: { logs } } } });
		expect(jsonOf(await session.poll())).toHaveLength(1);
		expect(await session.poll()).toBeNull();
	});

	test('one for a process, with the message of its first line and the time of its last; a later line is no other event', async () => {
		const session = await bench.activate({ events: ['failedRun'] });
		const [first, , last] = bench.state.addFailedRun(bench.orders);
		expect(jsonOf(await session.poll())).toMatchObject([
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
		const lines = await bench.activate({ events: ['failedRun'], eventPer: 'line' });
		const ends = await bench.activate({
			events: ['failedRun'],
			onlyCompleted: true,
			logReader: 'workspaceLogs',
		});
		const written = bench.state.addFailedRun(bench.orders);
		const errors = jsonOf(await lines.poll());
		expect(errors.map(({ errorId }) => errorId)).toEqual(written.map(({ _id }) => _id));
		expect(errors.map(({ eventId }) => eventId)).toEqual(
			written.map(({ _id }) => `ductape:runFailed:${_id}`),
		);
		expect(jsonOf(await ends.poll())).toMatchObject([
			{ message: 'RUN OUT OF RETRIES', detail: { errorLineCount: 1 } },
		]);
	});

	test.each([
		{ completedLines: 'ofExecution', stepProcessIds: 'ofRun' },
		{ completedLines: 'ofExecution', stepProcessIds: 'ofStep' },
		{ completedLines: 'ofEachLevel', stepProcessIds: 'ofRun' },
		{ completedLines: 'ofEachLevel', stepProcessIds: 'ofStep' },
	] as const)(
		'one for a run whatever its lines name as their process, and complete them: %j',
		async (switches) => {
			Object.assign(bench.switches, switches);
			const runs = await bench.activate({ events: ['failedRun'] });
			const ends = await bench.activate({ events: ['failedRun'], onlyCompleted: true });
			const lines = await bench.activate({ events: ['failedRun'], eventPer: 'line', onlyCompleted: true });
			const written = [bench.state.addFailedRun(bench.orders), bench.state.addFailedRun(bench.orders)];
			const ids = written.map(([line]) => line?.process_id);
			const isOfEach = switches.completedLines === 'ofEachLevel';
			const [first] = jsonOf(await runs.poll()).filter(({ errorId }) => errorId === ids[0]);
			expect(first).toMatchObject({
				eventId: `ductape:runFailed:${ids[0]}`,
				message: 'Request failed with status code 500',
				detail: {
					process_id: ids[0],
					errorLineCount: 3,
					feature_tag: 'sync_orders',
					...(switches.stepProcessIds === 'ofStep' && { step_process_id: `${ids[0]}:main` }),
				},
			});
			const ended = jsonOf(await ends.poll());
			expect(ended.map(({ errorId }) => errorId)).toEqual(ids);
			expect(ended[0]).toMatchObject({ detail: { errorLineCount: isOfEach ? 3 : 1 } });
			expect(jsonOf(await lines.poll())).toHaveLength(isOfEach ? 6 : 2);
			for (const session of [runs, ends, lines]) expect(await session.poll()).toBeNull();
		},
	);

	test('one for a run whose steps are written polls apart, also behind a process of another form', async () => {
		bench.switches.stepProcessIds = 'ofStep';
		const session = await bench.activate({ events: ['failedRun'] });
		const process_id = bench.state.random.uuid();
		bench.state.addLog(bench.orders, { process_id, component: 'feature_step', _endsExecution: false });
		const [step] = jsonOf(await session.poll());
		expect(step).toMatchObject({ errorId: process_id, eventId: `ductape:runFailed:${process_id}` });
		bench.state.addLog(bench.orders, { process_id });
		expect(await session.poll()).toBeNull();
		// A colon in an ID that names no run by itself: each is a process.
		const others = ['sync_orders:1', 'sync_orders:2', 'order 8:main'];
		for (const id of others) bench.state.addLog(bench.orders, { process_id: id });
		expect(new Set(idsIn(await session.poll()))).toEqual(new Set(others));
	});

	test('a batch that is written after newer ones still comes out, in order of time', async () => {
		const session = await bench.activate({ events: ['failedRun'] });
		bench.state.addFailedRun(bench.orders);
		expect(jsonOf(await session.poll())).toHaveLength(1);
		bench.state.addFailedRun(bench.orders, { agoMs: 2 * HOUR_MS });
		bench.state.addFailedRun(bench.orders, { agoMs: 20 * HOUR_MS });
		const times = jsonOf(await session.poll()).map(({ occurredAt }) => occurredAt);
		expect(times).toHaveLength(2);
		expect([...times].sort()).toEqual(times);
	});

	test.each([
		{ logOrder: 'oldestFirst' },
		{ logOrder: 'asWritten', endDate: 'excluded' },
		{ logDates: 'exact' },
		{ longestLogPage: 7, logTotalCap: 3 },
		{ longestLogPage: 12, logTotal: 'none' },
		{ nesting: 'result', successStatus: 201 },
	] as const)('are all found whatever the log is like: %j', async (switches) => {
		Object.assign(bench.switches, switches);
		const session = await bench.activate({ events: ['failedRun'] });
		for (let count = 0; count < 40; count += 1)
			bench.state.addFailedRun(bench.orders, { agoMs: count * 1000 });
		const found = jsonOf(await session.poll());
		expect(new Set(found.map(({ errorId }) => errorId)).size).toBe(40);
		expect(found).toHaveLength(40);
		expect(await session.poll()).toBeNull();
	});

	test('are found with few requests where the total counts other lines, too', async () => {
		bench.switches.logTotal = 'ofAll';
		for (let count = 0; count < 5000; count += 1) bench.state.addLog(bench.empty, { status: 'success' });
		const session = await bench.activate({ events: ['failedRun'] });
		bench.state.addFailedRun(bench.orders);
		const before = bench.simulator.requests.count({ path: /^\/log/ });
		expect(jsonOf(await session.poll())).toHaveLength(1);
		expect(bench.simulator.requests.count({ path: /^\/log/ }) - before).toBeLessThanOrEqual(2);
	});

	test('lines that arrive while the log is read are counted once', async () => {
		const session = await bench.activate({ events: ['failedRun'] });
		// 34 runs of three lines each are two pages, and a run lies across them.
		for (let count = 34; count > 0; count -= 1)
			bench.state.addFailedRun(bench.orders, { agoMs: count * 1000 });
		const log = { path: /^\/log/ };
		bench.switches.latencyMs = 20;
		const asked = bench.simulator.requests.count(log);
		const polling = session.poll();
		await bench.simulator.requests.waitFor(log, asked + 2);
		// The second page is on its way: what arrives now moves lines of the first to it.
		bench.state.addFailedRun(bench.orders);
		const errors = jsonOf(await polling);
		expect(errors).toHaveLength(34);
		for (const error of errors) expect(error).toMatchObject({ detail: { errorLineCount: 3 } });
		expect(jsonOf(await session.poll())).toHaveLength(1);
	});

	test('the Late Arrival Window loses none when it is added at the value that it shows', async () => {
		const shown = optionOf('lateWindowMinutes');
		expect(shown).toBe(24 * 60);
		const found = [];
		for (const options of [{}, { lateWindowMinutes: shown }, { lateWindowMinutes: 10 }]) {
			const session = await bench.activate({ events: ['failedRun'], options });
			bench.state.addFailedRun(bench.orders);
			expect(jsonOf(await session.poll())).toHaveLength(1);
			bench.state.addFailedRun(bench.orders, { agoMs: 20 * HOUR_MS });
			found.push(jsonOf(await session.poll()).length);
		}
		expect(found).toEqual([1, 1, 0]);
	});

	test('every line is emitted, those that lack an ID too', async () => {
		const session = await bench.activate({ events: ['failedRun'], eventPer: 'line' });
		for (const message of ['First', 'Second']) {
			const line: Partial<LogEntry> = bench.state.addLog(bench.orders, { message });
			delete line._id;
		}
		const errors = jsonOf(await session.poll());
		expect(errors.map(({ message }) => message).sort()).toEqual(['First', 'Second']);
		expect(errors.map(({ errorId }) => errorId)).toEqual([null, null]);
		expect(new Set(errors.map(({ eventId }) => eventId)).size).toBe(2);
		expect(await session.poll()).toBeNull();
	});

	test('of one integration only, by its id; of older entries without process or product', async () => {
		const session = await bench.activate({ events: ['failedRun'], integrationId: byId(bench.orders._id) });
		bench.state.addFailedRun(bench.empty);
		const line = bench.state.addLog(bench.orders, { product_tag: 'renamed', component: '', message: '' });
		delete line.process_id;
		expect(jsonOf(await session.poll())).toMatchObject([
			{
				errorId: line._id,
				integrationId: bench.orders._id,
				message: 'Ductape returned no message',
				code: null,
				detail: { product_tag: 'orders_hub' },
			},
		]);
	});
});

test.each([
	[{ message: 'Mailbox is full', code: 552 }, 'Mailbox is full'],
	[{ errors: [{ message: 'First' }, { message: 'Second' }] }, 'First; Second'],
	[{ code: 'EAUTH', password: 'very-secret' }, 'code: EAUTH; password: [redacted]'],
	['As text', 'As text'],
])('what went wrong is the message also where it is no text: %j', async (error, message) => {
	const session = await bench.activate({ events: ['failedJobExecution', 'failedNotification', 'failedRun'] });
	Object.assign(bench.state.addJobExecution(bench.orders), { error });
	Object.assign(bench.state.addNotificationMessage(bench.orders), { error });
	Object.assign(bench.state.addLog(bench.orders), { message: error });
	const events = jsonOf(await session.poll());
	expect(events.map((event) => event['message'])).toEqual([message, message, message]);
});

describe('where Ductape ignores filters', () => {
	test('a run that did not fail is none that did', async () => {
		bench.switches.logFilters = 'ignored';
		const session = await bench.activate({ events: ['failedRun'] });
		for (const status of ['success', 'processing', 'waiting'] as const)
			bench.state.addLog(bench.orders, { status });
		const failed = bench.state.addLog(bench.orders);
		// Older lines keep another status.
		const older = bench.state.addLog(bench.orders, { status: 'waiting', failed_execution: true });
		const silent: Partial<LogEntry> = bench.state.addLog(bench.orders);
		delete silent.status;
		expect(new Set(idsIn(await session.poll()))).toEqual(
			new Set([failed, older, silent].map(({ process_id: id }) => id)),
		);
	});

	test('a line that names another integration is none of the chosen one, one of another tag may be', async () => {
		bench.switches.logFilters = 'ignored';
		const session = await bench.activate({ events: ['failedRun'], integrationId: byId(bench.orders._id) });
		bench.state.addLog(bench.empty, { integration_id: bench.empty._id });
		const { process_id: own } = bench.state.addLog(bench.orders, { product_tag: 'renamed' });
		expect(idsIn(await session.poll())).toEqual([own]);
	});

	test('a line that names only the tag of another integration is none of the chosen one, nor decides how it is', async () => {
		bench.switches.logFilters = 'ignored';
		const choice = { integrationId: byId(bench.orders._id) };
		const session = await bench.activate({ events: ['failedRun', 'healthChanged'], ...choice });
		bench.state.addFailedRun(bench.empty);
		expect(await session.poll()).toBeNull();
		const [{ process_id: own } = { process_id: '' }] = bench.state.addFailedRun(bench.orders);
		expect(jsonOf(await session.poll())).toMatchObject([{ errorId: own }, { kind: 'healthChanged' }]);
	});

	test('the ID that a line names goes before its tag, which another integration may have by now', async () => {
		const session = await bench.activate({ events: ['failedRun'] });
		bench.state.addLog(bench.orders, { integration_id: bench.empty._id });
		expect(jsonOf(await session.poll())).toMatchObject([{ integrationId: bench.empty._id }]);
	});

	test('a message that failed is one, however Ductape writes that', async () => {
		const session = await bench.activate({ events: ['failedNotification'] });
		const written = ['FAILED', 'Failed', 'fail', 'failed'].map((status) => {
			const message = bench.state.addNotificationMessage(bench.orders);
			return Object.assign(message, { status })._id;
		});
		bench.state.addNotificationMessage(bench.orders, { status: 'sent' });
		expect(idsIn(await session.poll()).sort()).toEqual(written.sort());
	});

	test('an execution that did not fail is none that did', async () => {
		bench.switches.executionFilters = 'ignored';
		const session = await bench.activate({ events: ['failedJobExecution'] });
		for (const phase of ['COMPLETED', 'RUNNING', 'RETRY_SCHEDULED'] as const) {
			bench.state.addJobExecution(bench.orders, { phase });
		}
		const { _id } = bench.state.addJobExecution(bench.orders);
		expect(idsIn(await session.poll())).toEqual([_id]);
	});
});

test.each(['capped', 'refused'] as const)(
	'what Ductape does not list of one day is named in the log, with the integration (more is %s)',
	async (tooHighLimit) => {
		Object.assign(bench.switches, { longestMessageList: 100, tooHighLimit });
		const session = await bench.activate({ events: ['failedNotification'] });
		for (let count = 0; count < 150; count += 1) bench.state.addNotificationMessage(bench.orders);
		const log = recordLog();
		expect(jsonOf(await session.poll())).toHaveLength(100);
		expect(log.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual([
			'Ductape returned 100 notification messages of "Orders Hub" and may have more of the same day. Those that failed among these are not emitted.',
		]);
	},
);

describe('a day with thousands of messages, few of which failed', () => {
	const poll = async (switches: object, sent = 5000) => {
		Object.assign(bench.switches, switches);
		const session = await bench.activate({ events: ['failedNotification'] });
		for (let count = 0; count < sent; count += 1) {
			bench.state.addNotificationMessage(bench.orders, { status: 'sent' });
		}
		const failed = [1, 2, 3].map(() => bench.state.addNotificationMessage(bench.orders)._id);
		expect(idsIn(await session.poll()).sort()).toEqual(failed.sort());
		const before = bench.asked().length;
		const log = recordLog();
		expect(await session.poll()).toBeNull();
		expect(log.filter(({ level }) => level === 'warn')).toEqual([]);
		return bench.asked().length - before;
	};
	const capped = { longestMessageList: 500 };

	test.each([
		[{ messageStatus: 'honoured' }, 3],
		[{ messageStatus: 'honoured', messagePages: 'refused', ...capped }, 3],
		[{ messageStatus: 'honoured', messageTotals: 'hasMore', longestMessageList: 20 }, 3],
		[{ messageStatus: 'refused' }, 5],
		[{ messageStatus: 'ignored' }, 5],
	])('costs few requests: %j', async (switches, requests) => {
		expect(await poll(switches)).toBe(requests);
	});

	test.each(
		(['honoured', 'ignored', 'refused'] as const).flatMap((messageStatus) =>
			(['hasMore', 'hasMoreAsAsked', 'total', 'nothing'] as const).map((messageTotals) => ({
				messageStatus,
				messageTotals,
			})),
		),
	)('is read to its end by pages: %j', async (switches) => {
		expect(await poll({ messagePages: 'honoured', ...capped, ...switches }, 1500)).toBeLessThan(8);
	});
});

describe('days with more messages than Ductape lists at once', () => {
	const minutes = Array.from({ length: 2600 }, (_, at) => at);
	/** Sent every minute, none older than the days that are read; some of the last five hours failed. */
	const poll = async (ages: readonly number[], changedMs: (age: number) => number) => {
		Object.assign(bench.switches, { longestMessageList: 100, messagePages: 'honoured' });
		const session = await bench.activate({ events: ['failedNotification'] });
		const failed = ages.flatMap((age) => {
			const given = {
				status: age % 100 === 7 && age < 300 ? ('failed' as const) : ('sent' as const),
				created_at: bench.simulator.clock.iso(age * 60_000),
				updated_at: bench.simulator.clock.iso(changedMs(age)),
			};
			const { _id, status } = bench.state.addNotificationMessage(bench.orders, given);
			return status === 'failed' ? [_id] : [];
		});
		bench.simulator.requests.clear();
		const found = idsIn(await session.poll());
		expect(failed).toHaveLength(3);
		expect(found.sort()).toEqual(failed.sort());
		return bench.simulator.requests.count({ path: /notification-messages/ });
	};
	const atOnce = (age: number) => age * 60_000;
	// In another order than they were created.
	const soon = (age: number) => Math.max(0, age - (age % 7)) * 60_000;

	test.each([
		['newest first', atOnce],
		['newest first, changed in another order', soon],
	])('are not read beyond what a poll looks back at: %s', async (_order, changedMs) => {
		// With the status, and sixteen pages: a day, and a page that shows that the rest is older.
		expect(await poll(minutes, changedMs)).toBe(17);
	});

	test.each([
		['oldest first', [...minutes].reverse(), atOnce],
		['in no order', minutes.map((at) => (at * 7919) % minutes.length), atOnce],
	])(
		'are read to their end where the times do not show that the rest is older: %s',
		async (_order, ages, changedMs) => {
			expect(await poll(ages, changedMs)).toBeGreaterThan(25);
		},
	);

	test('do not hide one behind them that failed just now, where Ductape goes by the status', async () => {
		Object.assign(bench.switches, { longestMessageList: 100, messageStatus: 'honoured' });
		const session = await bench.activate({ events: ['failedNotification'] });
		const ago = (hours: number) => bench.simulator.clock.iso(hours * 3_600_000);
		for (let count = 0; count < 300; count += 1) {
			const at = ago(31 + count / 100);
			const sent = { status: 'sent', created_at: at, updated_at: at } as const;
			bench.state.addNotificationMessage(bench.orders, sent);
		}
		const times = { created_at: ago(35), updated_at: ago(0) };
		const { _id } = bench.state.addNotificationMessage(bench.orders, { status: 'failed', ...times });
		expect(idsIn(await session.poll())).toEqual([_id]);
	});

	test('are read on where an older message changed since', async () => {
		expect(await poll(minutes, (age) => (age % 50 === 0 ? 0 : atOnce(age)))).toBeGreaterThan(25);
	});
});

test('a status that finds less than the whole list is left out of the question', async () => {
	const session = await bench.activate({ events: ['failedNotification'] });
	const failed = bench.state.addNotificationMessage(bench.orders);
	for (let count = 0; count < 700; count += 1) {
		bench.state.addNotificationMessage(bench.orders, { status: 'sent' });
	}
	const last = bench.state.addNotificationMessage(bench.orders);
	const answer = { status: 200, body: { status: true, data: { items: [] } } };
	bench.simulator.faults.add({ path: /notification-messages/, after: 1, times: 1, answer });
	expect(idsIn(await session.poll()).sort()).toEqual([failed._id, last._id].sort());
});

describe('published again', () => {
	test.each([
		['one integration, then all', true, false],
		['all integrations, then one', false, true],
	])('with %s, what both watch goes on, and the rest is new', async (_change, before, after) => {
		const choice = (isOne: boolean) => ({
			events: ['failedRun'],
			...(isOne && { integrationId: byId(bench.orders._id) }),
		});
		const session = await bench.activate(choice(before));
		const run = (integration: typeof bench.orders) => bench.state.addFailedRun(integration)[0]?.process_id;
		const known = run(bench.orders);
		expect(idsIn(await session.poll())).toEqual([known]);
		const meanwhile = run(bench.orders);
		run(bench.empty);
		expect(idsIn(await session.activate(choice(after)))).toEqual([meanwhile]);
		expect(await session.poll()).toBeNull();
		const [own, others] = [run(bench.orders), run(bench.empty)];
		expect(new Set(idsIn(await session.poll()))).toEqual(new Set(after ? [own] : [own, others]));
	});

	test.each(['line', 'process'])(
		'with "%s" no more, nothing that was emitted comes again',
		async (eventPer) => {
			const session = await bench.activate({ events: ['failedRun'], eventPer });
			bench.state.addFailedRun(bench.orders);
			expect(await session.poll()).not.toBeNull();
			const other = eventPer === 'line' ? 'process' : 'line';
			expect(await session.activate({ events: ['failedRun'], eventPer: other })).toBeNull();
			expect(await session.poll()).toBeNull();
			bench.state.addFailedRun(bench.orders);
			expect(jsonOf(await session.poll())).toHaveLength(other === 'line' ? 3 : 1);
		},
	);

	test.each(['line', 'process'])(
		'without "Only Completed Executions", what it left out before is known, with "%s"; what it showed goes on',
		async (eventPer) => {
			const session = await bench.activate({ events: ['failedRun'], eventPer, onlyCompleted: true });
			bench.state.addFailedRun(bench.orders);
			bench.state.addLog(bench.orders, { message: 'Ends nothing', _endsExecution: false });
			const messages = async (items: Parameters<typeof jsonOf>[0]) =>
				[...jsonOf(items), ...jsonOf(await session.poll())].map(({ message }) => message);
			expect(await messages(await session.poll())).toEqual(['RUN OUT OF RETRIES']);
			bench.state.addFailedRun(bench.empty, { given: { message: 'Meanwhile' } });
			const choice = { integrationId: byId(bench.empty._id), eventPer, onlyCompleted: false };
			const published = await session.activate({ events: ['failedRun'], ...choice });
			expect(await messages(published)).toEqual(['Meanwhile']);
			bench.state.addLog(bench.empty, { message: 'Ends nothing', _endsExecution: false });
			expect(await messages(await session.poll())).toEqual(['Ends nothing']);
			const all = { events: ['failedRun'], eventPer, onlyCompleted: true };
			bench.state.addFailedRun(bench.empty, { given: { message: 'Meanwhile' } });
			bench.state.addFailedRun(bench.orders);
			expect(await messages(await session.activate(all))).toEqual(['Meanwhile']);
			expect(await session.activate({ ...all, onlyCompleted: false })).toBeNull();
			expect(await session.poll()).toBeNull();
		},
	);

	test.each([true, false])(
		'goes on from a state that does not say whether "Only Completed Executions" was on (%s); off, only what is new comes',
		async (onlyCompleted) => {
			const choice = { events: ['failedRun'], eventPer: 'line', onlyCompleted };
			const session = await bench.activate(choice);
			const ends = (message: string) => bench.state.addLog(bench.orders, { message });
			const messages = (items: Parameters<typeof jsonOf>[0]) => jsonOf(items).map(({ message }) => message);
			bench.state.addLog(bench.orders, { message: 'Ends nothing', _endsExecution: false });
			ends('Before');
			expect(messages(await session.poll())).toContain('Before');
			ends('Meanwhile');
			const updated = bench.watch(choice, { state: withBareKeys(session.state) });
			expect(messages(await updated.restart())).toEqual(['Meanwhile']);
			bench.state.addLog(bench.orders, { message: 'Ends nothing', _endsExecution: false });
			expect(messages(await updated.poll())).toEqual(onlyCompleted ? [] : ['Ends nothing']);
			ends('Later');
			expect(messages(await updated.activate({ ...choice, onlyCompleted: false }))).toEqual(['Later']);
			expect(await updated.poll()).toBeNull();
			bench.state.addLog(bench.orders, { message: 'New', _endsExecution: false });
			expect(messages(await updated.poll())).toEqual(['New']);
		},
	);

	test.each(['line', 'process'])(
		'without "Only Completed Executions" before such a state was polled, what it may have left out is known, with "%s"',
		async (eventPer) => {
			const choice = { events: ['failedRun'], eventPer };
			const session = await bench.activate({ ...choice, onlyCompleted: true });
			const messages = (items: Parameters<typeof jsonOf>[0]) => jsonOf(items).map(({ message }) => message);
			bench.state.addLog(bench.orders, { message: 'Ends nothing', _endsExecution: false });
			bench.state.addLog(bench.orders, { message: 'Before' });
			expect(messages(await session.poll())).toEqual(['Before']);
			bench.state.addLog(bench.orders, { message: 'Meanwhile' });
			const updated = bench.watch(choice, { state: withBareKeys(session.state, eventPer) });
			expect(messages(await updated.activate({ ...choice, onlyCompleted: false }))).toEqual(['Meanwhile']);
			bench.state.addLog(bench.orders, { message: 'New', _endsExecution: false });
			expect(messages(await updated.poll())).toEqual(['New']);
		},
	);
});

/** A trigger's state, with the key that an earlier version had for whatever it read. */
function withBareKeys(state: IDataObject, eventPer = 'line'): IDataObject {
	const bare = eventPer === 'line' ? 'lines/workspace' : 'workspace';
	const names = [`completed/${bare}`, `all/${bare}`].flatMap((key) =>
		[10, 6].map((length) => [key, length] as const),
	);
	const text = names.reduce(
		(found, [key, length]) => found.replaceAll(hash(key, length), hash(bare, length)),
		JSON.stringify(state),
	);
	return jsonParse<IDataObject>(text);
}

const idsIn = (items: Parameters<typeof jsonOf>[0]) => jsonOf(items).map(({ errorId }) => errorId);

describe('the account is the workspace', () => {
	const ofOthers = () => {
		const { user } = bench.simulator.seeded;
		const workspace = bench.state.addWorkspace('Other', [user]);
		const integration = bench.state.addIntegration({ name: 'Theirs', workspace_id: workspace._id });
		bench.state.addFailedRun(integration);
		return { workspaceId: workspace._id, integration };
	};

	test('another one, with the same key, has a baseline of its own', async () => {
		const session = await bench.activate({ events: ['failedRun'] });
		const { workspaceId, integration } = ofOthers();
		session.credentials.change('ductapeApi', { workspaceId });
		expect(await session.poll()).toBeNull();
		bench.state.addFailedRun(integration);
		expect(jsonOf(await session.poll())).toMatchObject([{ integrationName: 'Theirs' }]);
	});

	test('another key of the same one keeps it: nothing is lost', async () => {
		const session = await bench.activate({ events: ['failedRun'] });
		bench.state.addFailedRun(bench.orders);
		bench.state.rotateKey(bench.simulator.seeded.user);
		const { privateKey } = bench.simulator.seeded.user;
		session.credentials.change('ductapeApi', { privateKey });
		expect(jsonOf(await session.poll())).toHaveLength(1);
		expect(await session.poll()).toBeNull();
	});
});

/** What the trigger shows of an option when it is added. */
function optionOf(name: string): number {
	const { properties } = new DuctapeTrigger().description;
	const options = properties.find((property) => property.name === 'options')?.options ?? [];
	const option = options.find((property) => property.name === name);
	return option !== undefined && 'default' in option ? Number(option.default) : Number.NaN;
}
