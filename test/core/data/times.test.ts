import { describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';

import { epochMs, isoTime } from '../../../core/data/times';

const NOON = Date.UTC(2024, 0, 15, 12);

describe('epochMs', () => {
	test.each<[unknown, number]>([
		['2024-01-15T12:00:00.000Z', NOON],
		['2024-01-15T12:00:00Z', NOON],
		['2024-01-15T12:00:00.5Z', NOON + 500],
		['2024-01-15T12:00:00.123456789Z', NOON + 123],
		['2024-01-15T14:00:00+02:00', NOON],
		['2024-01-15T14:00:00+0200', NOON],
		['2024-01-15 12:00:00', NOON],
		[' 2024-01-15T12:00 ', NOON],
		['2024-01-15T12:00:00.000', NOON],
		['2024-01-15', NOON - 12 * 3_600_000],
		[NOON, NOON],
		[NOON / 1000, NOON],
		[NOON / 1000 + 0.25, NOON + 250],
		[String(NOON), NOON],
		[String(NOON / 1000), NOON],
		['1705320000.5', NOON + 500],
		[new Date(NOON), NOON],
		[DateTime.fromMillis(NOON), NOON],
		[0, 0],
	])('reads %j', (value, ms) => {
		expect(epochMs(value)).toBe(ms);
	});

	test('reads the last days of a month as the others', () => {
		for (const day of ['2024-02-29', '2024-04-30', '2024-12-31']) {
			for (const time of ['00:00:00.000', '23:59:59.999', '24:00:00.000']) {
				expect(epochMs(`${day}T${time}Z`)).toBe(DateTime.fromISO(`${day}T${time}Z`).toMillis());
			}
		}
		for (const day of ['2023-02-29', '2024-02-30', '2024-04-31', '2024-12-32', '2024-01-00']) {
			expect(epochMs(`${day}T12:00:00.000Z`)).toBeUndefined();
		}
	});

	test.each<unknown>([
		'',
		'  ',
		'soon',
		'15.01.2024',
		'2024-13-01T00:00:00.000Z',
		'2024-02-31T00:00:00.000Z',
		'12345',
		undefined,
		null,
		{},
		true,
		NaN,
		Infinity,
		1e300,
		new Date('never'),
		DateTime.invalid('never'),
	])('makes nothing of %j', (value) => {
		expect(epochMs(value)).toBeUndefined();
	});

	test('a time without zone is of the given zone; one with a zone is not', () => {
		expect(epochMs('2024-01-15T12:00:00', 'Europe/Berlin')).toBe(NOON - 3_600_000);
		expect(epochMs('2024-01-15T12:00:00.000Z', 'Europe/Berlin')).toBe(NOON);
	});
});

test('isoTime writes UTC with milliseconds', () => {
	expect(isoTime('2024-01-15 14:00:00+02:00')).toBe('2024-01-15T12:00:00.000Z');
	expect(isoTime(NOON / 1000)).toBe('2024-01-15T12:00:00.000Z');
	expect(isoTime('2024-07-15T12:00', 'Europe/Berlin')).toBe('2024-07-15T10:00:00.000Z');
	expect(isoTime('soon')).toBeUndefined();
});
