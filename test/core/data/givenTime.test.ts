import { describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';

import { givenDay, givenMs } from '../../../core/data/givenTime';

const BERLIN = 'Europe/Berlin';
const NOON = Date.UTC(2024, 0, 31, 12);
const MIDNIGHT_IN_BERLIN = Date.UTC(2024, 0, 30, 23);

describe('a time', () => {
	test.each<[unknown, number]>([
		['2024-01-31T12:00:00Z', NOON],
		['2024-01-31T13:00:00', NOON],
		['2024-01-31', MIDNIGHT_IN_BERLIN],
		[NOON, NOON],
		[NOON / 1000, NOON],
		[NOON * 1000, NOON],
		[100_000_000, 100_000_000_000],
		[1_000_166_400_000, 1_000_166_400_000],
		[`${NOON}000000`, NOON],
		[String(NOON), NOON],
		[20240131, MIDNIGHT_IN_BERLIN],
		['20240131', MIDNIGHT_IN_BERLIN],
		[45322, MIDNIGHT_IN_BERLIN],
		['45322', MIDNIGHT_IN_BERLIN],
		[45322.5, NOON - 3_600_000],
		[new Date(NOON), NOON],
		[DateTime.fromMillis(NOON), NOON],
	])('may be given as %j', (given, ms) => {
		expect(givenMs(given, BERLIN)).toBe(ms);
	});

	test.each<unknown>([
		0,
		1,
		-5,
		2024,
		'2024',
		'0',
		20241331,
		1234567,
		20240131080000,
		202401310800,
		'202401310800',
		'199912312359',
		NaN,
		Infinity,
		'soon',
		true,
		{},
	])('%j says none', (given) => {
		expect(givenMs(given, BERLIN)).toBeUndefined();
	});
});

test('a whole day is known as one', () => {
	expect(['2024-01-31', 20240131, '20240131', 45322].map(givenDay)).toEqual(Array(4).fill('2024-01-31'));
	expect(['2024-01-31T00:00:00', NOON, 45322.5, 2024, '2024-02-31', undefined].map(givenDay)).toEqual(
		Array(6).fill(undefined),
	);
});
