import { expect, test } from '@jest/globals';

import { regionalUrl, typed, typedToken, typedUrl } from '../../core/credentialFields';

test('what was typed is read without blanks around it', () => {
	expect([' a b\n', '', undefined, null, 5].map(typed)).toEqual(['a b', '', '', '', '']);
	expect([' Bearer  abc ', 'bearer abc', 'abc', 'Bearerabc'].map(typedToken)).toEqual([
		'abc',
		'abc',
		'abc',
		'Bearerabc',
	]);
	expect([' https://example.com// ', 'https://example.com/v1/', undefined].map(typedUrl)).toEqual([
		'https://example.com',
		'https://example.com/v1',
		'',
	]);
});

test.each([
	[{ region: 'eu', customUrl: 'https://other.example.com' }, 'https://eu.example.com/v1'],
	[{ region: 'custom', customUrl: ' https://own.example.com/ ' }, 'https://own.example.com/v1'],
	[{ region: 'custom', customUrl: 'https://own.example.com/v1/' }, 'https://own.example.com/v1'],
])('%j means %s', (credential, url) => {
	expect(regionalUrl(credential, { eu: 'https://eu.example.com' }, '/v1')).toBe(url);
});
