import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { PollJournal } from './PollJournal';

const event = 'logLine M1';
let folder: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'journal-'));
});

afterEach(async () => {
	await rm(folder, { recursive: true, force: true });
});

/** A poll of 100 ms, as the hook in n8n's process writes it down. */
function polled(
	process: number,
	atMs: number,
	ending: Record<string, unknown> = { type: 'ended', events: [] },
) {
	const lines = [
		{ at: atMs, type: 'began', activation: 'init' },
		{ at: atMs + 100, ...ending },
	];
	for (const line of lines) {
		const entry = { process, poll: atMs, workflow: 'w', ...line };
		appendFileSync(join(folder, 'polls.jsonl'), `${JSON.stringify(entry)}\n`);
	}
}

test('what n8n may have been killed over is settled when it had the time to come again', () => {
	const journal = new PollJournal(folder);
	expect(journal.isSettled(event)).toBe(false);
	polled(1, 10_000, { type: 'ended', events: [event] });
	expect(journal.isSettled(event)).toBe(false);
	polled(2, 20_000);
	polled(2, 30_000, { type: 'threw', message: '503' });
	polled(2, 40_000);
	expect(journal.isSettled(event)).toBe(false);
	polled(2, 50_000);
	expect(journal.isSettled(event)).toBe(true);
});

test('where it comes again, n8n has to live on after that', () => {
	const journal = new PollJournal(folder);
	for (const [process, atMs] of [
		[1, 10_000],
		[2, 20_000],
	] as const) {
		polled(process, atMs, { type: 'ended', events: [event] });
		expect(journal.isSettled(event)).toBe(false);
	}
	polled(2, 30_000);
	expect(journal.isSettled(event)).toBe(true);
});
