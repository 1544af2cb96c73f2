import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import type { Observation } from '../../../core/trigger/snapshot';
import type { ComparisonOptions, SnapshotState } from '../../../core/trigger/snapshot';
import { compare } from '../../../core/trigger/snapshot';
import { anError, idsOf } from './anError';

const NOW_MS = Date.UTC(2024, 0, 15, 12);
const DAY_MS = 86_400_000;
const options: ComparisonOptions = { nowMs: NOW_MS, mostEvents: 1000, rememberGoneMs: 0 };
const nothing: SnapshotState = { present: {}, gone: {} };

/** Every change is an event whose id says from what to what. */
const seen = (key: string, value: string, occurredAtMs = NOW_MS): Observation => ({
	key,
	value,
	event: (previous) => anError(`${key}:${previous ?? 'new'}>${value}`, occurredAtMs),
});
const noEvent = (key: string, value: string): Observation => ({ key, value, event: () => undefined });
const gone = (key: string, previous: string) => anError(`${key}:${previous}>gone`, NOW_MS);
const known = (present: Record<string, string>): SnapshotState => ({ present, gone: {} });

describe('one comparison', () => {
	test('takes as known what its keys say', () => {
		const baseline = { ...options, known: ['a'] };
		expect(compare(nothing, [seen('a', '1')], baseline)).toEqual({ emit: [], state: known({ a: '1' }) });
	});

	test('emits what is new or changed, not what is as it was', () => {
		const now = [seen('same', '1'), seen('changed', '2'), seen('added', '1')];
		const { emit, state } = compare(known({ same: '1', changed: '1' }), now, options);
		expect(idsOf(emit)).toEqual(['changed:1>2', 'added:new>1']);
		expect(state).toEqual(known({ same: '1', changed: '2', added: '1' }));
		expect(compare(state, now, options)).toEqual({ emit: [], state });
	});

	test('remembers a change that is no event', () => {
		const { emit, state } = compare(known({ a: '1' }), [noEvent('a', '2')], options);
		expect([emit, state]).toEqual([[], known({ a: '2' })]);
	});

	test('emits oldest first', () => {
		const now = [seen('a', '1', NOW_MS), seen('b', '1', NOW_MS - 5), seen('c', '1', NOW_MS - 5)];
		expect(idsOf(compare(nothing, now, options).emit)).toEqual(['b:new>1', 'c:new>1', 'a:new>1']);
	});

	test('takes a thing that was listed twice (a page moved) as it was last', () => {
		const { emit, state } = compare(nothing, [seen('a', '1'), seen('a', '2')], options);
		expect(idsOf(emit)).toEqual(['a:new>2']);
		expect(state).toEqual(known({ a: '2' }));
	});

	test('forgets what is gone since longest beyond ten thousand', () => {
		const before = Object.fromEntries([...Array(10_001).keys()].map((at) => [`k${at}`, '1']));
		const remembering = { ...options, rememberGoneMs: DAY_MS };
		const state = { present: { last: '1' }, gone: { first: ['1', NOW_MS - 5] as [string, number] } };
		const { gone: left } = compare(state, [], remembering).state;
		expect(Object.keys(left).sort()).toEqual(['first', 'last']);
		const full = compare({ ...state, present: before }, [], remembering).state;
		expect(Object.keys(full.gone)).toHaveLength(10_000);
		expect(full.gone).not.toHaveProperty('first');
	});

	test('is not misled by keys that every object has', () => {
		const now = [seen('constructor', '1'), seen('toString', '1')];
		const { emit, state } = compare(nothing, now, options);
		expect(idsOf(emit)).toEqual(['constructor:new>1', 'toString:new>1']);
		expect(compare(state, now, options).emit).toEqual([]);
	});
});

describe('what disappears', () => {
	test('is remembered otherwise, and there, as long as that is not said to be its end', () => {
		const second = (key: string, previous: string) =>
			previous.endsWith('missed') ? gone(key, previous) : `${previous} missed`;
		const missing = { ...options, gone: second };
		const once = compare(known({ a: '1' }), [], { ...missing, mostEvents: 0 });
		expect(once).toEqual({ emit: [], state: known({ a: '1 missed' }) });
		const twice = compare(once.state, [], missing);
		expect(idsOf(twice.emit)).toEqual(['a:1 missed>gone']);
		expect(twice.state).toEqual(nothing);
		expect(compare(once.state, [], { ...missing, unreadable: ['a'] })).toEqual(once);
	});

	test('is emitted where that is an event, once', () => {
		const { emit, state } = compare(known({ a: '1' }), [], { ...options, gone });
		expect([idsOf(emit), state]).toEqual([['a:1>gone'], nothing]);
		expect(compare(known({ a: '1' }), [], options)).toEqual({ emit: [], state: nothing });
	});

	test('and returns is compared with how it was, as long as that is remembered', () => {
		const remembering = { ...options, rememberGoneMs: DAY_MS };
		const { state } = compare(known({ a: '5' }), [], remembering);
		const soon = { ...remembering, nowMs: NOW_MS + DAY_MS - 1 };
		const late = { ...remembering, nowMs: NOW_MS + DAY_MS };
		expect(compare(state, [seen('a', '5')], soon)).toEqual({ emit: [], state: known({ a: '5' }) });
		expect(idsOf(compare(state, [seen('a', '6')], soon).emit)).toEqual(['a:5>6']);
		expect(idsOf(compare(state, [seen('a', '5')], late).emit)).toEqual(['a:new>5']);
		expect(compare(state, [], soon).state).toEqual(state);
		expect(compare(state, [], late).state).toEqual(nothing);
	});
});

describe('a value that depends on what was remembered', () => {
	/** Counts how often the thing came back, which is an event. */
	const returning = (key: string): Observation => ({
		key,
		value: (previous, hadGone) => String(Number(previous ?? 0) + (hadGone ? 1 : 0)),
		event: (previous) => anError(`${key}:${previous ?? 'new'}`, NOW_MS),
	});
	const remembering = { ...options, rememberGoneMs: DAY_MS };
	const step = (state: SnapshotState, ...keys: string[]) => {
		const { emit, state: after } = compare(state, keys.map(returning), remembering);
		return { ids: idsOf(emit), state: after };
	};

	test('makes each return an event of its own, the same one from the same state', () => {
		const away = step(known({ constructor: '0' })).state;
		const back = step(away, 'constructor');
		expect(back.ids).toEqual(['constructor:0']);
		expect(step(away, 'constructor')).toEqual(back);
		expect(step(back.state, 'constructor').ids).toEqual([]);
		expect(step(step(back.state).state, 'constructor').ids).toEqual(['constructor:1']);
	});

	test('keeps a return for which there was no room', () => {
		const away = step(known({ a: '0', b: '0' })).state;
		const now = ['a', 'b'].map(returning);
		const first = compare(away, now, { ...remembering, mostEvents: 1 });
		expect(idsOf(first.emit)).toEqual(['a:0']);
		expect(idsOf(compare(first.state, now, remembering).emit)).toEqual(['b:0']);
	});
});

describe('what cannot be read', () => {
	const without = (...unreadable: string[]) => ({ ...options, gone, unreadable });

	test('counts as unchanged, neither gone nor new when it is back', () => {
		const before = known({ 'a/1': '1', 'b/1': '1' });
		const { emit, state } = compare(before, [seen('a/1', '2')], without('b/'));
		expect([idsOf(emit), state]).toEqual([['a/1:1>2'], known({ 'a/1': '2', 'b/1': '1' })]);
		expect(idsOf(compare(state, [seen('a/1', '2'), seen('b/1', '3')], without()).emit)).toEqual(['b/1:1>3']);
	});

	test('at the baseline is taken as known when it is read first, and then compared', () => {
		const atFirst = { ...without('b/'), known: ['a/', 'b/'] };
		const baseline = compare(nothing, [seen('a/1', '1')], atFirst).state;
		expect(baseline).toEqual({ ...known({ 'a/1': '1' }), unread: ['b/'] });
		const still = compare(baseline, [seen('a/1', '1')], without('b/')).state;
		const read = compare(still, [seen('a/1', '2'), seen('b/1', '1')], without());
		expect([idsOf(read.emit), read.state]).toEqual([['a/1:1>2'], known({ 'a/1': '2', 'b/1': '1' })]);
	});

	test('later is new when it is read first', () => {
		const { state } = compare(known({}), [], without('b/'));
		expect(idsOf(compare(state, [seen('b/1', '1')], without()).emit)).toEqual(['b/1:new>1']);
	});
});

test('beyond the cap a change is emitted next time, from how it was', () => {
	const two = { ...options, mostEvents: 2, gone };
	const before = known({ a: '1', b: '1', c: '1' });
	const now = [seen('a', '2'), seen('b', '2'), seen('d', '1'), seen('e', '1')];
	const first = compare(before, now, two);
	const second = compare(first.state, now, two);
	const third = compare(second.state, now, two);
	expect(idsOf(first.emit)).toEqual(['a:1>2', 'b:1>2']);
	expect(first.state.present).toEqual({ a: '2', b: '2', c: '1' });
	expect(idsOf([...second.emit, ...third.emit]).sort()).toEqual(['c:1>gone', 'd:new>1', 'e:new>1']);
	expect(third.state).toEqual(known({ a: '2', b: '2', d: '1', e: '1' }));
});

test('beyond the cap the oldest come first, in whatever order the platform lists them', () => {
	const two = { ...options, mostEvents: 2, gone: (key: string) => anError(`${key}:gone`, NOW_MS - 7) };
	const before = known({ lost: '1', old: '1' });
	const now = [seen('new', '1', NOW_MS), seen('old', '2', NOW_MS - 9), seen('middle', '1', NOW_MS - 5)];
	const first = compare(before, now, two);
	expect(idsOf(first.emit)).toEqual(['old:1>2', 'lost:gone']);
	expect(first.state).toEqual(known({ old: '2' }));
	const second = compare(first.state, now, { ...two, mostEvents: 1 });
	expect(idsOf(second.emit)).toEqual(['middle:new>1']);
	expect(idsOf(compare(second.state, now, two).emit)).toEqual(['new:new>1']);
});

/** A thing's life as the trigger emits it: its value at each poll at which it was seen to be another than before. */
const KEYS = ['a', 'b', 'c', 'd'];
const world = fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom('1', '2', '3'));

test('whatever happens, every change is emitted exactly once', () => {
	fc.assert(
		fc.property(fc.array(world, { maxLength: 10 }), fc.integer({ min: 1, max: 4 }), (worlds, mostEvents) => {
			const emitted: Record<string, string[]> = Object.fromEntries(KEYS.map((key) => [key, []]));
			let state = nothing;
			const poll = (things: Record<string, string>, most: number) => {
				const now = Object.entries(things).map(([key, value]) => seen(key, value));
				const result = compare(state, now, { ...options, mostEvents: most, gone });
				for (const id of idsOf(result.emit)) emitted[id.slice(0, 1)]?.push(id.slice(2));
				state = result.state;
				return result.emit.length;
			};
			const counts = worlds.map((things) => poll(things, mostEvents));
			const last = worlds.at(-1) ?? {};
			// Each poll emits at least one of what is left; more polls than changes would be a poll that never ends.
			for (let left = 100; left > 0 && poll(last, mostEvents) > 0; left -= 1);
			const lives = KEYS.map((key) => {
				const changes = (emitted[key] ?? []).map((change) => change.split('>'));
				// Each begins where the one before ended, so nothing was emitted twice and nothing was left out.
				const ends = changes.map(([, end]) => end);
				const before = ['', ...ends].map((end) => (end === 'gone' ? 'new' : end));
				const isWhole = changes.every(
					([begin, end], index) => begin !== end && (index === 0 || begin === before[index]),
				);
				return { isWhole, end: ends.at(-1) ?? 'gone' };
			});
			// One expectation a run: each costs more than the run itself.
			expect({ isWithinCap: counts.every((count) => count <= mostEvents), lives, state }).toEqual({
				isWithinCap: true,
				lives: KEYS.map((key) => ({ isWhole: true, end: last[key] ?? 'gone' })),
				state: known(last),
			});
		}),
		{ numRuns: 1000 },
	);
});
