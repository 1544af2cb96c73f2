import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { compact, lowerCase, map, omit, pick } from 'lodash';

import { textOf } from '../data/json';
import { ApiClient } from '../request/ApiClient';
import { apiError, asNodeError, expectCredential } from '../request/failures';
import type { Platform } from '../request/Platform';
import { Run } from '../request/Run';
import type { FieldSet } from './Field';
import { extracted } from './givenValues';
import { idsByName, type OpenClient } from './names';
import type { Choice, Picker, Sibling } from './Picker';

/** Many, because each call reads the platform's list from its start again. */
const CHOICES_A_CALL = 500;

/** The `methods.listSearch` of a node: one method for every picker among the fields of what is `asking`, its operations or events. */
export function listSearchMethods(platform: Platform, asking: ReadonlyArray<{ readonly fields: FieldSet }>) {
	const fieldSets = map(asking, 'fields');
	return Object.fromEntries(
		fieldSets.flatMap(pickersOf).map((picker) => [
			picker.name,
			async function (this: ILoadOptionsFunctions, filter?: string, paginationToken?: string) {
				const location = { node: this.getNode(), task: `the list of ${platform.displayName}` };
				const page = choicesPage(this, platform, fieldSets, picker, filter, paginationToken);
				return await page.catch((thrown: unknown) => {
					const { message, description } = asNodeError(location, thrown);
					// Of an error of another class n8n gives the editor the message alone, without what to do.
					throw apiError(location, { message, description: description ?? '', httpCode: '' });
				});
			},
		]),
	);
}

/** The pickers among fields, those inside groups included. */
function pickersOf(fields: FieldSet): Picker[] {
	return Object.values(fields).flatMap(({ picker, nested = {} }) => compact([picker, ...pickersOf(nested)]));
}

/** A page of choices; the token of the next page is how many matches were already shown. */
async function choicesPage(
	context: ILoadOptionsFunctions,
	platform: Platform,
	fieldSets: readonly FieldSet[],
	picker: Picker,
	filter = '',
	paginationToken = '0',
): Promise<INodeListSearchResult> {
	const run = new Run();
	const task = `Loading ${lowerCase(picker.name.replace(/^search/, ''))}`;
	const open = async (credentialType = platform.credentialType) => {
		const location = { node: context.getNode(), task };
		expectCredential(location, platform, credentialType, 'Select one to load the list.');
		return await ApiClient.open(context, platform, { credentialType, task, run });
	};
	const api = await open(picker.credentialType);
	const sibling = await siblings(context, fieldSets, picker, open);
	const shown = Number(paginationToken);
	const wanted = comparable(filter.trim());
	const matches: Choice[] = [];
	for await (const choice of picker.choices(api, sibling)) {
		const text = comparable(`${choice.name} ${String(choice.value)}`);
		if (!text.includes(wanted)) continue;
		if (matches.length === shown + CHOICES_A_CALL) {
			return { results: matches.slice(shown), paginationToken: String(matches.length) };
		}
		matches.push(omit(choice, 'ownName'));
	}
	return { results: matches.slice(shown) };
}

/** The locators on which the list depends, those that are set to By Name by their IDs. */
async function siblings(
	context: ILoadOptionsFunctions,
	fieldSets: readonly FieldSet[],
	{ dependsOn = [] }: Picker,
	open: OpenClient,
): Promise<Sibling> {
	// Whichever operation or event has them: one name means one picker.
	const all = fieldSets.flatMap((each) => Object.entries(each));
	const fields = pick(Object.fromEntries(all.filter(([, { picker }]) => picker)), dependsOn);
	// The ID in a locator, or its name where it is set to By Name.
	const given: Sibling = (name) =>
		textOf(extracted(context.getCurrentNodeParameter(name), fields[name]?.property)) || undefined;
	const ids = await idsByName(fields, context.getCurrentNodeParameters() ?? {}, given, open);
	return (name) => (dependsOn.includes(name) ? (ids.get(name) ?? given(name)) : undefined);
}

/** A text as it is searched: in capitals or not, an accent as a part of its letter or a character of its own. */
function comparable(text: string): string {
	return text.normalize().toLowerCase();
}
