import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';

import { firstSpeed, nextSpeed, type PaceLimits, type Sign, type Speed } from '../../../core/request/Speed';

const LIMITS: PaceLimits = { inFlight: 50, requestsPerSecond: 200, burst: 100 };

const good = (more: Partial<Sign> = {}): Sign => ({
	is: 'good',
	sentMs: 0,
	endedMs: 50,
	isFull: true,
	startedLately: 100,
	...more,
});

/** The speed after these signs, one after the other. */
const after = (signs: readonly Sign[], limits = LIMITS, from = firstSpeed(limits)): Speed =>
	signs.reduce((speed, sign) => nextSpeed(speed, sign, limits), from);

const times = (count: number, sign: Sign) => Array.from({ length: count }, () => sign);

describe('the speed', () => {
	test('starts modestly, and never above the limit', () => {
		expect(firstSpeed(LIMITS)).toMatchObject({ inFlight: 10, perSecond: 200 });
		expect(firstSpeed({ inFlight: 1 })).toMatchObject({ inFlight: 1, perSecond: Infinity });
	});

	test('grows by one with each good answer until something goes wrong, then by one a round trip', () => {
		expect(after(times(5, good())).inFlight).toBe(15);
		const cut = after([...times(10, good()), good({ is: 'lost' })]);
		expect(cut.inFlight).toBe(10);
		const later = good({ sentMs: 100, endedMs: 150 });
		expect(after(times(10, later), LIMITS, cut).inFlight).toBeCloseTo(11, 0);
	});

	test('grows only where more could not have been under way', () => {
		expect(after(times(9, good({ isFull: false }))).inFlight).toBe(10);
	});

	test.each(['refused', 'low'] as const)('is cut at once where the platform shows a limit (%s)', (is) => {
		const speed = after([...times(10, good()), good({ is, startedLately: 120 })]);
		expect(speed).toMatchObject({ inFlight: 10, perSecond: 90, isStarting: false });
	});

	test.each([
		[1, {}],
		[20, { slowestPerSecond: 20 }],
	])('never falls below %i a second (%j)', (slowest, more) => {
		const limits = { ...LIMITS, ...more };
		const refused = [100, 200, 300].map((sentMs) =>
			good({ is: 'refused', sentMs, endedMs: sentMs + 50, startedLately: 1 }),
		);
		expect(after(refused, limits).perSecond).toBe(slowest);
	});

	test('is cut once for all that was under way', () => {
		const one = after([...times(10, good()), good({ is: 'refused' })]);
		expect(after(times(20, good({ is: 'refused', sentMs: 40, endedMs: 60 })), LIMITS, one)).toEqual(one);
	});

	test('keeps its rate, and two at a time, where answers get lost: one that hangs holds up no other', () => {
		const lost = [100, 200, 300, 400, 500].map((sentMs) =>
			good({ is: 'lost', sentMs, endedMs: sentMs + 50 }),
		);
		expect(after(lost)).toMatchObject({ inFlight: 2, perSecond: 200 });
	});

	test('falls when answers take longer than usual, down to what it starts with, until that is the usual', () => {
		const usual = after(times(40, good()));
		const slow = (nth: number) => good({ sentMs: nth * 1000, endedMs: nth * 1000 + 900 });
		const slower = after([1, 2, 3, 4, 5].map(slow), LIMITS, usual);
		expect(slower.inFlight).toBeLessThan(usual.inFlight);
		const long = after(
			Array.from({ length: 300 }, (_, nth) => slow(nth + 1)),
			LIMITS,
			usual,
		);
		expect(long.inFlight).toBeGreaterThanOrEqual(10);
		const settled = after(
			Array.from({ length: 1500 }, (_, nth) => slow(nth + 301)),
			LIMITS,
			long,
		);
		expect(settled.inFlight).toBeGreaterThan(long.inFlight);
	});

	test('gets its rate back, a little with each good answer', () => {
		const refused = after([good({ is: 'refused', startedLately: 1 })]);
		expect(refused.perSecond).toBe(1);
		const later = times(200, good({ sentMs: 100, endedMs: 150 }));
		const back = after(later, LIMITS, refused);
		expect(back.perSecond).toBeGreaterThan(30);
		expect(back.perSecond).toBeLessThanOrEqual(200);
	});
});

const limits = fc.record({
	inFlight: fc.integer({ min: 1, max: 50 }),
	requestsPerSecond: fc.option(fc.integer({ min: 1, max: 500 }), { nil: Number.POSITIVE_INFINITY }),
});
const sign = fc.record({
	is: fc.constantFrom('good', 'low', 'refused', 'lost'),
	sentMs: fc.integer({ min: 0, max: 100_000 }),
	tookMs: fc.integer({ min: 0, max: 30_000 }),
	isFull: fc.boolean(),
	startedLately: fc.integer({ min: 1, max: 1000 }),
});

describe('whatever the answers are', () => {
	const signs = fc
		.array(sign, { maxLength: 200 })
		.map((drawn) => drawn.map(({ tookMs, ...rest }): Sign => ({ ...rest, endedMs: rest.sentMs + tookMs })));

	test('the speed stays within the limits, and never stops', () => {
		fc.assert(
			fc.property(limits, signs, (most, answers) => {
				let speed = firstSpeed(most);
				for (const answer of answers) {
					speed = nextSpeed(speed, answer, most);
					expect(speed.inFlight).toBeGreaterThanOrEqual(1);
					expect(speed.inFlight).toBeLessThanOrEqual(most.inFlight);
					expect(speed.perSecond).toBeGreaterThanOrEqual(1);
					expect(speed.perSecond).toBeLessThanOrEqual(most.requestsPerSecond);
				}
			}),
		);
	});

	test('a bad one never makes it faster, and a good one never slower unless answers take longer', () => {
		fc.assert(
			fc.property(limits, signs, sign, (most, answers, { tookMs, ...last }) => {
				const before = after(answers, most);
				const next = nextSpeed(before, { ...last, endedMs: last.sentMs + tookMs }, most);
				if (last.is !== 'good') {
					expect(next.inFlight).toBeLessThanOrEqual(before.inFlight);
					expect(next.perSecond).toBeLessThanOrEqual(before.perSecond);
				} else if (tookMs <= (before.usualMs ?? tookMs) && (before.recentMs ?? 0) <= (before.usualMs ?? 0)) {
					expect(next.inFlight).toBeGreaterThanOrEqual(before.inFlight);
					expect(next.perSecond).toBeGreaterThanOrEqual(before.perSecond);
				}
			}),
		);
	});

	test('good ones bring it back to its limits', () => {
		fc.assert(
			fc.property(limits, signs, (most, answers) => {
				let speed = after(answers, most);
				for (let nth = 0; nth < 5000; nth += 1) {
					const sentMs = 200_000 + nth * 10;
					speed = nextSpeed(speed, good({ sentMs, endedMs: sentMs + 5 }), most);
				}
				expect(speed.inFlight).toBe(most.inFlight);
				if (most.requestsPerSecond <= 100) expect(speed.perSecond).toBe(most.requestsPerSecond);
			}),
			{ numRuns: 20 },
		);
	});
});
