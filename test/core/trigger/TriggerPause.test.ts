import { expect, test } from '@jest/globals';

import type { RetryPolicy } from '../../../core/request/retry';
import { TriggerPause } from '../../../core/trigger/TriggerPause';
import { forAllTests, movableClock } from '../../lifecycle';
import { ThingsServer } from '../things';
import { thingsPlatform } from '../thingsPlatform';
import { idsOf, Session, thingsTrigger, ThingsWorld } from './pollSubject';

let server: ThingsServer;
let world: ThingsWorld;
forAllTests(
	async () => (server = await ThingsServer.start()),
	() => {
		server.clear();
		world = new ThingsWorld(server, 'here', 'there');
	},
);

const { pass } = movableClock();

const NOW_MS = Date.UTC(2024, 0, 15, 12);
const HOUR_MS = 3_600_000;
const refusal = { status: 429, message: 'Flood' };
const policy: RetryPolicy = {
	retries: 0,
	firstDelayMs: 0,
	longestDelayMs: 0,
	idempotentMethods: [],
	retriesRateLimits: false,
	pauseMs: 2 * HOUR_MS,
};
const at = (key: string, ms: number, more: Partial<RetryPolicy> = {}) =>
	new TriggerPause(key, { ...policy, ...more }, ms);

test('lasts as long as the platform asks, or as its policy says', () => {
	expect(at('long', NOW_MS).after(refusal)?.until).toBe('2024-01-15T14:00:00.000Z');
	expect(at('long', NOW_MS).after({ ...refusal, askedDelayMs: HOUR_MS })?.until).toBe(
		'2024-01-15T13:00:00.000Z',
	);
	at('long', NOW_MS).keep(refusal);
	expect(at('long', NOW_MS + 2 * HOUR_MS - 1).isOn()).toBe(true);
	expect(at('long', NOW_MS).end).toBe('2024-01-15T14:00:00.000Z');
	expect(at('long', NOW_MS + 2 * HOUR_MS).isOn()).toBe(false);
	expect(at('another', NOW_MS).isOn()).toBe(false);
});

test.each([1e12, Number.POSITIVE_INFINITY, Number.NaN])(
	'is never longer than an hour, or than the policy of the platform: %s',
	(askedDelayMs) => {
		const until = (pauseMs: number) =>
			at('endless', NOW_MS, { pauseMs }).after({ ...refusal, askedDelayMs })?.until;
		expect(until(2 * HOUR_MS)).toBe('2024-01-15T14:00:00.000Z');
		expect(until(0)).toBe('2024-01-15T13:00:00.000Z');
	},
);

test.each(['stored', 'in memory'])('ends an hour after a clock that ran ahead was set back (%s)', (where) => {
	const key = `ahead, ${where}`;
	const asked = { ...refusal, askedDelayMs: HOUR_MS };
	const more = { pauseMs: 0 };
	const stored = { pausedUntilMs: 0 };
	at(key, NOW_MS + 240 * HOUR_MS, more).keep(asked, stored);
	const [later, kept] = where === 'stored' ? [`${key} by another process`, stored] : [key, undefined];
	const isOnAfter = (hours: number) => at(later, NOW_MS + hours * HOUR_MS, more).isOn(kept);
	expect([0, 0.9, 1, 2, 24].map(isOnAfter)).toEqual([true, true, false, false, false]);
});

test('is known from the stored state too', () => {
	const stored = { pausedUntilMs: 0 };
	at('stored', NOW_MS).keep(refusal, stored);
	expect(stored).toEqual({ pausedUntilMs: NOW_MS + 2 * HOUR_MS });
	expect(at('after a restart', NOW_MS + HOUR_MS).isOn(stored)).toBe(true);
});

test('is for platforms that want it, after a refusal only', () => {
	at('none', NOW_MS).keep(undefined);
	expect(at('none', NOW_MS).after(undefined)).toBeUndefined();
	at('none', NOW_MS, { retriesRateLimits: true }).keep(refusal);
	expect(at('none', NOW_MS).isOn()).toBe(false);
	expect(at('none', NOW_MS, { retriesRateLimits: true }).after(refusal)?.until).toBeUndefined();
});

/** A trigger whose platform has just asked for a minute's pause. */
async function paused(): Promise<Session> {
	const platform = thingsPlatform();
	const pausing = { ...platform, retry: { ...platform.retry, retriesRateLimits: false, pauseMs: 60_000 } };
	const trigger = new Session(server, { trigger: thingsTrigger(pausing) });
	await trigger.activate();
	const answer = server.answer;
	server.answer = () => ({ status: 429, body: { message: 'too many' } });
	await expect(trigger.poll()).rejects.toThrow('Things: too many');
	server.answer = answer;
	server.received = [];
	return trigger;
}

test('a trigger sends nothing during the pause that its platform asked for, and goes on after it', async () => {
	const trigger = await paused();
	world.fails('a', 1);
	expect(await trigger.poll()).toBeNull();
	await expect(trigger.manual()).rejects.toThrow('Things asked for a pause until ');
	expect(server.received).toEqual([]);
	pass(61_000);
	expect(idsOf(await trigger.poll())).toEqual(['a']);
});

test('a trigger that is published again during the pause is not given up', async () => {
	const trigger = await paused();
	expect(await trigger.activate()).toBeNull();
	expect(server.received).toEqual([]);
	world.fails('a', 1);
	pass(61_000);
	expect(idsOf(await trigger.poll())).toEqual(['a']);
});
