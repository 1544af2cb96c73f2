import { expect, test } from '@jest/globals';

import { regionalUrl, typed, typedToken, typedUrl } from '../../../core/credential/credentialFields';

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
	[{ region: 'us' }, 'https://us.example.com/v1'],
	[{ region: 'moon' }, 'https://eu.example.com/v1'],
	[{}, 'https://eu.example.com/v1'],
	[{ region: 'custom', customUrl: ' https://own.example.com/ ' }, 'https://own.example.com/v1'],
	[{ region: 'custom', customUrl: 'https://own.example.com/v1/' }, 'https://own.example.com/v1'],
])('%j means %s', (credential, url) => {
	const hosts = { eu: 'https://eu.example.com', us: 'https://us.example.com' };
	expect(regionalUrl(credential, hosts, '/v1')).toBe(url);
});
