import { expect, test } from '@jest/globals';

import { Completions } from '../../../core/trigger/Completions';
import type { CompletedSource } from '../../../core/trigger/Completions';
import { anError, idsOf } from './anError';

const [a, b, c] = [anError('a', 1000), anError('b', 2000), anError('c', 3000)];
const reading = { source: 'here', errors: [b, a, c] };

/** What is emitted of a reading, what was asked for, and what is left of it. */
async function completed(complete: CompletedSource['complete'], most = 10, sourceMs = 60_000) {
	const asked: string[] = [];
	const completions = new Completions(most, sourceMs);
	const source: CompletedSource = complete
		? {
				complete: async (error) => {
					asked.push(error.eventId);
					return await complete(error);
				},
			}
		: {};
	const { errors, left } = await completions.of(source, reading, 4000);
	return {
		emitted: idsOf(errors.flatMap((error) => completions.inPlaceOf(error))),
		asked,
		left: left?.second,
	};
}

test('what needs nothing further stays as it was read', async () => {
	expect(await completed(undefined)).toEqual({ emitted: ['b', 'a', 'c'], asked: [], left: undefined });
});

test('an error becomes one, several or none, oldest first', async () => {
	const { emitted, asked } = await completed(async ({ eventId }) =>
		eventId === 'a' ? [] : [anError(`${eventId}1`, 1), anError(`${eventId}2`, 1)],
	);
	expect(asked).toEqual(['a', 'b', 'c']);
	expect(emitted.sort()).toEqual(['b1', 'b2', 'c1', 'c2']);
});

test('a failure is the failure of the whole source', async () => {
	await expect(
		completed(async () => {
			throw new Error('not now');
		}),
	).rejects.toThrow('not now');
});

test('no more are completed than a poll emits; the others are left for the next polls', async () => {
	expect(await completed(async (error) => [error], 2)).toEqual({
		emitted: ['a', 'b'],
		asked: ['a', 'b'],
		left: 3,
	});
});

test('nor after the time of the source', async () => {
	expect(await completed(async (error) => [error], 10, -1)).toEqual({ emitted: [], asked: [], left: 1 });
});
