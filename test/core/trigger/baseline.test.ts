import { describe, expect, test } from '@jest/globals';

import { startOf } from '../../../core/trigger/baseline';

/** Whether a poll goes on or sets a baseline; nothing else decides that. */
const event = { event: 'thingFailed', parameters: 'asked' };
const same = { parameters: 'asked', cursor: '1' };
const other = { parameters: 'asked before', cursor: '1' };
const none = {};

describe('a poll goes on', () => {
	test('from what n8n stored, when the same was asked', () => {
		const start = startOf(event, { stored: { thingFailed: same }, unstored: none }, false);
		expect(start).toEqual({ kept: same, baseline: undefined });
		expect(start.kept).toBe(same);
	});

	test('from what this process knows, where n8n stored nothing or what was asked before', () => {
		const unstored = { thingFailed: same };
		const goesOn = { kept: same, baseline: undefined };
		expect(startOf(event, { stored: none, unstored }, false)).toEqual(goesOn);
		expect(startOf(event, { stored: { thingFailed: other }, unstored }, false)).toEqual(goesOn);
	});

	test('from what n8n stored rather than from what this process knows', () => {
		const stored = { thingFailed: same };
		const unstored = { thingFailed: { ...same, cursor: '2' } };
		expect(startOf(event, { stored, unstored }, false).kept).toBe(same);
	});

	test('whether or not what exists is to be emitted: that is for a baseline only', () => {
		const known = { stored: { thingFailed: same }, unstored: none };
		expect(startOf(event, known, true)).toEqual(startOf(event, known, false));
	});
});

describe.each([
	['nothing is kept', { stored: none, unstored: none }],
	['something else was asked before', { stored: { thingFailed: other }, unstored: { thingFailed: other } }],
	['only other events are kept', { stored: { thingChanged: same }, unstored: { thingChanged: same } }],
])('a baseline is set when %s', (_when, known) => {
	test.each([
		[false, 'known'],
		[true, 'emitted'],
	])('(emit existing errors: %s): what is there is %s', (emitExisting, baseline) => {
		expect(startOf(event, known, emitExisting)).toEqual({ kept: { parameters: 'asked' }, baseline });
	});
});
