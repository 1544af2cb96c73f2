import { describe, expect, it } from '@jest/globals';

import { LeakyBucket, pageByCursor, retryHeaders, SeededRandom } from '../../../simulators/switchboard';

describe('parts of a simulator', () => {
	it('LeakyBucket gives back at its pace', () => {
		let nowMs = 0;
		const bucket = new LeakyBucket(() => nowMs);
		const size = { capacity: 2, refillPerSecond: 4 };
		expect([bucket.take(size), bucket.take(size), bucket.take(size)]).toEqual([0, 0, 250]);
		nowMs = 250;
		expect([bucket.take(size), bucket.take(size)]).toEqual([0, 250]);
	});

	it('retryHeaders says the same wait in each form', () => {
		expect(retryHeaders('retryAfterSeconds', 1200)).toEqual({ 'retry-after': '2' });
		expect(retryHeaders('retryAfterDate', 1200, 5000)).toEqual({
			'retry-after': 'Thu, 01 Jan 1970 00:00:07 GMT',
		});
		expect(retryHeaders('resetEpoch', 1200, 5000)).toMatchObject({ 'x-ratelimit-reset': '7' });
		expect(retryHeaders('resetDelay', 1, 5000)).toMatchObject({ 'x-ratelimit-reset': '1' });
	});

	it('SeededRandom repeats itself for the same seed only, and object ids ascend', () => {
		const draw = (seed: number) => {
			const random = new SeededRandom(seed);
			return [random.hex(8), random.digits(6), random.uuid(), random.integer(1, 9), random.objectId()];
		};
		expect(draw(7)).toEqual(draw(7));
		expect(draw(7)).not.toEqual(draw(8));
		const random = new SeededRandom();
		const ids = Array.from({ length: 300 }, () => random.objectId());
		expect([...ids].sort()).toEqual(ids);
		expect(ids[0]).toMatch(/^[0-9a-f]{24}$/);
	});

	it('pageByCursor neither skips nor repeats when rows vanish between pages', () => {
		const rows = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }));
		const key = ({ id }: { id: string }) => [0, id] as const;
		const first = pageByCursor(rows, key, 2);
		expect(first?.rows).toEqual([{ id: 'a' }, { id: 'b' }]);
		const second = pageByCursor(rows.slice(2), key, 3, first?.nextCursor);
		expect(second).toEqual({ rows: rows.slice(2), nextCursor: undefined });
		expect(pageByCursor(rows, key, 2, 'not a cursor')).toBeUndefined();
	});
});
