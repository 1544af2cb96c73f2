import { describe, expect, test } from '@jest/globals';

import { FieldError } from '../../../core/data/FieldError';
import { labelled, readField, readFields } from '../../../core/field/Field';
import type { Field } from '../../../core/field/Field';
import { collection } from '../../../core/field/fieldGroups';
import {
	choice,
	emptyOnPurpose,
	flag,
	integer,
	json,
	optionalTime,
	text,
	when,
} from '../../../core/field/fields';

const zone = { timeZone: 'Europe/Berlin' };
const label = { displayName: 'It' };
const options = [
	{ name: 'Red', value: 'red' },
	{ name: 'Blue', value: 'blue' },
] as const;

function thrownBy(work: () => unknown): unknown {
	try {
		work();
	} catch (error) {
		return error;
	}
	return undefined;
}

describe('fields', () => {
	test('that depend on a switch are read where an expression gives the switch as text', () => {
		const fields = {
			all: flag({ displayName: 'All', default: false, description: 'Whether all' }),
			limit: when({ all: [false] }, integer({ displayName: 'Limit', default: 50, min: 1, max: 99 })),
			most: when({ all: [true] }, integer({ displayName: 'Most', default: 50, min: 1, max: 99 })),
		};
		const read = (all: unknown) => readFields(fields, (name) => (name === 'all' ? all : 7), zone);
		expect(read('false')).toEqual({ all: false, limit: 7 });
		expect(read('true')).toEqual({ all: true, most: 7 });
	});
});

const searched = { ...text({ displayName: 'It' }), isSearched: true };

describe('a field', () => {
	test('is named where its value is wrong, and its hint is kept', () => {
		expect(thrownBy(() => readField(text(label), '', zone))).toEqual(
			new FieldError("'It' must not be empty"),
		);
		expect(thrownBy(() => readField(optionalTime(label), 'tomorrow', zone))).toMatchObject({
			message: `'It': "tomorrow" is not a time`,
			hint: expect.stringContaining('ISO 8601'),
		});
	});

	test('is read in the time zone of the workflow', () => {
		expect(readField(optionalTime(label), '2024-01-15T12:00:00', zone)).toBe('2024-01-15T11:00:00.000Z');
	});

	test.each<[string, Field<unknown>, unknown]>([
		['a text', text(label), 'a [redacted] b'],
		['a record', json(label), { key: { secret: '[redacted]' } }],
		['a record as text', json(label), '{"key":["[redacted]"]}'],
		['a group', collection({ ...label, fields: { name: text(label) } }), { name: '[redacted]' }],
	])('refuses what stands for a secret in %s: it would overwrite the secret', (_what, field, given) => {
		expect(thrownBy(() => readField(field, given, zone))).toMatchObject({
			name: 'FieldError',
			message: expect.stringContaining(`'It' contains "[redacted]"`),
			hint: expect.stringContaining('Nothing was sent'),
		});
	});
});

test.each<[string, Field<unknown>]>([
	['shown', searched],
	['shown at times', when({ kind: ['red'] }, searched)],
	['one of a group that narrows', emptyOnPurpose(searched)],
])('what is only searched may hold the placeholder of a secret: %s', (_what, field) => {
	expect(readField(field, 'GET /?apikey=[redacted] to 8.8.8.8', zone)).toContain('[redacted]');
});

describe('a set of fields', () => {
	const set = {
		kind: choice({ ...label, options, default: 'red' }),
		size: when({ kind: ['blue'] }, integer({ ...label, default: 1 })),
		deep: flag({ ...label, default: false }),
		depth: when({ deep: [true], kind: ['red'] }, integer({ ...label, default: 1 })),
	};
	const given = (values: Record<string, unknown>) => readFields(set, (name) => values[name], zone);

	test('is read field by field; one that is not shown is not read', () => {
		expect(given({ kind: 'red', size: 'not a number', deep: false, depth: 'no' })).toEqual({
			kind: 'red',
			deep: false,
		});
		expect(given({ kind: 'blue', size: 5, deep: 'true' })).toEqual({ kind: 'blue', size: 5, deep: true });
		expect(given({ kind: 'red', deep: true, depth: 2 })).toEqual({ kind: 'red', deep: true, depth: 2 });
		expect(() => given({ kind: 'blue', size: 'big', deep: false })).toThrow(FieldError);
	});
});

describe('what is labelled', () => {
	test('returns what was read', () => {
		expect(labelled('Size', () => 5)).toBe(5);
	});

	test.each<[unknown, FieldError]>([
		[new FieldError('too big', 'Use 5.'), new FieldError('Size: too big', 'Use 5.')],
		[new SyntaxError('Unexpected token'), new FieldError('Size: Unexpected token')],
		['only text', new FieldError('Size: only text')],
	])('names its label before %p', (refusal, expected) => {
		const thrown = thrownBy(() =>
			labelled('Size', () => {
				throw refusal;
			}),
		);
		expect(thrown).toEqual(expected);
		expect(thrown).toMatchObject({ hint: expected.hint });
	});
});
