import type { IDataObject } from 'n8n-workflow';

import {
	choice,
	collection,
	emptyOnPurpose,
	FieldError,
	flag,
	id,
	integer,
	isRecord,
	operation,
	optionalId,
	optionalJson,
	optionalJsonList,
	optionalText,
	parseBody,
	parseExact,
	recordsIn,
	refuseUndefined,
	resource,
	simplified,
	when,
} from '../../../core';
import { includeResultSecrets, knownTag, secretText } from '../fields';
import { integration, partLocator } from '../locators';
import { emptied, fieldsToEmpty, givenFields, givenGroup } from '../parts/partFields';
import { TAGGED } from '../parts/PartKind';
import type { PartKind } from '../parts/PartKind';
import { partOperations } from '../parts/partOperations';
import { tagOf } from '../reading/documents';
import { environment } from './environment';
import { LANGUAGES } from './function';
import { callProxy, parameters } from '../parts/proxy';
import { scheduleFields } from './schedule';

const live = { definitionFormat: ['live'] };
const seed = { definitionFormat: ['seed'] };

/** What a new feature has, beside an input, where the inputs say nothing: the API wants all of it. */
const BLANK_FEATURE = {
	input_type: 'json',
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
	proxyModule: 'feature',
	isDeletedEitherWay: true,
	createFields: { tag: id({ displayName: 'Tag', placeholder: 'e.g. sync_orders' }) },
	shownFields: {
		definitionFormat: choice({
			displayName: 'Definition Format',
			options: [
				{
					name: 'Legacy SDK Format',
					value: 'seed',
					description: 'Language, source, input and output, sent unchanged',
				},
				{ name: 'Sequences', value: 'live', description: 'Input type, input, sequence and output' },
			],
			default: 'live',
		}),
		sequence: when(
			live,
			emptyOnPurpose(
				optionalJsonList({
					displayName: 'Sequence (JSON)',
					default: '[]',
					description: 'Steps with a unique sequence_tag and their events. Parents come first.',
					hint: 'For example: [{"sequence_tag": "main", "events": []}]',
				}),
			),
		),
		inputDefinition: when(
			live,
			optionalText({
				displayName: 'Input',
				description: "With 'Input Type' JSON, a JSON object that describes each key. Otherwise text.",
				placeholder: 'e.g. {"orderId": {"type": "string"}}',
				rows: 3,
			}),
		),
		inputSamples: when(
			seed,
			emptyOnPurpose(
				optionalJsonList({
					displayName: 'Input (JSON)',
					default: '[]',
					hint: 'For example: [{"key": "orderId", "type": "string"}]',
				}),
			),
		),
		source: when(seed, optionalText({ displayName: 'Source', rows: 5 })),
		output: emptyOnPurpose(
			optionalJson({
				displayName: 'Output (JSON)',
				default: '{}',
				description: 'What the feature returns',
				hint: 'For example: {"name": "$Sequence{main}{list}{name}"}',
			}),
		),
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
		language: choice({
			displayName: 'Language',
			options: LANGUAGES,
			default: 'js',
			description: 'Language of the source in the legacy SDK format. New features use JavaScript by default.',
		}),
		name: optionalText({ displayName: 'Name' }),
		store_event_results: flag({
			displayName: 'Store Event Results',
			default: false,
			description: 'Whether to keep the results of the events',
		}),
	},
	updateFields: {
		emptyFields: fieldsToEmpty([
			{ name: 'Input', value: 'input' },
			{ name: 'Output', value: 'output' },
			{ name: 'Sequence', value: 'sequence' },
		]),
	},
	body: ({
		definitionFormat,
		inputDefinition,
		inputSamples,
		source,
		emptyFields,
		...values
	}): IDataObject => {
		const isLegacy = definitionFormat === 'seed';
		const given = {
			...values,
			...(isLegacy
				? { function: source, input: inputSamples }
				: { input: definitionOf(inputDefinition, values['input_type']) }),
		};
		const nothing = { input: isLegacy ? [] : noInput(values['input_type']), output: {}, sequence: [] };
		return { ...given, ...emptied(emptyFields, nothing, given) };
	},
	complete: (fields, { definitionFormat }) => {
		if (definitionFormat !== 'seed') {
			const input = noInput(fields['input_type']);
			const made: IDataObject = { ...BLANK_FEATURE, input, ...fields };
			if (made['input_type'] === 'json' && !isRecord(made['input'])) throw noObject();
			return made;
		}
		if (fields['function'] === undefined) throw new FieldError("'Source' must not be empty");
		return { language: 'js', input: [], output: {}, ...fields };
	},
	merge: inputOfStoredType,
	hasSecrets: true,
	simplify: (part) => ({
		...simplified(part, ['_id', 'tag', 'name', 'description', 'input_type', 'language']),
		sequences: recordsIn(part['sequence']).length,
	}),
};

const mode = choice({
	displayName: 'Mode',
	options: [
		{ name: 'Dispatch', value: 'dispatch', description: 'Start it without waiting, now or on a schedule' },
		{ name: 'Execute', value: 'execute', description: 'Run it and wait for the result' },
	],
	default: 'execute',
});

const schedule = collection({
	displayName: 'Schedule',
	narrows: 'change',
	fields: scheduleFields,
});

/** What both ways to run a feature take beside its input, named as the API names it (provider document, section 2.5). */
const runFields = {
	cache: knownTag({ displayName: 'Cache Tag', description: 'The cache to keep the result in' }),
	retries: integer({
		displayName: 'Retries',
		default: 3,
		min: 0,
		description: 'How many times Ductape tries again if the run fails',
	}),
	session: secretText({
		displayName: 'Session',
		description: 'The tag and the token of the session, separated by a colon',
		placeholder: 'e.g. user_session:eyJ...',
	}),
};

const executeFields = collection({
	displayName: 'Run Fields',
	fields: {
		...runFields,
		// Without it, another try would run the feature again.
		idempotency_key: emptyOnPurpose(
			optionalId({
				displayName: 'Idempotency Key',
				description: 'Ductape runs the feature only once per key',
				placeholder: 'e.g. order-12345',
			}),
		),
		timeout: integer({
			displayName: 'Timeout (Milliseconds)',
			default: 300_000,
			min: 1,
			description:
				"How long the run may take. Set 'Request Timeout (Seconds)' in Options higher than this to receive the result.",
		}),
	},
});

const dispatchFields = collection({
	displayName: 'Dispatch Fields',
	fields: runFields,
});

const HINTS = {
	whereToLook: 'Look for it with Process: Get Many.',
	refusalHint: "Check the tags and the environment. Use 'Parameters (JSON)' to send other parameters.",
};

/** `feature.execute` or `feature.dispatch` of the sdk-proxy. */
export const run = operation({
	name: 'Run',
	action: 'Run feature',
	description:
		"Beta. Start a feature through Ductape's proxy and optionally wait for its result. The result's status is completed, failed, rolled_back or running.",
	fields: {
		integrationId: integration,
		part: partLocator(feature),
		environment: partLocator(environment),
		input: emptyOnPurpose(
			optionalJson({
				displayName: 'Input (JSON)',
				default: '{}',
				hint: 'For example: {"orderId": "1042"}',
			}),
		),
		mode,
		executeFields: when({ mode: ['execute'] }, executeFields),
		dispatchFields: when({ mode: ['dispatch'] }, dispatchFields),
		schedule: when({ mode: ['dispatch'] }, schedule),
		parameters: parameters(
			'[{"product": "orders_hub", "env": "dev", "tag": "sync_orders", "input": {}}]',
			"With 'Mode' Dispatch, 'feature' takes the place of 'tag'.",
		),
		includeSecrets: includeResultSecrets,
	},
	keepsSecrets: ({ includeSecrets }) => includeSecrets,
	check({ input, parameters }) {
		refuseUndefined("'Input (JSON)'", input);
		refuseUndefined("'Parameters (JSON)'", parameters);
	},
	run: async (api, { integrationId, parameters, mode, part, environment, input = {}, ...given }) => {
		if (parameters !== undefined) {
			return await callProxy(api, { module: 'feature', method: mode, params: parameters, ...HINTS });
		}
		const run = {
			product: await tagOf(api, integrationId),
			env: environment,
			[mode === 'execute' ? 'tag' : 'feature']: part,
			input,
			...givenFields({
				...given.executeFields,
				...given.dispatchFields,
				schedule: givenGroup(given.schedule),
			}),
		};
		const call = { module: 'feature', method: mode, params: [run], isSignedIn: true };
		return await callProxy(api, { ...call, ...HINTS });
	},
});

export const featureResource = resource('Feature', [...partOperations(feature), run]);

/**
 * The input as its type wants it: an object for JSON, otherwise text. Where no type is given, text that begins like an object
 * must be one, and the rest is left to the type that is stored, or that a new feature gets.
 * @throws FieldError
 */
function definitionOf(input: IDataObject[string], inputType: IDataObject[string]): IDataObject[string] {
	if (typeof input !== 'string' || (inputType !== undefined && inputType !== 'json')) return input;
	const definition = parseBody(input, parseExact);
	if (isRecord(definition)) return definition;
	if (inputType === undefined && !input.trim().startsWith('{')) return input;
	throw noObject();
}

/** An input with nothing in it, as its type wants it. */
function noInput(inputType: unknown = 'json'): IDataObject | string {
	return inputType === 'json' ? {} : '';
}

/** What a change without a type makes of its input, by the type that is stored. @throws FieldError */
function inputOfStoredType(
	{ input_type: storedType }: IDataObject,
	{ input }: IDataObject,
	{ input_type: givenType, inputDefinition, emptyFields, definitionFormat }: IDataObject,
): IDataObject {
	if (givenType !== undefined || storedType === undefined || definitionFormat === 'seed') return {};
	const isEmptied = Array.isArray(emptyFields) && emptyFields.map(String).includes('input');
	if (isEmptied) return { input: noInput(storedType) };
	if (typeof inputDefinition !== 'string') return {};
	if (storedType !== 'json') return { input: inputDefinition };
	if (isRecord(input)) return {};
	throw noObject();
}

function noObject(): FieldError {
	return new FieldError(
		"'Input' must be a JSON object",
		"Correct it, or set another 'Input Type'. Nothing was changed.",
	);
}
