import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { ApiClient } from '../request/ApiClient';
import type { IntegrationError, Observation, OpenFeed, ReadFailure, Reached } from './ErrorFeed';
import type { Silence } from '../request/Pace';

/** A feed of failures, opened. */
export type FailureReader = Extract<OpenFeed, { kind: 'failures' }>;

/** What is remembered of a place that can be reached. */
const REACHED = 'ok';
const LONGEST_REMEMBERED = 120;
/** The key under which the platform's silence stands. */
const SILENCE = 'silence';

/** What a thrown error says, for events. */
export function readFailure(thrown: unknown): ReadFailure {
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	const code = thrown instanceof NodeApiError ? thrown.httpCode : null;
	const isNodes = thrown instanceof NodeApiError || thrown instanceof NodeOperationError;
	return { code, message, hint: (isNodes ? thrown.description : undefined) ?? null };
}

/** Tries the probes one after the other; one that cannot be listed stands for all under `key`. */
export async function tryProbes(feed: FailureReader, api: ApiClient, key: string): Promise<Reached[]> {
	const reached: Reached[] = [];
	const whole = placeOf(key);
	try {
		for await (const { reach, ...place } of feed.probes(api)) {
			try {
				await reach();
				reached.push({ ...place, failure: undefined });
			} catch (error) {
				reached.push({ ...place, failure: readFailure(error) });
			}
		}
		return [...reached, { ...whole, failure: undefined }];
	} catch (error) {
		return [...reached, { ...whole, failure: readFailure(error) }];
	}
}

/** A place that is no integration's. */
export function placeOf(key: string) {
	return { key, integrationId: null, integrationName: null };
}

/** The failures among what was tried, as events. */
export function failing(feed: FailureReader, reached: readonly Reached[]): IntegrationError[] {
	return reached.flatMap((place) => (place.failure ? [feed.failed(place, place.failure)] : []));
}

/**
 * What was reached and what was not, as observations: an event when a failure begins, changes or is over. While the
 * platform refuses everything only that is told, and what was `known` of the places stays: none of them was really tried.
 */
export function reachObservations(
	feed: FailureReader,
	reached: readonly Reached[],
	known: Readonly<Record<string, string>>,
	silence: Silence | undefined,
	silenceEnd: string | undefined,
): Observation[] {
	if (silence === undefined) {
		return [...reached, { ...placeOf(SILENCE), failure: undefined }].map((place) => observed(feed, place));
	}
	const failure = {
		code: silence.status === undefined ? null : String(silence.status),
		message: silence.message,
		hint: silenceEnd === undefined ? null : `Nothing is sent until ${silenceEnd}`,
	};
	return [
		...Object.entries(known)
			.filter(([key]) => key !== SILENCE)
			.map(([key, value]) => ({ key, value, event: () => undefined })),
		observed(feed, { ...placeOf(SILENCE), failure }),
	];
}

function observed(feed: FailureReader, place: Reached): Observation {
	const { key, failure } = place;
	const said = failure && `${failure.code ?? ''} ${failure.message}`.trim().slice(0, LONGEST_REMEMBERED);
	return {
		key,
		value: said ?? REACHED,
		event: (previous) => {
			if (failure !== undefined) return feed.failed(place, failure);
			return previous === undefined || previous === REACHED ? undefined : feed.recovered(place);
		},
	};
}
