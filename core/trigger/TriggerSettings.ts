import type { IPollFunctions } from 'n8n-workflow';

import { hash } from '../data/hash';
import { readFields, type FieldSet, type Values } from '../field/Field';
import { nodeError } from '../request/failures';
import type { AnyFeed, Feed } from './Feed';
import type { WhenUnreachable } from './Outages';
import { MOST_EVENTS, triggerFields } from './triggerFields';

/** A chosen event, its fields read and checked. */
export interface OpenEvent {
	readonly chosen: AnyFeed;
	readonly feed: Feed;
	/** A hash of what was asked for; another one means a new baseline. */
	readonly parameters: string;
}

/** What the user set in a trigger. @throws NodeOperationError when something is missing or wrong */
export class TriggerSettings {
	readonly mostEvents: number;
	readonly emitExisting: boolean;
	/** How late after its time an error may appear; undefined where the user did not set it. */
	readonly lateWindowMs: number | undefined;
	/** Whether the platform's own record is left out. */
	readonly simplify: boolean;
	/** IDs of integrations that are not watched. */
	readonly excluded: ReadonlySet<string>;
	readonly whenUnreachable: WhenUnreachable;
	private readonly events: readonly string[];

	constructor(
		private readonly context: IPollFunctions,
		private readonly feeds: readonly AnyFeed[],
	) {
		const { events, simplify, options } = this.read(triggerFields(feeds));
		if (events.length === 0) {
			const location = { node: context.getNode(), task: 'Trigger' };
			throw nodeError(location, 'No event is chosen', 'Choose at least one under Events.');
		}
		this.events = events;
		this.simplify = simplify;
		this.mostEvents = options.mostEvents ?? MOST_EVENTS;
		this.emitExisting = options.emitExisting ?? false;
		this.excluded = new Set(options.excludedIntegrations);
		this.whenUnreachable = options.whenUnreachable ?? 'failHourly';
		const { lateWindowMinutes } = options;
		this.lateWindowMs = lateWindowMinutes === undefined ? undefined : lateWindowMinutes * 60_000;
	}

	/** The chosen events; those that report the failures of the others come last. */
	opened(): OpenEvent[] {
		const opened = this.feeds
			.filter(({ value }) => this.events.includes(value))
			.map((chosen) => {
				const { feed, parameters } = chosen.open((fields) => this.read(fields));
				return { chosen, feed, parameters: hash(parameters, 12) };
			});
		return [
			...opened.filter(({ chosen }) => !chosen.reportsFailures),
			...opened.filter(({ chosen }) => chosen.reportsFailures),
		];
	}

	private read<Fields extends FieldSet>(fields: Fields): Values<Fields> {
		return readFields(
			fields,
			(name, field) => this.context.getNodeParameter(name, field.property.default, { extractValue: true }),
			{ timeZone: this.context.getTimezone() },
		);
	}
}
