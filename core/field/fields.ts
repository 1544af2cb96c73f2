import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { FieldError } from '../data/FieldError';
import type { Field, FieldProperty, FieldSet, Label, Option } from './Field';
import { listOf, oneOf, parsed, plainText, requiredText, trueOrFalse } from './givenValues';
import { isRecord } from '../data/json';
import { isoTime } from '../data/times';

/** A text that must not be empty. */
export function text(label: Label & { readonly default?: string; readonly rows?: number }): Field<string> {
	return { property: textProperty(label, true), read: requiredText };
}

/** A text that may be left empty: undefined then. */
export function optionalText(
	label: Label & { readonly default?: string; readonly rows?: number },
): Field<string | undefined> {
	return { property: textProperty(label, false), read: plainText };
}

/** Whole numbers within bounds (both included). */
export function integer(
	label: Label & { readonly default: number; readonly min?: number; readonly max?: number },
): Field<number> {
	const { default: initial, min, max, ...shown } = label;
	const typeOptions = {
		...(min !== undefined && { minValue: min }),
		...(max !== undefined && { maxValue: max }),
	};
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

/** One of a dropdown's values. `freeEntry` lets an expression give another text. */
export function choice<const Options extends readonly Option[]>(
	label: Label & { readonly options: Options; readonly default: Options[number]['value'] },
): Field<Options[number]['value']> {
	const { options, ...shown } = label;
	return {
		property: { ...shown, type: 'options', options: [...options] },
		read: (given) => oneOf(options, given),
	};
}

/** Some of a list's values, possibly none. */
export function choices<const Options extends readonly Option[]>(
	label: Label & { readonly options: Options; readonly default: ReadonlyArray<Options[number]['value']> },
): Field<ReadonlyArray<Options[number]['value']>> {
	const { options, default: initial, ...shown } = label;
	return {
		property: { ...shown, type: 'multiOptions', options: [...options], default: [...initial] },
		read: (given) => listOf(given).map((entry) => oneOf(options, entry)),
	};
}

/** A JSON object, as text or as an expression's object. Undefined when left empty. */
export function optionalJson(label: Label & { readonly default?: string }): Field<IDataObject | undefined> {
	return {
		property: { ...label, type: 'json', default: label.default ?? '' },
		read(given) {
			if (given === undefined || given === null || given === '') return undefined;
			const value = parsed(given);
			if (!isRecord(value)) throw new FieldError('must be a JSON object such as {"name": "value"}');
			return value;
		},
	};
}

/** A JSON object that must be given. */
export function json(label: Label & { readonly default?: string }): Field<IDataObject> {
	const field = optionalJson(label);
	return {
		property: { ...field.property, required: true },
		read(given, surroundings) {
			const value = field.read(given, surroundings);
			if (value === undefined) throw new FieldError('must not be empty');
			return value;
		},
	};
}

/** A JSON list, as text or as an expression's list. Undefined when left empty. */
export function optionalJsonList(label: Label): Field<unknown[] | undefined> {
	return {
		property: { ...label, type: 'json', default: '' },
		read(given) {
			if (given === undefined || given === null || given === '') return undefined;
			const value = parsed(given);
			if (!Array.isArray(value)) throw new FieldError('must be a JSON list such as [1, 2]');
			return value;
		},
	};
}

/** Ids, separated by commas or line ends, or an expression's list; at least one. */
export function ids(label: Label & { readonly default?: string }): Field<readonly string[]> {
	const field = optionalTexts(label);
	return {
		property: { ...field.property, required: true },
		read(given, surroundings) {
			const list = field.read(given, surroundings);
			if (list.length === 0) throw new FieldError('must not be empty');
			return list;
		},
	};
}

/** Texts, separated by commas or line ends, or an expression's list; possibly none. */
export function optionalTexts(label: Label & { readonly default?: string }): Field<readonly string[]> {
	return {
		property: { ...label, type: 'string', default: label.default ?? '' },
		read: (given) =>
			[
				...new Set(
					listOf(typeof given === 'string' ? given.split(/[,\n]/) : given).map((entry) => plainText(entry)),
				),
			].filter((entry) => entry !== undefined),
	};
}

/** A time, in the workflow's zone unless it names one; ISO 8601 UTC with milliseconds. Undefined when left empty. */
export function optionalTime(label: Label): Field<string | undefined> {
	return {
		property: { ...label, type: 'dateTime', default: '' },
		read(given, { timeZone }) {
			if (given === undefined || given === null || given === '') return undefined;
			const time = isoTime(given, timeZone);
			if (time === undefined) {
				throw new FieldError(
					`"${String(given)}" is not a time`,
					'Use ISO 8601, for example 2024-01-31T08:00:00Z.',
				);
			}
			return time;
		},
	};
}

/** The field, shown only while sibling fields have one of the given values; undefined while hidden. */
export function when<Value>(
	shownWhen: NonNullable<Field<Value>['shownWhen']>,
	field: Field<Value>,
): Field<Value | undefined> {
	return { ...field, shownWhen: { ...field.shownWhen, ...shownWhen } };
}

/** n8n's properties of a set of fields, each with its name. */
export function namedProperties(fields: FieldSet): INodeProperties[] {
	return Object.entries(fields).map(([name, field]) => ({ ...structuredClone(field.property), name }));
}

function textProperty(
	label: Label & { readonly default?: string; readonly rows?: number },
	required: boolean,
): FieldProperty {
	const { rows, ...shown } = label;
	return {
		...shown,
		type: 'string',
		default: label.default ?? '',
		...(required && { required }),
		...(rows !== undefined && { typeOptions: { rows } }),
	};
}
