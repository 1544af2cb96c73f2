import { describe, expect, test } from '@jest/globals';

import { readFields } from '../../../core/field/Field';
import { flag, optionalText, text } from '../../../core/field/fields';
import { declared } from '../../../core/trigger/Feed';
import type { Feed } from '../../../core/trigger/Feed';

const feed: Feed = {
	read: async () => await Promise.reject(new Error('not here')),
	examples: async () => await Promise.resolve({ errors: [], looked: 0, of: 0 }),
};
const face = { name: 'Thing Failed Late', description: 'A thing failed', fields: {} };

/** What an event asks for when these values are given. */
const parametersOf = (values: Record<string, unknown>, presentation?: Array<'kind' | 'isLoud'>) => {
	const event = declared(
		{
			...face,
			fields: {
				kind: optionalText({ displayName: 'Kind' }),
				isLoud: flag({ displayName: 'Loud', default: false }),
			},
			...(presentation && { presentation }),
		},
		() => feed,
	);
	return event.open((fields) => readFields(fields, (name) => values[name], { timeZone: 'UTC' })).parameters;
};

test('an event is stored by its name in camel case', () => {
	const event = declared(face, () => feed);
	expect(event).toMatchObject({
		name: 'Thing Failed Late',
		value: 'thingFailedLate',
		description: 'A thing failed',
	});
	expect([event.lateWindowMs, event.reportsFailures]).toEqual([undefined, undefined]);
	expect(declared(face, () => feed, { lateWindowMs: 5, reportsFailures: true })).toMatchObject({
		lateWindowMs: 5,
		reportsFailures: true,
	});
});

test.each(['A thing failed', 'A thing failed.'])(
	'says that the cap does not limit it (%s)',
	(description) => {
		expect(declared({ ...face, description, showsLastOnly: true }, () => feed)).toMatchObject({
			description: "A thing failed. Not limited by 'Max Events per Poll'.",
			showsLastOnly: true,
		});
	},
);

test('its feed gets the values of its fields', () => {
	const seen: unknown[] = [];
	const named = declared({ ...face, fields: { name: text({ displayName: 'Name' }) } }, (values) => {
		seen.push(values);
		return feed;
	});
	expect(named.open((fields) => readFields(fields, () => 1, { timeZone: 'UTC' })).feed).toBe(feed);
	expect(seen).toEqual([{ name: '1' }]);
});

describe('what was asked for', () => {
	test('is another when a field has another value', () => {
		expect(parametersOf({ kind: 'a', isLoud: false })).toBe(parametersOf({ kind: 'a', isLoud: 'false' }));
		expect(parametersOf({ kind: 'a', isLoud: false })).not.toBe(parametersOf({ kind: 'b', isLoud: false }));
		expect(parametersOf({ kind: 'a', isLoud: false })).not.toBe(parametersOf({ kind: 'a', isLoud: true }));
	});

	test('is the same when only the presentation is another', () => {
		expect(parametersOf({ kind: 'a', isLoud: false }, ['isLoud'])).toBe(
			parametersOf({ kind: 'a', isLoud: true }, ['isLoud']),
		);
		expect(parametersOf({ kind: 'a', isLoud: false }, ['isLoud'])).not.toBe(
			parametersOf({ kind: 'b', isLoud: false }, ['isLoud']),
		);
	});
});
