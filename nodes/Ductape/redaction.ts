import type { IDataObject } from 'n8n-workflow';
import { isEqual } from 'lodash';

import { isRecord, parseBody, recordsIn, REDACTED, withEachRecord, withoutSecrets } from '../../core';

const SECRET_KEYS =
	/^(private_?key|pass(word)?|credentials|secret(_?key)?|client_?secret|(auth|access|refresh)?_?token|(access|api)_?key|connection_?(url|string)|authorization)$/i;

/** A copy of a record without its secrets: under their names, in an app's `auth`, and in the JSON text of a log line. */
export function withoutAnySecrets(record: IDataObject): IDataObject {
	return withoutSecrets(withoutAuthData(record), (key, value) => SECRET_KEYS.test(key) && value !== true);
}

/** What an app is signed in with stands in `auth.data`, whatever its keys are called. */
function withoutAuthData(record: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(record).map(([key, value]) => {
			if (key === 'auth') return [key, maskedAuth(value)];
			const isText = key === 'data' && typeof value === 'string';
			return [key, isText ? withoutSecretsInText(value) : withEachRecord(value, withoutAuthData)];
		}),
	);
}

/** A log line's `data` is JSON as text. It is written anew only where it holds a secret. */
function withoutSecretsInText(text: string): string {
	const data = parseBody(text);
	if (!isRecord(data)) return text;
	const safe = withoutAnySecrets(data);
	return isEqual(safe, data) ? text : JSON.stringify(safe);
}

function maskedAuth(value: IDataObject[string]): IDataObject[string] {
	if (Array.isArray(value)) return recordsIn(value).map(maskedRecord);
	return isRecord(value) ? maskedRecord(value) : value && REDACTED;
}

function maskedRecord(auth: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(auth).map(([key, value]) => [key, ['data', 'values'].includes(key) ? REDACTED : value]),
	);
}
