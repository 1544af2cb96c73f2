import { describe, expect, test } from '@jest/globals';
import { get } from 'lodash';
import { runInNewContext } from 'node:vm';

import { holds, isEmpty, isRecord, parseBody, recordsIn, textOf } from '../../../core/data/json';

describe('parseBody', () => {
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
		expect(parseBody(text)).toEqual(value);
	});

	test.each(['', '  \n'])('makes nothing of %j', (text) => {
		expect(parseBody(text)).toBeUndefined();
	});

	test.each(['<html>busy 9007199254740993</html>', '{"cut', 'OK'])('leaves %j as it is', (text) => {
		expect(parseBody(text)).toBe(text);
	});

	test.each([
		['no JSON, with quotation marks that are escaped', `{\\"id\\":1234567890123456${'\\"a'.repeat(60_000)}`],
		['a number of zeros', `[1${'0'.repeat(150_000)}1.0]`],
	])('reads %s in time that grows with its length only', (_what, text) => {
		const startedMs = performance.now();
		parseBody(text);
		// Its square took seconds.
		expect(performance.now() - startedMs).toBeLessThan(1000);
	});

	test('reads long texts', () => {
		const long = 'x'.repeat(20_000_000);
		expect(parseBody(`{"log":"${long}"}`)).toEqual({ log: long });
		expect(parseBody(`{"id":9007199254740993,"log":"${long}"}`)).toEqual({
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

test('recordsIn gives the JSON objects of a list', () => {
	expect(recordsIn([{ a: 1 }, null, [{ b: 2 }], 'text', { c: 3 }])).toEqual([{ a: 1 }, { c: 3 }]);
	expect([{ a: [{}] }, null, undefined, 'text'].map(recordsIn)).toEqual([[], [], [], []]);
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

test('a value is looked through at any depth, and nothing is no text, no number and no list', () => {
	const isSeven = (value: unknown) => value === 7;
	expect([7, [[7]], { a: [{ b: 7 }] }].map((value) => holds(value, isSeven))).toEqual([true, true, true]);
	expect([6, null, [], { a: ['7'] }].map((value) => holds(value, isSeven))).toEqual([
		false,
		false,
		false,
		false,
	]);
	expect([undefined, null, ''].map(isEmpty)).toEqual([true, true, true]);
	expect([0, false, ' ', [], {}].map(isEmpty)).toEqual([false, false, false, false, false]);
});
