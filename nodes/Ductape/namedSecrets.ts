import type { IDataObject } from 'n8n-workflow';
import { mapValues, uniqBy } from 'lodash';

import { isRecord, withoutWrittenSecrets } from '../../core';

type Value = IDataObject[string];

/** What a feature puts in place of these when it runs (provider document, section 3.2), and the scheme before a token. */
const REFERENCE = /\$(?:Input|Auth|Sequence|Variable|Constant|Default)(?:\{[^{}]*\})*/g;
const SCHEME_ALONE = /^\s*(?:(?:bearer|basic|token)\s*)?$/i;

/** What describes an input of a feature, and the name of its type. */
const OF_A_TYPE = ['type', 'minlength', 'maxlength', 'required'];
const TYPE_NAME = /^[a-z]{1,20}$/i;

/**
 * A text that code gives to a name: after spaces, or as a template. Its other forms are those of every text. It is not
 * consumed: where the end of another text seems to begin one, the next name stands in that.
 */
const GIVEN =
	/(?<![\w-])([\w-]+)["'`]?\]?\s*(?::|[!=]==?|=|\|\||\?\?)\s*(?=(["'])((?:\\.|(?!\2)[^\\\n])+)\2|`((?:\\[^]|[^\\`])+)`)/g;

/** What was cleaned, with all that only names a secret: what a feature takes and hands on. */
export function withNames(original: IDataObject, safe: IDataObject): IDataObject {
	return safe === original ? safe : mapValues(safe, (shown, key) => named(original[key], shown));
}

/** Source text without the secrets that it gives to names. What is none may go, too: nothing here reads code. */
export function withoutGiven(source: string): string {
	const given = uniqBy([...source.matchAll(GIVEN)], ([, name, ...value]) => JSON.stringify([name, value]));
	return given.reduce((shown, [, name = '', quote = '`', quoted, template]) => {
		const text = quoted ?? template ?? '';
		const safe = String(withoutWrittenSecrets({ [name]: text })[name]);
		return safe === text ? shown : shown.replaceAll(quote + text + quote, () => quote + safe + quote);
	}, source);
}

function named(given: Value, shown: Value): Value {
	if (given === shown || isName(given)) return given;
	if (isRecord(given) && isRecord(shown)) return withNames(given, shown);
	return Array.isArray(given) && Array.isArray(shown)
		? shown.map((entry: Value, at) => named(given[at], entry))
		: shown;
}

/** Whether this is no secret by itself: it refers to one, or says of which type one is. */
function isName(given: Value): boolean {
	if (typeof given === 'string')
		return given.includes('$') && SCHEME_ALONE.test(given.replace(REFERENCE, ''));
	return (
		isRecord(given) &&
		TYPE_NAME.test(String(given['type'])) &&
		Object.keys(given).every((key) => OF_A_TYPE.includes(key))
	);
}
