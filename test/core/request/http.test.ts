import { describe, expect, test } from '@jest/globals';

import { queryString, responseOf } from '../../../core/request/http';

test('queryString repeats lists, leaves out what is undefined, encodes the rest', () => {
	expect(queryString()).toBe('');
	expect(queryString({ a: undefined, b: [] })).toBe('');
	expect(queryString({ a: 'x y&z', b: [1, 2], c: false, d: 0, e: '' })).toBe(
		'?a=x+y%26z&b=1&b=2&c=false&d=0&e=',
	);
});

describe('a response', () => {
	test('is what n8n gives for it, its body parsed', () => {
		const headers = { 'content-type': 'application/json', link: ['<a>', '<b>'] };
		expect(responseOf({ statusCode: 201, headers, body: '{"id":9007199254740993}' })).toEqual({
			status: 201,
			headers,
			body: { id: '9007199254740993' },
		});
	});

	test.each([
		['', undefined],
		['<html></html>', '<html></html>'],
		['null', null],
		[{ id: 1 }, { id: 1 }],
		[undefined, undefined],
	])('with the body %j has %j', (given, body) => {
		expect(responseOf({ statusCode: 200, headers: {}, body: given })).toEqual({
			status: 200,
			headers: {},
			body,
		});
	});

	test.each([undefined, 'text', {}, { statusCode: '200' }])('that is none (%j) has no status', (given) => {
		expect(responseOf(given)).toMatchObject({ status: 0, headers: {} });
	});

	test('keeps bytes as they are', () => {
		const bytes = Buffer.from([0xff, 0x00]);
		expect(responseOf({ statusCode: 200, headers: {}, body: bytes }).body).toBe(bytes);
	});
});
