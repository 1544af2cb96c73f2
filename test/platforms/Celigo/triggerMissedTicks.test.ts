import { expect, test } from '@jest/globals';

import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench } from './bench';

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

test('a missed tick that was given its state before the one before it stored its own emits nothing again', async () => {
	const parameters = { events: ['newError'] };
	const same = { durable: true, workflowId: 'missed-ticks' };
	const first = bench.watch(parameters, same);
	await first.activate();
	expect(await first.poll()).toBeNull();
	const outdated = first.state;
	bench.state.addError(ids.flowId, ids.importId, {});
	const second = bench.watch(parameters, { ...same, state: outdated });
	await second.restart();
	expect(await first.poll()).toHaveLength(1);
	expect(await second.poll()).toBeNull();
	bench.state.addError(ids.flowId, ids.importId, {});
	expect(await first.poll()).toHaveLength(1);
});
