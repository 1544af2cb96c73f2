import type { IDataObject } from 'n8n-workflow';

import { isoTime, textOf } from '../../../core';
import { gestal } from '../platform';

/** What tells an access key from others: its ID, or, where the current site shows none, its last characters and its time. */
export function identityOf(key: IDataObject): string {
	return gestal.recordId(key) ?? `${endingOf(key) ?? ''}@${textOf(key['created_at']) ?? ''}`;
}

/** The same whatever the writing of its time. */
export function lastingIdentityOf(key: IDataObject): string {
	const createdAt = key['created_at'];
	return identityOf({ ...key, created_at: isoTime(createdAt) ?? createdAt });
}

/** Whether this is what stands for a key without ID. */
export function isWithoutId(identity: string): boolean {
	return identity.includes('@');
}

/** The last four characters, which Gestal shows so that keys can be told apart. */
export function endingOf(key: IDataObject): string | undefined {
	return textOf(key['access_key'])?.slice(-4);
}
