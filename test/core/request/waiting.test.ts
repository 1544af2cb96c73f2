import { expect, test } from '@jest/globals';

import { Cancelled, throwIfCancelled, waitFor } from '../../../core/request/waiting';

test('what ends a stopped execution is worded so that n8n marks it as canceled, not as failed', async () => {
	const stop = new AbortController();
	throwIfCancelled(stop.signal);
	stop.abort();
	await expect(waitFor(60_000, stop.signal)).rejects.toThrow(Cancelled);
	expect(new Cancelled().message).toContain('canceled');
});

test('a wait lasts as long as was asked, and no time at all for nothing', async () => {
	const startedMs = Date.now();
	await waitFor(30);
	expect(Date.now() - startedMs).toBeGreaterThanOrEqual(29);
	await waitFor(0, new AbortController().signal);
	await waitFor(-5);
});

test('a wait ends soon after the execution is stopped', async () => {
	const stop = new AbortController();
	const waiting = waitFor(60_000, stop.signal);
	stop.abort();
	await expect(waiting).rejects.toThrow(Cancelled);
});
