import { expect, test } from '@jest/globals';

import { forEachTest } from '../../lifecycle';
import { HOUR_MS, ownDate, pass } from '../ownDate';
import { DuctapeBench, jsonOf } from './bench';

let bench: DuctapeBench;
forEachTest(ownDate);
forEachTest(async () => (bench = await DuctapeBench.start()));

test.each(['created_at', 'createdAt'] as const)(
	'a message that failed more than a day after its creation is emitted, once (times are named as %s)',
	async (messageTimes) => {
		bench.switches.messageTimes = messageTimes;
		const { clock } = bench.simulator;
		const message = bench.state.addNotificationMessage(bench.orders, { status: 'sent' });
		const session = await bench.activate({ events: ['failedNotification'] });
		pass(30 * HOUR_MS);
		expect(await session.poll()).toBeNull();
		Object.assign(message, { status: 'failed', updated_at: clock.iso() });
		const found: unknown[] = [];
		for (let polls = 0; polls < 30; polls += 1) {
			found.push(...jsonOf(await session.poll()).map(({ occurredAt }) => occurredAt));
			pass(5 * HOUR_MS);
		}
		expect(found).toEqual([message.updated_at]);
	},
);

/** Days go by while a failed execution stands in the list, leaves it, and is forgotten. */
test.each(
	(['shown', 'missing'] as const).flatMap((failedExecutionEnd) =>
		(['started', 'completed'] as const).map((executionDates) => ({ failedExecutionEnd, executionDates })),
	),
)('a failed execution is emitted once, however many days go by: %j', async (switches) => {
	Object.assign(bench.switches, switches);
	bench.state.addJobExecution(bench.orders);
	const session = await bench.activate({ events: ['failedJobExecution'] });
	const caused: string[] = [];
	const found: unknown[] = [];
	for (let polls = 0; polls < 30; polls += 1) {
		// Once n8n stands still for four days.
		pass((polls === 12 ? 96 : 5) * HOUR_MS);
		if (polls % 3 === 0) caused.push(bench.state.addJobExecution(bench.orders)._id);
		found.push(...jsonOf(await session.poll()).map(({ errorId }) => errorId));
		if (polls % 7 === 0) await session.restart();
	}
	expect(found).toEqual(caused);
});

test('a log that takes longer than a poll may is read in parts of days, each failure once', async () => {
	const { state, orders, simulator } = bench;
	for (let days = 40; days > 0; days -= 1) {
		for (let line = 20; line > 0; line -= 1)
			state.addLog(orders, { timestamp: simulator.clock.iso(days * 24 * HOUR_MS + line) });
	}
	const written = state.logs.map(({ process_id: id }) => id);
	void eachPageTakes(40_000);
	const session = bench.watch({ events: ['failedRun'], options: { emitExisting: true } });
	const found = jsonOf(await session.activate());
	for (let polls = 0; polls < 4; polls += 1) {
		found.push(...jsonOf(await session.poll()));
		pass(60_000);
	}
	expect(found.map(({ errorId }) => errorId)).toEqual(written);
});

/** Until the test ends: nobody waits for it. */
async function eachPageTakes(ms: number): Promise<void> {
	for (let page = 1; ; page += 1) {
		await bench.simulator.requests.waitFor({ path: /^\/log/ }, page);
		pass(ms);
	}
}
