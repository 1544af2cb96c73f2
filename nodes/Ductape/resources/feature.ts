import type { IDataObject } from 'n8n-workflow';
import { pick } from 'lodash';

import {
	choice,
	flag,
	optionalJson,
	optionalJsonList,
	optionalText,
	text,
	when,
} from '../../../core/field/fields';
import { FieldError } from '../../../core/data/FieldError';
import { isRecord, recordsIn } from '../../../core/data/json';
import { operation, resource } from '../../../core/operation/Operation';
import { tagOf } from '../reading/documents';
import { integration, partLocator } from '../locators';
import type { PartKind } from '../parts/PartKind';
import { partOperations } from '../parts/partOperations';
import { callProxy, parameters } from './proxy';
import { parsedText } from '../fields';
import { LANGUAGES } from './function';

const live = { definitionFormat: ['live'] };
const seed = { definitionFormat: ['seed'] };

/** `features` of the integration's document; with sequences as the live API wants them, or as in the seed document. */
export const feature: PartKind = {
	name: 'Feature',
	component: 'feature',
	list: 'features',
	key: 'tag',
	keyLabel: 'Tag',
	action: 'onRequest',
	createName: 'Create',
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
	complete: async (_api, _document, fields, given) => {
		if (given['definitionFormat'] !== 'seed') {
			return {
				fields: {
					input_type: 'json',
					input: {},
					sequence: [],
					output: {},
					store_event_results: false,
					...fields,
				},
			};
		}
		if (fields['function'] === undefined) throw new FieldError('Source: must not be empty');
		return { fields: { input: [], output: {}, ...fields } };
	},
	hasSecrets: false,
	simplify: (part) => ({
		...pick(part, ['_id', 'tag', 'name', 'description', 'input_type', 'language', 'store_event_results']),
		sequences: recordsIn(part['sequence']).length,
	}),
};

/** `feature.execute` or `feature.dispatch` of the sdk-proxy. */
export const run = operation({
	name: 'Run',
	action: 'Run a feature',
	description: "Runs a feature over Ductape's proxy; not proven against the live service",
	fields: {
		integrationId: integration,
		part: partLocator(feature),
		environment: partLocator({ name: 'Environment', list: 'envs', key: 'slug', keyLabel: 'Slug' }),
		input: optionalJson({ displayName: 'Input (JSON)', placeholder: 'e.g. {"orderId": "1042"}' }),
		mode: choice({
			displayName: 'Mode',
			options: [
				{ name: 'Dispatch', value: 'dispatch', description: 'Start it and go on' },
				{ name: 'Execute', value: 'execute', description: 'Wait for its result' },
			],
			default: 'execute',
		}),
		parameters,
	},
	run: async (api, { integrationId, part: tag, environment: env, input, mode, parameters: own }) => {
		const productTag = await tagOf(api, integrationId);
		const params = [productTag, ...(own ?? [{ tag, env, input: input ?? {} }])];
		return await callProxy(api, { module: 'feature', method: mode, params });
	},
});

export const featureResource = resource('Feature', [...partOperations(feature), run]);

/** Text that is a JSON object is one; other input types are text. @throws FieldError */
function definitionOf(input: IDataObject[string], inputType: IDataObject[string]): IDataObject[string] {
	if (typeof input !== 'string' || !input.trim().startsWith('{')) return input;
	const definition = parsedText(input);
	if (isRecord(definition)) return definition;
	if (inputType !== undefined && inputType !== 'json') return input;
	throw new FieldError(
		'Input: is not valid JSON',
		'Correct it, or choose another Input Type under Fields to Set; nothing was sent.',
	);
}
