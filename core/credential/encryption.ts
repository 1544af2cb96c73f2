import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-cbc';

/** AES-256-CBC of a text as `hex(16-byte IV):base64`; its key is the SHA-256 of the passphrase. */
export function encrypted(text: string, passphrase: string): string {
	const iv = randomBytes(16);
	const cipher = createCipheriv(CIPHER, keyOf(passphrase), iv);
	return `${iv.toString('hex')}:${cipher.update(text, 'utf8', 'base64')}${cipher.final('base64')}`;
}

/** @throws when it was not encrypted so, or with another passphrase. */
export function decrypted(text: string, passphrase: string): string {
	const [iv = '', data = ''] = text.split(':');
	const cipher = createDecipheriv(CIPHER, keyOf(passphrase), Buffer.from(iv, 'hex'));
	return `${cipher.update(data, 'base64', 'utf8')}${cipher.final('utf8')}`;
}

function keyOf(passphrase: string): Buffer {
	return createHash('sha256').update(passphrase).digest();
}
