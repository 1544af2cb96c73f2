import { pick } from 'lodash';

import { text } from '../../../core/field/fields';
import { resource } from '../../../core/operation/Operation';
import type { PartKind } from '../parts/PartKind';
import { partOperations } from '../parts/partOperations';

/** `databases` of the integration's document. */
export const database: PartKind = {
	name: 'Database',
	component: 'database',
	list: 'databases',
	key: 'tag',
	keyLabel: 'Tag',
	action: 'onRequest',
	createName: 'Create',
	createFields: { tag: text({ displayName: 'Tag', placeholder: 'e.g. main_db' }) },
	shownFields: {},
	fields: {},
	hasSecrets: true,
	simplify: (part) => pick(part, ['_id', 'tag', 'name', 'type', 'description']),
};

export const databaseResource = resource('Database', partOperations(database));
