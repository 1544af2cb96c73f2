import { id, resource } from '../../../core';
import { TAGGED } from '../parts/PartKind';
import type { PartKind } from '../parts/PartKind';
import { partOperations } from '../parts/partOperations';

/** `databases` of the integration's document. */
export const database: PartKind = {
	...TAGGED,
	name: 'Database',
	component: 'database',
	list: 'databases',
	createFields: { tag: id({ displayName: 'Tag', placeholder: 'e.g. main_db' }) },
	fields: {},
	hasSecrets: true,
	simplify: ['_id', 'tag', 'name', 'type', 'description'],
};

export const databaseResource = resource('Database', partOperations(database));
