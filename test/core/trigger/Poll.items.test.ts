import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { textOf } from '../../../core/data/json';
import { REDACTED } from '../../../core/data/redaction';
import { epochMs } from '../../../core/data/times';
import { withoutWrittenSecrets } from '../../../core/data/writtenSecrets';
import { route } from '../../../core/request/Route';
import { errorsOf } from '../../../core/shapes/IntegrationError';
import { windowFeed } from '../../../core/trigger/windowFeed';
import { forAllTests } from '../../lifecycle';
import { SECRET, ThingsServer } from '../things';
import { thingsPlatform } from '../thingsPlatform';
import { anError } from './anError';
import { idsOf, Session, thingsTrigger, ThingsWorld } from './pollSubject';

/** What a trigger emits. */
let server: ThingsServer;
let world: ThingsWorld;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => {
		server.clear();
		world = new ThingsWorld(server, 'here', 'there');
	},
);

test('an item is the error, with its record where it is not simplified, never a secret', async () => {
	world.fails('a', 1);
	const simple = new Session(server, { parameters: { options: { emitExisting: true } } });
	const [item] = (await simple.activate()) ?? [];
	expect(item?.json).toMatchObject({ platform: 'things', eventId: 'a', occurrences: 1 });
	expect(item?.json).not.toHaveProperty('raw');
	const full = new Session(server, { parameters: { simplify: false, options: { emitExisting: true } } });
	expect((await full.activate())?.[0]?.json).toMatchObject({ raw: { id: 'a' } });
	expect(JSON.stringify(simple.state)).not.toContain(SECRET);
});

test('what the platform hides in records it hides in errors too', async () => {
	const platform = thingsPlatform({
		redact: (record) => withoutWrittenSecrets(record, (key) => key === 'at'),
	});
	world.fails('a', 1);
	const parameters = { simplify: false, options: { emitExisting: true } };
	const trigger = new Session(server, { trigger: thingsTrigger(platform), parameters });
	const [item] = (await trigger.activate()) ?? [];
	expect(item?.json).toMatchObject({ eventId: 'a', raw: { id: 'a', at: REDACTED } });
});

/** An event whose errors set their fields in an order of their own, with a secret in record and detail. */
const shuffled = windowFeed({
	name: 'Shuffled',
	description: 'A thing failed',
	fields: {},
	sources: async function* () {
		yield await Promise.resolve({
			key: 'here',
			read: async function* () {
				const common = errorsOf('things')({ id: 'i1', name: 'Orders' }, 'stepError', '7', Date.now());
				const detail = { stepId: 's1', token: 't0ken', nested: [{ token: 't0ken' }] };
				yield await Promise.resolve({
					...common,
					raw: { id: 7, token: 't0ken' },
					detail,
					message: 'said no',
					occurrences: 2,
					code: '422',
				});
			},
		});
	},
});
const emitted = async (simplify: boolean) => {
	const trigger = new Session(server, {
		trigger: thingsTrigger(
			thingsPlatform({ redact: (record) => withoutWrittenSecrets(record, (key) => key === 'token') }),
			[shuffled],
		),
		parameters: { events: ['shuffled'], simplify, options: { emitExisting: true } },
	});
	const [item] = (await trigger.activate()) ?? [];
	return item?.json ?? {};
};
const SHAPE = [
	...['occurredAt', 'severity', 'integrationName', 'message', 'code', 'url', 'occurrences', 'kind'],
	...['platform', 'integrationId', 'errorId', 'eventId', 'fingerprint', 'detail'],
];

test('every event has the one shape, its keys in their order, and the record of the platform when not simplified', async () => {
	expect(Object.keys(await emitted(true))).toEqual(SHAPE);
	expect(Object.keys(await emitted(false))).toEqual([...SHAPE, 'raw']);
	expect(await emitted(true)).toMatchObject({
		eventId: 'things:stepError:7',
		errorId: null,
		url: null,
		fingerprint: expect.stringMatching(/^[\w-]{12}$/),
	});
});

test('a secret is in neither record nor detail', async () => {
	expect(await emitted(false)).toMatchObject({
		detail: { stepId: 's1', token: REDACTED, nested: [{ token: REDACTED }] },
		raw: { id: 7, token: REDACTED },
	});
	expect(JSON.stringify([await emitted(true), await emitted(false)])).not.toContain('t0ken');
});

/** An event whose error "a" has this message, which its record has, too. */
const speaking = (message: string) =>
	windowFeed({
		name: 'Speaking',
		description: 'A thing failed',
		fields: {},
		sources: async function* (api) {
			yield await Promise.resolve({
				key: 'here',
				read: async function* () {
					for (const { id, at } of api.rows(await api.get(route`/sources/here/errors`))) {
						const eventId = textOf(id) ?? '';
						const said = eventId === 'a' ? { message, raw: { message } } : {};
						yield anError(eventId, epochMs(at) ?? 0, said);
					}
				},
			});
		},
	});

test('a message that is a whole page is cut, after its secrets are hidden; the record has all of it', async () => {
	world.fails('a');
	const shownOf = async (message: string, simplify: boolean) => {
		const parameters = { events: ['speaking'], simplify, options: { emitExisting: true } };
		const trigger = thingsTrigger(thingsPlatform(), [speaking(message)]);
		const [item] = (await new Session(server, { trigger, parameters }).activate()) ?? [];
		return item?.json;
	};
	const long = 'The server is down. '.repeat(5000);
	const cut = await shownOf(long, false);
	expect(cut).toMatchObject({ message: `${long.slice(0, 9999)}…`, raw: { message: long } });
	// The cut is in the middle of the secret.
	const start = 'The server is down. '.repeat(499);
	const secretive = await shownOf(`${start}password=half-of-a-secret ${long}`, true);
	expect(secretive?.['message']).toHaveLength(10_000);
	expect(secretive?.['message']).toContain(`password=${REDACTED}`.slice(0, 12));
	expect(JSON.stringify(secretive)).not.toContain('half');
	const whole = 'x'.repeat(10_000);
	expect(await shownOf(whole, true)).toMatchObject({ message: whole });
});

describe('an event that is nested too deeply', () => {
	test('in its message is emitted, with what else is new', async () => {
		const message = `${'[{"a":'.repeat(2000)}"token"${'}]'.repeat(2000)}`;
		const trigger = new Session(server, {
			trigger: thingsTrigger(thingsPlatform(), [speaking(message)]),
			parameters: { events: ['speaking'] },
		});
		await trigger.activate();
		world.fails('a', 1);
		world.fails('b');
		const items = (await trigger.poll()) ?? [];
		expect(items.map(({ json: { eventId, message: shown } }) => [eventId, shown])).toEqual([
			['a', expect.stringContaining(REDACTED)],
			['b', 'Error b'],
		]);
	});

	test('for its secrets to be found fails the poll, which loses no other', async () => {
		let isBroken = true;
		const redact = (record: IDataObject) => {
			if (isBroken && record['id'] === 'b') throw new RangeError('Maximum call stack size exceeded');
			return record;
		};
		const trigger = new Session(server, {
			trigger: thingsTrigger(thingsPlatform({ redact })),
			parameters: { simplify: false },
		});
		await trigger.activate();
		world.fails('a');
		world.fails('b', 0, 'there');
		await expect(trigger.poll()).rejects.toThrow('A record is nested too deeply to be read');
		isBroken = false;
		expect(idsOf(await trigger.poll())?.sort()).toEqual(['a', 'b']);
	});
});
