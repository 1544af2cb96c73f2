import { expect, test } from '@jest/globals';

import { windowFeed } from '../../../core/trigger/windowFeed';
import { recordsIn, textOf } from '../../../core/data/json';
import { route } from '../../../core/request/Route';
import { epochMs } from '../../../core/data/times';
import { anError } from './anError';
import { idsOf, Session, thingsTrigger } from './pollSubject';
import { ThingsServer } from '../things';
import { forAllTests, movableClock } from '../../lifecycle';

const MINUTE_MS = 60_000;
/** What the list shows of each source, and its errors. */
const sources = new Map<
	string,
	{ moved: string; movedMs?: number; errors: Array<{ id: string; at: number }> }
>();
const failing = new Set<string>();

/** An event of a platform whose list says when something moved. */
const sourceFailed = windowFeed({
	name: 'Source Failed',
	description: 'A source failed',
	fields: {},
	sources: async function* (api) {
		for (const { name, moved, movedMs } of recordsIn(await api.get(route`/sources`))) {
			const key = textOf(name) ?? '';
			yield {
				key,
				integration: { id: key, name: key },
				revision: { value: textOf(moved), movedMs: epochMs(movedMs), rereadAfterMs: 30 * MINUTE_MS },
				read: async function* () {
					for (const row of recordsIn(await api.get(route`/sources/${key}/errors`))) {
						yield anError(textOf(row['id']) ?? '', epochMs(row['at']) ?? 0);
					}
				},
			};
		}
	},
});

let server: ThingsServer;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => {
		server.clear();
		failing.clear();
		sources.clear();
		for (const name of ['here', 'there']) sources.set(name, { moved: 'first', errors: [] });
		server.answer = ({ path }) => {
			if (path === '/sources') {
				return { body: [...sources].map(([name, { moved, movedMs }]) => ({ name, moved, movedMs })) };
			}
			if (failing.has(path)) return { status: 404, body: { message: `${path} fails` } };
			return { body: sources.get(path.split('/')[2] ?? '')?.errors ?? [] };
		};
	},
);
const { pass } = movableClock();

const watch = (options: object = {}) =>
	new Session(server, {
		trigger: thingsTrigger(undefined, [sourceFailed]),
		parameters: { events: ['sourceFailed'], options: { ...options } },
	});
const fails = (source: string, ...ids: string[]) =>
	sources.get(source)?.errors.push(...ids.map((id) => ({ id, at: Date.now() })));
const moves = (source: string, moved: string) => {
	const known = sources.get(source);
	if (known) known.moved = moved;
};

const floorOf = (trigger: Session) =>
	/"cursor\\":\\"([a-z0-9]+)/.exec(JSON.stringify(trigger.state))?.[1] ?? '';

/** Lets so many minutes pass, polls, and returns what was emitted and which sources were read. */
async function after(minutes: number, trigger: Session) {
	pass(minutes * MINUTE_MS);
	server.received = [];
	const emitted = idsOf(await trigger.poll());
	const read = server.received.flatMap(({ path }) => path.split('/')[3] && path.split('/')[2]);
	return { emitted, read: read.filter((source) => source !== undefined).sort() };
}

test('a source is read while it may still show something of its last movement, and then when it moves again', async () => {
	const trigger = watch();
	await trigger.activate();
	expect(await after(1, trigger)).toEqual({ emitted: null, read: [] });
	moves('here', 'second');
	fails('here', 'a');
	expect(await after(1, trigger)).toEqual({ emitted: ['a'], read: ['here'] });
	fails('here', 'late');
	expect(await after(9, trigger)).toEqual({ emitted: ['late'], read: ['here'] });
	expect(await after(2, trigger)).toEqual({ emitted: null, read: [] });
});

test('what moved before the activation is read while it may still show something of that', async () => {
	sources.set('here', { moved: 'first', movedMs: Date.now() - 3 * MINUTE_MS, errors: [] });
	sources.set('there', { moved: 'first', movedMs: Date.now() - 60 * MINUTE_MS, errors: [] });
	const trigger = watch();
	await trigger.activate();
	expect(await after(6, trigger)).toEqual({ emitted: null, read: ['here'] });
	expect(await after(2, trigger)).toEqual({ emitted: null, read: [] });
});

test('a source is read at every poll while it moves, and for a while after', async () => {
	moves('here', '');
	const trigger = watch();
	await trigger.activate();
	expect(await after(20, trigger)).toEqual({ emitted: null, read: ['here'] });
	moves('here', 'second');
	expect(await after(1, trigger)).toEqual({ emitted: null, read: ['here'] });
	expect((await after(9, trigger)).read).toContain('here');
});

test('a source that does not move is read now and then all the same, and nothing is lost', async () => {
	const trigger = watch();
	await trigger.activate();
	await after(11, trigger);
	fails('there', 'unseen');
	expect(await after(29, trigger)).toEqual({ emitted: ['unseen'], read: ['here', 'there'] });
	expect(await after(29, trigger)).toEqual({ emitted: null, read: [] });
	expect(await after(1, trigger)).toEqual({ emitted: null, read: ['here', 'there'] });
});

test('a source that could not be read is read at the next poll', async () => {
	const trigger = watch();
	await trigger.activate();
	await after(11, trigger);
	moves('here', 'second');
	fails('here', 'a');
	failing.add('/sources/here/errors');
	await expect(after(1, trigger)).rejects.toThrow('/sources/here/errors fails');
	failing.clear();
	expect(await after(12, trigger)).toEqual({ emitted: ['a'], read: ['here'] });
});

test('what is too much for one poll is read again at the next', async () => {
	const trigger = watch({ mostEvents: 2 });
	await trigger.activate();
	await after(11, trigger);
	moves('here', 'second');
	fails('here', 'a', 'b', 'c');
	expect((await after(1, trigger)).emitted).toHaveLength(2);
	expect(await after(11, trigger)).toMatchObject({ emitted: [expect.any(String)], read: ['here'] });
	expect((await after(1, trigger)).emitted).toBeNull();
});

test('after a restart it is still known what did not move', async () => {
	const trigger = watch();
	await trigger.activate();
	await after(11, trigger);
	await trigger.restart();
	expect(await after(1, trigger)).toEqual({ emitted: null, read: [] });
});

test('a source that fails for days keeps the others from being read back to their activation no more, and catches up', async () => {
	const trigger = watch({ whenUnreachable: 'emit' });
	await trigger.activate();
	const activatedMs = parseInt(floorOf(trigger), 36);
	await after(60, trigger);
	failing.add('/sources/there/errors');
	fails('there', 'during');
	for (let day = 0; day < 3; day += 1) {
		fails('here', `a${day}`);
		await after(24 * 60, trigger);
	}
	expect(parseInt(floorOf(trigger), 36) - activatedMs).toBeGreaterThan(2.6 * 24 * 60 * MINUTE_MS);
	failing.clear();
	expect((await after(60, trigger)).emitted).toContain('during');
});

test('a source that has no errors for days is not read back to its activation', async () => {
	const trigger = watch();
	await trigger.activate();
	const activatedMs = parseInt(floorOf(trigger), 36);
	fails('here', 'a');
	expect((await after(3 * 24 * 60, trigger)).emitted).toEqual(['a']);
	const floorMs = parseInt(floorOf(trigger), 36);
	expect(floorMs - activatedMs).toBeGreaterThan(2.6 * 24 * 60 * MINUTE_MS);
	expect(Date.now() - floorMs).toBeGreaterThan(6 * 60 * MINUTE_MS);
});
