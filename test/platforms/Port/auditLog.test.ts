import { gzipSync } from 'node:zlib';

import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { forEachTest } from '../../lifecycle';
import { PortBench } from './bench';

const start = Date.parse('2026-01-01T00:00:00Z');
const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString();

let bench: PortBench;

forEachTest(async () => (bench = await PortBench.start()));

const windowHours = ({ simulator }: PortBench) =>
	simulator.requests
		.all({ path: '/v1/audit-log' })
		.map(({ query: { from, to } }) => (Date.parse(String(to)) - Date.parse(String(from))) / 3_600_000);

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

	test.each(['CREATE', 'DELETE', 'TIMER_EXPIRED', 'UPDATE'] as const)(
		'filters by action: %s',
		async (action) => {
			for (const each of ['CREATE', 'DELETE', 'TIMER_EXPIRED', 'UPDATE'] as const) {
				bench.simulator.state.addAudit({ action: each, at: at(1) });
			}
			const rows = await bench.json('getMany', { ...audit, from: at(0), to: at(day), filters: { action } });
			expect(rows).toMatchObject([{ action }]);
		},
	);

	test('filters also where Port does not heed the filters; what an entry does not say is no reason to leave it out', async () => {
		bench.simulator.switches.auditFilters = 'ignored';
		const add = (message: string, more: object = {}) =>
			void bench.simulator.state.addAudit({
				message,
				status: 'FAILURE',
				action: 'CREATE',
				at: at(2),
				...more,
			});
		add('one');
		add('small letters', { status: 'failure', at: at(3) });
		add('silent', { status: null, action: '', resourceType: undefined, at: at(4) });
		add('succeeded', { status: 'SUCCESS' });
		add('updated', { action: 'UPDATE' });
		add('a run', { resourceType: 'run' });
		add('before', { at: at(-1) });
		for (let entry = 0; entry < 5; entry += 1) add(`after ${entry}`, { at: at(day + 1 + entry) });
		const filters = { status: 'FAILURE', action: 'CREATE', resources: ['entity', 'webhook'] };
		const of = { ...audit, from: at(0), to: at(day), filters };
		const found = async (more: INodeParameters) =>
			(await bench.json('getMany', { ...of, ...more })).map(({ message }) => message);
		expect(await found({})).toEqual(['silent', 'small letters', 'one']);
		expect(await found({ returnAll: false, limit: 3 })).toEqual(['silent', 'small letters', 'one']);
	});

	test.each<[INodeParameters, string[]]>([
		[{ identifier: 'Event-1' }, ['asked for']],
		[{ identifier: 'event-1', origin: 'UI' }, ['asked for']],
		[{ origin: 'my-gitlab, api' }, ['by an integration']],
		[{ origin: 'API' }, []],
	])('so it does by event and origin: %j', async (filters, expected) => {
		bench.simulator.switches.auditFilters = 'ignored';
		const { state } = bench.simulator;
		state.addAudit({ message: 'asked for', identifier: 'event-1', at: at(1) });
		state.addAudit({ message: 'by an integration', InstallationId: 'my-gitlab', at: at(2) });
		const rows = await bench.json('getMany', { ...audit, from: at(0), to: at(day), filters });
		expect(rows.map(({ message }) => message)).toEqual(expected);
	});

	test.each<INodeParameters>([
		{ filters: { status: 'FAILURE', action: 'UPDATE', resources: ['run'] } },
		{ additionalQuery: { pairs: [{ name: 'action', value: 'UPDATE,CREATE' }] } },
		{ additionalQuery: { pairs: [{ name: 'status', value: 'FAILED' }] } },
		{ additionalQuery: { pairs: [{ name: 'resources', value: 'runs' }] } },
	])('leaves out nothing that Port found by another word for it: %j', async (asked) => {
		const entry = { identifier: 'event-1', status: 'FAILED', action: 'UPDATED', resourceType: 'action_run' };
		const documented = { identifier: 'event-2', status: 'FAILURE', action: 'UPDATE', resourceType: 'run' };
		const body = { ok: true, audits: [entry, documented] };
		bench.simulator.faults.add({ path: '/v1/audit-log', answer: { status: 200, body } });
		const rows = await bench.json('getMany', { ...audit, from: at(0), to: at(1), ...asked });
		expect(rows.map(({ identifier }) => identifier)).toEqual(['event-1', 'event-2']);
	});

	test('splits the time so that no window times out, and returns each entry once', async () => {
		bench.simulator.switches.auditEntriesUntilTimeout = 10;
		for (let entry = 0; entry < 60; entry += 1) {
			bench.simulator.state.addAudit({ message: `${entry}`, at: at(entry * 6) });
		}
		const rows = await bench.json('getMany', { ...audit, from: at(0), to: at(day) });
		expect(rows.map(({ message }) => Number(message)).sort((one, other) => one - other)).toEqual(
			Array.from({ length: 60 }, (_, index) => index),
		);
	});

	describe('where Port returns fewer entries at once than it is asked for', () => {
		const add = (count: number, minutes: (entry: number) => number) => {
			for (let entry = 0; entry < count; entry += 1) {
				bench.simulator.state.addAudit({ message: `${entry}`, at: at(minutes(entry)) });
			}
		};
		const found = async () => {
			const rows = await bench.json('getMany', { ...audit, from: at(0), to: at(9 * day) });
			return rows.map(({ message }) => Number(message));
		};
		const newestFirst = (count: number) => Array.from({ length: count }, (_, index) => count - 1 - index);

		test.each(['newestFirst', 'oldestFirst'] as const)('none is missing: %s', async (auditOrder) => {
			Object.assign(bench.simulator.switches, { auditOrder, mostAuditEntries: 100 });
			add(450, (entry) => entry * 5);
			expect(await found()).toEqual(newestFirst(450));
			expect(bench.asked().length).toBeLessThan(40);
		});

		test('none is missing where a few entries have no time', async () => {
			Object.assign(bench.simulator.switches, { auditTime: 'mostly', mostAuditEntries: 100 });
			add(450, (entry) => entry * 5);
			expect((await found()).sort((one, other) => other - one)).toEqual(newestFirst(450));
			expect(bench.asked().length).toBeLessThan(40);
		});

		test('as many entries as that, all at one time, are read, and a hint says that there may be more', async () => {
			bench.simulator.switches.mostAuditEntries = 100;
			add(130, () => 3 * day);
			const { json, hints } = await bench.run('getMany', { ...audit, from: at(0), to: at(9 * day) });
			expect(json).toHaveLength(100);
			expect(JSON.stringify(hints)).toMatch(/may have more entries around 2026-01-04T00:00:0/);
		});

		test('a window that happens to have a round number of entries is read in halves, each entry once', async () => {
			add(200, (entry) => entry * 5);
			expect(await found()).toEqual(newestFirst(200));
			expect(bench.asked().length).toBeLessThan(10);
		});

		test.each([
			['of one instant', 0, 3 * day, 12],
			['of one instant, at the end', 0, 9 * day, 10],
			['of a second', 0.009, 3 * day + 1, 12],
			['of a minute', 0.6, 3 * day + 1, 7],
			['of an hour', 36, 3 * day + 1, 7],
		] as const)('a burst of 100 entries %s takes a few requests', async (_of, seconds, minute, requests) => {
			add(100, (entry) => minute - ((99 - entry) * seconds) / 60);
			expect((await found()).sort((one, other) => other - one)).toEqual(newestFirst(100));
			expect(bench.asked().length).toBeLessThan(requests);
		});

		describe('100 entries a day', () => {
			const requestsFor = async (days: number) => {
				const entries = 100 * days;
				add(entries, (entry) => (entry + 0.5) * 14.4);
				const { json, hints } = await bench.run('getMany', { ...audit, from: at(0), to: at(days * day) });
				expect(json.map(({ message }) => Number(message))).toEqual(newestFirst(entries));
				expect(hints).toEqual([]);
				return bench.asked().length;
			};

			test('are no cap, as longer windows show', async () => {
				expect(await requestsFor(180)).toBeLessThan(30);
			});

			test.each([
				[100, 'newestFirst'],
				[100, 'oldestFirst'],
				[800, 'newestFirst'],
				[1600, 'oldestFirst'],
			] as const)(
				'all come where Port returns no more than %i, which a window has just so: %s',
				async (mostAuditEntries, auditOrder) => {
					Object.assign(bench.simulator.switches, { auditOrder, mostAuditEntries });
					expect(await requestsFor(40)).toBeLessThan(15 + (4 * 4000) / mostAuditEntries);
				},
			);
		});

		test.each([
			[{ auditTime: 'absent' }, 5],
			// The instant of the entries is looked for once.
			[{ auditFilters: 'ignored' }, 80],
		] as const)(
			'a window is not cut again and again where a shorter one would hold as much: %j',
			async (switches, requests) => {
				Object.assign(bench.simulator.switches, switches);
				add(100, () => 3 * day);
				expect(await found()).toHaveLength(100);
				expect(bench.asked().length).toBeLessThan(requests);
			},
		);
	});

	test("without 'To' nothing is missing where Port's clock is ahead of this machine's", async () => {
		bench.simulator.clock.advance(300_000);
		bench.simulator.state.addAudit({ message: 'new', at: bench.simulator.clock.iso() });
		expect(await bench.json('getMany', audit)).toMatchObject([{ message: 'new' }]);
		const from = bench.simulator.clock.iso(1000);
		expect(await bench.json('getMany', { ...audit, from })).toMatchObject([{ message: 'new' }]);
	});

	describe('an event or a run that is not found in the seven days that are read without From', () => {
		const eightDaysMs = 8 * 24 * 3_600_000;
		const remarks = async (parameters: INodeParameters) => {
			const { hints, error } = await bench.run('getMany', { ...audit, ...parameters });
			expect(error).toBeUndefined();
			return JSON.stringify(hints);
		};

		test.each([{ identifier: 'event' }, { run_id: 'a-run' }, { webhookEventId: 'received' }])(
			'is remarked: %j',
			async (filters) => {
				const old = bench.simulator.clock.iso(eightDaysMs);
				bench.simulator.state.addAudit({ ...filters, at: old });
				expect(await remarks({ filters })).toMatch(/Only the last seven days were searched. Set 'From'/);
				const to = bench.simulator.clock.iso();
				expect(await remarks({ filters, to })).toMatch(/Only the seven days before 'To' were searched/);
				expect(await remarks({ filters, from: old })).toBe('[]');
			},
		);

		test('but not where From is set, one is found, or others are looked for', async () => {
			const filters = { run_id: 'a-run' };
			const from = bench.simulator.clock.iso(eightDaysMs);
			expect(await remarks({ filters, from })).not.toMatch(/seven days/);
			expect(await remarks({ filters: { status: 'FAILURE' } })).not.toMatch(/seven days/);
			bench.simulator.state.addAudit({ ...filters, at: bench.simulator.clock.iso(60_000) });
			expect(await remarks({ filters })).toBe('[]');
		});
	});

	test('reads a single instant, too', async () => {
		bench.simulator.state.addAudit({ message: 'then', at: at(1) });
		expect(await bench.json('getMany', { ...audit, from: at(1), to: at(1) })).toMatchObject([
			{ message: 'then' },
		]);
		expect(bench.asked()).toHaveLength(1);
	});

	test("a day without a time as 'To' is included whole", async () => {
		for (const days of [0, 1])
			bench.simulator.state.addAudit({ message: `${days}`, at: at((days + 0.5) * day) });
		const oneDay = { ...audit, from: '2026-01-01', to: '2026-01-01' };
		expect(await bench.json('getMany', oneDay)).toMatchObject([{ message: '0' }]);
	});

	test('fails when even a second holds too much', async () => {
		bench.simulator.switches.auditEntriesUntilTimeout = 1;
		for (let entry = 0; entry < 3; entry += 1) bench.simulator.state.addAudit({ at: at(1) });
		expect(await bench.failure('getMany', { ...audit, from: at(0), to: at(2) })).toMatch(
			/more entries around .* than Port can return/,
		);
	});

	test('gives up after six tries where Port runs out of time again and again', async () => {
		bench.simulator.faults.add({ path: '/v1/audit-log', answer: { status: 504 } });
		expect(await bench.failure('getMany', { ...audit, from: at(0), to: at(day) })).toMatch(/504/);
		expect(bench.asked()).toHaveLength(6);
	});

	test('halves a window whose response is too large, as often as need be', async () => {
		bench.simulator.state.addAudit({ message: 'then', at: at(1) });
		const bodyBytes = gzipSync(Buffer.alloc(65 * 2 ** 20, 0x20));
		const answer = { status: 200, headers: { 'content-encoding': 'gzip' }, bodyBytes };
		bench.simulator.faults.add({ path: '/v1/audit-log', times: 7, answer });
		const rows = await bench.json('getMany', { ...audit, from: at(0), to: at(day) });
		expect(rows).toMatchObject([{ message: 'then' }]);
		const hours = windowHours(bench).slice(0, 8);
		expect(hours).toEqual([24, 12, 6, 3, 1.5, 0.75, 0.375, 0.1875]);
	}, 60_000);

	describe('where a window takes longer than the request may', () => {
		let impatient: PortBench;

		forEachTest(async () => (impatient = await PortBench.start({}, { requestTimeoutMs: 100 })));

		const lengths = () => windowHours(impatient);
		const oneDay = { ...audit, from: at(0), to: at(day) };

		test('halves it, as after a 504', async () => {
			for (const hours of [1, 23]) impatient.simulator.state.addAudit({ at: at(hours * 60) });
			impatient.simulator.faults.add({ path: '/v1/audit-log', times: 3, answer: 'hang' });
			expect(await impatient.json('getMany', oneDay)).toHaveLength(2);
			expect(lengths().slice(0, 4)).toEqual([24, 12, 6, 3]);
		});

		test('gives up after six in a row', async () => {
			impatient.simulator.faults.add({ path: '/v1/audit-log', answer: 'hang' });
			expect(await impatient.failure('getMany', oneDay)).toMatch(/timed out while reading the audit log/);
			expect(lengths()).toEqual([24, 12, 6, 3, 1.5, 0.75]);
		});

		test.each([{ status: 503 }, { status: 500 }, { status: 408 }, { status: 429 }, 'reset'] as const)(
			'but what is no matter of its length is asked for again as it is: %j',
			async (answer) => {
				impatient.simulator.faults.add({ path: '/v1/audit-log', times: 3, answer });
				await impatient.json('getMany', oneDay);
				expect(lengths()).toEqual([24, 24, 24, 24]);
			},
		);

		test('and fails after six tries, as any request does', async () => {
			impatient.simulator.faults.add({ path: '/v1/audit-log', answer: { status: 503 } });
			expect(await impatient.failure('getMany', oneDay)).toMatch(/503/);
			expect(lengths()).toEqual([24, 24, 24, 24, 24, 24]);
		});

		test.each([400, 403])('and a refusal (%i) is not', async (status) => {
			impatient.simulator.faults.add({ path: '/v1/audit-log', answer: { status } });
			await impatient.failure('getMany', oneDay);
			expect(lengths()).toEqual([24]);
		});
	});

	test('gives up at Max Pages, which are windows here', async () => {
		const year = { ...audit, from: at(-365 * day), to: at(0) };
		const windows = { options: { maxPages: 5 } };
		expect(await bench.failure('getMany', { ...year, ...windows })).toMatch(
			/The audit log did not end after 5 pages/,
		);
		bench.simulator.requests.clear();
		await bench.json('getMany', year);
		expect(bench.asked().length).toBeGreaterThan(5);
		expect(bench.asked().length).toBeLessThan(20);
	});

	test('no window is longer than one that had many entries, also where these have no time', async () => {
		bench.simulator.switches.auditTime = 'absent';
		for (let entry = 0; entry < 18_000; entry += 1) {
			bench.simulator.state.addAudit({ at: at((entry + 0.5) * 0.24) });
		}
		expect(await bench.json('getMany', { ...audit, from: at(0), to: at(3 * day) })).toHaveLength(18_000);
		expect(windowHours(bench)).toEqual([24, 24, 24]);
	});

	test('takes windows that read the same for what they are, not for an endless list', async () => {
		Object.assign(bench.simulator.switches, { auditIdentifier: 'absent', auditTime: 'absent' });
		for (const days of [0.5, 2, 5]) {
			bench.simulator.state.addAudit({ message: 'the same', at: at(days * day) });
		}
		expect(await bench.json('getMany', { ...audit, from: at(0), to: at(7 * day) })).toHaveLength(3);
	});

	test('asks for the last seven days when no time is given, and for nothing when the times are turned round', async () => {
		bench.simulator.state.addAudit({ message: 'now' });
		expect(await bench.json('getMany', audit)).toMatchObject([{ message: 'now' }]);
		const asked = bench.simulator.requests.all({ path: '/v1/audit-log' }).at(-1);
		const last = bench.simulator.requests.all({ path: '/v1/audit-log' }).at(0);
		const span = Date.parse(String(last?.query['to'])) - Date.parse(String(asked?.query['from']));
		const clockDifference = 60;
		expect(span).toBe((7 * day + clockDifference) * 60_000);
		bench.simulator.requests.clear();
		expect(await bench.failure('getMany', { ...audit, from: at(2), to: at(1) })).toMatch(
			/'From' is later than 'To'/,
		);
		expect(bench.asked()).toEqual([]);
	});

	test.each([
		{ auditIdentifier: 'absent' },
		{ auditTime: 'createdAt' },
		{ auditTime: 'absent' },
		{ auditIdentifier: 'absent', auditTime: 'absent' },
	] as const)('reads every window, each entry once: %j', async (switches) => {
		Object.assign(bench.simulator.switches, { auditEntriesUntilTimeout: 10, ...switches });
		for (let entry = 0; entry < 60; entry += 1) {
			const message = entry % 2 === 0 ? 'the same' : `${entry}`;
			bench.simulator.state.addAudit({ message, at: at(entry * 6 + 1) });
		}
		expect(await bench.json('getMany', { ...audit, from: at(0), to: at(day) })).toHaveLength(60);
	});

	test('asks for single fields, and for what distinguishes entries', async () => {
		bench.simulator.state.addAudit({ message: 'x', at: at(1) });
		const filters = { includes: ['message', 'status'] };
		const parameters = { ...audit, from: at(0), to: at(2), filters, simplify: false };
		expect(await bench.json('getMany', parameters)).toEqual([
			{
				identifier: expect.any(String),
				message: 'x',
				status: 'SUCCESS',
				trigger: expect.objectContaining({ at: at(1) }),
			},
		]);
	});

	test.each(['from', 'includes', 'limit', 'to'])(
		'%s, which the node sets, is refused among the additional parameters',
		async (name) => {
			const additionalQuery = { pairs: [{ name, value: '5' }] };
			expect(await bench.failure('getMany', { ...audit, additionalQuery })).toMatch(
				new RegExp(`^'Additional Query Parameters' cannot contain ${name} \\| Remove it, and use 'From'`),
			);
			expect(bench.asked()).toEqual([]);
		},
	);

	test('says who may read it', async () => {
		bench.simulator.switches.role = 'moderator';
		const refused = await bench.failure('getMany', audit);
		expect(refused).toMatch(/Only admins can read the whole audit log\. Others must filter/);
		expect(refused).not.toMatch(/moderator|metadata/);
		const filters = { run_id: 'r1' };
		expect(await bench.json('getMany', { ...audit, filters })).toEqual([]);
		bench.simulator.switches.ipAllowList = 'refuses';
		expect(await bench.failure('getMany', audit)).toMatch(/allowlist blocks n8n/);
	});
});
