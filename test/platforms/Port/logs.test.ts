import { describe, expect, test } from '@jest/globals';
import { get, range, sortBy } from 'lodash';
import type { INodeParameters } from 'n8n-workflow';

import { forEachTest } from '../../lifecycle';
import { chosen, PortBench } from './bench';

const integrationId = chosen('my-gitlab');
const start = Date.parse('2026-01-01T00:00:00Z');
const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString();

let bench: PortBench;

forEachTest(async () => (bench = await PortBench.start()));

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

	test("a day without a time as 'To' is included whole", async () => {
		for (const day of [0, 1]) {
			const timestamp = at((day + 0.5) * 24 * 60);
			bench.simulator.state.addLog('my-gitlab', { message: `day ${day}`, timestamp });
		}
		const filters = { from: '2026-01-01', to: '2026-01-01' };
		expect(await messages({ returnAll: true, filters })).toEqual(['day 0']);
	});

	test.each([
		{},
		{ logUp: 'newer' },
		{ logOrder: 'descending' },
		{ logEdge: 'inclusive' },
		{ logIdKey: 'none' },
		{ logIdKey: 'logId', timestamps: 'zulu' },
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

	test.each([{}, { logUp: 'newer' }, { logIdKey: 'none', logOrder: 'descending' }] as const)(
		'reads every page of a server that gives its own number of lines: %j',
		async (switches) => {
			Object.assign(bench.simulator.switches, { logLimit: 'ignored', ...switches });
			const expected = lines(250);
			expect(await messages({ returnAll: true })).toEqual(expected);
			expect(bench.asked().length).toBeLessThanOrEqual(4);
		},
	);

	test.each(['obeyed', 'ignored'] as const)(
		'a whole log of 100 lines ends with them (older lines can be asked for: %s)',
		async (logCursor) => {
			bench.simulator.switches.logCursor = logCursor;
			const expected = lines(100);
			expect(await messages({ returnAll: true })).toEqual(expected);
		},
	);

	test.each([
		[99, {}, 1],
		[100, {}, 3],
		[200, { logIdKey: 'none' }, 5],
		[300, {}, 3],
		[300, { logIdKey: 'none' }, 5],
	] as const)(
		'what is counted in reliability.md: a log of %d lines (%j) takes %d requests',
		async (count, switches, most) => {
			Object.assign(bench.simulator.switches, switches);
			const expected = lines(count);
			expect(await messages({ returnAll: true })).toEqual(expected);
			expect(bench.asked().length).toBe(most);
		},
	);

	test('filters by the old parameter names too, here', async () => {
		bench.simulator.switches.logParameters = 'old';
		bench.simulator.switches.highestLevel = 'CRITICAL';
		lines(20);
		expect(await messages({ returnAll: true, filters: { levels: ['FATAL'] } })).toEqual([
			'line 20',
			'line 10',
		]);
	});

	describe('filters by a sync where unknown parameters are refused', () => {
		test.each([
			{ logParameters: 'new' },
			{ logParameters: 'old' },
			{ logParameters: 'old', validation: 400 },
		] as const)('%j', async (switches) => {
			Object.assign(bench.simulator.switches, { unknownParameters: 'refused', ...switches });
			lines(23);
			const options = { rowsPerPage: 5 };
			const filters = { eventId: chosen('late'), levels: ['INFO'] };
			const found = await messages({ returnAll: true, filters, options });
			expect(found).toHaveLength(16);
			expect(found.at(-1)).toBe('line 6');
			expect(bench.asked().length).toBeLessThan(8);
		});

		test('but a refused value is no reason for a name that is ignored, which would have the lines of all syncs', async () => {
			lines(8);
			const body = { ok: false, error: 'invalid_request', message: '"event_id" must be a sync' };
			bench.simulator.faults.add({ path: /logs$/, times: 2, answer: { status: 422, body } });
			const given = { integrationId, filters: { eventId: chosen('late') } };
			expect(await bench.failure('getLogs', given)).toMatch(/"event_id" must be a sync/);
			expect(bench.asked().at(-1)).toMatch(/\blimit=\d+&event_id=late$/);
			expect(bench.asked()).toHaveLength(2);
		});
	});

	test('finds FATAL lines that are called CRITICAL, also where no filter of the platform does', async () => {
		Object.assign(bench.simulator.switches, { highestLevel: 'CRITICAL', criticalFilter: 'literal' });
		lines(20);
		expect(await messages({ returnAll: true, filters: { levels: ['FATAL'] } })).toEqual([
			'line 20',
			'line 10',
		]);
		const filters = { levels: ['ERROR', 'FATAL'] };
		expect(await messages({ returnAll: false, limit: 1, filters })).toEqual(['line 20']);
	});

	describe('few errors in a long log', () => {
		const filters = { levels: ['ERROR', 'FATAL'] };
		const errorsIn = (level: string) => {
			lines(9);
			bench.simulator.state.addLog('my-gitlab', { message: 'error', timestamp: at(10), level });
			for (let line = 1; line <= 1000; line += 1) {
				bench.simulator.state.addLog('my-gitlab', { message: `info ${line}`, timestamp: at(10 + line) });
			}
		};

		test.each([{}, { logCursor: 'ignored' }] as const)('are read with one request: %j', async (switches) => {
			Object.assign(bench.simulator.switches, switches);
			errorsIn('ERROR');
			expect(await messages({ returnAll: false, limit: 50, filters })).toEqual(['error']);
			expect(bench.asked()).toEqual([
				expect.stringMatching(/^GET [^?]+logs\?limit=\d+&levels=ERROR&levels=FATAL$/),
			]);
		});

		test('and where there are none, CRITICAL ones are looked for on one page of all levels, and a remark says so', async () => {
			Object.assign(bench.simulator.switches, { highestLevel: 'CRITICAL', criticalFilter: 'literal' });
			errorsIn('FATAL');
			expect(await messages({ returnAll: false, limit: 50, filters })).toEqual([]);
			expect(bench.asked()).toHaveLength(2);
			bench.simulator.state.addLog('my-gitlab', { message: 'new', timestamp: at(2000), level: 'FATAL' });
			const { json, hints } = await bench.run('getLogs', { integrationId, returnAll: true, filters });
			expect(json).toMatchObject([{ message: 'new' }]);
			expect(JSON.stringify(hints)).toMatch(/CRITICAL .* only those of the newest page/);
		});

		test('and where the newest page is later than To, a remark says that they may be there', async () => {
			Object.assign(bench.simulator.switches, { highestLevel: 'CRITICAL', criticalFilter: 'literal' });
			errorsIn('FATAL');
			const until = { ...filters, to: at(500) };
			const { json, hints } = await bench.run('getLogs', { integrationId, returnAll: true, filters: until });
			expect(json).toEqual([]);
			expect(JSON.stringify(hints)).toMatch(/CRITICAL .* may be later than 'To'/);
		});
	});

	test('leaves other levels to the platform', async () => {
		lines(20);
		expect(await messages({ returnAll: true, filters: { levels: ['WARNING'] } })).toEqual([]);
		expect(bench.asked()).toEqual(['GET /integration/my-gitlab/logs?limit=300&levels=WARNING']);
	});

	describe('the reason of a failed resync', () => {
		const reason = async () => {
			const [{ lastErrorMessage } = {}] = await bench.json('getHealth', { integrationId });
			return lastErrorMessage;
		};
		const failed = (level: string) => {
			bench.simulator.resyncs.run('my-gitlab', { status: 'failed' });
			bench.simulator.state.addLog('my-gitlab', { level, message: 'Quota exceeded' });
			bench.simulator.state.addLog('my-gitlab', { message: 'Goodbye' });
		};

		test('may be CRITICAL, and found by no filter', async () => {
			Object.assign(bench.simulator.switches, { highestLevel: 'CRITICAL', criticalFilter: 'literal' });
			failed('FATAL');
			expect(await reason()).toBe('Quota exceeded');
		});

		test('is found where only the last of several levels counts', async () => {
			bench.simulator.switches.repeatedLevels = 'last';
			failed('ERROR');
			expect(await reason()).toBe('Quota exceeded');
			expect(bench.asked().at(-1)).toBe(
				'GET /integration/my-gitlab/logs?limit=300&levels=FATAL&levels=ERROR',
			);
		});

		test('is no other line, and looked for on one page', async () => {
			lines(700);
			failed('WARNING');
			expect(await reason()).toBeNull();
			expect(bench.asked().slice(1)).toEqual([
				'GET /integration/my-gitlab/logs?limit=300&levels=FATAL&levels=ERROR',
				'GET /integration/my-gitlab/logs?limit=300',
			]);
		});
	});

	test('filters by a sync under the older parameter name too', async () => {
		bench.simulator.switches.logParameters = 'old';
		lines(8);
		const filters = { eventId: chosen('late') };
		expect(await messages({ returnAll: true, filters })).toEqual(['line 8', 'line 7', 'line 6']);
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
			'GET /integration/my-gitlab/logs?limit=300&event_id=late&eventId=late&etl_phases=load&kinds=issue',
		]);
	});

	test.each([
		['shown', ['line 7']],
		['asGiven', ['line 8', 'line 7', 'line 6']],
	] as const)(
		'leaves out lines that show another kind or phase, which Port may return (%s)',
		async (logContext, expected) => {
			Object.assign(bench.simulator.switches, { logParameters: 'old', logContext });
			lines(8);
			const eventId = chosen('late');
			expect(await messages({ returnAll: true, filters: { eventId, kinds: 'issue' } })).toEqual(expected);
			expect(await messages({ returnAll: true, filters: { eventId, phases: ['load'] } })).toHaveLength(3);
			const others = await messages({ returnAll: true, filters: { eventId, phases: ['extract'] } });
			expect(others).toHaveLength(logContext === 'shown' ? 0 : 3);
		},
	);

	test('reads whole pages for them where Port may return other lines', async () => {
		Object.assign(bench.simulator.switches, { logParameters: 'old', logContext: 'shown' });
		lines(30);
		for (const filters of [{ kinds: 'issue' }, { phases: ['load'] }, { eventId: chosen('early') }]) {
			bench.simulator.requests.clear();
			expect(await messages({ returnAll: false, limit: 1, filters })).toHaveLength(1);
			expect(bench.asked()).toHaveLength(1);
		}
	});

	test('leaves out lines that show another sync, but not what the sync set off, or a kind by its place', async () => {
		const line = (message: string, extra?: object) => ({ message, level: 'INFO', timestamp: at(1), extra });
		const data = [
			line('own', { event_id: 'wanted', resource_kind: 'issue', index: 2 }),
			line('set off', { event_id: 'e', event_parent_id: 'wanted' }),
			line('other', { event_id: 'other', event_parent_id: null }),
			line('other kind', { event_id: 'wanted', resource_kind: 'issue', index: 1 }),
			line('unknown'),
		];
		const path = '/v1/integration/my-gitlab/logs';
		bench.simulator.faults.add({ path, answer: { status: 200, body: { ok: true, data } } });
		const filters = { eventId: chosen('wanted'), kinds: 'project, issue-2' };
		expect(await messages({ returnAll: true, filters })).toEqual(['own', 'set off', 'unknown']);
		expect(await messages({ returnAll: true, filters: { levels: ['INFO'] } })).toHaveLength(5);
	});

	test('leaves out nothing that Port found by another spelling', async () => {
		const extra = { event_id: 'Wanted', resource_kind: 'Issue', etl_phase: 'LOAD' };
		const data = ['WARN', 'warning', 'ERROR'].map((level) => ({
			message: level,
			level,
			timestamp: at(1),
			extra,
		}));
		const path = '/v1/integration/my-gitlab/logs';
		bench.simulator.faults.add({ path, answer: { status: 200, body: { ok: true, data } } });
		const filters = { levels: ['WARNING'], eventId: chosen('wanted'), kinds: 'issue', phases: ['load'] };
		expect(await messages({ returnAll: true, filters })).toEqual(['WARN', 'warning']);
	});

	test.each(
		(['older', 'newer'] as const).flatMap((logUp) =>
			(['ascending', 'descending'] as const).flatMap((logOrder) =>
				(['exclusive', 'inclusive'] as const).map((logEdge) => ({ logUp, logOrder, logEdge })),
			),
		),
	)('distinguishes lines of one instant: %j', async (switches) => {
		Object.assign(bench.simulator.switches, switches);
		for (let line = 1; line <= 45; line += 1) {
			const timestamp = at(line <= 10 ? 0 : line <= 35 ? 1 : 2);
			bench.simulator.state.addLog('my-gitlab', { message: `same ${line}`, timestamp });
		}
		const found = await messages({ returnAll: true, options: { rowsPerPage: 10 } });
		expect(found).toHaveLength(45);
		expect(new Set(found).size).toBe(45);
	});

	test.each([
		{ logEdge: 'exclusive' },
		{ logEdge: 'inclusive' },
		{ logUp: 'newer', logOrder: 'descending' },
	] as const)('without ids, an instant that ends beyond a page is read whole: %j', async (switches) => {
		Object.assign(bench.simulator.switches, { logIdKey: 'none', ...switches });
		for (let line = 1; line <= 30; line += 1) {
			const timestamp = at(Math.ceil(line / 4));
			bench.simulator.state.addLog('my-gitlab', { message: `line ${line}`, timestamp });
		}
		const found = await messages({ returnAll: true, options: { rowsPerPage: 10 } });
		expect(new Set(found).size).toBe(30);
	});

	test('without ids, an instant that fills a page is not cut short in silence', async () => {
		bench.simulator.switches.logIdKey = 'none';
		bench.simulator.state.addLog('my-gitlab', { message: 'older', timestamp: at(0) });
		for (let line = 1; line <= 30; line += 1) {
			bench.simulator.state.addLog('my-gitlab', { message: `line ${line}`, timestamp: at(1) });
		}
		const parameters = { integrationId, returnAll: true, options: { rowsPerPage: 10 } };
		const { json, hints } = await bench.run('getLogs', parameters);
		expect(json).toHaveLength(11);
		expect(json.at(-1)).toMatchObject({ message: 'older' });
		expect(JSON.stringify(hints)).toContain('more lines at 2026-01-01T00:01:00.000Z');
	});

	test.each(['ascending', 'descending'] as const)(
		'without ids, lines at the edge of a page that differ only beside their message are all read (%s)',
		async (logOrder) => {
			Object.assign(bench.simulator.switches, { logIdKey: 'none', logOrder });
			for (let record = 0; record < 30; record += 1) {
				const timestamp = at(Math.floor(record / 4));
				const line = { message: 'Refused', timestamp, extra: { record } };
				bench.simulator.state.addLog('my-gitlab', line);
			}
			const parameters = { integrationId, returnAll: true, options: { rowsPerPage: 10 } };
			const records = (await bench.json('getLogs', parameters)).map(({ extra }) => get(extra, 'record'));
			expect(sortBy(records)).toEqual(range(30));
		},
	);

	test('reads whole pages where the node itself filters', async () => {
		bench.simulator.switches.logParameters = 'old';
		lines(400);
		const parameters = { returnAll: false, limit: 2 };
		expect(await messages({ ...parameters, filters: { levels: ['FATAL'] } })).toEqual([
			'line 400',
			'line 390',
		]);
		expect(bench.asked()).toHaveLength(1);
		bench.simulator.requests.clear();
		expect(await messages({ ...parameters, filters: { to: at(50) } })).toEqual(['line 50', 'line 49']);
		expect(bench.asked()).toHaveLength(2);
	});

	test.each(['direction', 'limit', 'log_id', 'timestamp'])(
		'%s, which the node sets for each page, is refused among the additional parameters',
		async (name) => {
			const additionalQuery = { pairs: [{ name, value: '5' }] };
			expect(await bench.failure('getLogs', { integrationId, additionalQuery })).toMatch(
				new RegExp(
					`^'Additional Query Parameters' cannot contain ${name} \\| Remove it, and use 'Return All'`,
				),
			);
			expect(bench.asked()).toEqual([]);
		},
	);

	test('without ids, equal lines of a page all stay', async () => {
		bench.simulator.switches.logIdKey = 'none';
		for (const message of ['twice', 'twice', 'once']) {
			bench.simulator.state.addLog('my-gitlab', { message, timestamp: at(1) });
		}
		expect((await messages({ returnAll: true })).sort()).toEqual(['once', 'twice', 'twice']);
	});

	test('ends with a log that has just Max Pages pages', async () => {
		lines(15);
		const options = { rowsPerPage: 5, maxPages: 3 };
		expect(await messages({ returnAll: true, options })).toHaveLength(15);
	});

	test('fails where Port returns the newest lines again, whatever edge is asked for', async () => {
		bench.simulator.switches.logCursor = 'ignored';
		lines(30);
		const parameters = { integrationId, returnAll: true, options: { rowsPerPage: 10 } };
		expect(await bench.failure('getLogs', parameters)).toMatch(/the newest lines .* again instead of older/);
		expect(await messages({ returnAll: true })).toHaveLength(30);
	});

	test('gives up at Max Pages', async () => {
		lines(30);
		expect(
			await bench.failure('getLogs', {
				integrationId,
				returnAll: true,
				options: { rowsPerPage: 5, maxPages: 3 },
			}),
		).toMatch(/The log did not end after 3 pages \| Read less at once\. Set a 'Limit' or narrower filters/);
	});

	describe('with a line whose time cannot be read', () => {
		const options = { rowsPerPage: 10 };
		const undated = (line: number, shownTime: unknown = null) =>
			bench.simulator.state.addLog('my-gitlab', {
				message: `undated ${line}`,
				timestamp: at(line + 0.5),
				shownTime,
				level: 'FATAL',
			});

		test.each([
			{},
			{ logIdKey: 'none' },
			{ logUp: 'newer', logOrder: 'descending' },
			{ logEdge: 'inclusive' },
		] as const)('reads on, and has that line too: %j', async (switches) => {
			Object.assign(bench.simulator.switches, switches);
			const expected = lines(35);
			for (const [line, shownTime] of [[3], [15, 'yesterday'], [24, undefined], [25], [26]] as const) {
				undated(line, shownTime);
				expected.push(`undated ${line}`);
			}
			expect((await messages({ returnAll: true, options })).sort()).toEqual(expected.sort());
		});

		test('counts it as within a time range, and stops at its beginning', async () => {
			lines(40);
			undated(27);
			const filters = { from: at(25), to: at(28) };
			expect(await messages({ returnAll: true, filters, options })).toEqual([
				'line 28',
				'line 27',
				'line 26',
				'line 25',
				'undated 27',
			]);
		});

		test('says that older lines cannot be read where a whole page has none', async () => {
			lines(5);
			for (let line = 6; line <= 15; line += 1) undated(line);
			const { json, hints } = await bench.run('getLogs', { integrationId, returnAll: true, options });
			expect(json).toHaveLength(10);
			expect(JSON.stringify(hints)).toMatch(/older lines .* cannot be read/);
		});

		test('is read on by API: Custom Call, too', async () => {
			lines(35);
			undated(34);
			const pairs = [{ name: 'limit', value: '10' }];
			const call = { resource: 'api', path: 'integration/my-gitlab/logs', returnAll: true, query: { pairs } };
			expect(await bench.json('customCall', call)).toHaveLength(36);
		});

		test('does not take it for the reason of a failed resync', async () => {
			bench.simulator.resyncs.run('my-gitlab', { status: 'failed' });
			bench.simulator.state.installation('my-gitlab').logs.length = 0;
			undated(1);
			expect(await bench.json('getHealth', { integrationId })).toMatchObject([
				{ status: 'ERROR', lastErrorMessage: null },
			]);
		});
	});

	test('returns the raw line without Simplify', async () => {
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
