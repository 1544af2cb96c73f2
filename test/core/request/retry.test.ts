import { execFileSync } from 'node:child_process';

import { afterEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';

import type { Method } from '../../../core/request/http';
import {
	askedDelayMs,
	backoffMs,
	mayRetry,
	mostRetries,
	type RetryPolicy,
} from '../../../core/request/retry';

const policy: RetryPolicy = {
	retries: 4,
	firstDelayMs: 500,
	longestDelayMs: 3000,
	idempotentMethods: ['PUT'],
	retriesRateLimits: true,
};
const NOW_MS = Date.UTC(2024, 0, 15, 12);

afterEach(() => {
	jest.restoreAllMocks();
});

/** What a response asks for, by n8n's own clock. */
function askedAt(nowMs: number, status: number, headers: Readonly<Record<string, unknown>>) {
	jest.spyOn(Date, 'now').mockReturnValue(nowMs);
	return askedDelayMs({ status, headers }, policy);
}

describe('mayRetry', () => {
	const notSent = ['ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
	const maybeSent = ['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'UNKNOWN'];
	const final = [
		'ENOTFOUND',
		'ERR_CANCELED',
		'ERR_INVALID_URL',
		'CERT_HAS_EXPIRED',
		'EPROTO',
		'ERR_SSL_WRONG_VERSION_NUMBER',
		'ERR_TLS_CERT_ALTNAME_INVALID',
	];

	test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as Method[])('%s', (method) => {
		const repeatable = method === 'GET' || method === 'HEAD' || method === 'PUT';
		const may = (attempt: object) => mayRetry({ method, ...attempt }, policy);
		expect(may({ status: 429 })).toBe(true);
		for (const networkCode of notSent) expect(may({ networkCode })).toBe(true);
		for (const networkCode of maybeSent) expect(may({ networkCode })).toBe(repeatable);
		for (const networkCode of final) expect(may({ networkCode })).toBe(false);
		for (const status of [408, 500, 502, 503, 504]) expect(may({ status })).toBe(repeatable);
		for (const status of [200, 400, 401, 403, 404, 409, 422]) expect(may({ status })).toBe(false);
		expect(may({})).toBe(false);
		expect(may({ idempotent: true, status: 503 })).toBe(true);
		expect(may({ idempotent: false, status: 503 })).toBe(false);
	});

	test('a sign-in that failed is made again, whatever it was for: the request itself was not sent', () => {
		for (const idempotent of [undefined, false]) {
			const may = (attempt: object) =>
				mayRetry({ method: 'PATCH', isSignIn: true, idempotent, ...attempt }, policy);
			for (const networkCode of [...notSent, ...maybeSent]) expect(may({ networkCode })).toBe(true);
			for (const status of [408, 500, 502, 503, 504]) expect(may({ status })).toBe(true);
			for (const networkCode of [...final, 'TOO_LARGE']) expect(may({ networkCode })).toBe(false);
			for (const status of [200, 302, 401, 403, 404, 422]) expect(may({ status })).toBe(false);
			expect(may({})).toBe(false);
		}
	});

	test('not after a 429 that came from behind the platform: the request was begun', () => {
		expect(mayRetry({ method: 'POST', status: 429, wasBegun: true }, policy)).toBe(false);
	});

	test('never after a 429 where the platform wants a pause', () => {
		expect(mayRetry({ method: 'GET', status: 429 }, { ...policy, retriesRateLimits: false })).toBe(false);
	});
});

test('changes may have fewer tries than reads', () => {
	const fewer = { ...policy, retriesOfChanges: 1 };
	const most = (method: Method, reads?: boolean) => mostRetries({ method, reads }, fewer);
	expect([most('GET'), most('HEAD'), most('POST', true), most('PUT')]).toEqual([4, 4, 4, 1]);
	expect(mostRetries({ method: 'PUT' }, policy)).toBe(4);
});

describe('askedDelayMs', () => {
	const epochSeconds = NOW_MS / 1000;
	test.each<[number, Record<string, unknown>, number | undefined]>([
		[429, { 'retry-after': '2' }, 2000],
		[503, { 'retry-after': ' 1.5 ' }, 1500],
		[503, { 'retry-after': 'Mon, 15 Jan 2024 12:00:07 GMT' }, 7000],
		[429, { 'retry-after': 'Mon, 15 Jan 2024 11:00:00 GMT' }, 0],
		[429, { 'retry-after': 'Monday, 15-Jan-24 12:00:07 GMT' }, 7000],
		[429, { 'retry-after': 'Mon Jan 15 12:00:07 2024 GMT' }, 7000],
		[429, { 'retry-after': '2024-01-15T12:00:07Z' }, 7000],
		[429, { 'retry-after': '2024-01-15T13:00:07+01:00' }, 7000],
		[429, { 'retry-after': 'Mon, 15 Jan 2024 07:00:07 EST' }, 7000],
		[429, { 'retry-after': String(epochSeconds + 7) }, 7000],
		[429, { 'retry-after': String(NOW_MS + 7000) }, 7000],
		[503, { 'retry-after': String(epochSeconds - 7) }, 0],
		[429, { 'retry-after': '3', 'x-ratelimit-reset': '9' }, 3000],
		[429, { 'retry-after': 'soon', 'x-ratelimit-reset': '9' }, 9000],
		[429, { 'x-ratelimit-reset': '9' }, 9000],
		[429, { 'x-ratelimit-reset': String(epochSeconds + 4) }, 4000],
		[429, { 'x-ratelimit-reset': String(NOW_MS + 4000) }, 4000],
		[429, { 'x-ratelimit-reset': String(epochSeconds - 4) }, 0],
		[429, { 'x-ratelimit-reset': 'later' }, undefined],
		[503, { 'x-ratelimit-reset': '9' }, undefined],
		[429, {}, undefined],
		[429, { 'retry-after': '1000000000' }, 3_600_000],
		[429, { 'retry-after': '9'.repeat(400) }, 3_600_000],
		[429, { 'retry-after': 'Mon, 15 Jan 9999 12:00:00 GMT' }, 3_600_000],
		[429, { 'x-ratelimit-reset': '9'.repeat(400) }, undefined],
		...['-5', 'NaN', 'Infinity', 'soon 7', '1, 2', '0x10', '5 seconds', 'Mon, 99 Foo 2024'].map(
			(text): [number, Record<string, unknown>, undefined] => [429, { 'retry-after': text }, undefined],
		),
	])('after %d with %j', (status, headers, ms) => {
		expect(askedAt(NOW_MS, status, headers)).toBe(ms);
	});
});

test("a time without a zone is UTC, whatever n8n's own zone is", () => {
	const texts = ['Mon Jan 15 12:00:07 2024', 'Mon Jan  8 12:00:07 2024', '2024-01-15T12:00:07'];
	const program = `
		const { askedDelayMs } = require('./core/request/retry.ts');
		Date.now = () => ${NOW_MS};
		const delays = ${JSON.stringify(texts)}.map((text) => [
			askedDelayMs({ status: 429, headers: { 'retry-after': text } }, {}),
			askedDelayMs({ status: 429, headers: { date: text.replace(':07', ':00'), 'retry-after': text } }, {}),
		]);
		console.log(JSON.stringify([new Date(${NOW_MS}).getHours(), ...delays]));
	`;
	const env = { ...process.env, TZ: 'Asia/Kolkata' };
	const said = execFileSync(process.execPath, ['--import', 'tsx', '-e', program], { env, encoding: 'utf8' });
	expect(JSON.parse(said)).toEqual([17, [7000, 7000], [0, 7000], [7000, 7000]]);
});

describe('a time is by the clock of the server, however wrong that of n8n is', () => {
	const date = 'Mon, 15 Jan 2024 17:00:00 GMT';
	test.each<[Record<string, unknown>, number]>([
		[{ 'retry-after': 'Mon, 15 Jan 2024 17:00:07 GMT' }, 7000],
		[{ 'retry-after': 'Mon, 15 Jan 2024 16:59:00 GMT' }, 0],
		[{ 'x-ratelimit-reset': String(Date.parse(date) / 1000 + 4) }, 4000],
		[{ 'retry-after': '3' }, 3000],
	])('%j', (headers, ms) => {
		expect(askedAt(NOW_MS, 429, { date, ...headers })).toBe(ms);
		expect(askedAt(Date.parse(date), 429, { date: 'yesterday', ...headers })).toBe(ms);
	});
});

test.each<[string, Record<string, unknown>]>([
	['a day behind', { date: 'Sun, 14 Jan 2024 12:00:00 GMT', 'retry-after': 'Mon, 15 Jan 2024 12:00:07 GMT' }],
	['at its beginning', { date: 'Thu, 01 Jan 1970 00:00:00 GMT', 'x-ratelimit-reset': String(NOW_MS + 4000) }],
])('a pause is no longer than the longest one where the clock of the server is %s', (_what, headers) => {
	expect(askedAt(NOW_MS, 429, headers)).toBe(3_600_000);
});

test('the longest pause is an hour, or what the platform wants, if that is longer', () => {
	const after = (pauseMs: number) =>
		askedDelayMs({ status: 429, headers: { 'retry-after': '1000000000' } }, { ...policy, pauseMs });
	expect([0, 1000, 7_200_000].map(after)).toEqual([3_600_000, 3_600_000, 7_200_000]);
});

test('backoff doubles up to its bound, and anything below is as likely', () => {
	expect([0, 1, 2, 3, 9].map((attempt) => backoffMs(attempt, policy, () => 1))).toEqual([
		500, 1000, 2000, 3000, 3000,
	]);
	expect(backoffMs(5, policy, () => 0)).toBe(0);
	const apart = { ...policy, shortestDelayMs: 200 };
	expect([0, 0.5, 1].map((random) => backoffMs(0, apart, () => random))).toEqual([200, 350, 500]);
	fc.assert(
		fc.property(fc.nat(60), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
			const ms = backoffMs(attempt, policy, () => random);
			expect(ms).toBeGreaterThanOrEqual(0);
			expect(ms).toBeLessThanOrEqual(3000);
		}),
	);
});
