import type { IDataObject } from 'n8n-workflow';

import { collection, rows } from '../../../../core/field/fieldGroups';
import { choices, flag, optionalJson, text } from '../../../../core/field/fields';
import { FieldError } from '../../../../core/data/FieldError';
import type { Field } from '../../../../core/field/Field';
import { simplifyHealth } from '../../../../core/shapes/health';
import type { Query } from '../../../../core/request/http';
import { operation, resource } from '../../../../core/operation/Operation';
import { route } from '../../../../core/request/Route';
import { resourceOf, simplifyIntegration, simplifyOption } from '../../reading/documents';
import { healthOf } from '../../reading/health';
import { allIntegrations, optionsOf, WITH_ERRORS } from '../../reading/lists';
import { integration } from '../../locators';
import { optionChanges, optionUpdates } from './optionChanges';

const integrationId = integration;

const includeValues = flag({
	displayName: 'Include Option Values',
	default: false,
	description: 'Whether to return the values of options; they may be passwords and keys',
});

/** An integration has its options only in its raw form. */
const includeRawValues = flag({
	displayName: 'Include Option Values',
	default: false,
	description:
		'Whether to return the values of options, which come with Simplify off; they may be passwords and keys',
});

/** GET /api/integrations, by page number; `total` is known, so pages are fetched ahead. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many integrations',
	fields: {
		filters: collection({
			displayName: 'Filters',
			addLabel: 'Add filter',
			fields: {
				status: text({
					displayName: 'Status',
					default: 'running',
					description: 'As the server names it; "running" is the documented one',
				}),
				withErrors: flag({
					displayName: 'With Errors',
					default: true,
					description: 'Whether to return only integrations that have errors',
				}),
			},
		}),
		includeValues: includeRawValues,
	},
	simplify: simplifyIntegration,
	keepsSecrets: (values) => values.includeValues,
	list: (polarity, { filters }) => {
		const query: Query = {
			'filter[integration.status]': filters.status,
			...(filters.withErrors === true && WITH_ERRORS),
		};
		return allIntegrations(polarity, query);
	},
});

/** GET /api/integrations/{id}. */
export const get = operation({
	name: 'Get',
	action: 'Get an integration',
	fields: { integrationId, includeValues: includeRawValues },
	simplify: simplifyIntegration,
	keepsSecrets: (values) => values.includeValues,
	run: async (polarity, { integrationId: id }) =>
		resourceOf(polarity, await polarity.get(route`/api/integrations/${id}`)),
});

/** PATCH /api/integrations/{id}; where that answers nothing, the integration is read. */
export const update = operation({
	name: 'Update',
	action: 'Update an integration',
	fields: { integrationId, changes: changesField() },
	simplify: simplifyIntegration,
	run: async (polarity, { integrationId: id, changes }) => {
		const answer = await polarity.patch(
			route`/api/integrations/${id}`,
			{ data: { id, attributes: changes } },
			{ refusalHint: 'Only "autosubscribe" is documented as writable; see /api/openapi of your server.' },
		);
		const body = answer === undefined ? await polarity.get(route`/api/integrations/${id}`) : answer;
		return resourceOf(polarity, body);
	},
});

/** GET /api/integration-options. */
export const getOptions = operation({
	name: 'Get Options',
	action: 'Get the options of an integration',
	fields: { integrationId, includeValues },
	simplify: simplifyOption,
	keepsSecrets: (values) => values.includeValues,
	list: async function* (polarity, { integrationId: id }) {
		yield* await optionsOf(polarity, id);
	},
});

/** PATCH /api/integration-options: all or none are stored. Flags that are to stay are read first. */
export const updateOptions = operation({
	name: 'Update Options',
	action: 'Update options of an integration',
	description: 'Changes one or more options at once; the integration must be running',
	fields: { integrationId, optionChanges },
	simplify: simplifyOption,
	run: async (polarity, { integrationId: id, optionChanges: changes }) => {
		const data = await optionUpdates(polarity, id, changes);
		await polarity.patch(
			route`/api/integration-options`,
			{ data },
			{ refusalHint: 'The integration must be running, and each value of the type that its option has.' },
		);
		return data;
	},
});

/** POST /api/integrations/{id}/permissions: replaces what each given group had. Answers 204. */
export const setPermissions = operation({
	name: 'Set Permissions',
	action: 'Set who may use an integration',
	description: 'Replaces all permissions of the given groups on the integration; other groups keep theirs',
	fields: { integrationId, permissions: permissionsField() },
	run: async (polarity, { integrationId: id, permissions }) => {
		const data = permissions.map(({ groupId, granted }) => ({
			type: 'permissions',
			attributes: { permissions: [...granted] },
			relationships: {
				group: { data: { type: 'groups', id: groupId } },
				integration: { data: { type: 'integrations', id } },
			},
		}));
		// The same body leads to the same state, so it may be sent again.
		await polarity.post(route`/api/integrations/${id}/permissions`, { data }, { idempotent: true });
		return permissions.map(({ groupId, granted }) => ({
			integrationId: id,
			groupId,
			permissions: [...granted],
		}));
	},
});

/** The one health shape, from the integration and its errors. */
export const getHealth = operation({
	name: 'Get Health',
	action: 'Get the health of an integration',
	fields: { integrationId },
	simplify: simplifyHealth,
	run: async (polarity, { integrationId: id }) => await healthOf(polarity, id),
});

/** The attributes to change; none at all is refused before anything is sent. */
function changesField(): Field<IDataObject> {
	const field = collection({
		displayName: 'Update Fields',
		addLabel: 'Add field',
		fields: {
			attributes: optionalJson({
				displayName: 'Additional Attributes (JSON)',
				description: 'Further attributes as the API names them; which ones are writable is not documented',
				placeholder: 'e.g. {"description": "Looks up IP addresses"}',
			}),
			autosubscribe: flag({
				displayName: 'Autosubscribe',
				default: true,
				description: 'Whether new users are subscribed to the integration ("Team Subscription")',
			}),
		},
	});
	return {
		...field,
		read(given, surroundings) {
			const { attributes, ...others } = field.read(given, surroundings);
			const changes = { ...attributes, ...others };
			if (Object.keys(changes).length === 0) throw new FieldError('add at least one field to update');
			return changes;
		},
	};
}

/** Groups and what they get; each group once. */
function permissionsField() {
	const field = rows({
		displayName: 'Permissions',
		addLabel: 'Add group',
		rowName: 'Group',
		required: true,
		fields: {
			groupId: text({
				displayName: 'Group ID',
				default: '1',
				description: 'Group 1 is all users. Each user has a group of its own, whose ID is not the user ID.',
			}),
			granted: choices({
				displayName: 'Permissions',
				options: [
					{ name: 'Admin', value: 'admin' },
					{ name: 'Read', value: 'read' },
				],
				default: ['read'],
				description: 'All that the group is to have: what is not chosen is taken away',
			}),
		},
	});
	const checked: typeof field = {
		...field,
		read(given, surroundings) {
			const groups = field.read(given, surroundings);
			const empty = groups.find(({ granted }) => granted.length === 0);
			if (empty !== undefined) throw new FieldError(`group ${empty.groupId} has no permission chosen`);
			if (new Set(groups.map(({ groupId }) => groupId)).size < groups.length) {
				throw new FieldError('a group stands there twice');
			}
			return groups;
		},
	};
	return checked;
}

export const integrationResource = resource('Integration', [
	get,
	getHealth,
	getMany,
	getOptions,
	setPermissions,
	update,
	updateOptions,
]);
