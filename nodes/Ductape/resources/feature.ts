import type { IDataObject } from 'n8n-workflow';

import {
	choice,
	FieldError,
	flag,
	isRecord,
	operation,
	optionalJson,
	optionalJsonList,
	optionalText,
	parseBody,
	recordsIn,
	resource,
	simplified,
	text,
	when,
} from '../../../core';
import { integration, partLocator } from '../locators';
import { TAGGED } from '../parts/PartKind';
import type { PartKind } from '../parts/PartKind';
import { partOperations } from '../parts/partOperations';
import { environment } from './environment';
import { LANGUAGES } from './function';
import { callProxy, parameters } from './proxy';

const live = { definitionFormat: ['live'] };
const seed = { definitionFormat: ['seed'] };

/** What a new feature has where the inputs say nothing: the API wants all of it. */
const BLANK_FEATURE = {
	input_type: 'json',
	input: {},
	sequence: [],
	output: {},
	store_event_results: false,
};

/** `features` of the integration's document; with sequences as the live API wants them, or as in the seed document. */
export const feature: PartKind = {
	...TAGGED,
	name: 'Feature',
	component: 'feature',
	list: 'features',
	createFields: { tag: text({ displayName: 'Tag', placeholder: 'e.g. sync_orders' }) },
	shownFields: {
		definitionFormat: choice({
			displayName: 'Definition Format',
			options: [
				{
					name: 'As in the Older SDK Document',
					value: 'seed',
					description: 'Language, source, input and output, sent unchanged',
				},
				{ name: 'Sequences', value: 'live', description: 'Input type, input, sequence and output' },
			],
			default: 'live',
		}),
		sequence: when(
			live,
			optionalJsonList({
				displayName: 'Sequence (JSON)',
				description: 'Steps with unique sequence_tag, their parents before them, each with its events',
				placeholder: 'e.g. [{"sequence_tag": "main", "events": []}]',
			}),
		),
		inputDefinition: when(
			live,
			optionalText({
				displayName: 'Input',
				description: 'JSON that describes each key for the input type JSON, otherwise text',
				placeholder: 'e.g. {"orderId": {"type": "string"}}',
				rows: 3,
			}),
		),
		inputSamples: when(seed, optionalJsonList({ displayName: 'Input (JSON)' })),
		source: when(seed, optionalText({ displayName: 'Source', rows: 5 })),
		language: when(seed, choice({ displayName: 'Language', options: LANGUAGES, default: 'js' })),
		output: optionalJson({
			displayName: 'Output (JSON)',
			placeholder: 'e.g. {"name": "$Sequence{main}{list}{name}"}',
		}),
	},
	fields: {
		description: optionalText({ displayName: 'Description' }),
		input_type: choice({
			displayName: 'Input Type',
			options: [
				{ name: 'HTML', value: 'html' },
				{ name: 'JSON', value: 'json' },
				{ name: 'Plain', value: 'plain' },
				{ name: 'XML', value: 'xml' },
			],
			default: 'json',
		}),
		name: optionalText({ displayName: 'Name' }),
		store_event_results: flag({
			displayName: 'Store Event Results',
			default: false,
			description: 'Whether the results of the events are kept',
		}),
	},
	body: ({ definitionFormat, inputDefinition, inputSamples, source, language, ...values }): IDataObject => ({
		...values,
		...(definitionFormat === 'seed'
			? { function: source, input: inputSamples, ...(source !== undefined && { language }) }
			: { input: definitionOf(inputDefinition, values['input_type']) }),
	}),
	complete: (fields, { definitionFormat }) => {
		if (definitionFormat !== 'seed') return { ...BLANK_FEATURE, ...fields };
		if (fields['function'] === undefined) throw new FieldError('Source: must not be empty');
		return { input: [], output: {}, ...fields };
	},
	simplify: (part) => ({
		...simplified(part, [
			'_id',
			'tag',
			'name',
			'description',
			'input_type',
			'language',
			'store_event_results',
		]),
		sequences: recordsIn(part['sequence']).length,
	}),
};

const mode = choice({
	displayName: 'Mode',
	options: [
		{ name: 'Dispatch', value: 'dispatch', description: 'Start it and go on' },
		{ name: 'Execute', value: 'execute', description: 'Wait for its result' },
	],
	default: 'execute',
});

/** `feature.execute` or `feature.dispatch` of the sdk-proxy. */
export const run = operation({
	name: 'Run',
	action: 'Run a feature',
	description: "Beta. Runs the feature through Ductape's proxy.",
	fields: {
		integrationId: integration,
		part: partLocator(feature),
		environment: partLocator(environment),
		input: optionalJson({ displayName: 'Input (JSON)', placeholder: 'e.g. {"orderId": "1042"}' }),
		mode,
		parameters,
	},
	run: async (api, { integrationId, part, environment, input = {}, mode, parameters }) => {
		const params = parameters ?? [{ tag: part, env: environment, input }];
		return await callProxy(api, integrationId, { module: 'feature', method: mode, params });
	},
});

export const featureResource = resource('Feature', [...partOperations(feature), run]);

/** Text that is a JSON object is one; other input types are text. @throws FieldError */
function definitionOf(input: IDataObject[string], inputType: IDataObject[string]): IDataObject[string] {
	if (typeof input !== 'string' || !input.trim().startsWith('{')) return input;
	const definition = parseBody(input);
	if (isRecord(definition)) return definition;
	if (inputType !== undefined && inputType !== 'json') return input;
	throw new FieldError(
		'Input: is not valid JSON',
		'Correct it, or choose another Input Type under Fields to Set; nothing was sent.',
	);
}
