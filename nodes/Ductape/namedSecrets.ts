import type { IDataObject } from 'n8n-workflow';
import { mapValues } from 'lodash';

import { isRecord, withoutWrittenSecrets } from '../../core';

type Value = IDataObject[string];

/** What a feature puts in place of these when it runs (provider document, section 3.2), and the scheme before a token. */
const REFERENCE = /\$(?:Input|Auth|Sequence|Variable|Constant|Default)(?:\{[^{}]*\})*/g;
const SCHEME_ALONE = /^\s*(?:(?:bearer|basic|token)\s*)?$/i;

/** What describes an input of a feature, and the name of its type. */
const OF_A_TYPE = ['type', 'minlength', 'maxlength', 'required'];
const TYPE_NAME = /^[a-z]{1,20}$/i;

/** A text in code, with the name that it is given to; an apostrophe within a word begins none. */
const LITERAL =
	/(?:(?<![\w-])(["'`]?)([\w-]+)\1\]?\s*(?::|[!=]==?|=|\|\||\?\?)\s*)?(?<!\\)(?<!\w(?='))(?:(["'])((?:\\.|(?!\3)[^\\\n])+)\3|`((?:\\[^]|[^\\`])+)`)/g;
const INSERTED = /(\$\{[^}]{0,1000}\})/;

/** What was cleaned, with all that only names a secret: what a feature takes and hands on, and the source of a function. */
export function withNames(original: IDataObject, safe: IDataObject): IDataObject {
	if (safe === original) return original;
	return mapValues(safe, (shown, key) => {
		const given = original[key];
		return isCode(key, original) ? given : named(given, shown);
	});
}

/** Whether this is the source of a function: its secrets are those of `codeWithoutSecrets`. */
export function isCode(key: string, { language }: IDataObject): boolean {
	return key === 'function' && typeof language === 'string';
}

/** The source of a function without its secrets, which can only stand in its texts: everything else takes them from elsewhere. */
export function codeWithoutSecrets(source: string): string {
	return source.replace(LITERAL, (...[found = '', , name = 'text', , quoted, template]: string[]) => {
		const text = quoted ?? template ?? '';
		const pieces = text.split(INSERTED).map((piece, at) => (at % 2 === 1 ? piece : safePiece(name, piece)));
		return `${found.slice(0, -text.length - 1)}${pieces.join('')}${found.slice(-1)}`;
	});
}

function safePiece(name: string, piece: string): string {
	return SCHEME_ALONE.test(piece) ? piece : String(withoutWrittenSecrets({ [name]: piece })[name]);
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
