import { describe, expect, test } from '@jest/globals';

import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen } from './bench';

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

const cutOff = { afterExecuting: 'truncate' } as const;

describe('a response of which only a part arrives', () => {
	test('of a list is asked for again, and no row is missing', async () => {
		const whole = await bench.json('integration.getMany', { returnAll: true });
		bench.simulator.requests.clear();
		bench.faults.add({ path: /integrations/, times: 1, answer: cutOff });
		expect(await bench.json('integration.getMany', { returnAll: true })).toEqual(whole);
		expect(bench.asked()).toHaveLength(2);
	});

	test('of a list that always breaks off fails', async () => {
		bench.faults.add({ path: /integrations/, answer: cutOff });
		expect(await bench.failure('integration.getMany', { returnAll: true })).toMatch(/after 4 tries/);
	});

	test.each([
		['flow.run', { flowId: chosen(ids.flowId) }],
		[
			'error.retry',
			{
				flowId: chosen(ids.flowId),
				stepId: chosen(ids.importId),
				retryDataKeys: 'retry-4210987651',
			},
		],
	])('of %s is not asked for again: it may have been carried out', async (task, parameters) => {
		bench.faults.add({ method: 'POST', answer: cutOff });
		expect(await bench.failure(task, parameters)).toMatch(/Check whether the change was applied/);
		expect(bench.simulator.requests.count({ method: 'POST' })).toBe(1);
	});

	test('of what was created is not asked for again: it is looked for, and found', async () => {
		const before = bench.simulator.state.integrations.size;
		bench.faults.add({ method: 'POST', answer: cutOff });
		expect(await bench.json('integration.create', { name: 'New' })).toMatchObject([{ name: 'New' }]);
		expect(bench.simulator.requests.count({ method: 'POST' })).toBe(1);
		expect(bench.simulator.state.integrations.size).toBe(before + 1);
	});
});
