import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { errorFeed } from '../../../core/trigger/ErrorFeed';
import { recordsIn, textOf } from '../../../core/data/json';
import { route } from '../../../core/request/Route';
import { epochMs } from '../../../core/data/times';
import { anError } from './anError';
import { idsOf, Session, thingsTrigger, ThingsWorld } from './pollSubject';
import { ThingsServer } from '../things';

const HOUR_MS = 3_600_000;

/** An event whose platform may show an error hours after its time. */
const toldLate = errorFeed({
	name: 'Told Late',
	description: 'A thing failed, and the platform said so later',
	fields: {},
	lateByMs: 2 * HOUR_MS,
	sources: async function* (api) {
		yield {
			key: 'here',
			read: async function* () {
				for (const row of recordsIn(await api.get(route`/places/here/errors`))) {
					yield anError(textOf(row['id']) ?? '', epochMs(row['at']) ?? 0);
				}
			},
		};
	},
});

let server: ThingsServer;
beforeAll(async () => {
	server = await ThingsServer.start();
});
afterAll(async () => await server.stop());

describe('an event that says how late its platform may be', () => {
	const watch = (options: object = {}) =>
		new Session(server, {
			trigger: thingsTrigger(undefined, [toldLate]),
			parameters: { events: ['toldLate'], options: { ...options } },
		});

	test('tells what is that late, once, and nothing that is later still', async () => {
		const world = new ThingsWorld(server, 'here');
		const trigger = watch();
		await trigger.activate();
		world.fails('new');
		expect(idsOf(await trigger.poll())).toEqual(['new']);
		world.fails('an hour late', 60);
		world.fails('three hours late', 180);
		expect(idsOf(await trigger.poll())).toEqual(['an hour late']);
		expect(await trigger.poll()).toBeNull();
	});

	test('gives way to what the user says', async () => {
		const world = new ThingsWorld(server, 'here');
		const trigger = watch({ overlapMinutes: 30 });
		await trigger.activate();
		world.fails('an hour late', 60);
		world.fails('some minutes late', 20);
		expect(idsOf(await trigger.poll())).toEqual(['some minutes late']);
	});
});
