import { REDACTED } from './redaction';

/** Shorter ones are words that stand anywhere by chance. */
const SHORTEST = 4;
const SHORTEST_IN_RECORDS = 8;

/** Secrets whose values are known: what a credential holds, and what was sent. */
export class KnownSecrets {
	private readonly forms: readonly string[];
	private readonly formsInRecords: readonly string[];

	constructor(secrets: readonly string[]) {
		const long = [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST);
		// The longest first: one secret may be a part of another's form.
		this.forms = [...new Set(long.flatMap(formsOf))].sort((one, other) => other.length - one.length);
		this.formsInRecords = this.forms.filter(({ length }) => length >= SHORTEST_IN_RECORDS);
	}

	/** A text that people read, without the secrets in any form that a server may repeat them in. */
	hiddenIn(text: string): string {
		return hidden(text, this.forms);
	}

	/** The same of a whole response, in which a short password may be an ordinary word of a record. */
	hiddenInBody(text: string): string {
		return hidden(text, this.formsInRecords);
	}
}

function hidden(text: string, forms: readonly string[]): string {
	return forms.reduce((safe, form) => (safe.includes(form) ? safe.split(form).join(REDACTED) : safe), text);
}

/** A secret as it is, in addresses and forms, in JSON, in JSON in JSON, in HTML, in hexadecimal, and in base64. */
function formsOf(secret: string): string[] {
	const quoted = JSON.stringify(secret).slice(1, -1);
	const encoded = encodeURIComponent(secret);
	const hexadecimal = Buffer.from(secret).toString('hex');
	return [
		secret,
		quoted,
		JSON.stringify(quoted).slice(1, -1),
		encoded,
		encoded.replace(/%20/g, '+'),
		encoded.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase()),
		secret.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;'),
		hexadecimal,
		hexadecimal.toUpperCase(),
		...[0, 1, 2].flatMap((before) => base64Within(secret, before)),
	];
}

/** What a secret is in the base64 of a longer text, in which so many bytes (modulo 3) stand before it. */
function base64Within(secret: string, before: number): string[] {
	const bytes = Buffer.from(`${' '.repeat(before)}${secret}`);
	const whole = [before === 0 ? 0 : before + 1, Math.floor((bytes.length * 4) / 3)] as const;
	return [bytes.toString('base64').slice(...whole), bytes.toString('base64url').slice(...whole)];
}
