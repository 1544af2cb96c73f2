import { describe, expect, test } from '@jest/globals';

import { flag, text } from '../../../core/field/fields';
import { locator } from '../../../core/field/locators';
import { readFields } from '../../../core/field/Field';
import { failureFeed } from '../../../core/trigger/failureFeed';
import type { AnyFeed } from '../../../core/trigger/Feed';
import { snapshotFeed } from '../../../core/trigger/snapshotFeed';
import { triggerListSearch } from '../../../core/trigger';
import { triggerFields, triggerProperties } from '../../../core/trigger/triggerFields';
import { windowFeed } from '../../../core/trigger/windowFeed';
import { thingsPlatform } from '../thingsPlatform';
import { anError } from './anError';

const sources = async function* () {};
const face = { description: 'A thing failed', fields: {} };
const minutes = (lateWindowMinutes?: number) =>
	windowFeed({
		...face,
		name: `Failed Late ${lateWindowMinutes ?? ''}`,
		sources,
		...(lateWindowMinutes !== undefined && { lateWindowMs: lateWindowMinutes * 60_000 }),
	});
const compared = snapshotFeed({ ...face, name: 'Thing Changed', sources });
const failures = failureFeed({
	...face,
	name: 'Out of Reach',
	probes: sources,
	failed: () => anError('a', 0),
	recovered: () => undefined,
});

/** The options of a trigger of these events, each with its default. */
function optionsOf(feeds: readonly AnyFeed[]): Record<string, unknown> {
	const options = triggerProperties(thingsPlatform(), feeds).at(-1)?.options ?? [];
	return Object.fromEntries(
		options.flatMap((option) => ('default' in option ? [[option.name, option.default]] : [])),
	);
}

test('a trigger shows its events, and a field that several have once, for all of them', () => {
	const sources = async function* () {};
	const feed = (title: string, fields: Parameters<typeof windowFeed>[0]['fields']) =>
		windowFeed({ name: title, description: `About ${title}`, fields, sources });
	const name = text({ displayName: 'Name' });
	const own = flag({ displayName: 'Deep', default: false });
	const properties = triggerProperties(thingsPlatform(), [
		feed('New Thing', { name }),
		feed('Bad Thing', { name, deep: own }),
	]);
	expect(properties.map((property) => property.name)).toEqual([
		'events',
		'name',
		'deep',
		'simplify',
		'options',
	]);
	expect(properties[0]).toMatchObject({
		required: true,
		default: ['newThing'],
		options: [{ value: 'badThing' }, { value: 'newThing' }],
	});
	expect(properties[1]?.displayOptions).toEqual({ show: { events: ['newThing', 'badThing'] } });
	expect(properties[2]?.displayOptions).toEqual({ show: { events: ['badThing'] } });
});

test('the fields of a trigger are a fresh array every time: n8n writes into the one it gets', () => {
	const feeds = [minutes(), compared];
	const properties = triggerProperties(thingsPlatform(), feeds);
	for (const property of triggerProperties(thingsPlatform(), feeds))
		Object.assign(property, { default: 'changed' });
	expect(triggerProperties(thingsPlatform(), feeds)).toEqual(properties);
});

describe('the options', () => {
	test('show what is done unless the user says otherwise', () => {
		expect(optionsOf([compared])).toEqual({
			emit: 'each',
			emitExisting: false,
			excludedIntegrations: '',
			mostEvents: 1000,
			mutedFingerprints: '',
			whenUnreachable: 'failHourly',
		});
	});

	test.each<[string, AnyFeed[], unknown]>([
		['one window, the usual one', [minutes()], 10],
		['the longest of several windows', [minutes(30), minutes(1440), compared, minutes()], 1440],
		['a window among things that are compared', [compared, failures, minutes(5)], 5],
		['things that are compared only', [compared, failures], undefined],
		['no event at all', [], undefined],
	])('offer a Late Arrival Window for %s', (_what, feeds, shown) => {
		expect(optionsOf(feeds)['lateWindowMinutes']).toBe(shown);
		expect('lateWindowMinutes' in optionsOf(feeds)).toBe(shown !== undefined);
	});

	test('may be added as they are shown', () => {
		const feeds = [minutes(1440), compared];
		const options = optionsOf(feeds);
		const read = readFields(
			triggerFields(thingsPlatform(), feeds),
			(name, { property }) => (name === 'options' ? options : property.default),
			{ timeZone: 'UTC' },
		);
		expect(read.options).toEqual({
			emit: 'each',
			emitExisting: false,
			mostEvents: 1000,
			lateWindowMinutes: 1440,
			whenUnreachable: 'failHourly',
		});
	});
});

test('the pickers of events are list searches of the trigger', () => {
	const picker = { name: 'searchShelves', choices: async function* () {} };
	const shelf = locator({ displayName: 'Shelf', picker, idExample: '1' });
	const feed = windowFeed({ ...face, name: 'Shelf Failed', fields: { shelfId: shelf }, sources });
	expect(Object.keys(triggerListSearch(thingsPlatform(), [feed, compared]))).toEqual(['searchShelves']);
});
