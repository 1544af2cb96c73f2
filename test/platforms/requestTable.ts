import { expect, test } from '@jest/globals';
import { camelCase } from 'lodash';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { AnyFeed } from '../../core/trigger';
import type { PollSession } from '../engine';
import { pass } from './ownDate';

/** The table of docs/reliability.md stands between these lines, and nothing else does. */
const TABLE = /<!-- requests of the triggers, from here -->\n([^]*?)<!-- to here -->/;
/** Of thousands of requests each is like those of a hundred: not worth the time of every run. */
const MOST_REQUESTS = process.env['EVERY_COUNT'] === '1' ? Number.POSITIVE_INFINITY : 250;
const LONGEST_MS = 600_000;
/** Of integrations, or whatever else the row counts. */
const COUNTS = [1, 100, 1000] as const;
const MINUTE_MS = 60_000;

/** One event, and how it comes about. */
export interface CountedEvent {
	/** As the table names it: the event, and what its number of requests depends on where that is no integration. */
	readonly event: string;
	/** A trigger that watches so many things. */
	readonly watch: (count: number) => PollSession;
	/** Something to emit. */
	readonly change: () => unknown;
	/** Whether it counts only when two polls find it. */
	readonly countsTwice?: boolean;
}

/** Events with the changes that they are of, by their names. `watch` is given an event's value. */
export function eventsOf(
	changes: Readonly<Record<string, () => unknown>>,
	watch: (event: string, count: number) => PollSession,
): CountedEvent[] {
	return Object.entries(changes).map(([event, change]) => ({
		event,
		change,
		watch: (count) => watch(camelCase(event), count),
	}));
}

/** What is counted on a platform, on a date of the test's own. */
export interface CountedPlatform {
	readonly platform: string;
	readonly feeds: readonly AnyFeed[];
	readonly events: readonly CountedEvent[];
	/** Requests until now, without the sign-ins. */
	readonly asked: () => number;
}

/** Measures what publishing, a quiet poll, and a poll with news cost, and compares them with the table of docs/reliability.md. */
export function countRequests({ platform, feeds, events, asked }: CountedPlatform): void {
	const expected = rowsOf(platform);

	test('the table has all events', () => {
		expect([...expected.keys()].sort()).toEqual(events.map(({ event }) => event).sort());
		const named = new Set(events.map(({ event }) => event.split(' (')[0]));
		expect([...named].sort()).toEqual(feeds.map(({ name }) => name).sort());
	});

	test('each of its cells is a number, or one for each count', () => {
		const costs = [...expected.values()].flat().flatMap((cost) => Object.values(cost));
		expect(costs.length).toBeGreaterThan(0);
		expect(costs.filter((cost) => !Number.isFinite(cost))).toEqual([]);
	});

	test.each(events)('$event grows evenly from 100 to 1,000', ({ event }) => {
		const [one, hundred, thousand] = expected.get(event) ?? [];
		for (const poll of ['publishing', 'quiet', 'news']) {
			const [first, middle, last] = [one, hundred, thousand].map((costs) => costs?.[poll] ?? NaN);
			const eachMore = ((middle ?? NaN) - (first ?? NaN)) / 99;
			// What a list has on a page is no whole number of requests each.
			if ((last ?? NaN) > MOST_REQUESTS) expect(last).toBe((middle ?? NaN) + 900 * eachMore);
		}
	});

	const cases = COUNTS.flatMap((count, at) => events.map((event) => ({ ...event, count, at })));
	const measured = cases.filter(({ event, at }) => {
		const { publishing = 0, quiet = 0, news = 0 } = expected.get(event)?.[at] ?? {};
		return Math.max(publishing, quiet, news) <= MOST_REQUESTS;
	});
	test.each(measured)(
		'$event, $count',
		async ({ event, watch, change, countsTwice = false, count, at }) => {
			const session = watch(count);
			const counted = async (hasNews: boolean, poll: () => Promise<unknown>) => {
				const before = asked();
				expect((await poll()) !== null).toBe(hasNews);
				return asked() - before;
			};
			const next = async () => {
				pass(MINUTE_MS);
				return await session.poll();
			};
			const publishing = await counted(false, async () => await session.activate());
			// Publishing signed in, which is a changed credential: whose account it is is asked once more.
			await next();
			const quiet = await counted(false, next);
			change();
			if (countsTwice) expect(await counted(false, next)).toBe(quiet);
			const news = await counted(true, next);
			expect({ publishing, quiet, news }).toEqual(expected.get(event)?.[at]);
		},
		LONGEST_MS,
	);
}

/** The rows of a platform, by their events: for each of COUNTS. */
function rowsOf(platform: string): ReadonlyMap<string, ReadonlyArray<Readonly<Record<string, number>>>> {
	const text = readFileSync(join(__dirname, '../../docs/reliability.md'), 'utf8');
	const [, table = ''] = TABLE.exec(text) ?? [];
	const rows = table
		.split('\n')
		.map((line) => line.split('|').map((cell) => cell.trim()))
		.filter(([, first]) => first === platform);
	return new Map(
		rows.map(([, , event = '', ...cells]) => {
			const [publishing, quiet, news] = cells.map(numbersIn);
			const costs = COUNTS.map((_, at) => ({
				publishing: publishing?.[at] ?? NaN,
				quiet: quiet?.[at] ?? NaN,
				news: news?.[at] ?? NaN,
			}));
			return [event, costs];
		}),
	);
}

/** `2 / 101 / 1,001`; one number stands for all three. */
function numbersIn(cell: string): number[] {
	const numbers = cell.split('/').map((number) => Number(number.replace(',', '')));
	return numbers.length === 1 ? COUNTS.map(() => numbers[0] ?? NaN) : numbers;
}
