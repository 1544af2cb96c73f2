import type { INodePropertyMode } from 'n8n-workflow';

import { emptyOnPurpose, required } from './fields';
import { givenId, ownId, type IdLabel } from './ids';
import type { Field, FieldProperty, Label } from './Field';
import type { Picker } from './Picker';

interface LocatorLabel extends Label, Pick<IdLabel, 'anyText'> {
	readonly picker: Picker;
	/** Finds the id in an address of the platform's web pages; its first group is the id. */
	readonly url?: { readonly pattern: string; readonly example: string };
	readonly idExample: string;
	/** Its presence lets the record be given by its exact name, which the picker's list must hold once. */
	readonly nameExample?: string;
}

/** A record of the platform: from a searchable list, by ID, and where the label says so by URL or by name. */
export function locator(label: LocatorLabel): Field<string> {
	const field = optionalLocator(label);
	return { ...field, ...required(field) };
}

/** As `locator`, but may be left empty by hand: undefined then. An expression without a value is refused: it must not mean all. */
export function optionalLocator(label: LocatorLabel): Field<string | undefined> {
	const { picker, url, idExample, nameExample, anyText = false, ...shown } = label;
	const property: FieldProperty = {
		...shown,
		type: 'resourceLocator',
		...(picker.dependsOn && {
			// The locator itself is an object, in which n8n would see no change.
			typeOptions: { loadOptionsDependsOn: picker.dependsOn.map((name) => `${name}.value`) },
		}),
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose...',
				typeOptions: { searchListMethod: picker.name, searchable: true },
			},
			textMode('By ID', 'id', idExample),
			...(url ? [{ ...textMode('By URL', 'url', url.example), ...ofUrl(url) }] : []),
			...(nameExample === undefined ? [] : [textMode('By Name', 'name', nameExample)]),
		],
	};
	return emptyOnPurpose({ property, picker, read: anyText ? ownId : givenId });
}

function textMode(displayName: string, name: string, example: string) {
	return { displayName, name, type: 'string', placeholder: `e.g. ${example}` } as const;
}

function ofUrl({ pattern, example }: NonNullable<LocatorLabel['url']>): Partial<INodePropertyMode> {
	const properties = { regex: `${pattern}.*`, errorMessage: `Not a URL such as ${example}` };
	return { extractValue: { type: 'regex', regex: pattern }, validation: [{ type: 'regex', properties }] };
}
