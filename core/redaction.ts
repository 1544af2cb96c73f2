import type { IDataObject } from 'n8n-workflow';

import { isRecord } from './json';

/** Stands where a secret was. */
export const REDACTED = '[redacted]';

type IsSecret = (key: string, value: unknown) => boolean;

/**
 * A record in which every value whose key names a secret is replaced, at any depth. What holds a secret is copied; what
 * holds none stays the same object, so that a long list without secrets is not kept twice.
 */
export function withoutSecrets(record: IDataObject, isSecret: IsSecret): IDataObject {
	let safe = record;
	for (const key of Object.keys(record)) {
		const value = record[key];
		const isHidden = isSecret(key, value) && value !== null && value !== '';
		const shown = isHidden ? REDACTED : shownOf(value, isSecret);
		if (shown === value) continue;
		if (safe === record) safe = { ...record };
		// A value of a record stays one: what is hidden becomes a text, everything else keeps its kind.
		safe[key] = shown as IDataObject[string];
	}
	return safe;
}

/** Whether a secret was replaced anywhere in a text, list or record. */
export function holdsRedacted(value: unknown): boolean {
	if (typeof value === 'string') return value.includes(REDACTED);
	if (Array.isArray(value)) return value.some(holdsRedacted);
	return isRecord(value) && Object.values(value).some(holdsRedacted);
}

function shownOf(value: unknown, isSecret: IsSecret): unknown {
	if (!Array.isArray(value)) return isRecord(value) ? withoutSecrets(value, isSecret) : value;
	const entries = value.map((entry) => shownOf(entry, isSecret));
	return entries.some((entry, index) => entry !== value[index]) ? entries : value;
}
