import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';

import { errorFeed } from '../../../core/trigger/ErrorFeed';
import type { Reached, ReadFailure } from '../../../core/trigger/ErrorFeed';
import { flag } from '../../../core/field/fields';
import { recordsIn, textOf } from '../../../core/data/json';
import { route } from '../../../core/request/Route';
import { anError } from './anError';
import { idsOf, Session, thingFailed, thingsTrigger, ThingsWorld } from './pollSubject';
import { ThingsServer, thingsPlatform } from '../things';

/** A trigger that tells its own failures as events. */
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

const told = ({ key }: Reached, failure?: ReadFailure) =>
	anError(`${key} ${failure ? `fails (${failure.code ?? 'none'})` : 'is back'}`, Date.now());
const outOfReach = errorFeed({
	name: 'Out of Reach',
	description: 'A place cannot be reached',
	fields: { tellsReturn: flag({ displayName: 'Tell Return', default: true }) },
	probes: async function* (api) {
		for (const row of recordsIn(await api.get(route`/places`))) {
			const name = textOf(row['name']) ?? '';
			yield {
				key: name,
				integrationId: name,
				integrationName: null,
				reach: async () => await api.get(route`/places/${name}/health`),
			};
		}
	},
	failed: told,
	recovered: (reached, { tellsReturn }) => (tellsReturn ? told(reached) : undefined),
});
const session = (events: string[], platform = thingsPlatform(), parameters = {}) =>
	new Session(server, {
		trigger: thingsTrigger(platform, [thingFailed, outOfReach]),
		parameters: { events, ...parameters },
	});

test('a probe that fails is told when it begins and when it is over, once each', async () => {
	const trigger = session(['outOfReach']);
	expect(await trigger.activate()).toBeNull();
	world.failing.add('/places/here/health');
	expect(idsOf(await trigger.poll())).toEqual(['here fails (404)']);
	expect(await trigger.poll()).toBeNull();
	expect(await trigger.restart()).toBeNull();
	world.failing.clear();
	expect(idsOf(await trigger.poll())).toEqual(['here is back']);
	expect(await trigger.poll()).toBeNull();
});

test('its return need not be told', async () => {
	const trigger = session(['outOfReach'], thingsPlatform(), { tellsReturn: false });
	world.failing.add('/places/here/health');
	expect(idsOf(await trigger.activate())).toEqual(['here fails (404)']);
	world.failing.clear();
	expect(await trigger.poll()).toBeNull();
});

test('places that cannot even be listed are one failure', async () => {
	const trigger = session(['outOfReach']);
	await trigger.activate();
	world.failing.add('/places');
	expect(idsOf(await trigger.poll())).toEqual(['outOfReach fails (404)']);
});

test('another event that cannot be read is told instead of failing the poll, and catches up', async () => {
	const trigger = session(['thingFailed', 'outOfReach']);
	await trigger.activate();
	world.failing.add('/places');
	world.fails('a', 1);
	expect(idsOf(await trigger.poll())).toEqual(['thingFailed fails (404)', 'outOfReach fails (404)']);
	expect(await trigger.poll()).toBeNull();
	world.failing.clear();
	expect(idsOf(await trigger.poll())?.sort()).toEqual(['a', 'outOfReach is back', 'thingFailed is back']);
});

test('a test in the editor shows what cannot be reached now', async () => {
	world.failing.add('/places/there/health');
	expect(idsOf(await session(['outOfReach']).manual())).toEqual(['there fails (404)']);
	world.failing.clear();
	await expect(session(['outOfReach']).manual()).rejects.toThrow('There is nothing to show yet');
});

test('a silence that the platform wants is told once; the places are not said to have failed', async () => {
	const platform = thingsPlatform();
	const wantsQuiet = { ...platform, retry: { ...platform.retry, retriesRateLimits: false, quietMs: 60_000 } };
	const trigger = session(['outOfReach'], wantsQuiet);
	await trigger.activate();
	const answer = server.answer;
	server.answer = () => ({ status: 429, body: { message: 'too many' } });
	expect(idsOf(await trigger.poll())).toEqual(['silence fails (429)']);
	expect(await trigger.poll()).toBeNull();
	server.answer = answer;
	const now = Date.now.bind(Date);
	jest.spyOn(Date, 'now').mockImplementation(() => now() + 61_000);
	expect(idsOf(await trigger.poll())).toEqual(['silence is back']);
});
