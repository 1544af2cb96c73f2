import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { KnownSecrets } from '../../../core/data/KnownSecrets';
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

test('what is shorter than four characters is no secret, and than eight not one of a record', () => {
	const known = new KnownSecrets(['abc', 'four', 'long enough']);
	expect(known.hiddenIn('abc four')).toBe('abc [redacted]');
	expect(known.hiddenInBody('abc four, long enough')).toBe('abc four, [redacted]');
});
