import { beforeEach, describe, expect, test } from '@jest/globals';
import { map, sortBy } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { recordsIn, textOf } from '../../../core/data/json';
import type { Field } from '../../../core/field/Field';
import { optionalText } from '../../../core/field/fields';
import { route } from '../../../core/request/Route';
import { HEALTH_STATUSES, type HealthStatus } from '../../../core/shapes/health';
import { healthFeed } from '../../../core/trigger/healthFeed';
import { forAllTests, forEachTest } from '../../lifecycle';
import { HOUR_MS, ownDate, pass } from '../../platforms/ownDate';
import { ThingsServer } from '../things';
import { Session, thingFailed, thingsTrigger, ThingsWorld } from './pollSubject';

const MINUTE_MS = 60_000;

let server: ThingsServer;
let world: ThingsWorld;
let session: Session;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => {
		server.clear();
		world = new ThingsWorld(server);
	},
);
forEachTest(ownDate);

const statusOf = (given: unknown): HealthStatus =>
	HEALTH_STATUSES.find((status) => status === given) ?? 'UNKNOWN';

/** Things of which nobody may see the errors. */
const unseen = new Set<unknown>();

/** The health of all things in one list; the newest error of one is a request of its own. */
const definition: Parameters<typeof healthFeed<{ wanted: Field<string | undefined> }>>[0] = {
	fields: { wanted: optionalText({ displayName: 'Wanted' }) },
	statuses: ['ACTIVE', 'ERROR', 'INACTIVE'],
	sources: async function* (api, { wanted }) {
		yield await Promise.resolve({
			key: '',
			read: async () => {
				const rows = recordsIn(await api.get(route`/states`));
				const chosen = rows.filter(({ id }) => wanted === undefined || id === wanted);
				return chosen.map((row) => ({
					platform: 'things',
					integrationId: textOf(row['id']) ?? '',
					integrationName: `Thing ${textOf(row['id'])}`,
					status: statusOf(row['state']),
					lastError: null,
					lastRunAt: null,
					openErrors: unseen.has(textOf(row['id'])) ? null : 2,
					raw: row,
				}));
			},
		});
	},
	newestError: async (api, integrationId) => {
		const rows = recordsIn(await api.get(route`/sources/${integrationId}/errors`));
		return { message: textOf(rows[0]?.['id']) ?? null, occurredAt: textOf(rows[0]?.['at']) ?? null };
	},
};
const healthChanged = healthFeed(definition);

const watch = (parameters: IDataObject = {}) =>
	new Session(server, {
		trigger: thingsTrigger(undefined, [healthChanged]),
		parameters: { events: ['healthChanged'], ...parameters },
	});
const emitted = async (poll = session.poll()) => ((await poll) ?? []).map(({ json }) => json);
const errorsRead = () => server.received.filter(({ path }) => path.endsWith('/errors')).length;

beforeEach(async () => {
	unseen.clear();
	world.sources.set('a', []);
	world.turns('a', 'ACTIVE');
	session = watch();
	await session.activate();
});

test('a failure that is over by the next poll is emitted, however many other events there are', async () => {
	session = new Session(server, {
		trigger: thingsTrigger(undefined, [thingFailed, healthChanged]),
		parameters: { events: ['thingFailed', 'healthChanged'], options: { mostEvents: 2 } },
	});
	await session.activate();
	for (const id of ['one', 'two', 'three']) world.fails(id, 0, 'a');
	world.turns('a', 'ERROR');
	const first = map(await emitted(), 'kind');
	world.turns('a', 'ACTIVE');
	const second = map(await emitted(), 'kind');
	expect(first.sort()).toEqual(['healthChanged', 'thingFailed', 'thingFailed']);
	expect(second.sort()).toEqual(['healthChanged', 'thingFailed']);
	expect(await emitted()).toEqual([]);
});

test('a failure is an event with the newest error, and the end of it one with how long it lasted', async () => {
	world.fails('mapping is broken', 0, 'a');
	world.turns('a', 'ERROR');
	pass(MINUTE_MS);
	expect(await emitted()).toMatchObject([
		{
			kind: 'healthChanged',
			severity: 'error',
			code: 'ERROR',
			integrationId: 'a',
			integrationName: 'Thing a',
			message: 'Thing a went from ACTIVE to ERROR after 1 minute: mapping is broken',
			detail: { from: 'ACTIVE', to: 'ERROR', lastErrorMessage: 'mapping is broken', openErrors: 2 },
		},
	]);
	pass(2 * HOUR_MS);
	expect(await emitted()).toEqual([]);
	world.turns('a', 'ACTIVE');
	pass(5 * MINUTE_MS);
	expect(await emitted()).toMatchObject([
		{
			severity: 'info',
			code: 'ACTIVE',
			message: 'Thing a went from ERROR to ACTIVE after 2 hours, 5 minutes',
			detail: { from: 'ERROR', to: 'ACTIVE', since: '2024-05-01T12:01:00.000Z', lastedMinutes: 125 },
		},
	]);
	expect(errorsRead()).toBe(1);
});

test('how long a status lasted counts from the poll that found it first, as the documents say', async () => {
	world.turns('a', 'ERROR');
	pass(HOUR_MS);
	session = watch();
	await session.activate();
	pass(5 * MINUTE_MS);
	world.turns('a', 'ACTIVE');
	expect(await emitted()).toMatchObject([
		{
			message: 'Thing a went from ERROR to ACTIVE after 5 minutes',
			detail: { since: '2024-05-01T13:00:00.000Z', lastedMinutes: 5 },
		},
	]);
});

test('a newest error that cannot be read keeps none of the others from being told', async () => {
	world.sources.set('b', []);
	world.turns('b', 'ACTIVE');
	await emitted();
	for (const thing of ['a', 'b']) {
		world.fails(`mapping of ${thing} is broken`, 0, thing);
		world.turns(thing, 'ERROR');
	}
	world.failing.add('/sources/a/errors');
	const changes = sortBy(await emitted(), 'integrationId');
	expect(changes).toMatchObject([
		{
			message:
				'Thing a went from ACTIVE to ERROR after 1 minute. Its newest error could not be read: Things: /sources/a/errors fails',
			detail: { lastErrorMessage: null },
		},
		{ detail: { lastErrorMessage: 'mapping of b is broken' } },
	]);
	expect(await emitted()).toEqual([]);
});

test('it goes on after a restart, and the same change has the same event ID', async () => {
	const twin = watch();
	await twin.activate();
	world.turns('a', 'ERROR');
	const [one] = await emitted();
	pass(MINUTE_MS);
	const [other] = await emitted(twin.restart());
	expect(one?.['eventId']).toEqual(expect.stringMatching(/^things:healthChanged:a:/));
	expect(other?.['eventId']).toBe(one?.['eventId']);
	expect(await emitted(session.restart())).toEqual([]);
});

test('a status that is not chosen is passed over', async () => {
	for (const state of ['SYNCING', 'ACTIVE', 'PENDING', 'UNKNOWN']) {
		world.turns('a', state);
		expect(await emitted()).toEqual([]);
	}
	world.turns('a', 'ERROR');
	expect(await emitted()).toMatchObject([{ detail: { from: 'ACTIVE', to: 'ERROR' } }]);
	const all = watch({ statuses: [...HEALTH_STATUSES] });
	await all.activate();
	world.turns('a', 'SYNCING');
	expect(await emitted(all.poll())).toMatchObject([{ detail: { from: 'ERROR', to: 'SYNCING' } }]);
});

test('a short change is none where more polls must find it, and a lasting one is emitted once', async () => {
	const patient = watch({ polls: 3 });
	await patient.activate();
	for (const [state, count] of [
		['ERROR', 0],
		['ERROR', 0],
		['ACTIVE', 0],
		['ERROR', 0],
		['ERROR', 0],
		['ERROR', 1],
		['ERROR', 0],
	] as const) {
		world.turns('a', state);
		expect(await emitted(patient.poll())).toHaveLength(count);
	}
});

test('what is seen first is an event, too, only when as many polls find it; what is there at publishing is known', async () => {
	world.turns('a', 'ERROR');
	const patient = watch({ polls: 3 });
	await patient.activate();
	const changes = [];
	world.sources.set('b', []);
	for (const [state, count] of [
		['ERROR', 0],
		['ACTIVE', 0],
		['ERROR', 0],
		['ERROR', 0],
		['ERROR', 1],
		['ERROR', 0],
		['ACTIVE', 0],
		['ACTIVE', 0],
		['ACTIVE', 1],
	] as const) {
		world.turns('b', state);
		const found = await emitted(patient.poll());
		expect(found).toHaveLength(count);
		changes.push(...found);
	}
	expect(changes).toMatchObject([
		{ message: 'Thing b is ERROR', detail: { from: null, since: null } },
		{ detail: { from: 'ERROR', to: 'ACTIVE' } },
	]);
	world.sources.set('c', []);
	world.turns('c', 'ACTIVE');
	for (let poll = 1; poll <= 4; poll += 1) expect(await emitted(patient.poll())).toEqual([]);
	for (let poll = 1; poll <= 3; poll += 1) {
		world.turns('c', 'ERROR');
		expect(await emitted(patient.poll())).toHaveLength(poll === 3 ? 1 : 0);
	}
});

test('what is new is an event only where it fails, and what fails at publishing only where that is wanted', async () => {
	world.sources.set('b', []);
	world.sources.set('c', []);
	world.turns('b', 'ACTIVE');
	world.turns('c', 'ERROR');
	expect(await emitted()).toMatchObject([{ message: 'Thing c is ERROR', detail: { from: null } }]);
	expect(await emitted(watch().activate())).toEqual([]);
	const existing = await emitted(watch({ options: { emitExisting: true } }).activate());
	expect(existing).toMatchObject([{ integrationId: 'c' }]);
});

describe('another choice', () => {
	test('of statuses or polls goes on from what is known', async () => {
		world.turns('a', 'ERROR');
		const parameters = { events: ['healthChanged'], polls: 1, statuses: ['ACTIVE', 'ERROR'] };
		expect(await emitted(session.activate(parameters))).toMatchObject([{ detail: { to: 'ERROR' } }]);
	});

	test('of a status that was passed over before tells only what happens from then on', async () => {
		const chosen = (...statuses: string[]) => ({ events: ['healthChanged'], statuses });
		const few = watch(chosen('ACTIVE', 'ERROR'));
		await few.activate();
		world.turns('a', 'INACTIVE');
		expect(await emitted(few.poll())).toEqual([]);
		expect(await emitted(few.poll())).toEqual([]);
		const all = chosen('ACTIVE', 'ERROR', 'INACTIVE');
		expect(await emitted(few.activate(all))).toEqual([]);
		expect(await emitted(few.poll())).toEqual([]);
		world.turns('a', 'ACTIVE');
		expect(await emitted(few.poll())).toMatchObject([{ detail: { from: 'INACTIVE', to: 'ACTIVE' } }]);
		world.turns('a', 'INACTIVE');
		expect(await emitted(few.poll())).toMatchObject([{ detail: { from: 'ACTIVE', to: 'INACTIVE' } }]);
	});

	test('of a status that lasts since before does not let it begin anew', async () => {
		const chosen = (...statuses: string[]) => ({ events: ['healthChanged'], statuses });
		world.turns('a', 'INACTIVE');
		const few = watch(chosen('ACTIVE', 'ERROR'));
		await few.activate();
		pass(HOUR_MS);
		expect(await emitted(few.poll())).toEqual([]);
		expect(await emitted(few.activate(chosen('ACTIVE', 'ERROR', 'INACTIVE')))).toEqual([]);
		pass(HOUR_MS);
		world.turns('a', 'ACTIVE');
		expect(await emitted(few.poll())).toMatchObject([
			{ detail: { from: 'INACTIVE', to: 'ACTIVE', lastedMinutes: 120 } },
		]);
	});

	test('of integrations takes how they are as known', async () => {
		world.sources.set('b', []);
		const one = watch({ wanted: 'a' });
		await one.activate();
		world.turns('b', 'ERROR');
		expect(await emitted(one.activate({ events: ['healthChanged'], wanted: 'b' }))).toEqual([]);
		world.turns('b', 'ACTIVE');
		expect(await emitted(one.poll())).toMatchObject([{ detail: { from: 'ERROR', to: 'ACTIVE' } }]);
	});
});

test('in the editor each integration is shown as it is', async () => {
	const shown = await emitted(watch({ events: ['healthChanged'] }).manual());
	expect(shown).toMatchObject([{ message: 'Thing a is ACTIVE', code: 'ACTIVE' }]);
});

describe('of many integrations the editor shows', () => {
	beforeEach(() => {
		for (let index = 0; index < 40; index++) world.turns(`i${index}`, index === 17 ? 'ERROR' : 'ACTIVE');
	});

	test.each([1, 3])('those that fail first, with %i polls before a change counts', async (polls) => {
		const shown = await emitted(watch({ polls }).manual());
		expect(shown).toHaveLength(5);
		expect(shown).toContainEqual(expect.objectContaining({ integrationId: 'i17', code: 'ERROR' }));
	});

	test('only the statuses that are chosen, and nothing where none has one', async () => {
		const shown = await emitted(watch({ statuses: ['ERROR'] }).manual());
		expect(map(shown, 'integrationId')).toEqual(['i17']);
		await expect(watch({ statuses: ['PENDING'] }).manual()).rejects.toThrow('No matching event right now');
	});
});

test('20,000 integrations are kept in less than 512 KiB', async () => {
	for (let index = 0; index < 20_000; index++)
		world.states.push({ id: `i${index}`, state: 'ACTIVE', at: '' });
	const many = watch({ polls: 2 });
	await many.activate();
	expect(JSON.stringify(many.state).length).toBeLessThan(512 * 1024);
});

test('offered are the statuses that the platform can have; one that was stored before is still taken', async () => {
	const possible = ['ACTIVE', 'INACTIVE'] as const;
	const trigger = thingsTrigger(undefined, [healthFeed({ ...definition, statuses: possible, possible })]);
	const offered = trigger.description.properties.find(({ name }) => name === 'statuses')?.options;
	expect(map(offered, 'value')).toEqual(possible);
	session = new Session(server, {
		trigger,
		parameters: { events: ['healthChanged'], statuses: ['ERROR', 'INACTIVE'] },
	});
	await session.activate();
	world.turns('a', 'INACTIVE');
	expect(await emitted()).toMatchObject([{ code: 'INACTIVE' }]);
});

test('where only failures are chosen, one after the other is an event', async () => {
	session = watch({ statuses: ['ERROR'] });
	await session.activate();
	const codes = [];
	for (const status of ['ERROR', 'UNKNOWN', 'ERROR', 'ACTIVE', 'ERROR'] as const) {
		world.turns('a', status);
		pass(MINUTE_MS);
		codes.push(...(await emitted()).map(({ detail }) => detail));
	}
	expect(codes).toMatchObject([
		{ from: 'ACTIVE', to: 'ERROR' },
		{ from: 'ACTIVE', to: 'ERROR' },
	]);
});

test('errors that were seen are not over because nobody may see them for a while; a failure without any is', async () => {
	const next = async (status: HealthStatus) => {
		world.turns('a', status);
		return map(await emitted(), 'detail.to');
	};
	expect(await next('ERROR')).toEqual(['ERROR']);
	unseen.add('a');
	expect(await next('ACTIVE')).toEqual([]);
	expect(await next('ERROR')).toEqual([]);
	expect(await next('ACTIVE')).toEqual([]);
	expect(await next('INACTIVE')).toEqual(['INACTIVE']);
	expect(await next('ACTIVE')).toEqual(['ACTIVE']);
	expect(await next('ERROR')).toEqual(['ERROR']);
	expect(await next('ACTIVE')).toEqual(['ACTIVE']);
	expect(await next('ERROR')).toEqual(['ERROR']);
	unseen.clear();
	expect(await next('ERROR')).toEqual([]);
	unseen.add('a');
	expect(await next('ACTIVE')).toEqual([]);
	unseen.clear();
	expect(await next('ACTIVE')).toEqual(['ACTIVE']);
});

test('what was chosen no more and is chosen again is compared with how it is then', async () => {
	world.turns('b', 'ACTIVE');
	session = watch();
	await session.activate();
	await session.activate({ events: ['healthChanged'], wanted: 'a' });
	world.turns('b', 'ERROR');
	expect(await emitted(session.activate({ events: ['healthChanged'] }))).toEqual([]);
	expect(await emitted()).toEqual([]);
	world.turns('b', 'ACTIVE');
	expect(await emitted()).toMatchObject([{ integrationId: 'b', code: 'ACTIVE' }]);
});
