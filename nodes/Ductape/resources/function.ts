import { pick } from 'lodash';

import { choice, optionalText, text } from '../../../core/field/fields';
import { FieldError } from '../../../core/data/FieldError';
import { isRecord, recordsIn, textOf } from '../../../core/data/json';
import { resource } from '../../../core/operation/Operation';
import { givenFields, mergedGroup, type PartKind } from '../parts/PartKind';
import { partOperations } from '../parts/partOperations';
import { DATA_TYPES, samples } from './samples';

export const LANGUAGES = [
	{ name: 'JavaScript', value: 'js' },
	{ name: 'TypeScript', value: 'TypeScript', description: 'As in the older SDK; not taken by every server' },
] as const;

/** `functions` of the integration's document. */
export const codeFunction: PartKind = {
	name: 'Function',
	component: 'function',
	list: 'functions',
	key: 'tag',
	keyLabel: 'Tag',
	action: 'onRequest',
	createName: 'Create',
	createFields: { tag: text({ displayName: 'Tag', placeholder: 'e.g. to_upper' }) },
	shownFields: {
		input: samples({
			displayName: 'Input',
			description: 'The values that the function takes; leave empty to keep them as they are',
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
	body: ({ outputKeys, outputType, ...values }) => ({
		...values,
		output: givenFields({ type: outputType, output_keys: outputKeys }),
	}),
	merge: (stored, fields) => mergedGroup('output', stored, fields),
	complete: async (_api, _document, { output, ...fields }) => {
		if (isRecord(output) && output['type'] === undefined) {
			throw new FieldError(
				'Output Keys: need an Output Type',
				'Add it under Fields to Set; nothing was changed.',
			);
		}
		return {
			fields: {
				language: 'js',
				...fields,
				...(isRecord(output) && { output: { output_keys: [], ...output } }),
			},
		};
	},
	hasSecrets: false,
	simplify: (part) => ({
		...pick(part, ['_id', 'tag', 'name', 'description', 'language', 'function']),
		inputs: recordsIn(part['input'])
			.map((sample) => textOf(sample['key']))
			.join(', '),
	}),
};

export const functionResource = resource('Function', partOperations(codeFunction));
