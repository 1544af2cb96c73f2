import pLimit from 'p-limit';

import type { ApiClient } from './ApiClient';
import { sinceMs } from './errorCursor';
import type { CursorState, Reading } from './errorCursor';
import type { ErrorSource, IntegrationError, OpenFeed } from './ErrorFeed';
import { all } from './pagination';

const SOURCES_AT_A_TIME = 5;

type WindowReader = Extract<OpenFeed, { kind: 'window' }>;
type SnapshotReader = Extract<OpenFeed, { kind: 'snapshot' }>;

/** How far and how long a window feed is read. */
interface ReadingLimits {
	readonly overlapMs: number;
	/** After this no further source is begun. */
	readonly deadlineMs: number;
	/** The source to begin with, because the last poll came no further. */
	readonly turn: string | undefined;
}

/**
 * Reads all sources of a feed, several at a time. Those that failed are among the failures, not among the readings; `turn`
 * is the first for which no time was left.
 */
export async function readSources(
	feed: WindowReader,
	api: ApiClient,
	state: CursorState,
	{ overlapMs, deadlineMs, turn }: ReadingLimits,
): Promise<{ readings: Reading[]; failures: unknown[]; turn: string | undefined }> {
	const sources = await all(feed.sources(api));
	const begin = Math.max(
		0,
		sources.findIndex(({ key }) => key === turn),
	);
	const readings: Reading[] = [];
	const failures: unknown[] = [];
	const late: ErrorSource[] = [];
	const read = async (source: ErrorSource) => {
		if (Date.now() > deadlineMs) {
			late.push(source);
			return;
		}
		try {
			const errors = await all(source.read(sinceMs(state, source.key, overlapMs)));
			readings.push({ source: source.key, errors });
		} catch (error) {
			failures.push(error);
		}
	};
	const place = pLimit(SOURCES_AT_A_TIME);
	const ordered = [...sources.slice(begin), ...sources.slice(0, begin)];
	await Promise.all(ordered.map(async (source) => await place(async () => await read(source))));
	return { readings, failures, turn: late[0]?.key };
}

/** Errors since the given time, from as many sources as it takes to find `enough`. */
export async function recentErrors(
	feed: WindowReader,
	api: ApiClient,
	since: number,
	{ enough, deadlineMs }: { readonly enough: number; readonly deadlineMs: number },
): Promise<IntegrationError[]> {
	const found: IntegrationError[] = [];
	for await (const source of feed.sources(api)) {
		for await (const error of source.read(since)) found.push(error);
		if (found.length >= enough || Date.now() > deadlineMs) break;
	}
	return found;
}

/** What a snapshot feed would tell if everything were new. */
export async function currentEvents(feed: SnapshotReader, api: ApiClient): Promise<IntegrationError[]> {
	const found: IntegrationError[] = [];
	for await (const { event, example } of feed.observe(api)) {
		const error = event(undefined) ?? example?.();
		if (error !== undefined) found.push(error);
	}
	return found;
}
