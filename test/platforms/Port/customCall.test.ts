import { describe, expect, test } from '@jest/globals';

import { forEachTest } from '../../lifecycle';
import { PortBench } from './bench';

let bench: PortBench;

forEachTest(async () => (bench = await PortBench.start()));

describe('API: Custom Call', () => {
	const entities = [{ identifier: 'a' }, { identifier: 'b' }];

	test.each(['POST', 'GET'] as const)(
		'%s: rows beside the sign of a next page come with it',
		async (method) => {
			const path = '/blueprints/service/entities/search';
			const parameters = { method, path, ...(method === 'POST' && { body: '{"limit": 2}' }) };
			for (const [next, expected] of [
				['from-b', [{ ok: true, entities, next: 'from-b' }]],
				[null, [{ ok: true, entities, next: null }]],
				[undefined, entities],
			] as const) {
				const answer = { status: 200, body: { ok: true, entities, next } };
				bench.simulator.faults.add({ method, path: /search$/, times: 1, answer });
				const run = await bench.run('customCall', { resource: 'api', ...parameters });
				expect([run.error, run.json]).toEqual([undefined, expected]);
			}
		},
	);

	describe('of the log of an integration', () => {
		const log = { resource: 'api', path: 'integration/my%2Flog/logs', returnAll: true };
		const query = (given: Readonly<Record<string, string>>) => ({
			pairs: Object.entries(given).map(([name, value]) => ({ name, value })),
		});
		/** Seven lines; the first two of one instant. */
		const addLines = () => {
			bench.simulator.state.addIntegration({ installationId: 'my/log' });
			for (let line = 1; line <= 7; line += 1) {
				const timestamp = `2026-01-01T00:0${Math.max(line, 2)}:00.000Z`;
				bench.simulator.state.addLog('my/log', { message: `line ${line}`, timestamp });
			}
		};

		test.each([
			{},
			{ logUp: 'newer' },
			{ logIdKey: 'none' },
			{ wrapping: 'bare', logOrder: 'descending' },
			{ logIdKey: 'log_id', logUp: 'newer', logOrder: 'descending', logEdge: 'inclusive' },
		] as const)('Return All reads each line once, as Get Logs does: %j', async (switches) => {
			Object.assign(bench.simulator.switches, switches);
			addLines();
			const run = await bench.run('customCall', { ...log, query: query({ limit: '3' }) });
			expect(run.error).toBeUndefined();
			expect(run.json.map(({ message }) => message).sort()).toEqual(
				[1, 2, 3, 4, 5, 6, 7].map((line) => `line ${line}`),
			);
			expect(bench.asked()[0]).toBe('GET /integration/my/log/logs?limit=3');
		});

		test('a direction that is given is kept to: one page', async () => {
			addLines();
			const given = { limit: '3', direction: 'down', timestamp: '2026-01-01T00:03:00.000Z' };
			const { json } = await bench.run('customCall', { ...log, query: query(given) });
			expect(json.map(({ message }) => message)).toEqual(['line 3', 'line 4', 'line 5']);
			expect(bench.asked()).toHaveLength(1);
		});

		test.each([{ ok: true, message: 'Down for maintenance' }, 'Service Unavailable'])(
			'a later page that is no list does not end it in silence: %j',
			async (body) => {
				addLines();
				bench.simulator.faults.add({ path: /logs$/, after: 1, times: 1, answer: { status: 200, body } });
				const call = { ...log, query: query({ limit: '3' }) };
				expect(await bench.failure('customCall', call)).toMatch(/\(expected a list\)/);
			},
		);

		test.each([{ ok: true }, { ok: true, lines: [{ text: 'no time' }] }])(
			'a response that is no log is returned as it is: %j',
			async (body) => {
				bench.simulator.faults.add({ path: /logs$/, answer: { status: 200, body } });
				const { json } = await bench.run('customCall', { ...log, query: query({ limit: '1' }) });
				expect(json).toEqual('lines' in body ? body.lines : [body]);
				expect(bench.asked()).toHaveLength(1);
			},
		);
	});

	test('a log that is no integration is whole, however long', async () => {
		const runLogs = Array.from({ length: 120 }, (_, line) => ({ id: `${line}`, message: `line ${line}` }));
		const answer = { status: 200, body: { ok: true, runLogs } };
		bench.simulator.faults.add({ path: '/v1/actions/runs/r1/logs', answer });
		const run = await bench.run('customCall', {
			resource: 'api',
			path: '/actions/runs/r1/logs',
			returnAll: true,
		});
		expect([run.error, run.json]).toEqual([undefined, runLogs]);
		expect(bench.asked()).toHaveLength(1);
	});
});
