import { choice, id, integer, optionalId, resource } from '../../../core';
import { TAGGED } from '../parts/PartKind';
import type { PartKind } from '../parts/PartKind';
import { partOperations } from '../parts/partOperations';

const PERIODS = [
	{ name: 'Days', value: 'days' },
	{ name: 'Hours', value: 'hours' },
	{ name: 'Minutes', value: 'mins' },
	{ name: 'Months', value: 'months' },
	{ name: 'Seconds', value: 'secs' },
	{ name: 'Weeks', value: 'weeks' },
	{ name: 'Years', value: 'years' },
] as const;

/** `caches` of the integration's document. */
export const cache: PartKind = {
	...TAGGED,
	name: 'Cache',
	component: 'cache',
	list: 'caches',
	proxyModule: 'caches',
	createFields: { tag: id({ displayName: 'Tag', placeholder: 'e.g. orders' }) },
	fields: {
		event_tag: optionalId({ displayName: 'Event Tag' }),
		expiry: integer({
			displayName: 'Expiry',
			default: 1,
			min: 0,
			description: 'Number of periods after which an entry expires',
		}),
		period: choice({ displayName: 'Period', options: PERIODS, default: 'days' }),
		sequence_tag: optionalId({ displayName: 'Sequence Tag' }),
	},
	simplify: ['_id', 'tag', 'name', 'description', 'sequence_tag', 'event_tag', 'expiry', 'period'],
};

export const cacheResource = resource('Cache', partOperations(cache));
