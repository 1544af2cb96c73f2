import type { INodeProperties } from 'n8n-workflow';

import type { AnyFeed } from './ErrorFeed';
import { collection } from '../field/fieldGroups';
import { choices, flag, integer, namedProperties } from '../field/fields';
import type { Field } from '../field/Field';
import { fieldsShownFor } from '../operation/properties';
import { simplifyFields } from '../field/standardFields';

/** The Events list and the settings that every trigger has. */
export function triggerFields(feeds: readonly AnyFeed[]) {
	const events: Field<readonly string[]> = choices({
		displayName: 'Events',
		options: [...feeds]
			.sort((one, other) => one.name.localeCompare(other.name))
			.map(({ name, value, description }) => ({ name, value, description })),
		default: [...feeds.slice(0, 1)].map(({ value }) => value),
		description: 'What starts the workflow',
	});
	return { events, ...simplifyFields, ...optionFields };
}

/** The fields of a platform's trigger. A fresh array every time: n8n writes into the one it gets. */
export function triggerProperties(feeds: readonly AnyFeed[]): INodeProperties[] {
	const { events, ...rest } = triggerFields(feeds);
	const [eventsProperty, ...others] = namedProperties({ events, ...rest });
	return [
		...(eventsProperty ? [{ ...eventsProperty, required: true }] : []),
		...sharedFields(feeds),
		...others,
	];
}

/** A field that several events have (the same object under the same name) is shown once, for all of them. */
function sharedFields(feeds: readonly AnyFeed[]): INodeProperties[] {
	const shared = new Map<Field<unknown>, { name: string; events: string[] }>();
	for (const feed of feeds) {
		for (const [name, field] of Object.entries(feed.fields)) {
			const entry = shared.get(field) ?? { name, events: [] };
			entry.events.push(feed.value);
			shared.set(field, entry);
		}
	}
	return [...shared].flatMap(([field, { name, events }]) => fieldsShownFor({ [name]: field }, { events }));
}

const optionFields = {
	options: collection({
		displayName: 'Options',
		fields: {
			emitExisting: flag({
				displayName: 'Emit Existing Errors',
				default: false,
				description: 'Whether what is there when the workflow is activated starts it too',
			}),
			overlapMinutes: integer({
				displayName: 'Late Arrival Window (Minutes)',
				default: 10,
				min: 1,
				max: 10_080,
				description: 'How late after its time an error may show up and still be told',
			}),
			mostEvents: integer({
				displayName: 'Max Events per Poll',
				default: 1000,
				min: 1,
				max: 10_000,
				description:
					'How many events one poll tells at most; the rest comes with the next polls, oldest first',
			}),
		},
	}),
};
