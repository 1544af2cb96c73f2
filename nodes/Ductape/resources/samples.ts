import type { IDataObject } from 'n8n-workflow';

import {
	choice,
	collection,
	ExactNumber,
	FieldError,
	flag,
	integer,
	isRecord,
	optionalText,
	parseBody,
	parsed,
	parseExact,
	rows,
	text,
} from '../../../core';
import type { Field, Label, Values } from '../../../core';
import { givenFields } from '../parts/partFields';

/** Data types of a sample (provider document, section 3.2, ParsedSample). */
export const DATA_TYPES = [
	{ name: 'Array', value: 'array' },
	{ name: 'Boolean', value: 'boolean' },
	{ name: 'Double', value: 'double' },
	{ name: 'Float', value: 'float' },
	{ name: 'Number', value: 'number' },
	{ name: 'Number String', value: 'numberstring' },
	{ name: 'Object', value: 'object' },
	{ name: 'String', value: 'string' },
	{ name: 'UUID', value: 'uuid' },
] as const;

const sampleFields = {
	details: collection({
		displayName: 'Additional Fields',
		fields: {
			decorator: optionalText({ displayName: 'Decorator' }),
			decoratorPosition: choice({
				displayName: 'Decorator Position',
				options: [
					{ name: 'Append', value: 'append' },
					{ name: 'Prepend', value: 'prepend' },
				],
				default: 'append',
			}),
			defaultType: choice({
				displayName: 'Default Type',
				options: [
					{ name: 'Input', value: 'input' },
					{ name: 'Lookup', value: 'lookup' },
					{ name: 'Set', value: 'set' },
				],
				default: 'set',
			}),
			defaultValue: anyValue({ displayName: 'Default Value' }),
			description: optionalText({ displayName: 'Description' }),
			index: integer({ displayName: 'Index', default: 0, min: 0 }),
			level: integer({ displayName: 'Level', default: 0, min: 0 }),
			maxLength: integer({ displayName: 'Max Length', default: 255, min: 0 }),
			minLength: integer({ displayName: 'Min Length', default: 0, min: 0 }),
			parent_index: integer({ displayName: 'Parent Index', default: 0, min: 0 }),
			parent_key: optionalText({ displayName: 'Parent Key' }),
		},
	}),
	key: text({ displayName: 'Key', placeholder: 'e.g. name' }),
	required: flag({ displayName: 'Required', default: false, description: 'Whether to require the value' }),
	sampleValue: anyValue({ displayName: 'Sample Value', placeholder: 'e.g. abc' }),
	type: choice({ displayName: 'Type', options: DATA_TYPES, default: 'string' }),
};

/** Inputs or outputs of a function, one row each; undefined without rows, since n8n cannot tell none from not given. */
export function samples(label: {
	displayName: string;
	description: string;
	addLabel: string;
}): Field<IDataObject[] | undefined> {
	const field = rows({ ...label, rowName: 'Value', fields: sampleFields });
	return {
		...field,
		read(given, surroundings) {
			const list = field.read(given, surroundings).map(sampleOf);
			return list.length > 0 ? list : undefined;
		},
	};
}

/** A value of whatever type; one that is written as text becomes what the sample's type says. */
function anyValue(label: Label): Field<IDataObject[string]> {
	const { property } = optionalText(label);
	const isValue = (given: unknown): given is IDataObject[string] =>
		['string', 'number', 'boolean'].includes(typeof given) || Array.isArray(given) || isRecord(given);
	return {
		property,
		read(given) {
			if (given === undefined || given === null || given === '') return undefined;
			const value = typeof given === 'string' ? given : parsed(given);
			if (isValue(value)) return value;
			throw new FieldError('must be text, a number, true or false, a list or an object');
		},
	};
}

function sampleOf({ details, sampleValue, ...sample }: Values<typeof sampleFields>): IDataObject {
	const { defaultValue, ...further } = details;
	return givenFields({
		...sample,
		...further,
		sampleValue: typedValue(sampleValue, sample.type),
		defaultValue: typedValue(defaultValue, sample.type),
	});
}

/** Text that is JSON of the type is that: `5` of a number, `[1, 2]` of an array. */
function typedValue(value: IDataObject[string], type: string): IDataObject[string] {
	if (typeof value !== 'string') return value;
	const read = parseBody(value, parseExact);
	if (['number', 'float', 'double'].includes(type)) {
		return typeof read === 'number' || read instanceof ExactNumber ? read : value;
	}
	if (type === 'boolean') return typeof read === 'boolean' ? read : value;
	if (type === 'array' && Array.isArray(read)) return read;
	return type === 'object' && isRecord(read) ? read : value;
}
