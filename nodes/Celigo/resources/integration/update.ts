import type { IDataObject } from 'n8n-workflow';

import {
	choice,
	collection,
	dependsOnStored,
	FieldError,
	operation,
	refuseNothing,
	refuseUndefined,
	route,
	textOf,
	withStoredValues,
} from '../../../../core';
import { integrationName } from '../../fields';
import { integration } from '../../locators';
import { changesIn, mergeFields, patchFields, putWhole, refuseOther } from '../../updating';
import { simplifyIntegration, updateDetails } from './details';

/** What PATCH takes, each by itself (provider document, section 10). */
const PATCHABLE = ['apiGroupings', 'flowGroupings', 'settings'];

/**
 * PATCH /integrations/{id} of settings and groupings. PUT for everything else: what is stored is read and merged first, because
 * the API erases what is left out.
 */
export const update = operation({
	name: 'Update',
	action: 'Update integration',
	description: 'Change the name, description, readme or settings of an integration',
	fields: {
		integrationId: integration,
		mode: choice({
			displayName: 'Mode',
			options: [
				{
					name: 'Merge',
					value: 'merge',
					description: 'Change the given fields and keep all others',
				},
				{
					name: 'Replace',
					value: 'replace',
					description: 'Send only the given fields. Celigo clears all others.',
				},
			],
			default: 'merge',
		}),
		details: collection({
			displayName: 'Update Fields',
			fields: { name: integrationName('Up to 100 characters'), ...updateDetails },
		}),
	},
	check({ integrationId, mode, details }) {
		refuseOther(integrationId, details.more);
		const changes = changesIn(details);
		refuseNothing(changes);
		// Settings are put in place of the stored ones; so is the whole integration with Replace.
		refuseUndefined("'Settings (JSON)'", details.settings);
		refuseUndefined("'Additional Fields (JSON)'", details.more, { wholly: mode === 'replace' });
		if (mode === 'replace' && textOf(changes['name']) === undefined) {
			throw new FieldError(
				"'Name' is missing",
				"Celigo clears the fields that are not sent, but requires a name. Add 'Name' under 'Update Fields', or set 'Mode' to Merge. Nothing was sent.",
			);
		}
	},
	// What is stored is read, merged and written back.
	exclusive: ({ integrationId }) => integrationId,
	simplify: simplifyIntegration,
	run: async (api, { integrationId, mode, details }) => {
		const path = route`/integrations/${integrationId}`;
		const changes = changesIn(details);
		if (mode === 'replace') {
			return await putWhole(api, path, async () => {
				const stored = dependsOnStored(changes)
					? await api.record(path, { id: integrationId, exact: true })
					: {};
				const whole = withStoredValues(changes, stored);
				return { stored, whole, changes: whole };
			});
		}
		const target = { path, id: integrationId, mayLackPatch: true };
		return isPatchable(changes)
			? await patchFields(api, target, changes)
			: await mergeFields(api, target, changes);
	},
});

function isPatchable(changes: IDataObject): boolean {
	return Object.keys(changes).every((key) => PATCHABLE.includes(key));
}
