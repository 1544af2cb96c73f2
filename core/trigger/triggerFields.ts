import type { INodeProperties } from 'n8n-workflow';
import { map, max, memoize, pick, sortBy, uniqBy } from 'lodash';

import type { Field } from '../field/Field';
import { collection } from '../field/fieldGroups';
import { choice, choices, flag, integer, required } from '../field/fields';
import { optionalIds } from '../field/ids';
import { fieldsShownFor, namedProperties } from '../field/shown';
import { simplifyFields } from '../field/standardFields';
import type { Platform } from '../request/Platform';
import type { AnyFeed } from './Feed';

/** Most events that one poll emits, unless the user sets another number. */
export const MOST_EVENTS = 1000;
/** The same where one item stands for many. */
export const MOST_GROUPED_EVENTS = 10_000;

/** The Events list and the settings that every trigger has, made once for a trigger's feeds: each poll reads them. */
export const triggerFields = memoize(fieldsOf, (_, feeds) => feeds);

function fieldsOf({ takesAnyId = false }: Platform, feeds: readonly AnyFeed[]) {
	const events: Field<readonly string[]> = choices({
		displayName: 'Events',
		options: sortBy(feeds, 'name').map((feed) => pick(feed, ['name', 'value', 'description'])),
		default: feeds.slice(0, 1).map(({ value }) => value),
		description: 'The events that trigger the workflow',
	});
	const { simplify } = simplifyFields;
	const hint = "Turn off to add the platform's own record under 'raw'";
	const explained = { ...simplify, property: { ...simplify.property, hint } };
	return { events: required(events), simplify: explained, options: optionFields(takesAnyId, feeds) };
}

/**
 * The fields of a platform's trigger, below what the platform asks of whoever sets the poll times. A fresh array every time: n8n
 * writes into the one it gets.
 */
export function triggerProperties(
	platform: Platform,
	feeds: readonly AnyFeed[],
	pollTimesNotice?: string,
): INodeProperties[] {
	const { events, ...others } = triggerFields(platform, feeds);
	const notice = { name: 'pollTimesNotice', type: 'notice', default: '' } as const;
	return [
		...(pollTimesNotice === undefined ? [] : [{ displayName: pollTimesNotice, ...notice }]),
		...namedProperties({ events }),
		...sharedFields(feeds),
		...namedProperties(others),
	];
}

/** A field that several events have (the same object under the same name) is shown once, for all of them. */
function sharedFields(feeds: readonly AnyFeed[]): INodeProperties[] {
	const asked = feeds.flatMap(({ value, fields }) => map(fields, (field, name) => ({ name, field, value })));
	return uniqBy(asked, 'field').flatMap(({ name, field }) => {
		const events = asked.filter((other) => other.field === field).map(({ value }) => value);
		return fieldsShownFor({ [name]: field }, { events });
	});
}

function optionFields(takesAnyId: boolean, feeds: readonly AnyFeed[]) {
	return collection({
		displayName: 'Options',
		addLabel: 'Add option',
		fields: {
			emit: choice({
				displayName: 'Emit',
				options: [
					{ name: 'Each Event', value: 'each', description: 'Emit one item per event' },
					{
						name: 'One Item per Fingerprint',
						value: 'fingerprint',
						description:
							'Emit one item for all new events, of any integration, that differ only in IDs, numbers, dates, quoted values, addresses, and paths',
					},
					{
						name: 'One Item per Integration',
						value: 'integration',
						description: 'Emit one item for all new events of an integration',
					},
					{ name: 'One Item per Poll', value: 'digest', description: 'Emit one item for all new events' },
				],
				default: 'each',
				description: 'What one item represents',
			}),
			emitExisting: flag({
				displayName: 'Emit Existing Events',
				default: false,
				description:
					'Whether to also trigger for what already exists when the trigger starts to watch it: when it is published for the first time, or with a new choice. Changing this later changes nothing for what is watched already.',
			}),
			excludedIntegrations: optionalIds({
				displayName: 'Exclude Integrations',
				description: 'Comma-separated list of integration IDs not to watch',
				anyText: takesAnyId,
			}),
			...lateWindowField(feeds),
			mostEvents: integer({
				displayName: 'Max Events per Poll',
				default: MOST_EVENTS,
				min: 1,
				max: MOST_GROUPED_EVENTS,
				description:
					'Max number of events to emit per poll, except for those that are not limited. The rest follow in later polls, oldest first. If not set, 10,000 when one item stands for several events.',
			}),
			mutedFingerprints: optionalIds({
				displayName: 'Mute Fingerprints',
				description:
					"Comma-separated list of the fingerprints of events not to emit. They still count towards 'Max Events per Poll'.",
			}),
			whenUnreachable: choice({
				displayName: 'When the Platform Is Unreachable',
				description:
					"What to do if something cannot be read. A poll that has events to emit does not fail, it only writes a line to n8n's log. If others may have new events at every poll, choose 'Emit an Event'.",
				options: [
					{
						name: 'Emit an Event',
						value: 'emit',
						description:
							'Emit one item when something can no longer be read, and one when it can be read again, beside other events',
					},
					{
						name: 'Fail at Each Poll',
						value: 'failEachPoll',
						description:
							'Show a failed execution for every poll that has no events to emit. With durable cursors, only when it starts and then once per hour, because n8n would poll less and less often.',
					},
					{
						name: 'Fail Once, Then Hourly',
						value: 'failHourly',
						description:
							'Show a failed execution when it starts, then one per hour until it ends. Polls that have events to emit only log it.',
					},
				],
				default: 'failHourly',
			}),
		},
	});
}

/**
 * Only where a feed uses it. It shows the longest late window of the feeds, so that adding it as it is shown shortens none:
 * that would lose errors.
 */
function lateWindowField(feeds: readonly AnyFeed[]) {
	const longestMs = max(feeds.map(({ lateWindowMs }) => lateWindowMs ?? 0)) ?? 0;
	const field = integer({
		displayName: 'Late Arrival Window (Minutes)',
		default: longestMs / 60_000,
		min: 1,
		max: 10_080,
		description: 'How long after it occurred an error can appear and still trigger the workflow',
	});
	return longestMs > 0 && { lateWindowMinutes: field };
}
