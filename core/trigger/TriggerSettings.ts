import { createHash } from 'node:crypto';

import type { IPollFunctions } from 'n8n-workflow';

import type { AnyFeed, OpenFeed } from './ErrorFeed';
import { nodeError } from '../request/failures';
import { readFields } from '../field/Field';
import type { FieldSet, Values } from '../field/Field';
import { triggerFields } from './triggerFields';

const MOST_EVENTS = 1000;

/** A chosen event, its fields read and checked. */
export interface OpenEvent {
	readonly chosen: AnyFeed;
	readonly feed: OpenFeed;
	/** Of what was asked for; another one means a new baseline. */
	readonly print: string;
}

/** What the user set in a trigger. @throws NodeOperationError when something is missing or wrong */
export class TriggerSettings {
	readonly mostEvents: number;
	readonly emitExisting: boolean;
	/** Whether the platform's own record is left out. */
	readonly simplify: boolean;
	private readonly events: readonly string[];
	private readonly overlapMinutes: number | undefined;

	constructor(
		private readonly context: IPollFunctions,
		private readonly feeds: readonly AnyFeed[],
	) {
		const { events, simplify, options } = this.read(triggerFields(feeds));
		if (events.length === 0) {
			const place = { node: context.getNode(), task: 'Trigger' };
			throw nodeError(place, 'No event is chosen', 'Choose at least one under Events.');
		}
		this.events = events;
		this.simplify = simplify;
		this.mostEvents = options.mostEvents ?? MOST_EVENTS;
		this.emitExisting = options.emitExisting ?? false;
		this.overlapMinutes = options.overlapMinutes;
	}

	/** The chosen events; failures last, because they tell of the others. */
	opened(): OpenEvent[] {
		const all = this.feeds
			.filter(({ value }) => this.events.includes(value))
			.map((chosen) => {
				const { feed, parameters } = chosen.open((fields) => this.read(fields));
				const print = createHash('sha1').update(parameters).digest('base64').slice(0, 12);
				return { chosen, feed, print };
			});
		return [
			...all.filter(({ feed }) => feed.kind !== 'failures'),
			...all.filter(({ feed }) => feed.kind === 'failures'),
		];
	}

	/** How late an error may show up: as the user says, else as the platform needs. */
	overlapMs({ lateByMs }: Extract<OpenFeed, { kind: 'window' }>): number {
		return this.overlapMinutes === undefined ? lateByMs : this.overlapMinutes * 60_000;
	}

	private read<Fields extends FieldSet>(fields: Fields): Values<Fields> {
		return readFields(
			fields,
			(name, field) => this.context.getNodeParameter(name, field.property.default, { extractValue: true }),
			{ timeZone: this.context.getTimezone() },
		);
	}
}
