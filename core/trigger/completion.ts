import { groupBy } from 'lodash';

import type { IntegrationError, NamedIntegration } from '../shapes/IntegrationError';
import type { Reading } from './errorCursor';
import type { Failure } from './Feed';
import { sideBySide, type SourceTimes } from './sideBySide';

/** A source of which a reading shows only that there is an error, or may be one. */
export interface CompletedSource {
	readonly key: string;
	readonly integration?: NamedIntegration | undefined;
	/**
	 * What only further requests say: asked for once, when the error is new. One error, several, or none where nothing was
	 * wrong after all; each with an event ID of its own. What was read is remembered as known either way.
	 */
	complete?(error: IntegrationError): Promise<readonly IntegrationError[]>;
}

/** What became of the new errors of a poll. */
export interface Completion {
	/** What to emit in place of each. */
	readonly completed: ReadonlyMap<IntegrationError, readonly IntegrationError[]>;
	/** Keys of the sources that count as not read in this poll, because not all of theirs could be completed. */
	readonly left: ReadonlySet<string>;
	/** Why, of those that failed; the others ran out of time. */
	readonly failures: readonly Failure[];
}

/** Completes the new errors, several sources at a time, until the poll's deadline. */
export async function complete(
	fresh: readonly IntegrationError[],
	readings: readonly Reading[],
	sources: readonly CompletedSource[],
	poll: SourceTimes,
): Promise<Completion> {
	const sourceOf = new Map(
		readings.flatMap(({ source, errors }) => errors.map((error) => [error, source] as const)),
	);
	const bySource = groupBy(fresh, (error) => sourceOf.get(error));
	const completed = new Map<IntegrationError, readonly IntegrationError[]>();
	const asked = sources.filter(({ key, complete: isAsked }) => isAsked && bySource[key]);
	for (const error of fresh) completed.set(error, [error]);
	const { failures, late } = await sideBySide(
		asked,
		async (source) => {
			for (const error of bySource[source.key] ?? []) {
				completed.set(error, (await source.complete?.(error)) ?? [error]);
			}
		},
		poll,
	);
	const left = new Set([...late, ...failures.map(({ source }) => source)].map(({ key }) => key));
	for (const error of [...left].flatMap((key) => bySource[key] ?? [])) completed.delete(error);
	return { completed, left, failures };
}
