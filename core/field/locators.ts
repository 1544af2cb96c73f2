import { requiredText, plainText } from './givenValues';
import type { Field, FieldProperty, Label } from './Field';
import type { Picker } from './Picker';

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
