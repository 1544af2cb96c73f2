import { expect, test } from '@jest/globals';

import { typed, typedPassword, typedToken } from '../../../core/credential/credentialFields';

test('what was typed is read without blanks around it, digits alone that an expression gives as a number, too', () => {
	expect([' a b\n', '', undefined, null, 5].map(typed)).toEqual(['a b', '', '', '', '5']);
	expect([' Bearer  abc ', 'bearer abc', 'abc', 'Bearerabc', 5].map(typedToken)).toEqual([
		'abc',
		'abc',
		'abc',
		'Bearerabc',
		'5',
	]);
});

test('a password is what was typed, digits alone that an expression gives as a number, too', () => {
	expect([' a b\n', '\u65E51', 5, '', undefined, null].map(typedPassword)).toEqual([
		' a b\n',
		'\u65E51',
		'5',
		'',
		'',
		'',
	]);
});

test('a token is without what no header carries, as n8n sends it: else it is not recognised where it is repeated', () => {
	const pasted = ['f3a9\u200Bbb77', 'f3a9\r\nbb77', '\uFEFFBearer f3a9bb77\u0000', 'Bearer\u2028f3a9bb77'];
	expect(pasted.map(typedToken)).toEqual(pasted.map(() => 'f3a9bb77'));
	expect(typedToken('f3a9 \u00E9bb77')).toBe('f3a9 \u00E9bb77');
});
