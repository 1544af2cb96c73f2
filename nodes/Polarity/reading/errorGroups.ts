import type { IDataObject } from 'n8n-workflow';
import { groupBy, maxBy, pick, sumBy, uniqBy } from 'lodash';

import { epochMs, recordsIn, textWithoutSecrets } from '../../../core';
import { attributesOf } from './documents';
import { integrationIdOf, simplifyError } from './errors';

/** The errors of each integration that have the same code, in the order of the list: `{integrationId, code, errors}`. */
export function groupedErrors(errors: readonly IDataObject[]): IDataObject[] {
	const groups = groupBy(errors, (error) => JSON.stringify(keysOf(error)));
	return Object.values(groups).map((group) => ({ ...keysOf(group[0] ?? {}), errors: group }));
}

/** The code without secrets: beside its errors, it is no longer known as what an integration wrote. */
function keysOf(error: IDataObject): IDataObject {
	const { code = null } = attributesOf(error);
	return {
		integrationId: integrationIdOf(error) ?? null,
		...pick(error, 'integrationName'),
		code: typeof code === 'string' ? textWithoutSecrets(code) : code,
	};
}

/** Texts, status, time and meta of the newest error; how often all occurred; whom any of them affected, each user once. */
export function simplifyGroup({ errors: records, ...keys }: IDataObject): IDataObject {
	const errors = recordsIn(records).map(simplifyError);
	const newest = maxBy(errors, ({ occurredAt }) => epochMs(occurredAt) ?? 0) ?? {};
	const users = errors.flatMap(({ affectedUsers }) => recordsIn(affectedUsers));
	return {
		...keys,
		...pick(newest, ['title', 'detail', 'status', 'occurredAt']),
		'error-count': sumBy(errors, (error) => Number(error['error-count']) || 0),
		affectedUsers: uniqBy(users, (user) => JSON.stringify(user['id'] ?? user['username'] ?? user)),
		errorIds: errors.map(({ id }) => id),
		...pick(newest, 'meta'),
	};
}
