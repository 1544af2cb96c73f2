import { expect, test } from '@jest/globals';

import { Cancelled, throwIfCancelled, waitFor } from '../../../core/request/waiting';

test('what ends a stopped execution is worded so that n8n marks it as canceled, not as failed', async () => {
	const stop = new AbortController();
	throwIfCancelled(stop.signal);
	stop.abort();
	await expect(waitFor(60_000, stop.signal)).rejects.toThrow(Cancelled);
	expect(new Cancelled().message).toContain('canceled');
});
