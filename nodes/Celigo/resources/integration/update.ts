import type { IDataObject } from 'n8n-workflow';
import { isEmpty, isMatch, isUndefined, omit, omitBy } from 'lodash';

import {
	choice,
	collection,
	FieldError,
	isRecord,
	operation,
	route,
	shownRecord,
	textOf,
	withStoredNumbers,
} from '../../../../core';
import type { ApiClient } from '../../../../core';
import { integrationName } from '../../fields';
import { integration } from '../../locators';
import { integrationDetails, integrationKeys } from './details';

/** Left out of what is sent back (provider document, section 3.1). */
const SERVER_OWNED = ['_id', 'createdAt', 'lastModified', 'lastExecutedAt'];

/** PUT /integrations/{id}: what is stored is read and merged first, because the API erases what is left out. */
export const update = operation({
	name: 'Update',
	action: 'Update an integration',
	fields: {
		integrationId: integration,
		mode: choice({
			displayName: 'Mode',
			options: [
				{
					name: 'Merge Into Stored',
					value: 'merge',
					description: 'Change the given fields, keep all others',
				},
				{
					name: 'Replace',
					value: 'replace',
					description: 'Send exactly the given fields; Celigo erases all others',
				},
			],
			default: 'merge',
		}),
		details: collection({
			displayName: 'Fields to Set',
			addLabel: 'Add field',
			fields: { name: integrationName('At most 100 characters'), ...integrationDetails },
		}),
	},
	check({ mode, details }) {
		const changes = changesIn(details);
		if (isEmpty(changes)) {
			throw new FieldError('There is nothing to update', 'Add at least one field to set; nothing was sent.');
		}
		if (mode === 'replace' && textOf(changes['name']) === undefined) {
			throw new FieldError(
				'A replacement needs a name',
				'Celigo erases what is left out, but not the name: add Name, or choose "Merge Into Stored"; nothing was sent.',
			);
		}
	},
	// What is stored is read, merged and written back.
	exclusive: ({ integrationId }) => integrationId,
	simplify: integrationKeys,
	run: async (api, { integrationId, mode, details }) => {
		const path = route`/integrations/${integrationId}`;
		const changes = changesIn(details);
		const stored = mode === 'merge' ? await api.stored(path) : {};
		const body = { ...omit(stored, SERVER_OWNED), ...withStoredNumbers(changes, stored) };
		const response = await api.put(path, body);
		const isApp = Boolean(stored['_connectorId'] ?? (isRecord(response) && response['_connectorId']));
		const updated = isRecord(response) && !isApp ? response : await api.record(path);
		if (updated['_connectorId'] && !isMatch(updated, shownRecord(changes))) remarkUnchanged(api);
		return updated;
	},
});

/** A field that was added and left empty is none: it must not erase what is stored. */
function changesIn({ more, ...given }: { readonly more?: IDataObject | undefined }): IDataObject {
	return omitBy({ ...more, ...given }, isUndefined);
}

function remarkUnchanged(api: ApiClient): void {
	api.remark(
		'Celigo accepted the update but did not change this Integration App: its settings belong to the app.',
	);
}
