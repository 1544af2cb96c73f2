import { castArray } from 'lodash';

import { isEmpty, textOf } from './json';

/** What no ID has and no path may: control characters, and half of a character, as of an emoji that was cut. */
export const UNSENDABLE = /[\p{Cc}\p{Cs}]/u;
export const NO_UNSENDABLE = 'must not contain line breaks, other control characters or half of an emoji';

const MOST_LISTED = 5;
const PAGE =
	/^\s*(<\?xml[^>]*>\s*)?(<!--((?!-->)[^])*-->\s*)*<(!doctype html|html|head|body|script|meta|title)\b/i;
const MOST_CHARACTERS_BEFORE_A_PAGE = 4096;
/** What Traefik, Kubernetes, Google's load balancer, nginx, Cloud Foundry, Envoy and Cloudflare say where they have nobody to ask. */
const GATEWAY_TEXT =
	/^\s*(404:? (page )?not found(\W*$|\s+nginx|: requested route)|default backend - 404|response 404 \(backend |no healthy upstream|upstream connect error|rbac: access denied|error code: \d+\W*$)/i;

/** The beginning of a text, with an ellipsis where the rest is left out; no character is cut in half. */
export function shortened(text: string, mostCharacters: number): string {
	if (text.length <= mostCharacters) return text;
	return `${text.slice(0, mostCharacters - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Whether a text is a page for people instead of data. */
export function isWebPage(value: unknown): value is string {
	return typeof value === 'string' && PAGE.test(value.slice(0, MOST_CHARACTERS_BEFORE_A_PAGE));
}

/** Whether it is the page, or one of the known texts, of another server than the platform: a platform may have texts of its own. */
export function isForeign(value: unknown): boolean {
	return isWebPage(value) || (typeof value === 'string' && GATEWAY_TEXT.test(value));
}

/** A text, or a number, as it is compared where capitals mean nothing; undefined where nothing is said. */
export function inSmallLetters(value: unknown): string | undefined {
	return textOf(value)?.toLowerCase();
}

/** Whether both say the same, in capitals or not: a platform may write an ID or a state otherwise than its documents, or a person, do. */
export function isSameText(one: unknown, other: unknown): boolean {
	const said = inSmallLetters(one);
	return said !== undefined && said === inSmallLetters(other);
}

/** Whether a text is one of these, in capitals or not. */
export function isOneOf(text: unknown, known: readonly unknown[]): boolean {
	return known.some((each) => isSameText(text, each));
}

/**
 * Whether a row says another value than what it was asked for by, one or several: then a server did not heed that filter. What is
 * not asked for, and a row that does not say, is none.
 */
export function saysOther(value: unknown, asked: unknown): boolean {
	const wanted = castArray(asked).filter((each) => !isEmpty(each));
	return wanted.length > 0 && inSmallLetters(value) !== undefined && !isOneOf(value, wanted.map(String));
}

/** The first of several names, and how many more there are. */
export function listed(names: readonly string[]): string {
	const rest = names.length - MOST_LISTED;
	return names.slice(0, MOST_LISTED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** `1 second`, `2 seconds`. */
export function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Those sentences that there are, as one text; undefined where there is none. */
export function sentences(...said: ReadonlyArray<string | null | undefined>): string | undefined {
	return said.filter(Boolean).join(' ') || undefined;
}
