import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { errorFeed } from '../../../core/trigger/ErrorFeed';
import { flag, optionalText } from '../../../core/field/fields';
import { REDACTED, withoutSecrets } from '../../../core/data/redaction';
import { recordLog } from '../../engine';
import { anError } from './anError';
import { idsOf, Session, thingsTrigger, ThingsWorld } from './pollSubject';
import { SECRET, thingsPlatform, ThingsServer } from '../things';

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

const askedOf = (path: string) => server.received.filter((request) => request.path === path);

describe.each([false, true])('with durable cursors: %s', (durable) => {
	const session = (options = {}) => new Session(server, { durable, parameters: { options } });

	test('what is there at activation is not told, what comes is, once', async () => {
		world.fails('old', 1);
		const trigger = session();
		expect(await trigger.activate()).toBeNull();
		world.fails('a', 0.5);
		world.fails('b', 0.2, 'there');
		expect(idsOf(await trigger.poll())).toEqual(['a', 'b']);
		expect(await trigger.poll()).toBeNull();
		world.fails('late', 8);
		expect(idsOf(await trigger.poll())).toEqual(['late']);
		world.fails('too late', 60);
		expect(await trigger.poll()).toBeNull();
	});

	test('what is there at activation is told where that is wanted', async () => {
		world.fails('older', 90);
		world.fails('old', 1, 'there');
		const trigger = session({ emitExisting: true });
		expect(idsOf(await trigger.activate())).toEqual(['older', 'old']);
		expect(await trigger.poll()).toBeNull();
	});

	test('what happens between activation and the first tick is told', async () => {
		const trigger = session();
		await trigger.activate();
		world.fails('a', 0.01);
		expect(idsOf(await trigger.poll())).toEqual(['a']);
	});

	test('after other parameters there is a new baseline, and nothing after it is missed', async () => {
		const trigger = session();
		await trigger.activate();
		world.fails('a', 1);
		await trigger.poll();
		world.fails('b', 0.5);
		expect(await trigger.activate({ events: ['thingFailed'], kind: 'other' })).toBeNull();
		expect(askedOf('/places/here/errors').at(-1)?.query.get('kind')).toBe('other');
		world.fails('c', 0.1);
		expect(idsOf(await trigger.poll())).toEqual(['c']);
		expect(await trigger.poll()).toBeNull();
	});

	test('an event that is added has a baseline of its own', async () => {
		const trigger = session();
		await trigger.activate();
		await trigger.poll();
		world.turns('x', 'bad', 1);
		world.fails('a', 0.5);
		expect(idsOf(await trigger.activate({ events: ['thingFailed', 'thingChanged'] }))).toEqual(['a']);
		world.turns('y', 'bad');
		expect(idsOf(await trigger.poll())).toEqual(['y']);
	});

	test('a restart tells nothing again and misses nothing', async () => {
		const trigger = session();
		await trigger.activate();
		world.fails('a', 1);
		await trigger.poll();
		await trigger.poll();
		world.fails('meanwhile', 0.5);
		const told = [await trigger.restart(), await trigger.poll()].flatMap((items) => idsOf(items) ?? []);
		expect(told).toEqual(['meanwhile']);
		expect(await trigger.poll()).toBeNull();
	});

	test('a poll that fails throws and moves nothing', async () => {
		const trigger = session();
		await trigger.activate();
		world.fails('a', 1);
		await trigger.poll();
		const before = trigger.state;
		world.fails('b', 0.5);
		world.failing.add('/places');
		await expect(trigger.poll()).rejects.toThrow('Things: /places fails');
		expect(trigger.state).toEqual(before);
		world.failing.clear();
		expect(idsOf(await trigger.poll())).toEqual(['b']);
	});

	test.each([{}, { emitExisting: true }])(
		'an activation in which nothing can be read is refused: %j',
		async (options) => {
			const trigger = session(options);
			for (const place of ['here', 'there']) world.failing.add(`/places/${place}/errors`);
			await expect(trigger.activate()).rejects.toThrow('/places/here/errors fails');
		},
	);

	test('an activation that fails is refused, one that succeeds later begins anew', async () => {
		const trigger = session();
		for (const place of ['here', 'there']) world.failing.add(`/places/${place}/errors`);
		await expect(trigger.activate()).rejects.toThrow('/places/here/errors fails');
		expect(trigger.state).toEqual({});
		world.failing.clear();
		world.fails('old', 1);
		expect(await trigger.activate()).toBeNull();
		expect(await trigger.poll()).toBeNull();
	});

	test('an activation while one source cannot be read goes on: what is in it is known, what comes is told', async () => {
		const log = recordLog();
		const trigger = session();
		world.failing.add('/places/there/errors');
		world.fails('old', 1, 'there');
		world.fails('old here', 1, 'here');
		expect(await trigger.activate()).toBeNull();
		expect(log).toContainEqual(
			expect.objectContaining({ level: 'warn', message: 'Things: /places/there/errors fails' }),
		);
		await expect(trigger.poll()).rejects.toThrow('/places/there/errors fails');
		world.fails('new', 0, 'there');
		world.failing.clear();
		expect(idsOf(await trigger.poll())).toEqual(['new']);
		expect(await trigger.poll()).toBeNull();
	});

	test('where one source fails the others go on, and it catches up', async () => {
		const log = recordLog();
		const trigger = session();
		await trigger.activate();
		world.failing.add('/places/here/errors');
		world.fails('a', 1);
		await expect(trigger.poll()).rejects.toThrow('/places/here/errors fails');
		world.fails('b', 0.5, 'there');
		expect(idsOf(await trigger.poll())).toEqual(['b']);
		expect(log).toContainEqual(
			expect.objectContaining({ level: 'warn', message: 'Things: /places/here/errors fails' }),
		);
		world.failing.clear();
		expect(idsOf(await trigger.poll())).toEqual(['a']);
	});

	test('no more than the cap is told in a poll, oldest first, the rest in the next', async () => {
		const trigger = session({ mostEvents: 2 });
		await trigger.activate();
		for (const [id, minutes] of [
			['c', 3],
			['e', 1],
			['a', 5],
			['d', 2],
			['b', 4],
		] as const)
			world.fails(id, minutes, minutes % 2 === 0 ? 'here' : 'there');
		const polls = [await trigger.poll(), await trigger.poll(), await trigger.poll(), await trigger.poll()];
		expect(polls.map(idsOf)).toEqual([['a', 'b'], ['c', 'd'], ['e'], null]);
	});

	test('a state that cannot be read is a first activation', async () => {
		world.fails('old', 1);
		for (const events of ['{"cut', '{"thingFailed":5}', '[]']) {
			const trigger = new Session(server, { durable, state: { events } });
			expect(await trigger.activate()).toBeNull();
			expect(await trigger.poll()).toBeNull();
		}
	});
});

describe('several events', () => {
	test('are told together, oldest first', async () => {
		const trigger = new Session(server, { parameters: { events: ['thingFailed', 'thingChanged'] } });
		world.turns('x', 'good', 9);
		await trigger.activate();
		world.fails('a', 1);
		world.turns('x', 'bad', 5);
		world.turns('y', 'bad', 0.5);
		expect(idsOf(await trigger.poll())).toEqual(['x', 'a', 'y']);
		world.turns('x', 'good');
		expect(await trigger.poll()).toBeNull();
		world.turns('x', 'bad');
		expect(idsOf(await trigger.poll())).toEqual(['x']);
	});

	test('where one fails the other goes on', async () => {
		const trigger = new Session(server, { parameters: { events: ['thingFailed', 'thingChanged'] } });
		await trigger.activate();
		world.failing.add('/states');
		world.fails('a', 1);
		world.turns('x', 'bad');
		expect(idsOf(await trigger.poll())).toEqual(['a']);
		world.failing.clear();
		expect(idsOf(await trigger.poll())).toEqual(['x']);
	});

	test('share the cap', async () => {
		const events = ['thingFailed', 'thingChanged'];
		const trigger = new Session(server, { parameters: { events, options: { mostEvents: 2 } } });
		await trigger.activate();
		world.fails('a', 2);
		world.turns('x', 'bad', 1);
		world.turns('y', 'bad', 1);
		expect(idsOf(await trigger.poll())).toEqual(['a', 'x']);
		expect(idsOf(await trigger.poll())).toEqual(['y']);
	});
});

test('an item is the error, with its record where it is not simplified, never a secret', async () => {
	world.fails('a', 1);
	const simple = new Session(server, { parameters: { options: { emitExisting: true } } });
	const [item] = (await simple.activate()) ?? [];
	expect(item?.json).toMatchObject({ platform: 'things', errorId: 'a', occurrences: 1 });
	expect(item?.json).not.toHaveProperty('raw');
	const full = new Session(server, { parameters: { simplify: false, options: { emitExisting: true } } });
	expect((await full.activate())?.[0]?.json).toMatchObject({ raw: { id: 'a' } });
	expect(JSON.stringify(simple.state)).not.toContain(SECRET);
});

test('what the platform hides in records it hides in errors too', async () => {
	const platform = thingsPlatform({ redact: (record) => withoutSecrets(record, (key) => key === 'at') });
	world.fails('a', 1);
	const parameters = { simplify: false, options: { emitExisting: true } };
	const trigger = new Session(server, { trigger: thingsTrigger(platform), parameters });
	const [item] = (await trigger.activate()) ?? [];
	expect(item?.json).toMatchObject({ errorId: 'a', raw: { id: 'a', at: REDACTED } });
});

test('what only says how an event is told sets no new baseline', async () => {
	const told = errorFeed({
		name: 'Told',
		description: 'Something failed',
		fields: {
			loud: flag({ displayName: 'Loud', default: false }),
			kind: optionalText({ displayName: 'Kind' }),
		},
		presentation: ['loud'],
		sources: async function* (_api, { loud }) {
			yield {
				key: 'here',
				read: async function* () {
					for (const [id, at] of failed) yield anError(id, at, { code: loud ? 'LOUD' : 'low' });
				},
			};
		},
	});
	const failed: Array<[string, number]> = [];
	const parameters = { events: ['told'] };
	const trigger = new Session(server, { trigger: thingsTrigger(undefined, [told]), parameters });
	await trigger.activate();
	failed.push(['a', Date.now()]);
	expect((await trigger.activate({ ...parameters, loud: true }))?.map(({ json }) => json['code'])).toEqual([
		'LOUD',
	]);
	failed.push(['b', Date.now()]);
	expect(await trigger.activate({ ...parameters, loud: true, kind: 'other' })).toBeNull();
});
