import { expect, test } from '@jest/globals';

import { Completion } from '../../../core/trigger/completion';
import type { CompletedSource } from '../../../core/trigger/completion';
import type { Reading } from '../../../core/trigger/errorCursor';
import type { IntegrationError } from '../../../core/shapes/IntegrationError';
import { anError, idsOf, readingOf } from './anError';

const [a, b, c] = [anError('a', 1), anError('b', 2), anError('c', 3)];
const reading: Reading = readingOf('here', [c, a, b]);
const never = new AbortController().signal;

/** What the source made of a, b and c, as far as it came: what is emitted, the reading that is kept, and for what there was no time. */
async function completed(
	complete: CompletedSource['complete'],
	{ untilMs = Number.POSITIVE_INFINITY, most = 100, signal = never, nowMs = Date.now() } = {},
) {
	const completion = new Completion(untilMs, most, nowMs, 600_000);
	let last: Reading | undefined;
	let failure: unknown;
	try {
		await completion.of({ key: 'here', ...(complete && { complete }) }, reading, signal, (taken) => {
			last = taken;
		});
	} catch (thrown) {
		failure = thrown;
	}
	const held = last?.held ?? [];
	return {
		emitted: held.flatMap(({ error }) => idsOf(completion.inPlaceOf(error))),
		isCut: last?.left !== undefined,
		late: [...completion.late],
		failure,
	};
}

test('what needs nothing further stays as it was read', async () => {
	expect(await completed(undefined)).toEqual({
		emitted: ['c', 'a', 'b'],
		isCut: false,
		late: [],
		failure: undefined,
	});
});

test('a new error becomes one, several or none, the oldest first', async () => {
	const asked: string[] = [];
	const result = await completed(async ({ eventId }) => {
		asked.push(eventId);
		return eventId === 'a' ? [anError('a1', 1), anError('a2', 1)] : [];
	});
	expect(result).toMatchObject({ emitted: ['a1', 'a2'], isCut: false, late: [] });
	expect(asked).toEqual(['a', 'b', 'c']);
});

test('one that cannot be completed is left, and named; the others of its source are emitted', async () => {
	const failure = new Error('not now');
	const result = await completed(async (error) => {
		if (error === b) throw failure;
		return [error];
	});
	expect(result).toEqual({ emitted: ['c', 'a'], isCut: true, late: [], failure });
});

test('when the time is over one is completed all the same, and the rest is left for the next poll, without a failure', async () => {
	const result = await completed(async (error) => [error], { untilMs: 0 });
	expect(result).toEqual({ emitted: ['a'], isCut: true, late: ['here'], failure: undefined });
});

test('the first for which a request has no time left fails; after others that is left for the next poll', async () => {
	const failure = Object.assign(new Error('no time left for this request'), { httpCode: 'NO_TIME_LEFT' });
	const completedBefore = (first: IntegrationError) => async (error: IntegrationError) => {
		if (error.occurredAt >= first.occurredAt) throw failure;
		return await Promise.resolve([error]);
	};
	expect(await completed(completedBefore(a))).toMatchObject({ emitted: [], late: [], failure });
	expect(await completed(completedBefore(b))).toEqual({
		emitted: ['a'],
		isCut: true,
		late: ['here'],
		failure: undefined,
	});
});

test('what shows itself that it is none takes no time, and the others are emitted however late it is', async () => {
	const completion = new Completion(0, 100, Date.now(), 600_000);
	const source = { key: 'here', isNone: (error: IntegrationError) => error === b };
	const taken: Reading[] = [];
	await completion.of(source, reading, never, (each) => taken.push(each));
	expect(taken).toEqual([reading]);
	expect(reading.held.flatMap(({ error }) => idsOf(completion.inPlaceOf(error)))).toEqual(['c', 'a']);
	expect(completion.late.size).toBe(0);
});

test('of what shows itself that it is none, nothing is asked', async () => {
	const completion = new Completion(Number.POSITIVE_INFINITY, 100, Date.now(), 600_000);
	const asked: string[] = [];
	const complete = async (error: IntegrationError) => {
		asked.push(error.eventId);
		return [error];
	};
	const source = { key: 'here', isNone: (error: IntegrationError) => error === b, complete };
	await completion.of(source, reading, never, () => undefined);
	expect(reading.held.flatMap(({ error }) => idsOf(completion.inPlaceOf(error)))).toEqual(['c', 'a']);
	expect(asked).toEqual(['a', 'c']);
});

test('no more are asked for than a poll emits; what turns out to be nothing does not count', async () => {
	const result = await completed(async (error) => [error], { most: 2 });
	expect(result).toEqual({ emitted: ['a', 'b'], isCut: true, late: [], failure: undefined });
	const some = await completed(async (error) => (error === a ? [] : [error]), { most: 1 });
	expect(some).toEqual({ emitted: ['b'], isCut: true, late: [], failure: undefined });
});

test('a source that is given up keeps what was completed until then', async () => {
	const givenUp = new AbortController();
	const result = await completed(
		async (error) => {
			if (error === b) givenUp.abort();
			return [error];
		},
		{ signal: givenUp.signal },
	);
	expect(result).toMatchObject({ emitted: ['a'], isCut: true, late: [] });
});

test('one of which the platform does not have all yet is left, until an error can appear no later', async () => {
	const some = async (error: IntegrationError) => (error === b ? undefined : [error]);
	expect(await completed(some, { nowMs: 600_001 })).toMatchObject({
		emitted: ['c', 'a'],
		isCut: true,
		late: [],
	});
	expect(await completed(some, { nowMs: 600_002 })).toMatchObject({
		emitted: ['c', 'a'],
		isCut: false,
		late: [],
	});
});
