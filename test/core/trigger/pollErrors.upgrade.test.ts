import { expect, test } from '@jest/globals';
import { map } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { hash } from '../../../core/data/hash';
import { recordsIn, textOf } from '../../../core/data/json';
import { route } from '../../../core/request/Route';
import { HEALTH_STATUSES } from '../../../core/shapes/health';
import { failureFeed } from '../../../core/trigger/failureFeed';
import type { Reached, ReadFailure } from '../../../core/trigger/Feed';
import { healthFeed } from '../../../core/trigger/healthFeed';
import { windowFeed } from '../../../core/trigger/windowFeed';
import { forAllTests, forEachTest } from '../../lifecycle';
import { ownDate, pass } from '../../platforms/ownDate';
import { ThingsServer } from '../things';
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

/**
 * States as published triggers have them in n8n's database, word for word: an upgrade must go on from them. They are never
 * changed: a new form is a new row, and what cannot be read any more is a breaking change.
 */

const MINUTE_MS = 60_000;

let server: ThingsServer;
let world: ThingsWorld;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => {
		server.clear();
		world = new ThingsWorld(server, 'here', 'there');
	},
);
forEachTest(ownDate);

/** GET /sources/here/errors, only when the list of sources shows that it moved. */
const movedThingFailed = windowFeed({
	name: 'Moved Thing Failed',
	description: 'A thing failed in a source that moved',
	fields: {},
	sources: async function* (api) {
		const rows = recordsIn(await api.get(route`/sources/here/errors`));
		const value = String(rows.length);
		yield await Promise.resolve({
			key: 'here',
			revision: { value, movedMs: undefined, rereadAfterMs: 60 * MINUTE_MS },
			read: async function* () {
				for (const row of recordsIn(await api.get(route`/sources/here/errors`))) {
					yield anError(textOf(row['id']) ?? '', Date.parse(textOf(row['at']) ?? ''));
				}
			},
		});
	},
});

const healthChanged = healthFeed({
	fields: {},
	statuses: ['ACTIVE', 'ERROR'],
	sources: async function* (api) {
		yield await Promise.resolve({
			key: '',
			read: async () =>
				recordsIn(await api.get(route`/states`)).map((row) => ({
					platform: 'things',
					integrationId: textOf(row['id']) ?? '',
					integrationName: null,
					status: HEALTH_STATUSES.find((status) => status === row['state']) ?? 'UNKNOWN',
					lastError: null,
					lastRunAt: null,
					openErrors: null,
					raw: row,
				})),
		});
	},
});

const eventOf = ({ key }: Reached, failure?: ReadFailure) =>
	anError(`${key} ${failure === undefined ? 'is back' : 'fails'}`, Date.now());
const outOfReach = failureFeed({
	name: 'Out of Reach',
	description: 'A source cannot be reached',
	fields: {},
	probes: async function* (api) {
		const reach = async () => await api.get(route`/sources/here/health`);
		yield await Promise.resolve({ key: 'here', integrationId: 'here', integrationName: null, reach });
	},
	failed: eventOf,
	recovered: (reached) => eventOf(reached),
});

const feeds = [thingFailed, movedThingFailed, thingChanged, healthChanged, outOfReach];
const watch = (parameters: Parameters, state: IDataObject = {}) =>
	new Session(server, { trigger: thingsTrigger(undefined, feeds), parameters, state });

interface Stored {
	readonly parameters: Parameters;
	/** What there was at the baseline, and what came since and was emitted when this was stored. */
	readonly before: () => void;
	readonly since: () => void;
	readonly state: string;
	readonly next: () => void;
	/** The event IDs of the polls after the upgrade. */
	readonly polls: ReadonlyArray<readonly string[] | null>;
	/** What ends then, and the event IDs of the polls after that. */
	readonly end?: () => void;
	readonly lastPolls?: Stored['polls'];
}

/** `@account` stands for the hash of where was read: the server has another port at each run. */
const ACCOUNT_LENGTH = 12;

/** Of two events, one of which emits the failures of the other: it did not say of which source they are. */
const sourceFailed =
	'{"beganAtMs":1714564800000,"polledAtMs":1714564800000,"events":{"thingFailed":{"parameters":"RBNvo1WzZ4oR.47DEQp","account":"@account","cursor":"lvnr97pc|_OyRUJdZrZ,lvnr97pc,lvnr97pc|4kTxh_aWVh,lvnr97pc,lvnr97pc","sources":"_OyRUJ4kTxh_","revisions":[]},"outOfReach":{"parameters":"RBNvo1WzZ4oR.47DEQp","account":"@account","snapshot":{"present":{"thingFailed":"404 thing: * fail","here":"ok","outOfReach":"ok","pause":"ok"},"gone":{}}}},"outages":{}}';

const stored: Record<string, Stored> = {
	'a window': {
		parameters: { events: ['thingFailed'] },
		before: () => {
			world.fails('old', 5);
			world.fails('old too', 5);
		},
		since: () => {
			world.fails('emitted');
			world.fails('emitted there', 1, 'there');
		},
		state:
			'{"beganAtMs":1714564800000,"polledAtMs":1714564800000,"events":{"thingFailed":{"parameters":"RBNvo1WzZ4oR.47DEQp","account":"@account","cursor":"lvnr97sx|_OyRUJdZrZ,lvnrncyo,lvnrai00,sct2fo=DtMHd0jHNGy6BrVzb69n,sct2po=9Xv7zpd5B5|4kTxh_aWVh,lvnrm2o0,lvnr97sw,sct2o0=QhcevyMev5","sources":"_OyRUJ4kTxh_","revisions":[]}},"outages":{}}',
		next: () => {
			world.fails('late', 3);
			world.fails('new', 0, 'there');
		},
		polls: [['late', 'new'], null],
	},
	'a window with more than a poll emits': {
		parameters: { events: ['thingFailed'], options: { mostEvents: 1 } },
		before: () => undefined,
		since: () => ['emitted', 'second', 'third'].forEach((id, place) => world.fails(id, 3 - place)),
		state:
			'{"beganAtMs":1714564800000,"polledAtMs":1714564800000,"events":{"thingFailed":{"parameters":"RBNvo1WzZ4oR.47DEQp","account":"@account","cursor":"lvnr97q6/lvnrm2o0|_OyRUJdZrZ,lvnrksdc,lvnrai0n,sct2ko=9Xv7zpd5B5|4kTxh_aWVh,lvnrksdc,lvnrai0n","sources":"_OyRUJ4kTxh_","revisions":[]}},"outages":{}}',
		next: () => undefined,
		polls: [['second'], ['third'], null],
	},
	'a window of a source that did not move': {
		parameters: { events: ['movedThingFailed'] },
		before: () => world.fails('old', 5),
		since: () => world.fails('emitted'),
		state:
			'{"beganAtMs":1714564800000,"polledAtMs":1714564800000,"events":{"movedThingFailed":{"parameters":"RBNvo1WzZ4oR.47DEQp","account":"@account","cursor":"lvnr97pe|_OyRUJdZrZ,lvnrncyo,lvnrai00,sct2fo=y6BrVzb69n,sct2po=9Xv7zpd5B5","sources":"_OyRUJ","revisions":[["here","1HNeOiZe",1714564860000,1714564860000]]}},"outages":{}}',
		next: () => world.fails('new'),
		polls: [['new'], null],
	},
	'a snapshot': {
		parameters: { events: ['thingChanged'] },
		before: () => {
			world.turns('one', 'bad');
			world.turns('two', 'good');
		},
		since: () => world.turns('three', 'bad'),
		state:
			'{"beganAtMs":1714564800000,"polledAtMs":1714564800000,"events":{"thingChanged":{"parameters":"RBNvo1WzZ4oR.47DEQp","account":"@account","snapshot":{"present":{"/dpLDrTVA":"bad","/P8TM_nRY":"good","/i1udsME9":"bad"},"gone":{}},"sources":"47DEQp"}},"outages":{}}',
		next: () => world.turns('two', 'worse'),
		polls: [['two'], null],
	},
	'a health': {
		parameters: { events: ['healthChanged'] },
		before: () => {
			world.turns('one', 'ACTIVE');
			world.turns('two', 'ERROR');
			world.turns('gone', 'ACTIVE');
		},
		since: () => {
			world.states = world.states.filter(({ id }) => id !== 'gone');
			world.turns('one', 'ERROR');
		},
		state:
			'{"beganAtMs":1714564800000,"polledAtMs":1714564800000,"events":{"healthChanged":{"parameters":"RBNvo1WzZ4oR.47DEQp","account":"@account","snapshot":{"present":{"/P8TM_nRY":"Esct2o0","/dpLDrTVA":"Esct2po"},"gone":{"/KDu53u8C":["Asct2o0",1714564860000]}},"sources":"47DEQp"}},"outages":{}}',
		next: () => {
			world.turns('two', 'ACTIVE');
			world.turns('gone', 'ERROR');
		},
		polls: [
			[
				'things:healthChanged:two:ERROR:1714564800000:ACTIVE',
				'things:healthChanged:gone:ACTIVE:1714564800000:ERROR',
			],
			null,
		],
	},
	failures: {
		parameters: { events: ['outOfReach'] },
		before: () => undefined,
		since: () => world.failing.add('/sources/here/health'),
		state:
			'{"beganAtMs":1714564800000,"polledAtMs":1714564800000,"events":{"outOfReach":{"parameters":"RBNvo1WzZ4oR.47DEQp","account":"@account","snapshot":{"present":{"here":"404 thing: * fail","outOfReach":"ok","pause":"ok"},"gone":{}}}},"outages":{}}',
		next: () => world.failing.clear(),
		polls: [['here is back'], null],
	},
	'a failure of one source of another event that is over': {
		parameters: { events: ['thingFailed', 'outOfReach'] },
		before: () => undefined,
		since: () => world.failing.add('/sources/here/errors'),
		state: sourceFailed,
		next: () => world.failing.clear(),
		polls: [['thingFailed is back'], null],
	},
	'a failure of one source of another event that lasts': {
		parameters: { events: ['thingFailed', 'outOfReach'] },
		before: () => undefined,
		since: () => world.failing.add('/sources/here/errors'),
		state: sourceFailed,
		next: () => undefined,
		polls: [null, null],
		end: () => world.failing.clear(),
		lastPolls: [['thingFailed/here is back'], null],
	},
	'an outage that was emitted': {
		parameters: { events: ['thingFailed'], options: { whenUnreachable: 'emit' } },
		before: () => undefined,
		since: () => world.failing.add('/sources/here/errors'),
		state:
			'{"beganAtMs":1714564800000,"polledAtMs":1714564800000,"events":{"thingFailed":{"parameters":"RBNvo1WzZ4oR.47DEQp","account":"@account","cursor":"lvnr97pk|_OyRUJdZrZ,lvnr97pj,lvnr97pj|4kTxh_aWVh,lvnr97pk,lvnr97pk","sources":"_OyRUJ4kTxh_","revisions":[]}},"outages":{"here":{"sinceMs":1714564860000,"metMs":1714564800000,"integrationId":null,"integrationName":null,"event":"thingFailed"}}}',
		next: () => {
			world.failing.clear();
			world.fails('new');
		},
		polls: [['new', 'things:recovered:here:1714564860000'], null],
	},
	'an outage that was emitted, by its status': {
		parameters: { events: ['thingFailed'], options: { whenUnreachable: 'emit' } },
		before: () => undefined,
		since: () => world.failing.add('/sources/here/errors'),
		state:
			'{"beganAtMs":1714564800000,"polledAtMs":1714564800000,"events":{"thingFailed":{"parameters":"RBNvo1WzZ4oR.47DEQp","account":"@account","cursor":"lvnr97pk|_OyRUJdZrZ,lvnr97pj,lvnr97pj|4kTxh_aWVh,lvnr97pk,lvnr97pk","sources":"_OyRUJ4kTxh_","revisions":[]}},"outages":{"here:404":{"sinceMs":1714564860000,"metMs":1714564800000,"integrationId":null,"integrationName":null,"event":"thingFailed"}}}',
		next: () => {
			world.failing.clear();
			world.fails('new');
		},
		polls: [['new', 'things:recovered:here:404:1714564860000'], null],
	},
};

test.each(Object.entries(stored))(
	'%s goes on',
	async (_name, { parameters, before, since, state, next, polls, end, lastPolls = [] }) => {
		before();
		pass(MINUTE_MS);
		since();
		pass(MINUTE_MS);
		next();
		const account = hash(JSON.stringify([server.url, null]), ACCOUNT_LENGTH);
		const session = watch(parameters, { events: state.replaceAll('@account', account) });
		const emitted: unknown[] = [];
		for (let poll = 0; poll < polls.length; poll += 1) emitted.push(idsOf(await session.restart()));
		end?.();
		for (let poll = 0; poll < lastPolls.length; poll += 1) emitted.push(idsOf(await session.restart()));
		expect(emitted).toEqual([...polls, ...lastPolls]);
	},
);

test('each sort of event has one', () => {
	const chosen = Object.values(stored).flatMap(({ parameters }) => parameters.events ?? []);
	expect([...new Set(chosen)].sort()).toEqual(map(feeds, 'value').sort());
});
