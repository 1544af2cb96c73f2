import { expect, test } from '@jest/globals';

import { complete } from '../../../core/trigger/completion';
import type { CompletedSource } from '../../../core/trigger/completion';
import { anError, idsOf } from './anError';

const [a, b, c] = [anError('a', 1), anError('b', 2), anError('c', 3)];
const readings = [
	{ source: 'here', errors: [a, b] },
	{ source: 'there', errors: [c] },
];
const later = {
	deadlineMs: Number.POSITIVE_INFINITY,
	sourceMs: 60_000,
	sourcesAtATime: 5,
	failing: new Set<string>(),
	waiting: new Set<string>(),
};

/** What the sources `here` and `there` make of their errors. */
const sources = (here?: CompletedSource['complete'], there = here) => [
	{ key: 'here', ...(here && { complete: here }) },
	{ key: 'there', ...(there && { complete: there }) },
];
const idsIn = (completed: Awaited<ReturnType<typeof complete>>['completed']) =>
	[...completed.values()].map(idsOf);

test('what needs nothing further stays as it was read', async () => {
	const { completed, left } = await complete([a, c], readings, sources(), later);
	expect(idsIn(completed)).toEqual([['a'], ['c']]);
	expect(left.size).toBe(0);
});

test('a new error becomes one, several or none; one that is not new is not asked for', async () => {
	const asked: string[] = [];
	const { completed } = await complete(
		[a, c],
		readings,
		sources(
			async ({ eventId }) => {
				asked.push(eventId);
				return [anError('a1', 1), anError('a2', 1)];
			},
			async () => [],
		),
		later,
	);
	expect(idsIn(completed)).toEqual([['a1', 'a2'], []]);
	expect(asked).toEqual(['a']);
});

test('a source of which one error cannot be completed is left whole, and named', async () => {
	const failure = new Error('not now');
	const refuse = async ({ eventId }: { eventId: string }) => {
		if (eventId === 'b') throw failure;
		return [a];
	};
	const { completed, left, failures } = await complete([a, b, c], readings, sources(refuse), later);
	expect(idsIn(completed)).toEqual([['a']]);
	expect([...completed.keys()]).toEqual([c]);
	expect([...left]).toEqual(['here']);
	expect(failures).toMatchObject([{ source: { key: 'here' }, thrown: failure }]);
});

test('after the deadline sources are left for the next poll, without a failure', async () => {
	const { completed, left, failures } = await complete(
		[a, c],
		readings,
		sources(async () => []),
		{ ...later, deadlineMs: 0 },
	);
	expect(completed.size).toBe(0);
	expect([...left]).toEqual(['here', 'there']);
	expect(failures).toEqual([]);
});
