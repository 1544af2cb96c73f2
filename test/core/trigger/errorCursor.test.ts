import { describe, expect, test } from '@jest/globals';

import { decode, encode } from '../../../core/trigger/cursorText';
import type { CursorState } from '../../../core/trigger/cursorText';
import type { StepOptions } from '../../../core/trigger/errorCursor';
import {
	baselined,
	cursorFrom,
	leftOf,
	readFrom,
	settled,
	sinceMs,
	step,
} from '../../../core/trigger/errorCursor';
import type { IntegrationError } from '../../../core/shapes/IntegrationError';
import { anError, idsOf, readingOf } from './anError';

const NOW_MS = Date.UTC(2024, 0, 15, 12);
const MINUTE_MS = 60_000;
const options: StepOptions = {
	nowMs: NOW_MS,
	lateWindowMs: 10 * MINUTE_MS,
	mostEvents: 1000,
	mostRemembered: 20_000,
};
const ago = (id: string, minutes: number) => anError(id, NOW_MS - minutes * MINUTE_MS);
const poll = (state: CursorState, errors: readonly IntegrationError[], more: Partial<StepOptions> = {}) =>
	step(state, [readingOf('s', errors, more.nowMs ?? NOW_MS)], { ...options, ...more });
const marks = (errors: readonly IntegrationError[]) => errors.map((error) => leftOf(error, NOW_MS));
const hourAgo = cursorFrom(NOW_MS - 60 * MINUTE_MS);

describe('what is emitted', () => {
	test('oldest first over all sources, equal times in a fixed order, each id once', () => {
		const one = readingOf('one', [ago('a', 1), ago('b', 3), ago('c', 3)]);
		const two = readingOf('two', [ago('d', 2), ago('e', 4), ago('d', 2)]);
		const { emit } = step(hourAgo, [one, two], options);
		const again = step(hourAgo, [two, { ...one, held: [...one.held].reverse() }], options);
		expect(idsOf(emit).filter((id) => !['b', 'c'].includes(id))).toEqual(['e', 'd', 'a']);
		expect(idsOf(emit).slice(1, 3).sort()).toEqual(['b', 'c']);
		expect(idsOf(again.emit)).toEqual(idsOf(emit));
	});

	test('nothing from before the window, but what is late inside it', () => {
		const { state } = poll(hourAgo, [ago('a', 5)]);
		const { emit } = poll(state, [ago('late', 15), ago('too late', 15.1), ago('a', 5)]);
		expect(idsOf(emit)).toEqual(['late']);
		expect(sinceMs(state, 's', options.lateWindowMs)).toBe(NOW_MS - 15 * MINUTE_MS);
	});

	test('of an id that was read twice, the one that happened last', () => {
		const newer = anError('a', NOW_MS - 1, { message: 'newer' });
		expect(poll(hourAgo, [newer, ago('a', 5)]).emit).toEqual([newer]);
		expect(poll(hourAgo, [ago('a', 5), newer]).emit).toEqual([newer]);
	});

	test('an error whose time cannot be read, once', () => {
		const odd = { ...ago('a', 0), occurredAt: 'yesterday' };
		const first = poll(hourAgo, [odd]);
		expect(first.emit).toEqual([odd]);
		expect(poll(first.state, [odd], { nowMs: NOW_MS + 60 * MINUTE_MS }).emit).toEqual([]);
	});

	test('an error with a time in the future holds back none of those that follow', () => {
		const tomorrow = ago('tomorrow', -24 * 60);
		const first = poll(hourAgo, [tomorrow]);
		expect(sinceMs(first.state, 's', options.lateWindowMs)).toBe(NOW_MS - 10 * MINUTE_MS);
		expect(idsOf(poll(first.state, [tomorrow, ago('a', 0)]).emit)).toEqual(['a']);
	});

	test('what was left for the next poll, although a known error meanwhile has a far later time', () => {
		const known = poll(hourAgo, [ago('a', 50)]).state;
		const touched = [ago('a', 0), ago('b', 45), ago('c', 44), ago('d', 43)];
		const second = poll(known, touched, { mostEvents: 1 });
		const third = poll(second.state, touched);
		expect([idsOf(second.emit), idsOf(third.emit)]).toEqual([['b'], ['c', 'd']]);
	});
});

describe('the state', () => {
	test('of a source that was not read stays as it is; one never seen is read since the baseline', () => {
		const { state } = step(hourAgo, [readingOf('one', [ago('a', 5)])], options);
		const next = step(state, [readingOf('two', [ago('b', 1)])], options).state;
		expect(sinceMs(next, 'one', options.lateWindowMs)).toBe(NOW_MS - 15 * MINUTE_MS);
		expect(sinceMs(next, 'three', options.lateWindowMs)).toBe(NOW_MS - 60 * MINUTE_MS);
		expect(step(hourAgo, [readingOf('one', [])], options).state).toEqual(hourAgo);
	});

	test('of a source that could not be read at the baseline knows what was there, and nothing else', () => {
		const state = readFrom(hourAgo, 's', NOW_MS - MINUTE_MS);
		expect(decode(encode(state))).toEqual(state);
		expect(idsOf(poll(state, [ago('before', 2), ago('after', 0.5)]).emit)).toEqual(['after']);
		expect(sinceMs(state, 'other', options.lateWindowMs)).toBe(NOW_MS - 60 * MINUTE_MS);
	});

	test('once settled reaches no further back, and forgets the sources in which nothing is left', () => {
		const readings = [readingOf('old', [ago('a', 55)]), readingOf('s', [ago('b', 50), ago('c', 5)])];
		const { state } = step(hourAgo, readings, options);
		const later = settled(state, NOW_MS - 12 * MINUTE_MS);
		expect([...state.sources].length - [...later.sources].length).toBe(1);
		expect(sinceMs(later, 'old', options.lateWindowMs)).toBe(NOW_MS - 12 * MINUTE_MS);
		expect(sinceMs(later, 's', options.lateWindowMs)).toBe(NOW_MS - 12 * MINUTE_MS);
		expect(idsOf(poll(later, [ago('b', 50), ago('late', 11), ago('c', 5)]).emit)).toEqual(['late']);
		expect(settled(later, NOW_MS - 20 * MINUTE_MS)).toBe(later);
	});

	test('after a baseline knows all that was read, whatever the cap on events', () => {
		const errors = [ago('a', 5), ago('b', 1)];
		const state = baselined(hourAgo, 's', marks(errors), { ...options, mostEvents: 1 });
		expect(idsOf(poll(state, [...errors, ago('c', 8), ago('too early', 11)]).emit)).toEqual(['c']);
	});

	test('after a baseline of more than can be remembered knows the newest, and emits nothing older', () => {
		const errors = [ago('a', 5), ago('b', 4), ago('c', 3), ago('d', 2)];
		const few = { ...options, mostRemembered: 2 };
		const state = baselined(hourAgo, 's', marks(errors), few);
		const { emit } = poll(state, [...errors, ago('older', 4.5), ago('new', 2.5)], few);
		expect(idsOf(emit)).toEqual(['new']);
		expect(decode(encode(state))).toEqual(state);
	});

	test('that is read from the beginning emits all of one source, and of the others what it did before', () => {
		const state = readFrom(hourAgo, 's', 0);
		expect(idsOf(poll(state, [ago('ancient', 5000)]).emit)).toEqual(['ancient']);
		expect(step(state, [readingOf('t', [ago('ancient', 5000)])], options).emit).toEqual([]);
	});

	test('knows in every source what was seen in one: something moved', () => {
		const first = step(hourAgo, [readingOf('one', [ago('a', 50), ago('b', 5)])], options).state;
		const moved = step(first, [readingOf('two', [ago('a', 50), ago('b', 5), ago('c', 4)])], options);
		expect(idsOf(moved.emit)).toEqual(['c']);
	});

	test('emits an error that is in two sources at once, once', () => {
		const both = ['one', 'two'].map((source) => readingOf(source, [ago('a', 5)]));
		const { emit, state } = step(hourAgo, both, options);
		expect(idsOf(emit)).toEqual(['a']);
		expect(step(state, both, options).emit).toEqual([]);
	});

	test('once settled keeps a source that could not be read where it is', () => {
		const later = settled(hourAgo, NOW_MS - 5 * MINUTE_MS, ['unread']);
		expect(idsOf(step(later, [readingOf('unread', [ago('a', 30)])], options).emit)).toEqual(['a']);
		expect(step(later, [readingOf('read', [ago('b', 30)])], options).emit).toEqual([]);
	});

	test('emits nothing again when the window is made larger', () => {
		const { state } = poll(poll(hourAgo, [ago('a', 40)]).state, [ago('b', 5)]);
		expect(poll(state, [ago('a', 40), ago('b', 5)], { lateWindowMs: 60 * MINUTE_MS }).emit).toEqual([]);
	});

	test('survives being text', () => {
		const readings = [
			readingOf('one', [ago('a', 5), ago('b', 5), ago('c', 1)]),
			readingOf('two', [anError('d', -5000)]),
		];
		const { state } = step(cursorFrom(-10_000), readings, options);
		expect(decode(encode(state))).toEqual(state);
		expect(decode(encode(hourAgo))).toEqual(hourAgo);
	});

	test.each([
		undefined,
		null,
		5,
		'',
		'two words',
		'{"floor":1}',
		'lr|short,a,b',
		'lr|abcdefghij,a',
		'lr|abcdefghij,a,b,c=odd',
	])('of %j there is none', (text) => {
		expect(decode(text)).toBeUndefined();
	});
});

describe('its size', () => {
	/** The worst case: no two errors in the same second. */
	const errors = Array.from({ length: 10_000 }, (_, index) =>
		anError(`error-${index}`, NOW_MS - index * 1000),
	);
	const wide = { lateWindowMs: 10_000_000, mostEvents: 10_000 };

	test('is at most 24 bytes an error, and 10,000 errors stay under 256 KiB', () => {
		const text = encode(poll(cursorFrom(0), errors, wide).state);
		expect(Buffer.byteLength(text)).toBeLessThanOrEqual(24 * errors.length);
		expect(Buffer.byteLength(JSON.stringify(JSON.stringify({ cursor: text })))).toBeLessThan(256 * 1024);
		const [first] = decode(text)?.sources.values() ?? [];
		expect(first?.seen.size).toBe(10_000);
	});

	test('shrinks when the errors lie behind the window', () => {
		const full = poll(cursorFrom(0), errors, wide).state;
		const { state } = poll(full, [anError('new', NOW_MS + 20_000_000)], {
			...wide,
			nowMs: NOW_MS + 20_000_000,
		});
		expect(encode(settled(state, NOW_MS + 1000)).length).toBeLessThan(100);
	});

	test('the work of a poll grows with what was read: each error is looked at once', () => {
		let looks = 0;
		const watched = errors.map((error) =>
			Object.defineProperty({ ...error }, 'eventId', {
				get: () => {
					looks += 1;
					return error.eventId;
				},
			}),
		);
		const { state } = poll(cursorFrom(0), watched, wide);
		poll(state, watched, wide);
		expect(looks).toBe(2 * errors.length);
	});
});

describe('past the cap', () => {
	const few = { mostRemembered: 3 };

	test('the oldest go, are counted, and are not emitted again', () => {
		const errors = [ago('a', 5), ago('b', 4), ago('c', 3), ago('d', 2), ago('e', 1)];
		const { emit, state, forgotten } = poll(hourAgo, errors, few);
		expect(idsOf(emit)).toEqual(['a', 'b', 'c', 'd', 'e']);
		expect(forgotten).toBe(2);
		expect(poll(state, [...errors, ago('f', 0)], few).emit).toHaveLength(1);
		expect(idsOf(poll(state, [ago('older than c', 3.5)], few).emit)).toEqual(['older than c']);
		expect(poll(state, [ago('older than b', 4.5)], few).emit).toEqual([]);
	});

	test('a source may be forgotten wholly: it is not emitted again, the others go on', () => {
		const quiet = readingOf('quiet', [ago('old', 50)]);
		const busy = readingOf('busy', [ago('a', 3), ago('b', 2), ago('c', 1)]);
		const { state, forgotten } = step(hourAgo, [quiet, busy], { ...options, ...few });
		expect(forgotten).toBe(1);
		const next = step(state, [quiet, busy, readingOf('new', [ago('n', 49)])], {
			...options,
			...few,
		});
		expect(idsOf(next.emit)).toEqual(['n']);
	});

	test('however many lie in one second, each is emitted once', () => {
		const storm = Array.from({ length: 50 }, (_, index) => ago(`storm ${index}`, 1));
		let state: CursorState = hourAgo;
		const emitted: string[] = [];
		for (let round = 0; round < 12; round += 1) {
			const result = poll(state, storm, { mostRemembered: 7, mostEvents: 5 });
			emitted.push(...idsOf(result.emit));
			state = result.state;
		}
		expect(emitted.sort()).toEqual(idsOf(storm).sort());
	});

	test('what was read and not emitted is never forgotten', () => {
		const known = poll(hourAgo, [ago('a', 3), ago('b', 2), ago('c', 1)], few).state;
		const late = ['f', 'e', 'd'].map((id, index) => ago(id, 8 - index));
		const first = poll(known, late, { ...few, mostEvents: 1 });
		const second = poll(first.state, late, few);
		expect([...idsOf(first.emit), ...idsOf(second.emit)]).toEqual(['f', 'e', 'd']);
	});
});
