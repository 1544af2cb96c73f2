import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { chosen, PortBench } from './portBench';

const integrationId = chosen('my-gitlab');
const start = Date.parse('2026-01-01T00:00:00Z');
const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString();

let bench: PortBench;

beforeEach(async () => {
	bench = await PortBench.start();
});
afterEach(async () => await bench.stop());

const messages = async (parameters: INodeParameters) =>
	(await bench.json('getLogs', { integrationId, ...parameters })).map(({ message }) => message);

describe('Get Logs', () => {
	/** Lines 1 to `count`, a minute apart; the expected order is newest first. */
	function lines(count: number): string[] {
		for (let line = 1; line <= count; line += 1) {
			bench.simulator.state.addLog('my-gitlab', {
				message: `line ${line}`,
				timestamp: at(line),
				level: line % 10 === 0 ? 'FATAL' : 'INFO',
				eventId: line > 5 ? 'late' : 'early',
				kind: line === 7 ? 'issue' : 'project',
				phase: 'load',
			});
		}
		return Array.from({ length: count }, (_, index) => `line ${count - index}`);
	}

	test.each([
		{},
		{ logUp: 'newer' },
		{ logOrder: 'descending' },
		{ logEdge: 'inclusive' },
		{ logIdKey: 'none' },
		{ logIdKey: 'log_id', logUp: 'newer', logOrder: 'descending', logEdge: 'inclusive' },
		{ wrapping: 'bare', logIdKey: 'id' },
	] as const)('reads every page, each line once: %j', async (switches) => {
		Object.assign(bench.simulator.switches, switches);
		const expected = lines(23);
		const options = { rowsPerPage: 10 };
		expect(await messages({ returnAll: true, options })).toEqual(expected);
		const filters = { levels: ['FATAL'] };
		expect(await messages({ returnAll: true, options, filters })).toEqual(['line 20', 'line 10']);
	});

	test('takes 300 lines a request, and only as many as are wanted', async () => {
		lines(700);
		expect(await messages({ returnAll: true, options: { rowsPerPage: 1000 } })).toHaveLength(700);
		expect(bench.asked()).toHaveLength(3);
		bench.simulator.requests.clear();
		expect(await messages({ returnAll: false, limit: 3 })).toEqual(['line 700', 'line 699', 'line 698']);
		expect(bench.asked()).toEqual(['GET /integration/my-gitlab/logs?limit=3']);
	});

	test('filters by the old parameter names too, here', async () => {
		bench.simulator.switches.logParameters = 'old';
		bench.simulator.switches.highestLevel = 'CRITICAL';
		lines(20);
		expect(await messages({ returnAll: true, filters: { levels: ['FATAL'] } })).toEqual([
			'line 20',
			'line 10',
		]);
	});

	test('keeps to a time range, and stops reading at its beginning', async () => {
		lines(40);
		const options = { rowsPerPage: 10 };
		const filters = { from: at(25), to: at(28) };
		expect(await messages({ returnAll: true, filters, options })).toEqual([
			'line 28',
			'line 27',
			'line 26',
			'line 25',
		]);
		expect(bench.asked()).toHaveLength(2);
	});

	test('sends event, phases and kinds', async () => {
		lines(10);
		const filters = { eventId: chosen('late'), phases: ['load'], kinds: 'issue' };
		expect(await messages({ returnAll: true, filters })).toEqual(['line 7']);
		expect(bench.asked()).toEqual([
			'GET /integration/my-gitlab/logs?limit=300&event_id=late&etl_phases=load&kinds=issue',
		]);
	});

	test('tells lines of one instant apart', async () => {
		for (let line = 1; line <= 25; line += 1) {
			bench.simulator.state.addLog('my-gitlab', { message: `same ${line}`, timestamp: at(1) });
		}
		const found = await messages({ returnAll: true, options: { rowsPerPage: 10 } });
		expect(new Set(found).size).toBe(25);
	});

	test('gives up at Max Pages', async () => {
		lines(30);
		expect(
			await bench.failure('getLogs', {
				integrationId,
				returnAll: true,
				options: { rowsPerPage: 5, maxPages: 3 },
			}),
		).toMatch(/did not end after 3 pages/);
	});

	test('answers the raw line without Simplify', async () => {
		lines(1);
		const [line] = await bench.json('getLogs', { integrationId, simplify: false });
		expect(line).toEqual({
			_id: expect.any(String),
			level: 'INFO',
			message: 'line 1',
			timestamp: at(1),
			extra: {},
		});
	});
});

describe('syncs', () => {
	test('of a run that is named, with what failed', async () => {
		const sync = bench.simulator.resyncs.run('my-gitlab', {
			status: 'failed',
			kinds: [{ kind: 'project', success: 0, failed: 3, loaded: 7 }],
		});
		bench.simulator.resyncs.run('my-gitlab');
		const parameters = { integrationId, resyncId: chosen(sync.eventId) };
		expect(await bench.json('getSyncMetrics', parameters)).toMatchObject([
			{ eventId: sync.eventId, success: false, failed: 3, loaded: 7 },
		]);
		expect(await bench.json('getSyncHistory', { integrationId, returnAll: true })).toHaveLength(3);
	});

	test('short: one that runs has no duration; raw: as Port tells them', async () => {
		bench.simulator.resyncs.start('my-gitlab');
		const parameters = { integrationId, returnAll: true };
		const short = await bench.json('getSyncHistory', parameters);
		expect(short.find(({ syncState }) => syncState === 'syncing')).toMatchObject({ durationSeconds: null });
		const raw = await bench.json('getSyncHistory', { ...parameters, simplify: false });
		expect(raw.map(({ eventId }) => eventId)).toEqual(short.map(({ eventId }) => eventId));
		expect(raw[0]).not.toHaveProperty('durationSeconds');
	});

	test('are none where Port calls the integration otherwise, and an error where it has no such route', async () => {
		const { switches } = bench.simulator;
		switches.internalId = 'installationId';
		expect(await bench.json('getSyncHistory', { integrationId })).toEqual([]);
		switches.syncEndpoints = 'missing';
		expect(await bench.failure('getSyncHistory', { integrationId })).toMatch(/Route was not found/);
		switches.optionalFields = 'minimal';
		expect(await bench.failure('getSyncMetrics', { integrationId })).toMatch(/does not tell the internal ID/);
	});
});

describe('Audit Log: Get Many', () => {
	const audit = { resource: 'auditLog', returnAll: true };
	const day = 24 * 60;

	test.each(['newestFirst', 'oldestFirst'] as const)(
		'is newest first, whatever the order: %s',
		async (auditOrder) => {
			bench.simulator.switches.auditOrder = auditOrder;
			for (const days of [1, 0, 5])
				bench.simulator.state.addAudit({ message: `${days}`, at: at(days * day) });
			const rows = await bench.json('getMany', { ...audit, from: at(-1), to: at(9 * day) });
			expect(rows.map(({ message }) => message)).toEqual(['5', '1', '0']);
		},
	);

	test('splits the time so that no window times out, and tells each entry once', async () => {
		bench.simulator.switches.auditEntriesUntilTimeout = 10;
		for (let entry = 0; entry < 60; entry += 1) {
			bench.simulator.state.addAudit({ message: `${entry}`, at: at(entry * 6) });
		}
		const rows = await bench.json('getMany', { ...audit, from: at(0), to: at(day) });
		expect(rows.map(({ message }) => Number(message)).sort((one, other) => one - other)).toEqual(
			Array.from({ length: 60 }, (_, index) => index),
		);
	});

	test('fails when even a second holds too much', async () => {
		bench.simulator.switches.auditEntriesUntilTimeout = 1;
		for (let entry = 0; entry < 3; entry += 1) bench.simulator.state.addAudit({ at: at(1) });
		expect(await bench.failure('getMany', { ...audit, from: at(0), to: at(2) })).toMatch(
			/more entries around .* than Port can answer/,
		);
	});

	test('asks for the last seven days when no time is given, and for nothing when the times are turned round', async () => {
		bench.simulator.state.addAudit({ message: 'now' });
		expect(await bench.json('getMany', audit)).toMatchObject([{ message: 'now' }]);
		const asked = bench.simulator.requests.all({ path: '/v1/audit-log' }).at(-1);
		const last = bench.simulator.requests.all({ path: '/v1/audit-log' }).at(0);
		const span = Date.parse(String(last?.query['to'])) - Date.parse(String(asked?.query['from']));
		expect(span).toBe(7 * day * 60_000);
		bench.simulator.requests.clear();
		expect(await bench.failure('getMany', { ...audit, from: at(2), to: at(1) })).toMatch(/not before "To"/);
		expect(bench.asked()).toEqual([]);
	});

	test('says who may read it', async () => {
		bench.simulator.switches.role = 'moderator';
		expect(await bench.failure('getMany', audit)).toMatch(/audit log is for admins/);
		const filters = { run_id: 'r1' };
		expect(await bench.json('getMany', { ...audit, filters })).toEqual([]);
	});
});

describe('short and raw', () => {
	test('kinds: the examples, with the wrapper only when raw', async () => {
		const parameters = { integrationId: chosen('on-call'), returnAll: true };
		expect(await bench.json('getKinds', { ...parameters, simplify: false })).toMatchObject([
			{ kind: 'project', examples: [{ _id: 'example_project', data: { id: 1 } }] },
		]);
	});

	test('metadata: plain values, whatever their keys', async () => {
		const [raw] = await bench.json('getMetadata', { returnAll: true, simplify: false });
		const [short] = await bench.json('getMetadata', { returnAll: true });
		const plain = Object.entries(raw ?? {}).filter(
			([, value]) => typeof value !== 'object' || value === null,
		);
		expect(plain.length).toBeGreaterThan(2);
		expect(short).toEqual(Object.fromEntries(plain));
	});
});
