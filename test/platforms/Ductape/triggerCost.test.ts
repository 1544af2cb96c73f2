import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { forEachTest } from '../../lifecycle';
import { byId, DuctapeBench, jsonOf } from './bench';

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

/** Requests of an activation (one of them asks for the account), of a quiet poll, and of a poll with news, without the sign-in. */
type Cost = [activation: number, quiet: number, news: number];

const causes: Record<string, () => unknown> = {
	failedRun: () => bench.state.addFailedRun(bench.orders),
	failedJobExecution: () => bench.state.addJobExecution(bench.orders),
	failedNotification: () => bench.state.addNotificationMessage(bench.orders),
};

async function costOf(event: string, given: INodeParameters): Promise<Cost> {
	const session = bench.watch({ events: [event], ...given });
	const counted = async (poll: () => Promise<unknown>) => {
		const before = bench.asked().length;
		await poll();
		return bench.asked().length - before;
	};
	// An error that is known stays in the window, and costs nothing more.
	causes[event]?.();
	const activation = await counted(async () => expect(await session.activate()).toBeNull());
	// The sign-in changed the credential, so the account is asked for once more.
	expect(await session.poll()).toBeNull();
	const quiet = await counted(async () => expect(await session.poll()).toBeNull());
	causes[event]?.();
	const news = await counted(async () => expect(jsonOf(await session.poll())).toHaveLength(1));
	return [activation, quiet, news];
}

describe.each([1, 100, 1000])('requests in a workspace of %i integrations', (integrations) => {
	const addIntegrations = () => {
		if (integrations === 1) bench.state.integrations.delete(bench.empty._id);
		for (let number = bench.state.integrations.size; number < integrations; number += 1) {
			const name = `Integration ${number}`;
			bench.state.addIntegration({ name, workspace_id: bench.orders.workspace_id });
		}
	};
	/** Of all integrations, only one of which has parts; of one that was chosen. */
	const costs: Record<string, { all: Cost; one: Cost }> = {
		failedRun: { all: [2, 1, 2], one: [3, 2, 2] },
		failedJobExecution: { all: [3, 2, 2], one: [3, 2, 2] },
		failedNotification: { all: [3, 2, 2], one: [3, 2, 2] },
	};

	test.each(Object.entries(costs))('%s', async (event, { all, one }) => {
		addIntegrations();
		expect(await costOf(event, {})).toEqual(all);
		expect(await costOf(event, { integrationId: byId(bench.orders._id) })).toEqual(one);
	});
});

test('one request for each integration that has jobs, or notifications', async () => {
	for (let number = 0; number < 9; number += 1) {
		const parts = [{ _id: String(number).repeat(24), tag: 'one' }];
		bench.state.addIntegration({
			name: `Integration ${number}`,
			workspace_id: bench.orders.workspace_id,
			jobs: parts,
			notifications: parts,
		});
	}
	expect(await costOf('failedJobExecution', {})).toEqual([12, 11, 11]);
	expect(await costOf('failedNotification', {})).toEqual([12, 11, 11]);
});

test('all events together list the integrations once, whatever they have in common', async () => {
	const session = await bench.activate({ events: Object.keys(causes) });
	expect(await session.poll()).toBeNull();
	for (const cause of Object.values(causes)) cause();
	bench.simulator.requests.clear();
	expect(jsonOf(await session.poll())).toHaveLength(3);
	expect(bench.simulator.requests.count({ path: /workspace\/.*\/all$/ })).toBe(1);
	expect(bench.simulator.requests.length).toBe(4);
});
