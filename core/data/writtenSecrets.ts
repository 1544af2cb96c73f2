import type { IDataObject } from 'n8n-workflow';
import { attempt, isError, isObject } from 'lodash';

import { isRecord, parseBody } from './json';
import { REDACTED, withEachEntry, withEachValue } from './redaction';
import { shortened } from './text';

type Value = IDataObject[string];
type IsSecret = (key: string, value: unknown) => boolean;

const SECRET_NAMES =
	/^(.*passwords?|.*passphrase|pass(wd|code)?|.*pwd|.*secret.*|.*token([-_]?key)?|.*(api|access|private|auth|client|consumer|subscription|secret)[-_ ]?key([-_]?id)?|.*(account|shared|encryption|signing|master)[-_ ]?key|.*api[-_ ]?keys|.*credentials?|.*session[-_]?id|sid|sig|.*signature(-256)?|assertion|(proxy-)?authorization|(set-)?cookies?2?|(x-)?auth|bearer|x-.*key)$/is;
/** Below these, names are those of third parties and protocols, and not the platform's own. */
const EXCHANGED =
	/headers$|^(request|response|body|auth|qs|query|cookies|form(data)?|(query_?)?param(eter)?s)$/i;
const PLAIN = /[^s]s=(\d+|true|false)$|account[-_ ]?key="[^"]{1,19}"$/i;
const LINE = /([ \t]*)\S.*/y;
/** What stands in more records, lists and texts than that is hidden: it could end the stack. */
const MOST_LEVELS = 200;

type Form = readonly [before: RegExp, value: RegExp, isHeld?: (name: string, value: string) => boolean];

const ADDRESS = /(?<!file):\/\/(?!(?<=ssh:..)[^\s/:@]*\.)(?![^/\s?#:@"'<>]*:\d{2,5}[/?#,;)&])/g;
const CURL_USER = /\s(?:-[a-tv-z]{0,8}u|--(?:proxy-)?user\b(?!-))(?<=\bcurl\b[^]{0,500})[\s=]*/gi;

/**
 * How names and values stand in texts: up to the value or the quotation mark before it, with the name as its group, where it has one; from
 * there to the end of the value, with a group that stays; what else must be so. None reads a part of a text again and again:
 * a text of a megabyte would stop the whole process.
 */
const FORMS: readonly Form[] = [
	// Behind a colon that begins no port, path or placeholder, a password may have any characters.
	[/:\/\/(?![^/\s?#:@"'<>]*:\d{2,5}[/?#])/g, /[^/\s?#"'<>]+(?=@)/y],
	[ADDRESS, /[^/\s?#:@["'<>]*:(?!\$?\{|(?<=\.[^\s/:]{1,80}:)\/)(?:(?!:\/\/)[^\s"'<>]){1,200}(?=@)/y],
	[CURL_USER, quoted(/[^"':]*:/)],
	[CURL_USER, /((?:[^\s"':]*["']){0,2}[^\s"':]*:)(?:(\\{0,63}["'])(?:(?!\2).)+\2?|[^\s"']+)/y],
	[/[?&](?:key|code)=/gi, /(?=[^&#\s"'<>\d]*\d|[^&#\s"'<>]{20})[^&#\s"'<>]{8,}/y],
	[/\b(?:Bearer|Basic)\s+/gi, /[\w.~+/=-]{8,}/y],
	[/-----BEGIN [A-Z ]{0,40}PRIVATE KEY[A-Z ]{0,9}-----(?=[\s\\]*\S{9})/g, /(?:(?!-----END)[^])+/y],
	// A header's line; those that stand within something are also sentences.
	[/^([\w-]+):/gm, LINE, isHeader],
	[/^[ \t<>*-]+(\w[\w-]*):/gm, LINE, isNoSentence],
	[/(?<!\\)(?=\\{0,63}["']([\w-]+):)/g, quoted(/[\w-]+:[ \t]*/), isNoSentence],
	// Addresses, forms, and parameters of headers.
	[/(?<![\w.%[\]-])([\w.%[\]-]+)=(?=\\{0,63}["'])/g, quoted()],
	[/(?<![\w.%[\]-])(?!(?<!;)(?:OLD)?PWD=\/)([\w.%[\]-]+)=(?!\\{0,63}["'])/g, /[^&;\s"'<>#]+/y],
	// JSON, XML, multipart.
	[/(?<![\w.-])([\w.-]+)\\*["']?\s*:\s*/g, quoted()],
	[/<(?:[\w.-]+:)?([\w.-]+)(?:\s[^<>]*)?>/g, /(<!\[CDATA\[)(?:(?!\]\]>)[^])+|[^<>]+(?=<\/)/y],
	[/\bname="([^"\n]+)"(?:(?!\bname=")[^\n])*(?:\r?\n[\w-]+:[^\n]*){0,5}\r?\n\r?\n/g, /[^\r\n]+/y],
];

/** A text without any of these holds nothing that could be found: most are read once only. */
const MAY_HOLD = /pass|pwd|secret|token|key|cred|sid|sig|assert|auth|cookie|bearer|basic |code=|sess|curl|@/i;

/** Whether a field of a third party, by its usual name, holds a secret: a count is none, nor is an account's short key. */
export function isSecretName(name: string, value?: unknown): boolean {
	return meaningOf(name).isSecret && (isObject(value) || !PLAIN.test(`${name}=${JSON.stringify(value)}`));
}

/** A hundred thousand records have few different keys. */
const meanings = new Map<string, ReturnType<typeof readKey>>();
const MOST_MEANINGS = 5000;
const LONGEST_NAME = 200;

function meaningOf(key: string): ReturnType<typeof readKey> {
	const known = meanings.get(key);
	if (known !== undefined) return known;
	const meaning = readKey(key);
	if (meanings.size >= MOST_MEANINGS) meanings.clear();
	if (key.length <= LONGEST_NAME) meanings.set(key, meaning);
	return meaning;
}

/** What a key says by itself; `segments` are the parts of a path, none where it is no path. */
function readKey(key: string) {
	const segments = key.split(/[.[\]]+/).filter(Boolean);
	return {
		isSecret: SECRET_NAMES.test(key.trim()),
		isNameOfName: /^(name|key|header)$/i.test(key),
		isValue: /^value$/i.test(key),
		isExchanged: EXCHANGED.test(key),
		segments: segments.length > 1 ? segments : [],
	};
}

/**
 * A record without its platform's own secrets, and without those of third parties that stand in what it reports of their
 * requests: in headers of any form, in texts, in JSON as text, and under dotted paths (`http.auth.token`). What holds none
 * stays the same object.
 */
export function withoutWrittenSecrets(record: IDataObject, isSecret: IsSecret = isSecretName, level = 0) {
	return withEachValue(record, (value, key) => {
		const { isValue, isExchanged } = meaningOf(key);
		const isHidden = (isValue && namesSecret(record, value)) || isSecretPath(key, value, isSecret);
		if (isHidden && value !== null && value !== '') return REDACTED;
		return cleaned(value, isExchanged ? anyOf(isSecret) : isSecret, level + 1, key);
	});
}

/** Whether the name beside a value, as in `{name: 'Authorization', value: '...'}`, is that of a secret. */
function namesSecret(record: IDataObject, value: unknown): boolean {
	const nameKey = Object.keys(record).find((key) => meaningOf(key).isNameOfName);
	return nameKey !== undefined && isSecretName(String(record[nameKey]), value);
}

/** A text without the secrets in addresses, headers, forms, JSON and XML that stand in it. */
export function textWithoutSecrets(text: string, isSecret: IsSecret = isSecretName, level = 0): string {
	if (!MAY_HOLD.test(text)) return text;
	const data = /^\s*[[{"]/.test(text) ? parseBody(text) : text;
	if (data !== text && (typeof data === 'string' || isRecord(data) || Array.isArray(data))) {
		const safe = cleaned(data, anyOf(isSecret), level + 1);
		return safe === data ? text : JSON.stringify(safe);
	}
	// Of millions of characters one form may take more than the stack has.
	const shown = attempt(() => FORMS.reduce(hiddenIn, text));
	return isError(shown) ? REDACTED : shown;
}

/** A text for people without those secrets; it is cleaned before it is cut, because half a secret is not recognised. */
export function safeText(text: string, mostCharacters: number): string {
	return shortened(textWithoutSecrets(shortened(text, 10 * mostCharacters)), mostCharacters);
}

/** The platform's own secrets, and those of third parties. */
function anyOf(isSecret: IsSecret): IsSecret {
	return (key, value) => isSecretName(key, value) || isSecret(key, value);
}

/** A text without the secrets that stand in it in one form. */
function hiddenIn(text: string, [before, value, isHeld]: Form): string {
	let shown = '';
	let from = 0;
	for (const { 0: found, 1: name = 'password', index } of text.matchAll(before)) {
		value.lastIndex = index + found.length;
		if (value.lastIndex < from || !isSecretPath(name.replace(/%5B|%5D/gi, '.'), '', isSecretName)) continue;
		const [whole, kept = ''] = value.exec(text) ?? [];
		if (whole === undefined || isHeld?.(name, whole.slice(kept.length)) === false) continue;
		shown += `${text.slice(from, index + found.length)}${kept}${REDACTED}`;
		from = value.lastIndex;
	}
	return shown + text.slice(from);
}

/** A value up to the next quotation mark of its level: JSON within JSON has backslashes before each. */
function quoted(start = /(?:)/): RegExp {
	return new RegExp(`((\\\\{0,63})(["'])${start.source})(?:\\2\\\\(?:\\2\\\\|\\2\\3|.)|(?!\\2?\\3).)+`, 'y');
}

/** `Authorization: Digest ...`; a sentence such as "Token: has expired" is none. */
function isHeader(name: string, value: string): boolean {
	return /-|^(authorization|cookie)$/i.test(name) || /^\S{8,}$/.test(value);
}

/** Whether a header's value is no sentence, or name of an error, about it. */
function isNoSentence(name: string, value: string): boolean {
	return isHeader(name, value) && /^(?:\S+ )?(?=\S*[^\s\p{L}_.,:;!?()'"-])\S{8,}\s*$|=/u.test(value);
}

/** Whether a key, or a part of a path, names a secret. A part is told of switches alone what they are: they hold none. */
function isSecretPath(path: string, value: unknown, isSecret: IsSecret): boolean {
	const held = typeof value === 'boolean' ? value : undefined;
	return isSecret(path, value) || meaningOf(path).segments.some((segment) => isSecret(segment, held));
}

function cleaned(value: Value, isSecret: IsSecret, level: number, key = ''): Value {
	if (level > MOST_LEVELS) return REDACTED;
	if (typeof value === 'string') return textWithoutSecrets(value, isSecret, level);
	if (isRecord(value)) return withoutWrittenSecrets(value, isSecret, level);
	if (!Array.isArray(value)) return value;
	// `['Authorization', '...']`, alone or as pairs.
	const isHidden = (at: number) => /headers$/i.test(key) && isSecretName(String(value[at - 1] ?? ''));
	const change = (each: Value, inner: number, at: number) =>
		isHidden(at) ? REDACTED : cleaned(each, isSecret, inner, key);
	return withEachEntry(value, change, level + 1);
}
