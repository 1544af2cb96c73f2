import { describe, expect, test } from '@jest/globals';

import { signOf } from '../../../core/request/signs';

const response = (headers: Record<string, unknown>) =>
	signOf({ response: { status: 200, headers, body: {} } });
const failed = (more: { status?: number; networkCode?: string; wasBegun?: boolean }) =>
	signOf({ failed: { method: 'GET', path: '/', message: '', tries: 1, ...more } });

describe('what an answer says of the speed', () => {
	test.each([
		[{}, 'good'],
		[{ 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '100' }, 'good'],
		[{ 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '99' }, 'low'],
		[{ 'ratelimit-limit': '10', 'ratelimit-remaining': '0' }, 'low'],
		[{ 'ratelimit-limit': '10', 'ratelimit-remaining': 'none' }, 'good'],
		[{ 'x-ratelimit-limit': '10', 'ratelimit-remaining': '0' }, 'good'],
	])('%j: %s', (headers, sign) => {
		expect(response(headers)).toBe(sign);
	});

	test.each([
		[{ status: 429 }, 'refused'],
		[{ status: 503 }, 'lost'],
		[{ status: 408 }, 'lost'],
		[{ networkCode: 'ETIMEDOUT' }, 'lost'],
		[{ status: 404 }, 'good'],
		[{ status: 500 }, 'good'],
		[{ networkCode: 'NO_TIME_LEFT' }, undefined],
		[{}, undefined],
	])('%j: %s', (failure, sign) => {
		expect(failed(failure)).toBe(sign);
	});

	test.each([429, 503])('nothing of the platform, where a server behind it failed (%i)', (status) => {
		expect(failed({ status, wasBegun: true })).toBe('good');
	});

	test('nothing where it was not sent', () => {
		const refused = { method: 'GET', path: '/', message: '', tries: 1, status: 429 } as const;
		expect(signOf({ failed: refused, wasSent: false })).toBeUndefined();
	});
});
