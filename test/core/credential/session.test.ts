import { expect, test } from '@jest/globals';

import { sessionOrigin, sessionToken } from '../../../core/credential/session';

const FIELDS = ['url', 'user', 'password'];
const typed = { url: 'https://things.example', user: 'a', password: 'secret', note: 'mine' };
const stored = { ...typed, token: 'token', sessionOrigin: sessionOrigin(typed, FIELDS) };

test('the session of a sign-in holds no secret, and is used as long as what signed in stays the same', () => {
	expect(JSON.stringify(stored.sessionOrigin)).not.toContain('secret');
	expect(sessionToken({ ...stored, note: 'another' }, 'token', FIELDS)).toBe('token');
});

test.each(FIELDS)('with another %s the session is that of another account, and not used', (name) => {
	expect(sessionToken({ ...stored, [name]: 'another' }, 'token', FIELDS)).toBe('');
	expect(sessionToken({ ...typed, token: 'token' }, 'token', FIELDS)).toBe('');
});
