import type { INodeParameters } from 'n8n-workflow';
import { get, partition } from 'lodash';

import { FieldError } from '../data/FieldError';
import { isEmpty } from '../data/json';
import { listed } from '../data/text';
import type { ApiClient } from '../request/ApiClient';
import { all } from '../request/pagination';
import type { FieldSet } from './Field';
import type { Choice, Sibling } from './Picker';

/** A client for lists that are read with this type of credential; with the platform's own where it is undefined. */
export type OpenClient = (credentialType: string | undefined) => Promise<ApiClient>;

/**
 * The IDs of locators that are set to By Name, by the fields' names. A list is read once in a run, however many items
 * need it; one that depends on another locator knows that one's ID.
 *
 * @param stored the node's parameters.
 * @param given the name in one of them, or the ID in any other locator; undefined where it is empty.
 * @throws FieldError for a name that no record has, or several.
 */
export async function idsByName(
	fields: FieldSet,
	stored: INodeParameters,
	given: Sibling,
	open: OpenClient,
): Promise<ReadonlyMap<string, string>> {
	const ids = new Map<string, string>();
	for (const [field, { picker, property }] of Object.entries(fields)) {
		if (picker === undefined || get(stored, [field, 'mode']) !== 'name') continue;
		const name = given(field)?.trim();
		if (isEmpty(name)) continue;
		// n8n extracts only from fields that are shown, which are those that it stores.
		const sibling: Sibling = (other) => ids.get(other) ?? (other in stored ? given(other) : undefined);
		const api = await open(picker.credentialType);
		const parents = (picker.dependsOn ?? []).map((other) => sibling(other) ?? null);
		const key = `choices ${picker.name} ${JSON.stringify(parents)}`;
		const choices = await api.once(key, async () => await all(picker.choices(api, sibling)));
		ids.set(field, idNamed(name, property.displayName, choices));
	}
	return ids;
}

function idNamed(name: string, label: string, choices: readonly Choice[]): string {
	const named = choices.filter((choice) => nameOf(choice).normalize() === name.normalize());
	const [only] = named;
	if (only !== undefined && named.length === 1) return String(only.value);
	if (only !== undefined) {
		const found = listed(named.map(({ value, name: shown }) => `${String(value)} (${shown})`));
		throw new FieldError(
			`'${label}': ${named.length} records are named "${name}"`,
			`Choose one of them by ID: ${found}. Nothing was changed.`,
		);
	}
	throw new FieldError(
		`'${label}': no record is named "${name}"`,
		choices.length === 0
			? 'The list is empty: check what the credential has access to. Nothing was changed.'
			: `Available: ${listed(similarFirst(name, choices.map(nameOf)))}. Nothing was changed.`,
	);
}

function nameOf({ ownName, name }: Choice): string {
	return (ownName ?? name).trim();
}

function similarFirst(name: string, others: readonly string[]): string[] {
	const wanted = name.toLowerCase();
	const isSimilar = (other: string) =>
		other.toLowerCase().includes(wanted) || wanted.includes(other.toLowerCase());
	return partition(others, isSimilar).flat();
}
