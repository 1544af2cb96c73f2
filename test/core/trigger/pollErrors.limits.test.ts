import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';

import { recordLog } from '../../engine';
import { idsOf, Session, thingsTrigger, ThingsWorld } from './pollSubject';
import { ThingsServer, thingsPlatform } from '../things';

let server: ThingsServer;
let world: ThingsWorld;
beforeAll(async () => {
	server = await ThingsServer.start();
});
afterAll(async () => await server.stop());
beforeEach(() => {
	server.clear();
	world = new ThingsWorld(server, 'here', 'there');
});
afterEach(() => {
	jest.restoreAllMocks();
});

/** Lets a path's answer wait until it is let go. */
function held(path: string): { letGo: () => void; asked: Promise<void> } {
	let letGo: () => void = () => undefined;
	let arrived: () => void = () => undefined;
	const released = new Promise<void>((resolve) => {
		letGo = resolve;
	});
	const asked = new Promise<void>((resolve) => {
		arrived = resolve;
	});
	world.before.set(path, async () => {
		arrived();
		await released;
	});
	return { letGo, asked };
}

describe('polls that overlap', () => {
	test('the later one leaves the work to the earlier one', async () => {
		const trigger = new Session(server);
		await trigger.activate();
		world.fails('a', 1);
		const slow = held('/places');
		const first = trigger.poll();
		await slow.asked;
		expect(await trigger.poll()).toBeNull();
		slow.letGo();
		expect(idsOf(await first)).toEqual(['a']);
		expect(await trigger.poll()).toBeNull();
	});

	test('a test in the editor meanwhile does not open the door for a second one', async () => {
		const trigger = new Session(server);
		await trigger.activate();
		world.fails('a', 1);
		const slow = held('/places');
		const first = trigger.poll();
		await slow.asked;
		world.before.clear();
		expect(idsOf(await trigger.manual())).toEqual(['a']);
		expect(await trigger.poll()).toBeNull();
		slow.letGo();
		expect(idsOf(await first)).toEqual(['a']);
	});

	test('after one that failed the next one works', async () => {
		const trigger = new Session(server);
		await trigger.activate();
		world.failing.add('/places');
		await expect(trigger.poll()).rejects.toThrow('fails');
		world.failing.clear();
		world.fails('a', 1);
		expect(idsOf(await trigger.poll())).toEqual(['a']);
	});
});

describe('a poll that runs out of time', () => {
	const places = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
	beforeEach(() => {
		server.clear();
		world = new ThingsWorld(server, ...places);
	});

	test('begins next time where it had stopped', async () => {
		const trigger = new Session(server, { budgetMs: 36_000 });
		await trigger.activate();
		for (const [index, place] of places.entries()) world.fails(`e${index}`, 7 - index, place);
		let passedMs = 0;
		const now = Date.now.bind(Date);
		jest.spyOn(Date, 'now').mockImplementation(() => now() + passedMs);
		// The time for reading is over once the first five sources were asked, before any of them answers.
		const fifth = held('/places/p4/errors');
		for (const place of places.slice(0, 4)) {
			world.before.set(`/places/${place}/errors`, async () => await fifth.asked);
		}
		const poll = trigger.poll();
		await fifth.asked;
		passedMs = 36_000;
		fifth.letGo();
		expect(idsOf(await poll)).toEqual(['e0', 'e1', 'e2', 'e3', 'e4']);
		world.before.clear();
		passedMs = 0;
		server.received = [];
		expect(idsOf(await trigger.poll())).toEqual(['e5', 'e6']);
		expect(server.lines.slice(1, 3).sort()).toEqual(['GET /places/p5/errors', 'GET /places/p6/errors']);
	});

	test('at its first baseline reads all the same: a hole would tell old errors as new', async () => {
		for (const [index, place] of places.entries()) world.fails(`e${index}`, 5, place);
		const trigger = new Session(server, { budgetMs: 0 });
		await trigger.activate();
		expect(server.lines).toHaveLength(8);
		expect(await trigger.poll()).toBeNull();
	});
});

describe('a test in the editor', () => {
	test('shows the newest few, whatever was told, and touches no state', async () => {
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

	test('says what to do when there is nothing to show', async () => {
		await expect(new Session(server).manual()).rejects.toMatchObject({
			message: 'There is nothing to show yet: the platform has no such error now',
			description: expect.stringContaining('Activate the workflow all the same'),
		});
	});

	test('passes on why it cannot', async () => {
		world.failing.add('/places');
		await expect(new Session(server).manual()).rejects.toThrow('Things: /places fails');
	});
});

describe('settings', () => {
	test('no event at all is an error that says so', async () => {
		await expect(new Session(server, { parameters: { events: [] } }).activate()).rejects.toMatchObject({
			message: 'No event is chosen',
			description: expect.stringContaining('Choose at least one'),
		});
	});

	test.each([{ overlapMinutes: 0 }, { mostEvents: 0 }, { mostEvents: 'many' }])(
		'%j is refused before any request',
		async (options) => {
			await expect(new Session(server, { parameters: { options } }).activate()).rejects.toMatchObject({
				message: expect.stringContaining('Options: '),
				description: expect.stringContaining('nothing was sent'),
			});
			expect(server.received).toEqual([]);
		},
	);

	test('the window for late arrivals is as long as chosen, and no old error is told when it grows', async () => {
		const trigger = new Session(server, { parameters: { options: { overlapMinutes: 60 } } });
		await trigger.activate();
		world.fails('a', 50);
		world.fails('b', 1);
		expect(idsOf(await trigger.poll())).toEqual(['a', 'b']);
		world.fails('c', 59);
		expect(idsOf(await trigger.poll())).toEqual(['c']);
		await trigger.activate({ events: ['thingFailed'], options: { overlapMinutes: 1 } });
		world.fails('d', 0.1);
		expect(idsOf(await trigger.poll())).toEqual(['d']);
		await trigger.activate({ events: ['thingFailed'], options: { overlapMinutes: 1000 } });
		expect(await trigger.poll()).toBeNull();
	});
});

test('past the cap of what is remembered the log says so', async () => {
	const log = recordLog();
	for (let index = 0; index < 20_003; index += 1) world.fails(`e${index}`, 5 - index / 10_000);
	const options = { emitExisting: true, mostEvents: 10_000 };
	const trigger = new Session(server, { parameters: { options } });
	const told = [await trigger.activate(), await trigger.poll(), await trigger.poll(), await trigger.poll()];
	const ids = told.flatMap((items) => idsOf(items) ?? []);
	expect([ids.length, new Set(ids).size]).toEqual([20_003, 20_003]);
	expect(log.map(({ message }) => message)).toContainEqual(
		expect.stringContaining(
			'of more than 20000 errors inside the late arrival window are no longer remembered',
		),
	);
	expect(JSON.stringify(trigger.state).length).toBeLessThan(512 * 1024);
});

test('a platform that asked for silence is not asked until it is over', async () => {
	const platform = thingsPlatform();
	const wantsQuiet = { ...platform, retry: { ...platform.retry, retriesRateLimits: false, quietMs: 60_000 } };
	const trigger = new Session(server, { trigger: thingsTrigger(wantsQuiet) });
	await trigger.activate();
	const answer = server.answer;
	server.answer = () => ({ status: 429, body: { message: 'too many' } });
	await expect(trigger.poll()).rejects.toThrow('Things: too many');
	server.answer = answer;
	server.received = [];
	world.fails('a', 1);
	expect(await trigger.poll()).toBeNull();
	await expect(trigger.manual()).rejects.toThrow('Things wants no requests until ');
	expect(server.received).toEqual([]);
	const now = Date.now.bind(Date);
	jest.spyOn(Date, 'now').mockImplementation(() => now() + 61_000);
	expect(idsOf(await trigger.poll())).toEqual(['a']);
});
