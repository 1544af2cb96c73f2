import { describe, expect, test } from '@jest/globals';

import { fingerprint } from '../../../core/data/fingerprint';
import { pairs, type Pair } from './fingerprints/pairs';
import { pairs as unseenPairs } from './fingerprints/unseenPairs';

test('is short, the same for the same message, and another one for another platform, kind or code', () => {
	const one = fingerprint('Record 12 is missing', 'celigo', 'stepError', '404');
	expect(one).toMatch(/^[\w-]{12}$/);
	expect(fingerprint('Record 13 is missing', 'celigo', 'stepError', '404')).toBe(one);
	expect(fingerprint('Record 12 is missing', 'port', 'stepError', '404')).not.toBe(one);
	expect(fingerprint('Record 12 is missing', 'celigo', 'failedJob', '404')).not.toBe(one);
	expect(fingerprint('Record 12 is missing', 'celigo', 'stepError', null)).not.toBe(one);
});

test.each([
	['IDs', 'Order 5f1b2c3d4e5f6a7b8c9d0e1f failed', 'Order 0e1f5f1b2c3d4e5f6a7b8c9d failed'],
	['numbers', 'The amount 1,234.50 exceeds 99', 'The amount 7 exceeds 1,000,000'],
	['dates', 'Locked since 2026-01-31T08:00:00.000Z', 'Locked since 2025-12-01 09:15'],
	['quoted values', 'No customer "Nora Lind"', "No customer 'ACME GmbH & Co'"],
	[
		'addresses',
		'GET https://api.example.com/v1/orders/7?page=2 failed',
		'GET https://eu.example.org/x failed',
	],
	['mail addresses', 'anna@example.com bounced', 'someone.else@mail.example.org bounced'],
	['paths', 'Cannot read /data/in/orders.csv', 'Cannot read C:\\exchange\\out\\items.csv'],
	['how many there are', '1 record was skipped', '12 records were skipped'],
])('is the same for messages that differ in %s', (_what, one, other) => {
	expect(fingerprint(one)).toBe(fingerprint(other));
});

test.each([
	['the field', 'Field "email" is missing', 'Field "phone" is missing'],
	['the status', 'The server responded 401', 'The server responded 503'],
	['the code', 'ORA-00001: not inserted', 'ORA-01400: not inserted'],
	['a word', 'Timed out connecting', 'Timed out reading'],
])('is another one where %s differs', (_what, one, other) => {
	expect(fingerprint(one)).not.toBe(fingerprint(other));
});

/** Shares: of the pairs taken for the same those that are, and of the pairs that are the same those found. */
function measured(list: readonly Pair[]): { precision: number; recall: number } {
	const taken = list.filter(({ one, other }) => fingerprint(one) === fingerprint(other));
	const right = taken.filter(({ isSame }) => isSame).length;
	return { precision: right / taken.length, recall: right / list.filter(({ isSame }) => isSame).length };
}

/** Messages as the platforms and the systems behind them write them, in pairs that a person called the same or different. */
describe('of messages as they are', () => {
	test('260 pairs', () => {
		const { precision, recall } = measured(pairs);
		expect(pairs).toHaveLength(260);
		expect(precision).toBeGreaterThan(0.96);
		expect(recall).toBeGreaterThan(0.92);
	});

	test('100 pairs for which nothing was adjusted', () => {
		const { precision, recall } = measured(unseenPairs);
		expect(unseenPairs).toHaveLength(100);
		expect(precision).toBeGreaterThan(0.97);
		expect(recall).toBeGreaterThan(0.85);
	});
});
