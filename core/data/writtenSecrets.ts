import type { IDataObject } from 'n8n-workflow';

import { isRecord, parseBody } from './json';
import { REDACTED, withEachRecord, withoutSecrets } from './redaction';

const SECRET_NAMES =
	/^(.*password|.*passphrase|pass(wd)?|pwd|.*secret.*|.*token|.*(api|access|private|auth|client|subscription)[-_]?key|.*credentials?|session[-_]?id|signature|(proxy-)?authorization|(set-)?cookie|auth|bearer|x-.*key)$/i;
const NAMES_OF_NAMES = ['name', 'key', 'header'] as const;

/** Whether a header, parameter or field of a third party, by its usual name, holds a secret. */
export function isSecretName(name: string): boolean {
	return SECRET_NAMES.test(name);
}

/**
 * A record without its platform's own secrets, and without those of third parties that stand in what it reports of their
 * requests: in texts, in JSON as text, in lists of headers (`{name, value}`) and under dotted paths (`http.auth.token`).
 * What holds none stays the same object.
 */
export function withoutWrittenSecrets(
	record: IDataObject,
	isSecret: (key: string, value: unknown) => boolean,
): IDataObject {
	const named = withoutSecrets(record, (key, value) => isSecret(key, value) || isSecretPath(key, isSecret));
	return withoutSecretsInTexts(named, isSecret);
}

/** A text without the secrets in addresses, headers, forms and JSON that stand in it. */
export function textWithoutSecrets(
	text: string,
	isSecret: (key: string, value: unknown) => boolean = isSecretName,
): string {
	const data = /^\s*[[{]/.test(text) ? parseBody(text) : undefined;
	if (isRecord(data) || Array.isArray(data)) {
		const isHidden = (key: string, value: unknown) => isSecretName(key) || isSecret(key, value);
		const whole: IDataObject = { data };
		const safe = withoutWrittenSecrets(whole, isHidden);
		return safe === whole ? text : JSON.stringify(safe['data']);
	}
	return text
		.replace(/(:\/\/)[^/\s@]+@/g, `$1${REDACTED}@`)
		.replace(/\b((?:Bearer|Basic)\s+)[\w.~+/=-]{8,}/gi, `$1${REDACTED}`)
		.replace(/(^|[?&;\s])([^=&;\s?]+)=([^&;\s"'<>]+)/g, (whole, before: string, name: string) =>
			isSecretName(name) ? `${before}${name}=${REDACTED}` : whole,
		)
		.replace(/(["']?)([\w-]+)\1(\s*:\s*)(["'])([^"']+)\4/g, (whole, quote, name, colon, mark) =>
			isSecretName(String(name)) ? `${quote}${name}${quote}${colon}${mark}${REDACTED}${mark}` : whole,
		);
}

function isSecretPath(key: string, isSecret: (key: string, value: unknown) => boolean): boolean {
	const segments = key.split(/[.[\]]+/).filter(Boolean);
	return segments.length > 1 && segments.some((segment) => isSecret(segment, undefined));
}

function withoutSecretsInTexts(
	record: IDataObject,
	isSecret: (key: string, value: unknown) => boolean,
): IDataObject {
	const isPair = NAMES_OF_NAMES.some((key) => isSecretName(String(record[key] ?? '')));
	let safe = record;
	for (const [key, value] of Object.entries(record)) {
		const isHidden = isPair && key === 'value' && typeof value === 'string' && value !== '';
		const shown = isHidden ? REDACTED : cleaned(value, isSecret);
		if (shown === value) continue;
		if (safe === record) safe = { ...record };
		safe[key] = shown;
	}
	return safe;
}

function cleaned(
	value: IDataObject[string],
	isSecret: (key: string, value: unknown) => boolean,
): IDataObject[string] {
	if (typeof value === 'string') return textWithoutSecrets(value, isSecret);
	if (!Array.isArray(value)) return withEachRecord(value, (inner) => withoutSecretsInTexts(inner, isSecret));
	const entries = value.map((entry: IDataObject[string]) => cleaned(entry, isSecret));
	return entries.some((entry, index) => entry !== value[index]) ? entries : value;
}
