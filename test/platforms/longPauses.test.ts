import { describe, expect, test } from '@jest/globals';
import { camelCase } from 'lodash';

import { faultPlatforms } from '../faults/platforms';
import { movableClock } from '../lifecycle';

const HOUR_MS = 3_600_000;
const clock = movableClock();

/** When a response says that it was sent so many milliseconds from now. */
const at = (ms: number) => new Date(Date.now() + ms).toUTCString();

describe.each(faultPlatforms)('$name', (subject) => {
	const { retry, displayName } = subject.platform;
	const longestMs = Math.max(HOUR_MS, retry.pauseMs ?? 0);

	test.each<[string, () => Record<string, string>]>([
		['a week', () => ({ 'retry-after': '604800' })],
		['milliseconds where seconds belong', () => ({ 'retry-after': '60000' })],
		['a time while its clock is a day behind', () => ({ 'retry-after': at(2000), date: at(-24 * HOUR_MS) })],
		[
			'a time while its clock is at its beginning',
			() => ({ 'retry-after': at(2000), date: 'Thu, 01 Jan 1970 00:00:00 GMT' }),
		],
	])('a 429 that asks for %s holds nobody for longer than the longest pause', async (_what, headers) => {
		const running = await subject.start({});
		try {
			const { poll, list, simulator } = running;
			const [resource = '', operation = ''] = list.task.split(': ').map(camelCase);
			// With the credential of the trigger, whose pause it shares.
			const runList = async () => await running.run(resource, operation, list.parameters);
			await poll.session.activate();
			poll.cause();
			simulator.faults.add({
				...poll.struck,
				times: 1,
				answer: { status: 429, headers: headers(), body: {} },
			});
			await expect(poll.session.poll()).rejects.toThrow(displayName);
			simulator.requests.clear();
			const { error } = await runList();
			const seconds = Number(/asked to wait (\d+) seconds/.exec(error?.description ?? '')?.[1]);
			expect([seconds <= longestMs / 1000, seconds > longestMs / 1000 - 60]).toEqual([true, true]);
			expect(simulator.requests.length).toBe(0);
			clock.pass(longestMs);
			expect(await poll.session.poll()).toHaveLength(1);
			expect((await runList()).error).toBeUndefined();
		} finally {
			await running.stop();
		}
	});
});
