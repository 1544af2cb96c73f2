import { describe, expect, test } from '@jest/globals';

import { forAllTests } from '../../lifecycle';
import { ThingsServer } from '../things';
import { idsOf, Session, ThingsWorld } from './pollSubject';

/** Polls at the same time: n8n starts the next one while the last still runs, and a person tests in the editor. */
let server: ThingsServer;
let world: ThingsWorld;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => {
		server.clear();
		world = new ThingsWorld(server, 'here', 'there');
	},
);

describe('polls that overlap', () => {
	test('the later one waits for the earlier one and leaves the work to it', async () => {
		const trigger = new Session(server);
		await trigger.activate();
		world.fails('a', 1);
		const slow = world.hold('/sources');
		const first = trigger.poll();
		await slow.asked;
		const ended: string[] = [];
		const second = trigger.poll().then((items) => {
			ended.push('second');
			return items;
		});
		slow.open();
		expect(idsOf(await first.finally(() => ended.push('first')))).toEqual(['a']);
		expect(await second).toBeNull();
		expect(ended).toContain('first');
		expect(await trigger.poll()).toBeNull();
	});

	test('publishing again throws away the one under way, which then moves nothing', async () => {
		const trigger = new Session(server);
		await trigger.activate();
		world.fails('a', 1);
		const slow = world.hold('/sources');
		const first = trigger.poll();
		await slow.asked;
		world.before.clear();
		expect(idsOf(await trigger.activate())).toEqual(['a']);
		slow.open();
		expect(await first).toBeNull();
		expect(await trigger.poll()).toBeNull();
	});

	test('a test in the editor meanwhile does not open the door for a second one', async () => {
		const trigger = new Session(server);
		await trigger.activate();
		world.fails('a', 1);
		const slow = world.hold('/sources');
		const first = trigger.poll();
		await slow.asked;
		world.before.clear();
		expect(idsOf(await trigger.manual())).toEqual(['a']);
		const second = trigger.poll();
		slow.open();
		expect(idsOf(await first)).toEqual(['a']);
		expect(await second).toBeNull();
	});

	test('after one that failed the next one works', async () => {
		const trigger = new Session(server);
		await trigger.activate();
		world.failing.add('/sources');
		await expect(trigger.poll()).rejects.toThrow('fails');
		world.failing.clear();
		world.fails('a', 1);
		expect(idsOf(await trigger.poll())).toEqual(['a']);
	});
});

test('a missed tick that n8n gave a state whose events went out already emits nothing', async () => {
	const same = { durable: true, workflowId: 'missed-ticks' };
	const trigger = new Session(server, same);
	await trigger.activate();
	await trigger.poll();
	world.fails('a', 0.1);
	const { state } = trigger;
	const missed = new Session(server, { ...same, state });
	await missed.restart();
	expect(idsOf(await trigger.poll())).toEqual(['a']);
	expect(await missed.poll()).toBeNull();
	world.fails('b');
	expect(idsOf(await trigger.poll())).toEqual(['b']);
});

describe('a test in the editor', () => {
	test('shows the newest few, whatever was emitted, and touches no state', async () => {
		const trigger = new Session(server, { parameters: { events: ['thingFailed', 'thingChanged'] } });
		for (let minute = 1; minute <= 6; minute += 1) world.fails(`e${minute}`, minute);
		world.fails('ancient', 60 * 24 * 20, 'there');
		world.turns('x', 'bad', 2.5);
		await trigger.activate();
		const before = trigger.state;
		expect(idsOf(await trigger.manual())).toEqual(['e1', 'e2', 'x', 'e3', 'e4']);
		expect(trigger.state).toEqual(before);
		world.fails('new', 0.1);
		expect(idsOf(await trigger.manual())?.[0]).toBe('new');
		expect(idsOf(await trigger.poll())).toEqual(['new']);
	});

	test('shows the newest of all sources, also of one that is read after others had enough', async () => {
		const sources = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
		world = new ThingsWorld(server, ...sources);
		for (let day = 21; day <= 25; day += 1) world.fails(`old${day}`, day * 24 * 60, 'p0');
		world.fails('newest', 1, 'p6');
		const shown = await new Session(server).manual();
		expect(idsOf(shown)).toEqual(['newest', 'old21', 'old22', 'old23', 'old24']);
	});

	test('shows each event at least once, however much newer the others are', async () => {
		const trigger = new Session(server, { parameters: { events: ['thingFailed', 'thingChanged'] } });
		for (let minute = 1; minute <= 9; minute += 1) world.fails(`e${minute}`, minute);
		world.turns('x', 'bad', 500);
		expect(idsOf(await trigger.manual())).toEqual(['e1', 'e2', 'e3', 'e4', 'x']);
	});

	test('says what to do when there is nothing to show', async () => {
		await expect(new Session(server).manual()).rejects.toMatchObject({
			message: 'No matching event right now',
			description: expect.stringMatching(/older than 30 days .*Publish the workflow/),
		});
	});

	test('passes on why it cannot', async () => {
		world.failing.add('/sources');
		await expect(new Session(server).manual()).rejects.toThrow('Things: /sources fails');
	});
});
