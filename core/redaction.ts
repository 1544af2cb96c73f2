import type { IDataObject } from 'n8n-workflow';

import { isRecord } from './json';

/** Stands where a secret was. */
export const REDACTED = '[redacted]';

/** A copy of a record in which every value whose key names a secret is replaced, at any depth. */
export function withoutSecrets(
	record: IDataObject,
	isSecret: (key: string, value: unknown) => boolean,
): IDataObject {
	return Object.fromEntries(
		Object.entries(record).map(([key, value]) => [
			key,
			isSecret(key, value) && value !== null && value !== '' ? REDACTED : copied(value, isSecret),
		]),
	);
}

function copied(
	value: IDataObject[string],
	isSecret: (key: string, value: unknown) => boolean,
): IDataObject[string] {
	if (Array.isArray(value)) {
		// A list keeps the kind of its entries: records stay records, everything else is passed on.
		return value.map((entry: unknown) =>
			isRecord(entry) ? withoutSecrets(entry, isSecret) : entry,
		) as IDataObject[];
	}
	return isRecord(value) ? withoutSecrets(value, isSecret) : value;
}
