import { describe, expect, jest, test, beforeEach, afterEach } from '@jest/globals';

import { Pace } from '../../../core/request/Pace';

/** A clock that moves only while a request waits its turn. */
let nowMs: number;
beforeEach(() => {
	nowMs = Date.UTC(2024, 0, 15, 12);
	jest.spyOn(Date, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
	jest.restoreAllMocks();
});

/** When each of so many requests started, in milliseconds after the first could. */
async function starts(pace: Pace, count: number): Promise<number[]> {
	const beginMs = nowMs;
	const started: number[] = [];
	for (let request = 0; request < count; request += 1) {
		await pace.run(
			async () => {
				started.push(nowMs - beginMs);
				await Promise.resolve();
			},
			async (ms) => {
				nowMs += ms;
				await Promise.resolve();
			},
		);
	}
	return started;
}

describe('starts', () => {
	test('a burst at once, then evenly', async () => {
		const pace = new Pace({ requestsPerSecond: 10, burst: 3, inFlight: 5 });
		expect(await starts(pace, 6)).toEqual([0, 0, 0, 100, 200, 300]);
	});

	test('a rest gives the burst back, but no more than the burst', async () => {
		const pace = new Pace({ requestsPerSecond: 10, burst: 3, inFlight: 5 });
		await starts(pace, 6);
		nowMs += 60_000;
		expect(await starts(pace, 5)).toEqual([0, 0, 0, 100, 200]);
	});

	test('none while the platform asked to wait', async () => {
		const pace = new Pace({ requestsPerSecond: 10, burst: 3, inFlight: 5 });
		pace.hold(1000);
		pace.hold(10);
		const [first, second] = await starts(pace, 2);
		expect(first).toBeGreaterThanOrEqual(1000);
		expect(second).toBe((first ?? 0) + 100);
	});
});

test('a request that waits already when the platform asks for a pause waits for its end', async () => {
	const pace = new Pace({ requestsPerSecond: 10, burst: 1, inFlight: 5 });
	const beginMs = nowMs;
	await starts(pace, 1);
	let waits = 0;
	const started = await pace.run(
		async () => await Promise.resolve(nowMs - beginMs),
		async (ms) => {
			if (waits === 0) pace.hold(5000);
			waits += 1;
			nowMs += ms;
			await Promise.resolve();
		},
	);
	expect(started).toBeGreaterThanOrEqual(5000);
});

test('what could not start in time does not start, and is not waited for', async () => {
	const pace = new Pace({ requestsPerSecond: 10, burst: 1, inFlight: 5 });
	pace.hold(1000);
	const work = jest.fn(async () => await Promise.resolve('done'));
	const wait = jest.fn(async () => await Promise.resolve());
	expect(await pace.run(work, wait, nowMs + 500)).toBeUndefined();
	nowMs += 600;
	expect(await pace.run(work, wait, nowMs - 1)).toBeUndefined();
	expect([work, wait].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
});

test('no more are under way at the same time than allowed', async () => {
	const pace = new Pace({ requestsPerSecond: 1000, burst: 100, inFlight: 3 });
	let underWay = 0;
	let most = 0;
	const work = async () => {
		underWay += 1;
		most = Math.max(most, underWay);
		await new Promise(setImmediate);
		underWay -= 1;
	};
	await Promise.all(Array.from({ length: 20 }, async () => await pace.run(work, async () => await work())));
	expect(most).toBe(3);
});

test('a request that fails makes room for the next', async () => {
	const pace = new Pace({ requestsPerSecond: 1000, burst: 100, inFlight: 1 });
	const wait = async () => await Promise.resolve();
	await expect(pace.run(async () => await Promise.reject(new Error('lost')), wait)).rejects.toThrow('lost');
	expect(await pace.run(async () => await Promise.resolve('here'), wait)).toBe('here');
});
