import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { durableCursors, type Settings } from '../../demo/n8n/settings';
import { queryDatabase } from './world/database';
import { WatchedTrigger } from './world/WatchedTrigger';
import { World } from './world/World';

interface Mode {
	mode: string;
	folder: string;
	settings: Settings;
}

const modes: Mode[] = [
	{ mode: "n8n's default poller", folder: 'trigger-default', settings: {} },
	{ mode: 'durable cursors', folder: 'trigger-durable', settings: durableCursors },
];

/** All platforms wait at the same time: polls are minutes of waiting. */
async function forEach(triggers: WatchedTrigger[], prove: (trigger: WatchedTrigger) => Promise<void>) {
	await Promise.all(triggers.map(prove));
}

describe.each(modes)('a published trigger with $mode', ({ folder, settings }) => {
	let world: World;
	const triggers: WatchedTrigger[] = [];
	const expected = new Map<WatchedTrigger, string[][]>();

	beforeAll(async () => {
		world = await World.start({ name: folder, settings });
		for (const platform of world.platforms) triggers.push(await WatchedTrigger.publish(world, platform));
	});

	afterAll(async () => {
		await world.stop();
	});

	async function expectToldOnce(trigger: WatchedTrigger): Promise<void> {
		expect({ trigger: trigger.name, told: await trigger.told() }).toEqual({
			trigger: trigger.name,
			told: expected.get(trigger) ?? [],
		});
	}

	it('tells nothing of what was there before', async () => {
		await forEach(triggers, async (trigger) => {
			await trigger.untilPolledAgain();
			await expectToldOnce(trigger);
		});
	});

	it('starts exactly one execution with a new error', async () => {
		await forEach(triggers, async (trigger) => {
			const errorId = await trigger.causeError();
			expected.set(trigger, [[errorId]]);
			await trigger.untilTold(errorId);
			await trigger.untilPolledAgain();
			await expectToldOnce(trigger);
		});
	});

	it('repeats nothing after a restart of n8n', async () => {
		await world.n8n.stop();
		await world.n8n.start();
		await forEach(triggers, async (trigger) => {
			await trigger.untilPolledAgain();
			await expectToldOnce(trigger);
		});
	});

	it('tells once, after the start, of an error that happened while n8n was down', async () => {
		await world.n8n.stop();
		for (const trigger of triggers) {
			expected.set(trigger, [...(expected.get(trigger) ?? []), [await trigger.causeError()]]);
		}
		await world.n8n.start();
		await forEach(triggers, async (trigger) => {
			await trigger.untilTold(expected.get(trigger)?.at(-1)?.[0] ?? '');
			await trigger.untilPolledAgain();
			await expectToldOnce(trigger);
		});
	});

	it('keeps its place where this poller keeps it', async () => {
		const [row] = await queryDatabase(world, 'SELECT COUNT(*) AS rows FROM poller_state');
		expect(row).toEqual({ rows: settings === durableCursors ? triggers.length : 0 });
	});

	it('asked the platforms nothing that they do not allow', () => {
		for (const { running } of world.platforms) expect(running.simulator.violations.lines()).toEqual([]);
	});
});
