import { expect, test } from '@jest/globals';

import { REDACTED, withoutSecrets } from '../../../core/data/redaction';

const hide = (record: Parameters<typeof withoutSecrets>[0]) =>
	withoutSecrets(record, (key, value) => key === 'token' && value !== 0);

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

test('a secret that is empty is shown as such', () => {
	expect(hide({ token: '', more: { token: null } })).toEqual({ token: '', more: { token: null } });
});

test('a record without secrets is not copied, nor is the part of one that has none', () => {
	const open = { more: [{ name: 'a' }], none: null };
	expect(hide(open)).toBe(open);
	const closed = { open, token: 'a' };
	expect(hide(closed)['open']).toBe(open);
});
