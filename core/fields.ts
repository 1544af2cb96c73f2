import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { omit } from 'lodash';

import { labelled, readField, readFields } from './Field';
import { FieldError } from './FieldError';
import type { Field, FieldProperty, FieldSet, Option, Values } from './Field';
import { isRecord } from './json';
import type { Picker } from './Picker';
import { isoTime } from './times';

/** What every field shows. */
interface Label {
	readonly displayName: string;
	readonly description?: string;
	readonly placeholder?: string;
	readonly hint?: string;
}

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

/** A group of optional fields behind "Add Option"; those that the user did not add are absent. */
export function collection<Fields extends FieldSet>(
	label: Label & { readonly addLabel?: string; readonly fields: Fields },
): Field<Partial<Values<Fields>>> {
	const { addLabel, fields, ...shown } = label;
	return {
		nested: fields,
		property: {
			...shown,
			type: 'collection',
			placeholder: addLabel ?? 'Add option',
			default: {},
			// n8n would ask for a required field of a collection even where it was not added.
			options: namedProperties(fields)
				.map((property) => omit(property, 'required'))
				.sort((one, other) => one.displayName.localeCompare(other.displayName)),
		},
		read(given, surroundings) {
			if (given === undefined || given === null || given === '') return {};
			if (!isRecord(given)) throw new FieldError('must be an object');
			const known = Object.entries(fields).filter(([name]) => given[name] !== undefined);
			const values = Object.fromEntries(
				known.map(([name, field]) => [name, readField(field, extracted(given[name]), surroundings)]),
			);
			// Every key comes from Fields and was read by its own field; TypeScript cannot follow that.
			return values as Partial<Values<Fields>>;
		},
	};
}

/** Names and values that the user adds one by one. */
export function pairs(label: Label & { readonly addLabel: string }): Field<Readonly<Record<string, string>>> {
	const { addLabel, ...shown } = label;
	return {
		property: {
			...shown,
			type: 'fixedCollection',
			placeholder: addLabel,
			typeOptions: { multipleValues: true },
			default: {},
			options: [
				{
					name: 'pairs',
					displayName: 'Pairs',
					values: [
						{ displayName: 'Name', name: 'name', type: 'string', default: '' },
						{ displayName: 'Value', name: 'value', type: 'string', default: '' },
					],
				},
			],
		},
		read(given) {
			const rows = isRecord(given) && Array.isArray(given['pairs']) ? given['pairs'] : [];
			return Object.fromEntries(
				rows.filter(isRecord).map((row) => [requiredText(row['name']), plainText(row['value']) ?? '']),
			);
		},
	};
}

/** The same few fields over and over, as often as the user adds them; at least once where that is required. */
export function rows<Fields extends FieldSet>(
	label: Label & {
		readonly addLabel: string;
		readonly rowName: string;
		readonly fields: Fields;
		readonly required?: boolean;
	},
): Field<ReadonlyArray<Values<Fields>>> {
	const { addLabel, rowName, fields, required = false, ...shown } = label;
	return {
		nested: fields,
		property: {
			...shown,
			...(required && { required }),
			type: 'fixedCollection',
			placeholder: addLabel,
			typeOptions: { multipleValues: true },
			default: {},
			options: [{ name: 'rows', displayName: rowName, values: namedProperties(fields) }],
		},
		read(given, surroundings) {
			const list = isRecord(given) ? listOf(given['rows']) : listOf(given);
			if (required && list.length === 0) throw new FieldError(`must have at least one ${rowName}`);
			return list.map((row, index) => {
				if (!isRecord(row)) throw new FieldError(`${rowName} ${index + 1} must be an object`);
				return labelled(`${rowName} ${index + 1}`, () =>
					readFields(fields, (name, field) => extracted(row[name] ?? field.property.default), surroundings),
				);
			});
		},
	};
}

/** A record of the platform: from a searchable list, by ID, or, where the platform's pages have one, by URL. */
export function locator(
	label: Label & {
		readonly picker: Picker;
		/** Finds the id in an address of the platform's web pages; its first group is the id. */
		readonly url?: { readonly pattern: string; readonly example: string };
		readonly idExample: string;
	},
): Field<string> {
	return { ...locatorFace(label, true), read: requiredText };
}

/** As `locator`, but may be left empty: undefined then. */
export function optionalLocator(label: Parameters<typeof locator>[0]): Field<string | undefined> {
	return { ...locatorFace(label, false), read: plainText };
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

function locatorFace(label: Parameters<typeof locator>[0], required: boolean) {
	const { picker, url, idExample, ...shown } = label;
	const property: FieldProperty = {
		...shown,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		...(required && { required }),
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose...',
				typeOptions: { searchListMethod: picker.name, searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${idExample}` },
			...(url
				? [
						{
							displayName: 'By URL',
							name: 'url',
							type: 'string' as const,
							placeholder: `e.g. ${url.example}`,
							extractValue: { type: 'regex' as const, regex: url.pattern },
							validation: [
								{
									type: 'regex' as const,
									properties: {
										regex: `${url.pattern}.*`,
										errorMessage: `Not an address such as ${url.example}`,
									},
								},
							],
						},
					]
				: []),
		],
	};
	return { property, picker };
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

/** A resource locator inside a collection reaches us as an object; n8n extracts only top-level ones. */
function extracted(given: unknown): unknown {
	return isRecord(given) && given['__rl'] === true ? given['value'] : given;
}

function plainText(given: unknown): string | undefined {
	if (given === undefined || given === null) return undefined;
	if (typeof given !== 'string' && typeof given !== 'number' && typeof given !== 'bigint') {
		throw new FieldError('must be text');
	}
	const value = String(given).trim();
	return value === '' ? undefined : value;
}

function requiredText(given: unknown): string {
	const value = plainText(given);
	if (value === undefined) throw new FieldError('must not be empty');
	return value;
}

function trueOrFalse(given: unknown): boolean {
	if (given === true || given === 'true') return true;
	if (given === false || given === 'false') return false;
	throw new FieldError('must be true or false');
}

function oneOf<const Options extends readonly Option[]>(
	options: Options,
	given: unknown,
): Options[number]['value'] {
	const found = options.find((option) => option.value === given);
	if (found === undefined) {
		const known = options.map((option) => option.value).join(', ');
		throw new FieldError(`"${String(given)}" is not one of: ${known}`);
	}
	return found.value;
}

function listOf(given: unknown): unknown[] {
	if (given === undefined || given === null || given === '') return [];
	return Array.isArray(given) ? given : [given];
}

function parsed(given: unknown): unknown {
	if (typeof given !== 'string') return given;
	return labelled('is not valid JSON', (): unknown => JSON.parse(given));
}
