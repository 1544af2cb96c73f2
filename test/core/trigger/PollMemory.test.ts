import { describe, expect, test } from '@jest/globals';

import { PollMemory } from '../../../core/trigger/PollMemory';
import { movableClock } from '../../lifecycle';

const { pass, setForward } = movableClock();

test('each trigger has its own memory, however often it is asked for', () => {
	expect(PollMemory.of('one')).toBe(PollMemory.of('one'));
	expect(PollMemory.of('one')).not.toBe(PollMemory.of('another'));
});

test('a context is the first of its polls once', () => {
	const context = {};
	expect([PollMemory.isFirstOf(context), PollMemory.isFirstOf(context)]).toEqual([true, false]);
	expect(PollMemory.isFirstOf({})).toBe(true);
});

describe('turns', () => {
	test('one at a time: a poll that begins throws away the one under way, whose end changes nothing then', async () => {
		const memory = PollMemory.of('turns');
		const first = memory.begin(1000);
		const second = memory.begin(1000);
		expect([memory.turn === first, memory.turn === second]).toEqual([false, true]);
		expect(await first.over.then(() => 'over')).toBe('over');
		memory.end(first);
		expect(memory.turn).toBe(second);
		memory.end(second);
		expect(memory.turn).toBeUndefined();
	});

	test('who waits for a turn goes on when it is over', async () => {
		const memory = PollMemory.of('waiting');
		const turn = memory.begin(1000);
		const waited = turn.over.then(() => 'over');
		memory.end(turn);
		expect(await waited).toBe('over');
	});

	test('one that takes longer than a poll may is overdue', () => {
		expect(PollMemory.of('overdue').begin(-1).isOverdue).toBe(true);
		expect(PollMemory.of('in time').begin(60_000).isOverdue).toBe(false);
	});
});

describe('a state is outdated', () => {
	test('when a poll that began with it, or with what came of it, has just ended', () => {
		const memory = PollMemory.of('emitting');
		memory.moved(undefined, 'one');
		memory.moved('one', 'two');
		memory.moved('two', 'three');
		expect(['one', undefined, 'two', 'three'].map((state) => memory.isOutdated(state))).toEqual([
			true,
			true,
			true,
			false,
		]);
		expect(PollMemory.of('silent').isOutdated('one')).toBe(false);
	});

	test('also where a trigger polls each second, and emits each time', () => {
		const memory = PollMemory.of('each second');
		const states = Array.from({ length: 180 }, (_, second) => `at ${second}`);
		for (const [second, state] of states.entries()) {
			pass(1000);
			memory.moved(states[second - 1], state, { hasEmitted: true });
		}
		expect(states.slice(2).filter((state) => !memory.isOutdated(state))).toEqual(['at 179']);
		expect(states.filter((state) => memory.newestOf(state) !== 'at 179')).toEqual([]);
	});

	test("whatever somebody did to n8n's clock since", () => {
		const memory = PollMemory.of('clock set');
		memory.moved(undefined, 'one');
		memory.moved('one', 'two');
		setForward(5 * 60_000);
		expect(memory.isOutdated('one')).toBe(true);
	});

	test('not where n8n may have thrown away what came of it, and nothing was emitted since', () => {
		const memory = PollMemory.of('published quietly');
		memory.moved(undefined, 'one', { hasEmitted: true });
		memory.moved('one', 'two', { isActivation: true });
		expect(memory.isOutdated('one')).toBe(false);
		memory.moved('one', 'three', { hasEmitted: true });
		expect([memory.isOutdated('one'), memory.isOutdated('three')]).toEqual([true, false]);
	});

	test('where something was emitted with an earlier one, although that was a way of its own', () => {
		const memory = PollMemory.of('two ways');
		memory.moved(undefined, 'one', { hasEmitted: true });
		memory.moved('one', 'two');
		expect(memory.isOutdated('one')).toBe(false);
		memory.moved('one', 'three', { hasEmitted: true });
		expect(['one', 'two', 'three'].map((state) => memory.isOutdated(state))).toEqual([true, true, false]);
	});

	test('where something was emitted since then with another state of the same origin', () => {
		const memory = PollMemory.of('two ways from one');
		memory.moved(undefined, 'one', { hasEmitted: true });
		memory.moved('one', 'two');
		memory.moved('one', 'three');
		expect(memory.isOutdated('two')).toBe(false);
		memory.moved('three', 'four', { hasEmitted: true });
		expect(['one', 'two', 'three', 'four'].map((state) => memory.isOutdated(state))).toEqual([
			true,
			true,
			true,
			false,
		]);
	});

	test('not when it is the newest, whatever was before', () => {
		const memory = PollMemory.of('there and back');
		memory.moved('one', 'two');
		memory.moved('two', 'one');
		expect([memory.isOutdated('one'), memory.isOutdated('two')]).toEqual([false, true]);
	});
});

describe('an activation begins at the newest state', () => {
	test('where nothing was emitted since the one that n8n has, however often it was published meanwhile', () => {
		const memory = PollMemory.of('quiet');
		memory.moved(undefined, 'one', { isActivation: true });
		memory.moved('one', 'two');
		memory.moved('two', 'three', { isActivation: true });
		memory.moved('three', 'four');
		expect(memory.beginningAt('three')).toBe('four');
		expect(memory.beginningAt('one')).toBe('four');
	});

	test('not where something was: n8n may have thrown it away', () => {
		const memory = PollMemory.of('loud');
		memory.moved(undefined, 'one', { isActivation: true });
		memory.moved('one', 'two', { hasEmitted: true });
		memory.moved('two', 'three');
		expect(memory.beginningAt('two')).toBe('three');
		expect(memory.beginningAt('one')).toBe('one');
		expect(memory.beginningAt('two')).toBe('two');
	});

	test('and what it forgets is unknown, also where it came after states of another way', () => {
		const memory = PollMemory.of('forgotten');
		memory.moved(undefined, 'one', { hasEmitted: true });
		memory.moved(undefined, 'other');
		memory.moved('one', 'two', { hasEmitted: true });
		expect(memory.newestOf('two')).toBe('two');
		expect(memory.beginningAt('one')).toBe('one');
		expect([memory.newestOf('two'), memory.newestOf('other')]).toEqual(['two', 'one']);
	});

	test('not where the state is of another process, or went another way', () => {
		const memory = PollMemory.of('elsewhere');
		memory.moved('one', 'two');
		memory.moved('other', 'three');
		expect(memory.beginningAt('one')).toBe('one');
		expect(memory.beginningAt('of another process')).toBe('of another process');
	});
});

test('of a state that the trigger had at some time the newest is known, by whatever way that came about', () => {
	const memory = PollMemory.of('behind');
	memory.moved(undefined, 'one');
	memory.moved(undefined, 'other');
	memory.moved('one', 'two');
	expect(
		['one', 'other', 'two', 'of another life', undefined].map((state) => memory.newestOf(state)),
	).toEqual(['two', 'two', 'two', 'of another life', undefined]);
});
