import { expect, jest, test } from '@jest/globals';

import { Run } from '../../../core/request/Run';
import { thingsPlatform } from '../thingsPlatform';

test('what one account is refused is known of that account, and of the run', () => {
	const run = new Run();
	expect(run.refusal).toBeUndefined();
	run.refusals.set('one account', { message: 'first' });
	run.refusals.set('another', { message: 'second' });
	expect(run.refusal).toEqual({ message: 'first' });
	expect(run.refusals.get('another')).toEqual({ message: 'second' });
});

test('what is read once is read once, also by those who ask while it is read', async () => {
	const run = new Run();
	const reads: string[] = [];
	const read = async (key: string) =>
		await run.once(key, async () => {
			reads.push(key);
			return await Promise.resolve(`${key} of ${reads.length}`);
		});
	expect(await Promise.all([read('a'), read('a'), read('b')])).toEqual(['a of 1', 'a of 1', 'b of 2']);
	expect(await read('a')).toBe('a of 1');
	expect(reads).toEqual(['a', 'b']);
});

test("the platform's clock is that of its responses, never goes back, and is n8n's own before and without one", () => {
	const run = new Run();
	const nowMs = Date.now();
	expect([run.hasResponse, run.platformNowMs(nowMs)]).toEqual([false, nowMs]);
	const heard = (aheadMs: number) =>
		run.heard({
			status: 404,
			headers: { date: new Date(Date.now() + aheadMs).toUTCString() },
			body: undefined,
		});
	heard(-900_000);
	heard(-901_000);
	heard(-900_500);
	run.heard({ status: 200, headers: { date: 'yesterday' }, body: undefined });
	run.heard({ status: 200, headers: {}, body: undefined });
	expect(run.hasResponse).toBe(true);
	const earlyMs = nowMs - 900_000 - run.platformNowMs(nowMs);
	expect(earlyMs).toBeGreaterThanOrEqual(-50);
	expect(earlyMs).toBeLessThanOrEqual(1050);
});

test('a failure is the same for everyone, and another run reads anew', async () => {
	const run = new Run();
	await expect(run.once('a', async () => await Promise.reject(new Error('lost')))).rejects.toThrow('lost');
	await expect(run.once('a', async () => await Promise.resolve('here'))).rejects.toThrow('lost');
	expect(await new Run().once('a', async () => await Promise.resolve('here'))).toBe('here');
});

test('equal credentials have one connection, others one of their own', () => {
	const run = new Run();
	const of = (key: string) =>
		run.connection(thingsPlatform(), { baseUrl: 'https://things.example.com', key });
	expect(of('first-key')).toBe(of('first-key'));
	expect(of('second-key').secrets).toEqual(['second-key']);
});

test('equal secrets are known once', () => {
	const run = new Run();
	expect(run.secrets(['long-secret', 'long-secret'])).toBe(run.secrets(['long-secret']));
	expect(run.secrets(['long-secret', 'other-secret']).hiddenIn('an other-secret')).toBe('an [redacted]');
});

test.each([
	[200, 3_600_000],
	[502, 0],
])(
	'the time at the platform is that of its responses, not of a gateway that failed: %i',
	(status, aheadMs) => {
		const run = new Run();
		const nowMs = Date.now();
		run.heard({ status, headers: { date: new Date(nowMs + 3_600_500).toUTCString() }, body: undefined });
		expect(Math.abs(run.platformNowMs(nowMs) - nowMs - aheadMs)).toBeLessThan(2000);
		expect(run.hasResponse).toBe(true);
		expect(run.clockAheadMs !== undefined).toBe(status === 200);
	},
);

test("the time at the platform stays right when somebody sets n8n's clock back meanwhile", () => {
	const run = new Run();
	const nowMs = Date.now();
	run.heard({ status: 200, headers: { date: new Date(nowMs).toUTCString() }, body: undefined });
	const clock = jest.spyOn(Date, 'now').mockReturnValue(nowMs - 960_000);
	expect(Math.abs(run.platformNowMs() - nowMs)).toBeLessThan(2000);
	clock.mockRestore();
});

test('a response without a date shows no clock', () => {
	const run = new Run();
	run.heard({ status: 200, headers: {}, body: undefined });
	expect([run.hasResponse, run.clockAheadMs]).toEqual([true, undefined]);
});

test.each([
	['3600', undefined],
	['0', 0],
	['soon', 0],
])('a response that a cache held does not show what time it is now: Age %s', (age, aheadMs) => {
	const run = new Run();
	const nowMs = Date.now();
	const date = new Date(nowMs - (aheadMs ?? 3_600_000)).toUTCString();
	run.heard({ status: 200, headers: { date, age }, body: undefined });
	expect([run.hasResponse, run.clockAheadMs !== undefined]).toEqual([true, aheadMs === 0]);
	expect(Math.abs(run.platformNowMs(nowMs) - nowMs)).toBeLessThan(2000);
});
