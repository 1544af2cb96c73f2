import type { IDataObject } from 'n8n-workflow';
import { cloneDeepWith, mapValues } from 'lodash';

import { isRecord } from '../../core/data/json';
import { REDACTED, withEachRecord, withoutSecrets } from '../../core/data/redaction';

const SECRET_KEYS =
	/^(.*password|.*passphrase|pass(wd)?|pwd|.*secret.*|.*token|.*(api|access|private|auth|client|subscription)[-_]?key|.*credentials?|session[-_]?id|signature|(proxy-)?authorization|(set-)?cookie|auth|bearer|x-.*key)$/i;
/** The form in which options are read is assumed from that in which they are changed. */
const OPTION_TYPE = /^integration-options?$/;

/** Without the values of options, and without what looks like a secret in what an integration wrote about its error. */
export function withoutHidden(record: IDataObject): IDataObject {
	const attributes = record['attributes'];
	if (record['type'] === 'integration-errors' && isRecord(attributes)) {
		const { meta, ...others } = attributes;
		return { ...record, attributes: { ...others, ...(meta !== undefined && withSafe({ meta })) } };
	}
	if (OPTION_TYPE.test(String(record['type'])) && isRecord(attributes)) {
		return { ...record, attributes: withoutValue(attributes) };
	}
	if (isOption(record)) return withoutValue(record);
	return mapValues(record, (value) => withEachRecord(value, withoutHidden));
}

/** Without secrets under their names, and without those in addresses and headers that stand in a text. */
function withSafe(written: IDataObject): IDataObject {
	const named = withoutSecrets(written, (key) => SECRET_KEYS.test(key));
	const safe: unknown = cloneDeepWith(named, (value: unknown) =>
		typeof value === 'string' ? withoutSecretsInText(value) : undefined,
	);
	return isRecord(safe) ? safe : {};
}

function withoutSecretsInText(text: string): string {
	return text
		.replace(/(:\/\/)[^/\s@]+@/g, `$1${REDACTED}@`)
		.replace(/\b((?:Bearer|Basic)\s+)[\w.~+/=-]{8,}/gi, `$1${REDACTED}`)
		.replace(/([?&;])([^=&;\s]+)=([^&;\s"'<>]+)/g, (whole, before: string, name: string) =>
			SECRET_KEYS.test(name) ? `${before}${name}=${REDACTED}` : whole,
		);
}

/** An entry of an integration's attribute `options`. */
function isOption(record: IDataObject): boolean {
	return 'integration_id' in record && 'value' in record;
}

function withoutValue(option: IDataObject): IDataObject {
	const hidden = option['type'] === 'password' ? ['value', 'default'] : ['value'];
	return withoutSecrets(option, (key) => hidden.includes(key));
}
