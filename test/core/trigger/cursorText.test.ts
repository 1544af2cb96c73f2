import { describe, expect, test } from '@jest/globals';

import { decode, encode, type CursorState } from '../../../core/trigger/cursorText';

const state: CursorState = {
	floorMs: 1_700_000_000_000,
	sources: new Map([
		[
			'abcdefghij',
			{
				cursorMs: 1_700_000_100_000,
				slices: [1_700_000_200_000, 1_700_000_300_000],
				floorMs: 1_700_000_050_000,
				floorId: 'zyxwvutsrq',
				seen: new Map([
					['0123456789', 1_700_000_060],
					['ABCDEFGHIJ', 1_700_000_060],
				]),
			},
		],
		['klmnopqrst', { cursorMs: 0, floorMs: -5, floorId: undefined, seen: new Map() }],
	]),
};

describe('a state as text', () => {
	test('is the same state again', () => {
		expect(decode(encode(state))).toEqual(state);
	});

	test('is known as such, and nothing else is', () => {
		const isCursor = (text: string) => decode(text) !== undefined;
		expect(isCursor(encode(state))).toBe(true);
		expect(['', 'two words', '{"floor":1}', 'lr|short,a,b'].map(isCursor)).toEqual([
			false,
			false,
			false,
			false,
		]);
		expect(decode(undefined)).toBeUndefined();
	});
});
