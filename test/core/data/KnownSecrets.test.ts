import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { KnownSecrets } from '../../../core/data/KnownSecrets';
import { responseOf } from '../../../core/request/http';
import { formsIn } from '../../secretForms';

const encodings: Record<string, (text: string) => string> = {
	'as it is': (text) => text,
	'in an address': encodeURIComponent,
	'in JSON': JSON.stringify,
	'in JSON in JSON': (text) => JSON.stringify(JSON.stringify({ text })),
	'in base64': (text) => Buffer.from(text).toString('base64'),
	'in base64 for addresses': (text) => Buffer.from(text).toString('base64url'),
	'in hexadecimal': (text) => Buffer.from(text).toString('hex'),
	'in capital hexadecimal': (text) => Buffer.from(text).toString('hex').toUpperCase(),
};

describe.each(Object.entries(encodings))('a secret within a text, %s', (_form, encode) => {
	test('is hidden, wherever it stands', () => {
		fc.assert(
			fc.property(
				fc.string({ maxLength: 10 }),
				fc.string({ minLength: 8, maxLength: 40 }),
				fc.string({ maxLength: 10 }),
				(before, secret, after) => {
					const known = new KnownSecrets([secret]);
					const shown = known.hiddenIn(encode(`${before}${secret}${after}`));
					expect(formsIn(shown.replaceAll('[redacted]', ''), [secret])).toEqual([]);
				},
			),
			{ numRuns: 300 },
		);
	});
});

const body = (text: string, ...secrets: string[]): unknown =>
	responseOf(
		{ status: 200, statusText: 'OK', headers: {}, bytes: Buffer.from(text) },
		new KnownSecrets(secrets),
	).body;

test.each([
	['Pässwort2024', '{"a":"P\\u00e4sswort2024"}'],
	['Pässwort2024', '{"a":"P\\u00E4sswort2024"}'],
	['Pässwort2024', '{"a":"{\\"b\\":\\"P\\\\u00e4sswort2024\\"}"}'],
	['Pässwort2024', '{"a":"P%C3%A4sswort2024 P%c3%a4sswort2024 P%25C3%25A4sswort2024 P&#228;sswort2024"}'],
	['key😀key😀', '{"a":"key\\ud83d\\uDE00key\\uD83D\\ude00"}'],
	['ab&cd<ef>gh', '{"a":"ab\\u0026cd\\u003cef\\u003Egh"}'],
	["it's'2024", '{"a":"it\\u0027s\\u00272024","b":"it&#39;s&#039;2024 it&#x27;s&#x27;2024"}'],
	['ab/cd+ef==', '{"a":"ab\\/cd+ef==","b":"ab\\/cd\\u002Bef\\u003d="}'],
	['say "key" 1', '{"a":"say \\u0022key\\u0022 1","b":"say+%22key%22+1","c":"say &quot;key&quot; 1"}'],
	['-----KEY\nabcdef', '{"a":"-----KEY\\nabcdef"}'],
	['back\\slash\\\\2024', '{"a":"back\\\\slash\\\\\\\\2024","b":"back\\u005cslash\\u005C\\u005c2024"}'],
])('%s is hidden in %s, as other languages write JSON', (secret, text) => {
	const shown = body(text, secret);
	expect(JSON.stringify(shown).replaceAll('[redacted]', '')).not.toMatch(/key|cd|2024|abcdef/i);
	expect(shown).toBeInstanceOf(Object);
});

test('a secret that is a number as others leaves JSON as it is', () => {
	const text = '{"id": 12345678, "other": [912345678, -1.12345678], "said": "12345678 \\u0031"}';
	expect(body(text, '12345678')).toEqual({
		id: '[redacted]',
		other: [912345678, -1.12345678],
		said: '[redacted] 1',
	});
	expect(body('it says 12345678', '12345678')).toBe('it says [redacted]');
});

test('secrets in a long text are looked for in time that grows with its length only', () => {
	const startedMs = performance.now();
	for (const part of ['\\', 'a\\', '%25', '&#0', 'ab&', '1'])
		body(part.repeat(1_000_000 / part.length), '\\\\\\\\\\\\"a', 'ab&&&&&cd', '&&&&&&&&&1', '12345678');
	expect(performance.now() - startedMs).toBeLessThan(3000);
});

test('what is shorter than four characters is no secret, and than eight not one of a record', () => {
	const known = new KnownSecrets(['abc', 'four', 'long enough']);
	expect(known.hiddenIn('abc four')).toBe('abc [redacted]');
	expect(known.hiddenInBody('abc four, long enough')).toBe('abc four, [redacted]');
});

test('a secret is hidden without the blanks around it, too, as a server may repeat it', () => {
	const known = new KnownSecrets([' long enough\n']);
	expect(known.hiddenIn('wrong: long enough.')).toBe('wrong: [redacted].');
	expect(known.hiddenIn('wrong: long enough\n')).toBe('wrong:[redacted]');
	expect(known.hiddenInBody('{"a":"long enough"}')).toBe('{"a":"[redacted]"}');
});
