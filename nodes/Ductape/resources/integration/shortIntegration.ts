import type { IDataObject } from 'n8n-workflow';

import { recordsIn, simplified } from '../../../../core';

const COUNTED_LISTS = ['envs', 'apps', 'features', 'jobs', 'notifications'];

/** The short form of an integration. Its most used parts are counted; each kind has its own resource. */
export function shortIntegration(record: IDataObject): IDataObject {
	return {
		...simplified(record, ['_id', 'name', 'tag', 'status']),
		integrationId: record['_id'] ?? null,
		...Object.fromEntries(COUNTED_LISTS.map((list) => [list, recordsIn(record[list]).length])),
	};
}
