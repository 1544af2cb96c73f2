import { describe, expect, test } from '@jest/globals';
import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';

import type { Reached } from '../../../core/trigger/ErrorFeed';
import { Quiet } from '../../../core/trigger/Quiet';
import { failing, placeOf, readFailure, reachObservations } from '../../../core/trigger/reaching';
import type { FailureReader } from '../../../core/trigger/reaching';
import type { RetryPolicy } from '../../../core/request/retry';
import { compare } from '../../../core/trigger/snapshot';
import { anError, idsOf } from './anError';

const NOW_MS = Date.UTC(2024, 0, 15, 12);
const HOUR_MS = 3_600_000;

const node: INode = { id: 'n', name: 'N', type: 'n', typeVersion: 1, position: [0, 0], parameters: {} };

const feed: FailureReader = {
	kind: 'failures',
	probes: async function* () {
		yield* [];
	},
	failed: ({ key }, { message }) => anError(`failed ${key}`, NOW_MS, { message }),
	recovered: ({ key }) => anError(`recovered ${key}`, NOW_MS),
};

const works = (key: string): Reached => ({ ...placeOf(key), failure: undefined });
const fails = (key: string, message = 'Closed'): Reached => ({
	...placeOf(key),
	failure: { code: '403', message, hint: null },
});
const silence = { status: 429, message: 'Flood' };

/** One poll after another; what each tells. */
function polls(...rounds: Array<readonly Reached[] | 'silence'>): string[][] {
	let present: Readonly<Record<string, string>> = {};
	return rounds.map((round) => {
		const [reached, held] = round === 'silence' ? [[fails('a', 'not sent')], silence] : [round, undefined];
		const observations = reachObservations(feed, reached, present, held, held && 'noon');
		const options = { nowMs: NOW_MS, mostEvents: 10, rememberGoneMs: 0 };
		const { emit, state } = compare({ present, gone: {} }, observations, options);
		present = state.present;
		return idsOf(emit);
	});
}

describe('failures as events', () => {
	test('each is told when it begins, when it changes, and when it is over', () => {
		expect(
			polls(
				[works('a'), works('b')],
				[fails('a'), works('b')],
				[fails('a'), fails('b')],
				[fails('a', 'Gone'), fails('b')],
				[works('a'), fails('b')],
				[works('a'), works('b')],
			),
		).toEqual([[], ['failed a'], ['failed b'], ['failed a'], ['recovered a'], ['recovered b']]);
	});

	test('one that is there from the beginning is told, one that works is not', () => {
		expect(polls([fails('a'), works('b')])).toEqual([['failed a']]);
	});

	test('a silence is told once, and changes nothing of what was known', () => {
		expect(polls([fails('a')], 'silence', 'silence', [fails('a')], [works('a')])).toEqual([
			['failed a'],
			['failed silence'],
			[],
			['recovered silence'],
			['recovered a'],
		]);
	});

	test('a test in the editor shows those of now', () => {
		expect(idsOf(failing(feed, [works('a'), fails('b')]))).toEqual(['failed b']);
	});

	test('status, message and hint come from a node error, the message from any other', () => {
		const refused = new NodeApiError(node, {}, { message: 'Closed', description: 'Ask', httpCode: '403' });
		expect(readFailure(refused)).toEqual({ code: '403', message: 'Closed', hint: 'Ask' });
		const odd = new NodeOperationError(node, 'Odd', { description: 'Look' });
		expect(readFailure(odd)).toEqual({ code: null, message: 'Odd', hint: 'Look' });
		expect(readFailure('text')).toEqual({ code: null, message: 'text', hint: null });
	});
});

describe('quiet', () => {
	const policy: RetryPolicy = {
		retries: 0,
		firstDelayMs: 0,
		longestDelayMs: 0,
		idempotentMethods: [],
		retriesRateLimits: false,
		quietMs: 2 * HOUR_MS,
	};
	const at = (key: string, ms: number, more: Partial<RetryPolicy> = {}) =>
		new Quiet(key, { ...policy, ...more }, ms);

	test('lasts as long as the platform asks, or as its policy says', () => {
		expect(at('long', NOW_MS).endOf(silence)).toBe('2024-01-15T14:00:00.000Z');
		expect(at('long', NOW_MS).endOf({ ...silence, askedDelayMs: HOUR_MS })).toBe('2024-01-15T13:00:00.000Z');
		at('long', NOW_MS).keep(silence);
		expect(at('long', NOW_MS + 2 * HOUR_MS - 1).isOn()).toBe(true);
		expect(at('long', NOW_MS).end).toBe('2024-01-15T14:00:00.000Z');
		expect(at('long', NOW_MS + 2 * HOUR_MS).isOn()).toBe(false);
		expect(at('another', NOW_MS).isOn()).toBe(false);
	});

	test('is known from the stored state too', () => {
		const stored = {};
		at('stored', NOW_MS).keep(silence, stored);
		expect(stored).toEqual({ quietUntilMs: NOW_MS + 2 * HOUR_MS });
		expect(at('after a restart', NOW_MS + HOUR_MS).isOn(stored)).toBe(true);
	});

	test('is for platforms that want it, after a refusal only', () => {
		at('none', NOW_MS).keep(undefined);
		at('none', NOW_MS, { retriesRateLimits: true }).keep(silence);
		expect(at('none', NOW_MS).isOn()).toBe(false);
		expect(at('none', NOW_MS, { retriesRateLimits: true }).endOf(silence)).toBeUndefined();
	});
});
