import { sortBy } from 'lodash';

import {
	FieldError,
	filterFields,
	flag,
	healthFields,
	id,
	operation,
	readsHealth,
	refuseNothing,
	resource,
	route,
} from '../../../../core';
import type { ApiClient, Settings, Values } from '../../../../core';
import { groupPermissions, integrationChanges } from '../../fields';
import { integration } from '../../locators';
import { attributesOf, simplifyIntegration } from '../../reading/documents';
import { allHealth, healthOf } from '../../reading/health';
import { allIntegrations, oneIntegration, WITH_ERRORS } from '../../reading/lists';
import { changed, expectDone, refused, remarkNotStored, sameIntegration } from '../../reading/changes';
import { getOptions, updateOptions } from './options';

/** An integration has its options only in its raw form. */
const includeRawValues = flag({
	displayName: 'Include Option Values',
	default: false,
	description:
		'Whether to return the values of options, which may be passwords and keys. The simplified output leaves them out.',
});

const ONLY_AUTOSUBSCRIBE =
	'Polarity only documents "autosubscribe" as writable. See /api/openapi on your server for others.';

/** GET /api/integrations, by page number; `total` is known, so pages are fetched ahead. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many integrations',
	description: 'Retrieve a list of integrations with their status, optionally only those with errors',
	fields: {
		filters: filterFields({
			status: id({
				displayName: 'Status',
				default: 'running',
				description: 'The status as the server names it, such as "running"',
			}),
			withErrors: flag({
				displayName: 'With Errors',
				default: true,
				description: 'Whether to return only integrations that have errors',
			}),
		}),
		includeValues: includeRawValues,
	},
	simplify: simplifyIntegration,
	keepsSecrets: (values) => values.includeValues,
	list: (api, { filters: { status, withErrors } }) =>
		allIntegrations(api, {
			'filter[integration.status]': status,
			...(withErrors === true && WITH_ERRORS),
		}),
});

/** GET /api/integrations/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get integration',
	description: 'Retrieve the status and settings of a single integration by its ID',
	fields: { integrationId: integration, includeValues: includeRawValues },
	simplify: simplifyIntegration,
	keepsSecrets: (values) => values.includeValues,
	run: async (api, { integrationId }) => await oneIntegration(api, integrationId),
});

/** PATCH /api/integrations/{id}; where the response does not hold it, GET of the same. */
export const update = operation({
	name: 'Update',
	action: 'Update integration',
	description: 'Change the subscription of new users or other attributes of an integration',
	fields: { integrationId: integration, changes: integrationChanges },
	check: ({ changes }) => refuseNothing(changes),
	simplify: simplifyIntegration,
	exclusive: sameIntegration,
	run: async (api, { integrationId, changes }) => {
		const stored = await changed(api, integrationId, changes, ONLY_AUTOSUBSCRIBE);
		remarkNotStored(api, changes, attributesOf(stored));
		return stored;
	},
});

const permissionFields = { integrationId: integration, permissions: groupPermissions };

/** POST /api/integrations/{id}/permissions: replaces what each given group had. The response is 204, empty; no documented request shows the result. */
export const setPermissions = operation({
	name: 'Set Permissions',
	action: 'Set permissions of integration and remove others of given groups',
	description:
		'Choose who can use or administer an integration. Replaces all permissions of the given groups. Other groups keep theirs.',
	fields: permissionFields,
	check: refuseOtherPermissions,
	exclusive: sameIntegration,
	run: async (api, { integrationId, permissions }) => {
		const data = permissions.map(({ groupId, granted }) => ({
			type: 'permissions',
			attributes: { permissions: [...granted] },
			relationships: {
				group: { data: { type: 'groups', id: groupId } },
				integration: { data: { type: 'integrations', id: integrationId } },
			},
		}));
		// The same body leads to the same state, so it may be sent again.
		const more = { idempotent: true, refusalHint: refused() };
		const body = await api.post(route`/api/integrations/${integrationId}/permissions`, { data }, more);
		expectDone(api, body);
		return permissions.map(({ groupId, granted }) => ({
			requested: true,
			integrationId,
			groupId,
			permissions: [...granted],
		}));
	},
});

/**
 * Each item replaces all that its groups had, so that of two which give one group different permissions the later would undo the
 * earlier. As in `exclusive`, an ID in capitals is the same.
 * @throws FieldError
 */
async function refuseOtherPermissions(
	{ integrationId, permissions }: Values<typeof permissionFields>,
	_settings: Settings,
	_limit: number,
	run: Pick<ApiClient, 'once'>,
): Promise<void> {
	const given = await run.once('permissions that items give', () => new Map<string, string>());
	const wanted = permissions.map(({ groupId, granted }) => ({
		groupId,
		key: `${integrationId.toLowerCase()} ${groupId}`,
		granted: sortBy(granted).join(),
	}));
	const other = wanted.find(({ key, granted }) => (given.get(key) ?? granted) !== granted);
	if (other !== undefined) {
		throw new FieldError(
			`'Permissions' gives group ${other.groupId} other permissions than an earlier item`,
			'The later item would undo the earlier one. Give each group of an integration its permissions once. Nothing was sent for this item.',
		);
	}
	for (const { key, granted } of wanted) given.set(key, granted);
}

/** The one health shape, from the integration and its errors. */
export const getHealth = operation({
	name: 'Get Health',
	action: 'Get health of integration',
	description: 'Retrieve the status, last error and number of errors, for one integration or all of them',
	fields: healthFields(integration),
	...readsHealth(healthOf, allHealth),
});

export const integrationResource = resource('Integration', [
	get,
	getHealth,
	getMany,
	getOptions,
	setPermissions,
	update,
	updateOptions,
]);
