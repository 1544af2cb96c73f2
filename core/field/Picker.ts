import type { IDataObject, INodeListSearchItems } from 'n8n-workflow';
import { get, isString, mapValues, pickBy } from 'lodash';

import type { ApiClient } from '../request/ApiClient';
import { FieldError } from '../data/FieldError';
import { textOf } from '../data/json';

const HAS_NO_VALUE = 'If an expression sets it, run the nodes before this one first, or specify the ID.';

/** A choice of a list: what it shows, its ID, and the platform's page of it, where the form of its address is known. */
export interface Choice extends INodeListSearchItems {
	/** Its name alone, where the list shows more than that. */
	readonly ownName?: string | undefined;
}

/** The value of another field of the node: of a locator the ID, however it was chosen. Undefined while it is empty. */
export type Sibling = (name: string) => string | undefined;

/** A searchable list behind a resource locator. */
export interface Picker {
	/** Name of the method that n8n calls; equal names must mean the same picker. */
	readonly name: string;
	/** Credential type, where it is not the platform's own. */
	readonly credentialType?: string;
	/** Names of the locators on which the list depends: when one changes, n8n clears what was chosen here. */
	readonly dependsOn?: readonly string[];
	/** All choices. `sibling` gives the locators on which the list depends. @throws FieldError when one is missing */
	readonly choices: (api: ApiClient, sibling: Sibling) => AsyncIterable<Choice>;
}

/** A list of what belongs to what is chosen in another locator: `what`, with its article, says what that is. */
export function pickerWithin(
	name: string,
	parent: { readonly field: string; readonly what: string },
	choices: (api: ApiClient, parentId: string) => AsyncIterable<Choice>,
): Picker {
	return {
		name,
		dependsOn: [parent.field],
		choices: async function* (api, sibling) {
			const parentId = sibling(parent.field);
			if (parentId === undefined) throw chooseFirst(parent.what);
			yield* choices(api, parentId);
		},
	};
}

/** A list that depends on another field, which has no value: `what`, with its article, says what to choose there. */
export function chooseFirst(what: string): FieldError {
	return new FieldError(`Choose ${what} first`, HAS_NO_VALUE);
}

/** Where a row has a text: a path (`attributes.name`), or a function. */
type TextIn = string | ((row: IDataObject) => string | null | undefined);

/** The choices that rows are: by name, or by id where they have no name. Rows without id cannot be chosen. */
export async function* choicesOf(
	rows: AsyncIterable<IDataObject> | Iterable<IDataObject> | Promise<Iterable<IDataObject>>,
	id: TextIn,
	name: TextIn,
	more: Partial<Record<'ownName' | 'url', TextIn>> = {},
): AsyncGenerator<Choice> {
	for await (const row of await rows) {
		const value = textIn(row, id);
		if (value === undefined) continue;
		const beside = mapValues(more, (where) => textIn(row, where));
		yield { name: textIn(row, name) ?? value, value, ...pickBy(beside, isString) };
	}
}

function textIn(row: IDataObject, where: TextIn | undefined): string | undefined {
	return textOf(typeof where === 'string' ? get(row, where) : where?.(row));
}
