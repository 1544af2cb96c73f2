import type { IDataObject } from 'n8n-workflow';
import { mapValues } from 'lodash';

import { isRecord, REDACTED, withoutWrittenSecrets } from '../../core';

type Value = IDataObject[string];

/** What a feature puts in place of these when it runs (provider document, section 3.2), and the scheme before a token. */
const REFERENCE = /\$(?:Input|Auth|Sequence|Variable|Constant|Default)(?:\{[^{}]*\})*/g;
const SCHEME_ALONE = /^\s*(?:(?:bearer|basic|token)\s*)?$/i;

/** What describes an input of a feature, and the name of its type. */
const OF_A_TYPE = ['type', 'minlength', 'maxlength', 'required'];
const TYPE_NAME = /^[a-z]{1,20}$/i;

/** A name, and what gives it the value behind. */
const NAME = /(?<![\w-])(?<name>[\w-]+)["'`]?\]?\s*(?::|[!=]==?|=|\|\||\?\?)\s*/.source;

/** A text in code: between quotation marks, or a template. */
const TEXT = /(?=(?<text>(?<quote>["'])(?:\\.|(?!\k<quote>)[^\\\n])+\k<quote>|`(?:\\[^]|[^\\`])+`))/.source;

/**
 * A text that code gives to a name: after spaces, or as a template. Its other forms are those of every text. It is not
 * consumed: where the end of another text seems to begin one, the next name stands in that.
 */
const GIVEN_TEXT = new RegExp(NAME + TEXT, 'g');
const ANY_TEXT = new RegExp(/(?<!\\)/.source + TEXT, 'g');

/** Before a name that a colon follows: it ends the first of two values, and gives nothing to the name. */
const NO_TERNARY = /(?!(?<=\s\?\s{1,20}[\w.]{0,80})[\w-]+\s*:)/.source;

/** The same of a number that is long enough for a secret, and not reckoned with. */
const NUMBER =
	/(?<number>[-+]?(?:0[xob][\da-f_]{4,}|\d[\d_]{3,}(?:\.\d+)?)n?)(?![\w.]|[^\S\n]+(?:[-*/%]\s|\+\s+(?!["'`])))/
		.source;
const GIVEN_NUMBER = new RegExp(NO_TERNARY + NAME + NUMBER, 'gi');

/** What was cleaned, with all that only names a secret: what a feature takes and hands on. */
export function withNames(original: IDataObject, safe: IDataObject): IDataObject {
	return safe === original ? safe : mapValues(safe, (shown, key) => named(original[key], shown));
}

/** Source text without the secrets that it gives to names. What is none may go, too: nothing here reads code. */
export function withoutGiven(source: string): string {
	const open = source.replace(GIVEN_NUMBER, (found, name: string, number: string) =>
		safeValue(name, number) === number ? found : found.slice(0, -number.length) + REDACTED,
	);
	const safe = new Map<string, string>();
	for (const { groups: { name = '', text = '' } = {} } of open.matchAll(GIVEN_TEXT)) {
		const value = text.slice(1, -1);
		const shown = safeValue(name, value);
		if (shown !== value && !safe.has(text)) safe.set(text, shown);
	}
	return safe.size === 0 ? open : withTexts(open, safe);
}

/** A source with other texts, wherever they stand. Read once, however many they are. */
function withTexts(source: string, others: ReadonlyMap<string, string>): string {
	let shown = '';
	let from = 0;
	for (const { index, groups: { text = '' } = {} } of source.matchAll(ANY_TEXT)) {
		const other = others.get(text);
		const end = index + text.length - 1;
		if (other === undefined || end <= from) continue;
		if (index >= from) shown += source.slice(from, index + 1) + other;
		// The mark that ends it may seem to begin the next one.
		from = end;
	}
	return shown + source.slice(from);
}

function safeValue(name: string, value: string): string {
	return String(withoutWrittenSecrets({ [name]: value })[name]);
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
