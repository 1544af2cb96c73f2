import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { decode, encode } from '../../../core/trigger/cursorText';
import type { CursorState } from '../../../core/trigger/cursorText';
import { Collected } from '../../../core/trigger/Collected';
import type { Mark, StepOptions } from '../../../core/trigger/errorCursor';
import {
	baselined,
	cursorFrom,
	leftOf,
	mayEmit,
	settled,
	sinceMs,
	step,
} from '../../../core/trigger/errorCursor';
import { sliced, Times } from '../../../core/trigger/timeSlices';
import type { IntegrationError } from '../../../core/shapes/IntegrationError';
import { epochMs } from '../../../core/data/times';
import { anError, idsOf } from './anError';

/**
 * A platform whose errors become visible some time after they happened, polled by a trigger that is restarted, whose polls
 * fail, whose null polls' states are lost, whose pages shift. Whatever happens, every error is emitted exactly once.
 */
const START_MS = Date.UTC(2024, 0, 15, 12);
const LATE_WINDOW_MS = 60_000;
const SOURCES = ['one', 'two', 'three'];

interface PlatformError {
	readonly id: string;
	readonly source: string;
	readonly occurredAtMs: number;
	readonly visibleAtMs: number;
}

interface Poll {
	/** Time since the poll before. */
	readonly afterMs: number;
	readonly lateWindowMs: number;
	readonly mostEvents: number;
	/** Sources that cannot be read. */
	readonly failing: readonly string[];
	/** The whole poll fails after it was read. */
	readonly fails: boolean;
	/** n8n restarts before it: only what was stored remains. */
	readonly restarts: boolean;
	/** n8n does not keep the state of a poll that emits nothing. */
	readonly forgetsNull: boolean;
	/** How the errors of a source are shuffled. */
	readonly shuffle: number;
	/** How many of them come again on later pages. */
	readonly shifted: number;
	/** Whether the source also gives what is older than it was asked for. */
	readonly givesOlder: boolean;
}

/** Few different times, so that many are equal; up to a whole late window behind; some ahead of the clock. */
const platformErrors = fc
	.array(
		fc.record({
			source: fc.constantFrom(...SOURCES),
			occurredAt: fc.integer({ min: -40, max: 120 }),
			lateShare: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })),
			aheadBy: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.constantFrom(5_000, 86_400_000)),
		}),
		{ maxLength: 40 },
	)
	.map((errors) =>
		errors.map(({ source, occurredAt, lateShare, aheadBy }, index): PlatformError => {
			const trueMs = START_MS + occurredAt * 2_500;
			return {
				id: `e${index}`,
				source,
				occurredAtMs: trueMs + aheadBy,
				visibleAtMs: trueMs + (lateShare * LATE_WINDOW_MS) / 60,
			};
		}),
	);

const polls = fc.array(
	fc.record({
		afterMs: fc.integer({ min: 1, max: 90_000 }),
		lateWindowMs: fc.constantFrom(LATE_WINDOW_MS, LATE_WINDOW_MS, 3 * LATE_WINDOW_MS),
		mostEvents: fc.constantFrom(1, 2, 5, 1000),
		failing: fc.subarray(SOURCES),
		fails: fc.boolean(),
		restarts: fc.boolean(),
		forgetsNull: fc.boolean(),
		shuffle: fc.nat(),
		shifted: fc.nat(3),
		givesOlder: fc.boolean(),
	}),
	{ maxLength: 12 },
);

const calm: Poll = {
	afterMs: 60_000,
	lateWindowMs: LATE_WINDOW_MS,
	mostEvents: 3,
	failing: [],
	fails: false,
	restarts: true,
	forgetsNull: false,
	shuffle: 0,
	shifted: 0,
	givesOlder: false,
};

class Trigger {
	readonly emitted: IntegrationError[] = [];
	nowMs = START_MS;
	private state: CursorState;
	/** What n8n's database holds. */
	private stored: string;

	constructor(
		private readonly errors: readonly PlatformError[],
		emitExisting: boolean,
		private readonly mostRemembered = 20_000,
	) {
		const from = cursorFrom(emitExisting ? 0 : START_MS - LATE_WINDOW_MS);
		this.state = emitExisting
			? from
			: this.read(from, calm).reduce(
					(state, { source, errors }) =>
						baselined(
							state,
							source,
							errors.map((error) => leftOf(error, this.nowMs)),
							this.options(calm),
						),
					from,
				);
		this.stored = encode(this.state);
	}

	poll(poll: Poll): number {
		this.nowMs += poll.afterMs;
		if (poll.restarts) this.state = present(decode(this.stored));
		const before = this.state;
		const { state: divided, readings } = this.sliced(before, poll);
		const options = this.options(poll);
		const { emit, state: stepped } = step(divided, readings, options);
		if (poll.fails) return 0;
		// What was visible of every source is emitted, and what is not yet visible happened inside the window.
		const isLeft = readings.some(({ left }) => left !== undefined);
		const isCut = emit.length >= poll.mostEvents || divided.slices !== undefined || isLeft;
		const state = isCut ? stepped : settled(stepped, this.nowMs - LATE_WINDOW_MS, poll.failing);
		this.checkEmission(before, emit, poll);
		this.emitted.push(...emit);
		if (emit.length > 0 || !poll.forgetsNull) this.state = state;
		if (emit.length > 0) this.stored = encode(state);
		return emit.length;
	}

	/** Polls until every error is visible and nothing is left to emit. */
	finish(): void {
		this.nowMs = START_MS + 600_000;
		this.poll(calm);
		for (let left = 100; left > 0; left -= 1) {
			// A slice may be empty, and more may come after it.
			const isWhole = this.state.slices === undefined;
			if (this.poll({ ...calm, restarts: false }) === 0 && isWhole) return;
		}
	}

	remembered(): number {
		return [...this.state.sources.values()].reduce((sum, { seen }) => sum + seen.size, 0);
	}

	/** One expectation a poll: each costs more than the poll itself. */
	private checkEmission(before: CursorState, emit: readonly IntegrationError[], poll: Poll): void {
		const times = emit.map(({ occurredAt }) => epochMs(occurredAt) ?? NaN);
		const outOfWindow = emit.filter(({ eventId }, index) => {
			const { source } = present(this.errors.find(({ id }) => id === eventId));
			const isInWindow = (times[index] ?? NaN) >= sinceMs(before, source, poll.lateWindowMs);
			return !isInWindow || poll.failing.includes(source);
		});
		expect({ isWithinCap: emit.length <= poll.mostEvents, outOfWindow, times }).toEqual({
			isWithinCap: true,
			outOfWindow: [],
			times: [...times].sort((one, other) => one - other),
		});
	}

	/** What a poll reads: of more than it emits, one time slice. */
	private sliced(state: CursorState, poll: Poll) {
		const times = new Times();
		const seen = new Set([...state.sources.values()].flatMap((source) => [...source.seen.keys()]));
		const readings = this.read(state, poll).map(({ source, errors }) => {
			const mayBeEmitted = mayEmit(state, source, poll.lateWindowMs);
			const wanted = {
				nowMs: this.nowMs,
				mayEmit: (timeMs: number, mark: Mark) =>
					timeMs < (state.slices?.[0] ?? Infinity) && mayBeEmitted(timeMs, mark),
				isSeen: (id: string) => seen.has(id),
				mostHeld: poll.mostEvents,
				mostMarks: this.mostRemembered,
			};
			const collected = new Collected(source, wanted, times);
			for (const error of errors) collected.add(error);
			return collected.reading();
		});
		return sliced(state, readings, times, poll.mostEvents);
	}

	private read(state: CursorState, poll: Poll) {
		const sources = SOURCES.filter((source) => !poll.failing.includes(source));
		return sources.map((source) => {
			const fromMs = poll.givesOlder ? 0 : sinceMs(state, source, poll.lateWindowMs);
			const visible = this.errors.filter(
				(error) => error.source === source && error.visibleAtMs <= this.nowMs && error.occurredAtMs >= fromMs,
			);
			const ordered = [...visible].sort((one, other) => rank(one, poll) - rank(other, poll));
			const errors = [...ordered, ...ordered.slice(0, poll.shifted)];
			return { source, errors: errors.map(({ id, occurredAtMs }) => anError(id, occurredAtMs)) };
		});
	}

	private options({ lateWindowMs, mostEvents }: Poll): StepOptions {
		return { nowMs: this.nowMs, lateWindowMs, mostEvents, mostRemembered: this.mostRemembered };
	}
}

function present<Value>(value: Value | undefined): Value {
	if (value === undefined) throw new Error('There is none');
	return value;
}

/** Some order or other, different for every `shuffle`. */
const rank = ({ id }: PlatformError, { shuffle }: Poll) => (Number(id.slice(1)) * 7919 + shuffle) % 101;

describe('every error is emitted exactly once', () => {
	test('after a baseline: all that was not visible at activation', () => {
		fc.assert(
			fc.property(platformErrors, polls, (errors, sequence) => {
				const trigger = new Trigger(errors, false);
				for (const poll of sequence) trigger.poll(poll);
				trigger.finish();
				const expected = errors.filter(({ visibleAtMs }) => visibleAtMs > START_MS).map(({ id }) => id);
				expect(idsOf(trigger.emitted).sort()).toEqual(expected.sort());
			}),
			{ numRuns: 500 },
		);
	});

	test('with existing errors: all', () => {
		fc.assert(
			fc.property(platformErrors, polls, (errors, sequence) => {
				const trigger = new Trigger(errors, true);
				for (const poll of sequence) trigger.poll(poll);
				trigger.finish();
				expect(idsOf(trigger.emitted).sort()).toEqual(errors.map(({ id }) => id).sort());
			}),
			{ numRuns: 500 },
		);
	});
});

test('past the cap nothing is emitted twice, no more is remembered, and what is newest is still emitted', () => {
	fc.assert(
		fc.property(platformErrors, polls, fc.integer({ min: 1, max: 6 }), (errors, sequence, cap) => {
			const newest = {
				id: 'e999',
				source: 'one',
				occurredAtMs: START_MS + 10 * 86_400_000,
				visibleAtMs: START_MS + 500_000,
			};
			const trigger = new Trigger([...errors, newest], true, cap);
			for (const poll of sequence) {
				trigger.poll(poll);
				// More than the cap only as long as something older was read that is not emitted yet.
				expect(trigger.remembered()).toBeLessThanOrEqual(Math.max(cap, errors.length));
			}
			trigger.finish();
			const emitted = idsOf(trigger.emitted);
			expect(new Set(emitted).size).toBe(emitted.length);
			expect(emitted).toContain('e999');
		}),
		{ numRuns: 500 },
	);
});
