import { pick } from 'lodash';

import { text } from '../../../core/fields';
import { resource } from '../../../core/Operation';
import type { PartKind } from '../PartKind';
import { partOperations } from '../partOperations';

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
