import { expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import {
	holdsRedacted,
	REDACTED,
	textsHidden,
	withEachRecord,
	withEachValue,
} from '../../../core/data/redaction';

const hide = (record: IDataObject): IDataObject =>
	withEachValue(record, (value, key) =>
		key === 'token' && value !== null && value !== '' ? REDACTED : withEachRecord(value, hide),
	);

test('what is secret is replaced at any depth, and the record itself stays as it was', () => {
	const record = {
		id: 1,
		token: 'a',
		more: [{ token: 'b', name: 'c' }, 5, [[{ token: 'e' }]]],
		open: { name: 'd' },
	};
	const before = structuredClone(record);
	expect(hide(record)).toEqual({
		id: 1,
		token: REDACTED,
		more: [{ token: REDACTED, name: 'c' }, 5, [[{ token: REDACTED }]]],
		open: { name: 'd' },
	});
	expect(record).toEqual(before);
});

test('what is hidden are the texts and numbers that the safe copy lacks, whatever is replaced as a whole', () => {
	const value = {
		token: { deep: ['a', 5, true] },
		more: [{ token: 'b', name: 'c' }],
		text: 'to d',
		none: null,
	};
	const safe = { ...value, token: REDACTED, more: [{ token: REDACTED, name: 'c' }], text: 'to [redacted]' };
	expect(textsHidden(value, safe).filter(Boolean)).toEqual(['a', '5', 'b', 'to d']);
	expect(textsHidden(value, value)).toEqual([]);
});

test('a secret that is empty is shown as such', () => {
	expect(hide({ token: '', more: { token: null } })).toEqual({ token: '', more: { token: null } });
});

test('a record without secrets is not copied, nor is the part of one that has none', () => {
	const open = { more: [{ name: 'a' }], none: null };
	expect(hide(open)).toBe(open);
	const closed = { open, token: 'a' };
	expect(hide(closed)['open']).toBe(open);
});

test.each([
	['a [redacted] b', true],
	[['a', [{ more: { token: REDACTED } }]], true],
	[{ token: 'redacted', more: [null, 5, true] }, false],
	[undefined, false],
])('whether %j holds what stands for a secret: %s', (value, holds) => {
	expect(holdsRedacted(value)).toBe(holds);
});

test('each record of a value is changed, in lists of lists too; what has none stays the same', () => {
	const numbered = (value: Parameters<typeof withEachRecord>[0]) =>
		withEachRecord(value, (record) => ({ ...record, seen: true }));
	expect(numbered({ id: 1 })).toEqual({ id: 1, seen: true });
	expect(numbered([[{ id: 1 }], 'text', { id: 2 }])).toEqual([
		[{ id: 1, seen: true }],
		'text',
		{ id: 2, seen: true },
	]);
	const plain = [[1], 'text'];
	expect(numbered(plain)).toBe(plain);
	expect(numbered('text')).toBe('text');
});
