import { replace } from 'lodash';

import { hash } from './hash';

/** Longer messages are alike when their beginnings are: what follows is a page or a record. */
const MOST_CHARACTERS = 1000;

/** Before or after one of these, a quoted word names what is wrong; elsewhere it is a value. */
const NAMED =
	'(?:field|column|propert(?:y|ie)|param(?:eter)?|arg(?:ument)?|attribute|key|header|permission|scope|role|action|resource|input|blueprint|relation|constraint|table|function|method|option|variable|lookup|kind|type|reading|keyerror:)s?';

/** Of these keys of JSON the value is the message itself. */
const SPOKEN = '(?:message|msg|error|errors|code|error_?code|reason|field|type|title|detail|description)';

/** Before one of these a number is a status; so it is before its own words (404 Not Found). */
const STATUS =
	'(?:https?(?:/[\\d.]+)?|status(?:[ _-]?code)?|code|errno|sqlstate|responded|replied|failed with|got)';

const UNITS =
	'(?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?|days?|weeks?|bytes?|[kmgt]i?b|%|kg|g)';

type Replacement = string | ((...match: string[]) => string);

/** Digits that say what is wrong, as letters: nothing takes them for a number afterwards. */
const kept = (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(0x2460 + Number(digit)));

/** The record-specific parts of a message, each with what stands for it, in the order in which they are looked for. */
const PARTS: ReadonlyArray<readonly [pattern: RegExp, replacement: Replacement]> = [
	// Where in the code it happened changes with every release.
	[/(?:\r?\n|\\n)\s*(?:at |File ")[^\n]*/g, ''],
	[/\b(?:ORA|TNS|PLS|AADSTS|SQLSTATE|E|TS|ERR)[-_]?\d{3,}\b/g, (code = '') => kept(code)],
	[
		new RegExp(`\\b(${STATUS}["\\s:=(\\[]*)([1-5]\\d\\d)\\b`, 'gi'),
		(_, before = '', code = '') => before + kept(code),
	],
	[/\b[1-5]\d\d(?=:? [A-Z][a-z]+)/g, (code = '') => kept(code)],
	// What is named, and what is said, is no value: it loses its quotation marks.
	[new RegExp(`"(${SPOKEN})"\\s*:\\s*\\[?"((?:[^"\\\\]|\\\\.)*)"`, 'gi'), '$1: $2'],
	[new RegExp(`\\b(${NAMED})(\\s*[:=(]?\\s*)["'\`]([^"'\`\\d]{1,80})["'\`]`, 'gi'), '$1$2$3'],
	[new RegExp(`["'\`]([^"'\`\\d]{1,80})["'\`](\\s+${NAMED}\\b)`, 'gi'), '$1$2'],
	[/["']([A-Za-z_][\w.-]*)["'](\s*:)/g, '$1$2'],
	[/"([a-z]+(?: [a-z()]+){2,}[^"]*)"/g, '$1'],
	[/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)\]]+/gi, '*'],
	[/"(?:[^"\\]|\\.)*"|`[^`]*`|“[^”]*”|«[^»]*»|(?<!\w)'(?:[^'\\]|\\.)*'(?!\w)/g, '*'],
	[/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '*'],
	[/(?<![\w.])(?:[A-Za-z]:)?[\\/](?:[\w.@~-]+[\\/])*[\w.@~-]+/g, '*'],
	[
		/\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|dev|app|cloud|local|internal|example|test|lan|svc)\b(?::\d+)?/gi,
		'*',
	],
	[/[\p{L}\w.-]+\.(?:csv|json|xml|xlsx?|txt|zip|gz|pdf|edi|ya?ml|png|jpe?g)\b/giu, '*'],
	[/\b(?:[\da-f]{1,4}:){2,}[\da-f:.]*/gi, '*'],
	[/\b\d{4}-\d\d?-\d\d?(?:[T ]\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?)?(?:\s?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?/gi, '*'],
	[/\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?= \d)/gi, '*'],
	[/(?<!\w)[+(]\d[\d ()./-]{5,}\d/g, '*'],
	[/(?<![\w.-])[-+]?[$€£¥]?\d[\d.,:]*\d(?![\w-])/g, '*'],
	[/(?<![\p{L}\w])(?=[\p{L}\w-]*\d)[\p{L}\w-]+(?:\.[\p{L}\w-]+)*/gu, '*'],
	[/(?<=\w=)[^\s,;&)*]+/g, '*'],
	[/[-+$€£¥#]+(?=\*)/g, ''],
	// However many they are.
	[new RegExp(`\\*\\s?${UNITS}(?![\\w])`, 'gi'), '*'],
	[/[/*]*\*(?:(?:[,;:./*]|\s|and\b|-)*\*)*/g, '*'],
	[/([^,*]{2,40}\*[^,*]{0,20}\*?)(?:,\s*\1)+/g, '$1'],
	[/(\{[^{}]*\})(?:,\s*\1)+/g, '$1'],
	[/\b(?:was|were|is|are)\b/gi, 'be'],
	[/\b(?:has|have)\b/gi, 'have'],
	[/(?<=\w{2})ies\b/gi, 'y'],
	[/(?<=ch|sh|x|ss)es\b/gi, ''],
	[/(?<=\w{2}[^s\W])s\b/gi, ''],
	[/\s+/g, ' '],
];

/**
 * The same for messages that differ only in what one record has: IDs, numbers, dates, quoted values, addresses, paths. What
 * else tells errors apart (their platform, kind, code) is given with it.
 */
export function fingerprint(message: string, ...distinctions: ReadonlyArray<string | null>): string {
	return hash(JSON.stringify([...distinctions, withoutRecord(message)]), 12);
}

/** A message without what only one record has. */
export function withoutRecord(message: string): string {
	const beginning = message.normalize().slice(0, MOST_CHARACTERS);
	return PARTS.reduce((text, part) => replace(text, ...part), beginning)
		.trim()
		.toLowerCase();
}
