import { groupBy } from 'lodash';

import type { IntegrationError } from '../shapes/IntegrationError';
import type { Reading } from './errorCursor';
import { sideBySide, type Unread } from './sideBySide';

/** A source of which a reading shows only that there is an error, or may be one. */
export interface CompletedSource {
	readonly key: string;
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
	/** Those of them that failed; the others ran out of time. */
	readonly unread: readonly Unread[];
}

/** Completes the new errors, several sources at a time, until the deadline (milliseconds since 1970). */
export async function complete(
	fresh: readonly IntegrationError[],
	readings: readonly Reading[],
	sources: readonly CompletedSource[],
	deadlineMs: number,
): Promise<Completion> {
	const completed = new Map<IntegrationError, readonly IntegrationError[]>();
	const sourceOf = new Map(
		readings.flatMap(({ source, errors }) => errors.map((error) => [error, source] as const)),
	);
	const bySource = groupBy(fresh, (error) => sourceOf.get(error));
	const late: string[] = [];
	const unread = await sideBySide(sources, async (source) => {
		const ofSource: Array<[IntegrationError, readonly IntegrationError[]]> = [];
		for (const error of bySource[source.key] ?? []) {
			if (source.complete === undefined) ofSource.push([error, [error]]);
			else if (Date.now() > deadlineMs) return void late.push(source.key);
			else ofSource.push([error, await source.complete(error)]);
		}
		for (const [error, errors] of ofSource) completed.set(error, errors);
	});
	return { completed, left: new Set([...late, ...unread.map(({ key }) => key)]), unread };
}
