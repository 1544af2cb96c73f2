import { expect, test } from '@jest/globals';
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { everyNode } from './everyNode';

type Part = INodeProperties | INodePropertyCollection | INodePropertyOptions;

/** The pickers among properties, at any depth. */
function pickersIn(parts: readonly Part[]): INodeProperties[] {
	return parts.flatMap((part) => [
		...('type' in part && part.type === 'resourceLocator' ? [part] : []),
		...('options' in part ? pickersIn(part.options ?? []) : []),
		...('values' in part ? pickersIn(part.values) : []),
	]);
}

/** The words for the modes of a picker, as its description has them. */
const WORDS: ReadonlyArray<readonly [mode: string, word: RegExp]> = [
	['url', /\bURL\b/],
	['name', /\bname\b/],
];

test('the description of a picker says what may be specified: what its modes take, and no more', async () => {
	const wrong = (await everyNode()).flatMap(({ description: { name, properties } }) =>
		pickersIn(properties).flatMap(({ displayName, displayOptions, description = '', modes = [] }) => {
			const where = `${name} ${JSON.stringify(displayOptions?.show ?? {})} ${displayName}`;
			if (description === '') return [`${where}: no description`];
			if (!/specify/.test(description)) return [];
			return WORDS.filter(
				([mode, word]) => modes.some((one) => one.name === mode) !== word.test(description),
			).map(([mode]) => `${where}: ${mode}: ${description}`);
		}),
	);
	expect(wrong).toEqual([]);
});
