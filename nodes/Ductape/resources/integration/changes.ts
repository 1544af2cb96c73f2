import type { IDataObject } from 'n8n-workflow';
import { isEqual, omit, pick } from 'lodash';

import {
	all,
	choice,
	collection,
	flag,
	operation,
	optionalId,
	readAs,
	refuseNothing,
	route,
	text,
	textOf,
} from '../../../../core';
import type { ApiClient, ApiResponse } from '../../../../core';
import { integration } from '../../locators';
import { titleOf } from '../../parts/PartKind';
import { documentOf, findIntegration, integrationDocument, integrationsOf } from '../../reading/documents';
import { lookUp, recordOf, recordWith, sentOnce } from '../../reading/envelope';
import { isSame, refuseLost, remarkNotStored } from '../../storedAsSent';
import { shortIntegration } from './shortIntegration';

const description = text({ displayName: 'Description', placeholder: 'e.g. Order sync' });

const onDuplicate = choice({
	displayName: 'On Duplicate',
	options: [
		{ name: 'Error', value: 'error', description: 'Fail and change nothing' },
		{ name: 'Skip', value: 'skip', description: 'Return the existing integration unchanged' },
		{ name: 'Update', value: 'update', description: 'Change the description of the existing integration' },
	],
	default: 'error',
	description: 'What to do if the name is already in use',
});

const furtherFields = collection({
	displayName: 'Additional Fields',
	fields: {
		tag: optionalId({ displayName: 'Tag', description: 'Leave empty to build it from the name' }),
		unique: flag({
			displayName: 'Unique',
			default: true,
			description: 'Whether to mark the integration as unique',
		}),
	},
});

const fieldsToSet = collection({
	displayName: 'Update Fields',
	// With blanks around it a name would be another one, that looks the same.
	fields: {
		name: readAs(text({ displayName: 'Name' }), (name) => name.trim()),
		description,
	},
});

/** POST /integrations/v1/check-integration-exists, then /create, then GET /{id}: the SDK's createIntegration. */
export const create = operation({
	name: 'Create',
	action: 'Create integration',
	description: 'Add a new integration to the workspace. Ductape also calls integrations products.',
	fields: {
		name: text({ displayName: 'Name', placeholder: 'e.g. Orders Hub' }),
		description,
		onDuplicate,
		details: furtherFields,
	},
	simplify: shortIntegration,
	// Whether the name is taken is looked up first.
	exclusive: ({ name }) => `name ${name.trim()}`,
	run: async (api, { name: given, description, onDuplicate, details }) => {
		// With blanks around it a name would be another one, that looks the same; but there may be one that was created with them.
		const name = given.trim();
		const asGiven = await integrationNamed(api, given);
		const existing = asGiven ?? (given === name ? undefined : await integrationNamed(api, name));
		if (existing === undefined) return await created(api, { name, description, ...details });
		if (onDuplicate === 'skip') return await integrationDocument(api, existing);
		if (onDuplicate === 'update') return await changed(api, existing, { description });
		throw api.error(
			`An integration named "${name}" already exists`,
			"Set 'On Duplicate' to Skip to return it, or choose another name. Nothing was changed.",
		);
	},
});

/** PUT /integrations/v1/{id} without `component`: what is stored is read first, because both fields are wanted. */
export const update = operation({
	name: 'Update',
	action: 'Update integration',
	description: 'Change the name or description of an integration and keep everything else',
	fields: { integrationId: integration, details: fieldsToSet },
	check: ({ details }) => refuseNothing(details),
	simplify: shortIntegration,
	exclusive: documentOf,
	run: async (api, { integrationId, details }) => await changed(api, integrationId, details),
});

/** DELETE /integrations/v1/{id}, with all its parts, then GET: no client calls it (section 2.1). */
export const remove = operation({
	name: 'Delete',
	action: 'Delete integration with everything in it permanently',
	description: 'Remove an integration from the workspace permanently, with everything it contains',
	fields: { integrationId: integration },
	exclusive: ({ integrationId }) => integrationId,
	// One request for all items of an integration: it is gone after the first.
	merge: async (api, integrationId) => await deleted(api, integrationId),
});

/**
 * The ID of the integration with that name. For a free name the body is null or false, or says "not found".
 * @throws when it is another's: how Ductape compares names is not documented (section 2.1)
 */
async function integrationNamed(api: ApiClient, name: string): Promise<string | undefined> {
	const request = {
		method: 'POST',
		route: route`/integrations/v1/check-integration-exists`,
		body: { name },
		reads: true,
	} as const;
	const sought = {
		key: '_id',
		question: 'whether the name is taken',
		field: "'Name'",
		otherwise:
			'look for the name with Integration: Get Many. If it is free, create the integration in the workbench, or with API: Custom Call (POST /integrations/v1/create)',
	};
	const found = await lookUp(api, request, sought);
	const foundName = textOf(found?.['name']);
	if (foundName === undefined || foundName.trim() === name.trim()) return textOf(found?.['_id']);
	throw api.error(
		`Ductape returns the integration "${foundName}" for the name "${name}"`,
		'Enter its exact name to use it, or choose another name. Nothing was changed.',
	);
}

/**
 * After a 5xx, or without a response, the integration may be there all the same; only when it is not is the request sent again. Where a
 * success does not name it, the workspace's list does: its name was free before.
 */
async function created(api: ApiClient, body: IDataObject & { readonly name: string }): Promise<IDataObject> {
	const idIn = async (response: ApiResponse) => {
		const shown = recordWith(response.body, '_id');
		const listed = shown === undefined ? await all(integrationsOf(api)).catch(() => []) : [];
		// Of several with that name nothing tells which one was made.
		const [named, ...others] = listed.filter(({ name }) => name === body.name);
		return String(recordOf(api, shown ?? (others.length === 0 ? named : undefined), '_id')['_id']);
	};
	const request = { method: 'POST', route: route`/integrations/v1/create`, body } as const;
	const sent = await sentOnce(api, request, async () => {
		const existing = await integrationNamed(api, body.name);
		return existing === undefined ? undefined : await integrationDocument(api, existing);
	});
	const stored = 'made' in sent ? sent.made : await integrationDocument(api, await idIn(sent.response));
	// No document of an integration shows `unique`.
	remarkNotStored(api, `the creation of the integration "${body.name}"`, omit(body, 'unique'), stored);
	return stored;
}

const REPEATED_ONCE = {
	method: 'PUT',
	idempotent: true,
	retries: 1,
	refusalHint: 'If the message says that component is missing, make the change in the workbench.',
} as const;

async function changed(api: ApiClient, id: string, changes: IDataObject): Promise<IDataObject> {
	const sent = await api.change(async () => {
		const before = await integrationDocument(api, id);
		const body = { ...pick(before, ['name', 'description']), ...changes };
		return { before, body, request: { ...REPEATED_ONCE, route: route`/integrations/v1/${id}`, body } };
	});
	const after = await integrationDocument(api, id);
	// With what was there at first: a PUT whose response was lost may have left nothing else already.
	const { before } = sent.first;
	refuseLost(api, 'the integration', { before, sent: sent.body, after });
	const asked = Object.keys(changes).filter((name) => !isSame(changes[name], before[name]));
	if (asked.length === 0 || !isEqual(pick(after, asked), pick(before, asked))) {
		remarkNotStored(api, 'the change of the integration', changes, after);
		return after;
	}
	throw api.error(
		'Ductape accepted the update but did not change the integration',
		'Change its name and description in the workbench.',
	);
}

async function deleted(api: ApiClient, id: string): Promise<IDataObject> {
	await api.delete(route`/integrations/v1/${id}`);
	// A read that fails says nothing against what the DELETE returned.
	const left = await findIntegration(api, id).catch(() => undefined);
	if (left === undefined) return { deleted: true, _id: id };
	throw api.error(
		`Ductape accepted the deletion of the integration "${titleOf(left)}" but still returns it`,
		'Look for it in the workbench, and delete it there.',
	);
}
