import { escape, escapeRegExp, maxBy, once, uniq } from 'lodash';

import { REDACTED } from './redaction';
import { withNumbers } from './roundedNumbers';

/** Shorter ones are words that stand anywhere by chance. */
const SHORTEST = 4;
const SHORTEST_IN_RECORDS = 8;

/** With a part that no text is without which holds the form: most texts are searched for that only, and the pattern is never made. */
type Form = readonly [part: string, form: () => string | RegExp];

/** Secrets whose values are known: what a credential holds, and what was sent. */
export class KnownSecrets {
	private readonly forms: readonly Form[];
	private readonly hasNumber: boolean;

	constructor(secrets: readonly string[]) {
		// The longest first: one secret may be a part of another's form. A server may repeat one without the blanks around it.
		const each = new Set(secrets.flatMap((secret) => [secret, secret.trim()]));
		const long = [...each].sort((one, other) => other.length - one.length);
		const known = long.filter((secret) => secret.length >= SHORTEST);
		this.forms = [...known.map(writtenForm), ...known.flatMap(encodedForms)];
		this.hasNumber = known.some((secret) => /^\d+$/.test(secret));
	}

	/** A text that people read, without the secrets in any form that a server may repeat them in. */
	hiddenIn(text: string, shortest = SHORTEST): string {
		const hide = (found: string) => (found.length < shortest ? found : REDACTED);
		return this.forms.reduce(
			(safe, [part, form]) => (safe.includes(part) ? safe.replaceAll(form(), hide) : safe),
			text,
		);
	}

	/** The same of a whole response, in which a short password may be an ordinary word of a record, and JSON stays JSON. */
	hiddenInBody(text: string): string {
		const hide = (part: string) => this.hiddenIn(part, SHORTEST_IN_RECORDS);
		const asText = (digits: string) => (hide(digits) === digits ? digits : `"${hide(digits)}"`);
		return hide(this.hasNumber && /^\s*[[{]/.test(text) ? withNumbers(text, asText) : text);
	}
}

/** A secret as it may be written: each character as it is, or as JSON of any language, addresses, forms and HTML have it. */
function writtenForm(secret: string): Form {
	const part = maxBy(secret.split(/[^\dA-Za-z]+/), 'length') ?? '';
	// Another number, of which it is a part, is none.
	const numberForm = /^\d+$/.test(secret) ? `(?<!\\d\\.?)${secret}(?!\\.?\\d)` : undefined;
	const form = () => numberForm ?? secret.replace(/\\+|[^\dA-Za-z]/gu, writtenCharacter);
	return [part, once(() => new RegExp(form(), 'g'))];
}

/** A pattern for a character, or for all backslashes that stand together; JSON within JSON has more before each. */
function writtenCharacter(given: string): string {
	const units = Array.from({ length: given.length }, (_, at) => `\\\\{1,3}u${hex(given.charCodeAt(at), 4)}`);
	const bytes = [...Buffer.from(given)].map((byte) => `%(?:25)?${hex(byte, 2)}`);
	const code = given.codePointAt(0) ?? 0;
	const escaped = `\\\\{1,3}${escapeRegExp(JSON.stringify(given).slice(-2, -1))}`;
	const written = given.startsWith('\\')
		? [`\\\\{${given.length},${given.length * 4}}`]
		: [given, escape(given), given.replace(' ', '+')]
				.map(escapeRegExp)
				.concat(escaped, `&#(?:0*${code}|[xX]0*${hex(code)});`);
	return `(?:${[...written, units.join(''), bytes.join('')].join('|')})`;
}

/** In both cases. */
function hex(code: number, digits = 1): string {
	const text = code.toString(16).padStart(digits, '0');
	return text.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/** A secret in hexadecimal, and in the base64 of longer texts, in which so many bytes (modulo 3) stand before it. */
function encodedForms(secret: string): Form[] {
	const hexadecimal = Buffer.from(secret).toString('hex');
	const base64 = [0, 1, 2].flatMap((before) => {
		const bytes = Buffer.from(`${' '.repeat(before)}${secret}`);
		const whole = [before === 0 ? 0 : before + 1, Math.floor((bytes.length * 4) / 3)] as const;
		return [bytes.toString('base64').slice(...whole), bytes.toString('base64url').slice(...whole)];
	});
	return uniq([hexadecimal, hexadecimal.toUpperCase(), ...base64]).map((form) => [form, () => form]);
}
