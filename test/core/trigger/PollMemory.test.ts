import { describe, expect, test } from '@jest/globals';

import { PollMemory } from '../../../core/trigger/PollMemory';

const baseline = { thingFailed: { parameters: 'p' } };

test('one poll of a trigger is under way at a time, whoever asks', () => {
	expect(new PollMemory('one').begin()).toBe(true);
	expect(new PollMemory('one').begin()).toBe(false);
	expect(new PollMemory('another').begin()).toBe(true);
	new PollMemory('one').end();
	expect(new PollMemory('one').begin()).toBe(true);
});

test('the baselines of the last poll that succeeded are known, each trigger its own', () => {
	expect(new PollMemory('fresh').baselines).toEqual({});
	new PollMemory('baselined').keep(undefined, false, baseline);
	expect(new PollMemory('baselined').baselines).toEqual(baseline);
	new PollMemory('baselined').keep('state', false, {});
	expect(new PollMemory('baselined').baselines).toEqual({});
});

describe('a state is outdated', () => {
	const emitted = (trigger: string, state: unknown, hasEmitted = true) => {
		new PollMemory(trigger).keep(state, hasEmitted, {});
		return Date.now();
	};

	test('when the last poll began with it and emitted what came of it, as long as n8n may come back to it', () => {
		const nowMs = emitted('emitting', 'state 1');
		const memory = new PollMemory('emitting');
		expect(memory.isOutdated('state 1', nowMs)).toBe(true);
		expect(memory.isOutdated('state 1', nowMs + 44_000)).toBe(true);
		expect(memory.isOutdated('state 1', nowMs + 46_000)).toBe(false);
		expect(memory.isOutdated('state 2', nowMs)).toBe(false);
		expect(new PollMemory('other').isOutdated('state 1', nowMs)).toBe(false);
	});

	test('not when that poll emitted nothing, or had no state', () => {
		const nowMs = emitted('quiet', 'state 1', false);
		expect(new PollMemory('quiet').isOutdated('state 1', nowMs)).toBe(false);
		emitted('stateless', undefined);
		expect(new PollMemory('stateless').isOutdated(undefined, nowMs)).toBe(false);
	});

	test('not when a later poll began with another, or emitted nothing', () => {
		emitted('later', 'state 1');
		const nowMs = emitted('later', 'state 2');
		expect(new PollMemory('later').isOutdated('state 1', nowMs)).toBe(false);
		expect(new PollMemory('later').isOutdated('state 2', nowMs)).toBe(true);
		emitted('later', 'state 3', false);
		expect(new PollMemory('later').isOutdated('state 2', nowMs)).toBe(false);
	});
});
