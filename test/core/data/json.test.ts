import { describe, expect, test } from '@jest/globals';
import { get } from 'lodash';
import { runInNewContext } from 'node:vm';

import { isRecord, parseAnswer, recordsIn, rowsIn, textOf } from '../../../core/data/json';

describe('parseAnswer', () => {
	test.each([
		['{"id":9007199254740993}', { id: '9007199254740993' }],
		['[-9223372036854775808, 18446744073709551615]', ['-9223372036854775808', '18446744073709551615']],
		['{"id":9007199254740991}', { id: 9007199254740991 }],
		['{"text":"9007199254740993 \\" 9007199254740993"}', { text: '9007199254740993 " 9007199254740993' }],
		['{"sum":0.30000000000000004}', { sum: 0.1 + 0.2 }],
		['[1.2345678901234567890, -0.30000000000000004]', [Number('1.2345678901234567890'), -(0.1 + 0.2)]],
		[
			'[12345678901234567.5, 1e300, 12345678901234567e2]',
			[Number('12345678901234567.5'), 1e300, Number('12345678901234567e2')],
		],
		['{"big":9007199254740993,"sum":0.30000000000000004}', { big: '9007199254740993', sum: 0.1 + 0.2 }],
		['true', true],
		['null', null],
	])('reads %s without losing a digit', (text, value) => {
		expect(parseAnswer(text)).toEqual(value);
	});

	test.each(['', '  \n'])('makes nothing of %j', (text) => {
		expect(parseAnswer(text)).toBeUndefined();
	});

	test.each(['<html>busy 9007199254740993</html>', '{"cut', 'OK'])('leaves %j as it is', (text) => {
		expect(parseAnswer(text)).toBe(text);
	});

	test('reads long texts', () => {
		const long = 'x'.repeat(20_000_000);
		expect(parseAnswer(`{"log":"${long}"}`)).toEqual({ log: long });
		expect(parseAnswer(`{"id":9007199254740993,"log":"${long}"}`)).toEqual({
			id: '9007199254740993',
			log: long,
		});
	});
});

test('isRecord is true for JSON objects only', () => {
	expect([{}, Object.create(null), { a: 1 }].every(isRecord)).toBe(true);
	expect([null, undefined, 'a', 1, [], new Date(), new Map()].some(isRecord)).toBe(false);
	const elsewhere: unknown = runInNewContext('({ record: { a: 1 }, list: [1], date: new Date() })');
	const parts: unknown[] = ['record', 'list', 'date'].map((name): unknown => get(elsewhere, name));
	expect([elsewhere, ...parts].map(isRecord)).toEqual([true, true, false, false]);
});

test('rowsIn finds the rows of a bare list or of the first list under a known key', () => {
	const rows = [{ id: 1 }, 'no record', null, { id: 2 }];
	expect(rowsIn(rows)).toEqual([{ id: 1 }, { id: 2 }]);
	expect(rowsIn({ data: 'none', items: rows, rows: [{ id: 3 }] }, 'data', 'items', 'rows')).toHaveLength(2);
	expect(rowsIn({ items: rows }, 'data')).toEqual([]);
	expect(rowsIn('<html>', 'data')).toEqual([]);
	expect(recordsIn({ length: 1 })).toEqual([]);
});

test('textOf gives text for texts and numbers', () => {
	expect([textOf('a'), textOf(0), textOf(5n)]).toEqual(['a', '0', '5']);
	expect(['', undefined, null, {}, true].map(textOf)).toEqual([
		undefined,
		undefined,
		undefined,
		undefined,
		undefined,
	]);
});
