/** What a person typed into a field of a credential, without blanks around it; the empty text for nothing. */
export function typed(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}

/** The same of a token, which many paste with its scheme before it. */
export function typedToken(value: unknown): string {
	return typed(value).replace(/^Bearer\s+/i, '');
}
