import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordsIn, textOf } from '../../../core';

/** Rows of a page of an audit log: as many as Celigo's own tool asks for. */
export const AUDIT_ROWS = 100;

/**
 * What an audit entry says, in the two forms that are known: `time`, `byUser`, `event`, `fieldChanges` (provider document,
 * section 3.3), and `timestamp`, `user`, `action`, `changes` (section 7). What it does not say is undefined.
 */
export interface AuditFacts {
	readonly timestamp: IDataObject[string];
	/** An email address, else a name. */
	readonly user: string | undefined;
	readonly action: string | undefined;
	/** Of what was deleted, which is not there any more to be asked for its name; null for anything else. */
	readonly resourceName: string | null;
	/** Old and new value by the path of the field. */
	readonly changes: IDataObject;
}

/** What an entry says. */
export function auditFacts(entry: IDataObject): AuditFacts {
	return {
		timestamp: entry['timestamp'] ?? entry['time'],
		user: userOf(entry['user']) ?? userOf(entry['byUser']),
		action: textOf(entry['action']) ?? textOf(entry['event']),
		resourceName: isRecord(entry['deletedInfo']) ? (textOf(entry['deletedInfo']['name']) ?? null) : null,
		changes: isRecord(entry['changes']) ? entry['changes'] : changesOf(entry['fieldChanges']),
	};
}

function userOf(user: unknown): string | undefined {
	return isRecord(user) ? (textOf(user['email']) ?? textOf(user['name'])) : textOf(user);
}

function changesOf(fieldChanges: unknown): IDataObject {
	return Object.fromEntries(
		recordsIn(fieldChanges).map((change) => [
			String(change['fieldPath'] ?? ''),
			{ old: change['oldValue'] ?? null, new: change['newValue'] ?? null },
		]),
	);
}
