import { textOf } from '../data/json';

/** What a person typed into a field of a credential, without blanks around it; the empty text for nothing. An expression may give a number. */
export function typed(value: unknown): string {
	return typedPassword(value).trim();
}

/** A password as it was typed: blanks around it belong to it. */
export function typedPassword(value: unknown): string {
	return textOf(value) ?? '';
}

/** What was typed as a token, which many paste with its scheme before it, or with characters that n8n sends in no header. */
export function typedToken(value: unknown): string {
	return typed(typed(value).replace(/^Bearer\s+|[^\t\x20-\x7E\x80-\xFF]+/gi, ''));
}
