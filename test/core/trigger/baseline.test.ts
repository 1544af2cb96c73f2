import { describe, expect, test } from '@jest/globals';

import { startOf } from '../../../core/trigger/baseline';

/** Whether a poll goes on or sets a baseline; nothing else decides that. */
const asked = { event: 'thingFailed', parameters: 'asked', account: 'here' };
const same = { parameters: 'asked', account: 'here', cursor: '1' };

test.each([false, true])(
	'a poll goes on when the same was asked (emit existing errors: %s)',
	(emitExisting) => {
		expect(startOf(asked, { thingFailed: same }, emitExisting)).toEqual({
			kept: same,
			newSources: 'followed',
			isFirst: false,
		});
	},
);

describe.each([
	[false, 'known'],
	[true, 'emitted'],
])('with existing errors to be emitted: %s', (emitExisting, newSources) => {
	test('what is in sources that were chosen just now is taken so; the others go on', () => {
		const before = { ...same, parameters: 'asked before' };
		expect(startOf(asked, { thingFailed: before }, emitExisting)).toEqual({
			kept: same,
			newSources,
			isFirst: false,
		});
	});

	test.each([
		['nothing is kept', {}],
		['only other events are kept', { thingChanged: same }],
		['what is kept is of another account', { thingFailed: { ...same, account: 'there' } }],
	])('everything begins anew when %s', (_when, stored) => {
		expect(startOf(asked, stored, emitExisting)).toEqual({
			kept: { parameters: 'asked', account: 'here' },
			newSources,
			isFirst: true,
		});
	});
});
