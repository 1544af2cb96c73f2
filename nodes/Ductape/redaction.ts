import type { IDataObject } from 'n8n-workflow';
import { isEmpty, isEqual, mapValues } from 'lodash';

import { isRecord, parseBody, REDACTED, textOf } from '../../core';

const SECRET_KEYS =
	/^(private_?key|pass(word|wd)?|credentials|secret(_?key)?|client_?secret|((auth|access|refresh|id|session|bearer|x-access|x-auth|x-csrf)[_-]?)?token|(x-)?(access|api|app|publishable|auth)[_-]?key|connection_?(url|string)|(proxy-)?authorization|(set-)?cookies?)$/i;

/** In an address: the name and password before the host, and parameters that are keys. */
const SECRETS_IN_ADDRESS = [
	/(?<=\b[a-z][a-z\d+.-]*:\/\/)[^\s/?#@]+(?=@)/gi,
	/(?<=[?&](?:[\w-]*(?:token|key|secret|password|signature))=)[^&#\s"]+/gi,
];

/** What of an `auth` is no secret: which one it is. */
const AUTH_NAMES = ['_id', 'auth_tag', 'tag', 'name', 'type'];

/**
 * A copy of a record without its secrets: under their names, everything that signs in under `auth`, in addresses, and all of
 * these in JSON that is text, as `result`, `input` and a log line's `data` may be.
 */
export function withoutAnySecrets(record: IDataObject): IDataObject {
	const safe = mapValues(record, (value, key) => safeValue(key, value));
	return isEqual(safe, record) ? record : safe;
}

function safeValue(key: string, value: IDataObject[string]): IDataObject[string] {
	if (key === 'auth') return withoutAuth(value);
	if (SECRET_KEYS.test(key) && value !== true) return hidden(value);
	return withoutSecretsInside(value);
}

function withoutSecretsInside(value: IDataObject[string]): IDataObject[string] {
	if (typeof value === 'string') return withoutSecretsInText(value);
	if (isRecord(value)) return withoutNamedValue(withoutAnySecrets(value));
	return Array.isArray(value) ? value.map((entry) => withoutSecretsInside(entry)) : value;
}

/** A header or field of a list: `{ "name": "Authorization", "value": "..." }`. */
function withoutNamedValue(record: IDataObject): IDataObject {
	const name = textOf(record['name']) ?? textOf(record['key']) ?? '';
	return 'value' in record && SECRET_KEYS.test(name) ? { ...record, value: hidden(record['value']) } : record;
}

/** JSON is written anew only where it holds a secret; other text has them in addresses only. */
function withoutSecretsInText(text: string): string {
	const data = /^\s*[[{"]/.test(text) ? parseBody(text) : undefined;
	// Text within text too: what was written as JSON twice.
	const isJson = isRecord(data) || Array.isArray(data) || (typeof data === 'string' && data !== text);
	if (isJson) {
		const safe = withoutSecretsInside(data);
		return isEqual(safe, data) ? text : JSON.stringify(safe);
	}
	return SECRETS_IN_ADDRESS.reduce((shown, secret) => shown.replace(secret, REDACTED), text);
}

/** Whatever its form: an object, a list of them, or a text. */
function withoutAuth(value: IDataObject[string]): IDataObject[string] {
	if (Array.isArray(value)) return value.map((entry) => withoutAuth(entry));
	if (!isRecord(value)) return hidden(value);
	return mapValues(value, (inner, key) => (AUTH_NAMES.includes(key) ? inner : hidden(inner)));
}

/** What holds nothing is no secret. */
function hidden(value: IDataObject[string]): IDataObject[string] {
	return isEmpty(value) && typeof value !== 'number' && typeof value !== 'boolean' ? value : REDACTED;
}
