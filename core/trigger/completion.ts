import { groupBy } from 'lodash';

import type { ApiClient } from '../request/ApiClient';
import { asNodeError } from '../request/failures';
import type { IntegrationError, NamedIntegration } from '../shapes/IntegrationError';
import type { Reading } from './errorCursor';
import type { Failure } from './Feed';
import { sideBySide, type SourceTimes } from './sideBySide';

/**
 * The errors that are about to be emitted, with what none of the others needs: the names of their integrations, where those are
 * a request of their own.
 */
export type CompleteAll = (api: ApiClient, errors: IntegrationError[]) => Promise<IntegrationError[]>;

/** The errors, completed; as they are, with a remark for the log, where that fails: they were read, and must not wait. */
export async function completedAll(
	completeAll: CompleteAll | undefined,
	api: ApiClient,
	errors: IntegrationError[],
): Promise<{ readonly errors: IntegrationError[]; readonly remark?: string }> {
	if (completeAll === undefined || errors.length === 0) return { errors };
	try {
		return { errors: await completeAll(api, errors) };
	} catch (thrown) {
		return { errors, remark: `Emitted without names: ${asNodeError(api.location, thrown).message}` };
	}
}

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
