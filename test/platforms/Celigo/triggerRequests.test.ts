import { describe, expect, test } from '@jest/globals';
import { partition } from 'lodash';

import { feeds } from '../../../nodes/Celigo/events';
import type { Flow } from '../../../simulators/celigo';
import { seedCeligo } from '../../../simulators/celigo/seed';
import { forEachTest } from '../../lifecycle';
import { ownDate } from '../ownDate';
import { countRequests, eventsOf } from '../requestTable';
import { CeligoBench, chosen } from './bench';

/** Whether a list goes on that has just as many rows as a server may send at most: not in the table, which says so. */
const LOOKS_FURTHER = /&offset=/;

let bench: CeligoBench;

forEachTest(ownDate);
forEachTest(async () => (bench = await CeligoBench.start({ seed: { sample: false } })));

/** So many integrations, each with one flow. */
function fill(integrations: number): void {
	seedCeligo(bench.state, bench.simulator.runs, { sample: false, integrations, flowsPerIntegration: 1 });
}

function firstFlow(): Flow {
	const [flow] = bench.state.flows.values();
	if (flow === undefined) throw new Error('There is no flow');
	return flow;
}

function addError(): void {
	const { _id: flowId } = firstFlow();
	const [stepId = ''] = bench.state.errorStoresOf(flowId).keys();
	bench.state.addError(flowId, stepId);
}

const changes = {
	'New Error': addError,
	'New Errors per Flow': addError,
	'Failed Job': () => bench.simulator.runs.add({ _flowId: firstFlow()._id, status: 'failed' }),
	'Audit Entry': () => {
		const { _id: _resourceId, _integrationId } = firstFlow();
		bench.state.addAuditEntry({ event: 'update', resourceType: 'flow', _resourceId, _integrationId });
	},
	'Health Changed': addError,
};

countRequests({
	platform: 'Celigo',
	feeds,
	events: eventsOf(changes, (event, count) => {
		fill(count);
		return bench.watch({ events: [event] });
	}),
	asked: () => bench.asked().filter((line) => !LOOKS_FURTHER.test(line)).length,
});

describe('a quiet poll', () => {
	test.each([
		['newError', 2],
		['newErrorsPerFlow', 2],
		['failedJob', 2],
		['auditEntry', 2],
		['healthChanged', 4],
	])('of one integration: %s', async (name, requests) => {
		fill(100);
		const integrationId = chosen(firstFlow()._integrationId ?? '');
		const session = await bench.watching({ events: [name], integrationId });
		bench.simulator.requests.clear();
		expect(await session.poll()).toBeNull();
		expect(bench.asked()).toHaveLength(requests);
	});

	test('of all events: they share what they read', async () => {
		fill(100);
		const session = await bench.watching({ events: feeds.map(({ value }) => value) });
		bench.simulator.requests.clear();
		expect(await session.poll()).toBeNull();
		// The integrations, the flows, and of each integration the errors, the jobs, the audit log, and for its health
		// the errors and the newest jobs.
		const [further, counted] = partition(bench.asked(), (line) => LOOKS_FURTHER.test(line));
		expect(counted).toHaveLength(2 + 100 * (1 + 1 + 1 + 2));
		// Both lists have 100 rows.
		expect(further).toHaveLength(2 * 2);
	});

	test('of 101 integrations: of no list is anything in doubt', async () => {
		fill(101);
		const session = await bench.watching({ events: ['newError'] });
		bench.simulator.requests.clear();
		expect(await session.poll()).toBeNull();
		expect(bench.asked()).toHaveLength(2 + 101);
	});
});

test('a failed job, as a short page of jobs, costs no further request', async () => {
	fill(100);
	const { _id: _flowId, _integrationId = '' } = firstFlow();
	const session = await bench.watching({ events: ['failedJob'], integrationId: chosen(_integrationId) });
	bench.simulator.runs.add({ _flowId, status: 'failed' });
	bench.simulator.requests.clear();
	expect(await session.poll()).toHaveLength(1);
	expect(bench.simulator.requests.count({ path: '/v1/jobs' })).toBe(1);
});

test('jobs that Celigo refuses to list are not asked for by each integration again', async () => {
	bench.switches.bulkRetries = 'unknown';
	fill(100);
	const session = await bench.watching({ events: ['failedJob'] });
	bench.simulator.requests.clear();
	expect(await session.poll()).toBeNull();
	const [listed, refused] = partition(
		bench.simulator.requests.all({ path: '/v1/jobs' }),
		({ status }) => Number(status) < 300,
	);
	expect(listed).toHaveLength(2 * 100);
	// Those that are read side by side learn of it at the same time.
	expect(refused.length).toBeLessThan(50);
});
