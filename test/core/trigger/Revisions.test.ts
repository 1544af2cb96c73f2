import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';

import { errorFeed } from '../../../core/trigger/ErrorFeed';
import { recordsIn, textOf } from '../../../core/data/json';
import { route } from '../../../core/request/Route';
import { epochMs } from '../../../core/data/times';
import { anError } from './anError';
import { idsOf, Session, thingsTrigger } from './pollSubject';
import { ThingsServer } from '../things';

const MINUTE_MS = 60_000;
/** What a place's list entry says, and its errors. */
const places = new Map<string, { moved: string; errors: Array<{ id: string; at: number }> }>();
const failing = new Set<string>();

/** An event of a platform whose list says when something moved. */
const placeFailed = errorFeed({
	name: 'Place Failed',
	description: 'A place failed',
	fields: {},
	sources: async function* (api) {
		for (const { name, moved } of recordsIn(await api.get(route`/places`))) {
			const place = textOf(name) ?? '';
			yield {
				key: place,
				revision: { value: textOf(moved) ?? '', rereadAfterMs: 30 * MINUTE_MS },
				read: async function* () {
					for (const row of recordsIn(await api.get(route`/places/${place}/errors`))) {
						yield anError(textOf(row['id']) ?? '', epochMs(row['at']) ?? 0);
					}
				},
			};
		}
	},
});

let server: ThingsServer;
let passedMs = 0;
beforeAll(async () => {
	server = await ThingsServer.start();
});
afterAll(async () => await server.stop());
beforeEach(() => {
	server.clear();
	passedMs = 0;
	const now = Date.now.bind(Date);
	jest.spyOn(Date, 'now').mockImplementation(() => now() + passedMs);
	failing.clear();
	places.clear();
	for (const name of ['here', 'there']) places.set(name, { moved: 'first', errors: [] });
	server.answer = ({ path }) => {
		if (path === '/places') return { body: [...places].map(([name, { moved }]) => ({ name, moved })) };
		if (failing.has(path)) return { status: 404, body: { message: `${path} fails` } };
		return { body: places.get(path.split('/')[2] ?? '')?.errors ?? [] };
	};
});
afterEach(() => {
	jest.restoreAllMocks();
});

const watch = (options: object = {}) =>
	new Session(server, {
		trigger: thingsTrigger(undefined, [placeFailed]),
		parameters: { events: ['placeFailed'], options: { ...options } },
	});
const fails = (place: string, ...ids: string[]) =>
	places.get(place)?.errors.push(...ids.map((id) => ({ id, at: Date.now() })));
const moves = (place: string, moved: string) => {
	const known = places.get(place);
	if (known) known.moved = moved;
};

/** Lets so many minutes pass, polls, and says what was told and which places were read. */
async function after(minutes: number, trigger: Session) {
	passedMs += minutes * MINUTE_MS;
	server.received = [];
	const told = idsOf(await trigger.poll());
	const read = server.received.flatMap(({ path }) => path.split('/')[3] && path.split('/')[2]);
	return { told, read: read.filter((place) => place !== undefined).sort() };
}

test('a source is read while it may still show something of its last movement, and then when it moves again', async () => {
	const trigger = watch();
	await trigger.activate();
	expect(await after(5, trigger)).toEqual({ told: null, read: ['here', 'there'] });
	expect(await after(6, trigger)).toEqual({ told: null, read: [] });
	moves('here', 'second');
	fails('here', 'a');
	expect(await after(1, trigger)).toEqual({ told: ['a'], read: ['here'] });
	fails('here', 'late');
	expect(await after(9, trigger)).toEqual({ told: ['late'], read: ['here'] });
	expect(await after(2, trigger)).toEqual({ told: null, read: [] });
});

test('a source that does not move is read now and then all the same, and nothing is lost', async () => {
	const trigger = watch();
	await trigger.activate();
	await after(11, trigger);
	fails('there', 'silent');
	expect(await after(29, trigger)).toEqual({ told: ['silent'], read: ['here', 'there'] });
	expect(await after(29, trigger)).toEqual({ told: null, read: [] });
	expect(await after(1, trigger)).toEqual({ told: null, read: ['here', 'there'] });
});

test('a source that could not be read is read at the next poll', async () => {
	const trigger = watch();
	await trigger.activate();
	await after(11, trigger);
	moves('here', 'second');
	fails('here', 'a');
	failing.add('/places/here/errors');
	await expect(after(1, trigger)).rejects.toThrow('/places/here/errors fails');
	failing.clear();
	expect(await after(12, trigger)).toEqual({ told: ['a'], read: ['here'] });
});

test('what is too much for one poll is read again at the next', async () => {
	const trigger = watch({ mostEvents: 2 });
	await trigger.activate();
	await after(11, trigger);
	moves('here', 'second');
	fails('here', 'a', 'b', 'c');
	expect((await after(1, trigger)).told).toHaveLength(2);
	expect(await after(11, trigger)).toMatchObject({ told: [expect.any(String)], read: ['here'] });
	expect((await after(1, trigger)).told).toBeNull();
});

test('after a restart it is still known what did not move', async () => {
	const trigger = watch();
	await trigger.activate();
	await after(11, trigger);
	await trigger.restart();
	expect(await after(1, trigger)).toEqual({ told: null, read: [] });
});

test('a source that has no errors for days is not read back to its activation', async () => {
	const trigger = watch();
	await trigger.activate();
	const floorOf = () => /"cursor\\":\\"([a-z0-9]+)/.exec(JSON.stringify(trigger.state))?.[1] ?? '';
	const activatedMs = parseInt(floorOf(), 36);
	fails('here', 'a');
	expect((await after(3 * 24 * 60, trigger)).told).toEqual(['a']);
	const floorMs = parseInt(floorOf(), 36);
	expect(floorMs - activatedMs).toBeGreaterThan(2.6 * 24 * 60 * MINUTE_MS);
	expect(Date.now() - floorMs).toBeGreaterThan(6 * 60 * MINUTE_MS);
});
