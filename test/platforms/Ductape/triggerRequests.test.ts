import { expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { mapKeys, startCase } from 'lodash';

import { feeds } from '../../../nodes/Ductape/events';
import { forEachTest } from '../../lifecycle';
import { ownDate } from '../ownDate';
import { countRequests, eventsOf } from '../requestTable';
import { byId, DuctapeBench, jsonOf } from './bench';

let bench: DuctapeBench;
forEachTest(ownDate);
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

/** So many integrations, each with a job and a notification. */
function fill(integrations: number): void {
	bench.state.integrations.delete(bench.empty._id);
	for (let number = bench.state.integrations.size; number < integrations; number += 1) {
		const parts = [{ _id: String(number).padStart(24, '0'), tag: 'one' }];
		bench.state.addIntegration({
			name: `Integration ${number}`,
			workspace_id: bench.orders.workspace_id,
			jobs: parts,
			notifications: parts,
		});
	}
}

countRequests({
	platform: 'Ductape',
	feeds,
	events: eventsOf(
		// A run that fails is a change of health, too.
		mapKeys({ ...causes, healthChanged: causes['failedRun'] ?? (() => undefined) }, (_, name) =>
			startCase(name),
		),
		(event, count) => {
			fill(count);
			// An error that is known stays in the window, and costs nothing more.
			causes[event]?.();
			return bench.watch({ events: [event] });
		},
	),
	asked: () => bench.asked().length,
});

/** Of 1,000 integrations, only one of which has parts; of one that was chosen. */
const costs: Record<string, { all: Cost; one: Cost }> = {
	failedRun: { all: [2, 1, 2], one: [3, 2, 2] },
	failedJobExecution: { all: [3, 2, 2], one: [3, 2, 2] },
	failedNotification: { all: [3, 2, 2], one: [3, 2, 2] },
};

test.each(Object.entries(costs))(
	'integrations without such parts cost nothing: %s',
	async (event, { all, one }) => {
		for (let number = bench.state.integrations.size; number < 1000; number += 1) {
			const name = `Integration ${number}`;
			bench.state.addIntegration({ name, workspace_id: bench.orders.workspace_id });
		}
		expect(await costOf(event, {})).toEqual(all);
		expect(await costOf(event, { integrationId: byId(bench.orders._id) })).toEqual(one);
	},
);

test('all events together list the integrations once, whatever they have in common', async () => {
	const session = await bench.activate({ events: Object.keys(causes) });
	expect(await session.poll()).toBeNull();
	for (const cause of Object.values(causes)) cause();
	bench.simulator.requests.clear();
	expect(jsonOf(await session.poll())).toHaveLength(3);
	expect(bench.simulator.requests.count({ path: /workspace\/.*\/all$/ })).toBe(1);
	expect(bench.simulator.requests.length).toBe(4);
});
