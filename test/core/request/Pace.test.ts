import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

import pLimit from 'p-limit';

import { Pace, type Patience, type Start, type Turn } from '../../../core/request/Pace';
import type { Sign } from '../../../core/request/Speed';
import { turnOf } from './turnOf';
import { VirtualClock } from './VirtualClock';

let clock: VirtualClock;
beforeEach(() => {
	clock = new VirtualClock();
});
afterEach(() => {
	jest.useRealTimers();
});

const REFUSAL = { status: 429, message: 'slow down' };
const LIMITS = { requestsPerSecond: 10, burst: 3, inFlight: 5 };

/** A server's answers: how long each takes, and what it is. */
type Answer = (nth: number) => { readonly tookMs: number; readonly is: Sign['is'] };
const AT_ONCE: Answer = () => ({ tookMs: 0, is: 'good' });

const isStart = (turn: Turn): turn is Start => typeof turn === 'object' && 'end' in turn;

/** Sends so many requests as fast as the pace lets them; when each started, and how many were under way at most. */
async function sent(pace: Pace, count: number, answer = AT_ONCE, patience: Partial<Patience> = {}) {
	const startedMs: number[] = [];
	const turns: Turn[] = [];
	let underWay = 0;
	let most = 0;
	const one = async () => {
		const turn = await turnOf(pace, patience);
		turns.push(turn);
		if (!isStart(turn)) return;
		startedMs.push(clock.now());
		underWay += 1;
		most = Math.max(most, underWay);
		const { tookMs, is } = answer(startedMs.length);
		await clock.sleep(tookMs);
		underWay -= 1;
		turn.end(is);
	};
	// As many at a time as a node has items in work.
	const slots = pLimit(60);
	await clock.until(Promise.all(Array.from({ length: count }, async () => await slots(one))));
	return { startedMs, most, turns };
}

describe('starts', () => {
	test('a burst at once, then evenly', async () => {
		const { startedMs } = await sent(new Pace(LIMITS), 6);
		expect(startedMs).toEqual([0, 0, 0, 100, 200, 300]);
	});

	test('a rest gives the burst back, but no more than the burst', async () => {
		const pace = new Pace(LIMITS);
		await sent(pace, 6);
		await clock.pass(60_000);
		const beginMs = clock.now();
		const { startedMs } = await sent(pace, 5);
		expect(startedMs.map((ms) => ms - beginMs)).toEqual([0, 0, 0, 100, 200]);
	});

	test('none while the platform asked to wait, whoever asked for a turn before', async () => {
		const pace = new Pace({ inFlight: 1 });
		pace.hold(1000, REFUSAL);
		pace.hold(10, REFUSAL);
		const held = await sent(pace, 2, (nth) => {
			if (nth === 1) pace.hold(500, REFUSAL);
			return { tookMs: 0, is: 'good' };
		});
		expect(held.startedMs).toEqual([1000, 1500]);
	});

	test('are at most so many at a time, and more once answers are good', async () => {
		const pace = new Pace({ inFlight: 16 });
		expect(pace.inFlight).toBe(10);
		const { most, startedMs } = await sent(pace, 80, () => ({ tookMs: 50, is: 'good' }));
		expect([most, pace.inFlight]).toEqual([16, 16]);
		expect(startedMs.filter((ms) => ms === 0)).toHaveLength(10);
	});

	test('a request that was not sent says nothing and makes room', async () => {
		const pace = new Pace({ inFlight: 1 });
		const first = await turnOf(pace);
		const second = turnOf(pace);
		if (!isStart(first)) throw new Error('It had to wait');
		first.end();
		expect(await clock.until(second)).toHaveProperty('end');
	});
});

describe('a platform with a limit that nobody documented', () => {
	/** A bucket of requests that refuses what it cannot hold. */
	const bucket = (perSecond: number, size: number): Answer => {
		let level = 0;
		let seenMs = 0;
		return () => {
			level = Math.max(0, level - ((clock.now() - seenMs) * perSecond) / 1000);
			seenMs = clock.now();
			const isRefused = level + 1 > size;
			if (!isRefused) level += 1;
			return { tookMs: 50, is: isRefused ? 'refused' : 'good' };
		};
	};

	test('is asked nearly as fast as it allows, with few refusals', async () => {
		const refused: number[] = [];
		const answer = bucket(100, 20);
		const { startedMs } = await sent(new Pace({ inFlight: 50 }), 3000, (nth) => {
			const { tookMs, is } = answer(nth);
			if (is === 'refused') refused.push(nth);
			return { tookMs, is };
		});
		const seconds = (startedMs.at(-1) ?? 0) / 1000;
		expect(3000 / seconds).toBeGreaterThan(75);
		expect(refused.length).toBeLessThan(3000 * 0.05);
	});

	test('is asked again at once after its first refusal, however many requests went before', async () => {
		const { startedMs } = await sent(new Pace({ inFlight: 10 }), 1040, (nth) => ({
			tookMs: 100,
			is: nth === 1000 ? 'refused' : 'good',
		}));
		expect((startedMs.at(-1) ?? 0) - (startedMs[1000] ?? 0)).toBeLessThan(2000);
	});

	test('that is documented is not refused at all', async () => {
		const refused: number[] = [];
		const answer = bucket(300, 1000);
		const documented = new Pace({ requestsPerSecond: 225, burst: 750, inFlight: 50 });
		const { startedMs } = await sent(documented, 3000, (nth) => {
			const { tookMs, is } = answer(nth);
			if (is === 'refused') refused.push(nth);
			return { tookMs, is };
		});
		expect(refused).toEqual([]);
		expect(startedMs.at(-1)).toBeLessThan(10_100);
	});
});

describe('a request may wait', () => {
	test('until it must have started, not longer', async () => {
		const pace = new Pace({ inFlight: 1 });
		await turnOf(pace);
		expect(await clock.until(turnOf(pace, { startByMs: 700 }))).toBe('late');
		expect(clock.now()).toBe(700);
		expect(await clock.until(turnOf(pace, { startByMs: 700 }))).toBe('late');
	});

	test.each([{ pauseMs: 4999 }, { startByMs: 4000 }])(
		'for a pause no longer than it may: %p is told at once',
		async (patience) => {
			const pace = new Pace(LIMITS);
			pace.hold(5000, { ...REFUSAL, askedDelayMs: 4000 });
			expect(await turnOf(pace, patience)).toEqual({ pausedBy: { ...REFUSAL, askedDelayMs: 5000 } });
			expect(clock.now()).toBe(0);
		},
	);

	test('for a pause that it may wait for', async () => {
		const pace = new Pace(LIMITS);
		pace.hold(5000, REFUSAL);
		const { startedMs } = await sent(pace, 1, AT_ONCE, { pauseMs: 5000, startByMs: 5001 });
		expect(startedMs).toEqual([5000]);
	});

	test.each([
		[
			'no longer than it may, however often one follows another',
			'refused',
			{ pausedBy: { ...REFUSAL, askedDelayMs: 30_000 } },
			60_000,
		],
		[
			'however many there are, as long as requests succeed in between',
			'good',
			expect.objectContaining({ end: expect.any(Function) }),
			300_000,
		],
	] as const)('for pauses: %s', async (_what, is, came, ms) => {
		const pace = new Pace({ inFlight: 1 });
		for (let nth = 0; nth < 10; nth += 1)
			void turnOf(pace).then(async (turn) => {
				pace.hold(30_000, REFUSAL);
				await clock.sleep(10);
				if (isStart(turn)) turn.end(is);
			});
		expect(await clock.until(turnOf(pace, { pauseMs: 60_000 }))).toEqual(came);
		expect(Math.round(clock.now() / 1000) * 1000).toBe(ms);
	});

	test('no longer than somebody needs it, and takes no start from others', async () => {
		const pace = new Pace({ ...LIMITS, burst: 1 });
		await turnOf(pace);
		let isOver = false;
		const dismissed = turnOf(pace, { isOver: () => isOver });
		isOver = true;
		expect(isStart(await clock.until(turnOf(pace)))).toBe(true);
		expect(await dismissed).toBe('over');
		expect(clock.now()).toBe(100);
	});

	test('until it is stopped, however long the others wait', async () => {
		const pace = new Pace({ inFlight: 1 });
		await turnOf(pace);
		const stop = new AbortController();
		const waiting = turnOf(pace, { signal: stop.signal });
		await clock.pass(1000);
		stop.abort();
		await expect(clock.until(waiting)).rejects.toThrow('canceled');
		expect(clock.now()).toBeLessThanOrEqual(1250);
	});
});

describe('a request with a deadline', () => {
	test('goes before those without one, and finds room beyond what they fill', async () => {
		const pace = new Pace({ inFlight: 2 });
		await Promise.all([turnOf(pace), turnOf(pace)]);
		void turnOf(pace);
		expect(await turnOf(pace, { startByMs: 1000 })).toHaveProperty('end');
		expect(await clock.until(turnOf(pace, { startByMs: 1000 }))).toBe('late');
		expect(clock.now()).toBe(1000);
	});

	test('never makes two of one at a time', async () => {
		const pace = new Pace({ inFlight: 1 });
		await turnOf(pace);
		expect(await clock.until(turnOf(pace, { startByMs: 1000 }))).toBe('late');
	});
});

test('is idle since its last request ended, unless something waits or a pause is on', async () => {
	const pace = new Pace({ inFlight: 1 });
	expect(pace.idleSinceMs).toBe(0);
	await sent(pace, 1, () => ({ tookMs: 300, is: 'good' }));
	expect(pace.idleSinceMs).toBe(300);
	pace.hold(500, REFUSAL);
	expect(pace.idleSinceMs).toBeUndefined();
	await clock.pass(500);
	expect(pace.idleSinceMs).toBe(800);
	await turnOf(pace);
	expect(pace.idleSinceMs).toBeUndefined();
});
