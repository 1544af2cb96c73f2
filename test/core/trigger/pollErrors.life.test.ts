import { beforeEach, describe, expect, test } from '@jest/globals';
import { jsonParse, NodeApiError, sleep } from 'n8n-workflow';
import type { INodeType, IPollFunctions } from 'n8n-workflow';

import { FieldError } from '../../../core/data/FieldError';
import { textOf } from '../../../core/data/json';
import { epochMs } from '../../../core/data/times';
import { optionalText } from '../../../core/field/fields';
import { optionalLocator } from '../../../core/field/locators';
import type { ApiClient } from '../../../core/request/ApiClient';
import { route } from '../../../core/request/Route';
import type { IntegrationError } from '../../../core/shapes/IntegrationError';
import { decode, encode } from '../../../core/trigger/cursorText';
import { keptOutages, Outages, type PollFailure, type PollSource } from '../../../core/trigger/Outages';
import { pollErrors } from '../../../core/trigger/pollErrors';
import { PollMemory } from '../../../core/trigger/PollMemory';
import { ListMoved } from '../../../core/trigger/sideBySide';
import { snapshotFeed } from '../../../core/trigger/snapshotFeed';
import { windowFeed } from '../../../core/trigger/windowFeed';
import { recordLog } from '../../engine';
import { gate } from '../../gate';
import { forAllTests, movableClock } from '../../lifecycle';
import { access, ThingsServer } from '../things';
import { thingsNode } from '../thingsNode';
import { thingsPlatform } from '../thingsPlatform';
import { anError } from './anError';
import {
	idsOf,
	Session,
	thingChanged,
	thingFailed,
	thingsTrigger,
	ThingsWorld,
	type Parameters,
} from './pollSubject';

/** What n8n, the platform and the user do to a published trigger over its life. */
let server: ThingsServer;
let world: ThingsWorld;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => {
		server.clear();
		world = new ThingsWorld(server, 'here', 'there');
	},
);

/** Lets so much time pass for n8n, and for the platform; sets n8n's clock. */
const { pass, setForward } = movableClock();

async function* source(errors: readonly IntegrationError[]): AsyncGenerator<IntegrationError> {
	yield* errors;
}

async function* broken(failure: Error): AsyncGenerator<IntegrationError> {
	yield await Promise.reject(failure);
}

const DAY_MS = 86_400_000;
const hour = 60 * 60_000;

describe('a restart while the platform is down', () => {
	test('fails no activation: the next poll fails, and what came meanwhile is emitted once it can be read', async () => {
		const log = recordLog();
		const trigger = new Session(server);
		await trigger.activate();
		world.failing.add('/sources');
		expect(await trigger.restart()).toBeNull();
		expect(log).toContainEqual(
			expect.objectContaining({ level: 'warn', message: expect.stringContaining('At activation: Things:') }),
		);
		await expect(trigger.poll()).rejects.toThrow('/sources fails');
		world.fails('meanwhile', 0.5);
		world.failing.clear();
		expect(idsOf(await trigger.poll())).toEqual(['meanwhile']);
	});

	test('a first activation is refused after one try', async () => {
		server.answer = () => ({ status: 503, body: { message: 'down' } });
		await expect(new Session(server).activate()).rejects.toThrow('Things: down');
		expect(server.received).toHaveLength(1);
	});

	test("what the user did wrong refuses a person's publishing, not a restart", async () => {
		const checked = windowFeed({
			name: 'Checked',
			description: 'A thing failed',
			fields: { kind: optionalText({ displayName: 'Kind' }) },
			sources: async function* (_api, { kind }) {
				if (kind === 'odd') throw new FieldError('There is no such kind', 'Choose another.');
				yield { key: 'here', read: () => source([]) };
			},
		});
		const trigger = new Session(server, {
			trigger: thingsTrigger(undefined, [checked]),
			parameters: { events: ['checked'] },
		});
		await trigger.activate();
		await expect(trigger.activate({ events: ['checked'], kind: 'odd' })).rejects.toThrow('no such kind');
		expect(await trigger.restart()).toBeNull();
	});

	test.each([
		['an option', { options: { mostEvents: 'many' } }],
		['an event', { events: ['thingFailed', 'unknownSince'] }],
	])('%s that has become wrong meanwhile ends no trigger at a restart', async (_what, wrong) => {
		const trigger = new Session(server);
		await trigger.activate();
		world.fails('meanwhile', 0.5);
		const later = (parameters: Parameters) => new Session(server, { state: trigger.state, parameters });
		const started = later(wrong);
		expect(await started.restart()).toBeNull();
		await expect(started.poll()).rejects.toThrow(/must be|is not one of/);
		await expect(later(wrong).activate()).rejects.toThrow(/must be|is not one of/);
		expect(idsOf(await later({}).restart())).toEqual(['meanwhile']);
	});

	test("a response that is not the platform's refuses no publishing: the next poll fails", async () => {
		const trigger = new Session(server);
		await trigger.activate();
		const { answer } = server;
		server.answer = () => ({ body: { maintenance: true } });
		expect(await trigger.activate({ kind: 'another' })).toBeNull();
		await expect(trigger.poll()).rejects.toThrow('unexpected response');
		server.answer = answer;
		world.fails('later', 0);
		expect(idsOf(await trigger.poll())).toEqual(['later']);
	});
});

describe('time', () => {
	test('a list that moved while it was read says what to do', async () => {
		const slow = windowFeed({
			name: 'Slow',
			description: 'A thing failed',
			fields: {},
			sources: async function* () {
				yield { key: 'moving', read: () => broken(new ListMoved('The list changed while it was read')) };
			},
		});
		const trigger = new Session(server, {
			trigger: thingsTrigger(undefined, [slow]),
			parameters: { events: ['slow'] },
		});
		await expect(trigger.activate()).rejects.toMatchObject({
			message: 'The list changed while it was read',
			description: expect.stringContaining('The next poll tries again.'),
		});
	});

	test('one source that never answers keeps no other from being emitted', async () => {
		const trigger = new Session(server, { durable: true, budgetMs: 1200 });
		await trigger.activate();
		world.fails('a', 1, 'there');
		const hanging = world.hold('/sources/here/errors');
		expect(idsOf(await trigger.poll())).toEqual(['a']);
		hanging.open();
	});

	test.each(['failHourly', 'failEachPoll', 'emit'])(
		'that the look-up of a name takes up is told when nothing else had any: %s',
		async (whenUnreachable) => {
			const picker = {
				name: 'things',
				choices: async function* (api: ApiClient) {
					for (const { name } of api.rows(await api.get(route`/names`))) {
						yield { name: textOf(name) ?? '', value: textOf(name) ?? '' };
					}
				},
			};
			const named = windowFeed({
				name: 'Named',
				description: 'A thing failed',
				fields: {
					thing: optionalLocator({ displayName: 'Thing', picker, idExample: '1', nameExample: 'Chair' }),
				},
				sources: async function* (api) {
					await api.get(route`/sources`);
					yield { key: 'here', read: () => source([]) };
				},
			});
			const { answer } = server;
			server.answer = async (request, count) =>
				request.path === '/names' ? { body: [{ name: 'Chair' }] } : await answer(request, count);
			const trigger = new Session(server, {
				trigger: thingsTrigger(undefined, [named]),
				durable: true,
				budgetMs: 1200,
				parameters: {
					events: ['named'],
					thing: { __rl: true, mode: 'name', value: 'Chair' },
					options: { whenUnreachable },
				},
			});
			await trigger.activate();
			await trigger.poll();
			server.answer = () => new Promise(() => undefined);
			const outcome = await trigger.poll().then(
				(items) => items?.map(({ json }) => json['message']),
				(error: unknown) => [error instanceof Error ? error.message : ''],
			);
			expect(outcome).toEqual([expect.stringContaining('no complete response')]);
		},
	);

	test.each([
		[1, 1],
		[50, 5],
	])(
		'of a platform that takes %i requests at a time %i sources are read at a time',
		async (inFlight, most) => {
			let [underWay, mostUnderWay] = [0, 0];
			const counted = windowFeed({
				name: 'Counted',
				description: 'A thing failed',
				fields: {},
				sources: async function* () {
					for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
						yield {
							key,
							read: async function* () {
								underWay += 1;
								mostUnderWay = Math.max(mostUnderWay, underWay);
								await new Promise(setImmediate);
								underWay -= 1;
								yield* source([]);
							},
						};
					}
				},
			});
			const platform = thingsPlatform();
			const limited = { ...platform, pace: { ...platform.pace, inFlight } };
			const setup = { trigger: thingsTrigger(limited, [counted]), parameters: { events: ['counted'] } };
			await new Session(server, setup).activate();
			expect(mostUnderWay).toBe(most);
		},
	);

	test('a response that drips ends in time', async () => {
		const trigger = new Session(server, { budgetMs: 400 });
		await trigger.activate();
		server.answer = () => ({ lost: 'drip' });
		await expect(trigger.poll()).rejects.toThrow('Things:');
	});

	test("a poll in which n8n's clock is set back takes no longer than others", async () => {
		let [begun, isSetBack] = [0, false];
		const slow = windowFeed({
			name: 'Slow',
			description: 'A thing failed',
			fields: {},
			sources: async function* () {
				for (let key = 0; key < 40; key += 1) {
					yield {
						key: String(key),
						read: async function* () {
							begun += 1;
							if (isSetBack) setForward(-hour);
							await sleep(20);
							yield* source([]);
						},
					};
				}
			},
		});
		const platform = thingsPlatform();
		const limited = { ...platform, pace: { ...platform.pace, inFlight: 1 } };
		const setup = { trigger: thingsTrigger(limited, [slow]), parameters: { events: ['slow'] } };
		const trigger = new Session(server, { ...setup, budgetMs: 400 });
		await trigger.activate();
		[begun, isSetBack] = [0, true];
		expect(await trigger.poll()).toBeNull();
		expect(begun).toBeLessThan(20);
	});

	test("the baseline is set by the platform's clock, not by n8n's", async () => {
		setForward(15 * 60_000);
		const answer = server.answer;
		const platformNow = () => Date.now() - 15 * 60_000;
		server.answer = async (request, count) => ({
			...(await answer(request, count)),
			headers: { date: new Date(platformNow()).toUTCString() },
		});
		const trigger = new Session(server);
		await trigger.activate();
		world.fails('soon after', 14.9);
		expect(idsOf(await trigger.poll())).toEqual(['soon after']);
	});
});

test('a state whose times lie ahead of the platform, because a clock was wrong, is set right by the next poll', async () => {
	const trigger = new Session(server, { durable: true });
	await trigger.activate();
	world.fails('a', 0.01);
	expect(idsOf(await trigger.poll())).toEqual(['a']);
	const ahead = jsonParse<{ events: Record<string, { cursor: string }> }>(
		textOf(trigger.state['events']) ?? '',
	);
	const { thingFailed: kept } = ahead.events;
	const cursor = decode(kept?.cursor);
	if (kept === undefined || cursor === undefined) throw new Error('Nothing was stored');
	const floorMs = Date.now() + 30 * DAY_MS;
	const sources = [...cursor.sources].map(
		([key, one]) => [key, { ...one, floorMs, cursorMs: floorMs }] as const,
	);
	kept.cursor = encode({ floorMs, sources: new Map(sources) });
	const later = new Session(server, { durable: true, state: { events: JSON.stringify(ahead) } });
	await later.restart();
	world.fails('b');
	expect(idsOf(await later.poll())).toEqual(['b']);
	pass(2000);
	world.fails('c');
	expect(idsOf(await later.poll())).toEqual(['c']);
	expect(await later.poll()).toBeNull();
});

test('a list that a cache held for an hour does not bring the errors from before the publication', async () => {
	const answer = server.answer;
	let heldMs = 0;
	server.answer = async (request, count) => {
		const { body } = await answer(request, count);
		const since = epochMs(request.query.get('since')) ?? 0;
		const rows = Array.isArray(body) ? body.filter(({ at }) => (epochMs(at) ?? Infinity) >= since) : body;
		if (request.path !== '/sources') return { body: rows };
		const date = new Date(Date.now() - heldMs).toUTCString();
		return { body: rows, headers: { date, age: String(heldMs / 1000) } };
	};
	world.fails('old', 40);
	const trigger = new Session(server);
	await trigger.activate();
	heldMs = 3_600_000;
	pass(60_000);
	expect(await trigger.poll()).toBeNull();
	world.fails('new');
	expect(idsOf(await trigger.poll())).toEqual(['new']);
});

test('what occurs after a publication whose clock ran ahead is emitted as soon as the clock is right', async () => {
	const answer = server.answer;
	let aheadMs = 2 * 3_600_000;
	// As a platform does, it lists nothing that is older than asked for.
	server.answer = async (request, count) => {
		const { body } = await answer(request, count);
		const since = epochMs(request.query.get('since')) ?? 0;
		const rows = Array.isArray(body) ? body.filter(({ at }) => (epochMs(at) ?? Infinity) >= since) : body;
		return { body: rows, headers: { date: new Date(Date.now() + aheadMs).toUTCString() } };
	};
	const trigger = new Session(server);
	await trigger.activate();
	aheadMs = 0;
	pass(30_000);
	world.fails('a');
	pass(30_000);
	expect(idsOf(await trigger.poll())).toEqual(['a']);
	expect(await trigger.poll()).toBeNull();
});

describe("polls in which the platform's clock is wrong", () => {
	const HOURS_MS = 3_600_000;
	let aheadMs = 0;
	beforeEach(() => {
		aheadMs = 0;
		const answer = server.answer;
		server.answer = async (request, count) => {
			const { body } = await answer(request, count);
			const since = epochMs(request.query.get('since')) ?? 0;
			const rows = Array.isArray(body) ? body.filter(({ at }) => (epochMs(at) ?? Infinity) >= since) : body;
			return { body: rows, headers: { date: new Date(Date.now() + aheadMs).toUTCString() } };
		};
	});

	test.each([-720, -8, 9, 720])(
		'one by %i hours: nothing comes again, and nothing from before',
		async (hours) => {
			world.fails('before', 40);
			const trigger = new Session(server);
			await trigger.activate();
			world.fails('a', 0.01);
			expect(idsOf(await trigger.poll())).toEqual(['a']);
			for (const wrongMs of [hours * HOURS_MS, 0]) {
				aheadMs = wrongMs;
				pass(60_000);
				expect(await trigger.poll()).toBeNull();
			}
			world.fails('b');
			expect(idsOf(await trigger.poll())).toEqual(['b']);
		},
	);

	test.each([-720, -8, 9, 720])(
		'one by %i hours at the publication: nothing from before comes, and what comes after is emitted',
		async (hours) => {
			world.fails('before', 5);
			aheadMs = hours * HOURS_MS;
			const trigger = new Session(server);
			await trigger.activate();
			world.fails('a', 0.01);
			pass(60_000);
			aheadMs = 0;
			expect(idsOf(await trigger.poll())).toEqual(['a']);
		},
	);

	test.each([-8, 9])(
		'one by %i hours at the publication, and an outage: what came meanwhile is emitted',
		async (hours) => {
			aheadMs = hours * HOURS_MS;
			const trigger = new Session(server);
			await trigger.activate();
			pass(60_000);
			world.fails('a', 0.01);
			pass(2 * HOURS_MS);
			aheadMs = 0;
			expect(idsOf(await trigger.poll())).toEqual(['a']);
		},
	);

	test.each([9, 720])(
		'one by %i hours at a publication in which a source fails: nothing from before comes',
		async (hours) => {
			world.sources.set('there', []);
			world.fails('before', 60, 'there');
			world.failing.add('/sources/there/errors');
			aheadMs = hours * HOURS_MS;
			const trigger = new Session(server);
			await trigger.activate();
			world.failing.clear();
			aheadMs = 0;
			pass(60_000);
			expect(await trigger.poll()).toBeNull();
		},
	);

	// Two servers behind one address, one of which takes its local time for GMT.
	test.each([-8, 9])('every other one by %i hours: each error is emitted once', async (hours) => {
		const trigger = new Session(server);
		await trigger.activate();
		const emitted: unknown[] = [];
		const failed: string[] = [];
		for (let poll = 0; poll < 14 * 4; poll += 1) {
			aheadMs = poll % 2 === 0 ? hours * HOURS_MS : 0;
			pass(15 * 60_000);
			if (poll % 3 === 0) {
				failed.push(`${poll}`);
				world.fails(`${poll}`, 0.01);
			}
			emitted.push(...(idsOf(await trigger.poll()) ?? []));
		}
		expect(emitted).toEqual(failed);
	});
});

describe('events that share the cap of a poll', () => {
	test('take turns: one with more than a poll emits keeps no other from being emitted', async () => {
		const parameters = { events: ['thingFailed', 'thingChanged'], options: { mostEvents: 3 } };
		const trigger = new Session(server, { parameters });
		world.turns('x', 'good');
		await trigger.activate();
		const noise = () => {
			for (let count = 0; count < 3; count += 1) world.fails(`${Math.random()}`, 0.01);
		};
		noise();
		world.turns('x', 'bad');
		expect(idsOf(await trigger.poll())).not.toContain('x');
		noise();
		const second = idsOf(await trigger.poll());
		expect(second).toContain('x');
		expect(second).toHaveLength(3);
	});
});

describe('states of which the platform shows the last only', () => {
	const stateChanged = snapshotFeed({
		name: 'State Changed',
		description: 'A thing has another state',
		fields: {},
		showsLastOnly: true,
		observe: async function* (api) {
			for (const row of api.rows(await api.get(route`/states`))) {
				const [id, state] = [textOf(row['id']) ?? '', textOf(row['state']) ?? ''];
				yield { key: id, value: state, event: () => anError(`${id} is ${state}`, Date.now()) };
			}
		},
	});
	const watching = async (feeds: ReadonlyArray<typeof thingFailed>, mostEvents: number) => {
		const events = feeds.map(({ value }) => value);
		const trigger = new Session(server, {
			trigger: thingsTrigger(undefined, feeds),
			parameters: { events, options: { mostEvents } },
		});
		for (const id of ['x', 'y']) world.turns(id, 'good');
		await trigger.activate();
		return trigger;
	};

	test('are put off by no other event, as they may be undone by the next poll; the others wait', async () => {
		const trigger = await watching([thingFailed, stateChanged], 2);
		for (const [index, id] of ['one', 'two', 'three'].entries()) world.fails(id, 3 - index);
		world.turns('x', 'bad');
		expect(idsOf(await trigger.poll())).toEqual(['one', 'two', 'x is bad']);
		world.turns('x', 'good');
		expect(idsOf(await trigger.poll())).toEqual(['three', 'x is good']);
		expect(await trigger.poll()).toBeNull();
	});

	test('are all emitted, also where they are more than a poll emits', async () => {
		const trigger = await watching([stateChanged], 1);
		for (const id of ['x', 'y']) world.turns(id, 'bad');
		expect(idsOf(await trigger.poll())).toEqual(['x is bad', 'y is bad']);
	});

	test('keep no other event from being emitted, however often they change', async () => {
		const trigger = await watching([stateChanged, thingFailed], 1);
		const polls = [];
		for (const [count, state] of ['bad', 'good', 'bad', 'bad'].entries()) {
			world.turns('x', state);
			world.fails(`${count}`, 5 - count);
			polls.push(idsOf(await trigger.poll()));
		}
		expect(polls).toEqual([['x is bad'], ['0', 'x is good'], ['x is bad'], ['1']]);
	});
});

test('an integration for which no time was left in two ways counts once in the log', async () => {
	const log = recordLog();
	const noTime = Object.assign(new Error('no time left for this request'), { httpCode: 'NO_TIME_LEFT' });
	const parts = completedBy(async () => await Promise.reject(noTime));
	const trigger = new Session(server, {
		trigger: thingsTrigger(undefined, [parts]),
		parameters: { events: ['completed'] },
	});
	await trigger.activate();
	world.fails('one', 0, 'there');
	expect(await trigger.poll()).toBeNull();
	expect(log.map(({ message }) => message)).toContain(
		'This poll had no time left for 1 of the sources. The next poll begins with these: "only".',
	);
});

describe('a failure of some sources', () => {
	test('is only ever temporary to n8n, and names the integration', async () => {
		const named = windowFeed({
			name: 'Named',
			description: 'A thing failed',
			fields: {},
			sources: async function* (api) {
				for (const key of ['here', 'there']) {
					yield {
						key,
						integration: { id: key, name: `The ${key}` },
						read: async function* () {
							for (const row of api.rows(await api.get(route`/sources/${key}/errors`))) {
								yield anError(textOf(row['id']) ?? '', Date.now());
							}
						},
					};
				}
			},
		});
		const setup = { trigger: thingsTrigger(undefined, [named]), parameters: { events: ['named'] } };
		const trigger = new Session(server, setup);
		await trigger.activate();
		world.failing.add('/sources/here/errors');
		await expect(trigger.poll()).rejects.toMatchObject({
			message: 'Things: /sources/here/errors fails (integration "The here")',
			description: expect.stringContaining('Exclude Integrations'),
			failure: { cause: 'temporarily-unavailable' },
		});
		expect(await trigger.poll()).toBeNull();
		pass(hour + 1);
		expect(await trigger.poll()).toBeNull();
		const excluded = { ...setup.parameters, options: { excludedIntegrations: 'here' } };
		server.received = [];
		await trigger.activate(excluded);
		expect(server.lines).toEqual(['GET /sources/there/errors']);
	});

	test.each([
		[403, '<html>Maintenance</html>'],
		[404, '<html>Maintenance</html>'],
		[404, '404 page not found'],
	])(
		'is an outage where a gateway says %i, %s: reported each hour, and nothing to exclude for',
		async (status, body) => {
			const trigger = new Session(server);
			await trigger.activate();
			const before = server.answer;
			server.answer = (request, nth) =>
				request.path === '/sources/here/errors' ? { status, body } : before(request, nth);
			const reported = {
				httpCode: String(status),
				description: expect.not.stringContaining('Exclude Integrations'),
				failure: { cause: 'temporarily-unavailable' },
			};
			await expect(trigger.poll()).rejects.toMatchObject(reported);
			expect(await trigger.poll()).toBeNull();
			pass(hour + 1);
			await expect(trigger.poll()).rejects.toMatchObject(reported);
		},
	);

	test('that only the user can set right, in one of the sources, keeps the workflow from being published', async () => {
		const mistaken = windowFeed({
			name: 'Mistaken',
			description: 'A thing failed',
			fields: {},
			sources: async function* () {
				yield { key: 'here', read: () => source([]) };
				yield {
					key: 'gone',
					read: async function* () {
						yield* [];
						throw await Promise.resolve(new FieldError('There is no gone', 'Choose another.'));
					},
				};
			},
		});
		const parameters = { events: ['mistaken'] };
		const trigger = new Session(server, { trigger: thingsTrigger(undefined, [mistaken]), parameters });
		await expect(trigger.activate()).rejects.toThrow('There is no gone');
		expect(await trigger.restart()).toBeNull();
		await expect(trigger.poll()).rejects.toThrow('There is no gone');
	});

	test('is one of some sources, too, where the others did not have to be read', async () => {
		const revised = windowFeed({
			name: 'Revised',
			description: 'A thing failed',
			fields: {},
			sources: async function* (api) {
				for (const key of ['here', 'there']) {
					yield {
						key,
						integration: { id: key, name: null },
						revision: key === 'here' ? { value: 'still', rereadAfterMs: DAY_MS } : undefined,
						read: async function* () {
							for (const row of api.rows(await api.get(route`/sources/${key}/errors`))) {
								yield anError(textOf(row['id']) ?? '', Date.now());
							}
						},
					};
				}
			},
		});
		const setup = { trigger: thingsTrigger(undefined, [revised]), parameters: { events: ['revised'] } };
		const trigger = new Session(server, setup);
		await trigger.activate();
		pass(hour);
		world.failing.add('/sources/there/errors');
		await expect(trigger.poll()).rejects.toMatchObject({
			message: expect.stringContaining('(integration "there")'),
			failure: { cause: 'temporarily-unavailable' },
		});
	});

	test('of everything is reported once an hour', async () => {
		const trigger = new Session(server);
		await trigger.activate();
		server.answer = () => ({ status: 404, body: { message: 'gone' } });
		await expect(trigger.poll()).rejects.toThrow('gone');
		expect(await trigger.poll()).toBeNull();
		pass(hour + 1);
		await expect(trigger.poll()).rejects.toThrow('gone');
	});

	test.each([
		[false, {}],
		[true, {}],
		[false, { options: { whenUnreachable: 'failEachPoll' } }],
		[true, { options: { whenUnreachable: 'failEachPoll' } }],
	])('loses nothing of an event that is chosen meanwhile (durable: %s, %j)', async (durable, options) => {
		const trigger = new Session(server, { durable, parameters: options });
		await trigger.activate();
		await trigger.poll();
		world.failing.add('/sources/there/errors');
		const more = { ...options, events: ['thingFailed', 'thingChanged'] };
		world.turns('changed', 'good', 0.02);
		expect(await trigger.activate(more)).toBeNull();
		world.turns('changed', 'bad', 0.01);
		expect(idsOf(await trigger.poll())).toEqual(['changed']);
		await expect(trigger.poll()).rejects.toThrow('/sources/there/errors fails');
	});

	test.each([false, true])('that begins as an event is chosen is seen (durable: %s)', async (durable) => {
		const trigger = new Session(server, { durable });
		await trigger.activate();
		world.failing.add('/states');
		await trigger.activate({ events: ['thingFailed', 'thingChanged'] });
		world.failing.add('/sources/there/errors');
		const polls = [await trigger.poll().catch(String), await trigger.poll().catch(String)];
		expect(polls).toContainEqual(expect.stringContaining('fails'));
	});

	test('that fails each poll keeps what is quiet from being known', async () => {
		const options = { whenUnreachable: 'failEachPoll' };
		const trigger = new Session(server, { parameters: { events: ['thingFailed', 'thingChanged'], options } });
		world.turns('changed', 'bad', 0.02);
		await trigger.activate();
		world.failing.add('/sources/there/errors');
		world.turns('changed', 'good', 0.01);
		await expect(trigger.poll()).rejects.toThrow('/sources/there/errors fails');
		world.turns('changed', 'bad', 0);
		expect(idsOf(await trigger.poll())).toEqual(['changed']);
	});

	test('fails no more than a poll an hour with durable cursors, though each were wanted: n8n would poll ever more seldom', async () => {
		const options = { whenUnreachable: 'failEachPoll' };
		const trigger = new Session(server, { durable: true, parameters: { options } });
		await trigger.activate();
		await trigger.poll();
		world.failing.add('/sources/there/errors');
		await expect(trigger.poll()).rejects.toThrow('/sources/there/errors fails');
		expect(await trigger.poll()).toBeNull();
		world.failing.add('/sources');
		await expect(trigger.poll()).rejects.toThrow('/sources fails');
		expect(await trigger.poll()).toBeNull();
	});

	test('Fail at Each Poll, with durable cursors: after ten ticks of an outage n8n polls again within two minutes', async () => {
		const options = { whenUnreachable: 'failEachPoll' };
		const trigger = new Session(server, { durable: true, parameters: { options } });
		await trigger.activate();
		await trigger.poll();
		const { answer } = server;
		server.answer = () => ({ status: 503, body: { message: 'down' } });
		await expect(trigger.poll()).rejects.toThrow('down');
		for (let tick = 1; tick < 10; tick += 1) await trigger.poll().catch(() => null);
		expect(trigger.leftAloneMs).toBeLessThanOrEqual(2 * 60_000);
		server.answer = answer;
		world.fails('meanwhile', 0.5);
		expect(idsOf(await trigger.poll())).toEqual(['meanwhile']);
	});

	test('fails each poll where that is wanted', async () => {
		const trigger = new Session(server, { parameters: { options: { whenUnreachable: 'failEachPoll' } } });
		await trigger.activate();
		world.failing.add('/sources');
		for (let poll = 0; poll < 3; poll += 1) await expect(trigger.poll()).rejects.toThrow('/sources fails');
	});

	test.each(['failHourly', 'failEachPoll'])(
		'stands in the log alone while another source has new errors at every poll (%s)',
		async (whenUnreachable) => {
			const log = recordLog();
			const trigger = new Session(server, { parameters: { options: { whenUnreachable } } });
			await trigger.activate();
			world.failing.add('/sources/there/errors');
			for (const id of ['one', 'two', 'three']) {
				world.fails(id);
				expect(idsOf(await trigger.poll())).toEqual([id]);
				pass(hour + 1);
			}
			const lines = log.filter(({ message }) => message.includes('/sources/there/errors fails'));
			expect(lines.map(({ level }) => level)).toEqual(['warn', 'warn', 'warn']);
			// None of these has counted as a report: the first poll without news fails.
			await expect(trigger.poll()).rejects.toThrow('/sources/there/errors fails');
		},
	);

	test('is an item beside the new errors of another source, where that is wanted', async () => {
		const trigger = new Session(server, { parameters: { options: { whenUnreachable: 'emit' } } });
		await trigger.activate();
		await trigger.poll();
		world.failing.add('/sources/there/errors');
		world.fails('one', 1);
		const kinds = (await trigger.poll())?.map(({ json }) => json['kind']);
		expect(kinds).toEqual(['thingFailed', 'unreachable']);
	});

	test.each([false, true])(
		'is one item when it begins and one when it is over, where that is wanted (durable: %s)',
		async (durable) => {
			const trigger = new Session(server, {
				durable,
				parameters: { options: { whenUnreachable: 'emit' } },
			});
			await trigger.activate();
			await trigger.poll();
			world.failing.add('/sources');
			const began = await trigger.poll();
			expect(began).toMatchObject([{ json: { kind: 'unreachable', severity: 'error', platform: 'things' } }]);
			expect(await trigger.poll()).toBeNull();
			await trigger.restart();
			expect(await trigger.poll()).toBeNull();
			world.failing.clear();
			world.fails('a', 1);
			const over = await trigger.poll();
			expect(over?.map(({ json }) => json['kind'])).toEqual(['thingFailed', 'recovered']);
			expect(await trigger.poll()).toBeNull();
		},
	);
});

/** Errors of two integrations, each a source; reading one fails as the world wants. */
const ofIntegrations = windowFeed({
	name: 'Of Integrations',
	description: 'A thing failed',
	fields: { only: optionalText({ displayName: 'Only' }) },
	sources: async function* (api, { only }) {
		for (const row of api.rows(await api.get(route`/sources`))) {
			const key = textOf(row['name']) ?? '';
			if (only !== undefined && only !== key) continue;
			yield {
				key,
				integration: { id: key, name: null },
				read: async function* () {
					for (const error of api.rows(await api.get(route`/sources/${key}/errors`))) {
						const id = textOf(error['id']) ?? '';
						yield anError(id, epochMs(error['at']) ?? 0, { integrationId: key, message: id });
					}
				},
			};
		}
	},
});

test('while nothing can be read, no integration is said to be readable again', async () => {
	const trigger = new Session(server, {
		trigger: thingsTrigger(undefined, [ofIntegrations]),
		parameters: { events: ['ofIntegrations'], options: { whenUnreachable: 'emit' } },
	});
	const kinds = async () =>
		(await trigger.poll())?.map(({ json }) => [json['kind'], json['integrationId']]) ?? null;
	await trigger.activate();
	world.failing.add('/sources/here/errors');
	expect(await kinds()).toEqual([['unreachable', 'here']]);
	world.failing.add('/sources');
	expect(await kinds()).toEqual([['unreachable', null]]);
	world.failing.delete('/sources');
	expect(await kinds()).toEqual([['recovered', null]]);
	world.failing.clear();
	expect(await kinds()).toEqual([['recovered', 'here']]);
});

test('an outage of everything does not make what was reported before news', async () => {
	const trigger = new Session(server, {
		trigger: thingsTrigger(undefined, [ofIntegrations]),
		parameters: { events: ['ofIntegrations'] },
	});
	await trigger.activate();
	world.failing.add('/sources/here/errors');
	await expect(trigger.poll()).rejects.toThrow('/sources/here/errors fails');
	world.failing.add('/sources');
	await expect(trigger.poll()).rejects.toThrow('/sources fails');
	world.failing.delete('/sources');
	expect(await trigger.poll()).toBeNull();
});

/** Reads something else of the same integrations. */
const auditOf = (...keys: string[]) =>
	windowFeed({
		name: 'Audit Failure',
		description: 'A thing was refused',
		fields: {},
		sources: async function* (api) {
			for (const key of keys) {
				yield {
					key,
					integration: { id: key, name: null },
					read: async function* () {
						yield* source(
							api.rows(await api.get(route`/audits`, { key })).map(() => anError('audit', Date.now())),
						);
					},
				};
			}
		},
	});
const told = (items: Array<{ json: object }> | null) =>
	items?.map(({ json }) => ['kind', 'integrationId', 'code'].map((name): unknown => Reflect.get(json, name)));

describe('an outage of an integration', () => {
	const watching = async (options = {}, feeds = [ofIntegrations]) => {
		const trigger = new Session(server, {
			trigger: thingsTrigger(undefined, feeds),
			parameters: { events: feeds.map(({ value }) => value), options },
		});
		await trigger.activate();
		return trigger;
	};
	const parameters = (options: object) => ({ events: ['ofIntegrations'], options: { ...options } });

	test('that was over is reported when it begins again, but not each time that it comes and goes', async () => {
		const trigger = await watching();
		for (let time = 0; time < 2; time += 1) {
			world.failing.add('/sources/here/errors');
			await expect(trigger.poll()).rejects.toThrow('/sources/here/errors fails');
			for (let again = 0; again < 3; again += 1) {
				world.failing.clear();
				expect(await trigger.poll()).toBeNull();
				world.failing.add('/sources/here/errors');
				expect(await trigger.poll()).toBeNull();
			}
			world.failing.clear();
			pass(10 * 60_000);
			expect(await trigger.poll()).toBeNull();
		}
	});

	const answering = (status: () => number) => {
		const { answer } = server;
		server.answer = async (request, ...rest) => {
			const isFailing = request.path === '/sources/here/errors' && status() !== 200;
			return isFailing ? { status: status(), body: { message: 'no' } } : await answer(request, ...rest);
		};
	};

	test.each([404, 503])(
		'that begins again within minutes, and lasts, is reported then (%i)',
		async (status) => {
			const trigger = await watching();
			let now = status;
			answering(() => now);
			await expect(trigger.poll()).rejects.toThrow('no');
			pass(5 * 60_000);
			now = 200;
			expect(await trigger.poll()).toBeNull();
			now = status;
			pass(3 * 60_000);
			expect(await trigger.poll()).toBeNull();
			pass(3 * 60_000);
			await expect(trigger.poll()).rejects.toThrow('no');
			expect(await trigger.poll()).toBeNull();
		},
	);

	test('that becomes one which only the user can end is reported again', async () => {
		const trigger = await watching();
		let now = 503;
		answering(() => now);
		await expect(trigger.poll()).rejects.toMatchObject({ httpCode: '503' });
		expect(await trigger.poll()).toBeNull();
		now = 403;
		await expect(trigger.poll()).rejects.toMatchObject({ httpCode: '403' });
		pass(2 * hour);
		expect(await trigger.poll()).toBeNull();
	});

	test('is looked at again at the next poll, whether or not the integration is due', async () => {
		const moving = windowFeed({
			name: 'Moving',
			description: 'A thing failed',
			fields: {},
			sources: async function* (api) {
				for (const key of ['here', 'there']) {
					yield {
						key,
						integration: { id: key, name: null },
						revision: { value: 'still', movedMs: movedMs, rereadAfterMs: DAY_MS },
						read: async function* () {
							yield* source(
								api.rows(await api.get(route`/sources/${key}/errors`)).map(() => anError('a', 0)),
							);
						},
					};
				}
			},
		});
		const movedMs = Date.now();
		const trigger = await watching({}, [moving]);
		world.failing.add('/sources/here/errors');
		pass(9.5 * 60_000);
		await expect(trigger.poll()).rejects.toThrow('/sources/here/errors fails');
		pass(60_000);
		server.received = [];
		expect(await trigger.poll()).toBeNull();
		expect(server.lines).toEqual(['GET /sources/here/errors']);
	});

	test('is not over because nobody looked: another integration is excluded, or that one', async () => {
		const emit = { whenUnreachable: 'emit' };
		world.sources.set('elsewhere', []);
		const trigger = await watching(emit);
		world.failing.add('/sources/here/errors');
		expect(await trigger.poll()).toMatchObject([{ json: { kind: 'unreachable' } }]);
		expect(await trigger.activate(parameters({ ...emit, excludedIntegrations: 'there' }))).toBeNull();
		expect(await trigger.poll()).toBeNull();
		expect(await trigger.activate(parameters({ ...emit, excludedIntegrations: 'here' }))).toBeNull();
		expect(await trigger.poll()).toBeNull();
	});

	test.each(['its list does not show it', 'it is chosen no more'])('is not over because %s', async (how) => {
		const emit = { events: ['ofIntegrations'], options: { whenUnreachable: 'emit' } };
		world.sources.set('elsewhere', []);
		const trigger = new Session(server, {
			trigger: thingsTrigger(undefined, [ofIntegrations]),
			parameters: emit,
		});
		await trigger.activate();
		world.failing.add('/sources/here/errors');
		expect(await trigger.poll()).toMatchObject([{ json: { kind: 'unreachable' } }]);
		if (how === 'it is chosen no more') {
			expect(await trigger.activate({ ...emit, only: 'there' })).toBeNull();
			expect(await trigger.poll()).toBeNull();
			await trigger.activate(emit);
		} else {
			world.sources.delete('here');
			expect(await trigger.poll()).toBeNull();
			world.sources.set('here', []);
		}
		expect(await trigger.poll()).toBeNull();
		world.failing.clear();
		expect(await trigger.poll()).toMatchObject([{ json: { kind: 'recovered', integrationId: 'here' } }]);
	});

	test('for which no time was left is not over', async () => {
		const memory = PollMemory.of('no time left');
		memory.reported.set('here', {
			atMs: Date.now() - hour,
			isOver: false,
			integrationId: 'here',
		});
		const location = { node: thingsNode, task: 'Trigger' };
		const here = { event: 'e', source: { key: 'here' } };
		const outagesOf = (notRead: PollSource[]) =>
			new Outages(location, thingsPlatform(), [], false, [here], notRead);
		outagesOf([here]).noteOver(memory);
		expect(memory.reported.get('here')?.isOver).toBe(false);
		outagesOf([]).noteOver(memory);
		expect(memory.reported.get('here')?.isOver).toBe(true);
	});

	test('is forgotten when nobody has watched the integration for a week', async () => {
		const trigger = await watching({ whenUnreachable: 'emit' });
		world.failing.add('/sources/here/errors');
		expect(await trigger.poll()).toMatchObject([{ json: { kind: 'unreachable' } }]);
		world.sources.delete('here');
		for (let day = 0; day < 8; day += 1) {
			pass(DAY_MS);
			expect(await trigger.poll()).toBeNull();
		}
		world.sources.set('here', []);
		world.failing.clear();
		expect(await trigger.poll()).toBeNull();
	});

	test.each(['failHourly', 'failEachPoll'])(
		'is forgotten while it is not emitted, so that a later one has a beginning (%s)',
		async (whenUnreachable) => {
			const trigger = await watching({ whenUnreachable: 'emit' });
			world.failing.add('/sources/here/errors');
			expect(told(await trigger.poll())).toMatchObject([['unreachable', 'here', '404']]);
			await trigger.activate(parameters({ whenUnreachable }));
			world.failing.clear();
			expect(await trigger.poll()).toBeNull();
			expect(await trigger.activate(parameters({ whenUnreachable: 'emit' }))).toBeNull();
			expect(await trigger.poll()).toBeNull();
			pass(DAY_MS);
			world.failing.add('/sources/here/errors');
			expect(told(await trigger.poll())).toMatchObject([['unreachable', 'here', '404']]);
		},
	);

	test('is reported again after an hour, also when the clock was set back meanwhile', async () => {
		const trigger = await watching();
		const { answer } = server;
		server.answer = async (request, ...rest) =>
			request.path === '/sources/here/errors'
				? { status: 500, body: { message: 'out of order' } }
				: await answer(request, ...rest);
		await expect(trigger.poll()).rejects.toThrow('out of order');
		setForward(-DAY_MS);
		pass(hour - 60_000);
		expect(await trigger.poll()).toBeNull();
		pass(60_001);
		await expect(trigger.poll()).rejects.toThrow('out of order');
	});

	test('lasts as long as it lasts, and while n8n is stopped or nothing can be read', async () => {
		const trigger = await watching({ whenUnreachable: 'emit' });
		world.failing.add('/sources/here/errors');
		expect(await trigger.poll()).toMatchObject([{ json: { kind: 'unreachable' } }]);
		for (let day = 0; day < 8; day += 1) {
			pass(DAY_MS);
			expect(await trigger.poll()).toBeNull();
		}
		pass(8 * DAY_MS);
		expect(await trigger.poll()).toBeNull();
		world.failing.clear();
		expect(await trigger.poll()).toMatchObject([{ json: { kind: 'recovered', integrationId: 'here' } }]);
	});

	test('of an event is not over because the event is chosen no more', async () => {
		const trigger = await watching({ whenUnreachable: 'emit' }, [ofIntegrations, thingChanged]);
		world.failing.add('/states');
		expect(await trigger.poll()).toMatchObject([{ json: { kind: 'unreachable', integrationId: null } }]);
		expect(await trigger.activate(parameters({ whenUnreachable: 'emit' }))).toBeNull();
		expect(await trigger.poll()).toBeNull();
	});

	test('that only the user can end is reported again when it is watched again', async () => {
		const trigger = await watching();
		world.failing.add('/sources/here/errors');
		await expect(trigger.poll()).rejects.toThrow('/sources/here/errors fails');
		await trigger.activate(parameters({ excludedIntegrations: 'here' }));
		expect(await trigger.poll()).toBeNull();
		await trigger.activate(parameters({}));
		await expect(trigger.poll()).rejects.toThrow('/sources/here/errors fails');
	});

	test('of a list for which no time was left is not over', () => {
		const location = { node: thingsNode, task: 'Trigger' };
		// As it was stored before it had the time of its last poll.
		const kept = keptOutages.parse({
			list: { sinceMs: Date.now() - hour, integrationId: null, integrationName: null },
		});
		const late = [{ event: 'list', source: { key: '' } }];
		expect(new Outages(location, thingsPlatform(), [], false, [], late).events(kept).events).toEqual([]);
	});

	test('of what is no integration is not over while what may stand for it cannot be read', () => {
		const location = { node: thingsNode, task: 'Trigger' };
		const common = { sinceMs: Date.now() - hour, integrationId: null, integrationName: null, event: 'e' };
		const kept = keptOutages.parse({ flow: common });
		const list = { thrown: new Error('closed'), event: 'e', source: { key: 'list' } };
		const read = [{ event: 'e', source: { key: 'here' } }, { event: 'e' }];
		const kinds = (failures: Array<typeof list>, more: PollSource[] = []) =>
			new Outages(location, thingsPlatform(), failures, false, [...read, ...more])
				.events(kept)
				.events.map(({ kind }) => kind);
		expect(kinds([list])).toEqual(['unreachable']);
		expect(kinds([list], [{ event: 'e', source: { key: 'flow' } }])).toEqual(['recovered', 'unreachable']);
		expect(kinds([])).toEqual(['recovered']);
	});

	test('of several sources without an integration names none', () => {
		const location = { node: thingsNode, task: 'Trigger' };
		const failures = ['one', 'other'].map((key) => ({
			thrown: new Error('closed'),
			event: 'e',
			source: { key },
		}));
		const error = new Outages(location, thingsPlatform(), failures, false).error();
		expect(error?.message).toContain('(2 could not be read)');
	});

	test('of what is no integration names what it is of when it is over', () => {
		const location = { node: thingsNode, task: 'Trigger' };
		const read = [{ event: 'audit' }];
		// As it was stored before it had the time of its last poll.
		const kept = keptOutages.parse({
			audit: { sinceMs: Date.now() - hour, integrationId: null, integrationName: null },
		});
		const { events } = new Outages(location, thingsPlatform(), [], false, read).events(kept);
		expect(events).toMatchObject([{ message: 'The outage of Things (audit) is over, after 60 minutes' }]);
	});

	const outOfOrder = () => {
		const { answer } = server;
		server.answer = async (request, ...rest) =>
			request.path === '/sources/here/errors'
				? { status: 400, body: { message: 'out of order' } }
				: await answer(request, ...rest);
		return () => (server.answer = answer);
	};
	test('is not hidden by what one event may never read', async () => {
		const trigger = await watching({}, [auditOf('here'), ofIntegrations]);
		world.failing.add('/audits');
		await expect(trigger.poll()).rejects.toThrow('/audits fails');
		pass(hour + 1);
		expect(await trigger.poll()).toBeNull();
		outOfOrder();
		await expect(trigger.poll()).rejects.toThrow('out of order');
	});

	test('is an item of its own, and ends, while one event may never read the integration', async () => {
		const trigger = await watching({ whenUnreachable: 'emit' }, [auditOf('here'), ofIntegrations]);
		world.failing.add('/audits');
		expect(told(await trigger.poll())).toEqual([['unreachable', 'here', '404']]);
		pass(20 * DAY_MS);
		expect(await trigger.poll()).toBeNull();
		const inOrder = outOfOrder();
		expect(told(await trigger.poll())).toEqual([['unreachable', 'here', '400']]);
		expect(await trigger.restart()).toBeNull();
		inOrder();
		expect(told(await trigger.poll())).toEqual([['recovered', 'here', null]]);
		expect(await trigger.poll()).toBeNull();
		world.failing.clear();
		expect(told(await trigger.poll())).toEqual([['recovered', 'here', null]]);
		expect(await trigger.poll()).toBeNull();
	});

	test('that each poll reports is not hidden by what one event may never read', async () => {
		const trigger = await watching({ whenUnreachable: 'failEachPoll' }, [auditOf('here'), ofIntegrations]);
		world.failing.add('/audits');
		outOfOrder();
		await expect(trigger.poll()).rejects.toThrow('out of order (integration "here")');
	});

	describe('that an earlier version stored', () => {
		const location = { node: thingsNode, task: 'Trigger' };
		const here = { key: 'here', integration: { id: 'here', name: null } };
		const kept = keptOutages.parse({
			here: { sinceMs: Date.now() - hour, integrationId: 'here', integrationName: null },
		});
		const failing = (event: string, httpCode: string, of: PollSource['source'] = here) => ({
			event,
			source: of,
			thrown: new NodeApiError(thingsNode, {}, { message: 'no', httpCode }),
		});
		const logs = { event: 'logs', source: here };
		const polled = (failures: PollFailure[], before = kept, read: PollSource[] = []) =>
			new Outages(location, thingsPlatform(), failures, false, read).events(before);
		const codes = ({ events }: ReturnType<typeof polled>) => events.map(({ kind, code }) => [kind, code]);

		test.each(['403', '503'])('goes on, ends, and then hides nothing else (%s)', (code) => {
			const first = polled([failing('audit', code)]);
			expect(first.events).toEqual([]);
			const later = polled([failing('audit', code)], first.kept);
			expect(later.events).toEqual([]);
			expect(codes(polled([], later.kept, [{ event: 'audit', source: here }]))).toEqual([
				['recovered', null],
			]);
		});

		test('of each integration goes on where all are refused one event', () => {
			const there = { key: 'there', integration: { id: 'there', name: null } };
			const both = { ...kept, there: { ...kept['here'], integrationId: 'there' } };
			const refused = [failing('audit', '403'), failing('audit', '403', there)];
			const read = [logs, { event: 'logs', source: there }];
			const first = polled(refused, keptOutages.parse(both), read);
			expect(codes(first)).toEqual([]);
			expect(codes(polled(refused, first.kept, read))).toEqual([]);
			const over = polled([], first.kept, [...read, { event: 'audit', source: here }]);
			expect(codes(over)).toEqual([
				['recovered', null],
				['recovered', null],
			]);
		});

		test('does not hide what begins beside it', () => {
			const first = polled([failing('audit', '403')]);
			const second = polled([failing('logs', '500'), failing('audit', '403')], first.kept);
			expect(codes(second)).toEqual([['unreachable', '500']]);
			const third = polled([failing('audit', '403')], second.kept, [logs]);
			expect(codes(third)).toEqual([['recovered', null]]);
			expect(codes(polled([], third.kept, [logs]))).toEqual([['recovered', null]]);
		});
	});

	test('that fails in another way ends under the name with which it began, before another begins', () => {
		const location = { node: thingsNode, task: 'Trigger' };
		const source = { key: 'here', integration: { id: 'here', name: null } };
		const failing = (event: string, httpCode: string) => ({
			event,
			source,
			thrown: new NodeApiError(thingsNode, {}, { message: 'no', httpCode }),
		});
		const polled = (failures: PollFailure[], before = {}, read: PollSource[] = []) =>
			new Outages(location, thingsPlatform(), failures, false, read).events(before);
		const began = polled([failing('logs', '500')]);
		const refused = polled([failing('logs', '403')], began.kept);
		expect(refused.events).toEqual([]);
		const other = polled([failing('audit', '500')], refused.kept, [{ event: 'logs', source }]);
		expect(other.events.map(({ kind }) => kind)).toEqual(['recovered', 'unreachable']);
		const names = [began, other].map(({ events }) => events[0]?.eventId.replace(/^things:\w+:/, ''));
		expect(names[1]).toBe(names[0]);
	});

	test('that names none is no reason to exclude one', async () => {
		const trigger = new Session(server);
		await trigger.activate();
		world.failing.add('/sources/here/errors');
		await expect(trigger.poll()).rejects.toMatchObject({
			description: expect.not.stringContaining('Exclude Integrations'),
		});
	});
});

test('an integration that is excluded no more has a baseline of its own', async () => {
	const of = { trigger: thingsTrigger(undefined, [ofIntegrations]) };
	const chosen = (excludedIntegrations: string) => ({
		events: ['ofIntegrations'],
		options: { excludedIntegrations },
	});
	const trigger = new Session(server, { ...of, parameters: chosen('here') });
	world.fails('before', 5);
	await trigger.activate();
	world.fails('meanwhile', 1);
	expect(await trigger.poll()).toBeNull();
	expect(await trigger.activate(chosen(''))).toBeNull();
	expect(await trigger.poll()).toBeNull();
	world.fails('new', 0.01);
	expect(idsOf(await trigger.poll())).toEqual(['new']);
});

test('an integration that is missing from its list while others are excluded goes on from where it was', async () => {
	const of = { trigger: thingsTrigger(undefined, [ofIntegrations]) };
	const chosen = (excludedIntegrations: string) => ({
		events: ['ofIntegrations'],
		options: { excludedIntegrations },
	});
	const trigger = new Session(server, { ...of, parameters: chosen('') });
	await trigger.activate();
	const errors = world.sources.get('here') ?? [];
	world.sources.delete('here');
	expect(await trigger.activate(chosen('there'))).toBeNull();
	world.sources.set('here', errors);
	world.fails('meanwhile', 1);
	expect(idsOf(await trigger.activate(chosen('another')))).toEqual(['meanwhile']);
});

test('a source of an integration that is excluded has a baseline of its own afterwards, whatever its key', async () => {
	const named = windowFeed({
		name: 'Named',
		description: 'A thing failed',
		fields: {},
		sources: async function* () {
			const integration = { id: 'here', name: null };
			yield await Promise.resolve({ key: 'here with more', integration, read: () => source(happened) });
			yield { key: 'there', read: () => source([]) };
		},
	});
	const happened: IntegrationError[] = [];
	const chosen = (excludedIntegrations: string) => ({ events: ['named'], options: { excludedIntegrations } });
	const trigger = new Session(server, { trigger: thingsTrigger(undefined, [named]), parameters: chosen('') });
	await trigger.activate();
	await trigger.activate(chosen('here'));
	happened.push(anError('meanwhile', Date.now()));
	expect(await trigger.activate(chosen(''))).toBeNull();
	expect(await trigger.poll()).toBeNull();
});

test('another choice that was published while nothing could be read is new at the next poll that reads', async () => {
	const of = { trigger: thingsTrigger(undefined, [ofIntegrations]) };
	const chosen = (excludedIntegrations: string) => ({
		events: ['ofIntegrations'],
		options: { excludedIntegrations, whenUnreachable: 'emit' },
	});
	const trigger = new Session(server, { ...of, parameters: chosen('here') });
	world.fails('before', 5);
	await trigger.activate();
	world.failing.add('/sources');
	expect(await trigger.activate(chosen(''))).toMatchObject([{ json: { kind: 'unreachable' } }]);
	world.failing.clear();
	expect(await trigger.poll()).toMatchObject([{ json: { kind: 'recovered' } }]);
	world.fails('new', 0.01);
	expect(idsOf(await trigger.poll())).toEqual(['new']);
});

test('excluding an integration takes nothing of one list as known that stays watched', async () => {
	const things: string[] = [];
	const list = snapshotFeed({
		name: 'Listed',
		description: 'A thing appeared',
		fields: {},
		observe: async function* () {
			for (const id of things) yield { key: id, value: '', event: () => anError(id, Date.now()) };
		},
	});
	const chosen = (excludedIntegrations: string) => ({
		events: ['listed'],
		options: { excludedIntegrations },
	});
	const trigger = new Session(server, { trigger: thingsTrigger(undefined, [list]), parameters: chosen('') });
	await trigger.activate();
	things.push('since the last poll');
	expect(idsOf(await trigger.activate(chosen('there')))).toEqual(['since the last poll']);
});

test('what is not listed while that cannot be read is caught up, however long it takes', async () => {
	const listed = windowFeed({
		name: 'Listed',
		description: 'A thing failed',
		fields: {},
		sources: async function* (api) {
			yield { key: 'always', integration: { id: 'always', name: null }, read: () => source([]) };
			const list = async () => api.rows(await api.get(route`/sources/here/errors`));
			const failure = await list().then(
				() => undefined,
				(thrown: unknown) => (thrown instanceof Error ? thrown : new Error('no error')),
			);
			if (failure === undefined) yield { key: 'here', read: () => source(happened) };
			else yield { key: 'the others', read: () => broken(failure) };
		},
	});
	const happened: IntegrationError[] = [];
	const trigger = new Session(server, {
		trigger: thingsTrigger(undefined, [listed]),
		parameters: { events: ['listed'], options: { whenUnreachable: 'emit' } },
	});
	await trigger.activate();
	world.failing.add('/sources/here/errors');
	happened.push(anError('early', Date.now() + 60_000));
	for (let passed = 0; passed < 9; passed += 1) {
		pass(hour);
		await trigger.poll();
	}
	world.failing.clear();
	expect(idsOf(await trigger.poll())).toContain('early');
});

test('a source that lacks a part of an error makes none of the others be read again', async () => {
	const lacking = windowFeed({
		name: 'Lacking',
		description: 'A thing failed',
		fields: {},
		sources: async function* (api) {
			for (const key of ['here', 'there']) {
				const path = route`/sources/${key}/errors`;
				yield {
					key,
					revision: { value: String(world.sources.get('here')?.length), rereadAfterMs: DAY_MS },
					read: async function* () {
						for (const row of api.rows(await api.get(path))) {
							yield anError(textOf(row['id']) ?? '', epochMs(row['at']) ?? 0);
						}
					},
					complete: async () => await Promise.resolve(undefined),
				};
			}
		},
	});
	const trigger = new Session(server, {
		trigger: thingsTrigger(undefined, [lacking]),
		parameters: { events: ['lacking'] },
	});
	const asked = async (afterMs: number) => {
		pass(afterMs);
		server.received = [];
		await trigger.poll();
		return server.lines;
	};
	await trigger.activate();
	pass(hour);
	world.fails('a', 0);
	// What moved just now is read for a while, because its errors may come late.
	expect(await asked(0)).toHaveLength(2);
	expect(await asked(7 * 60_000)).toHaveLength(2);
	expect(await asked(2 * 60_000)).toHaveLength(2);
	expect(await asked(90_000)).toEqual(['GET /sources/here/errors']);
});

test('a test in the editor looks further where what it found first is muted', async () => {
	const muted = new Session(server, {
		trigger: thingsTrigger(undefined, [ofIntegrations]),
		parameters: { events: ['ofIntegrations'] },
	});
	for (let error = 0; error < 6; error += 1) world.fails(`old ${error}`, 1);
	const [first] = (await muted.manual()) ?? [];
	for (let more = 0; more < 12; more += 1) world.sources.set(`more-${more}`, []);
	world.fails('another kind', 2, 'more-11');
	const fingerprint = textOf(first?.json['fingerprint']) ?? '';
	const trigger = new Session(server, {
		trigger: thingsTrigger(undefined, [ofIntegrations]),
		parameters: { events: ['ofIntegrations'], options: { mutedFingerprints: fingerprint } },
	});
	expect(idsOf(await trigger.manual())).toEqual(['another kind']);
});

test('a test in the editor looks further where what it completed first is muted', async () => {
	const listed = snapshotFeed({
		name: 'Listed',
		description: 'A thing appeared',
		fields: {},
		observe: async function* () {
			for (let age = 0; age < 12; age += 1) {
				const event = () => anError(`e${age}`, Date.now() - age * 60_000);
				yield { key: String(age), value: '', event };
			}
		},
		complete: async (_api, errors) =>
			await Promise.resolve(
				errors.map((error) => (error.eventId === 'e7' ? error : { ...error, message: 'Noise' })),
			),
	});
	const parameters = { events: ['listed'], options: {} };
	const of = { trigger: thingsTrigger(undefined, [listed]) };
	const [noise] = (await new Session(server, { ...of, parameters }).manual()) ?? [];
	const options = { mutedFingerprints: textOf(noise?.json['fingerprint']) ?? '' };
	const trigger = new Session(server, { ...of, parameters: { ...parameters, options } });
	expect(idsOf(await trigger.manual())).toEqual(['e7']);
});

test('an event that is chosen again later begins anew', async () => {
	const trigger = new Session(server, { parameters: { events: ['thingFailed', 'thingChanged'] } });
	await trigger.activate();
	await trigger.activate({ events: ['thingChanged'] });
	world.fails('meanwhile', 0.1);
	expect(await trigger.poll()).toBeNull();
	expect(await trigger.activate({ events: ['thingFailed', 'thingChanged'] })).toBeNull();
	world.fails('new', 0.01);
	expect(idsOf(await trigger.poll())).toEqual(['new']);
});

test('an excluded integration is not emitted where one list has the errors of all', async () => {
	const whole = windowFeed({
		name: 'Whole',
		description: 'A thing failed',
		fields: {},
		sources: async function* () {
			yield {
				key: 'workspace',
				read: () => source(failed.map((id) => anError(id, Date.now(), { integrationId: id }))),
			};
		},
	});
	const failed: string[] = [];
	const parameters = { events: ['whole'], options: { excludedIntegrations: 'a' } };
	const trigger = new Session(server, { trigger: thingsTrigger(undefined, [whole]), parameters });
	await trigger.activate();
	failed.push('a', 'b');
	expect(idsOf(await trigger.poll())).toEqual(['b']);
	await expect(trigger.manual()).resolves.toMatchObject([{ json: { eventId: 'b' } }]);
});

test.each([false, true])(
	'what only adds names holds up no error when it fails (window: %s)',
	async (isWindow) => {
		const log = recordLog();
		let hasNames = false;
		const complete = async (_api: unknown, errors: IntegrationError[]) => {
			if (hasNames) return await Promise.resolve(errors);
			throw new Error('no names today');
		};
		const face = { name: 'Named Later', description: 'A thing failed', fields: {}, complete };
		const things: string[] = [];
		const feed = isWindow
			? windowFeed({
					...face,
					sources: async function* () {
						yield {
							key: 'here',
							read: () => source(things.map((id) => anError(id, Date.now(), { integrationId: null }))),
						};
					},
				})
			: snapshotFeed({
					...face,
					observe: async function* () {
						for (const id of things)
							yield { key: id, value: '', event: () => anError(id, Date.now(), { integrationId: null }) };
					},
				});
		const trigger = new Session(server, {
			trigger: thingsTrigger(undefined, [feed]),
			parameters: { events: ['namedLater'], options: { whenUnreachable: 'emit' } },
		});
		await trigger.activate();
		things.push('a');
		expect(idsOf(await trigger.poll())).toEqual(['a']);
		expect(log).toContainEqual(expect.objectContaining({ message: 'Emitted without names: no names today' }));
		// It may be of the integration that is excluded.
		things.push('b');
		const options = { excludedIntegrations: 'there' };
		expect(await trigger.activate({ events: ['namedLater'], options })).toBeNull();
		await expect(trigger.poll()).rejects.toThrow('no names today');
		hasNames = true;
		expect(idsOf(await trigger.poll())).toEqual(['b']);
	},
);

test('a source that never answers keeps no error of another from being completed', async () => {
	const errors = new Map<string, string[]>([
		['dead', []],
		['well', []],
	]);
	const slow = windowFeed({
		name: 'Completed',
		description: 'A thing failed, and says why when it is asked',
		fields: {},
		sources: async function* (api) {
			for (const key of errors.keys()) {
				yield {
					key,
					read: async function* () {
						await api.get(route`/sources/${key}/errors`);
						for (const id of errors.get(key) ?? []) yield anError(id, Date.now());
					},
					complete: async (error) => [{ ...error, message: 'Because' }],
				};
			}
		},
	});
	const trigger = new Session(server, {
		trigger: thingsTrigger(undefined, [slow]),
		parameters: { events: ['completed'] },
		budgetMs: 1_500,
	});
	await trigger.activate();
	const dead = world.hold('/sources/dead/errors');
	errors.get('well')?.push('a');
	try {
		expect(await trigger.poll()).toMatchObject([{ json: { eventId: 'a', message: 'Because' } }]);
	} finally {
		dead.open();
	}
});

describe('with durable cursors', () => {
	test('what happens between publishing and the first tick is emitted, also when another process runs that', async () => {
		const trigger = new Session(server, { durable: true, workflowId: 'another process' });
		await trigger.activate();
		world.fails('between', 0.01);
		// Another process knows nothing of this one's memory.
		const elsewhere = new Session(server, {
			durable: true,
			workflowId: 'of the other process',
			stateOfWorkflow: trigger.stateOfWorkflow,
		});
		await elsewhere.restart();
		expect(idsOf(await elsewhere.poll())).toEqual(['between']);
	});

	test('a tick without a state, after one that emitted without a state, repeats nothing', async () => {
		const same = { durable: true, workflowId: 'several without a state' };
		const first = new Session(server, same);
		await first.activate();
		const empty = first.state;
		const stateOfWorkflow = first.stateOfWorkflow;
		const second = new Session(server, { ...same, state: empty, stateOfWorkflow });
		await first.poll();
		const { state } = first;
		world.fails('a', 0.01);
		await second.restart();
		expect(idsOf(await second.poll())).toEqual(['a']);
		const third = new Session(server, { ...same, state, stateOfWorkflow });
		await third.restart();
		expect(await third.poll()).toBeNull();
	});

	// n8n gives the next ticks the state from before: what a quiet publication leaves it throws away.
	test.each(['quiet', 'with an error'])(
		'after a publication that was %s, the next ticks emit',
		async (what) => {
			const trigger = new Session(server, { durable: true, workflowId: `published again, ${what}` });
			await trigger.activate();
			await trigger.poll();
			pass(2 * 3_600_000);
			if (what !== 'quiet') world.fails('first', 0.01);
			const published = await trigger.activate({ options: { mostEvents: 50 } });
			expect(idsOf(published)).toEqual(what === 'quiet' ? null : ['first']);
			world.fails('a', 0.01);
			expect(idsOf(await trigger.poll())).toEqual(['a']);
			world.fails('b', 0.01);
			expect(idsOf(await trigger.poll())).toEqual(['b']);
			expect(await trigger.poll()).toBeNull();
		},
	);

	test('a tick with the state from before a quiet one, and the next one with the state of that, emit an error once', async () => {
		const trigger = new Session(server, { durable: true, workflowId: 'two ways' });
		await trigger.activate();
		world.fails('first', 0.01);
		expect(idsOf(await trigger.poll())).toEqual(['first']);
		const [quiet, late] = [trigger.claim(), trigger.claim()];
		// The state changes by the hour.
		pass(3_600_000);
		expect(await quiet()).toBeNull();
		const next = trigger.claim();
		world.fails('a', 0.01);
		expect([idsOf(await late()), idsOf(await next())]).toEqual([['a'], null]);
		world.fails('b', 0.01);
		expect(idsOf(await trigger.poll())).toEqual(['b']);
	});

	test('published to and fro, nothing is repeated', async () => {
		const trigger = new Session(server, { durable: true });
		const back = { events: ['thingFailed'] };
		await trigger.activate(back);
		world.fails('a', 0.01);
		expect(idsOf(await trigger.poll())).toEqual(['a']);
		expect(await trigger.activate({ ...back, kind: 'other' })).toBeNull();
		world.fails('b', 0.01);
		expect(idsOf(await trigger.activate(back))).toEqual(['b']);
		pass(4 * 60_000);
		expect(await trigger.poll()).toBeNull();
		expect(await trigger.poll()).toBeNull();
	});

	test("published again after n8n's clock was set back, nothing is repeated", async () => {
		const trigger = new Session(server, { durable: true });
		await trigger.activate({ events: ['thingFailed'] });
		setForward(-5 * 60_000);
		world.fails('a', 0.01);
		expect(idsOf(await trigger.activate({ events: ['thingFailed'], kind: 'other' }))).toEqual(['a']);
		pass(4 * 60_000);
		expect(await trigger.poll()).toBeNull();
	});

	test('a slow publication forgets nothing that a tick in another process emitted meanwhile', async () => {
		const parameters = { events: ['thingFailed'], kind: 'other' };
		const slow = new Session(server, { durable: true, workflowId: 'slow publication' });
		await slow.activate();
		await slow.poll();
		const { state, stateOfWorkflow } = slow;
		const reading = world.hold('/sources/there/errors');
		const publishing = slow.activate(parameters);
		await reading.asked;
		await sleep(50);
		world.before.clear();
		pass(1000);
		world.fails('meanwhile');
		const of = { durable: true, workflowId: 'elsewhere', state, stateOfWorkflow };
		const elsewhere = new Session(server, of);
		expect(idsOf(await elsewhere.activate(parameters))).toEqual(['meanwhile']);
		pass(1000);
		reading.open();
		expect(await publishing).toBeNull();
		const known = { state: elsewhere.state, stateOfWorkflow: slow.stateOfWorkflow, parameters };
		const next = new Session(server, { durable: true, workflowId: 'next', ...known });
		expect(await next.restart()).toBeNull();
		expect(await next.poll()).toBeNull();
	});

	test('a tick with the state of two polls ago repeats no outage', async () => {
		const parameters = { events: ['thingFailed'], options: { whenUnreachable: 'emit' } };
		const same = { durable: true, workflowId: 'behind, unreachable', parameters };
		const trigger = new Session(server, same);
		await trigger.activate();
		await trigger.poll();
		const { state, stateOfWorkflow } = trigger;
		world.failing.add('/sources');
		expect(await trigger.poll()).toMatchObject([{ json: { kind: 'unreachable' } }]);
		const behind = new Session(server, { ...same, state, stateOfWorkflow });
		await behind.restart();
		expect(await behind.poll()).toBeNull();
		world.failing.clear();
		expect(await trigger.poll()).toMatchObject([{ json: { kind: 'recovered' } }]);
	});

	test('a tick with the state of two polls ago repeats nothing', async () => {
		const same = { durable: true, workflowId: 'behind' };
		const trigger = new Session(server, same);
		await trigger.activate();
		await trigger.poll();
		const { state, stateOfWorkflow } = trigger;
		world.fails('a', 0.01);
		expect(idsOf(await trigger.poll())).toEqual(['a']);
		expect(await trigger.poll()).toBeNull();
		const behind = new Session(server, { ...same, state, stateOfWorkflow });
		await behind.restart();
		expect(await behind.poll()).toBeNull();
	});
});

test('a workflow that n8n registered twice emits once', async () => {
	const same = { workflowId: 'registered twice' };
	const one = new Session(server, same);
	await one.activate();
	const other = new Session(server, { ...same, state: one.state });
	await other.restart();
	world.fails('a', 0.01);
	expect(idsOf(await one.poll())).toEqual(['a']);
	expect(await other.poll()).toBeNull();
	pass(60_000);
	world.fails('b', 0.01);
	expect(idsOf(await other.poll())).toEqual(['b']);
	expect(await one.poll()).toBeNull();
});

test('a workflow that n8n registered twice from the beginning emits once', async () => {
	const same = { workflowId: 'registered twice from the beginning' };
	const [one, other] = [new Session(server, same), new Session(server, same)];
	await one.activate();
	await other.activate();
	world.fails('a', 0.01);
	expect(idsOf(await one.poll())).toEqual(['a']);
	expect(await other.poll()).toBeNull();
});

test('what n8n threw away when it activated the workflow again is emitted, also where that activation could read nothing', async () => {
	const same = { workflowId: 'activated again while down' };
	const before = new Session(server, same);
	await before.activate();
	const { state } = before;
	world.fails('a', 0.01);
	expect(idsOf(await before.poll())).toEqual(['a']);
	const again = new Session(server, { ...same, state });
	world.failing.add('/sources');
	expect(await again.restart()).toBeNull();
	world.failing.clear();
	expect(idsOf(await again.poll())).toEqual(['a']);
});

test('what n8n could not commit is emitted after three minutes, with durable cursors; until then the log says why not', async () => {
	const log = recordLog();
	const trigger = new Session(server, { durable: true });
	await trigger.activate();
	await trigger.poll();
	world.fails('a', 0.01);
	trigger.isCommitRefused = true;
	expect(await trigger.poll()).toBeNull();
	trigger.isCommitRefused = false;
	pass(60_000);
	expect(await trigger.poll()).toBeNull();
	const message = expect.stringContaining('an older state than the last one left');
	expect(log).toContainEqual(expect.objectContaining({ level: 'warn', message }));
	pass(2 * 60_000);
	expect(idsOf(await trigger.poll())).toEqual(['a']);
	expect(await trigger.poll()).toBeNull();
});

test('a node that is renamed begins anew', async () => {
	const one = new Session(server, { workflowId: 'renamed', nodeName: 'One' });
	await one.activate();
	world.fails('a', 0.01);
	expect(idsOf(await one.poll())).toEqual(['a']);
	const { stateOfWorkflow } = one;
	const other = new Session(server, { workflowId: 'renamed', nodeName: 'Other', stateOfWorkflow });
	expect(await other.activate()).toBeNull();
	expect(await other.poll()).toBeNull();
	world.fails('b', 0.01);
	expect(idsOf(await other.poll())).toEqual(['b']);
});

test('a node that is renamed continues with durable cursors, which n8n keeps under the ID of the node', async () => {
	const one = new Session(server, { workflowId: 'renamed, durable', nodeName: 'One', durable: true });
	await one.activate();
	world.fails('a', 0.01);
	expect(idsOf(await one.poll())).toEqual(['a']);
	world.fails('meanwhile', 0.01);
	const { state, stateOfWorkflow } = one;
	const kept = { state, stateOfWorkflow, durable: true };
	const other = new Session(server, { workflowId: 'renamed, durable', nodeName: 'Other', ...kept });
	expect(idsOf(await other.activate())).toEqual(['meanwhile']);
	expect(await other.poll()).toBeNull();
});

test('no event keeps the others from being read where a poll has no time for all', async () => {
	const platform = thingsPlatform();
	const oneByOne = { ...platform, pace: { ...platform.pace, inFlight: 1 } };
	const read: string[] = [];
	const named = (name: string) =>
		windowFeed({
			name,
			description: 'A thing failed',
			fields: {},
			sources: async function* (api) {
				for (const row of api.rows(await api.get(route`/sources`))) {
					const key = textOf(row['name']) ?? '';
					yield {
						key,
						read: async function* () {
							read.push(`${name} ${key}`);
							yield* source(
								api.rows(await api.get(route`/sources/${key}/errors`)).map(() => anError('a', 0)),
							);
						},
					};
				}
			},
		});
	const trigger = new Session(server, {
		trigger: thingsTrigger(oneByOne, ['First', 'Second', 'Third'].map(named)),
		durable: true,
		parameters: { events: ['first', 'second', 'third'] },
	});
	await trigger.activate();
	for (const name of ['here', 'there']) world.before.set(`/sources/${name}/errors`, () => pass(15_000));
	const polls: string[] = [];
	for (let poll = 0; poll < 3; poll += 1) {
		read.length = 0;
		await trigger.poll();
		polls.push(read.join(', '));
	}
	expect(polls).toEqual(['First here, First there', 'Second here, Second there', 'Third here, Third there']);
});

/** One error in the only source, which is completed as is wanted. */
const completedBy = (complete: () => Promise<IntegrationError[]>) =>
	windowFeed({
		name: 'Completed',
		description: 'A thing failed',
		fields: {},
		sources: async function* (api) {
			yield await Promise.resolve({
				key: 'only',
				integration: { id: 'only', name: null },
				read: async function* () {
					for (const error of api.rows(await api.get(route`/sources/there/errors`))) {
						yield anError(textOf(error['id']) ?? '', epochMs(error['at']) ?? 0);
					}
				},
				complete,
			});
		},
	});

test('an error of the only source that cannot be completed is an outage of its integration, not of everything', async () => {
	const parts = completedBy(async () => await Promise.reject(new Error('no metrics')));
	const trigger = new Session(server, {
		trigger: thingsTrigger(undefined, [parts]),
		parameters: { events: ['completed'], options: { whenUnreachable: 'emit' } },
	});
	await trigger.activate();
	world.fails('one', 0, 'there');
	expect(await trigger.poll()).toMatchObject([{ json: { kind: 'unreachable', integrationId: 'only' } }]);
});

test('two nodes with one ID emit each', async () => {
	const same = { workflowId: 'copied' };
	const one = new Session(server, { ...same, nodeName: 'One' });
	const other = new Session(server, { ...same, nodeName: 'Other' });
	await one.activate();
	await other.activate();
	world.fails('a', 0.01);
	expect(idsOf(await one.poll())).toEqual(['a']);
	expect(idsOf(await other.poll())).toEqual(['a']);
});

describe('after a long time', () => {
	test.each([
		['a person who publishes begins anew', 'activate', {}, null],
		['a person who wants what exists gets it', 'activate', { emitExisting: true }, ['old']],
		['a restart catches up', 'restart', {}, ['old']],
	] as const)('%s', async (_what, how, options, expected) => {
		const log = recordLog();
		const before = new Session(server, { workflowId: `long before ${how} ${JSON.stringify(options)}` });
		await before.activate();
		const { state } = before;
		const answer = server.answer;
		pass(90 * DAY_MS);
		server.answer = answer;
		world.fails('old', 24 * 60);
		// Another process: this one's memory would know when the last poll was.
		const later = new Session(server, { state, parameters: { options } });
		expect(idsOf(await later[how]())).toEqual(expected);
		const warned = log.some(({ message }) => message.includes('more than 7 days ago'));
		expect(warned).toBe(how === 'activate');
		world.fails('new', 0.01);
		expect(idsOf(await later.poll())).toEqual(['new']);
	});
});

test('a publication whose first try fails begins anew after a long time all the same', async () => {
	const before = new Session(server, { workflowId: 'long before a failure' });
	await before.activate();
	const { state } = before;
	const answer = server.answer;
	pass(90 * DAY_MS);
	server.answer = answer;
	world.fails('old', 24 * 60);
	const later = new Session(server, { state });
	world.failing.add('/sources');
	await expect(later.activate()).rejects.toThrow('fails');
	world.failing.clear();
	expect(await later.activate()).toBeNull();
	world.fails('new', 0.01);
	expect(idsOf(await later.poll())).toEqual(['new']);
});

test("publishing after n8n's clock was set forward by days does not begin anew", async () => {
	const trigger = new Session(server, { workflowId: 'set forward' });
	await trigger.activate();
	await trigger.poll();
	world.fails('a', 0.01);
	setForward(8 * DAY_MS);
	expect(idsOf(await trigger.activate())).toEqual(['a']);
});

test.each([true, false])(
	'what a publication kept for durable cursors is kept by them alone (%s)',
	async (durable) => {
		const trigger = new Session(server, { durable, workflowId: `kept by durable cursors, ${durable}` });
		await trigger.activate();
		expect(JSON.stringify(trigger.stateOfWorkflow)).toContain('thingFailed');
		world.fails('a', 0.01);
		expect(idsOf(await trigger.poll())).toEqual(['a']);
		expect(JSON.stringify(trigger.stateOfWorkflow).includes('thingFailed')).toBe(durable);
		world.fails('b', 0.01);
		expect(idsOf(await trigger.restart().then((items) => items ?? trigger.poll()))).toEqual(['b']);
	},
);

describe('after a person chose something else', () => {
	test.each([true, false])(
		'another event that a person chose instead, and that cannot be read, ends no trigger at a restart (durable: %s)',
		async (durable) => {
			const running = new Session(server, { durable });
			await running.activate();
			await running.poll();
			world.failing.add('/states');
			await running.activate({ events: ['thingChanged'] });
			await expect(running.poll()).rejects.toThrow('/states fails');
			expect(await running.poll()).toBeNull();
			expect(await running.restart()).toBeNull();
		},
	);
});

describe('the credential', () => {
	const accounts = new Map<string, string>();
	const trigger: INodeType = {
		...thingsTrigger(),
		async poll(this: IPollFunctions) {
			return await pollErrors(this, thingsPlatform(), [thingFailed], async (api) =>
				textOf((await api.record(route`/account`))['account']),
			);
		},
	};
	const session = (key: string, state = {}, more = {}) =>
		new Session(server, {
			trigger,
			state,
			...more,
			credentials: { ...access(server.url).credentials, keyApi: { baseUrl: server.url, key } },
		});
	const asked = () => server.received.filter(({ path }) => path === '/account').length;

	beforeEach(() => {
		accounts.set('first', 'A').set('renewed', 'A').set('another', 'B');
		const answer = server.answer;
		server.answer = async (request, count) => {
			if (request.path !== '/account') return await answer(request, count);
			const header = textOf(request.headers['authorization']) ?? '';
			const name = [...accounts.keys()].find((each) => header.includes(each)) ?? '';
			return { body: { account: accounts.get(name) } };
		};
	});

	describe.each([true, false])('with a wrong address for a while (durable: %s)', (durable) => {
		const away = () => ({ baseUrl: `${server.url}/away`, key: 'first' });
		const home = () => ({ baseUrl: server.url, key: 'first' });
		const awayFails = () => {
			const { answer } = server;
			server.answer = async (request, count) =>
				request.path.startsWith('/away')
					? { status: 404, body: { message: 'nothing here' } }
					: await answer(request, count);
		};

		test('fails once and then hourly, lives through restarts, and loses nothing once it is right again', async () => {
			const running = session('first', {}, { durable });
			await running.activate();
			await running.poll();
			awayFails();
			running.credentials.change('keyApi', away());
			world.fails('a', 0.01);
			await expect(running.poll()).rejects.toThrow('nothing here');
			expect(await running.poll()).toBeNull();
			expect(await running.restart()).toBeNull();
			expect(await running.poll()).toBeNull();
			running.credentials.change('keyApi', home());
			expect(idsOf(await running.poll())).toEqual(['a']);
			expect(await running.poll()).toBeNull();
		});

		test('emits that it is unreachable once, lives through a restart, and loses nothing', async () => {
			const parameters = { options: { whenUnreachable: 'emit' } };
			const running = session('first', {}, { durable, parameters });
			await running.activate();
			await running.poll();
			awayFails();
			running.credentials.change('keyApi', away());
			expect(await running.poll()).toMatchObject([{ json: { kind: 'unreachable' } }]);
			world.fails('a', 0.01);
			expect(await running.restart()).toBeNull();
			expect(await running.poll()).toBeNull();
			running.credentials.change('keyApi', home());
			expect((await running.poll())?.map(({ json }) => json['kind'] ?? json['eventId'])).toHaveLength(2);
		});
	});

	test('that becomes another account during a poll emits nothing of it that is old', async () => {
		const running = session('first');
		await running.activate();
		world.before.set('/sources', () => {
			running.credentials.change('keyApi', { key: 'another' });
			world.fails('old', 0.5);
		});
		expect(await running.poll()).toBeNull();
		world.before.clear();
		expect(await running.poll()).toBeNull();
		world.fails('new', 0.01);
		expect(idsOf(await running.poll())).toEqual(['new']);
	});

	test('that cannot be looked up for a poll which a publication has replaced leaves the state as that made it', async () => {
		const running = session('first', {}, { parameters: { options: { whenUnreachable: 'emit' } } });
		await running.activate();
		await running.poll();
		running.credentials.change('keyApi', { key: 'renewed' });
		const { answer } = server;
		const [arrived, refused] = [gate(), gate()];
		server.answer = async (request, count) => {
			if (request.path !== '/account') return await answer(request, count);
			server.answer = answer;
			arrived.open();
			await refused.opened;
			// A 403 would be no sign of another account.
			return { status: 401, body: { message: 'closed' } };
		};
		const replaced = running.poll();
		await arrived.opened;
		world.fails('a', 0.5);
		expect(idsOf(await running.activate())).toEqual(['a']);
		refused.open();
		expect(await replaced).toBeNull();
		expect(await running.poll()).toBeNull();
	});

	test.each([
		['a renewed token of the same account goes on', 'renewed', ['a']],
		['another account has a baseline of its own', 'another', null],
	])('%s', async (_what, key, expected) => {
		const before = session('first');
		await before.activate();
		await before.poll();
		expect(asked()).toBe(1);
		world.fails('a', 0.5);
		const after = session(key, before.state);
		expect(idsOf(await after.restart())).toEqual(expected);
		expect(asked()).toBe(2);
		world.fails('b', 0.01);
		expect(idsOf(await after.poll())).toEqual(['b']);
	});

	test('whose account cannot be known for a while loses nothing that came since the publication (durable)', async () => {
		const running = session(
			'first',
			{},
			{ durable: true, parameters: { options: { whenUnreachable: 'emit' } } },
		);
		await running.activate();
		world.fails('a', 0.01);
		const { answer } = server;
		server.answer = () => ({ status: 403, body: { message: 'closed' } });
		expect(await running.poll()).toMatchObject([{ json: { kind: 'unreachable' } }]);
		server.answer = answer;
		expect(await running.poll()).toMatchObject([{ json: { eventId: 'a' } }, { json: { kind: 'recovered' } }]);
	});

	test.each([
		['what it sets besides secrets means another place', 'two', null],
		['another secret alone changes nothing', 'one', ['a']],
	])('where no account is named, %s', async (_what, paths, expected) => {
		const of = (settings: Record<string, string>, key: string, state = {}) =>
			new Session(server, {
				trigger: thingsTrigger(thingsPlatform({}, { settings })),
				state,
				credentials: { ...access(server.url).credentials, keyApi: { baseUrl: server.url, key } },
			});
		const before = of({ paths: 'one' }, 'first');
		await before.activate();
		world.fails('a', 0.5);
		expect(idsOf(await of({ paths }, 'second', before.state).restart())).toEqual(expected);
	});
});
