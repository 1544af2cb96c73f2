import { expect, test } from '@jest/globals';

import { KnownSources } from '../../../core/trigger/KnownSources';

test('what was there once stays known, in short text', () => {
	const first = new KnownSources().with([{ key: 'one' }, { key: 'two' }]);
	const second = new KnownSources(first).with([{ key: 'two' }, { key: 'three' }]);
	const known = new KnownSources(second);
	expect(['one', 'two', 'three', 'four'].map((key) => known.has(key))).toEqual([true, true, true, false]);
	expect([first.length, second.length]).toEqual([12, 18]);
	expect(new KnownSources(second).with([{ key: 'one' }])).toBe(second);
});

test('what is no source any more is not known, and the others stay in their order', () => {
	const known = new KnownSources(new KnownSources().with([{ key: 'one' }, { key: 'two' }, { key: 'three' }]));
	const others = known.without(['two', 'never there']);
	expect(others.text).toBe(new KnownSources().with([{ key: 'one' }, { key: 'three' }]));
});

test('20,000 are remembered; past them the first are forgotten', () => {
	const many = Array.from({ length: 20_001 }, (_, index) => ({ key: `source ${index}` }));
	const text = new KnownSources().with(many);
	expect(text.length).toBe(120_000);
	const known = new KnownSources(text);
	expect([known.has('source 0'), known.has('source 20000')]).toEqual([false, true]);
});
