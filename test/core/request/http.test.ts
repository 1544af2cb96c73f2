import { describe, expect, test } from '@jest/globals';

import { Readable } from 'node:stream';

import { KnownSecrets } from '../../../core/data/KnownSecrets';
import { queryString, receivedFrom, responseOf } from '../../../core/request/http';

test('queryString repeats lists, leaves out what is undefined, encodes the rest', () => {
	expect(queryString()).toBe('');
	expect(queryString({ a: undefined, b: [] })).toBe('');
	expect(queryString({ a: 'x y&z', b: [1, 2], c: false, d: 0, e: '' })).toBe(
		'?a=x+y%26z&b=1&b=2&c=false&d=0&e=',
	);
});

describe('a response', () => {
	const none = new KnownSecrets([]);
	const read = async (given: unknown, secrets = none, mostBytes = 1000) =>
		responseOf(await receivedFrom(given, mostBytes), secrets);

	test('is what n8n gives for it, its body parsed', async () => {
		const headers = { 'content-type': 'application/json', link: ['<a>', '<b>'] };
		expect(
			await read({ statusCode: 201, statusMessage: 'Created', headers, body: '{"id":9007199254740993}' }),
		).toEqual({ status: 201, statusText: 'Created', headers, body: { id: '9007199254740993' } });
	});

	test.each([
		['', undefined],
		['<html></html>', '<html></html>'],
		['null', null],
		['\uFEFF{"id":1}', { id: 1 }],
		[{ id: 1 }, { id: 1 }],
		[undefined, undefined],
	])('with the body %j has %j', async (given, body) => {
		expect(await read({ statusCode: 200, headers: {}, body: given })).toMatchObject({ status: 200, body });
	});

	test.each([undefined, 'text', {}, { statusCode: '200' }])(
		'that is none (%j) has no status',
		async (given) => {
			expect(await read(given)).toMatchObject({ status: 0, headers: {} });
		},
	);

	test('is not read beyond its bound, and its stream is closed', async () => {
		const body = Readable.from([Buffer.alloc(60), Buffer.alloc(60), Buffer.alloc(60)]);
		await expect(read({ statusCode: 200, headers: {}, body }, none, 100)).rejects.toThrow('larger than');
		expect(body.destroyed).toBe(true);
	});

	test('holds no secret that was sent, however the server writes it', async () => {
		const secret = 'pass word&"1"é';
		const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
		const body = await read(
			{ statusCode: 200, headers: {}, body: JSON.stringify({ forms, json: JSON.stringify({ secret }) }) },
			new KnownSecrets([secret]),
		);
		expect(JSON.stringify(body)).not.toMatch(/pass.{1,3}word|cGFzcyB3b3Jk/);
		expect(body.body).toMatchObject({ json: '{"secret":"[redacted]"}' });
	});
});
