import type { IDataObject } from 'n8n-workflow';

import { recordsIn, simplified } from '../../../../core';

const PART_LISTS = ['envs', 'apps', 'functions', 'caches', 'notifications', 'features', 'databases', 'jobs'];

/** The short form of an integration. Its parts are counted; each kind has its own resource. */
export function shortIntegration(record: IDataObject): IDataObject {
	return {
		...simplified(record, ['_id', 'name', 'description', 'tag', 'status', 'active']),
		integrationId: record['_id'] ?? null,
		...Object.fromEntries(PART_LISTS.map((list) => [list, recordsIn(record[list]).length])),
	};
}
