import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { recordsIn, textOf } from '../../../core/data/json';
import { optionalText } from '../../../core/field/fields';
import type { ApiClient } from '../../../core/request/ApiClient';
import { route } from '../../../core/request/Route';
import type { Observation } from '../../../core/trigger/snapshot';
import { snapshotFeed } from '../../../core/trigger/snapshotFeed';
import { recordLog } from '../../engine';
import { forAllTests, forEachTest } from '../../lifecycle';
import { ownDate, pass } from '../../platforms/ownDate';
import { ThingsServer } from '../things';
import { anError } from './anError';
import { idsOf, Session, thingChanged, thingsTrigger, ThingsWorld, type Parameters } from './pollSubject';

let server: ThingsServer;
let world: ThingsWorld;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => {
		server.clear();
		world = new ThingsWorld(server, 'here', 'there');
	},
);

const eventOf = (id: string) => anError(id, Date.now());

const fields = { wanted: optionalText({ displayName: 'Wanted' }) };
/** Every error of a source is a thing, and its time what is remembered of it; new and changed ones are events. */
const moving = {
	name: 'Thing Moved',
	description: 'A thing is new, moved, or is no longer there',
	fields,
	sources: async function* (api: ApiClient, { wanted }: { wanted: string | undefined }) {
		for (const { name } of recordsIn(await api.get(route`/sources`))) {
			const key = textOf(name) ?? '';
			if (wanted !== undefined && wanted !== key) continue;
			yield {
				key,
				observe: async function* (): AsyncGenerator<Observation> {
					for (const row of recordsIn(await api.get(route`/sources/${key}/errors`))) {
						const id = textOf(row['id']) ?? '';
						yield {
							key: id,
							value: textOf(row['at']) ?? '',
							event: (previous) => eventOf(`${id} ${previous === undefined ? 'came' : 'moved'}`),
						};
					}
				},
			};
		}
	},
};
const thingMoved = snapshotFeed({
	...moving,
	gone: (key, previous) => eventOf(`${key} left ${previous.slice(0, 2)}`),
	rememberGoneMs: 60_000,
});
const watch = (parameters: Parameters = {}, feed = thingMoved) =>
	new Session(server, {
		trigger: thingsTrigger(undefined, [feed]),
		parameters: { events: ['thingMoved'], ...parameters },
	});
/** Puts a thing where it was not. */
const put = (id: string, source = 'here', minutesAgo = 0) => {
	leave(id, source);
	world.fails(id, minutesAgo, source);
};
const leave = (id: string, source = 'here') =>
	world.sources.set(
		source,
		(world.sources.get(source) ?? []).filter((thing) => thing.id !== id),
	);

describe('things of several sources', () => {
	test('are events when they are new, change or go, each once', async () => {
		const trigger = watch();
		put('a', 'here', 5);
		expect(await trigger.activate()).toBeNull();
		put('b', 'there', 4);
		expect(idsOf(await trigger.poll())).toEqual(['b came']);
		put('a', 'here', 3);
		leave('b', 'there');
		expect(idsOf(await trigger.poll())?.sort()).toEqual(['a moved', 'b left 20']);
		expect(await trigger.poll()).toBeNull();
	});

	test('that return unchanged soon are none, also under another source of the same key', async () => {
		const trigger = watch();
		put('a', 'here', 5);
		put('a', 'there', 5);
		await trigger.activate();
		const [thing] = world.sources.get('here') ?? [];
		leave('a', 'here');
		expect(idsOf(await trigger.poll())).toEqual(['a left 20']);
		if (thing) world.sources.get('here')?.push(thing);
		expect(await trigger.poll()).toBeNull();
	});

	test('that are in two sources, because they moved while both were read, are neither new nor gone', async () => {
		const trigger = watch();
		put('a', 'here', 5);
		await trigger.activate();
		world.sources.get('there')?.push(...(world.sources.get('here') ?? []));
		expect(await trigger.poll()).toBeNull();
		leave('a', 'here');
		expect(await trigger.poll()).toBeNull();
		leave('a', 'there');
		expect(idsOf(await trigger.poll())).toEqual(['a left 20']);
	});

	test('are emitted at activation where that is wanted', async () => {
		put('a');
		put('b', 'there');
		const trigger = watch({ options: { emitExisting: true } });
		expect(idsOf(await trigger.activate())?.sort()).toEqual(['a came', 'b came']);
		expect(await trigger.poll()).toBeNull();
	});

	test('are those that were asked for', async () => {
		const trigger = watch({ wanted: 'there' });
		await trigger.activate();
		put('a', 'here');
		put('b', 'there');
		expect(idsOf(await trigger.poll())).toEqual(['b came']);
	});
});

describe('a source that its list does not show when the workflow is published again', () => {
	const trigger = () => watch({}, snapshotFeed({ ...moving, rememberGoneMs: 60_000 }));
	const chosen = (more: INodeParameters = {}) => ({ events: ['thingMoved'], ...more });

	test('comes back as it was: what changed meanwhile is emitted, what was emitted is not', async () => {
		const published = trigger();
		await published.activate();
		put('a', 'there', 5);
		expect(idsOf(await published.poll())).toEqual(['a came']);
		const things = world.sources.get('there') ?? [];
		world.sources.delete('there');
		expect(await published.activate(chosen({ options: { excludedIntegrations: 'here' } }))).toBeNull();
		world.sources.set('there', things);
		put('b', 'there', 4);
		expect(idsOf(await published.poll())).toEqual(['b came']);
	});

	test('comes back as it was, too, where something else was excluded twice meanwhile', async () => {
		const published = trigger();
		put('a', 'there', 5);
		await published.activate();
		const things = world.sources.get('there') ?? [];
		world.sources.delete('there');
		for (const excludedIntegrations of ['here', 'another']) {
			expect(await published.activate(chosen({ options: { excludedIntegrations } }))).toBeNull();
		}
		world.sources.set('there', things);
		put('b', 'there', 4);
		expect(idsOf(await published.poll())).toEqual(['b came']);
	});

	test('comes back as it was, too, where other fields were set twice meanwhile', async () => {
		const more = { ...fields, more: optionalText({ displayName: 'More' }) };
		const published = watch({}, snapshotFeed({ ...moving, fields: more, rememberGoneMs: 60_000 }));
		put('a', 'there', 5);
		await published.activate();
		const things = world.sources.get('there') ?? [];
		world.sources.delete('there');
		for (const value of ['one', 'two']) expect(await published.activate(chosen({ more: value }))).toBeNull();
		world.sources.set('there', things);
		put('b', 'there', 4);
		expect(idsOf(await published.poll())).toEqual(['b came']);
	});

	test.each([
		['has gone where something else was excluded', { excludedIntegrations: 'here' }, ['a left 20']],
		['is nothing to anybody where it was excluded itself', { excludedIntegrations: 'there' }, null],
	])('%s, where going is an event', async (_, options, events) => {
		const published = watch();
		put('a', 'there', 5);
		await published.activate();
		world.sources.delete('there');
		expect(idsOf(await published.activate(chosen({ options })))).toEqual(events);
		expect(await published.poll()).toBeNull();
	});

	test.each([
		['chosen', { wanted: 'here' }],
		['watched, nor was any other', { options: { excludedIntegrations: 'here, there' } }],
	])(
		'is nothing to anybody once it was not %s: chosen again, it has a baseline of its own',
		async (_, other) => {
			const published = trigger();
			await published.activate();
			await published.activate(chosen(other));
			put('meanwhile', 'there', 4);
			expect(await published.poll()).toBeNull();
			expect(await published.activate(chosen())).toBeNull();
			put('new', 'there', 3);
			expect(idsOf(await published.poll())).toEqual(['new came']);
		},
	);
});

describe('one list that has everything unless something is excluded', () => {
	const either = {
		...moving,
		sources: async function* (
			api: ApiClient,
			values: { wanted: string | undefined },
			excluded: ReadonlySet<string>,
		) {
			const each = moving.sources(api, values);
			if (excluded.size > 0) yield* each;
			else yield { key: '', observe: () => ofAll(each) };
		},
		rememberGoneMs: 60_000,
	};
	async function* ofAll(each: ReturnType<typeof moving.sources>) {
		for await (const source of each) yield* source.observe();
	}
	const chosen = (excludedIntegrations: string) => ({
		events: ['thingMoved'],
		options: { excludedIntegrations },
	});

	test('makes nothing gone that is excluded', async () => {
		const published = watch({}, snapshotFeed({ ...either, gone: (key) => eventOf(`${key} left`) }));
		put('a', 'here', 5);
		put('b', 'there', 5);
		await published.activate();
		expect(await published.activate(chosen('here'))).toBeNull();
		leave('a', 'here');
		leave('b', 'there');
		expect(idsOf(await published.poll())).toEqual(['b left']);
	});

	test('takes as known what came to an excluded source, once none is excluded', async () => {
		const published = watch({}, snapshotFeed(either));
		await published.activate();
		expect(await published.activate(chosen('here'))).toBeNull();
		put('meanwhile');
		expect(await published.poll()).toBeNull();
		expect(await published.activate(chosen(''))).toBeNull();
		expect(await published.poll()).toBeNull();
		put('new');
		expect(idsOf(await published.poll())).toEqual(['new came']);
	});

	test('takes as known what changed in a source while it was excluded', async () => {
		const published = watch({}, snapshotFeed(either));
		put('a', 'here', 5);
		await published.activate();
		expect(await published.activate(chosen('here'))).toBeNull();
		put('a', 'here', 4);
		expect(await published.poll()).toBeNull();
		expect(await published.activate(chosen(''))).toBeNull();
		put('a', 'here', 3);
		expect(idsOf(await published.poll())).toEqual(['a moved']);
	});
});

describe('a source that its list does not show any more', () => {
	forEachTest(ownDate);

	test.each([
		['comes back as it was', 59_000, null],
		['is another one after so long as a thing is remembered', 61_000, ['a came']],
	])('%s', async (_, missingMs, events) => {
		const published = watch({}, snapshotFeed({ ...moving, rememberGoneMs: 60_000 }));
		put('a', 'there', 5);
		await published.activate();
		const things = world.sources.get('there') ?? [];
		world.sources.delete('there');
		expect(await published.poll()).toBeNull();
		for (const ms of [missingMs / 2, missingMs / 2]) {
			pass(ms);
			expect(await published.poll()).toBeNull();
		}
		world.sources.set('there', things);
		expect(idsOf(await published.poll())).toEqual(events);
	});
});

describe('a source that cannot be read', () => {
	test('counts as unchanged: its things are neither gone nor new, and it catches up', async () => {
		const trigger = watch();
		put('a', 'there', 5);
		await trigger.activate();
		world.failing.add('/sources/there/errors');
		await expect(trigger.poll()).rejects.toThrow('/sources/there/errors fails');
		put('b', 'here');
		expect(idsOf(await trigger.poll())).toEqual(['b came']);
		put('a', 'there', 1);
		world.failing.clear();
		expect(idsOf(await trigger.poll())).toEqual(['a moved']);
	});

	test('at the baseline is taken as known when it is read first', async () => {
		const log = recordLog();
		const trigger = watch();
		put('a', 'there', 5);
		world.failing.add('/sources/there/errors');
		expect(await trigger.activate()).toBeNull();
		expect(log.map(({ message }) => message)).toContain('Things: /sources/there/errors fails');
		world.failing.clear();
		expect(await trigger.poll()).toBeNull();
		put('b', 'there');
		expect(idsOf(await trigger.poll())).toEqual(['b came']);
	});

	test('refuses the activation where none can be read', async () => {
		for (const source of ['here', 'there']) world.failing.add(`/sources/${source}/errors`);
		await expect(watch().activate()).rejects.toThrow('/sources/here/errors fails');
	});
});

describe('a test in the editor', () => {
	test('shows what would be emitted if everything were new', async () => {
		put('a');
		world.failing.add('/sources/there/errors');
		expect(idsOf(await watch().manual())).toEqual(['a came']);
	});

	test('shows an example of a thing whose being there is no event', async () => {
		const changed = snapshotFeed({
			name: 'State Changed',
			description: 'A thing changed its state',
			fields: {},
			observe: async function* (): AsyncGenerator<Observation> {
				yield await Promise.resolve({
					key: 'a',
					value: 'good',
					event: (previous?: string) => (previous === undefined ? undefined : eventOf('changed')),
					example: () => eventOf('an example'),
				});
			},
		});
		const trigger = thingsTrigger(undefined, [changed]);
		const session = new Session(server, { trigger, parameters: { events: ['stateChanged'] } });
		expect(idsOf(await session.manual())).toEqual(['an example']);
		expect(await session.activate()).toBeNull();
	});

	test('passes on why it cannot', async () => {
		for (const source of ['here', 'there']) world.failing.add(`/sources/${source}/errors`);
		await expect(watch().manual()).rejects.toThrow('/sources/here/errors fails');
	});
});

test.each([
	['a flow without open errors', '0', 512],
	['one with some', `3 ${new Date().toISOString()}`, 1024],
])('20,000 things stay small: %s', async (_what, value, most) => {
	const many = snapshotFeed({
		name: 'State Changed',
		description: 'A thing changed its state',
		fields: {},
		sources: async function* () {
			for (let source = 0; source < 20; source += 1) {
				yield await Promise.resolve({
					key: `source ${source}`,
					observe: async function* (): AsyncGenerator<Observation> {
						for (let thing = 0; thing < 1000; thing += 1) {
							yield await Promise.resolve({ key: `thing ${thing}`, value, event: () => undefined });
						}
					},
				});
			}
		},
	});
	const trigger = thingsTrigger(undefined, [many]);
	const session = new Session(server, { trigger, parameters: { events: ['stateChanged'] } });
	expect(await session.activate()).toBeNull();
	expect(JSON.stringify(session.state).length).toBeLessThan(most * 1024);
});

test('one list may hold everything', async () => {
	const session = new Session(server, {
		trigger: thingsTrigger(undefined, [thingChanged]),
		parameters: { events: ['thingChanged'] },
	});
	world.turns('x', 'bad', 9);
	world.turns('y', 'good', 9);
	expect(await session.activate()).toBeNull();
	world.turns('y', 'bad');
	expect(idsOf(await session.poll())).toEqual(['y']);
	world.turns('y', 'good');
	expect(await session.poll()).toBeNull();
	world.failing.add('/states');
	await expect(session.poll()).rejects.toThrow('/states fails');
});

test('a test in the editor completes no more than it may show', async () => {
	let asked = 0;
	const many = snapshotFeed({
		name: 'Many',
		description: 'One of many things',
		fields: {},
		observe: async function* (): AsyncGenerator<Observation> {
			for (let number = 0; number < 300; number += 1) {
				const id = String(number);
				yield await Promise.resolve({ key: id, value: '', event: () => anError(id, Date.now() + number) });
			}
		},
		complete: async (_api, errors) => {
			asked += errors.length;
			return await Promise.resolve([...errors]);
		},
	});
	const trigger = new Session(server, {
		trigger: thingsTrigger(undefined, [many]),
		parameters: { events: ['many'] },
	});
	expect(idsOf(await trigger.manual())).toEqual(['299', '298', '297', '296', '295']);
	expect(asked).toBeLessThanOrEqual(20);
});
