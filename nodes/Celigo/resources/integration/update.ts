import type { IDataObject } from 'n8n-workflow';
import { omit } from 'lodash';

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
import type { ApiClient, Route } from '../../../../core';
import { integrationName } from '../../fields';
import { integration } from '../../locators';
import { changesIn, putWhole, remarkUnchanged, replacements, SERVER_OWNED } from '../../updating';
import { integrationDetails, simplifyIntegration } from './details';

/** What PATCH takes, each by itself (provider document, section 10). */
const PATCHABLE = ['apiGroupings', 'flowGroupings', 'settings'];
/** A server that does not know that PATCH, or these fields in it: nothing was changed then. */
const NOT_PATCHED = [400, 404, 405, 422];

/**
 * PATCH /integrations/{id} of settings and groupings. PUT for everything else: what is stored is read and merged first, because
 * the API erases what is left out.
 */
export const update = operation({
	name: 'Update',
	action: 'Update integration',
	description: 'Change the name, description, readme or settings',
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
			addLabel: 'Add field',
			fields: { name: integrationName('Up to 100 characters'), ...integrationDetails },
		}),
	},
	check({ mode, details }) {
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
		const isMerged = mode === 'merge';
		const patched =
			isMerged && isPatchable(changes) ? await patchedWith(api, integrationId, path, changes) : undefined;
		if (patched !== undefined) return patched;
		const stored = isMerged || dependsOnStored(changes) ? await api.stored(path, integrationId) : {};
		const kept = isMerged ? omit(stored, SERVER_OWNED) : {};
		const whole = withStoredValues(changes, stored);
		return await putWhole(api, path, stored, { ...kept, ...whole }, whole);
	},
});

function isPatchable(changes: IDataObject): boolean {
	return Object.keys(changes).every((key) => PATCHABLE.includes(key));
}

/** The integration after these fields, and only these, were put in place of the stored ones; undefined where that cannot be. */
async function patchedWith(
	api: ApiClient,
	id: string,
	path: Route,
	changes: IDataObject,
): Promise<IDataObject | undefined> {
	const values = dependsOnStored(changes) ? withStoredValues(changes, await api.stored(path, id)) : changes;
	const body = replacements(values);
	const request = { method: 'PATCH', route: path, body, idempotent: true, accept: NOT_PATCHED } as const;
	if ((await api.send(request)).status >= 400) return undefined;
	const patched = await api.record(path, { id });
	remarkUnchanged(api, patched, values);
	return patched;
}
