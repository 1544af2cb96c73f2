import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { recordLog, type PollSession } from '../engine';
import { PortBench } from './portBench';

let bench: PortBench;

beforeEach(async () => {
	bench = await PortBench.start();
});
afterEach(async () => await bench.stop());

const json = (items: INodeExecutionData[] | null) => (items ?? []).map((item) => item.json);

async function activate(parameters: INodeParameters): Promise<PollSession> {
	const session = bench.watch(parameters);
	expect(await session.activate()).toBeNull();
	return session;
}

describe('a resync that failed', () => {
	test('is told also where the log cannot be read', async () => {
		const log = recordLog();
		const session = await activate({ events: ['resyncFailed'] });
		bench.simulator.faults.add({ path: /my-gitlab\/logs/, answer: { status: 400 } });
		bench.simulator.resyncs.run('my-gitlab', { status: 'failed', message: 'Quota exceeded' });
		expect(json(await session.poll())).toMatchObject([
			{ integrationId: 'my-gitlab', message: 'The resync failed' },
		]);
		expect(JSON.stringify(log)).toContain('The log of \\"my-gitlab\\" could not be read');
		bench.simulator.faults.clear();
		expect(await session.poll()).toBeNull();
	});
});

test('what a failed resync is told with is of that run', async () => {
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
		if (resyncState) resyncState.lastResyncEnd = ago(60);
		const session = await activate({ events: ['stale'], includeOverdue });
		if (resyncState) resyncState.nextResync = ago(5);
		expect(await session.poll()).toBeNull();
		if (resyncState) resyncState.nextResync = ago(15);
		const told = { kind: 'stale', integrationId: 'my-gitlab', code: 'overdue', severity: 'warning' };
		expect(json(await session.poll())).toMatchObject(includeOverdue ? [told] : []);
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

	test.each([
		{ auditIdentifier: 'absent' },
		{ auditTime: 'createdAt' },
		{ auditTime: 'absent' },
		{ auditIdentifier: 'absent', auditTime: 'absent' },
	] as const)('each one time, without secrets: %j', async (switches) => {
		Object.assign(bench.simulator.switches, switches);
		cause('before');
		const session = await activate({ events: ['auditFailure'], simplify: false });
		for (const message of ['one', 'two']) {
			cause(message);
			const items = json(await session.poll());
			expect(items.map((item) => item['message'])).toEqual([message]);
			expect(JSON.stringify(items)).not.toContain('very-secret-token');
			expect(items[0]?.['errorId']).toEqual(expect.stringMatching(/^E:.{1,58}$/));
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
		const told = json(await session.poll()).map(({ message }) => message);
		expect(told).toHaveLength(700);
		expect(new Set(told)).toEqual(new Set(expected));
		expect(await session.poll()).toBeNull();
	});
});

describe('a sync that ends late', () => {
	test('is told, however long ago it began', async () => {
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
