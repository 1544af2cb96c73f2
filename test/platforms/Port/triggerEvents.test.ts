import { describe, expect, test } from '@jest/globals';
import { jsonParse, type IDataObject, type INodeExecutionData, type INodeParameters } from 'n8n-workflow';

import { hash } from '../../../core';
import type { PortSwitches } from '../../../simulators/port';
import { recordLog, type PollSession } from '../../engine';
import { forEachTest, movableClock, untilTestEnds } from '../../lifecycle';
import { PortBench } from './bench';

let bench: PortBench;

forEachTest(async () => (bench = await PortBench.start()));

const json = (items: INodeExecutionData[] | null) => (items ?? []).map((item) => item.json);

async function activate(parameters: INodeParameters): Promise<PollSession> {
	const session = bench.watch(parameters);
	expect(await session.activate()).toBeNull();
	return session;
}

describe('resyncs', () => {
	test('each failure once, also the next one, and aborted ones on request', async () => {
		const session = await activate({ events: ['resyncFailed'], includeAborted: true });
		bench.simulator.resyncs.run('my-gitlab', { status: 'failed' });
		const [first] = json(await session.poll());
		expect(first).toMatchObject({ message: 'The resync failed' });
		bench.simulator.resyncs.run('my-gitlab', { status: 'failed' });
		const [second] = json(await session.poll());
		expect(second?.['eventId']).not.toBe(first?.['eventId']);
		bench.simulator.resyncs.run('my-gitlab', { status: 'aborted' });
		expect(json(await session.poll())).toMatchObject([
			{ kind: 'resyncAborted', severity: 'warning', message: 'The resync was aborted' },
		]);
	});

	test('aborted ones that were there before they are asked for are known; failures since the last poll are not', async () => {
		const session = await activate({ events: ['resyncFailed'] });
		bench.simulator.resyncs.run('my-gitlab', { status: 'aborted' });
		bench.simulator.resyncs.run('cluster-exporter', { status: 'failed' });
		const asked = { events: ['resyncFailed'], includeAborted: true };
		const republished = json(await session.activate(asked));
		expect([...republished, ...json(await session.poll())]).toMatchObject([
			{ kind: 'resyncFailed', integrationId: 'cluster-exporter' },
		]);
		bench.simulator.resyncs.run('my-gitlab', { status: 'aborted' });
		expect(json(await session.poll())).toMatchObject([{ kind: 'resyncAborted' }]);
	});

	test('one that shows the abort of the one before, until it ends itself, is emitted when it ends', async () => {
		bench.simulator.switches.abortShows = 'onNext';
		const events = ['resyncFailed', 'resyncCompleted'];
		const session = await activate({ events, includeAborted: true });
		for (const [status, kind] of [
			['failed', 'resyncFailed'],
			['completed', 'resyncCompleted'],
		] as const) {
			bench.simulator.resyncs.start('my-gitlab');
			expect(await session.poll()).toBeNull();
			bench.simulator.resyncs.start('my-gitlab');
			expect(json(await session.poll())).toMatchObject([{ kind: 'resyncAborted' }]);
			bench.simulator.resyncs.end('my-gitlab', { status });
			expect(json(await session.poll())).toMatchObject([{ kind }]);
		}
	});

	test('aborted ones are none by default', async () => {
		const session = await activate({ events: ['resyncFailed'] });
		bench.simulator.resyncs.run('my-gitlab', { status: 'aborted' });
		expect(await session.poll()).toBeNull();
	});

	test.each([
		['resyncCompleted', 'completed'],
		['resyncFailed', 'failed'],
	] as const)(
		'%s: none waits for a later poll, when its integration may have begun the next',
		async (event, status) => {
			const ids = ['my-gitlab', 'cluster-exporter', 'on-call'];
			const session = await activate({ events: [event, 'errorLogLine'], options: { mostEvents: 1 } });
			bench.simulator.state.addLog('my-gitlab', { level: 'ERROR', message: 'Fills the poll' });
			for (const id of ids) bench.simulator.resyncs.run(id, { status });
			const emitted = json(await session.poll());
			for (const id of ids) bench.simulator.resyncs.start(id);
			emitted.push(...json(await session.poll()));
			const resyncs = emitted.filter(({ kind }) => kind === event);
			expect(resyncs.map(({ integrationId }) => integrationId).sort()).toEqual([...ids].sort());
		},
	);

	test('the log is read only for those that failed lately', async () => {
		const session = await activate({ events: ['resyncFailed'] });
		bench.simulator.requests.clear();
		bench.simulator.resyncs.dateBack('on-call', 3_600_000);
		await session.poll();
		expect(bench.asked()).toEqual(['GET /integration']);
	});

	test('a start that is gone at the end does not hide a failure', async () => {
		bench.simulator.switches.startAtEnd = 'gone';
		const session = await activate({ events: ['resyncFailed'] });
		bench.simulator.resyncs.run('my-gitlab', { status: 'failed' });
		expect(json(await session.poll())).toHaveLength(1);
		expect(await session.poll()).toBeNull();
	});
});

describe('a resync of which Port changes the record hours later', () => {
	const clock = movableClock();
	const untilEnd = untilTestEnds();
	const hourMs = 3_600_000;

	test.each([
		['resyncFailed', 'failed'],
		['resyncFailed', 'aborted'],
		['resyncCompleted', 'completed'],
	] as const)('is no other one: %s, %s', async (event, status) => {
		bench.simulator.resyncs.run('on-call', { status });
		const session = await activate({ events: [event], includeAborted: true });
		bench.simulator.resyncs.run('my-gitlab', { status });
		expect(json(await session.poll())).toMatchObject([{ integrationId: 'my-gitlab' }]);
		for (let hours = 9; hours < 40; hours += 9) {
			clock.pass(9 * hourMs);
			expect(await session.poll()).toBeNull();
			for (const id of ['my-gitlab', 'on-call']) {
				const { resyncState } = bench.simulator.state.installation(id).record;
				Object.assign(resyncState ?? {}, { updatedAt: new Date(Date.now()).toISOString() });
			}
			expect(await session.poll()).toBeNull();
		}
		bench.simulator.resyncs.run('on-call', { status });
		expect(json(await session.poll())).toMatchObject([{ integrationId: 'on-call' }]);
	});

	test.each([
		['resyncFailed', 'failed'],
		['resyncFailed', 'aborted'],
		['resyncCompleted', 'completed'],
	] as const)('is no other one where a response leaves out its start: %s, %s', async (event, status) => {
		const { resyncs, state } = bench.simulator;
		resyncs.run('on-call', { status });
		const session = await activate({ events: [event], includeAborted: true });
		resyncs.run('my-gitlab', { status });
		expect(json(await session.poll())).toMatchObject([{ integrationId: 'my-gitlab' }]);
		const shown = ['my-gitlab', 'on-call'].map((id) => state.installation(id).record.resyncState);
		const starts = shown.map((each) => each?.lastResyncStart);
		for (let hours = 9; hours < 40; hours += 9) {
			clock.pass(9 * hourMs);
			const updatedAt = new Date(Date.now()).toISOString();
			for (const each of shown) Object.assign(each ?? {}, { updatedAt });
			for (const isThere of [true, false, true]) {
				for (const [at, each] of shown.entries()) {
					Object.assign(each ?? {}, { lastResyncStart: isThere ? starts[at] : undefined });
				}
				expect(await session.poll()).toBeNull();
			}
		}
		resyncs.run('on-call', { status });
		expect(json(await session.poll())).toMatchObject([{ integrationId: 'on-call' }]);
	});

	test('is no other one where a response leaves out its start, and another account has an integration of that ID', async () => {
		const other = untilEnd(await PortBench.start());
		const running = await activate({ events: ['resyncFailed'] });
		const others = other.watch({ events: ['resyncFailed'] });
		await others.activate();
		bench.simulator.resyncs.run('my-gitlab', { status: 'failed' });
		expect(json(await running.poll())).toHaveLength(1);
		clock.pass(hourMs);
		other.simulator.state.installation('my-gitlab').record._id = 'of another organization';
		other.simulator.resyncs.run('my-gitlab', { status: 'failed' });
		expect(json(await others.poll())).toHaveLength(1);
		const { record } = bench.simulator.state.installation('my-gitlab');
		Object.assign(record.resyncState ?? {}, { lastResyncStart: undefined });
		expect(await running.poll()).toBeNull();
	});

	test('that began at the very time at which the last one ended is another one', async () => {
		const session = await activate({ events: ['resyncCompleted'] });
		bench.simulator.resyncs.run('my-gitlab', { status: 'completed' });
		const [first] = json(await session.poll());
		const state = bench.simulator.state.installation('my-gitlab').record.resyncState;
		const lastResyncStart = state?.lastResyncEnd;
		clock.pass(60_000);
		const now = new Date(Date.now()).toISOString();
		Object.assign(state ?? {}, { lastResyncStart, lastResyncEnd: now, updatedAt: now });
		const [second] = json(await session.poll());
		expect(second).toMatchObject({ integrationId: 'my-gitlab', detail: { lastResyncStart } });
		expect(second?.['eventId']).not.toBe(first?.['eventId']);
	});
});

describe('an integration whose own clock is behind', () => {
	test.each([
		['resyncFailed', 'failed'],
		['resyncCompleted', 'completed'],
	] as const)('%s is emitted when Port hears of it', async (event, status) => {
		bench.simulator.switches.integrationClockBehindMs = 2 * 3_600_000;
		const session = await activate({ events: [event] });
		bench.simulator.resyncs.run('my-gitlab', { status });
		const [emitted] = json(await session.poll());
		expect(emitted).toMatchObject({ integrationId: 'my-gitlab' });
		const { resyncState } = bench.simulator.state.installation('my-gitlab').record;
		expect(emitted).toMatchObject({ occurredAt: resyncState?.updatedAt });
		expect(await session.poll()).toBeNull();
	});

	test('a resync that ends without an end is not taken for the one before', async () => {
		const { resyncs, switches } = bench.simulator;
		resyncs.dateBack('my-gitlab', 24 * 3_600_000);
		switches.endAtEnd = 'ofRunBefore';
		const session = await activate({ events: ['resyncFailed', 'noRecentResync'], staleAfterHours: 2 });
		resyncs.run('my-gitlab', { status: 'failed' });
		expect(json(await session.poll())).toMatchObject([{ kind: 'resyncFailed' }]);
		expect(await session.poll()).toBeNull();
		expect(bench.simulator.state.installation('my-gitlab').record.resyncState?.status).toBe('failed');
	});
});

describe('deployments', () => {
	test('when the message changes, and again after a recovery', async () => {
		const { state } = bench.simulator;
		const session = await activate({ events: ['deploymentError'] });
		const next = async (status: string, message?: string) => {
			state.setDeployment('my-gitlab', status, message);
			return json(await session.poll()).map((item) => item['message']);
		};
		expect(await next('Error', 'one')).toEqual(['one']);
		expect(await next('Error', 'one')).toEqual([]);
		expect(await next('Error', 'two')).toEqual(['two']);
		expect(await next('Running')).toEqual([]);
		expect(await next('Error', 'two')).toEqual(['two']);
		expect(await next('UnHealthy')).toEqual(['The integration is in status UnHealthy']);
		expect(await next('Something new')).toEqual([]);
	});

	test.each(['Error', 'UnHealthy'])(
		'%s: what Port does not return for a while has not changed',
		async (status) => {
			const { state } = bench.simulator;
			const session = await activate({ events: ['deploymentError'] });
			state.setDeployment('my-gitlab', status, 'one');
			expect(json(await session.poll())).toMatchObject([{ message: 'one' }]);
			const { record } = state.installation('my-gitlab');
			const { statusInfo } = record;
			const updatedAt = statusInfo?.updatedAt;
			const without = [
				undefined,
				{ integrationStatus: { status }, updatedAt },
				{ integrationStatus: { status, message: null }, updatedAt },
			];
			for (const shown of without) {
				Object.assign(record, { statusInfo: shown });
				expect(await session.poll()).toBeNull();
				Object.assign(record, { statusInfo });
				expect(await session.poll()).toBeNull();
			}
			state.setDeployment('my-gitlab', status, 'two');
			expect(json(await session.poll())).toMatchObject([{ message: 'two' }]);
		},
	);

	test.each(['ERROR', 'ACTIVE'])(
		"a status of Port's own (%s) does not end the error of a deployment that Port does not return for a while",
		async (own) => {
			const { state, switches } = bench.simulator;
			switches.realStatus = 'present';
			const { record } = state.installation('my-gitlab');
			record.status = own;
			state.setDeployment('my-gitlab', 'Running');
			const session = await activate({ events: ['deploymentError'] });
			state.setDeployment('my-gitlab', 'Error', 'one');
			expect(json(await session.poll())).toMatchObject([{ message: 'one' }]);
			const { statusInfo } = record;
			for (const shown of [undefined, statusInfo]) {
				Object.assign(record, { statusInfo: shown });
				expect(await session.poll()).toBeNull();
			}
			state.setDeployment('my-gitlab', 'Running');
			await session.poll();
			state.setDeployment('my-gitlab', 'Error', 'one');
			expect(json(await session.poll())).toMatchObject([{ message: 'one' }]);
		},
	);

	test('different outages have different IDs, and one has the same from the same older state', async () => {
		const { state } = bench.simulator;
		const session = await activate({ events: ['deploymentError'] });
		const before = session.state;
		const idOf = (items: INodeExecutionData[] | null) => json(items)[0]?.['eventId'];
		state.setDeployment('my-gitlab', 'Error', 'the same');
		const first = idOf(await session.poll());
		const again = bench.watch({ events: ['deploymentError'] }, { state: before });
		expect(idOf(await again.restart())).toBe(first);
		state.setDeployment('my-gitlab', 'Running');
		await session.poll();
		bench.simulator.state.setDeployment('my-gitlab', 'Error', 'the same');
		const { statusInfo } = state.installation('my-gitlab').record;
		if (statusInfo) statusInfo.updatedAt = new Date(Date.now() + 1000).toISOString();
		const second = idOf(await session.poll());
		expect(second).toEqual(expect.any(String));
		expect(second).not.toBe(first);
	});

	test("a status of Port's own that says ERROR counts", async () => {
		bench.simulator.switches.realStatus = 'present';
		const session = await activate({ events: ['deploymentError'] });
		bench.simulator.state.installation('on-call').record.status = 'ERROR';
		expect(json(await session.poll())).toMatchObject([{ integrationId: 'on-call', code: 'ERROR' }]);
		expect(await session.poll()).toBeNull();
	});

	test.each(['error', 'Error'])("a status of Port's own counts in any capitals: %s", async (status) => {
		bench.simulator.switches.realStatus = 'present';
		bench.simulator.state.setDeployment('my-gitlab', 'Running');
		const session = await activate({ events: ['deploymentError', 'healthChanged'] });
		bench.simulator.state.installation('my-gitlab').record.status = status;
		expect(json(await session.poll())).toMatchObject([
			{ kind: 'deploymentError', code: 'ERROR' },
			{ kind: 'healthChanged', detail: { from: 'ACTIVE', to: 'ERROR' } },
		]);
		expect(await session.poll()).toBeNull();
	});

	test.each([
		['ERROR', []],
		// Then it was no error yet.
		['error', [{ message: 'one' }]],
	])(
		'one that was stored in other capitals is not emitted again, but where it never was: %s',
		async (status, emitted) => {
			const { state } = bench.simulator;
			const events = { events: ['deploymentError'] };
			state.setDeployment('my-gitlab', 'Error', 'one');
			const session = await activate(events);
			const stored = JSON.stringify(session.state).replace('Error:', `${status}:`);
			expect(stored).not.toBe(JSON.stringify(session.state));
			const { statusInfo } = state.installation('my-gitlab').record;
			Object.assign(statusInfo?.integrationStatus ?? {}, { status });
			const upgraded = bench.watch(events, { state: jsonParse<IDataObject>(stored) });
			expect(json(await upgraded.restart())).toMatchObject(emitted);
			expect(await upgraded.poll()).toBeNull();
			state.setDeployment('my-gitlab', status, 'two');
			expect(json(await upgraded.poll())).toMatchObject([{ message: 'two' }]);
		},
	);

	test("a status of Port's own that says ERROR has not the message of a deployment that runs", async () => {
		bench.simulator.switches.realStatus = 'present';
		bench.simulator.state.setDeployment('my-gitlab', 'Running', 'Deployed');
		const session = await activate({ events: ['deploymentError'] });
		bench.simulator.state.installation('my-gitlab').record.status = 'ERROR';
		const message = 'The integration is in status ERROR';
		expect(json(await session.poll())).toMatchObject([{ integrationId: 'my-gitlab', message }]);
		bench.simulator.state.setDeployment('my-gitlab', 'Running', 'Deployed again');
		expect(await session.poll()).toBeNull();
	});
});

describe('an integration that is created again under the same ID', () => {
	const createAgain = async (session: PollSession) => {
		const { state } = bench.simulator;
		state.installations.delete('my-gitlab');
		expect(await session.poll()).toBeNull();
		state.addIntegration({ installationId: 'my-gitlab' });
		state.setDeployment('my-gitlab', 'Error', 'Out of memory');
		return json(await session.poll());
	};

	test.each(['deploymentError', 'healthChanged'])('is another one: %s', async (event) => {
		bench.simulator.state.setDeployment('my-gitlab', 'Error', 'Out of memory');
		const session = await activate({ events: [event] });
		const [first, ...others] = await createAgain(session);
		expect(first).toMatchObject({ integrationId: 'my-gitlab', code: expect.stringMatching(/^error$/i) });
		expect(others).toEqual([]);
		expect(await session.poll()).toBeNull();
		const again = await createAgain(session);
		expect(again).toHaveLength(1);
		expect(again[0]?.['eventId']).not.toBe(first?.['eventId']);
	});

	test.each(['deploymentError', 'healthChanged'])(
		'is the same where Port does not show its own ID for a while: %s',
		async (event) => {
			const { state } = bench.simulator;
			state.setDeployment('my-gitlab', 'Error', 'Out of memory');
			const session = await activate({ events: [event] });
			const { record } = state.installation('my-gitlab');
			const { _id } = record;
			Object.assign(record, { _id: undefined });
			expect(await session.poll()).toBeNull();
			Object.assign(record, { _id });
			expect(await session.poll()).toBeNull();
		},
	);

	test('is the one that was stored without its own ID, as before there was one in the state', async () => {
		const { state } = bench.simulator;
		const { record } = state.installation('my-gitlab');
		const { _id } = record;
		state.setDeployment('my-gitlab', 'Error', 'Out of memory');
		Object.assign(record, { _id: undefined });
		const session = await activate({ events: ['healthChanged'] });
		Object.assign(record, { _id });
		expect(await session.poll()).toBeNull();
		state.setDeployment('my-gitlab', 'Running', 'Deployed again');
		expect(json(await session.poll())).toMatchObject([{ detail: { from: 'ERROR', to: 'ACTIVE' } }]);
	});
});

describe('log lines', () => {
	test('late ones are emitted, those before the activation are not', async () => {
		const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
		const { state } = bench.simulator;
		state.addLog('my-gitlab', { level: 'ERROR', message: 'before', timestamp: ago(1) });
		const session = await activate({ events: ['errorLogLine'] });
		state.addLog('my-gitlab', { level: 'ERROR', message: 'late', timestamp: ago(5) });
		state.addLog('my-gitlab', { level: 'ERROR', message: 'far too late', timestamp: ago(60) });
		expect(json(await session.poll()).map(({ message }) => message)).toEqual(['late']);
	});

	test.each(['_id', 'none'] as const)(
		'one without a time is emitted once, and hides none of the older ones (ID: %s)',
		async (logIdKey) => {
			bench.simulator.switches.logIdKey = logIdKey;
			const session = await activate({ events: ['errorLogLine'] });
			const now = Date.now();
			for (let index = 0; index < 450; index += 1) {
				const timestamp = new Date(now + index).toISOString();
				const undated = index === 449 && { shownTime: null };
				bench.simulator.state.addLog('my-gitlab', {
					level: 'ERROR',
					message: `line ${index}`,
					timestamp,
					...undated,
				});
			}
			const emitted = json(await session.poll()).map(({ message }) => message);
			expect(new Set(emitted).size).toBe(450);
			expect(emitted).toHaveLength(450);
			expect(await session.poll()).toBeNull();
		},
	);

	test('those without ids that differ only beside their message are one, which says how many they are', async () => {
		const { state, switches } = bench.simulator;
		switches.logIdKey = 'none';
		const session = await activate({ events: ['errorLogLine'] });
		const timestamp = new Date().toISOString();
		for (const [record, message] of ['Refused', 'Other', 'Refused', 'Refused'].entries()) {
			state.addLog('my-gitlab', { level: 'ERROR', message, timestamp, extra: { record } });
		}
		const counts = json(await session.poll()).map(({ message, occurrences }) => [message, occurrences]);
		expect(Object.fromEntries(counts)).toEqual({ Refused: 3, Other: 1 });
		expect(counts).toHaveLength(2);
		expect(await session.poll()).toBeNull();
	});

	test('those without ids have the event ID that they always had: what was emitted is known after an update', async () => {
		const { state, switches } = bench.simulator;
		switches.logIdKey = 'none';
		const session = await activate({ events: ['errorLogLine'] });
		const timestamp = new Date().toISOString();
		const line = state.addLog('my-gitlab', {
			level: 'ERROR',
			message: 'Refused',
			timestamp,
			extra: { a: 1 },
		});
		const said = [timestamp, line.level, line.message].join('\n');
		const eventId = `port:logLine:my-gitlab:${hash(said, 27)}`;
		expect(json(await session.poll())).toMatchObject([{ eventId }]);
	});

	test.each([
		{ logIdKey: 'none' },
		{ logParameters: 'old', highestLevel: 'CRITICAL' },
		{ logUp: 'newer', logOrder: 'descending' },
	] as const)('many at once, each one time, oldest first: %j', async (switches) => {
		Object.assign(bench.simulator.switches, switches);
		const session = await activate({ events: ['errorLogLine'] });
		const now = Date.now();
		const expected = Array.from({ length: 700 }, (_, index) => `line ${index}`);
		for (const [index, message] of expected.entries()) {
			const timestamp = new Date(now + index).toISOString();
			bench.simulator.state.addLog('my-gitlab', { level: 'FATAL', message, timestamp });
		}
		expect(json(await session.poll()).map(({ message }) => message)).toEqual(expected);
		expect(await session.poll()).toBeNull();
	});
});

describe('kinds', () => {
	test('a failure that the next resync hides is still emitted', async () => {
		const session = await activate({ events: ['kindFailed'] });
		const first = bench.simulator.resyncs.run('my-gitlab', { kinds: [{ kind: 'project', success: 0 }] });
		// Both may end within a millisecond otherwise, and then have no order.
		first.updatedAt = new Date(Date.parse(first.updatedAt) - 1000).toISOString();
		bench.simulator.resyncs.run('my-gitlab');
		bench.simulator.resyncs.run('my-gitlab', { kinds: [{ kind: 'project', syncState: 'failed' }] });
		bench.simulator.resyncs.start('my-gitlab');
		expect(json(await session.poll()).map(({ message }) => message)).toEqual([
			'Kind project: the sync did not succeed',
			'Kind project: the sync failed',
		]);
	});

	test('that stand for a sync as a whole are none, unless the mapping has a kind of that name', async () => {
		const { record, syncs } = bench.simulator.state.installation('my-gitlab');
		syncs.length = 0;
		bench.simulator.switches.specialKinds = 'endWithSync';
		const session = await activate({ events: ['kindFailed'] });
		bench.simulator.resyncs.run('my-gitlab', { status: 'failed' });
		expect(await session.poll()).toBeNull();
		const row = { kind: '', kindIdentifier: '__runtime__', syncState: 'failed' };
		const body = { ok: true, count: 2, data: [row, { kind: 'project', syncState: 'completed' }] };
		bench.simulator.faults.add({ path: /syncMetrics$/, times: 1, answer: { status: 200, body } });
		bench.simulator.resyncs.run('my-gitlab', { status: 'failed' });
		expect(await session.poll()).toBeNull();
		Object.assign(record, { config: { resources: [{ kind: '__internal__' }] } });
		bench.simulator.resyncs.run('my-gitlab', {
			status: 'failed',
			kinds: [{ kind: '__internal__', failed: 1 }],
		});
		expect(json(await session.poll())).toMatchObject([{ message: 'Kind __internal__: 1 object failed' }]);
	});

	test('of another sync are none of this one', async () => {
		for (const { syncs } of bench.simulator.state.installations.values()) syncs.length = 0;
		const session = await activate({ events: ['kindFailed'] });
		const { eventId } = bench.simulator.resyncs.run('my-gitlab', { status: 'failed' });
		const row = (of: string, kind: string) => ({
			eventId: of,
			kind,
			kindIdentifier: kind,
			syncState: 'failed',
		});
		const data = [row('another', 'issue'), row(eventId, 'project')];
		bench.simulator.faults.add({ path: /syncMetrics$/, answer: { status: 200, body: { ok: true, data } } });
		expect(json(await session.poll())).toMatchObject([{ message: 'Kind project: the sync failed' }]);
		expect(await session.poll()).toBeNull();
	});

	test('that Port does not name are distinguished by their index', async () => {
		for (const { syncs } of bench.simulator.state.installations.values()) syncs.length = 0;
		const session = await activate({ events: ['kindFailed'] });
		const { eventId } = bench.simulator.resyncs.run('my-gitlab', { status: 'failed' });
		const row = (kindIndex: number) => ({ eventId, kind: 'project', kindIndex, syncState: 'failed' });
		const body = { ok: true, count: 2, data: [row(0), row(1)] };
		bench.simulator.faults.add({ path: /syncMetrics$/, answer: { status: 200, body } });
		expect(json(await session.poll())).toHaveLength(2);
		expect(await session.poll()).toBeNull();
	});

	test('are none where Port has no such routes, and a remark where it hides the internal id', async () => {
		const log = recordLog();
		bench.simulator.switches.syncEndpoints = 'missing';
		const session = await activate({ events: ['kindFailed'] });
		bench.simulator.resyncs.run('my-gitlab', { kinds: [{ kind: 'project', failed: 2 }] });
		expect(await session.poll()).toBeNull();
		bench.simulator.switches.optionalFields = 'minimal';
		expect(await session.poll()).toBeNull();
		expect(JSON.stringify(log)).toContain('returned no internal ID');
	});
});

describe('a resync whose last error says only how many there were', () => {
	const SUMMARY = 'Resync failed with 2 errors, skipping delete phase due to incomplete state';
	/** As Python writes a group of errors that was never raised. */
	const groupOf = (last: string) =>
		[
			`  | ExceptionGroup: ${SUMMARY} (2 sub-exceptions)`,
			'  +-+---------------- 1 ----------------',
			'    | Traceback (most recent call last):',
			'    |   File "/app/main.py", line 12, in resync',
			'    |     raise ValueError("first: 1")',
			'    | ValueError: first: 1',
			'    +---------------- 2 ----------------',
			...last.split('\n').map((line) => `    | ${line}`),
			'    +------------------------------------',
			'',
		].join('\n');
	const failWith = (exc_info: unknown, earlier?: string) => {
		bench.simulator.resyncs.start('my-gitlab');
		if (earlier !== undefined)
			bench.simulator.state.addLog('my-gitlab', { level: 'ERROR', message: earlier });
		bench.simulator.state.addLog('my-gitlab', { level: 'ERROR', message: SUMMARY, extra: { exc_info } });
		bench.simulator.resyncs.end('my-gitlab', { status: 'failed' });
	};

	test('is emitted with the last of them, so that other failures have other fingerprints', async () => {
		const session = await activate({ events: ['resyncFailed'] });
		const refused =
			"httpx.HTTPStatusError: Client error '401 Unauthorized' for url 'https://gitlab.example.com/projects'";
		failWith(
			groupOf(`${refused}\nFor more information check: https://developer.mozilla.org/401`),
			'Another line',
		);
		const [first] = json(await session.poll());
		expect(first).toMatchObject({ kind: 'resyncFailed', message: refused });
		failWith(groupOf('port_ocean.exceptions.core.OceanAbortException: No space left'));
		const [second] = json(await session.poll());
		expect(second).toMatchObject({
			message: 'port_ocean.exceptions.core.OceanAbortException: No space left',
		});
		expect(second?.['fingerprint']).not.toBe(first?.['fingerprint']);
	});

	test.each([
		['asyncpg.exceptions.TooManyConnectionsError: sorry', '', 'HINT: try again'],
		['kubernetes.client.exceptions.ApiException: (403)', 'Reason: Forbidden', 'HTTP response headers: {}'],
		["gql.GraphQLError: {'message': 'no'}", 'locations: [1]', 'path: a'],
	])('is emitted with the first line of that error, not with a later one: %s', async (...said) => {
		const session = await activate({ events: ['resyncFailed'] });
		const traced = [
			'Traceback (most recent call last):',
			'  File "/app/main.py", line 12, in resync',
			'    found: Found = await read()',
			'                   ^^^^^^^^^^^^',
			...said,
		];
		failWith(groupOf(said.join('\n')));
		expect(json(await session.poll())).toMatchObject([{ message: said[0] }]);
		failWith(groupOf(traced.join('\n')));
		expect(json(await session.poll())).toMatchObject([{ message: said[0] }]);
		const handled = 'During handling of the above exception, another exception occurred:';
		failWith(['KeyError: 1', 'HINT: none', '', handled, '', ...traced].join('\n'));
		expect(json(await session.poll())).toMatchObject([{ message: said[0] }]);
	});

	test('is emitted with the last of them that says anything', async () => {
		const session = await activate({ events: ['resyncFailed'] });
		failWith(groupOf('TimeoutError'));
		expect(json(await session.poll())).toMatchObject([{ message: 'ValueError: first: 1' }]);
	});

	test.each([
		['the newest error before it', undefined, 'The token was refused', 'The token was refused'],
		[
			'the same, where these are not shown',
			`  | ExceptionGroup: ${SUMMARY} (2 sub-exceptions)\n  +---`,
			'The token was refused',
			'The token was refused',
		],
		['itself, where there is nothing else', undefined, undefined, SUMMARY],
	])('is else emitted with %s', async (_what, excInfo, earlier, message) => {
		const session = await activate({ events: ['resyncFailed'] });
		failWith(excInfo, earlier);
		expect(json(await session.poll())).toMatchObject([{ message }]);
	});

	test.each(['asFatal', 'literal'] as const)(
		'is emitted with it where no start is shown, not with the error of an earlier one: %s',
		async (criticalFilter) => {
			const level = criticalFilter === 'literal' ? 'FATAL' : 'ERROR';
			Object.assign(bench.simulator.switches, {
				criticalFilter,
				highestLevel: 'CRITICAL',
				startAtEnd: 'gone',
			});
			const session = await activate({ events: ['resyncFailed'] });
			bench.simulator.state.addLog('my-gitlab', { level, message: 'Another error of last year' });
			bench.simulator.resyncs.start('my-gitlab');
			bench.simulator.state.addLog('my-gitlab', { level, message: SUMMARY });
			bench.simulator.resyncs.end('my-gitlab', { status: 'failed' });
			expect(json(await session.poll())).toMatchObject([{ message: SUMMARY }]);
		},
	);

	test('is emitted with it also where the log cannot be read further, without a remark that no reason is shown', async () => {
		const log = recordLog();
		const session = await activate({ events: ['resyncFailed'] });
		bench.simulator.resyncs.start('my-gitlab');
		for (let line = 0; line < 300; line += 1) {
			bench.simulator.state.addLog('my-gitlab', { level: 'ERROR', message: SUMMARY });
		}
		bench.simulator.resyncs.end('my-gitlab', { status: 'failed' });
		bench.simulator.faults.add({ path: /my-gitlab\/logs/, after: 1, answer: { status: 400 } });
		expect(json(await session.poll())).toMatchObject([{ message: SUMMARY }]);
		expect(JSON.stringify(log)).not.toContain('reason is not shown');
	});
});

describe('stale', () => {
	test.each([
		['failed', 'updatedAt'],
		['aborted', 'lastResyncStart'],
	] as const)('also a resync that %s without an end, by its %s', async (status, time) => {
		bench.simulator.switches.endAtEnd = 'missing';
		bench.simulator.resyncs.run('my-gitlab', { status });
		const { record } = bench.simulator.state.installation('my-gitlab');
		const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
		const session = await activate({ events: ['noRecentResync'], staleAfterHours: 2 });
		const given = { status, lastResyncEnd: null };
		record.resyncState = { ...given, [time]: ago(119) };
		expect(await session.poll()).toBeNull();
		record.resyncState = { ...given, [time]: ago(121) };
		expect(json(await session.poll())).toMatchObject([
			{ message: 'No resync for more than 2 hours', detail: { lastResync: record.resyncState[time] } },
		]);
		expect(await session.poll()).toBeNull();
		bench.simulator.resyncs.run('my-gitlab');
		expect(await session.poll()).toBeNull();
	});

	test.each([
		[3, "by Port's clock", ['my-gitlab', 'on-call']],
		[24 * 30, "by n8n's where Port's is absurd, and nothing comes and goes with it", []],
	])('where the clock is %i hours ahead: %s', async (hours, _by, stale) => {
		bench.simulator.resyncs.run('my-gitlab');
		const session = await activate({ events: ['noRecentResync'], staleAfterHours: 2 });
		bench.simulator.clock.advance(hours * 3_600_000);
		// Both may have been synced last within one millisecond, or not.
		const emitted = json(await session.poll()).map(({ integrationId }) => integrationId);
		expect(emitted).toHaveLength(stale.length);
		expect(emitted).toEqual(expect.arrayContaining(stale));
		expect(await session.poll()).toBeNull();
	});

	test('not what reports no resync', async () => {
		const session = await activate({ events: ['noRecentResync'], staleAfterHours: 2 });
		const { record } = bench.simulator.state.installation('my-gitlab');
		Object.assign(record, { resyncState: { updatedAt: '2020-01-01T00:00:00.000Z' } });
		expect(await session.poll()).toBeNull();
	});

	test('also a resync that does not end and shows no start', async () => {
		const session = await activate({ events: ['noRecentResync'], staleAfterHours: 2 });
		bench.simulator.resyncs.start('my-gitlab');
		const { record } = bench.simulator.state.installation('my-gitlab');
		const updatedAt = new Date(Date.now() - 3 * 3_600_000).toISOString();
		record.resyncState = { status: 'running', updatedAt };
		expect(json(await session.poll())).toMatchObject([
			{ code: 'running', detail: { lastResync: updatedAt } },
		]);
		expect(await session.poll()).toBeNull();
	});

	test('also a resync that does not end; fresh again after the next', async () => {
		const session = await activate({ events: ['noRecentResync'], staleAfterHours: 2 });
		bench.simulator.resyncs.start('my-gitlab');
		const { record } = bench.simulator.state.installation('my-gitlab');
		const start = new Date(Date.now() - 3 * 3_600_000).toISOString();
		if (record.resyncState) record.resyncState.lastResyncStart = start;
		expect(json(await session.poll())).toMatchObject([
			{ message: 'A resync has been running for more than 2 hours', code: 'running' },
		]);
		expect(await session.poll()).toBeNull();
		bench.simulator.resyncs.end('my-gitlab');
		expect(await session.poll()).toBeNull();
	});
});

describe('a resync that failed', () => {
	test('is emitted also where the log cannot be read', async () => {
		const log = recordLog();
		const session = await activate({ events: ['resyncFailed'] });
		bench.simulator.faults.add({ path: /my-gitlab\/logs/, answer: { status: 400 } });
		bench.simulator.resyncs.run('my-gitlab', { status: 'failed', message: 'Quota exceeded' });
		expect(json(await session.poll())).toMatchObject([
			{ integrationId: 'my-gitlab', message: 'The resync failed' },
		]);
		expect(JSON.stringify(log)).toContain('the log of \\"my-gitlab\\" could not be read');
		bench.simulator.faults.clear();
		expect(await session.poll()).toBeNull();
	});
});

test('what a failed resync is emitted with is of that run', async () => {
	const session = await activate({ events: ['resyncFailed'] });
	bench.simulator.resyncs.run('my-gitlab', { status: 'failed', message: 'Quota exceeded' });
	const timestamp = new Date(Date.now() + 5 * 60_000).toISOString();
	bench.simulator.state.addLog('my-gitlab', { level: 'ERROR', message: 'A live event failed', timestamp });
	expect(json(await session.poll())).toMatchObject([{ message: 'Quota exceeded' }]);
});

describe('stale', () => {
	test.each([true, false])('a planned resync that did not start: %s', async (includeOverdue) => {
		const { resyncState } = bench.simulator.state.installation('my-gitlab').record;
		const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
		bench.simulator.resyncs.dateBack('my-gitlab', 3_600_000);
		const session = await activate({ events: ['noRecentResync'], includeOverdue });
		if (resyncState) resyncState.nextResync = ago(5);
		expect(await session.poll()).toBeNull();
		if (resyncState) resyncState.nextResync = ago(15);
		const event = { kind: 'stale', integrationId: 'my-gitlab', code: 'overdue', severity: 'warning' };
		expect(json(await session.poll())).toMatchObject(includeOverdue ? [event] : []);
		expect(await session.poll()).toBeNull();
		bench.simulator.resyncs.run('my-gitlab');
		expect(await session.poll()).toBeNull();
	});
});

describe('audit failures', () => {
	const cause = (message: string) =>
		void bench.simulator.state.addAudit({
			InstallationId: 'my-gitlab',
			status: 'FAILURE',
			message,
			diff: { before: null, after: { apiToken: 'very-secret-token' } },
		});

	test('are no successes, where Port does not filter by the status', async () => {
		bench.simulator.switches.auditFilters = 'ignored';
		const session = await activate({ events: ['auditFailure'] });
		bench.simulator.state.addAudit({ InstallationId: 'my-gitlab', status: 'SUCCESS' });
		cause('one');
		expect(json(await session.poll())).toMatchObject([{ message: 'one' }]);
	});

	const variants: Array<Partial<PortSwitches>> = [
		{ auditIdentifier: 'absent' },
		{ auditTime: 'createdAt' },
		{ auditTime: 'absent' },
		{ auditIdentifier: 'absent', auditTime: 'absent' },
	];

	test.each(variants)('each one time, without secrets: %j', async (switches) => {
		Object.assign(bench.simulator.switches, switches);
		cause('before');
		const session = await activate({ events: ['auditFailure'], simplify: false });
		for (const message of ['one', 'two']) {
			cause(message);
			const items = json(await session.poll());
			expect(items.map((item) => item['message'])).toEqual([message]);
			expect(JSON.stringify(items)).not.toContain('very-secret-token');
			expect(items[0]?.['eventId']).toEqual(expect.stringMatching(/^port:auditFailure:.{1,58}$/));
			expect(items[0]?.['errorId']).toEqual(
				switches.auditIdentifier === 'absent' ? null : expect.any(String),
			);
			expect(await session.poll()).toBeNull();
		}
	});
});

describe('error lines', () => {
	test.each([
		{},
		{ logUp: 'newer', logOrder: 'descending', logEdge: 'inclusive' },
		{ logOrder: 'descending', logEdge: 'inclusive' },
	] as const)('hundreds of one instant, each one time: %j', async (switches) => {
		Object.assign(bench.simulator.switches, switches);
		const session = await activate({ events: ['errorLogLine'], options: { maxEvents: 1000 } });
		const timestamp = new Date().toISOString();
		const expected = Array.from({ length: 700 }, (_, index) => `line ${index}`);
		for (const message of expected)
			bench.simulator.state.addLog('my-gitlab', { level: 'ERROR', message, timestamp });
		const emitted = json(await session.poll()).map(({ message }) => message);
		expect(emitted).toHaveLength(700);
		expect(new Set(emitted)).toEqual(new Set(expected));
		expect(await session.poll()).toBeNull();
	});
});

describe('a sync that ends late', () => {
	test('is emitted, however long ago it began', async () => {
		const session = await activate({ events: ['kindFailed'] });
		const sync = bench.simulator.resyncs.start('my-gitlab');
		sync.createdAt = new Date(Date.now() - 5 * 3_600_000).toISOString();
		sync.updatedAt = sync.createdAt;
		expect(await session.poll()).toBeNull();
		bench.simulator.resyncs.end('my-gitlab', { kinds: [{ kind: 'project', success: 0 }] });
		expect(json(await session.poll())).toHaveLength(1);
		expect(await session.poll()).toBeNull();
	});
});
