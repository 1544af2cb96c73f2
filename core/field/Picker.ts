import type { IDataObject, INodeListSearchItems } from 'n8n-workflow';
import { get } from 'lodash';

import type { ApiClient } from '../request/ApiClient';
import { textOf } from '../data/json';

/** A searchable list behind a resource locator. */
export interface Picker {
	/** Name of the method that n8n calls; equal names must mean the same picker. */
	readonly name: string;
	/** Credential type, where it is not the platform's own. */
	readonly credentialType?: string;
	/** All choices. `sibling` gives another parameter of the node, for lists that depend on it. */
	readonly choices: (
		api: ApiClient,
		sibling: (name: string) => string | undefined,
	) => AsyncIterable<INodeListSearchItems>;
}

/** Where a row has a text: a path (`attributes.name`), or a function. */
type TextIn = string | ((row: IDataObject) => string | null | undefined);

/** The choices that rows are: by name, or by id where they have no name. Rows without id cannot be chosen. */
export async function* choicesOf(
	rows: AsyncIterable<IDataObject> | Iterable<IDataObject> | Promise<Iterable<IDataObject>>,
	id: TextIn,
	name: TextIn,
): AsyncGenerator<INodeListSearchItems> {
	for await (const row of await rows) {
		const value = textIn(row, id);
		if (value !== undefined) yield { name: textIn(row, name) ?? value, value };
	}
}

function textIn(row: IDataObject, where: TextIn): string | undefined {
	return textOf(typeof where === 'string' ? get(row, where) : where(row));
}
