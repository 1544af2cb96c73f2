import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { PortTrigger } from '../../nodes/Port/PortTrigger.node';
import { listSearch, recordLog, type PollSession } from '../engine';
import { chosen, credentialTypes, PortBench } from './portBench';

/** What makes each event happen once, at `id`, and what it must tell. */
const causes: Record<string, { cause: (bench: PortBench, id: string) => void; told: IDataObject }> = {
	resyncFailed: {
		cause: ({ simulator }, id) =>
			void simulator.resyncs.run(id, { status: 'failed', message: 'Quota exceeded' }),
		told: { kind: 'resyncFailed', severity: 'error', code: 'failed', message: 'Quota exceeded' },
	},
	resyncCompleted: {
		cause: ({ simulator }, id) => void simulator.resyncs.run(id, { status: 'completed' }),
		told: { kind: 'resyncCompleted', severity: 'warning', message: 'The resync completed' },
	},
	deploymentError: {
		cause: ({ simulator }, id) => simulator.state.setDeployment(id, 'UnHealthy', 'Out of memory'),
		told: { kind: 'deploymentError', code: 'UnHealthy', message: 'Out of memory' },
	},
	errorLogLine: {
		cause: ({ simulator }, id) =>
			void simulator.state.addLog(id, { level: 'FATAL', message: 'The disk is full', extra: { disk: 1 } }),
		told: { kind: 'logLine', severity: 'fatal', message: 'The disk is full', detail: { extra: { disk: 1 } } },
	},
	kindFailed: {
		cause: ({ simulator }, id) =>
			void simulator.resyncs.run(id, { kinds: [{ kind: 'project', failed: 2, success: 0 }] }),
		told: { kind: 'kindFailed', message: 'Kind project: 2 objects failed' },
	},
	auditFailure: {
		cause: ({ simulator }, id) =>
			void simulator.state.addAudit({
				InstallationId: id,
				status: 'FAILURE',
				message: 'The blueprint is unknown',
			}),
		told: { kind: 'auditFailure', code: 'UPDATE entity', message: 'The blueprint is unknown' },
	},
	stale: {
		cause: ({ simulator }, id) => {
			const { resyncState } = simulator.state.installation(id).record;
			if (resyncState) resyncState.lastResyncEnd = new Date(Date.now() - 25 * 3_600_000).toISOString();
		},
		told: { kind: 'stale', severity: 'warning', message: 'No resync for more than 24 hours' },
	},
};

let bench: PortBench;

beforeEach(async () => {
	bench = await PortBench.start();
});
afterEach(async () => await bench.stop());

const json = (items: INodeExecutionData[] | null) => (items ?? []).map((item) => item.json);
const some = (...ids: string[]): INodeParameters => ({
	integrations: { rows: ids.map((id) => ({ integrationId: chosen(id) })) },
});

async function activate(parameters: INodeParameters, durable = false): Promise<PollSession> {
	const session = bench.watch(parameters, { durable });
	expect(await session.activate()).toBeNull();
	return session;
}

describe.each([false, true])('every event (durable cursors: %s)', (durable) => {
	test.each(Object.entries(causes))('%s', async (event, { cause, told }) => {
		const session = await activate({ events: [event] }, durable);
		expect(await session.poll()).toBeNull();
		cause(bench, 'my-gitlab');
		const items = json(await session.poll());
		expect(items).toMatchObject([
			{
				platform: 'port',
				integrationId: 'my-gitlab',
				integrationName: 'My GitLab',
				occurrences: 1,
				errorId: expect.any(String),
				occurredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
				...told,
			},
		]);
		expect(items[0]).not.toHaveProperty('raw');
		expect(await session.poll()).toBeNull();
		await session.restart();
		expect(await session.poll()).toBeNull();
	});
});

test('every event of the list has a run above', () => {
	const [events] = new PortTrigger().description.properties.filter(({ name }) => name === 'events');
	const offered = (events?.options ?? []).map((option) => ('value' in option ? option.value : ''));
	expect(offered.sort()).toEqual(Object.keys(causes).sort());
});

test('one list call a poll suffices for the events that the list tells', async () => {
	const session = await activate({ events: ['deploymentError', 'stale', 'resyncFailed', 'resyncCompleted'] });
	bench.simulator.requests.clear();
	await session.poll();
	expect(bench.asked().filter((line) => line === 'GET /integration')).toHaveLength(1);
});

describe('integrations of which the list says nothing new', () => {
	const own = (event: string) => {
		const paths: Record<string, RegExp> = {
			errorLogLine: /\/logs/,
			kindFailed: /\/syncsMetadata/,
			auditFailure: /\/audit-log/,
		};
		return bench.asked().filter((line) => paths[event]?.test(line));
	};
	/** Lets so many minutes pass, and polls. */
	const after = async (minutes: number, session: PollSession) => {
		passedMs += minutes * 60_000;
		bench.simulator.requests.clear();
		return json(await session.poll());
	};
	let passedMs = 0;
	beforeEach(() => {
		passedMs = 0;
		const now = Date.now.bind(Date);
		jest.spyOn(Date, 'now').mockImplementation(() => now() + passedMs);
	});
	afterEach(() => {
		jest.restoreAllMocks();
	});

	test.each(['errorLogLine', 'kindFailed', 'auditFailure'])('%s: only the list is read', async (event) => {
		const session = await activate({ events: [event] });
		await after(5, session);
		expect(own(event)).toHaveLength(bench.simulator.state.installations.size);
		await after(6, session);
		expect(bench.asked()).toEqual(['GET /integration']);
	});

	test.each(['errorLogLine', 'kindFailed', 'auditFailure'])('%s: one that moves is read', async (event) => {
		const session = await activate({ events: [event] });
		await after(11, session);
		bench.simulator.resyncs.run('my-gitlab', { status: 'failed' });
		causes[event]?.cause(bench, 'my-gitlab');
		expect(await after(1, session)).toMatchObject([{ integrationId: 'my-gitlab' }]);
		expect(own(event)).toHaveLength(1);
	});

	test('while a resync runs its log is read at every poll', async () => {
		bench.simulator.resyncs.start('my-gitlab');
		const session = await activate({ events: ['errorLogLine'] });
		await after(11, session);
		await after(1, session);
		expect(own('errorLogLine')).toHaveLength(1);
		causes['errorLogLine']?.cause(bench, 'my-gitlab');
		expect(await after(1, session)).toHaveLength(1);
	});

	test('what live events write is told, at the latest when the quiet ones are read', async () => {
		const session = await activate({ events: ['errorLogLine', 'auditFailure'], quietMinutes: 30 });
		await after(11, session);
		causes['errorLogLine']?.cause(bench, 'my-gitlab');
		causes['auditFailure']?.cause(bench, 'on-call');
		expect(await after(18, session)).toEqual([]);
		expect(await after(2, session)).toHaveLength(2);
		expect(await after(1, session)).toEqual([]);
	});
});

describe('which integrations', () => {
	test('only those that are chosen', async () => {
		const session = await activate({ events: ['errorLogLine'], ...some('my-gitlab', 'on-call') });
		bench.simulator.requests.clear();
		for (const id of ['my-gitlab', 'on-call', 'cluster-exporter']) causes['errorLogLine']?.cause(bench, id);
		expect(
			json(await session.poll())
				.map(({ integrationId }) => integrationId)
				.sort(),
		).toEqual(['my-gitlab', 'on-call']);
		expect(bench.asked().filter((line) => line.includes('/logs'))).toHaveLength(2);
	});

	test('one that is gone does not stop the others; none left is an error', async () => {
		const log = recordLog();
		const session = await activate({ events: ['deploymentError'], ...some('my-gitlab', 'on-call') });
		bench.simulator.state.installations.delete('on-call');
		causes['deploymentError']?.cause(bench, 'my-gitlab');
		expect(json(await session.poll())).toHaveLength(1);
		expect(JSON.stringify(log)).toContain('Port lists no integration \\"on-call\\"');
		bench.simulator.state.installations.delete('my-gitlab');
		await expect(session.poll()).rejects.toThrow(/lists no integration "my-gitlab", "on-call"/);
	});

	test('are found in the picker', async () => {
		const { results } = await listSearch({
			node: new PortTrigger(),
			credentials: bench.credentials,
			credentialTypes,
			method: 'searchIntegrations',
			filter: 'gitlab',
		});
		expect(results).toEqual([{ name: 'My GitLab (my-gitlab)', value: 'my-gitlab' }]);
	});
});

describe('resyncs', () => {
	test('each failure once, also the next one, and aborted ones on request', async () => {
		const session = await activate({ events: ['resyncFailed'], includeAborted: true });
		bench.simulator.resyncs.run('my-gitlab', { status: 'failed' });
		const [first] = json(await session.poll());
		expect(first).toMatchObject({ message: 'The resync failed' });
		bench.simulator.resyncs.run('my-gitlab', { status: 'failed' });
		const [second] = json(await session.poll());
		expect(second?.['errorId']).not.toBe(first?.['errorId']);
		bench.simulator.resyncs.run('my-gitlab', { status: 'aborted' });
		expect(json(await session.poll())).toMatchObject([
			{ kind: 'resyncAborted', severity: 'warning', message: 'The resync was aborted' },
		]);
	});

	test('aborted ones are none by default', async () => {
		const session = await activate({ events: ['resyncFailed'] });
		bench.simulator.resyncs.run('my-gitlab', { status: 'aborted' });
		expect(await session.poll()).toBeNull();
	});

	test('the log is read only for those that failed lately', async () => {
		const session = await activate({ events: ['resyncFailed'] });
		bench.simulator.requests.clear();
		const { resyncState } = bench.simulator.state.installation('on-call').record;
		const old = new Date(Date.now() - 3_600_000).toISOString();
		if (resyncState) resyncState.lastResyncEnd = old;
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

	test("a status of Port's own that says ERROR counts", async () => {
		bench.simulator.switches.realStatus = 'present';
		const session = await activate({ events: ['deploymentError'] });
		bench.simulator.state.installation('on-call').record.status = 'ERROR';
		expect(json(await session.poll())).toMatchObject([{ integrationId: 'on-call', code: 'ERROR' }]);
		expect(await session.poll()).toBeNull();
	});
});

describe('log lines', () => {
	test('late ones are told, those before the activation are not', async () => {
		const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
		const { state } = bench.simulator;
		state.addLog('my-gitlab', { level: 'ERROR', message: 'before', timestamp: ago(1) });
		const session = await activate({ events: ['errorLogLine'] });
		state.addLog('my-gitlab', { level: 'ERROR', message: 'late', timestamp: ago(5) });
		state.addLog('my-gitlab', { level: 'ERROR', message: 'far too late', timestamp: ago(60) });
		expect(json(await session.poll()).map(({ message }) => message)).toEqual(['late']);
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
	test('a failure that the next resync hides is still told', async () => {
		const session = await activate({ events: ['kindFailed'] });
		bench.simulator.resyncs.run('my-gitlab', { kinds: [{ kind: 'project', success: 0 }] });
		bench.simulator.resyncs.run('my-gitlab');
		bench.simulator.resyncs.run('my-gitlab', { kinds: [{ kind: 'project', syncState: 'failed' }] });
		bench.simulator.resyncs.start('my-gitlab');
		expect(json(await session.poll()).map(({ message }) => message)).toEqual([
			'Kind project: the sync did not succeed',
			'Kind project: the sync failed',
		]);
	});

	test('are none where Port has no such routes, and a remark where it hides the internal id', async () => {
		const log = recordLog();
		bench.simulator.switches.syncEndpoints = 'missing';
		const session = await activate({ events: ['kindFailed'] });
		causes['kindFailed']?.cause(bench, 'my-gitlab');
		expect(await session.poll()).toBeNull();
		bench.simulator.switches.optionalFields = 'minimal';
		expect(await session.poll()).toBeNull();
		expect(JSON.stringify(log)).toContain('does not tell the internal ID');
	});
});

describe('stale', () => {
	test('also a resync that does not end; fresh again after the next', async () => {
		const session = await activate({ events: ['stale'], staleAfterHours: 2 });
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

test('existing errors start the workflow too, when that is asked for', async () => {
	bench.simulator.state.addAudit({ InstallationId: 'on-call', status: 'FAILURE', message: 'old' });
	const parameters = { events: ['auditFailure', 'resyncFailed'], options: { emitExisting: true } };
	const session = bench.watch(parameters);
	expect(
		json(await session.activate())
			.map(({ kind }) => kind)
			.sort(),
	).toEqual(['auditFailure', 'resyncFailed']);
	expect(bench.asked().filter((line) => line.includes('/audit-log')).length).toBeLessThan(30);
	expect(await session.poll()).toBeNull();
});

describe('a poll that fails', () => {
	test('loses nothing and repeats nothing', async () => {
		const session = await activate({ events: ['errorLogLine', 'deploymentError'] });
		bench.simulator.faults.add({ path: '/v1/integration', times: 1, answer: { status: 400 } });
		causes['errorLogLine']?.cause(bench, 'my-gitlab');
		const before = session.state;
		await expect(session.poll()).rejects.toThrow(/Port/);
		expect(session.state).toEqual(before);
		expect(json(await session.poll())).toHaveLength(1);
		expect(await session.poll()).toBeNull();
	});

	test('for one integration does not hold up the others', async () => {
		const session = await activate({ events: ['errorLogLine'] });
		for (const id of ['my-gitlab', 'on-call']) causes['errorLogLine']?.cause(bench, id);
		bench.simulator.faults.add({ path: /on-call\/logs/, times: 1, answer: { status: 400 } });
		expect(json(await session.poll()).map(({ integrationId }) => integrationId)).toEqual(['my-gitlab']);
		expect(json(await session.poll()).map(({ integrationId }) => integrationId)).toEqual(['on-call']);
		expect(await session.poll()).toBeNull();
	});
});

describe('a test in the editor', () => {
	test('shows what is there, with the raw record when asked, without secrets, and keeps no state', async () => {
		const { record } = bench.simulator.state.installation('on-call');
		record.spec = { integrationSpec: { pagerdutyToken: 'very-secret-token' } };
		const session = bench.watch({ events: ['resyncFailed'], simplify: false });
		const items = json(await session.manual());
		expect(items).toMatchObject([
			{ integrationId: 'on-call', raw: { installationId: 'on-call', resyncState: { status: 'failed' } } },
		]);
		expect(JSON.stringify(items)).not.toContain('very-secret-token');
		expect(session.state).toEqual({});
	});

	test('says so when there is nothing', async () => {
		await expect(bench.watch({ events: ['deploymentError'] }).manual()).rejects.toThrow(
			/nothing to show yet/,
		);
	});
});
