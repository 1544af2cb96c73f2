import type { INode, IPollFunctions } from 'n8n-workflow';
import { get, groupBy, map } from 'lodash';

import { FieldError } from '../data/FieldError';
import { hash } from '../data/hash';
import { textOf } from '../data/json';
import { readFields, type Field, type FieldSet } from '../field/Field';
import { extracted, givenBy } from '../field/givenValues';
import { idsByName, type OpenClient } from '../field/names';
import { expectCredential } from '../request/failures';
import type { Platform } from '../request/Platform';
import type { AnyFeed, Feed } from './Feed';
import { MOST_EVENTS, MOST_GROUPED_EVENTS, triggerFields } from './triggerFields';

/** A chosen event, its fields read and checked. */
export interface OpenEvent {
	readonly chosen: AnyFeed;
	readonly feed: Feed;
	/** A hash of what was asked for; another one means a new baseline. */
	readonly parameters: string;
}

/** What the user set in a trigger. */
export type TriggerSettings = ReturnType<typeof triggerSettings>;

/** @throws NodeOperationError when something is missing or wrong */
export function triggerSettings(context: IPollFunctions, platform: Platform, feeds: readonly AnyFeed[]) {
	const node = context.getNode();
	const valueOf = (name: string, { property }: Partial<Field<unknown>> = {}): unknown =>
		extracted(context.getNodeParameter(name, property?.default ?? ''), property);
	const read = <Fields extends FieldSet>(fields: Fields, ids?: ReadonlyMap<string, string>) => {
		const given = (name: string, field: Field<unknown>) =>
			ids?.get(name) ?? givenBy(node.parameters[name], valueOf(name, field), field.property.default);
		return readFields(fields, given, { timeZone: context.getTimezone() });
	};
	const { events, simplify, options } = read(triggerFields(platform, feeds));
	const chosen = feeds.filter(({ value }) => events.includes(value));
	refuseMissingCredentials(node, platform, chosen);
	const { emit = 'each' } = options;
	// As the platform returns it.
	const idOf = (typed: string) => (platform.hasHexIds ? typed.toLowerCase() : typed);
	const excluded: ReadonlySet<string> = new Set(map(options.excludedIntegrations, idOf));
	return {
		/** Whether the platform's own record is left out. */
		simplify,
		emit,
		/** Fingerprints of events that are not emitted. */
		muted: new Set(options.mutedFingerprints),
		mostEvents: options.mostEvents ?? (emit === 'each' ? MOST_EVENTS : MOST_GROUPED_EVENTS),
		emitExisting: options.emitExisting ?? false,
		excluded,
		whenUnreachable: options.whenUnreachable ?? 'failHourly',
		/** How late after its time an error may appear; undefined where the user did not set it. */
		lateWindowMs: options.lateWindowMinutes && options.lateWindowMinutes * 60_000,

		/** The IDs of the records that the trigger names. @throws FieldError for a name that no record has, or several */
		async idsByName(open: OpenClient): Promise<ReadonlyMap<string, string>> {
			const fields: FieldSet = Object.assign({}, ...map(chosen, 'fields'));
			const given = (name: string) => textOf(valueOf(name, fields[name]));
			return await idsByName(fields, node.parameters, given, open);
		},

		/** The chosen events. `ids`: of the records that are named. */
		opened(ids: ReadonlyMap<string, string>): OpenEvent[] {
			const isExcluded = (id: string) => excluded.has(idOf(id));
			const excludedHash = hash([...excluded].sort().join(), 6);
			return chosen.map((one) => {
				const { feed, parameters } = one.open((fields) => someWatched(read(fields, ids), isExcluded));
				return { chosen: one, feed, parameters: `${hash(parameters, 12)}.${excludedHash}` };
			});
		},
	};
}

/** @throws FieldError where all integrations that an event names, in a field or in rows, are excluded: it would be silent for ever */
function someWatched<Chosen extends object>(values: Chosen, isExcluded: (id: string) => boolean): Chosen {
	const rows: unknown[] = [values, ...Object.values(values).flat()];
	const named = rows.flatMap((row) => textOf(get(row, 'integrationId')) ?? []);
	if (named.length === 0 || !named.every(isExcluded)) return values;
	throw new FieldError(
		"All chosen integrations are also in 'Exclude Integrations'",
		"Nothing would trigger the workflow. Choose another one, or remove it from 'Exclude Integrations' in Options.",
	);
}

function refuseMissingCredentials(node: INode, platform: Platform, chosen: readonly AnyFeed[]): void {
	const byType = groupBy(chosen, ({ credentialType }) => credentialType ?? platform.credentialType);
	for (const [type, needing] of Object.entries(byType)) {
		const names = needing.map(({ name }) => `'${name}'`).join(', ');
		const hint = `Select one for ${names}, or remove ${needing.length === 1 ? 'this event' : 'these events'}.`;
		expectCredential({ node, task: 'Trigger' }, platform, type, hint);
	}
}
