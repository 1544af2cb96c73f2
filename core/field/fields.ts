import type { IDataObject } from 'n8n-workflow';
import { isEqual, isUndefined, omitBy, uniq } from 'lodash';

import { FieldError } from '../data/FieldError';
import type { Field, FieldProperty, Label, Option } from './Field';
import { CHECK_EXPRESSION, entriesOf, listOf, oneOf, parsed, plainText, trueOrFalse } from './givenValues';
import { isEmpty, isRecord } from '../data/json';
import { givenDay, givenMs } from '../data/givenTime';
import { sentences } from '../data/text';
import { epochMs, isoTime } from '../data/times';
import { undefinedPath } from '../data/storedValues';

type TextLabel = Label & { readonly default?: string; readonly rows?: number };

/** A text that must not be empty. */
export function text(label: TextLabel): Field<string> {
	return required(optionalText(label));
}

/** A text that may be left empty: undefined then. */
export function optionalText({ rows, ...label }: TextLabel): Field<string | undefined> {
	const typeOptions = rows === undefined ? {} : { typeOptions: { rows } };
	const property: FieldProperty = { ...label, type: 'string', default: label.default ?? '' };
	return { property: { ...property, ...typeOptions }, read: plainText };
}

/** Whole numbers within bounds (both included). */
export function integer(
	label: Label & { readonly default: number; readonly min?: number; readonly max?: number },
): Field<number> {
	const { default: initial, min, max, ...shown } = label;
	const typeOptions = omitBy({ minValue: min, maxValue: max }, isUndefined);
	return {
		property: { ...shown, type: 'number', typeOptions, default: initial },
		read(given) {
			const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
			if (typeof value !== 'number' || !Number.isInteger(value))
				throw new FieldError('must be a whole number');
			if (min !== undefined && value < min) throw new FieldError(`must be ${min} or more, not ${value}`);
			if (max !== undefined && value > max) throw new FieldError(`must be ${max} or less, not ${value}`);
			return value;
		},
	};
}

/** A switch. Its description begins with "Whether". */
export function flag(label: Label & { readonly default: boolean }): Field<boolean> {
	return { property: { ...label, type: 'boolean' }, read: trueOrFalse };
}

/** One of a dropdown's values. */
export function choice<const Options extends readonly Option[]>(
	label: Label & { readonly options: Options; readonly default: Options[number]['value'] },
): Field<Options[number]['value']> {
	const { options, ...shown } = label;
	return {
		property: { ...shown, type: 'options', options: [...options] },
		read: (given) => oneOf(options, given),
	};
}

/** Some of a list's values, each once, possibly none; also as a text, which must name some: without any, all might be meant. */
export function choices<const Options extends readonly Option[]>(
	label: Label & { readonly options: Options; readonly default: ReadonlyArray<Options[number]['value']> },
): Field<ReadonlyArray<Options[number]['value']>> {
	const { options, default: initial, ...shown } = label;
	return {
		property: { ...shown, type: 'multiOptions', options: [...options], default: [...initial] },
		read(given) {
			const list = typeof given === 'string' && /\w/.test(given) ? entriesOf(given, /[,\n]/) : listOf(given);
			return uniq(list.map((entry) => oneOf(options, typeof entry === 'string' ? entry.trim() : entry)));
		},
	};
}

/** What is true of a field that takes from the item what is left empty: an AI tool has what the model fills in, and an agent's item. */
export const IN_A_TOOL = 'In an AI tool, let the model fill it in.';
/** What is true of every secret that n8n keeps in the workflow. */
export const IN_PLAIN_TEXT = 'Stored in plain text in the workflow. Use an expression to avoid that.';

/** n8n shows no placeholder of a JSON field: an example of its form stands in the hint. Where {} or [] is a value, `default` is ''. */
type JsonLabel = Omit<Label, 'placeholder'> & { readonly default?: string };

/** A JSON object, as text or as an expression's object. Undefined when left empty, or as it opens. */
export function optionalJson(label: JsonLabel): Field<IDataObject | undefined> {
	return jsonField(label, isRecord, 'must be a JSON object such as {"name": "value"}');
}

/** A JSON object that must be given. */
export function json(label: JsonLabel): Field<IDataObject> {
	return required(optionalJson({ ...label, default: label.default ?? '' }));
}

/** A JSON list, as text or as an expression's list. Undefined when left empty, or as it opens. */
export function optionalJsonList(label: JsonLabel): Field<unknown[] | undefined> {
	return jsonField(label, Array.isArray, 'must be a JSON list such as [1, 2]', '[]');
}

/** An optional field whose emptiness says something (all, none, the one in the item): it does so by hand, no expression does. */
export function emptyOnPurpose<Value>(field: Field<Value>): Field<Value> {
	return {
		...field,
		isEmptyOnPurpose: true,
		read(given, surroundings) {
			if (given !== undefined && given !== null) return field.read(given, surroundings);
			throw new FieldError('has no value', CHECK_EXPRESSION);
		},
	};
}

/** Texts, separated by commas or line ends, as JSON, or an expression's list; each once. Possibly none, but by hand only. */
export function optionalTexts(label: Label & { readonly default?: string }): Field<readonly string[]> {
	return emptyOnPurpose({
		property: { ...label, type: 'string', default: label.default ?? '' },
		read(given) {
			if (isEqual(given, [])) throw new FieldError('has no value', CHECK_EXPRESSION);
			const texts = entriesOf(given, /[,\n]/).map((entry) => plainText(entry)?.trim());
			return uniq(texts).filter((entry) => entry !== undefined);
		},
	});
}

/** A time, in the workflow's zone unless it names one; ISO 8601 UTC with milliseconds. Undefined when left empty. */
export function optionalTime(label: Label): Field<string | undefined> {
	return {
		property: { ...label, type: 'dateTime', default: '' },
		read(given, { timeZone }) {
			if (isEmpty(given)) return undefined;
			const time = isoTime(givenMs(given, timeZone));
			if (time !== undefined) return time;
			throw new FieldError(
				Array.isArray(given) ? 'a list was given instead of a time' : `"${String(given)}" is not a time`,
				'Use ISO 8601, for example 2024-01-31T08:00:00Z, or seconds or milliseconds since 1970. Nothing was sent.',
			);
		},
	};
}

/** As `optionalTime`, for the end of a range: a day without a time is meant whole, to its last millisecond. */
export function optionalEnd(label: Label): Field<string | undefined> {
	const field = optionalTime(label);
	return {
		...field,
		read(given, surroundings) {
			const time = field.read(given, surroundings);
			const day = givenDay(given);
			return day === undefined ? time : isoTime(`${day}T23:59:59.999`, surroundings.timeZone);
		},
	};
}

/** What two fields say, from when to when; either may be empty. @throws FieldError where the first is later than the last */
export function checkTimeRange(from: unknown, to: unknown, first = 'From', last = 'To'): void {
	if ((epochMs(from) ?? -Infinity) <= (epochMs(to) ?? Infinity)) return;
	throw new FieldError(`'${first}' is later than '${last}'`, 'Correct the times. Nothing was sent.');
}

/** The field, of which what was read is made into something else. @throws what that throws, as the field itself does */
export function readAs<Read, Value>(field: Field<Read>, made: (read: Read) => Value): Field<Value> {
	return { ...field, read: (...given) => made(field.read(...given)) };
}

/** The field, shown only while sibling fields have one of the given values; undefined while hidden. */
export function when<Value>(
	shownWhen: NonNullable<Field<Value>['shownWhen']>,
	field: Field<Value>,
): Field<Value | undefined> {
	return { ...field, shownWhen: { ...field.shownWhen, ...shownWhen } };
}

/** JSON of a sort, as text or as an expression's value. Undefined when left empty, or as it opens. */
export function jsonField<Value>(
	label: JsonLabel,
	isValid: (value: unknown) => value is Value,
	refusal: string,
	none = '{}',
): Field<Value | undefined> {
	return {
		property: { ...label, type: 'json', default: label.default ?? none },
		read(given) {
			if (isEmpty(given) || given === (label.default ?? none)) return undefined;
			const value = parsed(given);
			if (!isValid(value)) throw new FieldError(refusal);
			return value;
		},
	};
}

/**
 * Checks the JSON of a change; `subject` names it in the refusal. It is `wholly` in place of what is stored, or merged with that:
 * then only its lists take the place of the stored ones.
 * @throws FieldError where an expression left something in it undefined: it would not be sent, and what is stored there removed
 */
export function refuseUndefined(subject: string, json: unknown = {}, { wholly = true } = {}): void {
	const path = undefinedPath(json, { inLists: !wholly });
	if (path === undefined) return;
	throw new FieldError(
		`${subject} has no value for "${path}"`,
		'The key would be left out. Check the expression, or remove the key. Nothing was sent.',
	);
}

/** @throws FieldError where nothing is set of what a field may change; `why` is a sentence on what that would do. */
export function refuseNothing(changes: object, { label = 'Update Fields', why = '' } = {}): void {
	if (Object.keys(changes).length > 0) return;
	throw new FieldError(`'${label}' is empty`, sentences('Add at least one field.', why, 'Nothing was sent.'));
}

/** A field that must be given. */
export function required<Value>(field: Field<Value | undefined>): Field<Value> {
	return {
		property: { ...field.property, required: true },
		read(given, surroundings) {
			const value = isEmpty(given) ? undefined : field.read(given, surroundings);
			if (value === undefined || (Array.isArray(value) && value.length === 0)) {
				throw new FieldError('must not be empty');
			}
			return value;
		},
	};
}
