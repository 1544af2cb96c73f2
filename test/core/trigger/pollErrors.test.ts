import { describe, expect, test } from '@jest/globals';

import { optionalText } from '../../../core/field/fields';
import { windowFeed } from '../../../core/trigger/windowFeed';
import { recordLog } from '../../engine';
import { forAllTests } from '../../lifecycle';
import { ThingsServer } from '../things';
import { anError } from './anError';
import { idsOf, Session, thingsTrigger, ThingsWorld } from './pollSubject';

let server: ThingsServer;
let world: ThingsWorld;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => {
		server.clear();
		world = new ThingsWorld(server, 'here', 'there');
	},
);

const askedOf = (path: string) => server.received.filter((request) => request.path === path);

describe.each([false, true])('with durable cursors: %s', (durable) => {
	const session = (options = {}) => new Session(server, { durable, parameters: { options } });

	test('what is there at activation is not emitted, what comes is, once', async () => {
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

	test('what is there at activation is emitted where that is wanted', async () => {
		world.fails('older', 90);
		world.fails('old', 1, 'there');
		const trigger = session({ emitExisting: true });
		expect(idsOf(await trigger.activate())).toEqual(['older', 'old']);
		expect(await trigger.poll()).toBeNull();
	});

	test('what happens between activation and the first tick is emitted', async () => {
		const trigger = session();
		await trigger.activate();
		world.fails('a', 0.01);
		expect(idsOf(await trigger.poll())).toEqual(['a']);
	});

	test('after other parameters sources that were watched go on, and nothing is missed', async () => {
		const trigger = session();
		await trigger.activate();
		world.fails('a', 1);
		await trigger.poll();
		world.fails('b', 0.5);
		const emitted = await trigger.activate({ events: ['thingFailed'], kind: 'other' });
		expect(idsOf(emitted)).toEqual(['b']);
		expect(askedOf('/sources/here/errors').at(-1)?.query.get('kind')).toBe('other');
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

	test('a restart emits nothing again and misses nothing', async () => {
		const trigger = session();
		await trigger.activate();
		world.fails('a', 1);
		await trigger.poll();
		await trigger.poll();
		world.fails('meanwhile', 0.5);
		const emitted = [await trigger.restart(), await trigger.poll()].flatMap((items) => idsOf(items) ?? []);
		expect(emitted).toEqual(['meanwhile']);
		expect(await trigger.poll()).toBeNull();
	});

	test('a poll that fails throws and moves nothing', async () => {
		const trigger = session();
		await trigger.activate();
		world.fails('a', 1);
		await trigger.poll();
		const before = trigger.state;
		world.fails('b', 0.5);
		world.failing.add('/sources');
		await expect(trigger.poll()).rejects.toThrow('Things: /sources fails');
		expect(trigger.state).toEqual(before);
		world.failing.clear();
		expect(idsOf(await trigger.poll())).toEqual(['b']);
	});

	test.each([{}, { emitExisting: true }])(
		'an activation in which nothing can be read is refused: %j',
		async (options) => {
			const trigger = session(options);
			for (const source of ['here', 'there']) world.failing.add(`/sources/${source}/errors`);
			await expect(trigger.activate()).rejects.toThrow('/sources/here/errors fails');
		},
	);

	test('an activation that fails is refused, one that succeeds later begins anew', async () => {
		const trigger = session();
		for (const source of ['here', 'there']) world.failing.add(`/sources/${source}/errors`);
		await expect(trigger.activate()).rejects.toThrow('/sources/here/errors fails');
		expect(trigger.state).toEqual({});
		world.failing.clear();
		world.fails('old', 1);
		expect(await trigger.activate()).toBeNull();
		expect(await trigger.poll()).toBeNull();
	});

	test('an activation while one source cannot be read goes on: what is in it is known, what comes is emitted', async () => {
		const log = recordLog();
		const trigger = session();
		world.failing.add('/sources/there/errors');
		world.fails('old', 1, 'there');
		world.fails('old here', 1, 'here');
		expect(await trigger.activate()).toBeNull();
		expect(log).toContainEqual(
			expect.objectContaining({ level: 'warn', message: 'Things: /sources/there/errors fails' }),
		);
		await expect(trigger.poll()).rejects.toThrow('/sources/there/errors fails');
		world.fails('new', 0, 'there');
		world.failing.clear();
		expect(idsOf(await trigger.poll())).toEqual(['new']);
		expect(await trigger.poll()).toBeNull();
	});

	test('no more than the cap is emitted in a poll, oldest first, the rest in the next', async () => {
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
});

describe('several events', () => {
	test('are emitted together, oldest first', async () => {
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

test.each([
	[
		'what only decides what an event shows is no other choice: a source that comes meanwhile is new',
		'loud',
		['a', 'b'],
	],
	['after another choice what is in a source that comes with it is known', 'kind', ['a']],
])('%s', async (_what, changed, expected) => {
	const sources = ['here'];
	const startMs = Date.now();
	const failed: Array<[source: string, id: string]> = [];
	const loudly = windowFeed({
		name: 'Loudly',
		description: 'Something failed',
		fields: {
			loud: optionalText({ displayName: 'Loud' }),
			kind: optionalText({ displayName: 'Kind' }),
		},
		presentation: ['loud'],
		sources: async function* () {
			for (const key of sources) {
				yield {
					key,
					read: async function* () {
						for (const [source, id] of failed)
							if (source === key) yield anError(id, startMs + id.charCodeAt(0));
					},
				};
			}
		},
	});
	const parameters = { events: ['loudly'] };
	const trigger = new Session(server, { trigger: thingsTrigger(undefined, [loudly]), parameters });
	await trigger.activate();
	sources.push('there');
	failed.push(['here', 'a'], ['there', 'b']);
	const emitted = await trigger.activate({ ...parameters, [changed]: 'very' });
	expect(idsOf(emitted)).toEqual(expected);
	failed.push(['here', 'c'], ['there', 'd']);
	expect(idsOf(await trigger.poll())).toEqual(['c', 'd']);
});
