import { expect, test } from '@jest/globals';

import { decrypted, encrypted } from '../../../core/credential/encryption';

test('a text can be read again with its passphrase only, and never looks the same', () => {
	const text = 'Grüße ✓'.repeat(100);
	const sealed = encrypted(text, 'passphrase');
	expect(sealed).toMatch(/^[0-9a-f]{32}:[A-Za-z0-9+/]+=*$/);
	expect(decrypted(sealed, 'passphrase')).toBe(text);
	expect(encrypted(text, 'passphrase')).not.toBe(sealed);
	expect(() => decrypted('no such text', 'passphrase')).toThrow();
});

test('reads what another program encrypted', () => {
	// printf 'a call' | openssl enc -aes-256-cbc -a -iv 000102030405060708090a0b0c0d0e0f -K $(printf key | sha256sum | cut -c-64)
	expect(decrypted('000102030405060708090a0b0c0d0e0f:97wmVkwaw8PiDNxdcTGxtg==', 'key')).toBe('a call');
});
