import { describe, expect, test } from '@jest/globals';

import type { Batch } from './PollJournal';
import type { StoredExecution } from './storedExecutions';
import { verdict, type Evidence } from './verdict';

const SECOND_MS = 1000;
const event = 'logLine M1';
const occurrence = { at: 60 * SECOND_MS, platform: 'Port', event };

const batch = (atSeconds: number, process: number, more: Partial<Batch> = {}): Batch => ({
	beganAt: atSeconds * SECOND_MS - 100,
	at: atSeconds * SECOND_MS,
	process,
	workflow: 'w',
	events: [event],
	...more,
});

const execution = (atSeconds: number): StoredExecution => ({
	id: String(atSeconds),
	workflow: 'w',
	status: 'success',
	createdAt: atSeconds * SECOND_MS,
	events: [event],
});

/** Where n8n stores the state and the execution in one transaction. */
const durable = { longestPollMs: 45 * SECOND_MS, storesAtOnce: true };

/** What the verdict says of an error, when these things were seen; with n8n's default poller unless said. */
function said(seen: Partial<Evidence>) {
	const { lost, repeated } = verdict({
		occurrences: [occurrence],
		executions: [],
		polls: [1, 11, 21].map((seconds) => ({
			workflow: 'w',
			process: 1,
			activation: 'activate',
			beganAt: seconds * SECOND_MS,
			endedAt: seconds * SECOND_MS + 100,
			events: [],
		})),
		batches: [],
		kills: [],
		longestPollMs: Number.POSITIVE_INFINITY,
		storesAtOnce: false,
		publications: [],
		platformOf: new Map([['w', 'Port']]),
		deadTriggers: new Map(),
		...seen,
	});
	return [...lost, ...repeated].map(({ cause, explanation }) => `${cause}: ${explanation}`);
}

describe('an error that was emitted never', () => {
	test("is a fault where the trigger never handed it over, whatever was published since, and n8n's window where n8n was killed", () => {
		const publications = [{ workflow: 'w', from: 90 * SECOND_MS, to: 91 * SECOND_MS }];
		expect(said({ publications })).toEqual(['fault: never handed to n8n']);
		expect(said({ batches: [batch(70, 1)], kills: [71 * SECOND_MS] })).toEqual([
			expect.stringContaining('window: '),
		]);
	});

	test('is a fault where the kill came when n8n had long stored what it was handed', () => {
		expect(said({ batches: [batch(70, 1)], kills: [76 * SECOND_MS] })).toEqual([
			expect.stringContaining('window: '),
		]);
		expect(said({ batches: [batch(70, 1)], kills: [78 * SECOND_MS] })).toEqual([
			'fault: handed to n8n, which started no execution with it',
		]);
	});

	test('is a fault where only an earlier one of several times that it was handed over is explained', () => {
		const batches = [batch(70, 1), batch(100, 2)];
		expect(said({ batches, kills: [71 * SECOND_MS] })).toEqual([
			'fault: handed to n8n, which started no execution with it',
		]);
	});

	test('is a fault with durable cursors, whenever the kill came: a transaction that it broke off left the state from before', () => {
		expect(said({ ...durable, batches: [batch(70, 1)], kills: [71 * SECOND_MS] })).toEqual([
			'fault: handed to n8n, which was killed before it stored it, and not again',
		]);
	});

	test('is not even lost where it was handed over again after n8n had thrown it away', () => {
		const tooLong = batch(90, 1, { beganAt: 20 * SECOND_MS });
		const executions = [execution(100)];
		expect(said({ ...durable, batches: [tooLong, batch(100, 1)], executions })).toEqual([]);
		expect(said({ ...durable, batches: [tooLong], kills: [91 * SECOND_MS] })).toEqual([
			'fault: handed to n8n, which discarded it, and not again: the poll had taken too long',
		]);
	});

	test('is a fault of its own where n8n gave the trigger up', () => {
		expect(said({ deadTriggers: new Map([['Port', 'failed: 401']]) })).toEqual([
			'fault: n8n gave the trigger up: failed: 401',
		]);
	});
});

describe('an error that was emitted twice', () => {
	const twice = (storedSeconds: number, killSeconds: number, poller: Partial<Evidence> = {}) =>
		said({
			...poller,
			batches: [batch(70, 1), batch(100, 2)],
			executions: [execution(storedSeconds), execution(100)],
			kills: [killSeconds * SECOND_MS],
		});

	test("is n8n's window where n8n was killed soon after it had stored the first execution", () => {
		expect(twice(70, 71)).toEqual([expect.stringContaining('window: ')]);
		expect(twice(82, 84)).toEqual([expect.stringContaining('window: ')]);
		expect(twice(71.1, 71)).toEqual([expect.stringContaining('window: ')]);
	});

	test('is a fault where n8n had all the time to store the state, too', () => {
		expect(twice(70, 85)).toEqual([expect.stringContaining('fault: handed to n8n twice')]);
	});

	test('is a fault with durable cursors, however soon the kill came: the state was stored with the first execution', () => {
		expect(twice(70, 71, durable)).toEqual([expect.stringContaining('fault: handed to n8n twice')]);
	});

	test('has nothing to do with what n8n was killed over and never stored', () => {
		const batches = [batch(70, 1), batch(100, 2), batch(102, 2)];
		const seen = { batches, executions: [execution(100), execution(102)], kills: [71 * SECOND_MS] };
		const publications = [{ workflow: 'w', from: 99 * SECOND_MS, to: 101 * SECOND_MS }];
		expect(said({ ...durable, ...seen, publications })).toEqual([
			expect.stringContaining('window: published again'),
		]);
		expect(said({ ...durable, ...seen })).toEqual([
			expect.stringContaining('fault: handed to n8n twice, at 00:01:40 and 00:01:42'),
		]);
	});

	test('is a fault where only an earlier one of several times is explained', () => {
		const seen = { executions: [execution(100), execution(130)], kills: [71 * SECOND_MS] };
		const batches = [batch(70, 1), batch(100, 2), batch(130, 2)];
		expect(said({ ...seen, batches })).toEqual([expect.stringContaining('fault: handed to n8n twice')]);
	});

	test('has nothing to do with what a poll returned that n8n threw away, because it had taken too long', () => {
		const tooLong = batch(90, 2, { beganAt: 20 * SECOND_MS });
		const batches = [batch(70, 1), tooLong, batch(100, 2)];
		const seen = { executions: [execution(70), execution(100)], kills: [71 * SECOND_MS] };
		const longestPollMs = 45 * SECOND_MS;
		expect(said({ ...seen, longestPollMs, batches })).toEqual([expect.stringContaining('window: ')]);
	});
});
