import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import { get } from 'lodash';

import type { ApiClient } from '../../../core/request/ApiClient';
import type { Query } from '../../../core/request/http';
import { textOf } from '../../../core/data/json';
import { route } from '../../../core/request/Route';
import { epochMs, isoTime } from '../../../core/data/times';
import { rowsOf } from '../platform';

const MOST_ENTRIES = 10_000;
const FEW_ENTRIES = 1000;
const FIRST_WINDOW_MS = 24 * 3_600_000;
const LONGEST_WINDOW_MS = 30 * FIRST_WINDOW_MS;
const SHORTEST_WINDOW_MS = 1000;

/**
 * GET /audit-log from the newest window of time to the oldest. A window that times out (504) or comes full is halved, and
 * read again; after a nearly empty one the next is twice as long. Windows touch, and an entry at their border comes once.
 *
 * @throws when even a window of a second is too large.
 */
export async function* auditEntries(
	port: ApiClient,
	query: Query,
	{ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): AsyncGenerator<IDataObject> {
	let windowMs = FIRST_WINDOW_MS;
	let atBorder = new Set<string>();
	for (let endMs = toMs; endMs > fromMs; ) {
		const startMs = Math.max(fromMs, endMs - windowMs);
		const entries = await entriesBetween(port, query, startMs, endMs);
		if (entries === undefined || entries.length >= MOST_ENTRIES) {
			windowMs = Math.floor((endMs - startMs) / 2);
			if (windowMs >= SHORTEST_WINDOW_MS) continue;
			throw port.error(
				`The audit log has more entries around ${new Date(endMs).toISOString()} than Port can answer`,
				'Use narrower filters. If every window fails, Port may be out of order (504): try again later.',
			);
		}
		const known = atBorder;
		yield* newestFirst(entries).filter((entry) => !known.has(entryKey(entry)));
		const isAtBorder = (entry: IDataObject) => isToldApart(entry) && timeOf(entry) <= startMs + 1;
		atBorder = new Set(entries.filter(isAtBorder).map(entryKey));
		if (entries.length < FEW_ENTRIES) windowMs = Math.min(windowMs * 2, LONGEST_WINDOW_MS);
		endMs = startMs;
	}
}

/** Stable; the identifier, where the entry has one, else a hash of what it says: that may hold secrets. */
export function entryKey(entry: IDataObject): string {
	const { identifier } = entry;
	return textOf(identifier) ?? createHash('sha1').update(JSON.stringify(entry)).digest('base64url');
}

/** When it happened, as the entry's trigger says. */
export function entryTime(entry: IDataObject): string | undefined {
	return isoTime(get(entry, 'trigger.at')) ?? isoTime(entry['createdAt']) ?? isoTime(entry['updatedAt']);
}

/** The short form of an entry. */
export function simplifyEntry(entry: IDataObject): IDataObject {
	return {
		identifier: entry['identifier'],
		occurredAt: entryTime(entry) ?? null,
		action: entry['action'],
		resourceType: entry['resourceType'],
		status: entry['status'],
		message: entry['message'],
		origin: textOf(get(entry, 'trigger.origin')) ?? null,
		user: textOf(get(entry, 'trigger.by.user.email')) ?? textOf(get(entry, 'trigger.by.userId')) ?? null,
		context: entry['context'],
	};
}

/** Undefined when Port ran out of time. */
async function entriesBetween(
	port: ApiClient,
	query: Query,
	startMs: number,
	endMs: number,
): Promise<IDataObject[] | undefined> {
	const { status, body } = await port.send({
		method: 'GET',
		route: route`/audit-log`,
		query: {
			...query,
			from: new Date(startMs).toISOString(),
			to: new Date(endMs).toISOString(),
			limit: MOST_ENTRIES,
		},
		accept: [504],
	});
	return status === 504 ? undefined : rowsOf(port, body, 'audits', 'data');
}

/** Two entries that tell neither identifier nor time may say the same; better one comes twice than one never. */
function isToldApart(entry: IDataObject): boolean {
	return textOf(entry['identifier']) !== undefined || entryTime(entry) !== undefined;
}

function newestFirst(entries: readonly IDataObject[]): IDataObject[] {
	return [...entries].sort((one, other) => timeOf(other) - timeOf(one));
}

function timeOf(entry: IDataObject): number {
	return epochMs(entryTime(entry)) ?? 0;
}
