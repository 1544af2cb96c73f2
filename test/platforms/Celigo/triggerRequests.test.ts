import { describe, expect, test } from '@jest/globals';

import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen } from './bench';

let bench: CeligoBench;

forEachTest(
	async () =>
		(bench = await CeligoBench.start({ seed: { sample: false, integrations: 100, flowsPerIntegration: 1 } })),
);

/** The integrations, and the flows that belong to none. */
const LISTS = 2;

/** Requests of a poll without news: with all integrations, for each of them, and with one chosen. */
const requests: Record<string, { each: number; one: number }> = {
	newError: { each: 1, one: 2 },
	newErrorsPerFlow: { each: 1, one: 2 },
	failedJob: { each: 2, one: 3 },
	auditEntry: { each: 1, one: 2 },
};

describe.each(Object.entries(requests))('a quiet poll of %s', (name, { each, one }) => {
	const quietPoll = async (parameters: object) => {
		const session = await bench.watching({ events: [name], ...parameters });
		bench.simulator.requests.clear();
		expect(await session.poll()).toBeNull();
		return bench.simulator.requests.count({});
	};

	test('of 100 integrations', async () => {
		const lists = name === 'auditEntry' ? 1 : LISTS;
		expect(await quietPoll({})).toBe(lists + 100 * each);
	});

	test('of one', async () => {
		const [first] = bench.state.integrations.keys();
		expect(await quietPoll({ integrationId: chosen(first ?? '') })).toBe(one);
	});
});

test('events share what they read', async () => {
	const session = await bench.watching({ events: Object.keys(requests) });
	bench.simulator.requests.clear();
	expect(await session.poll()).toBeNull();
	expect(bench.simulator.requests.count({})).toBe(LISTS + 100 + 200 + 100);
});

test('a failed job, as a short page of jobs, costs no further request', async () => {
	const [flow] = bench.state.flows.values();
	const parameters = { events: ['failedJob'], integrationId: chosen(flow?._integrationId ?? '') };
	const session = await bench.watching(parameters);
	bench.simulator.runs.add({ _flowId: flow?._id ?? ids.flowId, status: 'failed' });
	bench.simulator.requests.clear();
	expect(await session.poll()).toHaveLength(1);
	expect(bench.simulator.requests.count({ path: '/v1/jobs' })).toBe(2);
});
