/**
 * The secrets that a credential put into a request of n8n's, by that request. A token that a sign-in fetched meanwhile is
 * nowhere else to be seen: n8n keeps it, and hands it to the credential only.
 */
const sent = new WeakMap<object, string[]>();

/** To be called by the credential: `signed` is what it made of `request`, and may be signed again after a 401. */
export function noteSentSecrets(request: object, signed: object, secrets: readonly string[]): void {
	const known = sent.get(request) ?? [];
	known.push(...secrets);
	sent.set(request, known);
	sent.set(signed, known);
}

export function sentSecrets(request: object): readonly string[] {
	return sent.get(request) ?? [];
}
