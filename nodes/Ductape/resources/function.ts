import { get } from 'lodash';

import {
	choice,
	FieldError,
	id,
	isRecord,
	optionalText,
	recordsIn,
	resource,
	simplified,
	textOf,
} from '../../../core';
import { includeSourceSecrets } from '../fields';
import { emptied, fieldsToEmpty, givenFields, givenGroup, mergedGroup } from '../parts/partFields';
import { TAGGED } from '../parts/PartKind';
import type { PartKind } from '../parts/PartKind';
import { partOperations } from '../parts/partOperations';
import { DATA_TYPES, samples } from './samples';

export const LANGUAGES = [
	{ name: 'JavaScript', value: 'js', description: 'Accepted by every server' },
	{
		name: 'TypeScript',
		value: 'TypeScript',
		description: 'As in the older SDK. Not accepted by every server.',
	},
] as const;

/** `functions` of the integration's document. */
export const codeFunction: PartKind = {
	...TAGGED,
	name: 'Function',
	component: 'function',
	list: 'functions',
	createFields: { tag: id({ displayName: 'Tag', placeholder: 'e.g. to_upper' }) },
	shownFields: {
		input: samples({
			displayName: 'Input',
			description: 'The values that the function takes. If empty, those of an existing function are kept.',
			addLabel: 'Add input',
		}),
		outputKeys: samples({
			displayName: 'Output Keys',
			description: 'The values of an object or list that the function returns',
			addLabel: 'Add output key',
		}),
	},
	fields: {
		function: optionalText({
			displayName: 'Source',
			description: 'The source text of the function',
			placeholder: 'e.g. (s) => s.toUpperCase()',
			rows: 5,
		}),
		language: choice({ displayName: 'Language', options: LANGUAGES, default: 'js' }),
		outputType: choice({ displayName: 'Output Type', options: DATA_TYPES, default: 'string' }),
	},
	updateFields: {
		emptyFields: fieldsToEmpty([
			{ name: 'Input', value: 'input' },
			{ name: 'Output Keys', value: 'outputKeys' },
		]),
	},
	body: ({ emptyFields, ...given }) => {
		const nothing = { input: [], outputKeys: [] };
		const { outputKeys, outputType, ...values } = { ...given, ...emptied(emptyFields, nothing, given) };
		return { ...values, output: givenGroup({ type: outputType, output_keys: outputKeys }) };
	},
	merge: (stored, fields) => {
		const { output } = mergedGroup('output', stored, fields);
		if (!isRecord(output)) return {};
		const [before, given] = [get(stored, 'output.type'), get(fields, 'output')];
		// Keys of an object that is returned no more are none of what is returned instead.
		const isPlain = output['type'] !== before && !['array', 'object'].includes(String(output['type']));
		const keys = get(given, 'output_keys', isPlain ? [] : output['output_keys']);
		return { output: givenFields({ ...output, output_keys: keys }) };
	},
	complete: (fields) => {
		const { output } = fields;
		if (!isRecord(output)) return { language: 'js', ...fields };
		if (output['type'] === undefined) {
			throw new FieldError("'Output Keys' needs an 'Output Type'", "Add 'Output Type'. Nothing was sent.");
		}
		return { language: 'js', ...fields, output: { output_keys: [], ...output } };
	},
	hasSecrets: true,
	includeSecrets: includeSourceSecrets,
	simplify: (part) => ({
		...simplified(part, ['_id', 'tag', 'name', 'description', 'language', 'function']),
		inputs: recordsIn(part['input'])
			.map((sample) => textOf(sample['key']))
			.join(', '),
	}),
};

export const functionResource = resource('Function', partOperations(codeFunction));
