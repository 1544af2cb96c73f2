import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { recordsIn, textOf } from '../../../core/data/json';
import { epochMs } from '../../../core/data/times';
import { optionalText } from '../../../core/field/fields';
import type { ApiClient } from '../../../core/request/ApiClient';
import { route } from '../../../core/request/Route';
import type { IntegrationError } from '../../../core/shapes/IntegrationError';
import { encode } from '../../../core/trigger/cursorText';
import { cursorFrom, step } from '../../../core/trigger/errorCursor';
import { windowFeed } from '../../../core/trigger/windowFeed';
import { recordLog } from '../../engine';
import { forAllTests, movableClock } from '../../lifecycle';
import { ThingsServer } from '../things';
import { thingsPlatform } from '../thingsPlatform';
import { anError, readingOf } from './anError';
import { idsOf, Session, thingChanged, thingsTrigger, ThingsWorld } from './pollSubject';

let server: ThingsServer;
let world: ThingsWorld;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => {
		server.clear();
		world = new ThingsWorld(server, 'here', 'there');
	},
);

const { pass } = movableClock();

describe('a poll that runs out of time', () => {
	const sources = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
	beforeEach(() => {
		world = new ThingsWorld(server, ...sources);
	});

	/** The first five sources respond when the fifth of them may: all were asked by then. */
	function holdFirstFive() {
		const fifth = world.hold('/sources/p4/errors');
		for (const source of sources.slice(0, 4)) {
			world.before.set(`/sources/${source}/errors`, async () => await fifth.asked);
		}
		return fifth;
	}

	test('begins next time where it had stopped', async () => {
		const trigger = new Session(server, { budgetMs: 36_000 });
		await trigger.activate();
		for (const [index, source] of sources.entries()) world.fails(`e${index}`, 7 - index, source);
		const fifth = holdFirstFive();
		const poll = trigger.poll();
		await fifth.asked;
		pass(36_000);
		fifth.open();
		expect(idsOf(await poll)).toEqual(['e0', 'e1', 'e2', 'e3', 'e4']);
		world.before.clear();
		server.received = [];
		expect(idsOf(await trigger.poll())).toEqual(['e5', 'e6']);
		expect(server.lines.slice(1, 3).sort()).toEqual(['GET /sources/p5/errors', 'GET /sources/p6/errors']);
	});

	test('and a test in the editor says how many sources of all events it was enough for', async () => {
		const fifth = holdFirstFive();
		const events = ['thingFailed', 'thingChanged'];
		const test_ = new Session(server, { parameters: { events } }).manual();
		await fifth.asked;
		pass(200_000);
		fifth.open();
		await expect(test_).rejects.toMatchObject({
			description: expect.stringContaining('The test only had time to check 6 of 8 sources.'),
		});
	});

	/** The list of sources takes so long that no time is left for any of them. */
	const takeAllTime = () => void world.before.set('/sources', () => pass(25_000));

	test('for all sources emits nothing once, and fails when that happens again', async () => {
		const trigger = new Session(server, { budgetMs: 36_000 });
		await trigger.activate();
		world.fails('e', 0, 'p3');
		takeAllTime();
		expect(await trigger.poll()).toBeNull();
		await expect(trigger.poll()).rejects.toThrow('Two polls in a row had no time left');
		pass(3_600_000);
		await expect(trigger.poll()).rejects.toThrow('Two polls in a row had no time left');
		world.before.clear();
		expect(idsOf(await trigger.poll())).toEqual(['e']);
	});

	test('for all sources ends no outage of all of them', async () => {
		const kinds = (items: Awaited<ReturnType<Session['poll']>>) => items?.map(({ json }) => json['kind']);
		const parameters = { options: { whenUnreachable: 'emit' } };
		const trigger = new Session(server, { budgetMs: 36_000, parameters });
		await trigger.activate();
		for (const source of sources) world.failing.add(`/sources/${source}/errors`);
		expect(kinds(await trigger.poll())).toEqual(['unreachable']);
		world.failing.clear();
		takeAllTime();
		for (let polls = 0; polls < 3; polls += 1) expect(await trigger.poll()).toBeNull();
		world.before.clear();
		expect(kinds(await trigger.poll())).toEqual(['recovered']);
	});

	test('at its baseline takes as known what it could not read; what comes then is emitted', async () => {
		for (const [index, source] of sources.entries()) world.fails(`old${index}`, 5, source);
		const trigger = new Session(server);
		const fifth = holdFirstFive();
		const activation = trigger.activate();
		await fifth.asked;
		pass(70_000);
		fifth.open();
		expect(await activation).toBeNull();
		expect(server.lines).toHaveLength(6);
		world.before.clear();
		pass(60_000);
		world.fails('new', 0, 'p6');
		expect(idsOf(await trigger.poll())).toEqual(['new']);
		expect(await trigger.poll()).toBeNull();
	});
});

describe('a source that cannot be read', () => {
	/** What is of a kind, or a part of that. */
	const parted = windowFeed({
		name: 'Thing Failed',
		description: 'A thing failed',
		fields: { kind: optionalText({ displayName: 'Kind' }), part: optionalText({ displayName: 'Part' }) },
		sources: async function* (api, { kind = 'here', part }) {
			yield await Promise.resolve({
				...(part === undefined ? { key: kind, partOf: () => undefined } : { key: part, within: kind }),
				read: async function* () {
					for (const row of recordsIn(await api.get(route`/sources/${kind}/errors`))) {
						yield anError(textOf(row['id']) ?? '', epochMs(row['at']) ?? 0);
					}
				},
			});
		},
	});

	test('holds up no other, and catches up', async () => {
		const log = recordLog();
		const trigger = new Session(server);
		await trigger.activate();
		world.failing.add('/sources/here/errors');
		world.fails('a', 1);
		await expect(trigger.poll()).rejects.toThrow('/sources/here/errors fails');
		world.fails('b', 0.5, 'there');
		expect(idsOf(await trigger.poll())).toEqual(['b']);
		expect(log).toContainEqual(
			expect.objectContaining({ level: 'warn', message: 'Things: /sources/here/errors fails' }),
		);
		world.failing.clear();
		expect(idsOf(await trigger.poll())).toEqual(['a']);
	});

	test('at the baseline is taken as known: what comes after it is emitted', async () => {
		const trigger = new Session(server);
		world.failing.add('/sources/there/errors');
		world.fails('old', 1, 'there');
		expect(await trigger.activate()).toBeNull();
		world.failing.clear();
		world.fails('new', 0, 'there');
		expect(idsOf(await trigger.poll())).toEqual(['new']);
	});

	test.each([
		[
			'chosen once more, with something else',
			{ kind: 'there', options: { excludedIntegrations: 'another' } },
		],
		['a part of it chosen', { kind: 'there', part: 'a part' }],
	])('when it is chosen has its baseline afterwards, also %s before', async (_, chosen) => {
		const trigger = new Session(server, { trigger: thingsTrigger(undefined, [parted]) });
		world.fails('old', 5, 'there');
		await trigger.activate();
		world.failing.add('/sources/there/errors');
		expect(await trigger.activate({ events: ['thingFailed'], kind: 'there' })).toBeNull();
		expect(await trigger.activate({ events: ['thingFailed'], ...chosen })).toBeNull();
		world.failing.clear();
		expect(await trigger.poll()).toBeNull();
		world.fails('new', 0, 'there');
		expect(idsOf(await trigger.poll())).toEqual(['new']);
	});

	test('when it is chosen in place of a part of it, and this again, keeps the part going on', async () => {
		const part = { events: ['thingFailed'], kind: 'there', part: 'a part' };
		const trigger = new Session(server, { trigger: thingsTrigger(undefined, [parted]), parameters: part });
		await trigger.activate();
		world.failing.add('/sources/there/errors');
		expect(await trigger.activate({ events: ['thingFailed'], kind: 'there' })).toBeNull();
		await expect(trigger.poll()).rejects.toThrow('/sources/there/errors fails');
		pass(HOUR_MS);
		world.fails('meanwhile', 30, 'there');
		world.failing.clear();
		expect(idsOf(await trigger.activate(part))).toEqual(['meanwhile']);
		expect(await trigger.poll()).toBeNull();
	});

	test('at a baseline that emits what exists is emitted when it can be read', async () => {
		const trigger = new Session(server, { parameters: { options: { emitExisting: true } } });
		world.failing.add('/sources/there/errors');
		world.fails('old', 90, 'there');
		world.fails('older', 95);
		expect(idsOf(await trigger.activate())).toEqual(['older']);
		world.failing.clear();
		expect(idsOf(await trigger.poll())).toEqual(['old']);
		expect(await trigger.poll()).toBeNull();
	});
});

test('a source is read since its cursor less the late window, and never from before its floor', async () => {
	const trigger = new Session(server);
	const sinceMinutesAgo = () =>
		server.received
			.filter(({ path }) => path === '/sources/here/errors')
			.map(({ query }) => Math.round((Date.now() - (epochMs(query.get('since')) ?? 0)) / 60_000));
	await trigger.activate();
	world.fails('a', 4);
	await trigger.poll();
	pass(20 * 60_000);
	world.fails('b', 2);
	await trigger.poll();
	await trigger.poll();
	// The floor is ten minutes before the activation: 30 minutes ago by now; b's window begins at 12 minutes ago.
	expect(sinceMinutesAgo()).toEqual([30, 30, 30, 12]);
});

const HOUR_MS = 3_600_000;

/** An event whose platform may show an error hours after its time. */
const thingFailedLate = windowFeed({
	name: 'Thing Failed Late',
	description: 'A thing failed, and the platform shows it later',
	fields: {},
	lateWindowMs: 2 * HOUR_MS,
	sources: async function* (api) {
		yield {
			key: 'here',
			read: async function* () {
				for (const row of recordsIn(await api.get(route`/sources/here/errors`))) {
					yield anError(textOf(row['id']) ?? '', epochMs(row['at']) ?? 0);
				}
			},
		};
	},
});

describe('an event whose platform may be late', () => {
	const watch = (options: object = {}) =>
		new Session(server, {
			trigger: thingsTrigger(undefined, [thingFailedLate]),
			parameters: { events: ['thingFailedLate'], options: { ...options } },
		});

	test('emits what is that late, once, and nothing that is later still', async () => {
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
		const trigger = watch({ lateWindowMinutes: 30 });
		await trigger.activate();
		world.fails('an hour late', 60);
		world.fails('some minutes late', 20);
		expect(idsOf(await trigger.poll())).toEqual(['some minutes late']);
	});
});

test('past the cap of what is remembered the log says so, and nothing is emitted twice', async () => {
	const log = recordLog();
	const trigger = new Session(server);
	await trigger.activate();
	/** The state of a trigger that has emitted as many as can be remembered, without the polls that this takes. */
	const nowMs = Date.now();
	const known = Array.from({ length: 20_000 }, (_, index) => anError(`e${index}`, nowMs - 300_000 + index));
	const options = { nowMs, lateWindowMs: 600_000, mostEvents: 20_000, mostRemembered: 20_000 };
	const { state } = step(cursorFrom(nowMs - 600_000), [readingOf('here', known)], options);
	const stored = textOf(trigger.state['events']) ?? '';
	const events = stored.replace(/"cursor":"[^"]*"/, `"cursor":"${encode(state)}"`);
	const next = new Session(server, { state: { events } });
	for (const { eventId, occurredAt } of known.slice(0, 20)) {
		world.sources.get('here')?.push({ id: eventId, at: occurredAt });
	}
	world.fails('new', 1);
	world.fails('newer', 0.5);
	expect(idsOf(await next.activate())).toEqual(['new', 'newer']);
	expect(await next.poll()).toBeNull();
	expect(log.map(({ message }) => message)).toContainEqual(
		expect.stringContaining('so the oldest 2 are no longer remembered'),
	);
	expect(JSON.stringify(next.state).length).toBeLessThan(512 * 1024);
});

test("what is just older than the window at the baseline is never new, though the platform's clock shows whole seconds", async () => {
	const answer = server.answer;
	let asked = 0;
	// The clock of the second response seems to be a second behind that of the first.
	server.answer = async (request, count) => {
		asked += 1;
		const date = new Date(Date.now() - (asked > 1 ? 1000 : 0)).toUTCString();
		const { body } = await answer(request, count);
		const since = epochMs(request.query.get('since'));
		const rows = Array.isArray(body) ? body.filter(({ at }) => (epochMs(at) ?? 0) >= (since ?? 0)) : body;
		return { body: rows, headers: { date } };
	};
	const now = Date.now.bind(Date);
	const startMs = Math.floor(now() / 1000) * 1000;
	jest.spyOn(Date, 'now').mockImplementation(() => startMs + 10);
	world.sources.get('here')?.push({ id: 'old', at: new Date(startMs - 600_500).toISOString() });
	const trigger = new Session(server);
	await trigger.activate();
	asked = 0;
	expect(await trigger.poll()).toBeNull();
});

describe('more errors than a poll emits', () => {
	const ERRORS = 2000;
	const [PER_PAGE, PER_POLL] = [100, 250];
	const SPEEDS = Array.from({ length: 22 }, (_, number) => number + 1);
	const beganMs = Date.now() - 3 * 3_600_000;
	const storm = Array.from({ length: ERRORS }, (_, number) => ({
		id: `e${number}`,
		// Several in most seconds, and some in one millisecond.
		at: beganMs + Math.floor(number / 3) * 400,
	}));
	let pages: Map<string, number>;
	let isFiltered = true;
	/** The storm as the platform lists it; and what another source has. */
	let listedStorm = storm;
	let others: typeof storm = [];
	/** How long a page takes, and how much time has passed because of that. */
	let perPageMs = 0;
	/** How long the list of sources takes. */
	let listMs = 0;

	/** What happens while a page is read. */
	let meanwhile: () => void = () => undefined;

	/** A page of four requests, so that one that has no time left ends as soon as it would. */
	const takesLong = async (api: ApiClient) => {
		for (let request = 0; request < 4; request += 1) {
			pass(perPageMs / 4);
			await api.get(route`/page`);
		}
		meanwhile();
	};

	/** Newest first, as most platforms list; each page is counted by what it begins with. */
	const paged = windowFeed({
		name: 'Thing Failed',
		description: 'A thing failed',
		fields: {},
		sources: async function* (api) {
			pass(listMs);
			yield {
				key: 'there',
				read: async function* () {
					yield* await Promise.resolve(others.map(({ id, at }) => anError(id, at)));
				},
			};
			yield {
				key: 'here',
				...(isFiltered && { listsBeyondMs: 0 }),
				read: async function* (sinceMs, beforeMs = Infinity) {
					const endMs = isFiltered ? beforeMs : Infinity;
					const listed = listedStorm.filter(({ at }) => at >= sinceMs && at < endMs).reverse();
					for (let from = 0; from < listed.length; from += PER_PAGE) {
						const page = listed.slice(from, from + PER_PAGE);
						for (const { id } of page) pages.set(id, (pages.get(id) ?? 0) + 1);
						if (perPageMs > 0) await takesLong(api);
						yield* page.map(({ id, at }) => anError(id, at));
					}
				},
			};
		},
	});

	const published = async (emitExisting: boolean) => {
		const options = { mostEvents: PER_POLL, emitExisting };
		const trigger = new Session(server, {
			trigger: thingsTrigger(undefined, [paged]),
			parameters: { options },
		});
		const emitted = [idsOf(await trigger.activate()) ?? []];
		while ((emitted.at(-1)?.length ?? 0) > 0) emitted.push(idsOf(await trigger.poll()) ?? []);
		return { trigger, emitted };
	};

	beforeEach(() => {
		pages = new Map();
		isFiltered = true;
		[perPageMs, listMs] = [0, 0];
		meanwhile = () => undefined;
		[listedStorm, others] = [storm, []];
	});

	test('that a request had too little time for in two polls, because of what came before it, fail visibly', async () => {
		let [beforeMs, readMs] = [0, 0];
		const platform = thingsPlatform();
		const slow: typeof platform = {
			...platform,
			connect: (given) => {
				pass(beforeMs);
				beforeMs = 0;
				return platform.connect(given);
			},
		};
		const whole = windowFeed({
			name: 'Thing Failed',
			description: 'A thing failed',
			fields: {},
			sources: async function* (api) {
				yield await Promise.resolve({
					key: 'here',
					read: async function* () {
						pass(readMs);
						yield* recordsIn(await api.get(route`/page`)).map(() => anError('e', Date.now()));
					},
				});
			},
		});
		const session = new Session(server, { trigger: thingsTrigger(slow, [whole]), budgetMs: 36_000 });
		await session.activate();
		readMs = 8000;
		beforeMs = 21_000;
		expect(await session.poll()).toBeNull();
		beforeMs = 21_000;
		await expect(session.poll()).rejects.toThrow('Two polls in a row had no time left to read it');
	});

	test('what a baseline reads of a source late, after others, has no hole before it', async () => {
		const readAfterMs = 20_000;
		const old = anError('old', Date.now() - 10 * 60_000 + readAfterMs / 2);
		const slow = windowFeed({
			name: 'Thing Failed',
			description: 'A thing failed',
			fields: {},
			sources: async function* (api) {
				// With the platform's time.
				await api.get(route`/sources`);
				yield* await Promise.resolve(
					['first', 'second'].map((key) => ({
						key,
						read: async function* (sinceMs: number) {
							if (key === 'first') pass(readAfterMs);
							const isShown = key === 'second' && (epochMs(old.occurredAt) ?? 0) >= sinceMs;
							yield* await Promise.resolve(isShown ? [old] : []);
						},
					})),
				);
			},
		});
		const { pace } = thingsPlatform();
		const trigger = thingsTrigger(thingsPlatform({ pace: { ...pace, inFlight: 1 } }), [slow]);
		const session = new Session(server, { trigger, parameters: {} });
		expect(await session.activate()).toBeNull();
		expect(await session.poll()).toBeNull();
	});

	test('what shows late at one source while another is read is emitted by the next poll', async () => {
		listedStorm = [];
		const session = new Session(server, {
			trigger: thingsTrigger(undefined, [paged]),
			parameters: { options: { mostEvents: 2 } },
		});
		await session.activate();
		pass(HOUR_MS);
		const at = Date.now();
		listedStorm = [3, 2, 1].map((minutes) => ({ id: `e${minutes}`, at: at - minutes * 60_000 }));
		perPageMs = 60_000;
		// Within the Late Arrival Window of ten minutes.
		meanwhile = () => {
			others = [{ id: 'late', at: at - 9.5 * 60_000 }];
		};
		expect(idsOf(await session.poll())).toEqual(['e3', 'e2']);
		pass(60_000);
		expect(idsOf(await session.poll())).toEqual(['late', 'e1']);
		expect(await session.poll()).toBeNull();
	});

	describe.each([
		{ durable: false, pageMs: 15_000, listsForMs: 166_000 },
		{ durable: true, pageMs: 4000, listsForMs: 21_300 },
	])('that take longer to read than a poll may (%j)', ({ durable, pageMs, listsForMs }) => {
		const trigger = () =>
			new Session(server, {
				trigger: thingsTrigger(undefined, [paged]),
				parameters: { options: { mostEvents: PER_POLL, emitExisting: true } },
				durable,
			});

		test('fail no activation, and are emitted in parts, each once', async () => {
			const log = recordLog();
			const session = trigger();
			perPageMs = pageMs;
			const beganMs = Date.now();
			const emitted = [idsOf(await session.activate()) ?? []];
			expect(Date.now() - beganMs).toBeLessThan(100_000);
			const poll = async () => void emitted.push(idsOf(await session.poll()) ?? []);
			for (let polls = 0; polls < 60 && emitted.flat().length < ERRORS; polls += 1) await poll();
			for (let more = 0; more < 3; more += 1) await poll();
			expect(emitted.flat().sort()).toEqual(storm.map(({ id }) => id).sort());
			expect(JSON.stringify(log)).toContain('1 of the sources could not be read completely in one poll');
			expect(JSON.stringify(log)).toContain('The next polls read the rest: \\"here\\".');
		});

		test('are emitted in parts also where the list of sources leaves too little of each poll', async () => {
			const session = trigger();
			perPageMs = pageMs;
			const emitted = [...(idsOf(await session.activate()) ?? [])];
			listMs = listsForMs;
			for (let polls = 0; polls < 200 && emitted.length < ERRORS; polls += 1) {
				emitted.push(...(idsOf(await session.poll()) ?? []));
			}
			expect(emitted.sort()).toEqual(storm.map(({ id }) => id).sort());
		});

		test('are emitted in parts also where another event takes most of each poll', async () => {
			const slow = windowFeed({
				name: 'Slow Thing',
				description: 'A thing takes long',
				fields: {},
				sources: async function* () {
					pass(slowMs);
					yield* await Promise.resolve([]);
				},
			});
			let slowMs = 0;
			const platform = thingsPlatform();
			const oneByOne = { ...platform, pace: { ...platform.pace, inFlight: 1 } };
			const session = new Session(server, {
				trigger: thingsTrigger(oneByOne, [slow, paged]),
				parameters: {
					events: ['slowThing', 'thingFailed'],
					options: { mostEvents: PER_POLL, emitExisting: true },
				},
				durable,
			});
			perPageMs = pageMs;
			const emitted = [...(idsOf(await session.activate()) ?? [])];
			slowMs = listsForMs;
			for (let polls = 0; polls < 200 && emitted.length < ERRORS; polls += 1) {
				emitted.push(...(idsOf(await session.poll()) ?? []));
			}
			expect(emitted.sort()).toEqual(storm.map(({ id }) => id).sort());
		});

		// Of each speed: between pages, inside of one, and with the end of all that is sent.
		test.each(SPEEDS)(
			'are emitted in parts, each once, with %d times the usual time of a page',
			async (times) => {
				const session = trigger();
				listedStorm = storm.slice(0, 600);
				perPageMs = (durable ? 600 : 5000) * times;
				const emitted = [...(idsOf(await session.activate()) ?? [])];
				for (let polls = 0; polls < 60 && emitted.length < 600; polls += 1) {
					emitted.push(...(idsOf(await session.poll()) ?? []));
				}
				expect(emitted.sort()).toEqual(listedStorm.map(({ id }) => id).sort());
				expect(await session.poll()).toBeNull();
			},
		);

		test('fail visibly where the platform cannot give a part of them', async () => {
			const session = trigger();
			isFiltered = false;
			perPageMs = pageMs;
			expect(await session.activate()).toBeNull();
			await expect(session.poll()).rejects.toThrow('It could not be read within');
		});

		test('fail visibly where the list of sources leaves too little of each poll, and no part can be given', async () => {
			const session = trigger();
			await session.activate();
			isFiltered = false;
			[perPageMs, listMs] = [pageMs, listsForMs];
			const outcomes: unknown[] = [];
			for (let polls = 0; polls < 3; polls += 1) outcomes.push(await session.poll().catch(String));
			expect(outcomes.join()).toContain('Two polls in a row had no time left to read it');
		});

		test('and cannot be given in parts keep what is new elsewhere from nothing', async () => {
			const log = recordLog();
			const options = { mostEvents: PER_POLL };
			const session = new Session(server, {
				trigger: thingsTrigger(undefined, [paged]),
				parameters: { options },
				durable,
			});
			isFiltered = false;
			perPageMs = pageMs;
			listedStorm = [];
			await session.activate();
			pass(4 * HOUR_MS);
			listedStorm = storm.map(({ id, at }) => ({ id, at: at + 4 * HOUR_MS }));
			for (const id of ['o1', 'o2', 'o3']) {
				others.push({ id, at: Date.now() });
				expect(idsOf(await session.poll())).toEqual([id]);
				expect(JSON.stringify(log.splice(0))).toContain('It could not be read within');
				pass(60_000);
			}
		});

		test('and all occurred at once keep what is new elsewhere from nothing, and fail in the end', async () => {
			const log = recordLog();
			const options = { mostEvents: PER_POLL };
			const session = new Session(server, {
				trigger: thingsTrigger(undefined, [paged]),
				parameters: { options },
				durable,
			});
			perPageMs = pageMs;
			listedStorm = [];
			await session.activate();
			pass(4 * HOUR_MS);
			const at = Date.now() - 2 * HOUR_MS;
			listedStorm = storm.map(({ id }) => ({ id, at }));
			const emitted: unknown[] = [];
			for (let poll = 0; poll < 30; poll += 1) {
				others.push({ id: `o${poll}`, at: Date.now() });
				const ids = idsOf(await session.poll().catch(() => null)) ?? [];
				emitted.push(...ids);
				pass(60_000);
			}
			expect(emitted).toEqual(Array.from({ length: 30 }, (_, poll) => `o${poll}`));
			expect(JSON.stringify(log)).toContain('It could not be read within');
		});
	});

	describe('of a wider choice', () => {
		let [listMs, pageMs] = [0, 0];
		let errors: Array<{ id: string; at: number }> = [];
		let ranges: Array<[number, number]> = [];
		let beforeReading: (api: ApiClient) => Promise<unknown>;
		beforeEach(() => {
			[listMs, pageMs] = [0, 0];
			[errors, ranges] = [[], []];
			beforeReading = async () => await Promise.resolve();
		});

		const widening = windowFeed({
			name: 'Thing Failed',
			description: 'A thing failed',
			fields: { kind: optionalText({ displayName: 'Kind' }) },
			sources: async function* (api, { kind }) {
				pass(listMs);
				const read = async function* (sinceMs: number, beforeMs = Infinity) {
					ranges.push([sinceMs, beforeMs]);
					await beforeReading(api);
					for (const { id, at } of errors.filter((error) => error.at >= sinceMs && error.at < beforeMs)) {
						pass(pageMs);
						await new Promise((resolve) => setTimeout(resolve, 5));
						yield anError(id, at, { detail: { part: id.slice(0, 1) } });
					}
				};
				const partOf = ({ eventId }: IntegrationError) => (eventId.startsWith('a') ? 'part' : undefined);
				yield await Promise.resolve(
					kind === undefined
						? { key: 'whole', listsBeyondMs: 0, partOf, read }
						: { key: 'part', within: 'whole', read },
				);
			},
		});
		/** A trigger that watched a part, and in which errors occurred since. */
		const watchedPart = async (setup: { options?: IDataObject; budgetMs?: number } = {}) => {
			const { options = {}, ...more } = setup;
			const trigger = new Session(server, {
				trigger: thingsTrigger(undefined, [widening]),
				parameters: { kind: 'part', options },
				...more,
			});
			await trigger.activate();
			pass(60_000);
			errors.push(...['a1', 'b1', 'a2'].map((id) => ({ id, at: Date.now() })));
			return trigger;
		};
		const wider = { events: ['thingFailed'] };

		test('that takes longer than a publication may lose nothing of what was watched before', async () => {
			const trigger = await watchedPart();
			pageMs = 50_000;
			expect(await trigger.activate(wider)).toBeNull();
			pageMs = 1000;
			expect(idsOf(await trigger.poll())?.sort()).toEqual(['a1', 'a2']);
			expect(await trigger.poll()).toBeNull();
		});

		test('that takes longer than a poll are read from then on, and of no time that ends before', async () => {
			const trigger = await watchedPart({ budgetMs: 36_000 });
			pageMs = 20_000;
			expect(await trigger.activate(wider)).toBeNull();
			const log = recordLog();
			await trigger.poll();
			expect(JSON.stringify(log)).toContain('What occurred before now is skipped: ');
			expect(JSON.stringify(log)).not.toContain('The next polls read the rest');
			pageMs = 1000;
			ranges = [];
			errors.push({ id: 'b2', at: Date.now() + 60_000 });
			pass(120_000);
			expect(idsOf(await trigger.poll())).toEqual(['b2']);
			expect(ranges.filter(([sinceMs, beforeMs]) => beforeMs <= sinceMs)).toEqual([]);
		});

		test('that came first in a poll whose list of sources took most of the time, wait for the next one', async () => {
			const trigger = await watchedPart({ budgetMs: 36_000 });
			pageMs = 50_000;
			expect(await trigger.activate(wider)).toBeNull();
			[listMs, pageMs] = [18_000, 4000];
			await trigger.poll().catch((error: unknown) => error);
			[listMs, pageMs] = [0, 1000];
			expect(idsOf(await trigger.poll())?.sort()).toEqual(['a1', 'a2']);
			expect(await trigger.poll()).toBeNull();
		});

		test('that could not be read, and then had too little time, wait for the next poll', async () => {
			const trigger = await watchedPart({ budgetMs: 36_000 });
			beforeReading = async () => await Promise.reject(new Error('It fails'));
			expect(await trigger.activate(wider)).toBeNull();
			listMs = 21_000;
			beforeReading = async (api) => {
				pass(8000);
				await api.get(route`/page`);
			};
			await expect(trigger.poll()).rejects.toThrow('Two polls in a row had no time left to read it');
			listMs = 0;
			beforeReading = async () => await Promise.resolve();
			expect(idsOf(await trigger.poll())?.sort()).toEqual(['a1', 'a2']);
			expect(await trigger.poll()).toBeNull();
		});

		test.each([5, 20, 50])(
			'and what exists, which is more than a poll can read at %d seconds each, is emitted in parts, each once',
			async (seconds) => {
				const options = { emitExisting: true };
				const trigger = await watchedPart({ options });
				const some = ['a1', 'a2', 'b1'];
				expect(idsOf(await trigger.poll())?.sort()).toEqual(some);
				for (let hours = 40; hours > 0; hours -= 1) {
					errors.unshift({ id: `b${hours + 1}`, at: Date.now() - hours * HOUR_MS });
				}
				pageMs = seconds * 1000;
				const emitted = [...(idsOf(await trigger.activate({ ...wider, options })) ?? [])];
				for (let polls = 0; polls < 60; polls += 1) emitted.push(...(idsOf(await trigger.poll()) ?? []));
				const others = errors.map(({ id }) => id).filter((id) => !some.includes(id));
				expect(emitted.sort()).toEqual(others.sort());
			},
		);
	});

	test('are emitted oldest first over many polls, each once, and none is read more than twice', async () => {
		const { trigger, emitted } = await published(true);
		const times = emitted.flat().map((id) => storm[placeOf(id)]?.at ?? NaN);
		expect(times).toEqual([...times].sort((one, other) => one - other));
		expect(emitted.flat().sort()).toEqual(storm.map(({ id }) => id).sort());
		expect(emitted.every((poll) => poll.length <= PER_POLL)).toBe(true);
		expect(emitted.length).toBeLessThanOrEqual(ERRORS / PER_POLL + 2);
		// What comes after the last slice is read until it is emitted, and then as ever.
		expect([...pages.values()].filter((times) => times > 2).length).toBeLessThanOrEqual(PER_POLL);
		expect(JSON.stringify(trigger.state).length).toBeLessThan(40_000);
	});

	test('on a platform that does not filter by the end of a slice are emitted all the same', async () => {
		isFiltered = false;
		const { emitted } = await published(true);
		expect(emitted.flat().sort()).toEqual(storm.map(({ id }) => id).sort());
	});
});

describe('what a source shows only until its next one', () => {
	const lastOnly = windowFeed({
		name: 'Thing Failed',
		description: 'A thing failed',
		fields: {},
		showsLastOnly: true,
		sources: async function* (api) {
			for (const key of ['here', 'there']) {
				yield {
					key,
					read: async function* () {
						const [last] = api.rows(await api.get(route`/sources/${key}/errors`)).slice(-1);
						if (last !== undefined) yield anError(textOf(last['id']) ?? '', epochMs(last['at']) ?? 0);
					},
				};
			}
		},
	});

	test('is not put off by the cap; the others are', async () => {
		const trigger = new Session(server, {
			trigger: thingsTrigger(undefined, [lastOnly, thingChanged]),
			parameters: { events: ['thingFailed', 'thingChanged'], options: { mostEvents: 1 } },
		});
		world.turns('a', 'good');
		await trigger.activate();
		world.turns('a', 'broken');
		world.fails('here1', 1);
		world.fails('there1', 2, 'there');
		expect(idsOf(await trigger.poll())).toEqual(['there1', 'here1']);
		expect(idsOf(await trigger.poll())).toEqual(['a']);
		expect(await trigger.poll()).toBeNull();
	});

	test.each([0, 60])('is known as long as it is shown, %s minutes old at first', async (minutesAgo) => {
		const trigger = new Session(server, { trigger: thingsTrigger(undefined, [lastOnly]) });
		world.fails('here1', minutesAgo);
		await trigger.activate();
		world.fails('there1', 1, 'there');
		expect(idsOf(await trigger.poll())).toEqual(['there1']);
		for (let polls = 0; polls < 40; polls += 1) {
			pass(23 * 60_000);
			expect(await trigger.poll()).toBeNull();
		}
		const size = JSON.stringify(trigger.state).length;
		// The same at another time.
		world.fails('here1');
		world.fails('there1', 0, 'there');
		expect(await trigger.poll()).toBeNull();
		for (let polls = 0; polls < 40; polls += 1) {
			world.fails(`next${polls}`);
			expect(idsOf(await trigger.poll())).toEqual([`next${polls}`]);
			pass(60 * 60_000);
		}
		expect(JSON.stringify(trigger.state).length).toBeLessThan(size + 300);
	});
});

describe('errors that further requests complete', () => {
	let complete: (error: IntegrationError) => IntegrationError[];
	const completing = windowFeed({
		name: 'Thing Failed',
		description: 'A thing failed',
		fields: {},
		sources: async function* (api) {
			for (const key of ['here', 'there']) {
				yield {
					key,
					read: async function* () {
						for (const row of api.rows(await api.get(route`/sources/${key}/errors`))) {
							yield anError(textOf(row['id']) ?? '', epochMs(row['at']) ?? 0);
						}
					},
					complete: async (error) => await Promise.resolve(complete(error)),
				};
			}
		},
	});
	const watch = (mostEvents: number) =>
		new Session(server, {
			trigger: thingsTrigger(undefined, [completing]),
			parameters: { options: { mostEvents } },
		});

	test('keep, where one of them cannot be, no other source from being emitted', async () => {
		complete = (error) => {
			if (error.eventId === 'here0') throw new Error('No metrics');
			return [error];
		};
		const trigger = watch(2);
		await trigger.activate();
		for (let number = 0; number < 5; number += 1) {
			world.fails(`here${number}`, 5 - number);
			world.fails(`there${number}`, 5 - number, 'there');
		}
		const emitted: unknown[] = [];
		for (let polls = 0; polls < 7; polls += 1) {
			emitted.push(...((await trigger.poll().catch(() => null))?.map(({ json }) => json['eventId']) ?? []));
		}
		expect(emitted.sort()).toEqual([
			'here1',
			'here2',
			'here3',
			'here4',
			'there0',
			'there1',
			'there2',
			'there3',
			'there4',
		]);
		complete = (error) => [error];
		expect(idsOf(await trigger.poll())).toEqual(['here0']);
	});

	test('use up nothing of what a poll emits where nothing was wrong', async () => {
		const log = recordLog();
		complete = (error) => (error.eventId.startsWith('bad') ? [error] : []);
		const trigger = watch(1);
		await trigger.activate();
		for (let number = 0; number < 4; number += 1) world.fails(`good${number}`, 5 - number);
		world.fails('bad1', 0.9);
		world.fails('bad2', 0.8, 'there');
		expect(idsOf(await trigger.poll())).toEqual(['bad1']);
		expect(idsOf(await trigger.poll())).toEqual(['bad2']);
		expect(await trigger.poll()).toBeNull();
		expect(JSON.stringify(log)).not.toContain('no time');
	});
});

test('a test in the editor completes a few at a time, until enough are of no integration that is excluded', async () => {
	let completed = 0;
	const open = windowFeed({
		name: 'Thing Failed',
		description: 'A thing failed',
		fields: {},
		sources: async function* () {
			yield await Promise.resolve({
				key: 'all',
				read: async function* () {
					for (let minutes = 1; minutes <= 60; minutes += 1) {
						const error = anError(`e${minutes}`, Date.now() - minutes * 60_000);
						yield await Promise.resolve({ ...error, integrationId: null });
					}
				},
			});
		},
		complete: async (_api, errors) => {
			completed += errors.length;
			const integrationId = (id: string) => (Number(id.slice(1)) > 30 ? 'quiet' : 'noisy');
			return await Promise.resolve(
				errors.map((error) => ({ ...error, integrationId: integrationId(error.eventId) })),
			);
		},
	});
	const watch = (options: object) =>
		new Session(server, {
			trigger: thingsTrigger(undefined, [open]),
			parameters: { options: { ...options } },
		});
	expect(idsOf(await watch({}).manual())).toEqual(['e1', 'e2', 'e3', 'e4', 'e5']);
	expect(completed).toBe(5);
	completed = 0;
	const quiet = await watch({ excludedIntegrations: 'noisy' }).manual();
	expect(idsOf(quiet)).toEqual(['e31', 'e32', 'e33', 'e34', 'e35']);
	expect(completed).toBe(35);
});

const placeOf = (id: unknown) => Number(String(id).slice(1));
