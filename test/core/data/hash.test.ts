import { expect, test } from '@jest/globals';

import { hash } from '../../../core/data/hash';

test('a hash has the length that is asked for, and differs where the text does', () => {
	expect(hash('a', 16)).toMatch(/^[\w-]{16}$/);
	expect(hash('a', 16)).toBe(hash('a', 16));
	expect(hash('a', 4)).toBe(hash('a', 16).slice(0, 4));
	expect(new Set(['a', 'b', '', 'ab'].map((text) => hash(text, 16))).size).toBe(4);
});
