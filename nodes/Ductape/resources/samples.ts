import type { IDataObject } from 'n8n-workflow';

import { choice, collection, flag, integer, optionalText, rows, text } from '../../../core';
import type { Values } from '../../../core';
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
	key: text({ displayName: 'Key', placeholder: 'e.g. name' }),
	details: collection({
		displayName: 'More',
		addLabel: 'Add field',
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
			defaultValue: optionalText({ displayName: 'Default Value' }),
			description: optionalText({ displayName: 'Description' }),
			index: integer({ displayName: 'Index', default: 0, min: 0 }),
			level: integer({ displayName: 'Level', default: 0, min: 0 }),
			maxLength: integer({ displayName: 'Max Length', default: 255, min: 0 }),
			minLength: integer({ displayName: 'Min Length', default: 0, min: 0 }),
			parent_index: integer({ displayName: 'Parent Index', default: 0, min: 0 }),
			parent_key: optionalText({ displayName: 'Parent Key' }),
		},
	}),
	required: flag({ displayName: 'Required', default: false, description: 'Whether the value is required' }),
	sampleValue: optionalText({ displayName: 'Sample Value', placeholder: 'e.g. abc' }),
	type: choice({ displayName: 'Type', options: DATA_TYPES, default: 'string' }),
};

/** Inputs or outputs of a function, one row each. */
export function samples(label: { displayName: string; description: string; addLabel: string }) {
	const field = rows({ ...label, rowName: 'Value', fields: sampleFields });
	return {
		...field,
		read: (given: unknown, surroundings: Parameters<typeof field.read>[1]): IDataObject[] =>
			field.read(given, surroundings).map(sampleOf),
	};
}

function sampleOf({ details, ...sample }: Values<typeof sampleFields>): IDataObject {
	return givenFields({ ...sample, ...details });
}
