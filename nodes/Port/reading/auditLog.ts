import type { IDataObject } from 'n8n-workflow';
import { castArray, clamp, compact, get, sortBy } from 'lodash';

import {
	epochMs,
	hash,
	isOneOf,
	isoTime,
	PageGuard,
	route,
	saysOther,
	simplified,
	textOf,
} from '../../../core';
import type { ApiClient, ApiRequest, ApiResponse, Query } from '../../../core';
import { EntryCap } from './EntryCap';
import { freshRecords } from './freshRecords';

/** What Port audits. */
export const AUDITED = [
	'action',
	'blueprint',
	'entity',
	'integration',
	'run',
	'scorecard',
	'webhook',
] as const;
const STATUSES = ['FAILURE', 'SUCCESS'];
const ACTIONS = ['CREATE', 'DELETE', 'TIMER_EXPIRED', 'UPDATE'];

const MOST_ENTRIES = 10_000;
const FIRST_WINDOW_MS = 24 * 3_600_000;
const LONGEST_WINDOW_MS = 30 * FIRST_WINDOW_MS;
const SHORTEST_WINDOW_MS = 1000;
/** Tries in a row that take too long, as of any other request: then Port is out of order, or its log too long. */
const MOST_TIMEOUTS = 6;
/** No response in time: Port's gateway may wait longer than the node does. */
const NO_RESPONSE = /^(ETIMEDOUT|ECONNABORTED)$/;
/** Another try would be refused, too. */
const REFUSED = /^4(?!08|29)\d\d$/;
const HASH_LENGTH = 27;
const WHO_MAY_READ =
	'Only admins can read the whole audit log. Others must filter it by event, entity or run.';

/** What keeps a window from being read whole. */
type Excess = 'late' | 'large';

/** From when to when, in milliseconds since 1970. */
export interface AuditSpan {
	readonly fromMs: number;
	readonly toMs: number;
	/** Length of the first window; a day unless few entries are expected. */
	readonly firstWindowMs?: number;
}

/**
 * GET /audit-log from the newest window of time to the oldest. A window that times out (504, or no response in time) or
 * comes full, or too large to be read, is halved, and read again; after a nearly empty one the next is twice as long. Windows touch, and an entry at their border comes once.
 * A window with a round number of entries may have been cut to that, unless Port returned more before: it is read in parts, too (see
 * `EntryCap`). One of a second is taken as it is, and a remark says that there may be more.
 *
 * @throws when even a window of a second is too large, or there are more windows than a list may have pages.
 */
export async function* auditEntries(
	api: ApiClient,
	query: Query,
	{ fromMs, toMs, firstWindowMs = FIRST_WINDOW_MS }: AuditSpan,
): AsyncGenerator<IDataObject> {
	const guard = new PageGuard(api, 'The audit log');
	const fresh = freshRecords((entry) => (isDistinguishable(entry) ? entryKey(entry) : undefined));
	const cap = new EntryCap(entryKey);
	let windowMs = firstWindowMs;
	let timeouts = 0;
	for (let endMs = toMs; endMs >= fromMs; ) {
		const startMs = Math.max(cap.startMs ?? fromMs, endMs - windowMs);
		const entries = await entriesBetween(api, query, startMs, endMs);
		timeouts = entries === 'late' ? timeouts + 1 : 0;
		if (typeof entries !== 'string') cap.see(entries);
		if (typeof entries === 'string' || entries.length >= MOST_ENTRIES) {
			windowMs = halved(api, startMs, endMs, timeouts);
			continue;
		}
		if (cap.isLikely(entries.length) && areMostlyWithin(entries, startMs, endMs)) {
			cap.doubt(startMs, endMs, entries);
			if (endMs - startMs >= 2 * SHORTEST_WINDOW_MS) {
				windowMs = cap.isKnown ? (endMs - startMs) / 2 : partMs(entries, startMs, endMs);
				continue;
			}
			remarkCut(api, endMs);
		}
		// Only their number: entries with neither identifier nor time may read the same in two windows.
		await guard.check([]);
		yield* newestFirst(fresh(entries)).filter((entry) => isAskedFor(entry, query, fromMs, toMs));
		windowMs = Math.min(cap.nextMs(startMs, windowMs, entries.length), LONGEST_WINDOW_MS);
		// Both ends belong to a window: one of a single instant is read, too, and none after the first instant.
		if (startMs === fromMs) return;
		endMs = startMs;
	}
}

/**
 * Whether no filter rules an entry out, if Port did not heed it. An entry may lack what is filtered by; in which field it has the
 * installation, the entity, the run or the webhook, Port does not document.
 */
function isAskedFor(entry: IDataObject, query: Query, fromMs: number, toMs: number): boolean {
	const timeMs = epochMs(entryTime(entry)) ?? fromMs;
	return (
		!saysOtherOf(STATUSES, entry['status'], query['status']) &&
		!saysOtherOf(ACTIONS, entry['action'], query['action']) &&
		!saysOtherOf(AUDITED, entry['resourceType'], query['resources']) &&
		!saysOther(entryIdOf(entry), query['identifier']) &&
		!saysOther(get(entry, 'trigger.origin'), query['origin']) &&
		timeMs >= fromMs &&
		timeMs <= toMs
	);
}

/** As `saysOther`, of words that Port documents: an entry, or somebody who asks, may have another one for the same. */
function saysOtherOf(documented: readonly string[], value: unknown, asked: Query[string]): boolean {
	const isClear = [value, ...castArray(asked)].every((each) => isOneOf(each, documented));
	return isClear && saysOther(value, asked);
}

/** Stable; the identifier, where the entry has one, else a hash of all that it holds, which may be secrets. */
export function entryKey(entry: IDataObject): string {
	return entryIdOf(entry) ?? hash(JSON.stringify(entry), HASH_LENGTH);
}

/** Port's own id of an entry; not every entry is known to have one. */
export function entryIdOf(entry: IDataObject): string | undefined {
	return textOf(entry['identifier']);
}

/** When it happened, as the entry's trigger says. */
export function entryTime(entry: IDataObject): string | undefined {
	return isoTime(get(entry, 'trigger.at')) ?? isoTime(entry['createdAt']) ?? isoTime(entry['updatedAt']);
}

/** The short form of an entry. */
export function simplifyEntry(entry: IDataObject): IDataObject {
	return {
		occurredAt: entryTime(entry) ?? null,
		...simplified(entry, ['action', 'resourceType', 'status', 'message']),
		origin: textOf(get(entry, 'trigger.origin')) ?? null,
		user: textOf(get(entry, 'trigger.by.user.email')) ?? textOf(get(entry, 'trigger.by.userId')) ?? null,
		...simplified(entry, ['context', 'identifier']),
	};
}

/** Or why there are none: Port ran out of time, or they are more than a response may hold. */
async function entriesBetween(
	api: ApiClient,
	query: Query,
	startMs: number,
	endMs: number,
): Promise<IDataObject[] | Excess> {
	const response = await responseInTime(api, {
		method: 'GET',
		route: route`/audit-log`,
		query: {
			...query,
			from: new Date(startMs).toISOString(),
			to: new Date(endMs).toISOString(),
			limit: MOST_ENTRIES,
		},
		accept: [504],
		refusalHint: (code) => (code === 403 ? WHO_MAY_READ : undefined),
	});
	return typeof response === 'string' ? response : api.rows(response.body, 'audits', 'data');
}

/** Of a window that holds too much, the same again would be as much; after any other failure it is asked for again as usual. */
async function responseInTime(api: ApiClient, request: ApiRequest): Promise<ApiResponse | Excess> {
	const afterFailure = async (failure: unknown) => {
		const code = String(get(failure, 'httpCode'));
		if (NO_RESPONSE.test(code)) return 'late';
		if (code === 'TOO_LARGE') return 'large';
		if (REFUSED.test(code)) throw failure;
		return await api.send({ ...request, retries: api.platform.retry.retries - 1 });
	};
	const response = await api.send({ ...request, retries: 0 }).catch(afterFailure);
	return typeof response !== 'string' && response.status === 504 ? 'late' : response;
}

/** Half of a window that held too much. @throws when that is too short to go on. */
function halved(api: ApiClient, startMs: number, endMs: number, timeouts: number): number {
	const windowMs = Math.floor((endMs - startMs) / 2);
	if (windowMs >= SHORTEST_WINDOW_MS && timeouts < MOST_TIMEOUTS) return windowMs;
	if (timeouts >= MOST_TIMEOUTS) {
		throw api.error(
			'Port timed out while reading the audit log (504, or no response in time), even for short periods',
			'Try again later, or set narrower filters or a shorter period.',
		);
	}
	throw api.error(
		`The audit log has more entries around ${new Date(endMs).toISOString()} than Port can return`,
		'Use narrower filters.',
	);
}

/**
 * Whether half of the entries at least are known to be of a window: a server that does not heed times returns others, however short
 * it is. One that does may have a few without time, or with another one than it goes by.
 */
function areMostlyWithin(entries: readonly IDataObject[], startMs: number, endMs: number): boolean {
	const isWithin = (timeMs = Infinity) => timeMs >= startMs && timeMs <= endMs;
	return entries.filter((entry) => isWithin(epochMs(entryTime(entry)))).length * 2 >= entries.length;
}

/**
 * How long the newer part of a window is that has about half of these entries. If all are of the second in which the window begins, it is
 * what comes after that: halves would end there after dozens of requests.
 */
function partMs(entries: readonly IDataObject[], startMs: number, endMs: number): number {
	const times = sortBy(compact(entries.map((entry) => epochMs(entryTime(entry)))));
	const middleMs = times[Math.floor(times.length / 2)] ?? startMs;
	const fromMs = middleMs > startMs ? middleMs : startMs + SHORTEST_WINDOW_MS;
	return clamp(endMs - fromMs, SHORTEST_WINDOW_MS, endMs - startMs - SHORTEST_WINDOW_MS);
}

function remarkCut(api: ApiClient, endMs: number): void {
	api.remark(
		`The audit log may have more entries around ${new Date(endMs).toISOString()} than Port returned. Use narrower filters to be certain.`,
	);
}

/** Two entries that have neither identifier nor time may say the same; better one comes twice than one never. */
function isDistinguishable(entry: IDataObject): boolean {
	return entryIdOf(entry) !== undefined || entryTime(entry) !== undefined;
}

function newestFirst(entries: readonly IDataObject[]): IDataObject[] {
	const timeMs = (entry: IDataObject) => epochMs(entryTime(entry)) ?? 0;
	return [...entries].sort((one, other) => timeMs(other) - timeMs(one));
}
