import pLimit from 'p-limit';
import { get, map, partition, sortBy, uniqBy } from 'lodash';

import { listed } from '../data/text';
import type { FieldSet, Values } from '../field/Field';
import type { ApiClient } from '../request/ApiClient';
import { withinTime } from '../request/timeLimit';
import type { Failure, FeedPoll, SourceName } from './Feed';

/** What is read, as it was chosen; those that are `excluded` are left out afterwards. */
export type SourcesOf<Fields extends FieldSet, Source> = (
	api: ApiClient,
	values: Values<Fields>,
	excluded: ReadonlySet<string>,
) => AsyncIterable<Source>;

/** What of a poll decides when sources are read, and for how long. */
export type SourceTimes = Pick<
	FeedPoll,
	'deadlineMs' | 'sourceMs' | 'sourcesAtATime' | 'failing' | 'waiting' | 'isAtOnce'
>;

const NOT_BEGUN = 'Two polls in a row had no time left to read it';

/** The failure of a source that took longer than it may, so that time is left for the others; or that could not even take so long. */
export function tooLong(ms: number, tookMs = ms): Error {
	return new Error(tookMs < ms ? NOT_BEGUN : `It could not be read within ${Math.round(ms / 1000)} seconds`);
}

/** A list of which some was missing because it moved while it was read, which says nothing about the platform. */
export class ListMoved extends Error {}

/** Whether a request had no time left in the poll, which says nothing about the platform. */
export function hadNoTime(thrown: unknown): boolean {
	return get(thrown, 'httpCode') === 'NO_TIME_LEFT';
}

/** Whether a source was given its share of a poll, or the most that one has: it came first in it, because it had no time in the one before. */
export function hadItsTime(
	{ key }: SourceName,
	tookMs: number,
	{ sourceMs, sourcesAtATime, waiting, isAtOnce }: SourceTimes,
): boolean {
	return tookMs >= sourceMs || (isAtOnce && [...waiting].slice(0, sourcesAtATime).includes(key));
}

/** The sources that are read: each once, without those that the user excluded; and the keys of these, beside what was given. */
export function watched<Found extends SourceName>(given: readonly Found[], excluded: ReadonlySet<string>) {
	const isExcluded = ({ key, integration }: SourceName) =>
		excluded.has(key) || (integration !== undefined && excluded.has(integration.id));
	const [leftOut, sources] = partition(uniqBy(given, 'key'), isExcluded);
	return { sources, excluded: new Set([...excluded, ...map(leftOut, 'key')]) };
}

/** The names of the first sources, for the log. */
export function namesOf(sources: readonly SourceName[]): string {
	return listed(sources.map(({ key, integration }) => `"${integration?.name ?? integration?.id ?? key}"`));
}

/**
 * Reads sources, several at a time; those that had no time the last time come first, and those that failed come last. One that cannot be read, or does not answer,
 * holds up no other for long. `read` may give `false` where no time was left.
 */
export async function sideBySide<Found extends SourceName>(
	sources: readonly Found[],
	read: (source: Found, signal: AbortSignal) => Promise<unknown>,
	times: SourceTimes,
) {
	const { deadlineMs, sourceMs, sourcesAtATime, failing, waiting } = times;
	const failures: Array<Failure & { readonly source: Found }> = [];
	const late: Found[] = [];
	const slots = pLimit(sourcesAtATime);
	const tried = async (source: Found) => {
		if (performance.now() > deadlineMs) {
			late.push(source);
			return;
		}
		const beganMs = performance.now();
		// It is given up where others wait for its turn; the poll's own end is the only limit otherwise.
		const whyOver = () => (slots.pendingCount > 0 ? tooLong(sourceMs) : undefined);
		try {
			const reading = async (signal: AbortSignal) => await read(source, signal);
			if ((await withinTime(sourceMs, undefined, reading, whyOver)) === false) late.push(source);
		} catch (thrown) {
			// What the end of the poll cut short had less time than it may take.
			if (hadNoTime(thrown) && !hadItsTime(source, performance.now() - beganMs, times)) late.push(source);
			else failures.push({ thrown, source });
		}
	};
	const places = new Map([...waiting].map((key, index) => [key, index - waiting.size]));
	const rank = ({ key }: Found) => places.get(key) ?? (failing.has(key) ? 2 : 1);
	const ordered = sortBy(sources, rank);
	await Promise.all(ordered.map(async (source) => await slots(async () => await tried(source))));
	return { failures, late };
}

/** As sideBySide, of what must be read at last: where two polls in a row had time for no source, that is a failure of all. */
export async function readSideBySide<Found extends SourceName>(...of: Parameters<typeof sideBySide<Found>>) {
	const [sources, , { waiting, failing }] = of;
	const { failures, late } = await sideBySide(...of);
	const wasUnread = ({ key }: Found) => waiting.has(key) || failing.has(key);
	if (late.length < sources.length || !late.every(wasUnread)) return { failures, late };
	return { failures: late.map((source) => ({ source, thrown: new Error(NOT_BEGUN) })), late: [] };
}
