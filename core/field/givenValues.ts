import { attempt, castArray, get, isEqual, isError, isNil, map, mapValues } from 'lodash';
import { isExpression, type IDataObject } from 'n8n-workflow';

import { labelled, type FieldProperty, type FieldSet, type Option } from './Field';
import { ExactNumber } from '../data/ExactNumber';
import { parseExact } from '../data/exactJson';
import { FieldError } from '../data/FieldError';
import { holds, isEmpty, isRecord, parseBody, textOf } from '../data/json';
import { leavesOf } from '../data/storedValues';

/** Where empty means something of its own, and an expression gave something else that is empty. */
export const CHECK_EXPRESSION = 'Check the expression, or leave the field empty. Nothing was sent.';

/**
 * What n8n made of a stored parameter. What is as empty as it opens was left by hand; an expression that gives it has no value.
 * Nor has one that gives an empty list or text to a field that is `emptyOnPurpose` in a group, `nested`, or an empty text to one
 * that `takesEmpty`: only by hand that means all, or to clear. To a filter an empty text means all from an expression, too.
 */
export function givenBy(stored: unknown, value: unknown, opens: unknown, nested: FieldSet = {}): unknown {
	if (isRecord(stored) && isRecord(value)) {
		return mapValues(value, (each, name) => {
			const { isEmptyOnPurpose = false, takesEmpty = isEmptyOnPurpose, isFilter } = nested[name] ?? {};
			const isBlankText = takesEmpty && isFilter !== true && isBlank(get(each, 'value', each));
			const isNone = isBlankText || (isEmptyOnPurpose && isEqual(each, []));
			return isNone && holds(stored[name], isExpression) ? undefined : each;
		});
	}
	const isNone = isBlank(value) || (value === opens && (value === '[]' || value === '{}'));
	return isNone && holds(stored, isExpression) ? undefined : value;
}

/** Whether it is nothing but what a model fills in, as the editor stores that: it cannot leave the field empty otherwise than by ''. */
export const isAskedOfModel = (stored: unknown) =>
	/^=\{\{\s*(\/\*[^*]*\*\/\s*)?\$fromAI\(([^()'"`]|(['"`])(\\.|(?!\3)[^\\])*\3)*\)\s*\}\}$/is.test(
		String(get(stored, 'value', stored)),
	);

function isBlank(value: unknown): boolean {
	return typeof value === 'string' && value.trim() === '';
}

/**
 * What a resource locator holds; of an address the ID in it, as its `property` says. Without that it stands inside a group.
 * @throws FieldError for another address: n8n's own error names no item
 */
export function extracted(given: unknown, { displayName = '', modes }: Partial<FieldProperty> = {}): unknown {
	if (!isRecord(given) || (given['__rl'] !== true && modes === undefined)) return given;
	const { mode, value } = given;
	if (modes === undefined && mode === 'name')
		throw new FieldError('takes no name here', 'Give the ID. Nothing was sent.');
	const { extractValue, placeholder = '' } = modes?.find(({ name }) => name === mode) ?? {};
	const address = textOf(value)?.trim();
	if (extractValue === undefined || isEmpty(address)) return value;
	const [, id] = new RegExp(extractValue.regex).exec(address) ?? [];
	if (id !== undefined) return id;
	const such = placeholder.replace('e.g.', 'such as');
	throw new FieldError(`'${displayName}': "${address}" is not a URL ${such}`);
}

/** A text as it was typed, or a number; undefined for nothing, and for blanks alone. */
export function plainText(given: unknown): string | undefined {
	if (given === undefined || given === null) return undefined;
	if (typeof given === 'number') refuseLost(given);
	const isText = typeof given === 'string' || given instanceof ExactNumber;
	if (!isText && typeof given !== 'number' && typeof given !== 'bigint') throw new FieldError('must be text');
	const value = String(given);
	return value.trim() === '' ? undefined : value;
}

export function trueOrFalse(given: unknown): boolean {
	const value = typeof given === 'string' ? parseBody(given.toLowerCase()) : given;
	if (typeof value === 'boolean') return value;
	throw new FieldError('must be true or false');
}

export function oneOf<const Options extends readonly Option[]>(
	options: Options,
	given: unknown,
): Options[number]['value'] {
	const found = options.find((option) => option.value === given);
	if (found !== undefined) return found.value;
	throw new FieldError(`"${String(given)}" is not one of: ${map(options, 'value').join(', ')}`);
}

export function listOf(given: unknown): unknown[] {
	return isEmpty(given) ? [] : castArray(given);
}

/**
 * The entries of a list: of a text, as JSON or with something `between` them, or an expression's.
 * @throws FieldError for one without a value: without it the list might mean something else, such as all
 */
export function entriesOf(given: unknown, between: RegExp): unknown[] {
	const list = typeof given === 'string' ? (jsonList(given) ?? given.split(between)) : listOf(given);
	const none = list.findIndex(isNil);
	if (none < 0) return list;
	throw new FieldError(`has no value for entry ${none + 1}`, CHECK_EXPRESSION);
}

/** The list that a text is as JSON, or as JSON without its brackets (`"a", "b"`); undefined where it is none. */
function jsonList(text: string): unknown[] | undefined {
	if (!/^\s*[[{"]/.test(text)) return undefined;
	const list: unknown = attempt(parseExact, /^\s*\[/.test(text) ? text : `[${text}]`);
	return Array.isArray(list) ? list : undefined;
}

/**
 * JSON: as text, with all digits of its numbers, or what an expression made of it. Keys that the expression left undefined stay,
 * undefined: they are not sent, and where something is changed they keep what is stored (`withStoredValues`), or are refused.
 * @throws FieldError where the text is no JSON, or a number came without all its digits
 */
export function parsed(given: unknown): unknown {
	if (typeof given === 'string') return parsedText(given);
	for (const { value, path } of leavesOf(given)) {
		if (typeof value !== 'number') continue;
		if (path === '') refuseLost(value);
		else labelled(path, () => refuseLost(value));
	}
	return given;
}

/** JSON as text. What the engine quotes of it may be a secret: only the position is repeated. @throws FieldError */
export function parsedText(text: string): IDataObject[string] {
	const result = attempt(parseExact, text);
	if (!isError(result)) return result;
	const [where = ''] = / at position \d+( \(line \d+ column \d+\))?$/.exec(result.message) ?? [];
	throw new FieldError(`is not valid JSON${where}`);
}

/**
 * JavaScript rounds whole numbers of more than 15 digits to others before they come here: another record would be meant.
 * @throws FieldError
 */
function refuseLost(given: number): void {
	if (!Number.isFinite(given)) throw new FieldError(`${given} is not a number`);
	if (!Number.isInteger(given) || Number.isSafeInteger(given)) return;
	throw new FieldError('is too large for a number and has lost digits: pass it as text');
}
