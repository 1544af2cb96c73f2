import type { IDataObject } from 'n8n-workflow';

import { simplified } from '../../../../core';

const COUNTED_LISTS = ['envs', 'apps', 'features', 'jobs', 'notifications'];

/** The short form of an integration. Its most used parts are counted; each kind has its own resource. */
export function shortIntegration(record: IDataObject): IDataObject {
	return shortForm(record, 0);
}

/** The same of the workspace's list, which may leave out what integrations are made of: nobody knows then how much that is. */
export function shortListed(record: IDataObject): IDataObject {
	return shortForm(record, null);
}

/** @param missing the count of a list that is not there */
function shortForm(record: IDataObject, missing: 0 | null): IDataObject {
	const countOf = (list: IDataObject[string]) => (Array.isArray(list) ? list.length : missing);
	return {
		...simplified(record, ['_id', 'name', 'tag', 'status']),
		integrationId: record['_id'] ?? null,
		...Object.fromEntries(COUNTED_LISTS.map((list) => [list, countOf(record[list])])),
	};
}
