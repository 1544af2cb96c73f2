import { describe, expect, test } from '@jest/globals';

import { mapValues } from 'lodash';

import { isRecord, parseBody, textOf } from '../../../core/data/json';
import { encode } from '../../../core/trigger/cursorText';
import { cursorFrom } from '../../../core/trigger/errorCursor';
import { storedEvents } from '../../../core/trigger/keptEvents';
import { recordLog } from '../../engine';
import { forAllTests } from '../../lifecycle';
import { ThingsServer } from '../things';
import { idsOf, Session, ThingsWorld } from './pollSubject';

const cursor = encode(cursorFrom(Date.UTC(2024, 0, 15)));
const complete = {
	parameters: 'asked',
	cursor,
	snapshot: { present: { a: '1' }, gone: { b: ['2', 5] }, unread: ['c/'] },
	resumeAt: 'there',
	revisions: [['here', 'hash', 1, 2]],
};

describe('what an earlier poll stored', () => {
	test('is read as it was stored, event by event', () => {
		const { snapshot } = complete;
		const events = { thingFailed: complete, thingChanged: { parameters: 'asked', snapshot } };
		expect(storedEvents(events)).toEqual(events);
	});

	test.each([undefined, null, 5, {}, [], '', 'text'])('is nothing in %j', (stored) => {
		expect(storedEvents(stored)).toEqual({});
	});

	test.each<[string, unknown]>([
		['no record', 5],
		['nothing', {}],
		['no cursor that could be read', { ...complete, cursor: `v2:${cursor}` }],
		['an empty cursor', { ...complete, cursor: '' }],
		['neither cursor nor snapshot', { parameters: 'asked', revisions: [] }],
		['a snapshot of another kind', { ...complete, snapshot: { a: '1' } }],
	])('leaves out an event that holds %s, and keeps the others', (_what, state) => {
		expect(storedEvents({ thingFailed: state, thingChanged: complete })).toEqual({
			thingChanged: complete,
		});
	});
});

test.each([
	['revisions', [['here', 'hash']]],
	['resumeAt', 5],
	['wider', { before: 5 }],
])('an event whose %s cannot be read goes on without', (part, value) => {
	expect(storedEvents({ thingFailed: { ...complete, [part]: value } })).toEqual({
		thingFailed: { ...complete, [part]: undefined },
	});
});

describe.each([false, true])('a stored state that cannot be read (durable cursors: %s)', (durable) => {
	let server: ThingsServer;
	let world: ThingsWorld;
	forAllTests(
		async () => (server = await ThingsServer.start()),
		() => {
			server.clear();
			world = new ThingsWorld(server, 'here');
		},
	);
	const parameters = { events: ['thingFailed', 'thingChanged'] };

	/** What a trigger stored in a life before this one, changed event by event. */
	async function storedBefore(change: (event: string, state: object) => object): Promise<string> {
		const before = new Session(server, { parameters });
		await before.activate();
		const stored = parseBody(textOf(before.state['events']) ?? '');
		if (!isRecord(stored) || !isRecord(stored['events'])) throw new Error('Nothing was stored');
		const events = mapValues(stored['events'], (state, event) => isRecord(state) && change(event, state));
		return JSON.stringify({ ...stored, events });
	}

	test.each([
		['{"cut'],
		['[]'],
		['{"events":{"thingFailed":5,"thingChanged":[]}}'],
		['{"events":{"thingFailed":{"version":2}}}'],
	])('as a whole (%s) sets a new baseline, and is one warning', async (events) => {
		const log = recordLog();
		world.fails('old', 1);
		world.turns('x', 'bad', 1);
		const trigger = new Session(server, { durable, parameters, state: { events } });
		expect(await trigger.activate()).toBeNull();
		expect(await trigger.poll()).toBeNull();
		world.fails('new');
		world.turns('y', 'bad');
		expect(idsOf(await trigger.poll())?.sort()).toEqual(['new', 'y']);
		expect(log.filter(({ message }) => message.includes('could not be read completely'))).toHaveLength(1);
	});

	test.each([
		['the format of its cursor is another', 'thingFailed', { cursor: 'v2:abc' }, ['x', 'y']],
		['the format of its snapshot is another', 'thingChanged', { snapshot: { x: 'good' } }, ['a']],
	])(
		'in one event, because %s, sets a new baseline for that one only',
		async (_why, broken, state, goesOn) => {
			world.turns('x', 'good');
			const events = await storedBefore((event, kept) => (event === broken ? { ...kept, ...state } : kept));
			world.fails('a', 1);
			world.turns('x', 'bad', 1);
			world.turns('y', 'bad', 0.5);
			const trigger = new Session(server, { durable, parameters, state: { events } });
			expect(idsOf(await trigger.activate())?.sort()).toEqual(goesOn);
			expect(await trigger.poll()).toBeNull();
			world.fails('new');
			world.turns('z', 'bad');
			expect(idsOf(await trigger.poll())?.sort()).toEqual(['new', 'z']);
		},
	);
});
