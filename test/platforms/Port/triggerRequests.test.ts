import { describe, expect, test } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { feeds } from '../../../nodes/Port/events';
import type { PollSession } from '../../engine';
import { forEachTest } from '../../lifecycle';
import { HOUR_MS, ownDate, pass } from '../ownDate';
import { countRequests, eventsOf } from '../requestTable';
import { PortBench } from './bench';

const MINUTE_MS = 60_000;

let bench: PortBench;

forEachTest(ownDate);
forEachTest(async () => (bench = await PortBench.start({ seed: { integrations: 0 } })));

/** So many integrations, of which none has moved for an hour. */
function integrations(count: number): void {
	const hourAgo = new Date(Date.now() - HOUR_MS).toISOString();
	for (let number = 1; number <= count; number += 1) {
		bench.simulator.state.addIntegration({ installationId: `i${number}`, updatedAt: hourAgo });
	}
}

async function activate(parameters: INodeParameters): Promise<PollSession> {
	const session = bench.watch(parameters);
	expect(await session.activate()).toBeNull();
	return session;
}

/** Lets so many minutes pass, polls, and returns what was emitted and how many requests that took. */
async function after(minutes: number, session: PollSession) {
	pass(minutes * MINUTE_MS);
	bench.simulator.requests.clear();
	const items: INodeExecutionData[] = (await session.poll()) ?? [];
	return { messages: items.map(({ json }) => json['message']), requests: bench.asked().length };
}

const changes = {
	'Resync Failed': () => bench.simulator.resyncs.run('i1', { status: 'failed', message: 'Quota exceeded' }),
	'Resync Completed': () => bench.simulator.resyncs.run('i1'),
	'Deployment Error': () => bench.simulator.state.setDeployment('i1', 'Error', 'Broken'),
	'Health Changed': () => bench.simulator.state.setDeployment('i1', 'Error', 'Broken'),
	'No Recent Resync': () => {
		bench.simulator.resyncs.run('i1');
		bench.simulator.resyncs.dateBack('i1', 25 * HOUR_MS);
	},
	'Error Log Line': () => bench.simulator.resyncs.run('i1', { status: 'failed', message: 'Quota exceeded' }),
	'Kind Failed': () => bench.simulator.resyncs.run('i1', { kinds: [{ kind: 'project', failed: 1 }] }),
	'Audit Failure': () => {
		bench.simulator.resyncs.run('i1');
		bench.simulator.state.addAudit({ InstallationId: 'i1', status: 'FAILURE', message: 'Refused' });
	},
};

countRequests({
	platform: 'Port',
	feeds,
	events: eventsOf(changes, (event, count) => {
		integrations(count);
		return bench.watch({ events: [event] });
	}),
	asked: () => [...bench.simulator.requests].filter(({ path }) => path !== '/v1/auth/access_token').length,
});

const readByItself = ['errorLogLine', 'kindFailed', 'auditFailure'];

test('three events that read each integration share one list', async () => {
	integrations(100);
	const session = await activate({ events: readByItself });
	expect(bench.asked()).toHaveLength(1 + 3 * 100);
	expect(await after(1, session)).toEqual({ messages: [], requests: 1 });
});

describe('what the list does not show', () => {
	test('a late line of an integration that moved is emitted at the next poll', async () => {
		integrations(3);
		const session = await activate({ events: ['errorLogLine'] });
		bench.simulator.resyncs.run('i2');
		expect((await after(1, session)).requests).toBe(2);
		const timestamp = new Date(Date.now() - 5 * MINUTE_MS).toISOString();
		bench.simulator.state.addLog('i2', { level: 'ERROR', message: 'late', timestamp });
		expect(await after(4, session)).toEqual({ messages: ['late'], requests: 2 });
	});

	test('so is one of an integration that moved shortly before the activation', async () => {
		integrations(3);
		const { record } = bench.simulator.state.installation('i2');
		record.updatedAt = new Date(Date.now() - 2 * MINUTE_MS).toISOString();
		const session = await activate({ events: ['errorLogLine'] });
		bench.simulator.state.addLog('i2', { level: 'ERROR', message: 'late' });
		expect(await after(1, session)).toEqual({ messages: ['late'], requests: 2 });
		expect((await after(10, session)).requests).toBe(1);
	});

	test('a line of one that does not move is emitted when the quiet ones are read, however late it is', async () => {
		integrations(3);
		const session = await activate({ events: ['errorLogLine'] });
		const timestamp = new Date(Date.now() - 9 * MINUTE_MS).toISOString();
		bench.simulator.state.addLog('i3', { level: 'ERROR', message: 'late', timestamp });
		expect(await after(14, session)).toEqual({ messages: [], requests: 1 });
		expect(await after(1, session)).toEqual({ messages: ['late'], requests: 4 });
	});
});

describe('what is asked for once', () => {
	test('the log of a failed resync', async () => {
		integrations(2);
		const session = await activate({ events: ['resyncFailed'] });
		bench.simulator.resyncs.run('i1', { status: 'failed', message: 'Quota exceeded' });
		expect(await after(1, session)).toEqual({ messages: ['Quota exceeded'], requests: 2 });
		for (let minute = 1; minute <= 12; minute += 1) {
			expect(await after(1, session)).toEqual({ messages: [], requests: 1 });
		}
	});

	test('the metrics of each sync that ended', async () => {
		integrations(1);
		const session = await activate({ events: ['kindFailed'] });
		const metrics = () => bench.asked().filter((line) => line.includes('/syncMetrics')).length;
		let asked = 0;
		for (let sync = 1; sync <= 14; sync += 1) {
			const failed = sync % 5 === 0 ? 1 : 0;
			bench.simulator.resyncs.run('i1', { kinds: [{ kind: 'project', failed }] });
			expect((await after(1, session)).messages).toHaveLength(failed);
			asked += metrics();
		}
		expect(asked).toBe(14);
	});

	test.each([
		['all', 0],
		['the last', 1],
	])(
		'those of a sync, and again while Port does not have them: %s are added later',
		async (_which, known) => {
			integrations(1);
			const config = { resources: [{ kind: 'project' }, { kind: 'issue' }] };
			Object.assign(bench.simulator.state.installation('i1').record, { config });
			const session = await activate({ events: ['kindFailed'] });
			const failed = [
				{ kind: 'project', failed: 1 },
				{ kind: 'issue', failed: 2 },
			];
			const sync = bench.simulator.resyncs.run('i1', { kinds: failed });
			const added = sync.kinds.splice(known);
			expect(await after(1, session)).toMatchObject({ messages: [] });
			sync.kinds.push(...added);
			expect(await after(1, session)).toMatchObject({
				messages: ['Kind project: 1 object failed', 'Kind issue: 2 objects failed'],
			});
			bench.simulator.requests.clear();
			for (let minute = 1; minute <= 12; minute += 1) expect((await after(1, session)).messages).toEqual([]);
		},
	);

	test.each([
		['', {}],
		['; a longer Late Arrival Window does not put it off', { lateWindowMinutes: 1440 }],
	])('what failed is emitted although a kind of the mapping never has any%s', async (_, options) => {
		integrations(1);
		const config = { resources: [{ kind: 'project' }, { kind: 'issue' }] };
		Object.assign(bench.simulator.state.installation('i1').record, { config });
		const session = await activate({ events: ['kindFailed'], options });
		bench.simulator.resyncs.run('i1', { kinds: [{ kind: 'project', failed: 1 }] }).kinds.splice(1);
		const messages: unknown[] = [];
		for (let minute = 1; minute <= 12; minute += 1) messages.push(...(await after(1, session)).messages);
		expect(messages).toEqual(['Kind project: 1 object failed']);
	});

	test.each([
		['neverEnd', 'completed'],
		['neverEnd', 'failed'],
		['neverEnd', 'aborted'],
		['endWithSync', 'failed'],
		['absent', 'failed'],
	] as const)(
		'those of a sync, where rows of the sync as a whole: %s; it %s',
		async (specialKinds, status) => {
			integrations(1);
			bench.simulator.switches.specialKinds = specialKinds;
			const session = await activate({ events: ['kindFailed'] });
			bench.simulator.resyncs.run('i1', { status, kinds: [{ kind: 'project', failed: 1 }] });
			expect(await after(1, session)).toEqual({ messages: ['Kind project: 1 object failed'], requests: 3 });
			for (let minute = 1; minute <= 12; minute += 1) {
				await after(1, session);
				expect(bench.asked().filter((line) => line.includes('/syncMetrics'))).toEqual([]);
			}
		},
	);

	test.each([
		['all of them', { loaded: 3, failed: 0 }, []],
		[
			'all but one',
			{ loaded: 2, failed: 1 },
			['Kind project: 1 object failed', 'Kind issue: 2 objects failed'],
		],
		// Ocean does not try every object again.
		['some', { loaded: 2, failed: 0 }, ['Kind project: 1 object failed', 'Kind issue: 2 objects failed']],
	])(
		'what failed in a kind is no failure where the same sync loads it in the end: %s',
		async (_, again, messages) => {
			integrations(1);
			const config = { resources: [{ kind: 'project' }, { kind: 'issue' }] };
			Object.assign(bench.simulator.state.installation('i1').record, { config });
			const session = await activate({ events: ['kindFailed'] });
			const kinds = [
				{ kind: 'project', failed: 1 },
				{ kind: 'issue', failed: 2 },
			];
			bench.simulator.resyncs.run('i1', { kinds, again });
			// While that has not ended, nobody knows.
			expect((await after(1, session)).messages).toEqual([
				'Kind project: 1 object failed',
				'Kind issue: 2 objects failed',
			]);
			bench.simulator.switches.specialKinds = 'endWithSync';
			bench.simulator.resyncs.run('i1', { kinds, again });
			expect((await after(1, session)).messages).toEqual(messages);
		},
	);

	test('a kind that did not succeed, or whose objects failed before they were loaded, is one all the same', async () => {
		integrations(1);
		bench.simulator.switches.specialKinds = 'endWithSync';
		const session = await activate({ events: ['kindFailed'] });
		const again = { loaded: 5, failed: 0 };
		bench.simulator.resyncs.run('i1', { kinds: [{ kind: 'project', failed: 1, success: 0 }], again });
		expect((await after(1, session)).messages).toEqual(['Kind project: the sync did not succeed']);
		const counted = (count: number) => ({ object_count_type: { failed: { object_count: count } } });
		const metrics = { phase: { transform: counted(2), load: counted(1), resync: { success: 1 } } };
		const sync = bench.simulator.resyncs.run('i1', { again });
		const loaded = { load: { object_count_type: { loaded: { object_count: 1 } } } };
		const data = [
			{
				eventId: sync.eventId,
				kind: 'project',
				kindIdentifier: 'project-0',
				syncState: 'completed',
				metrics,
			},
			{ kind: '__reconciliation__', syncState: 'completed', metrics: { phase: loaded } },
		];
		bench.simulator.faults.add({
			path: /syncMetrics$/,
			times: 1,
			answer: { status: 200, body: { ok: true, data } },
		});
		expect((await after(1, session)).messages).toEqual(['Kind project: 2 objects failed']);
	});

	test('those of a sync that broke off, without waiting for kinds that it did not reach', async () => {
		integrations(1);
		const config = { resources: [{ kind: 'project' }, { kind: 'issue' }] };
		Object.assign(bench.simulator.state.installation('i1').record, { config });
		const session = await activate({ events: ['kindFailed'] });
		const kinds = [{ kind: 'project', failed: 1 }];
		bench.simulator.resyncs.run('i1', { status: 'failed', kinds, reached: 1 });
		expect((await after(1, session)).messages).toEqual(['Kind project: 1 object failed']);
	});

	test('a kind that a sync did not reach, or was in when it was aborted, did not fail', async () => {
		integrations(1);
		const config = { resources: ['project', 'issue', 'merge-request'].map((kind) => ({ kind })) };
		Object.assign(bench.simulator.state.installation('i1').record, { config });
		const session = await activate({ events: ['kindFailed'] });
		bench.simulator.resyncs.run('i1', { status: 'aborted', reached: 2 });
		expect((await after(1, session)).messages).toEqual([]);
		bench.simulator.resyncs.run('i1', { status: 'failed', reached: 2 });
		expect((await after(1, session)).messages).toEqual(['Kind issue: the sync failed']);
		const kinds = [{ kind: 'project', success: 0 }] as const;
		bench.simulator.resyncs.run('i1', { status: 'aborted', reached: 2, kinds });
		expect((await after(1, session)).messages).toEqual(['Kind project: the sync did not succeed']);
	});

	test('each resource of a kind has a row of its own, which is waited for', async () => {
		integrations(1);
		const config = { resources: [{ kind: 'project' }, { kind: 'project' }] };
		Object.assign(bench.simulator.state.installation('i1').record, { config });
		const session = await activate({ events: ['kindFailed'] });
		const kinds = [{ kind: 'project', kindIdentifier: 'project-1', failed: 2 }];
		const sync = bench.simulator.resyncs.run('i1', { kinds });
		const added = sync.kinds.splice(1);
		expect((await after(1, session)).messages).toEqual([]);
		sync.kinds.push(...added);
		expect((await after(1, session)).messages).toEqual(['Kind project: 2 objects failed']);
	});

	test('those of a sync that completed, when each kind has ended', async () => {
		integrations(1);
		const session = await activate({ events: ['kindFailed'] });
		const sync = bench.simulator.resyncs.run('i1', {
			kinds: [{ kind: 'project', failed: 1, syncState: 'syncing' }],
		});
		expect((await after(1, session)).messages).toEqual([]);
		Object.assign(sync.kinds[0] ?? {}, { syncState: 'failed', failed: 2 });
		expect((await after(1, session)).messages).toEqual(['Kind project: 2 objects failed']);
	});

	test('those of a sync of which Port never has any, no longer than an error may appear late', async () => {
		integrations(1);
		const session = await activate({ events: ['kindFailed'] });
		bench.simulator.resyncs.run('i1').kinds.length = 0;
		const asked: number[] = [];
		for (let minute = 1; minute <= 15; minute += 1) {
			await after(1, session);
			asked.push(bench.asked().filter((line) => line.includes('/syncMetrics')).length);
		}
		expect(asked.slice(-4)).toEqual([0, 0, 0, 0]);
	});

	test('those of a sync are asked for again when they could not be read', async () => {
		integrations(2);
		const session = await activate({ events: ['kindFailed'] });
		bench.simulator.resyncs.run('i1', { kinds: [{ kind: 'project', failed: 1 }] });
		bench.simulator.faults.add({ path: /syncMetrics$/, times: 1, answer: { status: 400 } });
		await expect(session.poll()).rejects.toThrow(/Port/);
		expect((await after(1, session)).messages).toEqual(['Kind project: 1 object failed']);
		expect((await after(1, session)).messages).toEqual([]);
	});
});
