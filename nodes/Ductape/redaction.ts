import type { IDataObject } from 'n8n-workflow';
import { isEmpty, mapValues } from 'lodash';

import { isRecord, REDACTED, withEachRecord, withEachValue, withoutWrittenSecrets } from '../../core';
import { withNames, withoutGiven } from './namedSecrets';

/**
 * Also those of what an integration uses by now: storage, brokers, sessions and models have theirs beside the app's. Not every
 * token is one: that of a next page is none.
 */
const SECRET_KEYS =
	/^(.*(pass(word|wd|phrase)s?|secrets?([_-]?(access[_-]?)?key)?|(access|api|auth|bearer|refresh|sas|security|session)[_-]?token|(private|access|api|app|publishable|auth|account|encryption|master|shared|signing)[_-]?key([_-]?id)?|connection_?(url|string))|((admin|db|email|ftp|mail|proxy|redis|sasl|smtp|user)[_-]?)?(pass|pwd)|credentials|((id|x-csrf)[_-]?)?token|(proxy-)?authorization|(set-)?cookies?)$/i;

/** What of an `auth` is no secret: which one it is. */
const AUTH_NAMES = ['_id', 'auth_tag', 'tag', 'name', 'type'];

/**
 * A record without its secrets: under their names, everything that signs in under `auth`, in addresses, and all of
 * these in JSON that is text, as `result`, `input` and a log line's `data` may be.
 */
export function withoutAnySecrets(record: IDataObject): IDataObject {
	const open = withoutAuths(record);
	return withNames(open, withoutWrittenSecrets(open, isSecret));
}

/** What holds nothing is no secret, and `true` says only that there is one. */
function isSecret(key: string, value: unknown): boolean {
	const isNothing = typeof value === 'object' && isEmpty(value);
	return SECRET_KEYS.test(key) && value !== true && !isNothing;
}

/** Without what stands under `auth`, and what a source text gives to names. */
function withoutAuths(record: IDataObject): IDataObject {
	return withEachValue(record, (value, key) => {
		if (key === 'auth') return withoutAuth(value);
		if (typeof value === 'string') return key === 'function' ? withoutGiven(value) : value;
		return withEachRecord(value, withoutAuths);
	});
}

/** Whatever its form: an object, a list of them, or a text. */
function withoutAuth(value: IDataObject[string]): IDataObject[string] {
	if (Array.isArray(value)) return value.map((entry) => withoutAuth(entry));
	if (!isRecord(value)) return hidden(value);
	return mapValues(value, (inner, key) => (AUTH_NAMES.includes(key) ? inner : hidden(inner)));
}

function hidden(value: IDataObject[string]): IDataObject[string] {
	return isEmpty(value) && typeof value !== 'number' && typeof value !== 'boolean' ? value : REDACTED;
}
