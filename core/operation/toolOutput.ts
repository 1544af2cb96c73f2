import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { get } from 'lodash';

import { isEmpty, textOf } from '../data/json';
import { readFields } from '../field/Field';
import { choice, optionalTexts, required, when } from '../field/fields';
import { fieldsShownFor } from '../field/shown';
import { simplifyFields } from '../field/standardFields';

/** n8n's condition for the variant of a node that an AI agent uses. */
const IS_TOOL = { '@tool': [true] };

/** What a model gets of a record; in the tool variant of a node it takes the place of Simplify. */
const toolFields = {
	toolOutput: choice({
		displayName: 'Output',
		options: [
			{ name: 'Raw', value: 'raw', description: 'All fields of the response' },
			{
				name: 'Selected Fields',
				value: 'selectedFields',
				description: 'The fields that you list, and the IDs',
			},
			{ name: 'Simplified', value: 'simplified', description: 'The most used fields' },
		],
		default: 'simplified',
		description: 'What the tool returns of each record. Fewer fields cost the model less.',
	}),
	selectedFields: when(
		{ toolOutput: ['selectedFields'] },
		required(
			optionalTexts({
				displayName: 'Fields',
				placeholder: 'e.g. status, lastErrorAt',
				description:
					'Comma-separated list of field names of the raw or the simplified response. IDs are always returned.',
			}),
		),
	),
};

type Names = readonly string[];
export type ToolOutput = 'raw' | 'simplified' | Names;

/** Simplify, shown under the conditions of an operation, and the fields of Output in its place in the tool variant. */
export function outputProperties(shown: Readonly<Record<string, string[]>>): INodeProperties[] {
	const simplify = fieldsShownFor(simplifyFields, shown);
	for (const { displayOptions = {} } of simplify) displayOptions.hide = IS_TOOL;
	return [...simplify, ...fieldsShownFor(toolFields, { ...shown, ...IS_TOOL })];
}

/**
 * What Output is set to; undefined where the node is no tool, or n8n is too old to know the condition.
 * @throws FieldError
 */
export function toolOutput(given: (field: string) => unknown, timeZone: string): ToolOutput | undefined {
	if (isEmpty(given('toolOutput'))) return undefined;
	const { toolOutput: chosen, selectedFields = [] } = readFields(toolFields, given, { timeZone });
	return chosen === 'selectedFields' ? selectedFields : chosen;
}

/** The named fields of a record, also those inside others (`attributes.name`), else of its short form, and the IDs that it has. */
export function selected(record: IDataObject, fields: Names, ids: Names, short: IDataObject): IDataObject {
	const names = new Set([...ids.filter((name) => textOf(record[name]) !== undefined), ...fields]);
	const valueOf = (name: string) => record[name] ?? get(record, name) ?? short[name] ?? null;
	return Object.fromEntries([...names].map((name) => [name, valueOf(name)]));
}
