import { describe, expect, test } from '@jest/globals';

import { forEachTest } from '../../lifecycle';
import { DuctapeBench, jsonOf } from './bench';

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

/** A run that works, so long ago. */
function succeed(agoMs = 0): void {
	const timestamp = bench.simulator.clock.iso(agoMs);
	const outcome = { status: 'success', successful_execution: true, failed_execution: false } as const;
	bench.state.addLog(bench.orders, { timestamp, message: 'Done', ...outcome });
}

describe.each([false, true])('Health Changed (durable cursors: %s)', (durable) => {
	test('a failed run makes an integration ERROR, the next one that works ACTIVE again', async () => {
		succeed(60_000);
		const session = await bench.activate({ events: ['healthChanged'] }, durable);
		expect(await session.poll()).toBeNull();
		bench.state.addFailedRun(bench.orders);
		expect(jsonOf(await session.poll())).toMatchObject([
			{
				kind: 'healthChanged',
				severity: 'error',
				integrationId: bench.orders._id,
				integrationName: 'Orders Hub',
				message: expect.stringMatching(/^Orders Hub went from ACTIVE to ERROR after .*: ./),
				detail: { from: 'ACTIVE', to: 'ERROR' },
			},
		]);
		await session.restart();
		expect(await session.poll()).toBeNull();
		succeed();
		expect(jsonOf(await session.poll())).toMatchObject([
			{ severity: 'info', detail: { from: 'ERROR', to: 'ACTIVE' } },
		]);
	});
});

test('a run whose lines stand on the last two pages of a log in no order is seen', async () => {
	Object.assign(bench.switches, { logOrder: 'asWritten', longestLogPage: 12 });
	for (let line = 0; line < 23; line += 1) succeed((60 + (line % 3)) * 60_000);
	const session = await bench.activate({ events: ['healthChanged'] });
	bench.state.addLog(bench.orders, { message: 'Out of retries' });
	succeed(30_000);
	expect(jsonOf(await session.poll())).toMatchObject([
		{ code: 'ERROR', detail: { lastErrorMessage: 'Out of retries' } },
	]);
	expect(await session.poll()).toBeNull();
});

test.each([
	['waiting', true],
	[undefined, true],
	['failed', false],
] as const)(
	'a line that says that it failed makes it ERROR: %s, failed_execution %s',
	async (status, failed) => {
		succeed(60_000);
		const session = await bench.activate({ events: ['healthChanged'] });
		const line = bench.state.addLog(bench.orders, { message: 'Out of retries', failed_execution: failed });
		Object.assign(line, { status });
		expect(jsonOf(await session.poll())).toMatchObject([
			{ code: 'ERROR', detail: { lastErrorMessage: 'Out of retries' } },
		]);
		const [health] = await bench.json('integration', 'getHealth', bench.ordersField);
		expect(health).toMatchObject({ status: 'ERROR' });
	},
);
