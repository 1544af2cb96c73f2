import type { IPollFunctions } from 'n8n-workflow';
import { get, groupBy, map } from 'lodash';

import { FieldError } from '../data/FieldError';
import { hash } from '../data/hash';
import { textOf } from '../data/json';
import { readFields, type Field, type FieldSet, type Values } from '../field/Field';
import { extracted, givenBy } from '../field/givenValues';
import { idsByName, type OpenClient } from '../field/names';
import { missingCredential } from '../request/failures';
import type { Platform } from '../request/Platform';
import type { AnyFeed, Feed } from './Feed';
import type { Emit } from './grouping';
import type { WhenUnreachable } from './Outages';
import { MOST_EVENTS, MOST_GROUPED_EVENTS, triggerFields } from './triggerFields';

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
	/** What an item stands for. */
	readonly emit: Emit;
	/** Fingerprints of events that are not emitted. */
	readonly muted: ReadonlySet<string>;
	private readonly chosen: readonly AnyFeed[];
	/** An ID as the platform returns it. */
	private readonly idOf = (typed: string) => (this.platform.hasHexIds ? typed.toLowerCase() : typed);

	constructor(
		private readonly context: IPollFunctions,
		private readonly platform: Platform,
		feeds: readonly AnyFeed[],
	) {
		const { events, simplify, options } = this.read(triggerFields(platform, feeds));
		this.chosen = feeds.filter(({ value }) => events.includes(value));
		this.refuseMissingCredentials();
		this.simplify = simplify;
		this.emit = options.emit ?? 'each';
		this.muted = new Set(options.mutedFingerprints);
		this.mostEvents = options.mostEvents ?? (this.emit === 'each' ? MOST_EVENTS : MOST_GROUPED_EVENTS);
		this.emitExisting = options.emitExisting ?? false;
		this.excluded = new Set(map(options.excludedIntegrations, this.idOf));
		this.whenUnreachable = options.whenUnreachable ?? 'failHourly';
		this.lateWindowMs = options.lateWindowMinutes && options.lateWindowMinutes * 60_000;
	}

	/** The IDs of the records that the trigger names. @throws FieldError for a name that no record has, or several */
	async idsByName(open: OpenClient): Promise<ReadonlyMap<string, string>> {
		const fields: FieldSet = Object.assign({}, ...this.chosen.map((feed) => feed.fields));
		const given = (name: string) => textOf(this.valueOf(name, fields[name]));
		return await idsByName(fields, this.context.getNode().parameters, given, open);
	}

	/** The chosen events. `ids`: of the records that are named. */
	opened(ids: ReadonlyMap<string, string>): OpenEvent[] {
		const excluded = hash([...this.excluded].sort().join(), 6);
		return this.chosen.map((chosen) => {
			const { feed, parameters } = chosen.open((fields) => this.someWatched(this.read(fields, ids)));
			return { chosen, feed, parameters: `${hash(parameters, 12)}.${excluded}` };
		});
	}

	/** @throws FieldError where all integrations that an event names, in a field or in rows, are excluded: it would be silent for ever */
	private someWatched<Chosen extends object>(values: Chosen): Chosen {
		const rows: unknown[] = [values, ...Object.values(values).flat()];
		const chosen = rows.flatMap((row) => textOf(get(row, 'integrationId')) ?? []);
		if (chosen.length === 0 || !chosen.every((id) => this.excluded.has(this.idOf(id)))) return values;
		throw new FieldError(
			"All chosen integrations are also in 'Exclude Integrations'",
			"Nothing would trigger the workflow. Choose another one, or remove it from 'Exclude Integrations' in Options.",
		);
	}

	private refuseMissingCredentials(): void {
		const { platform } = this;
		const byType = groupBy(this.chosen, ({ credentialType }) => credentialType ?? platform.credentialType);
		for (const [type, needing] of Object.entries(byType)) {
			const location = { node: this.context.getNode(), task: 'Trigger' };
			const names = needing.map(({ name }) => `'${name}'`).join(', ');
			const hint = `Select one for ${names}, or remove ${needing.length === 1 ? 'this event' : 'these events'}.`;
			const missing = missingCredential(location, platform, type, hint);
			if (missing !== undefined) throw missing;
		}
	}

	private read<Fields extends FieldSet>(
		fields: Fields,
		ids: ReadonlyMap<string, string> = new Map(),
	): Values<Fields> {
		const { parameters } = this.context.getNode();
		const given = (name: string, field: Field<unknown>) =>
			ids.get(name) ?? givenBy(parameters[name], this.valueOf(name, field), field.property.default);
		return readFields(fields, given, { timeZone: this.context.getTimezone() });
	}

	private valueOf(name: string, { property }: Partial<Field<unknown>> = {}): unknown {
		return extracted(this.context.getNodeParameter(name, property?.default ?? ''), property);
	}
}
