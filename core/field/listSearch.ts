import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { ApiClient } from '../request/ApiClient';
import type { Platform } from '../request/Platform';
import type { FieldSet } from './Field';
import type { Picker } from './Picker';

/** Many, because each call reads the platform's list from its start again. */
const CHOICES_A_CALL = 500;

type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** The `methods.listSearch` of a node: one method for every picker among its fields. */
export function listSearchMethods(
	platform: Platform,
	fieldSets: readonly FieldSet[],
): Record<string, ListSearch> {
	return Object.fromEntries(
		fieldSets.flatMap(pickersOf).map((picker) => [
			picker.name,
			async function (this: ILoadOptionsFunctions, filter?: string, paginationToken?: string) {
				return await search(this, platform, picker, filter, paginationToken);
			},
		]),
	);
}

/** The pickers among fields, those inside groups included. */
function pickersOf(fields: FieldSet): Picker[] {
	return Object.values(fields).flatMap(({ picker, nested }) => [
		...(picker ? [picker] : []),
		...(nested ? pickersOf(nested) : []),
	]);
}

/** A page of choices; the token of the next page is how many matches were already shown. */
async function search(
	context: ILoadOptionsFunctions,
	platform: Platform,
	picker: Picker,
	filter = '',
	paginationToken = '0',
): Promise<INodeListSearchResult> {
	const api = await ApiClient.open(context, platform, {
		credentialType: picker.credentialType,
		task: `the list of ${platform.displayName}`,
	});
	const sibling = (name: string): string | undefined => {
		// An operation may have the list but not the sibling; n8n extracts only from fields that are shown.
		if (context.getCurrentNodeParameter(name) === undefined) return undefined;
		const value: unknown = context.getCurrentNodeParameter(name, { extractValue: true });
		return typeof value === 'string' && value !== '' ? value : undefined;
	};
	const shown = Number(paginationToken);
	const wanted = comparable(filter.trim());
	const results: INodeListSearchItems[] = [];
	let matches = 0;
	for await (const choice of picker.choices(api, sibling)) {
		const text = comparable(`${choice.name} ${String(choice.value)}`);
		if (!text.includes(wanted)) continue;
		matches += 1;
		if (matches <= shown) continue;
		if (results.length === CHOICES_A_CALL) {
			return { results, paginationToken: String(shown + CHOICES_A_CALL) };
		}
		results.push(choice);
	}
	return { results };
}

/** Letters that look alike are alike, whether an accent is a part of them or a character of its own. */
function comparable(text: string): string {
	return text.normalize('NFC').toLowerCase();
}
