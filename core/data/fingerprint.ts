import { hash } from './hash';
import { composed } from './text';

/** Longer messages are alike when their beginnings are: what follows is a page or a record. */
const MOST_CHARACTERS = 2000;

/** Stands where something was that only this record has. */
const VALUE = '*';

/** After or before one of these, a quoted word is the name of what is wrong, not its value. */
const NAMED =
	'fields?|columns?|propert(?:y|ies)|parameters?|params?|arguments?|attributes?|keys?|headers?|permissions?|scopes?|blueprints?|relations?|relations(?:hip)?|modules?|tables?|functions?|methods?|types?|options?|variables?';

/** After one of these, or before a status's words, a number is a code: it says what is wrong. */
const CODED = '(?:https?(?:/[\\d.]+)?|status(?:[ _-]?code)?|code|errno|error|exit(?: code)?|sqlstate|fault)';

/** A message's record-specific parts, in the order in which they are recognized. */
const RECORD_SPECIFIC: ReadonlyArray<readonly [pattern: RegExp, replacement: string]> = [
	// The names of what is wrong lose their quotation marks, and with them what would make them values.
	[new RegExp(`\\b(${NAMED})\\b(\\s*[:=]?\\s*)["'\`]([A-Za-z_][\\w.-]*)["'\`]`, 'gi'), '$1$2$3'],
	[new RegExp(`["'\`]([A-Za-z_][\\w.-]*)["'\`](\\s+)(${NAMED})\\b`, 'gi'), '$1$2$3'],
	[/["']([A-Za-z_][\w.-]*)["'](\s*:)/g, '$1$2'],
	[/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)\]]+/gi, VALUE],
	[/"(?:[^"\\]|\\.)*"|`[^`]*`|“[^”]*”|«[^»]*»|(?<!\w)'(?:[^'\\]|\\.)*'(?!\w)/g, VALUE],
	[/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, VALUE],
	[/(?<![\w.])(?:[A-Za-z]:)?[\\/](?:[\w.@~-]+[\\/])*[\w.@~-]+/g, VALUE],
	[
		/\b\d{4}-\d\d?-\d\d?(?:[T ]\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?)?(?:\s?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?/gi,
		VALUE,
	],
	[/\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b/g, VALUE],
	[/\b\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?:\s?[ap]m)?\b/gi, VALUE],
	[new RegExp(`\\b(${CODED}[\\s:=#(\\["]*)(\\d+)\\b`, 'gi'), '$1code$2'],
	[/\b([1-5]\d\d)(?=:? [A-Z][a-z]+)/g, 'code$1'],
	[/\b(ORA|TNS|PLS|AADSTS|SQLSTATE|E|TS|ERR)[-_ ]?(\d{3,})\b/g, '$1code$2'],
	[/\b(?!code\d)(?=[\w-]*\d)[\w-]+(?:\.[\w-]+)*\b/g, VALUE],
];

/**
 * The same for messages that differ only in what one record has: IDs, numbers, dates, quoted values, addresses, paths. What
 * else tells errors apart (their platform, kind, code) is given with it.
 */
export function fingerprint(message: string, ...distinctions: ReadonlyArray<string | null>): string {
	return hash(JSON.stringify([...distinctions, withoutRecord(message)]), 12);
}

/** A message with a placeholder for each part that only one record has. */
export function withoutRecord(message: string): string {
	let text = composed(message).slice(0, MOST_CHARACTERS);
	for (const [pattern, replacement] of RECORD_SPECIFIC) text = text.replace(pattern, replacement);
	return text.toLowerCase();
}
