import pLimit from 'p-limit';

import type { ApiClient } from '../request/ApiClient';
import { sinceMs } from './errorCursor';
import type { CursorState, Reading } from './errorCursor';
import type { ErrorSource, IntegrationError, Observation, OpenFeed } from './ErrorFeed';
import { all } from '../request/pagination';

const PLACES_AT_A_TIME = 5;
/** Errors among which the newest few are looked for; a source may tell them in any order. */
const MOST_LOOKED_AT = 1000;

export type WindowReader = Extract<OpenFeed, { kind: 'window' }>;
export type SnapshotReader = Extract<OpenFeed, { kind: 'snapshot' }>;

/** How far and how long sources are read. */
interface ReadingLimits {
	readonly overlapMs: number;
	/** After this no further source is begun. */
	readonly deadlineMs: number;
	/** The source to begin with, because the last poll came no further. */
	readonly turn: string | undefined;
}

/** A place that could not be read. */
interface Unread {
	readonly key: string;
	readonly failure: unknown;
}

/** Reads the sources, several at a time; `turn` is the first for which no time was left. */
export async function readSources(
	sources: readonly ErrorSource[],
	state: CursorState,
	{ overlapMs, deadlineMs, turn }: ReadingLimits,
): Promise<{ readings: Reading[]; unread: Unread[]; turn: string | undefined }> {
	const begin = Math.max(
		0,
		sources.findIndex(({ key }) => key === turn),
	);
	const readings: Reading[] = [];
	const late: ErrorSource[] = [];
	const ordered = [...sources.slice(begin), ...sources.slice(0, begin)];
	const unread = await eachOf(ordered, async (source) => {
		if (Date.now() > deadlineMs) late.push(source);
		else {
			const errors = await all(source.read(sinceMs(state, source.key, overlapMs)));
			readings.push({ source: source.key, errors });
		}
	});
	return { readings, unread, turn: late[0]?.key };
}

/** What is there now, part by part, several at a time. An observation's key begins with that of its part. */
export async function observeParts(
	feed: SnapshotReader,
	api: ApiClient,
): Promise<{ observations: Observation[]; unread: Unread[]; readParts: number }> {
	const parts = await all(feed.parts(api));
	const observations: Observation[] = [];
	const unread = await eachOf(parts, async (part) => {
		const start = startOf(part.key);
		const found = await all(part.observe());
		observations.push(...found.map((observation) => ({ ...observation, key: start + observation.key })));
	});
	return { observations, unread, readParts: parts.length - unread.length };
}

/** What the keys of a part's observations begin with. */
export function startOf(part: string): string {
	return `${encodeURIComponent(part)}/`;
}

/** An observation's key as its feed gave it. */
export function keyInPart(key: string): string {
	return key.slice(key.indexOf('/') + 1);
}

/** Errors since the given time, from as many sources as it takes to find `enough`. @throws when none of them can be read. */
export async function recentErrors(
	feed: WindowReader,
	api: ApiClient,
	since: number,
	{ enough, deadlineMs }: { readonly enough: number; readonly deadlineMs: number },
): Promise<IntegrationError[]> {
	const found: IntegrationError[] = [];
	const failures: unknown[] = [];
	for await (const source of feed.sources(api)) {
		try {
			for await (const error of source.read(since)) {
				found.push(error);
				if (found.length >= MOST_LOOKED_AT) break;
			}
		} catch (failure) {
			failures.push(failure);
		}
		if (found.length >= enough || Date.now() > deadlineMs) break;
	}
	if (found.length === 0 && failures.length > 0) throw failures[0];
	return found;
}

/** What a snapshot feed would tell if everything were new. @throws when nothing can be read. */
export async function currentEvents(feed: SnapshotReader, api: ApiClient): Promise<IntegrationError[]> {
	const { observations, unread } = await observeParts(feed, api);
	const found = observations.flatMap(({ event, example }) => event(undefined) ?? example?.() ?? []);
	if (found.length === 0 && unread[0] !== undefined) throw unread[0].failure;
	return found;
}

async function eachOf<Place extends { readonly key: string }>(
	places: readonly Place[],
	read: (place: Place) => Promise<void>,
): Promise<Unread[]> {
	const unread: Unread[] = [];
	const turn = pLimit(PLACES_AT_A_TIME);
	const tried = async (place: Place) => {
		try {
			await read(place);
		} catch (failure) {
			unread.push({ key: place.key, failure });
		}
	};
	await Promise.all(places.map(async (place) => await turn(async () => await tried(place))));
	return unread;
}
