import { expect, test } from '@jest/globals';

import { forEachTest } from '../../lifecycle';
import { HOUR_MS, ownDate, pass } from '../ownDate';
import { DuctapeBench, jsonOf } from './bench';

let bench: DuctapeBench;
forEachTest(ownDate);
forEachTest(async () => (bench = await DuctapeBench.start()));

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
