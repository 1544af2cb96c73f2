import { describe, expect, test } from '@jest/globals';

import { startOf } from '../../../core/trigger/baseline';

/** Whether a poll goes on or sets a baseline; nothing else decides that. */
const asked = { event: 'thingFailed', parameters: 'asked.none', account: 'here' };
const same = { parameters: 'asked.none', account: 'here', cursor: '1' };

test.each([false, true])(
	'a poll goes on when the same was asked (emit existing errors: %s)',
	(emitExisting) => {
		expect(startOf(asked, { thingFailed: same }, emitExisting)).toEqual({
			kept: same,
			newSources: 'followed',
			isChosenAnew: false,
			isFirst: false,
		});
	},
);

describe.each([
	[false, 'known'],
	[true, 'emitted'],
])('with existing errors to be emitted: %s', (emitExisting, newSources) => {
	test.each([
		['chosen', 'asked before.none', true],
		['not excluded', 'asked.one', false],
	])(
		'what is in sources that are %s any longer is taken so; the others go on',
		(_what, parameters, isChosenAnew) => {
			const kept = { ...same, parameters };
			expect(startOf(asked, { thingFailed: kept }, emitExisting)).toEqual({
				kept,
				newSources,
				isChosenAnew,
				isFirst: false,
			});
		},
	);

	test.each([
		['nothing is kept', {}],
		['only other events are kept', { thingChanged: same }],
		['what is kept is of another account', { thingFailed: { ...same, account: 'there' } }],
	])('everything begins anew when %s', (_when, stored) => {
		expect(startOf(asked, stored, emitExisting)).toEqual({
			kept: { parameters: 'asked.none', account: 'here' },
			newSources,
			isChosenAnew: true,
			isFirst: true,
		});
	});
});
