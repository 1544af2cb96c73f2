import { createHash } from 'node:crypto';

/** Stands for a text where the text itself is too long or must not be kept: 6 bits a character, safe in URLs and keys. */
export function hash(text: string, length: number): string {
	return createHash('sha256').update(text).digest('base64url').slice(0, length);
}
