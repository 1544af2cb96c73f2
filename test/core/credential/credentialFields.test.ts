import { expect, test } from '@jest/globals';

import { typed, typedToken } from '../../../core/credential/credentialFields';

test('what was typed is read without blanks around it', () => {
	expect([' a b\n', '', undefined, null, 5].map(typed)).toEqual(['a b', '', '', '', '']);
	expect([' Bearer  abc ', 'bearer abc', 'abc', 'Bearerabc'].map(typedToken)).toEqual([
		'abc',
		'abc',
		'abc',
		'Bearerabc',
	]);
});
